package script

import (
	"slices"

	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/token"
)

// expression follows what an expression does, in the order in which it does it.
func (f *flow) expression(e ast.Expression, s state) state {
	if e == nil || s.dead() {
		return s
	}
	switch e := e.(type) {
	case *ast.FunctionLiteral, *ast.ArrowFunctionLiteral:
		return f.handOver(f.place[e], s)
	case *ast.Identifier:
		if f.isCallback(e) && f.isUsedAsFunction(f.place[e]) || f.bringsCallback(e) {
			return f.hand(f.place[e], s)
		}
		return s
	case *ast.BinaryExpression:
		s = f.expression(e.Left, s)
		right := f.expression(e.Right, s)
		if e.Operator == token.LOGICAL_AND || e.Operator == token.LOGICAL_OR || e.Operator == token.COALESCE {
			if e.Operator == token.LOGICAL_AND && f.asksForCallback(e.Left) {
				return right
			}
			if f.isShared(f.place[e.Left]) && right.callback != s.callback {
				right.callback = trusted
				return right
			}
			return join(s, right)
		}
		return right
	case *ast.ConditionalExpression:
		s = f.expression(e.Test, s)
		if f.asksForCallback(e.Test) {
			return f.expression(e.Consequent, s)
		}
		return join(f.expression(e.Consequent, s), f.expression(e.Alternate, s))
	case *ast.AwaitExpression:
		s = f.expression(e.Argument, s)
		f.awaits = append(f.awaits, exit{f.place[e], s})
		f.mayThrow(s)
		return s
	case *ast.CallExpression:
		return f.call(e, s)
	case *ast.YieldExpression:
		f.unclear = true
		return s
	}
	children(e, func(child ast.Node) { s = f.part(child, s) })
	return s
}

// part follows a piece of an expression that need not be one itself.
func (f *flow) part(n ast.Node, s state) state {
	if e, ok := n.(ast.Expression); ok {
		return f.expression(e, s)
	}
	switch n.(type) {
	case *ast.FieldDefinition, *ast.MethodDefinition, *ast.ClassStaticBlock:
		if f.mentionsCallback(f.place[n]) {
			return f.hand(f.place[n], s)
		}
	}
	return s
}

func (f *flow) isCallback(e ast.Node) bool {
	return f.callback != none && nameOf(e) != "" && f.variableOf(e) == f.callback
}

// bringsCallback reports whether a name is that of one of the script's functions that has to do with the callback.
func (f *flow) bringsCallback(e ast.Node) bool {
	function := f.functionOf(f.variableOf(e))
	return function != none && f.mentionsCallback(function)
}

// handOver notes that a function which is written out here has the callback, if it has.
func (f *flow) handOver(function int, s state) state {
	if f.mentionsCallback(function) {
		return f.hand(function, s)
	}
	return s
}

func (f *flow) hand(i int, s state) state {
	f.hands = append(f.hands, exit{i, s})
	if s.callback&called == 0 {
		s.callback = trusted
	} else {
		s.callback = s.callback&^waiting | trusted
	}
	return s
}

// call follows a call: first what it is given, then the call itself.
func (f *flow) call(c *ast.CallExpression, s state) state {
	i := f.place[c]
	before := s
	own := f.callsBack(c)
	if !own {
		s = f.expression(c.Callee, s)
	}
	for _, a := range c.ArgumentList {
		s = f.expression(a, s)
	}
	if own {
		f.calls = append(f.calls, exit{i, s})
		s.callback, s.calls = called, []int{i}
		return s
	}
	f.mayThrow(before)
	if f.alwaysCalls(f.functionOf(f.variableOf(c.Callee))) {
		f.calls = append(f.calls, exit{i, before})
		return state{called, []int{i}, before.pending, before.later}
	}
	if f.answersLater(c) {
		s.later = union(s.later, []int{i})
	}
	if f.isUnattended(i) {
		f.starts = append(f.starts, exit{i, before})
		s.pending = union(s.pending, []int{i})
	}
	return s
}

// callsBack reports whether a call is one of the callback itself.
func (l *look) callsBack(c *ast.CallExpression) bool {
	if l.callback == none {
		return false
	}
	left, method := member(c.Callee)
	if name := nameOf(c.Callee); name != "" && l.variableOf(c.Callee) == none && slices.Contains(callbackNames, name) {
		return true // it is declared nowhere, and meant to be the callback
	}
	return l.variableOf(c.Callee) == l.callback || left != nil && l.variableOf(left) == l.callback &&
		(method == "call" || method == "apply")
}

// alwaysCalls reports whether a function of the script calls the callback on all paths, before it returns.
func (l *look) alwaysCalls(function int) bool {
	if function == none || l.callback == none || isAsync(l.nodes[function].Node) {
		return false
	}
	if known, ok := l.always[function]; ok {
		return known
	}
	l.always[function] = false // for one that calls itself
	if !l.mentionsCallback(function) {
		return false
	}
	f := l.flowOf(function)
	always := !f.unclear && len(f.returns) > 0
	for _, r := range f.returns {
		always = always && r.state.callback == called
	}
	l.always[function] = always
	return always
}

// answersLater reports whether a call starts work whose end is sure to call the callback: by the function that it is given for
// its answer, or that its promise is given.
func (l *look) answersLater(c *ast.CallExpression) bool {
	if len(c.ArgumentList) == 0 {
		return false
	}
	callee := unwrapExpression(c.Callee)
	_, method := member(callee)
	switch {
	case method == "then" || method == "finally":
		return l.isAnswer(c.ArgumentList[0])
	case (nameOf(callee) == "setTimeout" || nameOf(callee) == "setImmediate") && l.variableOf(callee) == none:
		return l.isDiscarded(l.place[c]) && l.isAnswer(c.ArgumentList[0]) // nobody clears it
	case l.clientKind(callee) == byCallback || l.isPackageWork(callee):
		return l.isDiscarded(l.chainTop(l.place[c])) && l.isAnswer(c.ArgumentList[len(c.ArgumentList)-1])
	}
	return false
}

// isAnswer reports whether an expression is the callback, or a function that calls it on all paths.
func (l *look) isAnswer(e ast.Expression) bool {
	if l.callback != none && l.variableOf(e) == l.callback {
		return true
	}
	if isFunctionNode(e) {
		return l.alwaysCalls(l.place[e])
	}
	return l.alwaysCalls(l.functionOf(l.variableOf(e)))
}
