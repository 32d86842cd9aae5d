package shim

import (
	"slices"
	"strings"

	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/token"
)

// isTarget reports whether node i is written to or deleted.
func (c *converter) isTarget(i int) bool {
	switch up := c.Node(c.up(i)).(type) {
	case *ast.AssignExpression:
		return c.bare(c.Place(up.Left)) == i
	case *ast.UnaryExpression:
		return slices.Contains([]token.Token{token.DELETE, token.INCREMENT, token.DECREMENT}, up.Operator)
	case *ast.ForIntoExpression, *ast.ArrayPattern:
		return true
	}
	return false
}

// mutators are methods that change what they are called on.
var mutators = strings.Fields("push pop shift unshift splice sort reverse fill copyWithin set add delete clear append")

// readers are functions that only look at what they get.
var readers = strings.Fields(`
	stringify keys values entries isArray from String Number Boolean encodeURIComponent log info warn error debug`)

// isChanged reports whether the object that node i gives may be changed or may get where it cannot be followed. depth is how
// many properties below a field it is: what is handed on from there is mostly no object.
func (c *converter) isChanged(i, depth int) bool {
	if member := c.memberOf(i); member != none {
		_, name := c.member(member)
		if c.isTarget(member) || c.callOf(member) != none && slices.Contains(mutators, name) {
			return true
		}
		return c.callOf(member) == none && c.isChanged(member, depth+1)
	}
	up := c.up(i)
	switch n := c.Node(up).(type) {
	case *ast.BinaryExpression:
		either := n.Operator == token.LOGICAL_OR || n.Operator == token.COALESCE
		behind := n.Operator == token.LOGICAL_AND && c.bare(c.Place(n.Right)) == i
		return (either || behind) && c.isChanged(up, depth)
	case *ast.ConditionalExpression:
		return c.bare(c.Place(n.Test)) != i && c.isChanged(up, depth)
	case *ast.Binding:
		return c.isBindingChanged(n, depth)
	case *ast.AssignExpression:
		return depth == 0
	case *ast.CallExpression, *ast.NewExpression:
		return c.isChangedBy(up, i, depth)
	case *ast.ReturnStatement, *ast.ExpressionBody:
		return depth == 0
	}
	return false
}

// isChangedBy reports whether a call may change its argument at i. It follows the argument into a function of the script.
func (c *converter) isChangedBy(call, i, depth int) bool {
	callee, arguments := c.call(call)
	if callee == none {
		return depth == 0
	}
	if slices.Contains(readers, c.calledName(callee)) {
		return false
	}
	f, ok := c.functionOf(callee)
	at := slices.IndexFunc(arguments, func(e ast.Expression) bool { return c.bare(c.Place(e)) == i })
	if !ok || at < 0 || c.following > maxFollowing {
		return depth == 0
	}
	list, _, _ := function(c.Node(f))
	if at >= len(list.List) {
		return true
	}
	c.following++
	defer func() { c.following-- }()
	return c.isBindingChanged(list.List[at], depth)
}

// maxFollowing is how many calls deep an argument is followed.
const maxFollowing = 4

// functionOf is the function of the script that a name always has; ok is not set where there is none.
func (c *converter) functionOf(i int) (f int, ok bool) {
	at := c.Variable(i)
	if at == none || c.name(i) == "" || c.variables[at].Value == none || len(c.variables[at].Writes) > 0 {
		return none, false
	}
	_, _, ok = function(c.Node(c.variables[at].Value))
	return c.variables[at].Value, ok
}

// isBindingChanged follows a value into a variable.
func (c *converter) isBindingChanged(b *ast.Binding, depth int) bool {
	if _, ok := b.Target.(*ast.Identifier); !ok {
		depth++
	}
	for _, v := range c.variables {
		if !c.inside(v.Node, c.Place(b.Target)) {
			continue
		}
		if slices.ContainsFunc(v.Uses, func(use int) bool { return c.isChanged(use, depth) }) {
			return true
		}
	}
	return false
}
