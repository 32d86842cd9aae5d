package shim

import (
	"slices"

	"github.com/dop251/goja/ast"
)

// A chain is a promise and what follows it: base.then(step)….catch(handler), or base.then(step)….then(step, handler).
type chain struct {
	base    int
	steps   []int
	handler int
	// both is set where the handler does not see what the last step throws.
	both bool
}

// isChain reports whether a call is one of a promise's methods.
func (c *converter) isChain(call int) bool {
	callee, _ := c.call(call)
	if callee == none {
		return false
	}
	left, name := c.member(callee)
	return left != none && (name == "then" || name == "catch" || name == "finally")
}

// closed reports whether a chain ends with a handler of its errors.
func (c *converter) closed(call int) bool {
	_, ok := c.chainOf(call)
	return ok
}

// chainOf takes a chain apart; ok is not set where it has no handler, or one that is not at its end.
func (c *converter) chainOf(call int) (chain, bool) {
	found := chain{handler: none}
	for at := call; ; {
		callee, arguments := c.call(at)
		if callee == none || !c.isChain(at) {
			found.base = at
			break
		}
		left, name := c.member(callee)
		last := at == call
		switch {
		case name == "catch" && last && len(arguments) == 1:
			found.handler = c.Place(arguments[0])
		case name == "then" && len(arguments) == 1 && (!last || found.handler != none):
			found.steps = append([]int{c.Place(arguments[0])}, found.steps...)
		case name == "then" && last && len(arguments) == 2:
			found.both, found.handler = true, c.Place(arguments[1])
			found.steps = []int{c.Place(arguments[0])}
		default:
			return found, false
		}
		at = left
	}
	return found, found.handler != none && len(found.steps) > 0
}

// isHandedOn notes where the chain hands the callback on to another function than its own.
func (c *converter) isHandedOn(call int) bool {
	found := false
	for _, use := range c.variables[c.callback].Uses {
		at, ok := c.Node(c.up(use)).(*ast.CallExpression)
		if ok && c.inside(use, call) && c.callOf(use) == none && !c.isChain(c.Place(at)) {
			c.refuse("callback-handed-on", use)
			found = true
		}
	}
	return found
}

// handsOn reports whether a handler gives its error to the callback and does nothing else.
func (c *converter) handsOn(handler int) bool {
	if c.isCallback(handler) {
		return true
	}
	list, body, ok := function(c.Node(handler))
	if !ok || len(list.List) != 1 || list.Rest != nil {
		return false
	}
	id, ok := list.List[0].Target.(*ast.Identifier)
	if !ok {
		return false
	}
	e := soleExpression(body)
	return e != nil && c.givesOn(e, c.Place(id))
}

// soleExpression is what a function's body evaluates if that is all it does, else nil.
func soleExpression(body ast.Node) ast.Expression {
	switch b := body.(type) {
	case *ast.ExpressionBody:
		return b.Expression
	case *ast.BlockStatement:
		if len(b.List) != 1 {
			return nil
		}
		switch st := b.List[0].(type) {
		case *ast.ExpressionStatement:
			return st.Expression
		case *ast.ReturnStatement:
			return st.Argument
		}
	}
	return nil
}

func (c *converter) isHandlerSafe(handler int) bool {
	_, body, ok := function(c.Node(handler))
	if !ok {
		return false
	}
	if b, block := body.(*ast.BlockStatement); block {
		return !c.anyRisk(b.List)
	}
	e, ok := body.(*ast.ExpressionBody)
	return ok && c.isOutcomeSafe(c.Place(e.Expression))
}

// canJoin gives "" where the steps can stand in one block: plain functions of at most one parameter, which return at their end
// alone, and whose names are no one else's. Else it gives what keeps them from it, and where.
func (c *converter) canJoin(found chain) (kind string, at int) {
	if !c.isSafe(found.base, true) && !c.handsOn(found.handler) {
		return "chain-open", found.base // what the base throws at once the handler does not see
	}
	names := map[string]bool{}
	for i, step := range found.steps {
		middle := i < len(found.steps)-1
		switch {
		case c.isCallback(step):
			return "callback-handed-on", step
		case middle && c.mentions(step):
			return "callback-followed", step
		case !c.isStep(step), middle && !c.returnsAtEnd(step), !c.ownNames(step, names):
			return "chain-open", step
		}
	}
	switch {
	case c.handsOn(found.handler):
	case !c.isStep(found.handler), !c.isHandlerSafe(found.handler): // what it throws nobody sees: the hook would hang
		return "chain-open", found.handler
	}
	if found.both && !c.isLastSafe(found) {
		return "chain-open", found.handler
	}
	return "", none
}

// isStep reports whether a node is a plain function of at most one parameter.
func (c *converter) isStep(i int) bool {
	list, _, ok := function(c.Node(i))
	if !ok || len(list.List) > 1 || list.Rest != nil {
		return false
	}
	if len(list.List) == 1 && list.List[0].Initializer != nil {
		return false
	}
	switch f := c.Node(i).(type) {
	case *ast.FunctionLiteral:
		if f.Generator || f.Async || f.Name != nil {
			return false
		}
	case *ast.ArrowFunctionLiteral:
		if f.Async {
			return false
		}
	}
	for at := i; at < c.End(i); at++ {
		_, this := c.Node(at).(*ast.ThisExpression)
		if this || c.isGlobal(at, "arguments") {
			return false
		}
	}
	return true
}

// returnsAtEnd reports whether a step returns a value at its end, and nowhere else.
func (c *converter) returnsAtEnd(step int) bool {
	_, body, _ := function(c.Node(step))
	b, block := body.(*ast.BlockStatement)
	if !block {
		return true
	}
	for i := step; i < c.End(step); i++ {
		n, ok := c.Node(i).(*ast.ReturnStatement)
		if ok && c.Function(i) == step && (n.Argument == nil || b.List[len(b.List)-1] != ast.Statement(n)) {
			return false
		}
	}
	return true
}

// ownNames reports whether the names that a step declares are declared nowhere else near, and notes them.
func (c *converter) ownNames(step int, names map[string]bool) bool {
	for at, v := range c.variables {
		if v.Function != step && (v.Function != 0 || !c.inside(v.Node, step)) {
			continue
		}
		if !c.inside(v.Node, step) {
			continue
		}
		if names[v.Name] {
			return false
		}
		names[v.Name] = true
		for other, w := range c.variables {
			if other != at && w.Name == v.Name && !c.inside(w.Node, step) && c.isNear(other) {
				return false
			}
		}
	}
	return true
}

// isNear reports whether a variable can be seen in the hook's body after the conversion: of the parameters the scopes alone.
func (c *converter) isNear(variable int) bool {
	if name := c.parameters[variable]; name != "" {
		return name == "scope"
	}
	f := c.variables[variable].Function
	return f == c.hook || f == 0
}

// isLastSafe reports whether a last step whose errors the handler does not see throws none.
func (c *converter) isLastSafe(found chain) bool {
	last := found.steps[len(found.steps)-1]
	_, body, _ := function(c.Node(last))
	if e, ok := body.(*ast.ExpressionBody); ok {
		_, arguments := c.call(c.Place(e.Expression))
		return c.areSafe(arguments, true)
	}
	b, ok := body.(*ast.BlockStatement)
	if !ok {
		return false
	}
	for _, st := range b.List {
		if e, ok := st.(*ast.ExpressionStatement); ok && c.isLenient(e.Expression) {
			continue
		}
		if r, ok := st.(*ast.ReturnStatement); ok && r.Argument != nil && c.isLenient(r.Argument) {
			continue
		}
		if c.isRisky(st) {
			return false
		}
	}
	return true
}

func (c *converter) isLenient(e ast.Expression) bool {
	at := c.bare(c.Place(e))
	if c.isCallbackCall(at) {
		_, arguments := c.call(at)
		return c.areSafe(arguments, true)
	}
	return c.isSafe(at, true)
}

// isBackground reports whether a call starts work that nobody waits for.
func (c *converter) isBackground(call int) bool {
	callee, _ := c.call(call)
	return c.isChain(call) || slices.Contains([]string{"fetch", "setTimeout", "setInterval", "setImmediate", "queueMicrotask",
		"process.nextTick"}, c.globalName(callee))
}
