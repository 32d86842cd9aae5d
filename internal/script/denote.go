package script

import (
	"strings"

	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/token"
)

// A propertyKey is a property of what a variable holds.
type propertyKey struct {
	variable int
	name     string
}

// denote says what an expression holds of what is given or of a package, "" where it is neither or cannot be followed. A copy of
// an object counts as the object.
func (l *look) denote(i int) string { return l.path(i, deepest) }

func (l *look) path(i, depth int) string {
	if depth == 0 || i == none {
		return ""
	}
	of := func(e ast.Expression) string { return l.path(l.place[e], depth-1) }
	switch e := l.nodes[i].Node.(type) {
	case *ast.Identifier:
		return l.paths[l.nodes[i].variable]
	case *ast.Optional:
		return of(e.Expression)
	case *ast.OptionalChain:
		return of(e.Expression)
	case *ast.DotExpression:
		if path := of(e.Left); path != "" {
			return joined(path, e.Identifier.Name.String())
		}
		return l.propertyPath(e.Left, e.Identifier.Name.String(), of)
	case *ast.BracketExpression:
		name, _ := stringOf(e.Member)
		return joined(of(e.Left), name)
	case *ast.BinaryExpression:
		if e.Operator == token.LOGICAL_OR || e.Operator == token.COALESCE {
			return of(e.Left)
		}
		if e.Operator == token.LOGICAL_AND {
			return of(e.Right)
		}
	case *ast.ConditionalExpression:
		one, other := of(e.Consequent), of(e.Alternate)
		if one == other || isEmpty(e.Alternate) {
			return one
		}
		if isEmpty(e.Consequent) {
			return other
		}
	case *ast.AssignExpression:
		return of(e.Right)
	case *ast.ObjectLiteral:
		if len(e.Value) > 0 {
			if spread, ok := e.Value[0].(*ast.SpreadElement); ok {
				return notPackage(of(spread.Expression))
			}
		}
	case *ast.CallExpression, *ast.NewExpression:
		return l.callPath(e, of)
	}
	return ""
}

// properties finds the values that properties of variables are given: {name: value}, and variable.name = value.
func (t *tree) properties() map[propertyKey][]int {
	found := map[propertyKey][]int{}
	add := func(variable int, name string, value ast.Node) {
		if variable != none && name != "" {
			key := propertyKey{variable, name}
			found[key] = append(found[key], t.place[value])
		}
	}
	for at, v := range t.variables {
		if v.value == none || v.taken != nil {
			continue
		}
		if o, ok := t.nodes[v.value].Node.(*ast.ObjectLiteral); ok {
			for _, p := range o.Value {
				switch p := p.(type) {
				case *ast.PropertyShort:
					add(at, p.Name.Name.String(), &p.Name)
				case *ast.PropertyKeyed:
					name, _ := stringOf(p.Key)
					add(at, name, p.Value)
				}
			}
		}
	}
	for _, n := range t.nodes {
		if a, ok := n.Node.(*ast.AssignExpression); ok && a.Operator == token.ASSIGN {
			if left, name := member(a.Left); nameOf(left) != "" {
				add(t.nodes[t.place[left]].variable, name, a.Right)
			}
		}
	}
	return found
}

// propertyPath is what a property of a variable holds by all that it is given.
func (l *look) propertyPath(left ast.Expression, name string, of func(ast.Expression) string) string {
	if nameOf(left) == "" {
		return ""
	}
	found := ""
	for i, at := range l.properties[propertyKey{l.nodes[l.place[unwrapExpression(left)]].variable, name}] {
		path := of(l.expression(at))
		if path == "" || i > 0 && path != found {
			return ""
		}
		found = path
	}
	return found
}

// notPackage is a path of what is given, "" for one of a package.
func notPackage(path string) string {
	if strings.HasPrefix(path, "@") {
		return ""
	}
	return path
}

func joined(path, name string) string {
	if path == "" || name == "" || len(path) > 200 {
		return ""
	}
	return path + "." + name
}

// entriesPath is the object whose list of entries, all of them, an expression is: Object.entries(object).
func (l *look) entriesPath(e ast.Expression, of func(ast.Expression) string) string {
	if at := l.variableOf(e); at != none {
		v := l.variables[at]
		if v.value == none || v.taken != nil || len(v.writes) > 0 {
			return ""
		}
		e = l.expression(v.value)
	}
	callee, arguments, _ := callParts(e)
	if left, name := member(callee); nameOf(left) != "Object" || name != "entries" || len(arguments) == 0 {
		return ""
	}
	return notPackage(of(arguments[0]))
}

// callPath is what a call gives: a package, what a package makes, or a copy of its argument.
func (l *look) callPath(n ast.Node, of func(ast.Expression) string) string {
	callee, arguments, _ := callParts(n)
	left, name := member(callee)
	first := func() string {
		if len(arguments) == 0 {
			return ""
		}
		return notPackage(of(arguments[0]))
	}
	switch {
	case nameOf(callee) == "require" && l.nodes[l.place[callee]].variable == none && len(arguments) > 0:
		if literal, ok := stringOf(arguments[0]); ok {
			return "@" + parseRequire(literal).Name + "#"
		}
	case nameOf(callee) == "structuredClone", nameOf(left) == "JSON" && name == "stringify", nameOf(left) == "JSON" &&
		name == "parse":
		return first()
	case nameOf(left) == "Object" && name == "assign" && len(arguments) > 1 && isEmpty(arguments[0]):
		return notPackage(of(arguments[1]))
	case nameOf(left) == "Object" && name == "assign":
		return first()
	case nameOf(left) == "Object" && name == "fromEntries" && len(arguments) > 0:
		return l.entriesPath(arguments[0], of)
	}
	if path := of(callee); strings.HasPrefix(path, "@") && len(path) < 200 {
		return path + "()"
	}
	return ""
}
