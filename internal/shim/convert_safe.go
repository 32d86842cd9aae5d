package shim

import (
	"slices"

	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/token"
)

// isSafe reports whether the expression at i is known not to throw. lenient takes the properties of a local value for
// safe, and the conversion of an address.
func (c *converter) isSafe(i int, lenient bool) bool {
	i = c.bare(i)
	if _, ok := c.fieldAt(i); ok {
		return true
	}
	switch e := c.Node(i).(type) {
	case *ast.StringLiteral, *ast.NumberLiteral, *ast.BooleanLiteral, *ast.NullLiteral, *ast.RegExpLiteral, *ast.Identifier,
		*ast.FunctionLiteral, *ast.ArrowFunctionLiteral:
		return true
	case *ast.TemplateLiteral:
		return e.Tag == nil && c.areSafe(e.Expressions, lenient)
	case *ast.BinaryExpression:
		throws := e.Operator == token.IN || e.Operator == token.INSTANCEOF
		return !throws && c.areSafe([]ast.Expression{e.Left, e.Right}, lenient)
	case *ast.ConditionalExpression:
		return c.areSafe([]ast.Expression{e.Test, e.Consequent, e.Alternate}, lenient)
	case *ast.UnaryExpression:
		return e.Operator != token.DELETE && c.isSafe(c.Place(e.Operand), lenient)
	case *ast.AssignExpression:
		_, name := e.Left.(*ast.Identifier)
		return name && c.isSafe(c.Place(e.Right), lenient)
	case *ast.ArrayLiteral:
		return c.areSafe(e.Value, lenient)
	case *ast.SpreadElement:
		return c.isSpreadSafe(i, e, lenient)
	case *ast.ObjectLiteral:
		return c.isObjectSafe(e, lenient)
	case *ast.DotExpression:
		return c.isMemberSafe(i, lenient)
	case *ast.BracketExpression:
		return c.isMemberSafe(i, lenient) && c.isSafe(c.Place(e.Member), lenient)
	case *ast.NewExpression:
		return newShape(c.name(c.Place(e.Callee))) != anything && len(e.ArgumentList) < 3 && c.areSafe(e.ArgumentList, lenient)
	case *ast.CallExpression:
		return c.isCallSafe(i, e, lenient)
	}
	return false
}

func (c *converter) areSafe(all []ast.Expression, lenient bool) bool {
	return !slices.ContainsFunc(all, func(e ast.Expression) bool { return e != nil && !c.isSafe(c.Place(e), lenient) })
}

func (c *converter) isSpreadSafe(i int, e *ast.SpreadElement, lenient bool) bool {
	at := c.Place(e.Expression)
	if _, list := c.Node(c.Parent(i)).(*ast.ArrayLiteral); list {
		s := c.shapeOf(at)
		return (s == aList || s == someTexts) && c.isSafe(at, lenient)
	}
	_, object := c.Node(c.Parent(i)).(*ast.ObjectLiteral)
	return object && c.isSafe(at, lenient)
}

func (c *converter) isObjectSafe(o *ast.ObjectLiteral, lenient bool) bool {
	for _, p := range o.Value {
		switch p := p.(type) {
		case *ast.PropertyShort:
		case *ast.PropertyKeyed:
			if p.Computed && !c.isSafe(c.Place(p.Key), lenient) || !c.isSafe(c.Place(p.Value), lenient) {
				return false
			}
		case *ast.SpreadElement:
			if !c.isSafe(c.Place(p), lenient) {
				return false
			}
		}
	}
	return true
}

// isMemberSafe reports whether a property can be read: of a value that is there, or by ?. alone.
func (c *converter) isMemberSafe(i int, lenient bool) bool {
	left, _ := c.member(i)
	if !c.isSafe(left, lenient) {
		return false
	}
	switch c.shapeOf(left) {
	case anything, maybeText, maybeTexts, maybeObject:
		return c.isOptional(i) || c.isTested(left) || lenient && c.name(left) != "" && c.Variable(left) != none
	}
	return true
}

// isOptional reports whether node i reads its property by ?.
func (c *converter) isOptional(i int) bool {
	var left ast.Expression
	switch m := c.Node(i).(type) {
	case *ast.DotExpression:
		left = m.Left
	case *ast.BracketExpression:
		left = m.Left
	}
	_, ok := left.(*ast.Optional)
	return ok
}

func (c *converter) isCallSafe(i int, e *ast.CallExpression, lenient bool) bool {
	callee, _ := c.call(i)
	if !c.areArgumentsSafe(e.ArgumentList, lenient) {
		return false
	}
	if f, ok := c.functionOf(callee); ok {
		return c.isAsync(f) // what that throws rejects its promise
	}
	name := c.globalName(callee)
	if left, _ := c.member(callee); left != none && c.isGlobal(left, "console") {
		return true
	}
	switch name {
	case "fetch", "axios", "got":
		return lenient
	case "encodeURIComponent":
		return true
	case "JSON.stringify":
		return len(e.ArgumentList) > 0 && (c.shapeOf(c.Place(e.ArgumentList[0])) == anObject || lenient)
	case "Object.keys", "Object.values", "Object.entries":
		return len(e.ArgumentList) > 0 && c.shapeOf(c.Place(e.ArgumentList[0])) == anObject
	}
	if _, ok := functionShapes[name]; ok {
		return true
	}
	left, method := c.member(callee)
	if left == none || !c.isMemberSafe(callee, lenient) {
		return false
	}
	of := c.shapeOf(left)
	if c.isTested(left) || c.isOptional(callee) {
		of = present(of)
	}
	_, known := methodShapes[of][method]
	return known && method != "toISOString"
}

func (c *converter) isAsync(f int) bool {
	switch n := c.Node(f).(type) {
	case *ast.FunctionLiteral:
		return n.Async && !n.Generator
	case *ast.ArrowFunctionLiteral:
		return n.Async
	}
	return false
}

// areArgumentsSafe looks into functions too: a method may call them.
func (c *converter) areArgumentsSafe(arguments []ast.Expression, lenient bool) bool {
	for _, e := range arguments {
		_, body, ok := function(e)
		switch body := body.(type) {
		case *ast.ExpressionBody:
			if !c.isSafe(c.Place(body.Expression), lenient) {
				return false
			}
		case *ast.BlockStatement:
			if c.anyRisk(body.List) {
				return false
			}
		}
		if !ok && !c.isSafe(c.Place(e), lenient) {
			return false
		}
	}
	return true
}

// anyRisk reports whether one of the statements may throw past what catches it there.
func (c *converter) anyRisk(list []ast.Statement) bool { return slices.ContainsFunc(list, c.isRisky) }

// isRisky reports whether a statement may throw.
func (c *converter) isRisky(st ast.Statement) bool {
	switch n := st.(type) {
	case nil, *ast.EmptyStatement, *ast.FunctionDeclaration, *ast.BranchStatement:
		return false
	case *ast.ExpressionStatement:
		return !c.isOutcomeSafe(c.Place(n.Expression))
	case *ast.ReturnStatement:
		return n.Argument != nil && !c.isOutcomeSafe(c.Place(n.Argument))
	case *ast.VariableStatement:
		return c.isBindingRisky(n.List)
	case *ast.LexicalDeclaration:
		return c.isBindingRisky(n.List)
	case *ast.BlockStatement:
		return c.anyRisk(n.List)
	case *ast.IfStatement:
		return !c.isSafe(c.Place(n.Test), false) || c.isRisky(n.Consequent) || n.Alternate != nil && c.isRisky(n.Alternate)
	case *ast.ForOfStatement:
		s := c.shapeOf(c.Place(n.Source))
		return s != someTexts && s != aList || !c.isSafe(c.Place(n.Source), false) || c.isRisky(n.Body)
	case *ast.SwitchStatement:
		return !c.isSafe(c.Place(n.Discriminant), false) ||
			slices.ContainsFunc(n.Body, func(x *ast.CaseStatement) bool {
				return x.Test != nil && !c.isSafe(c.Place(x.Test), false) || c.anyRisk(x.Consequent)
			})
	case *ast.TryStatement:
		if n.Catch == nil {
			return c.isRisky(n.Body) || n.Finally != nil && c.isRisky(n.Finally)
		}
		return c.isRisky(n.Catch.Body) || n.Finally != nil && c.isRisky(n.Finally)
	}
	return true
}

func (c *converter) isBindingRisky(list []*ast.Binding) bool {
	for _, b := range list {
		if b.Initializer == nil {
			continue
		}
		at := c.bare(c.Place(b.Initializer))
		if c.edited[at] { // a pattern that takes fields out of the event
			continue
		}
		if _, name := b.Target.(*ast.Identifier); !name && c.shapeOf(at) != anObject && !c.isGivenObject(at) {
			return true
		}
		if !c.isSafe(at, false) {
			return true
		}
	}
	return false
}

// isGivenObject reports whether the expression at i is {} where it would be nothing.
func (c *converter) isGivenObject(i int) bool {
	e, ok := c.Node(i).(*ast.BinaryExpression)
	if !ok || e.Operator != token.LOGICAL_OR {
		return false
	}
	_, object := e.Right.(*ast.ObjectLiteral)
	return object
}

// isOutcomeSafe is isSafe for a whole statement: what goes to the callback becomes calls of the api, a claim of the token
// becomes one.
func (c *converter) isOutcomeSafe(i int) bool {
	if call := c.bare(i); c.isCallbackCall(call) {
		_, arguments := c.call(call)
		return c.areSafe(arguments, false)
	}
	if a, ok := c.Node(i).(*ast.AssignExpression); ok && c.claims[i] {
		return c.isSafe(c.Place(a.Right), false)
	}
	if c.chains[c.bare(i)] {
		return true
	}
	return c.isSafe(i, false)
}

// isCallbackCall reports whether node i calls the callback.
func (c *converter) isCallbackCall(i int) bool {
	callee, _ := c.call(i)
	return callee != none && c.isCallback(callee)
}
