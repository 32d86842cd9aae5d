package script

import (
	"slices"

	"github.com/dop251/goja/ast"
)

// checkChains finds promises that lead to the callback when all is well, and to nothing when they fail.
func (r *rules) checkChains() {
	for i, n := range r.nodes {
		c, ok := n.Node.(*ast.CallExpression)
		if !ok || r.chainTop(i) != i || !r.mentionsCallback(i) || !r.isLeft(i) {
			continue
		}
		if r.inside(n.function, r.hook) || r.mentionsCallback(n.function) {
			r.checkChain(i, c)
		}
	}
}

// isLeft reports whether nobody looks at what the chain at node i gives: it is a statement, or what a hook or a continuation
// returns.
func (r *rules) isLeft(i int) bool {
	if r.isDiscarded(i) {
		return true
	}
	switch r.nodes[r.nodes[i].parent].Node.(type) {
	case *ast.ReturnStatement, *ast.ExpressionBody:
		p := r.partOf(r.nodes[i].function)
		return p == theHook || p == continuation || p == listener
	}
	return false
}

// A link is one call of then, catch or finally in a chain.
type link struct {
	onValue, onError ast.Expression // nil where the link lets it pass
	always           bool           // finally
}

// links are those of the chain that ends with a call, in order.
func links(c *ast.CallExpression) []link {
	var found []link
	for c != nil {
		left, method := member(c.Callee)
		l := link{always: method == "finally"}
		l.onValue, l.onError = handlersOf(c, method)
		if l.onValue != nil || l.onError != nil {
			found = append(found, l)
		}
		c, _ = left.(*ast.CallExpression)
	}
	slices.Reverse(found)
	return found
}

// beginning is the promise that a chain of then, catch and finally begins with.
func beginning(c *ast.CallExpression) ast.Expression {
	for {
		left, method := member(c.Callee)
		onValue, onError := handlersOf(c, method)
		if onValue == nil && onError == nil || left == nil {
			return c
		}
		next, ok := left.(*ast.CallExpression)
		if !ok {
			return left
		}
		c = next
	}
}

// checkChain follows what becomes of a failure at the chain's beginning.
func (r *rules) checkChain(top int, c *ast.CallExpression) {
	name := r.callbackName()
	var last, recovered ast.Expression // the last function with the callback; the one that took the failure and lacks it
	failed := !r.neverFails(beginning(c), deepest)
	for _, l := range links(c) {
		switch {
		case l.always && r.mentionsCallback(r.place[l.onValue]):
			return
		case !failed && l.onValue != nil && r.mentionsCallback(r.place[l.onValue]):
			return // it goes on after the failure
		case failed && l.onError != nil && !r.throwsOn(l.onError):
			if r.mentionsCallback(r.place[l.onError]) || r.isUnknownFunction(l.onError) {
				return
			}
			failed, recovered = false, l.onError
		}
		if l.onValue != nil && r.mentionsCallback(r.place[l.onValue]) {
			last = l.onValue
		}
	}
	switch {
	case last == nil:
	case failed:
		r.warn("callback-path", top, say("this chain has no .catch: when it fails, %s is never called", name),
			say("add .catch(%s) at its end", name))
	default:
		r.warn("callback-path", r.place[recovered], say("when this chain fails, %s is never called", name),
			say("call %s(error) here", name))
	}
}

// isUnknownFunction reports whether an expression is a function that cannot be looked into.
func (r *rules) isUnknownFunction(e ast.Expression) bool {
	return !isFunctionNode(unwrap(e)) && r.functionOf(r.variableOf(e)) == none
}

// handlersOf gives the functions that a call of then, catch or finally takes, nil for those that it does not.
func handlersOf(c *ast.CallExpression, method string) (onValue, onError ast.Expression) {
	arguments := c.ArgumentList
	switch {
	case len(arguments) == 0:
	case method == "catch":
		return nil, arguments[0]
	case method == "finally":
		return arguments[0], nil
	case method == "then" && len(arguments) > 1 && !isNothing(arguments[1]):
		return arguments[0], arguments[1]
	case method == "then":
		return arguments[0], nil
	}
	return nil, nil
}

// throwsOn reports whether an error's function throws again what it gets.
func (r *rules) throwsOn(e ast.Expression) bool {
	at := r.place[unwrapExpression(e)]
	if function := r.functionOf(r.variableOf(e)); function != none {
		at = function
	}
	for i := at; i < r.nodes[at].end; i++ {
		if _, ok := r.nodes[i].Node.(*ast.ThrowStatement); ok {
			return true
		}
	}
	return false
}
