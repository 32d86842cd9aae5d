package shim

import (
	"slices"
	"strings"

	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/token"
)

// convertFlow follows the ways through the hook's body: each must end with one callback, and nothing may follow it.
func (c *converter) convertFlow() {
	_, body, _ := function(c.Node(c.hook))
	if e, ok := body.(*ast.ExpressionBody); ok {
		c.convertExpressionBody(e)
		return
	}
	block, ok := body.(*ast.BlockStatement)
	if !ok {
		c.refuse("callback-missing", c.hook)
		return
	}
	c.findToken()
	if !c.flow(block.List, position{tail: true, top: true}) {
		c.refuseAt("callback-missing", c.Offset(block.RightBrace), "")
	}
	c.risky = denies(c.on) && c.anyRisk(block.List)
	c.checkLeaving()
}

// flow converts statements in their order; it reports whether all ways through them end with the callback.
func (c *converter) flow(list []ast.Statement, p position) bool {
	for i, st := range list {
		rest := list[i+1:]
		q := p
		q.later = p.later || c.mentionsCallback(rest)
		q.tail = p.tail && !slices.ContainsFunc(rest, runs)
		q.ends = p.ends && !slices.ContainsFunc(rest, runs)
		if len(rest) > 0 {
			switch next := rest[0].(type) {
			case *ast.ReturnStatement:
				q.tail = q.tail || next.Argument == nil
			case *ast.BranchStatement:
				q.tail = q.tail || p.ends && next.Token == token.BREAK && next.Label == nil
			}
		}
		if c.statement(st, q) {
			c.dropReturn(st, rest)
			return true
		}
	}
	return false
}

// dropReturn takes out the return behind a callback that has become a throw.
func (c *converter) dropReturn(st ast.Statement, rest []ast.Statement) {
	e, ok := st.(*ast.ExpressionStatement)
	if !ok || len(rest) == 0 || len(c.all) == 0 || denies(c.on) {
		return
	}
	last := c.all[len(c.all)-1]
	if _, ok := rest[0].(*ast.ReturnStatement); ok && last.start == c.start(c.Place(e)) && strings.HasPrefix(last.text, "throw ") {
		p := c.pieceOf(rest[0])
		c.remove(p.start, p.end)
	}
}

// runs reports whether a statement does something where it stands.
func runs(st ast.Statement) bool {
	switch st.(type) {
	case *ast.EmptyStatement, *ast.FunctionDeclaration:
		return false
	}
	return true
}

// statement converts one statement; it reports whether all ways through it end with the callback or an error.
func (c *converter) statement(st ast.Statement, p position) bool {
	switch n := st.(type) {
	case *ast.ExpressionStatement:
		return c.expression(c.pieceOf(st), n.Expression, p, false)
	case *ast.ReturnStatement:
		if n.Argument == nil || !c.expression(c.pieceOf(st), n.Argument, p, true) {
			c.refuse("callback-missing", c.Place(st))
		}
		return true
	case *ast.ThrowStatement:
		c.thrown(n)
		return true
	case *ast.BlockStatement:
		p.top = false
		return c.flow(n.List, p)
	case *ast.IfStatement:
		p.top = false
		then := c.statement(n.Consequent, p)
		return n.Alternate != nil && c.statement(n.Alternate, p) && then
	case *ast.TryStatement:
		p.top = false
		return c.try(n, p)
	case *ast.SwitchStatement:
		return c.cases(n, p)
	}
	return false
}

// expression converts an expression that is a whole statement, or what a statement returns.
func (c *converter) expression(p piece, e ast.Expression, q position, returning bool) bool {
	call := c.bare(c.Place(e))
	callee, _ := c.call(call)
	switch {
	case callee == none:
		return false
	case c.isCallback(callee):
		c.done[callee] = true
		if !returning && !q.tail {
			c.refuse(c.notLast(q), p.at)
			return true
		}
		c.outcome(p, call, q, returning)
		return true
	case c.isChain(call) && c.mentions(call) && c.Function(call) == c.hook:
		if !returning && !q.tail && c.closed(call) {
			c.refuse(c.notLast(q), p.at)
			return true
		}
		c.convertChain(p, call, q)
		return true
	case !returning && !c.mentions(call) && c.isBackground(call):
		c.refuse("callback-followed", p.at)
	}
	return false
}

// cases converts the cases of a switch.
func (c *converter) cases(n *ast.SwitchStatement, p position) bool {
	all := n.Default >= 0
	for i, one := range n.Body {
		q := p
		q.top, q.ends = false, p.tail
		q.tail = p.tail && i == len(n.Body)-1
		if len(one.Consequent) > 0 && !c.flow(one.Consequent, q) {
			all = false
		}
	}
	return all
}

// convertExpressionBody gives an arrow function without a block one.
func (c *converter) convertExpressionBody(e *ast.ExpressionBody) {
	at := c.Place(e.Expression)
	indent := c.indent(c.start(c.hook))
	semicolon := ""
	if end := c.closing(at, len(c.src)); c.past(end, ';') > end {
		semicolon = ";"
	}
	p := piece{at: at, start: c.start(at), end: c.end(at), listed: true, semicolon: semicolon}
	c.insert(p.start, "{\n"+indent+"  ")
	if !c.expression(p, e.Expression, position{tail: true, top: true}, false) {
		c.refuse("callback-missing", at)
	}
	c.insert(p.end, "\n"+indent+"}")
	_, arguments := c.call(c.bare(at))
	c.risky = denies(c.on) && !c.areSafe(arguments, false)
}
