package script

import (
	"github.com/dop251/goja/ast"
)

// escapes reports whether what the hook was given under this path goes where it is not followed: into a call, another
// object, or a variable that is declared elsewhere.
func (in *inputs) escapes(path string) bool {
	for i, n := range in.nodes {
		id, ok := n.Node.(*ast.Identifier)
		if !ok || in.path(i, id) != path {
			continue
		}
		switch parent := in.nodes[n.parent].Node.(type) {
		case *ast.Binding:
			if parent.Target == ast.BindingTarget(id) || in.path(i, parent.Initializer) == path {
				continue // declared here, or followed
			}
		case *ast.ExpressionStatement, *ast.IfStatement, *ast.UnaryExpression:
			continue
		}
		if !in.isMember(i) || in.isComputed(i) {
			return true
		}
	}
	return false
}

// isComputed reports whether a property of node i is read whose name is not written out.
func (t *tree) isComputed(i int) bool {
	b, ok := t.nodes[t.nodes[i].parent].Node.(*ast.BracketExpression)
	if !ok {
		return false
	}
	_, name := member(b)
	return name == ""
}

// passwords finds where a property called password is read of something that is not followed, or asked for by its name. What
// in (where there is one) has followed is told elsewhere.
func (t *tree) passwords(in *inputs) []use {
	var uses []use
	found := func(n ast.Node) { uses = append(uses, use{MaybePassword, "password", t.offset(n.Idx0())}) }
	for i, n := range t.nodes {
		switch e := n.Node.(type) {
		case *ast.DotExpression, *ast.BracketExpression:
			followed := in != nil && in.path(i, t.expression(i)) != ""
			if _, name := member(e); name == "password" && !followed && !t.isAssigned(i) {
				found(e)
			}
		case *ast.ObjectPattern:
			for _, p := range e.Properties {
				if short, ok := p.(*ast.PropertyShort); ok && short.Name.Name == "password" {
					found(short)
				}
			}
		case *ast.StringLiteral:
			parent := t.nodes[n.parent].Node
			_, call := parent.(*ast.CallExpression)
			_, binding := parent.(*ast.Binding) // const KEY = 'password'
			if e.Value == "password" && (call || binding) {
				found(e)
			}
		}
	}
	return uses
}
