package shim

import (
	"fmt"
	"slices"
	"strings"

	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/token"
)

// property takes a property of a literal apart: its key as JavaScript, and the place of its value. ok is not set for a
// spread, a method, a getter, and for a key that is not constant or has a meaning of its own.
func (c *converter) property(p ast.Property) (key string, value int, ok bool) {
	switch p := p.(type) {
	case *ast.PropertyShort:
		return "'" + p.Name.Name.String() + "'", c.Place(&p.Name), true
	case *ast.PropertyKeyed:
		if p.Kind != ast.PropertyKindValue {
			return "", 0, false
		}
		value = c.Place(p.Value)
		if _, method := p.Value.(*ast.FunctionLiteral); method {
			return "", 0, false
		}
		if p.Computed {
			return c.source(c.Place(p.Key)), value, c.isConstantText(c.Place(p.Key))
		}
		name, quoted := text(p.Key)
		if !quoted || isIndex(name) || name == "__proto__" {
			return "", 0, false
		}
		if literal := c.src[c.start(c.Place(p)):]; strings.HasPrefix(literal, name) {
			return "'" + name + "'", value, true
		}
		return c.keyText(name, p), value, true
	}
	return "", 0, false
}

// keyText is a quoted key as the script has it.
func (c *converter) keyText(name string, p *ast.PropertyKeyed) string {
	if name == "scope" {
		return "'scope'"
	}
	start := c.Offset(p.Key.Idx0())
	return c.src[start:c.Offset(p.Key.Idx1())]
}

// isIndex reports whether an object would put a key before all others, as a number.
func isIndex(key string) bool { return key != "" && strings.Trim(key, "0123456789") == "" }

// isConstantText reports whether an expression gives the same text in each call.
func (c *converter) isConstantText(i int) bool {
	switch e := c.Node(i).(type) {
	case *ast.StringLiteral:
		return true
	case *ast.TemplateLiteral:
		return e.Tag == nil && !slices.ContainsFunc(e.Expressions, func(x ast.Expression) bool { return !c.isConstantText(c.Place(x)) })
	case *ast.BinaryExpression:
		return e.Operator == token.PLUS && c.isConstantText(c.Place(e.Left)) && c.isConstantText(c.Place(e.Right))
	case *ast.Identifier:
		v := c.Variable(i)
		return v != none && c.variables[v].Value != none && len(c.variables[v].Writes) == 0 && c.isConstantText(c.variables[v].Value)
	}
	return false
}

// isResult reports whether node i is what the callback gets beside no error.
func (c *converter) isResult(i int) bool {
	call := c.up(i)
	if call == none || !c.isCallbackCall(call) {
		return false
	}
	_, arguments := c.call(call)
	return len(arguments) == 2 && c.Place(arguments[1]) == i && isNothing(arguments[0])
}

// claimLines are the statements that set one property by a method of the api. What has no value is left out, as JSON does.
func (c *converter) claimLines(one claim, method string) []string {
	if n := c.Node(one.value); isNothing(n) && c.source(one.value) == "undefined" {
		return nil
	}
	if !c.isData(one.value) {
		c.refuse("result-computed", one.value)
		return nil
	}
	value := c.rendered(one.value, 0, len(c.src), c.indent(c.start(one.at)))
	call := fmt.Sprintf("api.%s(%s, %s)", method, one.key, value)
	if c.isDefined(one.value) {
		return []string{call}
	}
	if c.isSimple(one.value) {
		return []string{fmt.Sprintf("if (%s !== undefined) %s", value, call)}
	}
	c.refuse("result-computed", one.value)
	return nil
}
