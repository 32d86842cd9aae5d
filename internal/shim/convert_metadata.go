package shim

import "github.com/dop251/goja/ast"

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
