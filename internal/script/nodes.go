package script

import (
	"errors"
	"strings"

	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/parser"
	"github.com/dop251/goja/token"

	"auth0-hook-action/internal/diag"
)

// member takes a.b, a["b"] and a?.b apart. The name is "" where it is computed, or n is nothing of the kind.
func member(n ast.Node) (left ast.Expression, name string) {
	switch m := unwrap(n).(type) {
	case *ast.DotExpression:
		return unwrapExpression(m.Left), m.Identifier.Name.String()
	case *ast.BracketExpression:
		name, _ := stringOf(m.Member)
		return unwrapExpression(m.Left), name
	}
	return nil, ""
}

// unwrap takes the marks of an optional chain off.
func unwrap(n ast.Node) ast.Node {
	for {
		switch o := n.(type) {
		case *ast.Optional:
			n = o.Expression
		case *ast.OptionalChain:
			n = o.Expression
		default:
			return n
		}
	}
}

func unwrapExpression(e ast.Expression) ast.Expression {
	unwrapped, _ := unwrap(e).(ast.Expression)
	return unwrapped
}

// stringOf gives the text of a literal that has no expressions in it, or of a property's plain name.
func stringOf(n ast.Node) (string, bool) {
	switch s := n.(type) {
	case *ast.StringLiteral:
		return s.Value.String(), true
	case *ast.TemplateLiteral:
		if len(s.Expressions) == 0 && s.Tag == nil {
			return s.Elements[0].Parsed.String(), true
		}
	case *ast.BinaryExpression: // 'a' + 'b', and no more: a chain of thousands would be built again at each of them
		left, ok := s.Left.(*ast.StringLiteral)
		right, both := s.Right.(*ast.StringLiteral)
		if s.Operator == token.PLUS && ok && both {
			return left.Value.String() + right.Value.String(), true
		}
	}
	return "", false
}

// calleeName is the last name of what is called, or of any expression: get of axios.get.
func calleeName(callee ast.Expression) string {
	if id, ok := unwrapExpression(callee).(*ast.Identifier); ok {
		return id.Name.String()
	}
	_, name := member(callee)
	return name
}

// nameOf is the name of a plain variable, "" for every other expression.
func nameOf(e ast.Node) string {
	if id, ok := unwrap(e).(*ast.Identifier); ok && id != nil {
		return id.Name.String()
	}
	return ""
}

// callParts gives what a call, or a new, calls and with what; ok is not set for other nodes.
func callParts(n ast.Node) (callee ast.Expression, arguments []ast.Expression, ok bool) {
	switch c := unwrap(n).(type) {
	case *ast.CallExpression:
		return unwrapExpression(c.Callee), c.ArgumentList, true
	case *ast.NewExpression:
		return unwrapExpression(c.Callee), c.ArgumentList, true
	}
	return nil, nil, false
}

// property gives the value that an object literal has under a name, nil where it cannot be seen.
func property(n ast.Node, name string) ast.Expression {
	o, ok := n.(*ast.ObjectLiteral)
	if !ok || o == nil {
		return nil
	}
	for _, p := range o.Value {
		switch p := p.(type) {
		case *ast.PropertyShort:
			if p.Name.Name.String() == name {
				return &p.Name
			}
		case *ast.PropertyKeyed:
			if key, _ := stringOf(p.Key); key == name {
				return p.Value
			}
		}
	}
	return nil
}

// isNothing reports whether an expression is null, undefined or void 0.
func isNothing(e ast.Expression) bool {
	if u, ok := e.(*ast.UnaryExpression); ok {
		return u.Operator == token.VOID
	}
	_, null := e.(*ast.NullLiteral)
	return null || nameOf(e) == "undefined"
}

// isEmpty reports whether an expression is [], {}, "", null or undefined.
func isEmpty(e ast.Expression) bool {
	switch e := e.(type) {
	case *ast.ArrayLiteral:
		return len(e.Value) == 0
	case *ast.ObjectLiteral:
		return len(e.Value) == 0
	case *ast.StringLiteral:
		return e.Value == ""
	}
	return isNothing(e)
}

func isNumber(n ast.Node, want int64) bool {
	literal, ok := n.(*ast.NumberLiteral)
	return ok && literal.Value == want
}

// isFunction reports whether a node is a function written out.
func isFunctionNode(n ast.Node) bool { return parameters(n) != nil }

// checkRegExps finds regular expressions that Node refuses when it loads the script: the judge of the syntax does not look into
// them.
func (t *tree) checkRegExps() []diag.Diagnostic {
	var findings []diag.Diagnostic
	for _, n := range t.nodes {
		r, ok := n.Node.(*ast.RegExpLiteral)
		if !ok {
			continue
		}
		_, err := parser.TransformRegExp(r.Pattern, strings.Contains(r.Flags, "s"), strings.ContainsAny(r.Flags, "uv"))
		if wrong, ok := errors.AsType[parser.RegexpSyntaxError](err); ok {
			findings = append(findings, t.finding("syntax", diag.Error, t.offset(r.Idx),
				"syntax error in this regular expression: "+lowerFirst(wrong.Error()), ""))
		}
	}
	return findings
}
