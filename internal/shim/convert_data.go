package shim

import (
	"slices"
	"strings"

	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/token"
)

// isData reports whether a value is the same after JSON, except for undefined.
func (c *converter) isData(i int) bool {
	i = c.bare(i)
	switch e := c.Node(i).(type) {
	case *ast.FunctionLiteral, *ast.ArrowFunctionLiteral, *ast.ClassLiteral, *ast.NewExpression, *ast.RegExpLiteral,
		*ast.ThisExpression, *ast.SequenceExpression, *ast.AssignExpression:
		return false
	case *ast.NumberLiteral:
		return e.Literal[len(e.Literal)-1] != 'n'
	case *ast.BinaryExpression:
		return e.Comparison || c.isData(c.Place(e.Left)) && c.isData(c.Place(e.Right))
	case *ast.ConditionalExpression:
		return c.isData(c.Place(e.Consequent)) && c.isData(c.Place(e.Alternate))
	case *ast.ArrayLiteral:
		return !slices.ContainsFunc(e.Value, func(x ast.Expression) bool { return x == nil || !c.isItemData(x) })
	case *ast.ObjectLiteral:
		return !slices.ContainsFunc(e.Value, func(p ast.Property) bool {
			key, value, ok := c.property(p)
			return !ok || key == "'toJSON'" || !c.isData(value)
		})
	case *ast.CallExpression:
		s := c.shapeOf(i)
		return s != anything && s != aFailure && s != aDate && s != aPattern
	case *ast.Identifier:
		return c.isVariableData(i, e)
	}
	return true
}

func (c *converter) isItemData(e ast.Expression) bool {
	if spread, ok := e.(*ast.SpreadElement); ok {
		return c.isData(c.Place(spread.Expression))
	}
	return c.isData(c.Place(e))
}

func (c *converter) isVariableData(i int, id *ast.Identifier) bool {
	at := c.Variable(i)
	if at == none {
		return slices.Contains([]string{"undefined", "NaN", "Infinity"}, id.Name.String())
	}
	if c.parameterOf(i) != "" {
		return true
	}
	v := c.variables[at]
	if v.Value == none {
		return !c.isCaught(v.Node)
	}
	if s := c.shapeOf(v.Value); s == anObject || s == aList || s == someTexts {
		if slices.ContainsFunc(v.Uses, func(use int) bool { return c.isChanged(use, alias{depth: 1}) }) {
			return false
		}
	}
	return !c.inside(i, v.Value) && c.isData(v.Value)
}

// isDefined reports whether a value is known not to be undefined.
func (c *converter) isDefined(i int) bool {
	i = c.bare(i)
	switch c.shapeOf(i) {
	case aText, aNumber, aBoolean, aList, someTexts, anObject:
		return true
	}
	switch e := c.Node(i).(type) {
	case *ast.NullLiteral:
		return true
	case *ast.BinaryExpression:
		switch e.Operator {
		case token.LOGICAL_OR, token.COALESCE:
			return c.isDefined(c.Place(e.Right))
		case token.LOGICAL_AND:
			return c.isDefined(c.Place(e.Left)) && c.isDefined(c.Place(e.Right))
		}
		return true
	case *ast.ConditionalExpression:
		return c.isDefined(c.Place(e.Consequent)) && c.isDefined(c.Place(e.Alternate))
	case *ast.Identifier:
		if c.isVariableDefined(i) {
			return true
		}
	}
	return c.isTested(i)
}

// isVariableDefined reports whether a variable has a value, and is counted up or down alone.
func (c *converter) isVariableDefined(i int) bool {
	at := c.Variable(i)
	if at == none || c.variables[at].Value == none || c.inside(i, c.variables[at].Value) {
		return false
	}
	for _, write := range c.variables[at].Writes {
		switch up := c.Node(c.Parent(write)).(type) {
		case *ast.UnaryExpression:
		case *ast.AssignExpression:
			if up.Operator == token.ASSIGN && !c.isDefined(c.Place(up.Right)) {
				return false
			}
		default:
			return false
		}
	}
	return c.isDefined(c.variables[at].Value)
}

// isSimple reports whether an expression can be written twice: a name, or a property of one.
func (c *converter) isSimple(i int) bool {
	if c.name(i) != "" {
		return true
	}
	if f, ok := c.fieldAt(i); ok {
		return len(f.text) < 60
	}
	left, name := c.member(i)
	return left != none && name != "" && c.isSimple(left)
}

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
