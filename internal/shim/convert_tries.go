package shim

import "github.com/dop251/goja/ast"

// checkLeaving looks for ways out of the hook that flow does not follow: out of a loop, or of a try with finally.
func (c *converter) checkLeaving() {
	steps := c.chainSteps()
	for i := c.hook; i < c.End(c.hook); i++ {
		f := c.Function(i)
		if f != c.hook && !steps[f] || !c.isInLoop(i) && !c.isInFinally(i) {
			continue
		}
		switch n := c.Node(i).(type) {
		case *ast.ReturnStatement:
			c.refuse("callback-missing", i)
		case *ast.ThrowStatement:
			c.thrown(n)
		}
	}
}

// isInFinally reports whether node i stands in a try that has a finally, or in its parts.
func (c *converter) isInFinally(i int) bool {
	f := c.Function(i)
	for up := c.Parent(i); up > f; up = c.Parent(up) {
		if n, ok := c.Node(up).(*ast.TryStatement); ok && n.Finally != nil {
			return true
		}
	}
	return false
}

// thrown looks at an error that the hook throws.
func (c *converter) thrown(n *ast.ThrowStatement) {
	at := c.Place(n)
	if denies(c.on) && !c.isInTry(at) {
		c.refuse("throw", at)
		return
	}
	if c.shapeOf(c.Place(n.Argument)) != aFailure {
		c.refuse("throw", at)
	}
}

// isInTry reports whether a try of the same function catches what node i throws.
func (c *converter) isInTry(i int) bool {
	f := c.Function(i)
	for at, up := i, c.Parent(i); up != none && up >= f; at, up = up, c.Parent(up) {
		if n, ok := c.Node(up).(*ast.TryStatement); ok && n.Catch != nil && c.Place(n.Body) == at {
			return true
		}
	}
	_, isStep := c.chainSteps()[f]
	return isStep
}

// chainSteps are functions whose errors a chain catches; the hook's are not among them.
func (c *converter) chainSteps() map[int]bool {
	steps := map[int]bool{}
	for chain := range c.chains {
		for i := chain; i < c.End(chain); i++ {
			if _, _, ok := function(c.Node(i)); ok && c.Function(i) == c.hook {
				steps[i] = true
			}
		}
	}
	return steps
}

// try converts both ways through a try statement.
func (c *converter) try(n *ast.TryStatement, p position) bool {
	if n.Finally != nil {
		if c.mentions(c.Place(n)) {
			c.refuse("finally", c.Place(n.Finally))
		}
		return false
	}
	inner := p
	inner.caught = p.caught || !c.passesOn(n.Catch)
	body := c.flow(n.Body.List, inner)
	return c.flow(n.Catch.Body.List, p) && body
}
