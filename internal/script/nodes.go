package script

import (
	"slices"
	"strconv"

	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/token"
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

// element is the value that an object's or an array's literal has under a name or a number, nil where it has none.
func element(n ast.Node, name string) ast.Expression {
	list, ok := n.(*ast.ArrayLiteral)
	if !ok {
		return property(n, name)
	}
	at, err := strconv.Atoi(name)
	if err != nil || at >= len(list.Value) || slices.ContainsFunc(list.Value[:at], isSpread) {
		return nil
	}
	return list.Value[at]
}

func isSpread(e ast.Expression) bool {
	_, ok := e.(*ast.SpreadElement)
	return ok
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

// isFunctionNode reports whether a node is a function written out.
func isFunctionNode(n ast.Node) bool { return parameters(n) != nil }

// parameters gives those of a function, nil for every other node.
func parameters(n ast.Node) *ast.ParameterList {
	switch f := n.(type) {
	case *ast.FunctionLiteral:
		return f.ParameterList
	case *ast.ArrowFunctionLiteral:
		return f.ParameterList
	}
	return nil
}

// body is a function's body: a *ast.BlockStatement or, of some arrow functions, an *ast.ExpressionBody.
func body(n ast.Node) ast.Node {
	switch f := n.(type) {
	case *ast.FunctionLiteral:
		return f.Body
	case *ast.ArrowFunctionLiteral:
		return f.Body
	}
	return nil
}

// isAsync reports whether a function is an async one.
func isAsync(n ast.Node) bool {
	switch f := n.(type) {
	case *ast.FunctionLiteral:
		return f.Async
	case *ast.ArrowFunctionLiteral:
		return f.Async
	}
	return false
}

// none is the place of nothing.
const none = -1

func isConsole(c *ast.CallExpression) bool {
	left, method := member(c.Callee)
	return nameOf(left) == "console" && slices.Contains([]string{"log", "info", "warn", "error", "debug", "trace", "dir",
		"table"}, method)
}

// notCallable says what a value is that cannot be called; it is empty for functions and for what may be one.
func notCallable(n ast.Node) string {
	switch n.(type) {
	case *ast.ClassLiteral:
		return "a class, which can only be called with new"
	case *ast.ObjectLiteral:
		return "an object"
	case *ast.ArrayLiteral:
		return "an array"
	case *ast.StringLiteral, *ast.TemplateLiteral:
		return "a string"
	case *ast.NumberLiteral:
		return "a number"
	case *ast.BooleanLiteral:
		return "a boolean"
	case *ast.NullLiteral:
		return "null"
	case *ast.RegExpLiteral:
		return "a regular expression"
	}
	return ""
}
