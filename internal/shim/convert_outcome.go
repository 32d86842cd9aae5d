package shim

import (
	"github.com/dop251/goja/ast"

	"auth0-hook-action/internal/tenant"
)

// outcome replaces a call of the callback by what an Action does.
func (c *converter) outcome(p piece, call int, q position, returning bool) {
	_, arguments := c.call(call)
	for _, e := range arguments {
		if _, spread := e.(*ast.SpreadElement); spread {
			c.refuse("result-computed", call)
			return
		}
	}
	if len(arguments) > 0 && !isNothing(arguments[0]) {
		c.failure(p, call, q, returning)
		return
	}
	if len(arguments) > 2 && !c.areSafe(arguments[2:], true) {
		c.refuse("result-computed", call)
		return
	}
	var result ast.Expression
	if len(arguments) > 1 {
		result = arguments[1]
	}
	lines := c.success(call, result)
	c.forget(call)
	c.emit(p, lines, q, returning)
}

// success are the statements that have the effect of a result.
func (c *converter) success(call int, result ast.Expression) []string {
	switch c.on {
	case tenant.CredentialsExchange:
		return c.tokenLines(call, result)
	case tenant.PreUserRegistration:
		return c.metadataLines(result)
	}
	if result != nil && (!c.isSafe(c.Place(result), true) || !c.isData(c.Place(result))) {
		c.refuse("result-computed", c.Place(result))
	}
	return nil
}

// emit puts statements into the place of a piece, and leaves the function where the hook did.
func (c *converter) emit(p piece, lines []string, q position, returning bool) {
	if returning && !q.tail || len(lines) == 0 && !p.listed {
		lines = append(lines, "return")
	}
	c.emitLines(p, lines)
}
