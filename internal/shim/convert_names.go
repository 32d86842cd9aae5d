package shim

import (
	"slices"

	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/token"
)

// checkNames looks at names that would mean something else in the Action, and at what only sloppy mode has.
func (c *converter) checkNames() {
	for _, v := range c.variables {
		taken := slices.Contains([]string{"event", "api", "scopesOf", "setScopes"}, v.Name)
		if at, ok := c.byNode[v.Node]; ok && taken && (c.parameters[at] == "" || c.parameters[at] == "scope") && at != c.callback {
			c.refuse("name-taken", v.Node)
		}
	}
	for i := 1; i < c.Len(); i++ {
		c.checkNode(i)
	}
}

func (c *converter) checkNode(i int) {
	switch n := c.Node(i).(type) {
	case *ast.Identifier:
		c.checkGlobal(i, n.Name.String())
	case *ast.WithStatement:
		c.refuse("with", i)
	case *ast.NumberLiteral:
		if len(n.Literal) > 1 && n.Literal[0] == '0' && n.Literal[1] >= '0' && n.Literal[1] <= '9' {
			c.refuse("sloppy", i)
		}
	case *ast.UnaryExpression:
		if _, name := n.Operand.(*ast.Identifier); name && n.Operator == token.DELETE {
			c.refuse("sloppy", i)
		}
	case *ast.FunctionDeclaration:
		if _, _, ok := function(c.Node(c.Parent(c.Parent(i)))); !ok {
			c.refuse("sloppy", i)
		}
	case *ast.ThisExpression:
		if f := c.thisFunction(i); f == 0 || f == c.hook {
			c.refuse("sloppy", i)
		}
	}
}

// checkGlobal looks at a name that the script does not declare.
func (c *converter) checkGlobal(i int, name string) {
	if c.Variable(i) != none {
		return
	}
	switch {
	case name == "eval", name == "Function":
		c.refuse("eval", i)
	case name == "arguments" && slices.Contains([]int{0, c.hook}, c.thisFunction(i)):
		c.refuse("arguments", i)
	case name == "event", name == "api":
		c.refuse("name-taken", i)
	case c.isWritten(i):
		if name != "exports" {
			c.refuse("sloppy", i)
		}
	}
}

// isWritten reports whether a name gets a value: by an assignment, a pattern, ++ or a loop.
func (c *converter) isWritten(i int) bool {
	switch up := c.Node(c.Parent(i)).(type) {
	case *ast.AssignExpression:
		return c.Place(up.Left) == i
	case *ast.UnaryExpression:
		return up.Operator == token.INCREMENT || up.Operator == token.DECREMENT
	case *ast.ForIntoExpression, *ast.ArrayPattern:
		return true
	}
	return false
}

// thisFunction is the function whose this and arguments node i sees: arrow functions have none of their own.
func (c *converter) thisFunction(i int) int {
	f := c.Function(i)
	for f != 0 && f != c.hook {
		if _, ok := c.Node(f).(*ast.ArrowFunctionLiteral); !ok {
			return f
		}
		f = c.Function(f)
	}
	return f
}
