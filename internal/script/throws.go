package script

import (
	"slices"

	"github.com/dop251/goja/ast"
)

// checkThrows finds what ends a path by an error that nobody catches.
func (r *rules) checkThrows(f *flow, p part) {
	name := r.callbackName()
	async := isAsync(r.nodes[f.function].Node)
	switch {
	case async && (p == theHook || p == unobserved):
		if !r.mentionsCallback(f.function) {
			return
		}
		for _, x := range slices.Concat(f.outerAwaits(), f.throws) {
			if x.state.callback&waiting == 0 {
				continue
			}
			what := "await"
			if _, ok := r.nodes[x.place].Node.(*ast.ThrowStatement); ok {
				what = "throw"
			} else if r.cannotReject(x.place) {
				continue
			}
			r.warn("callback-path", x.place,
				say("this %s is outside of try: when it fails, the async function ends, and %s is never called", what,
					name),
				say("put it into try, and call %s(error) in catch", name))
			return
		}
	case !async && (p == continuation || p == listener):
		for _, x := range f.throws {
			if x.state.callback&waiting == 0 || p == listener && !r.mentionsCallback(f.function) || !r.isOnPath(f.function) {
				continue
			}
			r.warn("callback-path", x.place, say("nothing catches what a callback throws later: %s is never called", name),
				say("write return %s(error) instead", name))
			return
		}
	}
}

// isOnPath reports whether a function gets an answer that the hook waits for: it has the callback, or an error as its first
// parameter, inside the hook.
func (r *rules) isOnPath(function int) bool {
	if r.mentionsCallback(function) {
		return true
	}
	list := parameters(r.nodes[function].Node).List
	return len(list) > 1 && errorName().MatchString(nameOf(list[0].Target)) && r.inside(function, r.hook)
}

var errorName = lazily(`(?i)^(e|er|err|error|ex|exception)$`)

// outerAwaits are those that no try around them catches.
func (f *flow) outerAwaits() []exit {
	return slices.DeleteFunc(slices.Clone(f.awaits), func(x exit) bool { return f.inTryOfFunction(x.place) })
}

// inTryOfFunction reports whether a try of the same function catches what node i throws.
func (t *tree) inTryOfFunction(i int) bool {
	function := t.nodes[i].function
	for up := t.nodes[i].parent; up != none && up != function; i, up = up, t.nodes[up].parent {
		if try, ok := t.nodes[up].Node.(*ast.TryStatement); ok && try.Catch != nil && ast.Node(try.Body) == t.nodes[i].Node {
			return true
		}
	}
	return false
}

// cannotReject reports whether the await at node i waits for what never fails.
func (l *look) cannotReject(i int) bool {
	a, ok := l.nodes[i].Node.(*ast.AwaitExpression)
	return ok && l.neverFails(a.Argument, deepest)
}

// neverFails reports whether a promise is one that never fails: a chain with a catch at its end, a pause, what a function gives
// that catches all that it does, or all of such promises.
func (l *look) neverFails(e ast.Expression, depth int) bool {
	if depth == 0 {
		return false
	}
	switch e := unwrap(e).(type) {
	case *ast.NewExpression:
		return isNewPromise(e) && !hasReject(e)
	case *ast.Identifier:
		v := l.variableOf(e)
		return v != none && l.variables[v].value != none && l.variables[v].taken == nil && len(l.variables[v].writes) == 0 &&
			l.neverFails(l.expression(l.variables[v].value), depth-1)
	case *ast.CallExpression:
		i := l.place[e]
		if _, known := l.quiet[i]; !known {
			l.quiet[i] = true // for a function that calls itself
			l.quiet[i] = l.givesNoFailure(e, depth)
		}
		return l.quiet[i]
	}
	return false
}

// givesNoFailure reports whether the promise that a call gives never fails.
func (l *look) givesNoFailure(c *ast.CallExpression, depth int) bool {
	left, method := member(c.Callee)
	switch {
	case method == "catch", method == "then" && len(c.ArgumentList) > 1:
		return true
	case nameOf(left) == "Promise" && (method == "all" || method == "race") && len(c.ArgumentList) == 1:
		return l.noneFails(c.ArgumentList[0], depth-1)
	case nameOf(left) == "Promise":
		return method == "allSettled" || method == "resolve"
	}
	function := l.functionOf(l.variableOf(c.Callee))
	return function != none && l.catchesAll(function)
}

// noneFails reports whether none of a list of promises fails: each is one that never does, or all are what a function that catches
// all makes of the items of another list.
func (l *look) noneFails(e ast.Expression, depth int) bool {
	if depth <= 0 {
		return false
	}
	switch e := unwrap(e).(type) {
	case *ast.ArrayLiteral:
		return !slices.ContainsFunc(e.Value, func(item ast.Expression) bool { return !l.neverFails(item, depth-1) })
	case *ast.Identifier:
		v := l.variableOf(e)
		return v != none && l.variables[v].value != none && l.variables[v].taken == nil && len(l.variables[v].writes) == 0 &&
			l.noneFails(l.expression(l.variables[v].value), depth-1)
	case *ast.CallExpression:
		if _, method := member(e.Callee); method != "map" || len(e.ArgumentList) == 0 {
			return false
		}
		function := l.place[e.ArgumentList[0]]
		if !isFunctionNode(e.ArgumentList[0]) {
			function = l.functionOf(l.variableOf(e.ArgumentList[0]))
		}
		return function != none && l.catchesAll(function)
	}
	return false
}

// catchesAll reports whether a function throws nothing that can be seen: what it calls stands in a try that catches.
func (l *look) catchesAll(function int) bool {
	if _, known := l.quiet[function]; !known {
		l.quiet[function] = true // for one that calls itself
		l.quiet[function] = l.throwsNothing(function)
	}
	return l.quiet[function]
}

func (l *look) throwsNothing(function int) bool {
	for i := function + 1; i < l.nodes[function].end; i++ {
		if l.nodes[i].function != function || l.inTryOfFunction(i) {
			continue
		}
		switch n := l.nodes[i].Node.(type) {
		case *ast.ThrowStatement:
			return false
		case *ast.AwaitExpression:
			if !l.cannotReject(i) {
				return false
			}
		case *ast.CallExpression:
			if !isConsole(n) && l.promiseOf(i) {
				return false
			}
		case *ast.NewExpression:
			if isNewPromise(n) && hasReject(n) {
				return false
			}
		}
	}
	return true
}

// isNewPromise reports whether an expression is new Promise(executor).
func isNewPromise(n *ast.NewExpression) bool {
	return nameOf(n.Callee) == "Promise" && len(n.ArgumentList) == 1
}

// hasReject reports whether the executor of a new Promise has the function that rejects it, or cannot be seen.
func hasReject(n *ast.NewExpression) bool {
	p := parameters(n.ArgumentList[0])
	return p == nil || len(p.List) > 1
}

// promiseOf reports whether a call's promise is what the function around it gives.
func (l *look) promiseOf(i int) bool {
	switch l.nodes[l.nodes[i].parent].Node.(type) {
	case *ast.ReturnStatement, *ast.ExpressionBody:
		return !l.cannotFail(i)
	}
	return false
}

func (l *look) cannotFail(i int) bool {
	c, ok := l.nodes[i].Node.(*ast.CallExpression)
	if !ok {
		return false
	}
	_, method := member(c.Callee)
	return method == "catch"
}
