package script

import (
	"fmt"
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
				fmt.Sprintf("this %s is outside of try: when it fails, the async function ends, and %s is never called", what,
					name),
				fmt.Sprintf("put it into try, and call %s(error) in catch", name))
			return
		}
	case !async && (p == continuation || p == listener):
		for _, x := range f.throws {
			if x.state.callback&waiting == 0 || p == listener && !r.mentionsCallback(f.function) || !r.isOnPath(f.function) {
				continue
			}
			r.warn("callback-path", x.place, fmt.Sprintf("nobody catches what a callback throws later: %s is never called", name),
				fmt.Sprintf("write return %s(error) instead", name))
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

// cannotReject reports whether an await waits for what never fails: a chain with a catch at its end, a pause, a function that
// catches all that it does.
func (l *look) cannotReject(i int) bool {
	a, ok := l.nodes[i].Node.(*ast.AwaitExpression)
	if !ok {
		return false
	}
	if n, ok := a.Argument.(*ast.NewExpression); ok && isNewPromise(n) {
		return !hasReject(n)
	}
	c, ok := unwrap(a.Argument).(*ast.CallExpression)
	if !ok {
		return false
	}
	left, method := member(c.Callee)
	if method == "catch" || method == "then" && len(c.ArgumentList) > 1 || nameOf(left) == "Promise" &&
		(method == "allSettled" || method == "resolve") {
		return true
	}
	function := l.functionOf(l.variableOf(c.Callee))
	return function != none && l.catchesAll(function)
}

// catchesAll reports whether a function throws nothing that can be seen: what it calls stands in a try that catches.
func (l *look) catchesAll(function int) bool {
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
