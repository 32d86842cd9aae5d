package shim

import (
	"slices"
	"strings"

	"github.com/dop251/goja/ast"

	"auth0-hook-action/internal/script"
)

// A view answers questions about the nodes of a tree, each named by its place in it.
type view struct {
	*script.Tree
	code string
}

func viewOf(s *script.Script) view { return view{s.Tree(), s.Text()} }

const none = script.None

// start is the byte at which node i begins. The parser does not say where if, while and do stand.
func (v view) start(i int) int {
	switch n := v.Node(i).(type) {
	case *ast.IfStatement:
		return strings.LastIndex(v.code[:v.Offset(n.Test.Idx0())], "if")
	case *ast.WhileStatement:
		return strings.LastIndex(v.code[:v.Offset(n.Test.Idx0())], "while")
	case *ast.DoWhileStatement:
		return strings.LastIndex(v.code[:v.Offset(n.Body.Idx0())], "do")
	}
	return v.Offset(v.Node(i).Idx0())
}

func (v view) end(i int) int { return v.Offset(v.Node(i).Idx1()) }

// up is the node around node i, without the marks of an optional chain.
func (v view) up(i int) int {
	for i = v.Parent(i); i != none; i = v.Parent(i) {
		switch v.Node(i).(type) {
		case *ast.Optional, *ast.OptionalChain:
			continue
		}
		break
	}
	return i
}

// bare is node i without the marks of an optional chain around it.
func (v view) bare(i int) int {
	for {
		switch o := v.Node(i).(type) {
		case *ast.Optional:
			i = v.Place(o.Expression)
		case *ast.OptionalChain:
			i = v.Place(o.Expression)
		default:
			return i
		}
	}
}

// name is the name of a plain variable, "" for every other node.
func (v view) name(i int) string {
	if id, ok := v.Node(v.bare(i)).(*ast.Identifier); ok {
		return id.Name.String()
	}
	return ""
}

// isGlobal reports whether node i is a name that the script does not declare.
func (v view) isGlobal(i int, name string) bool {
	i = v.bare(i)
	return v.name(i) == name && v.Variable(i) == none
}

// member takes a.b and a["b"] apart: the place of a, none where node i is neither, and the name, "" where it is computed.
func (v view) member(i int) (left int, name string) {
	switch m := v.Node(v.bare(i)).(type) {
	case *ast.DotExpression:
		return v.bare(v.Place(m.Left)), m.Identifier.Name.String()
	case *ast.BracketExpression:
		name, _ = text(m.Member)
		return v.bare(v.Place(m.Left)), name
	}
	return none, ""
}

// memberOf is the expression that takes a property of node i, none where there is none.
func (v view) memberOf(i int) int {
	up := v.up(i)
	if up == none {
		return none
	}
	if left, _ := v.member(up); left == i {
		return up
	}
	return none
}

// call takes a call apart: the place of what is called, none where node i is no call.
func (v view) call(i int) (callee int, arguments []ast.Expression) {
	if c, ok := v.Node(v.bare(i)).(*ast.CallExpression); ok {
		return v.bare(v.Place(c.Callee)), c.ArgumentList
	}
	return none, nil
}

// calledName is what a call or a new calls, by its last name.
func (v view) calledName(i int) string {
	if name := v.name(i); name != "" {
		return name
	}
	_, name := v.member(i)
	return name
}

// callOf is the call whose callee node i is, none where it is none.
func (v view) callOf(i int) int {
	up := v.up(i)
	if up == none {
		return none
	}
	if callee, _ := v.call(up); callee == i {
		return up
	}
	return none
}

// isArgument reports whether node i is an argument of a call, or spread.
func (v view) isArgument(i int) bool {
	switch up := v.Node(v.up(i)).(type) {
	case *ast.SpreadElement:
		return true
	case *ast.CallExpression:
		return v.bare(v.Place(up.Callee)) != i
	}
	return false
}

// inside reports whether node i is node outer or below it.
func (v view) inside(i, outer int) bool { return outer <= i && i < v.End(outer) }

// text gives the text of a literal that has no expressions in it.
func text(n ast.Node) (string, bool) {
	switch s := n.(type) {
	case *ast.StringLiteral:
		return s.Value.String(), true
	case *ast.TemplateLiteral:
		if len(s.Expressions) == 0 && s.Tag == nil {
			return s.Elements[0].Parsed.String(), true
		}
	}
	return "", false
}

// function takes a function written out apart; ok is not set for other nodes. body is a *ast.BlockStatement or, for some
// arrow functions, an *ast.ExpressionBody.
func function(n ast.Node) (parameters *ast.ParameterList, body ast.Node, ok bool) {
	switch f := n.(type) {
	case *ast.FunctionLiteral:
		return f.ParameterList, f.Body, true
	case *ast.ArrowFunctionLiteral:
		return f.ParameterList, f.Body, true
	}
	return nil, nil, false
}

// isNothing reports whether an expression is null, undefined or void 0.
func isNothing(n ast.Node) bool {
	switch e := n.(type) {
	case *ast.NullLiteral:
		return true
	case *ast.Identifier:
		return e.Name == "undefined"
	case *ast.UnaryExpression:
		return e.Operator.String() == "void"
	}
	return false
}

// multiline tells whether a place is inside a template literal or a text of several lines.
func multiline(v view) func(at int) bool {
	type span struct{ start, end int }
	var spans []span
	for i := range v.Len() {
		switch v.Node(i).(type) {
		case *ast.TemplateLiteral, *ast.StringLiteral:
			spans = append(spans, span{v.start(i), v.end(i)})
		}
	}
	return func(at int) bool {
		return slices.ContainsFunc(spans, func(s span) bool { return s.start < at && at < s.end })
	}
}
