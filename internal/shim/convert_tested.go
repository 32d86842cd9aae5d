package shim

import (
	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/token"
)

// isTested reports whether node i stands where the same expression was found to be truthy: behind && or in the first branch
// of ? or if.
func (c *converter) isTested(i int) bool {
	want := c.source(i)
	for at, up := i, c.Parent(i); up != none && up != c.hook; at, up = up, c.Parent(up) {
		switch n := c.Node(up).(type) {
		case *ast.BinaryExpression:
			if n.Operator == token.LOGICAL_AND && c.Place(n.Right) == at && c.implies(n.Left, want) {
				return true
			}
			if n.Operator == token.LOGICAL_OR && c.Place(n.Right) == at && c.refutes(n.Left, want) {
				return true
			}
		case *ast.ConditionalExpression:
			if c.Place(n.Consequent) == at && c.implies(n.Test, want) || c.Place(n.Alternate) == at && c.refutes(n.Test, want) {
				return true
			}
		case *ast.IfStatement:
			if c.Place(n.Consequent) == at && c.implies(n.Test, want) {
				return true
			}
			if n.Alternate != nil && c.Place(n.Alternate) == at && c.refutes(n.Test, want) {
				return true
			}
		case *ast.BlockStatement:
			if c.guarded(n.List, at, want) {
				return true
			}
		}
	}
	return false
}

// implies reports whether test being true means that the expression with this text is truthy.
func (c *converter) implies(test ast.Expression, want string) bool {
	if e, ok := test.(*ast.BinaryExpression); ok && e.Operator == token.LOGICAL_AND {
		return c.implies(e.Left, want) || c.implies(e.Right, want)
	}
	return c.source(c.Place(test)) == want
}

// refutes reports whether test being false means that the expression with this text is truthy.
func (c *converter) refutes(test ast.Expression, want string) bool {
	switch e := test.(type) {
	case *ast.BinaryExpression:
		return e.Operator == token.LOGICAL_OR && (c.refutes(e.Left, want) || c.refutes(e.Right, want))
	case *ast.UnaryExpression:
		return e.Operator == token.NOT && c.source(c.Place(e.Operand)) == want
	}
	return false
}

// guarded reports whether one of the statements before the one at i leaves the function where the expression is not truthy.
func (c *converter) guarded(list []ast.Statement, i int, want string) bool {
	for _, st := range list {
		if c.Place(st) >= i {
			return false
		}
		if n, ok := st.(*ast.IfStatement); ok && n.Alternate == nil && c.refutes(n.Test, want) && c.leaves(n.Consequent) {
			return true
		}
	}
	return false
}

// leaves reports whether a statement ends with return or throw.
func (c *converter) leaves(st ast.Statement) bool {
	switch n := st.(type) {
	case *ast.BlockStatement:
		return len(n.List) > 0 && c.leaves(n.List[len(n.List)-1])
	case *ast.ReturnStatement, *ast.ThrowStatement:
		return true
	}
	return false
}
