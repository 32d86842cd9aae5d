package shim

import (
	"slices"

	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/token"
)

// metadataLines are the statements for a result at pre-user-registration: { user: { user_metadata, app_metadata } }, of
// which all but the metadata means nothing.
func (c *converter) metadataLines(result ast.Expression) []string {
	if result == nil || isNothing(result) {
		return nil
	}
	o, ok := result.(*ast.ObjectLiteral)
	if !ok {
		c.refuse("result-computed", c.Place(result))
		return nil
	}
	var lines []string
	for _, p := range o.Value {
		key, value, ok := c.property(p)
		switch {
		case ok && key == "'user'":
			lines = append(lines, c.userLines(value)...)
		case !ok || !c.isSafe(value, true):
			c.refuse("result-computed", c.Place(p))
		}
	}
	return lines
}

// userLines are those for the user of a result.
func (c *converter) userLines(i int) []string {
	if c.parameterOf(i) == "user" {
		return nil
	}
	o, ok := c.Node(i).(*ast.ObjectLiteral)
	if !ok {
		c.refuse("result-computed", i)
		return nil
	}
	var lines []string
	for _, p := range o.Value {
		key, value, ok := c.property(p)
		switch {
		case ok && key == "'user_metadata'":
			lines = append(lines, c.keyLines(value, "user.setUserMetadata")...)
		case ok && key == "'app_metadata'":
			lines = append(lines, c.keyLines(value, "user.setAppMetadata")...)
		case !ok || !c.isSafe(value, true):
			c.refuse("result-computed", c.Place(p))
		}
	}
	return lines
}

// keyLines are those for the keys of metadata. Metadata as it was given makes no difference.
func (c *converter) keyLines(i int, method string) []string {
	if f, ok := c.fieldAt(i); ok && (f.text == "event.user.user_metadata") == (method == "user.setUserMetadata") {
		return nil
	}
	o, ok := c.Node(i).(*ast.ObjectLiteral)
	if !ok {
		c.refuse("result-computed", i)
		return nil
	}
	var lines []string
	for _, p := range o.Value {
		key, value, ok := c.property(p)
		if !ok {
			c.refuse("result-computed", c.Place(p))
			return nil
		}
		if null := c.nullIn(value); null != none {
			c.refuse("metadata-null", null)
		}
		lines = append(lines, c.claimLines(claim{key, value, c.Place(p)}, method)...)
	}
	return lines
}

// nullIn is a null in the value at i, none where there is none.
func (c *converter) nullIn(i int) int {
	for at := i; at < c.End(i); at++ {
		if _, ok := c.Node(at).(*ast.NullLiteral); ok && !c.isCompared(at) {
			return at
		}
	}
	if v := c.Variable(i); v != none && c.variables[v].Value != none && !c.inside(i, c.variables[v].Value) {
		return c.nullIn(c.variables[v].Value)
	}
	return none
}

func (c *converter) isCompared(i int) bool {
	e, ok := c.Node(c.Parent(i)).(*ast.BinaryExpression)
	return ok && e.Comparison
}

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
