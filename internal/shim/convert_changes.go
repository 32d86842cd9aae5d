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
	stringify keys isArray String Number Boolean encodeURIComponent log info warn error debug`)

// copiers are functions that put the elements of what they get into a new list.
var copiers = []string{"values", "entries", "from"}

// An alias is how a value came from a field. depth is how many properties below the field it is: what is passed on from there
// is mostly no object. wraps is how many lists and objects of the script's own are around it: these may be changed.
type alias struct{ depth, wraps int }

// below is a property or an element of the value.
func (a alias) below() alias {
	if a.wraps > 0 {
		return alias{a.depth, a.wraps - 1}
	}
	return alias{a.depth + 1, 0}
}

// wrapped is a new list or object with the value in it.
func (a alias) wrapped() alias { return alias{a.depth, a.wraps + 1} }

// isChanged reports whether the object that node i gives may be changed, or may get where it cannot be followed.
func (c *converter) isChanged(i int, a alias) bool {
	if member := c.memberOf(i); member != none {
		_, name := c.member(member)
		call := c.callOf(member)
		switch {
		case c.isTarget(member):
			return a.wraps == 0
		case a.wraps == 0 && call != none && slices.Contains(mutators, name):
			return true
		case call != none:
			return c.isChangedByMethod(call, name, a)
		}
		return c.isChanged(member, a.below())
	}
	up := c.up(i)
	switch n := c.Node(up).(type) {
	case *ast.BinaryExpression:
		either := n.Operator == token.LOGICAL_OR || n.Operator == token.COALESCE
		behind := n.Operator == token.LOGICAL_AND && c.bare(c.Place(n.Right)) == i
		return (either || behind) && c.isChanged(up, a)
	case *ast.ConditionalExpression:
		return c.bare(c.Place(n.Test)) != i && c.isChanged(up, a)
	case *ast.Binding:
		return c.isBindingChanged(n.Target, a)
	case *ast.CallExpression, *ast.NewExpression:
		return c.isChangedBy(up, i, a)
	case *ast.AssignExpression, *ast.ReturnStatement, *ast.ExpressionBody, *ast.YieldExpression:
		return a.depth == 0
	}
	return c.isChangedInside(up, i, a)
}

// isChangedInside is isChanged for a value that becomes part of a list or an object, or that a loop goes through.
func (c *converter) isChangedInside(up, i int, a alias) bool {
	switch n := c.Node(up).(type) {
	case *ast.ArrayLiteral:
		return c.isChanged(up, a.wrapped())
	case *ast.PropertyKeyed:
		return c.bare(c.Place(n.Value)) == i && c.isChanged(c.Parent(up), a.wrapped())
	case *ast.PropertyShort:
		return c.isChanged(c.Parent(up), a.wrapped())
	case *ast.SpreadElement:
		switch c.Node(c.Parent(up)).(type) {
		case *ast.ArrayLiteral, *ast.ObjectLiteral:
			return c.isChanged(c.Parent(up), a.below().wrapped())
		}
		return a.depth == 0
	case *ast.ForOfStatement:
		return c.bare(c.Place(n.Source)) == i && c.isBindingChanged(n.Into, a.below())
	}
	return false
}

// isChangedByMethod reports whether a call of a method of the value may change it: in a function that the method calls, or
// where the result gets.
func (c *converter) isChangedByMethod(call int, name string, a alias) bool {
	_, arguments := c.call(call)
	for _, e := range arguments {
		f := c.Place(e)
		list, _, ok := function(e)
		if named, isNamed := c.functionOf(f); !ok && isNamed {
			list, _, ok = function(c.Node(named))
		}
		if !ok {
			continue
		}
		for _, p := range list.List {
			if c.isBindingChanged(p.Target, a.below()) {
				return true
			}
		}
	}
	switch {
	case slices.Contains(selectors, name):
		return c.isChanged(call, a.below())
	case slices.Contains(listers, name):
		return c.isChanged(call, a.below().wrapped())
	}
	return a.wraps > 0 && a.depth == 0 && len(arguments) > 0 && !slices.Contains(callers, name)
}

// Methods by what they give: an element, a new list of the elements, or neither of them.
var (
	selectors = strings.Fields("find findLast at pop shift get reduce")
	listers   = strings.Fields("filter map slice concat flat flatMap values entries reverse sort splice")
	callers   = strings.Fields("forEach some every includes indexOf join push unshift findIndex has")
)

// isChangedBy reports whether a call may change its argument at i. It follows the argument into a function of the script.
func (c *converter) isChangedBy(call, i int, a alias) bool {
	callee, arguments := c.call(call)
	if callee == none {
		return a.depth == 0
	}
	switch name := c.calledName(callee); {
	case c.isCallback(callee):
		return false
	case slices.Contains(copiers, name):
		return c.isChanged(call, a.below().wrapped())
	case slices.Contains(readers, name):
		return false
	}
	f, ok := c.functionOf(callee)
	at := slices.IndexFunc(arguments, func(e ast.Expression) bool { return c.bare(c.Place(e)) == i })
	if !ok || at < 0 || c.following > maxFollowing {
		return a.depth == 0
	}
	list, _, _ := function(c.Node(f))
	if at >= len(list.List) {
		return true
	}
	c.following++
	defer func() { c.following-- }()
	return c.isBindingChanged(list.List[at].Target, a)
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

// isBindingChanged follows a value into the variables of a declaration's target.
func (c *converter) isBindingChanged(target ast.Node, a alias) bool {
	if loop, ok := target.(*ast.ForDeclaration); ok {
		target = loop.Target
	}
	if _, ok := target.(*ast.Identifier); !ok {
		a = a.below()
	}
	for _, v := range c.variables {
		if !c.inside(v.Node, c.Place(target)) {
			continue
		}
		if slices.ContainsFunc(v.Uses, func(use int) bool { return c.isChanged(use, a) }) {
			return true
		}
	}
	return false
}

// isDeclaration reports whether node i is the parameter in its list, or is assigned to, which is an obstacle already.
func (c *converter) isDeclaration(i int) bool {
	v := c.variables[c.Variable(i)]
	return v.Node == i || slices.Contains(v.Writes, i)
}
