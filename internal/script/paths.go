package script

import (
	"strings"

	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/token"
)

// A read is a place where a hook reads what it was given.
type read struct {
	path   string // "user.password", "context.webtask.secrets"
	offset int
}

// inputs follows what a hook is given through the variables of the script.
type inputs struct {
	*tree
	paths map[variable]string
	reads []read
}

// A variable is a name in the function that declares it.
type variable struct {
	function int
	name     string
}

// newInputs follows the parameters of h, whose proper names are given.
func (t *tree) newInputs(h hook, names []string) *inputs {
	in := &inputs{tree: t, paths: map[variable]string{}}
	for i, p := range h.parameters.List {
		if i < len(names) {
			in.bind(h.at, p.Target, names[i])
		}
	}
	for i, n := range t.nodes {
		switch e := n.Node.(type) {
		case *ast.Binding:
			if path := in.path(i, e.Initializer); path != "" {
				in.bind(n.function, e.Target, path)
			}
		case *ast.DotExpression, *ast.BracketExpression:
			if path := in.path(i, t.expression(i)); path != "" && !t.isAssigned(i) {
				in.reads = append(in.reads, read{path, t.offset(e.Idx0())})
			}
		}
	}
	return in
}

// isAssigned reports whether node i is what an assignment writes to, or what is deleted.
func (t *tree) isAssigned(i int) bool {
	switch parent := t.nodes[t.nodes[i].parent].Node.(type) {
	case *ast.AssignExpression:
		return parent.Operator == token.ASSIGN && parent.Left == t.nodes[i].Node
	case *ast.UnaryExpression:
		return parent.Operator == token.DELETE
	}
	return false
}

// bind notes that a declaration's target holds what path says. Taking an object apart reads its properties.
func (in *inputs) bind(function int, target ast.Expression, path string) {
	switch d := target.(type) {
	case *ast.Identifier:
		in.paths[variable{function, d.Name.String()}] = path
	case *ast.AssignExpression: // with a default value
		in.bind(function, d.Left, path)
	case *ast.ObjectPattern:
		for _, p := range d.Properties {
			switch p := p.(type) {
			case *ast.PropertyShort:
				in.bindProperty(function, &p.Name, p, path+"."+p.Name.Name.String())
			case *ast.PropertyKeyed:
				if key, ok := stringOf(p.Key); ok {
					in.bindProperty(function, p.Value, p, path+"."+key)
				}
			}
		}
	}
}

func (in *inputs) bindProperty(function int, target ast.Expression, p ast.Property, path string) {
	in.reads = append(in.reads, read{path, in.offset(p.Idx0())})
	in.bind(function, target, path)
}

// path gives what an expression at or around node i stands for, "" where it is nothing that the hook was given.
func (in *inputs) path(i int, e ast.Expression) string {
	var names []string
	for range deepest {
		left, name := member(e)
		if left == nil {
			break
		}
		if name == "" {
			return ""
		}
		e, names = left, append([]string{name}, names...)
	}
	id, ok := unwrapExpression(e).(*ast.Identifier)
	if !ok {
		return ""
	}
	root := in.paths[variable{in.scope(i, id.Name.String()), id.Name.String()}]
	if root == "" {
		return ""
	}
	if strings.Count(root, ".")+len(names) > deepest { // a variable's path may be made of another's
		return ""
	}
	return strings.Join(append([]string{root}, names...), ".")
}

// deepest is how many properties a path has at most: context.webtask.body.user.password is the longest one asked for.
const deepest = 6
