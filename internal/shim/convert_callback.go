package shim

import (
	"slices"

	"github.com/dop251/goja/ast"
)

// mentionsCallback reports whether the callback is named in one of the statements.
func (c *converter) mentionsCallback(list []ast.Statement) bool {
	return slices.ContainsFunc(list, func(st ast.Statement) bool { return c.mentions(c.Place(st)) })
}

func (c *converter) mentions(i int) bool {
	return slices.ContainsFunc(c.variables[c.callback].Uses, func(use int) bool { return c.inside(use, i) })
}

func (c *converter) notLast(q position) string {
	if q.later {
		return "callback-twice"
	}
	return "callback-followed"
}

// passesOn reports whether a catch does no more than to give its error to the callback.
func (c *converter) passesOn(n *ast.CatchStatement) bool {
	if len(n.Body.List) != 1 {
		return false
	}
	var e ast.Expression
	switch st := n.Body.List[0].(type) {
	case *ast.ExpressionStatement:
		e = st.Expression
	case *ast.ReturnStatement:
		e = st.Argument
	}
	id, ok := n.Parameter.(*ast.Identifier)
	return ok && e != nil && c.givesOn(e, c.Place(id))
}

// givesOn reports whether an expression calls the callback with nothing but the name that is declared at i.
func (c *converter) givesOn(e ast.Expression, i int) bool {
	if !c.isCallbackCall(c.bare(c.Place(e))) {
		return false
	}
	_, arguments := c.call(c.Place(e))
	if len(arguments) != 1 {
		return false
	}
	variable := c.Variable(c.Place(arguments[0]))
	return variable != none && c.variables[variable].Node == i
}

// checkCallback looks at the uses of the callback that are not converted.
func (c *converter) checkCallback() {
	for _, use := range c.variables[c.callback].Uses {
		if !c.done[use] {
			c.refuse(c.callbackUse(use), use)
		}
	}
}

func (c *converter) callbackUse(i int) string {
	if member := c.memberOf(i); member != none {
		if _, name := c.member(member); name == "call" || name == "apply" {
			return "callback-handed-on"
		}
		return "callback-stored"
	}
	if c.callOf(i) != none {
		switch {
		case c.Function(i) != c.hook:
			return "callback-nested"
		case c.isInLoop(i):
			return "callback-twice"
		}
		return "callback-expression"
	}
	if _, ok := c.Node(c.up(i)).(*ast.CallExpression); ok {
		return "callback-handed-on"
	}
	return "callback-stored"
}

// isInLoop reports whether node i stands in a loop of its function.
func (c *converter) isInLoop(i int) bool {
	f := c.Function(i)
	for up := c.Parent(i); up > f; up = c.Parent(up) {
		switch c.Node(up).(type) {
		case *ast.ForStatement, *ast.ForOfStatement, *ast.ForInStatement, *ast.WhileStatement, *ast.DoWhileStatement,
			*ast.LabelledStatement:
			return true
		}
	}
	return false
}
