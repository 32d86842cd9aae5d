package script

import (
	"slices"

	"github.com/dop251/goja/ast"
)

// checkPaths follows the paths through the hook and through the functions that go on for it, and finds those on which the
// callback is not called, is called twice, or is called while work is under way.
func (r *rules) checkPaths() {
	if r.isNative() {
		r.checkAwaited()
		return
	}
	if r.hook == none || r.callback == none || r.dynamic || r.usesArguments() || len(r.variables[r.callback].uses) == 0 ||
		len(r.variables[r.callback].writes) > 0 || !slices.ContainsFunc(r.variables[r.callback].uses, r.isUsedAsFunction) {
		return
	}
	for i, n := range r.nodes {
		if i == 0 || !isFunctionNode(n.Node) || i != r.hook && !r.inside(i, r.hook) && !r.mentionsCallback(i) {
			continue
		}
		p := r.partOf(i)
		if p == 0 {
			continue
		}
		f := r.flowOf(i)
		if f.unclear {
			continue
		}
		r.checkTwice(f)
		r.checkLater(f)
		if i == r.hook || r.mentionsCallback(i) {
			r.checkReturns(f, p)
		}
		r.checkThrows(f, p)
		if i == r.hook && r.mayBeAction() {
			r.checkWork(f)
		}
	}
	r.checkChains()
}

// checkReturns finds paths that end without the callback.
func (r *rules) checkReturns(f *flow, p part) {
	if p == listener || p == chained && r.goesOn(f.function) {
		return
	}
	name := r.callbackName()
	hint := say("call %s(error) or %s(null, result) on every path", name, name)
	for _, x := range f.returns {
		if x.state.callback&waiting == 0 {
			continue
		}
		if _, isReturn := r.nodes[x.place].Node.(*ast.ReturnStatement); isReturn {
			if r.returnsWork(x.place) {
				continue
			}
			r.warn("callback-path", x.place,
				say("this path ends without a call of %s: the platform waits for it until it gives up", name),
				hint)
			return
		}
		if x.state.callback == waiting && p != theHook {
			continue // it has nothing to do with the callback on any path
		}
		r.warn("callback-path", r.lastBranch(f, x.place), say(
			"a path past this leads to the end of the function without a call of %s, for which the platform waits until it "+
				"gives up", name), hint)
		return
	}
}

// returnsWork reports whether a return gives something that may go on: a promise for a chain.
func (r *rules) returnsWork(place int) bool {
	s, ok := r.nodes[place].Node.(*ast.ReturnStatement)
	if !ok || s.Argument == nil {
		return false
	}
	if p := r.partOf(r.nodes[place].function); p != chained {
		return false
	}
	_, _, isCall := callParts(s.Argument)
	return isCall || nameOf(s.Argument) != ""
}

// goesOn reports whether what a promise's function gives is handed to one that has to do with the callback.
func (l *look) goesOn(function int) bool {
	at := function
	if v, ok := l.functions[function]; ok && len(l.variables[v].uses) == 1 {
		at = l.variables[v].uses[0]
	}
	call := l.nodes[at].parent
	for top := l.chainTop(call); top != call; {
		c, ok := l.nodes[top].Node.(*ast.CallExpression)
		if !ok {
			return false
		}
		left, method := member(c.Callee)
		if method != "catch" && slices.ContainsFunc(c.ArgumentList,
			func(a ast.Expression) bool { return l.mentionsCallback(l.place[a]) }) {
			return true
		}
		if left == nil {
			return false
		}
		top = l.place[left]
	}
	top := l.chainTop(call)
	return !l.isDiscarded(top) && !l.isReturned(top)
}

// isReturned reports whether node i is what the hook's own body returns.
func (l *look) isReturned(i int) bool {
	_, ok := l.nodes[l.nodes[i].parent].Node.(*ast.ReturnStatement)
	return ok && l.nodes[i].function == l.hook
}

// lastBranch is the last branch of a function's own body with the callback in it: where a path that lacks it leaves.
func (r *rules) lastBranch(f *flow, end int) int {
	found := end
	for i := f.function; i < r.nodes[f.function].end; i++ {
		if r.nodes[i].function != f.function {
			continue
		}
		switch r.nodes[i].Node.(type) {
		case *ast.IfStatement, *ast.SwitchStatement, *ast.CatchStatement, *ast.WhileStatement, *ast.ForStatement,
			*ast.ForOfStatement, *ast.ForInStatement:
			found = i
		}
	}
	for i := f.function; i < r.nodes[f.function].end; i++ { // a catch that lacks it is the likelier cause
		if c, ok := r.nodes[i].Node.(*ast.CatchStatement); ok && r.nodes[i].function == f.function &&
			!r.mentionsCallback(r.place[c]) && r.leadsToEnd(i) {
			return i
		}
	}
	return found
}

// leadsToEnd reports whether no statement with the callback follows the try of a catch clause.
func (r *rules) leadsToEnd(i int) bool {
	try := r.nodes[i].parent
	if t, ok := r.nodes[try].Node.(*ast.TryStatement); ok && t.Finally != nil && r.mentionsCallback(r.place[t.Finally]) {
		return false
	}
	for at := r.nodes[try].end; at < r.nodes[r.nodes[try].function].end; at++ {
		if r.nodes[at].variable == r.callback {
			return false
		}
	}
	return true
}
