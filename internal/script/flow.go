package script

import (
	"slices"

	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/token"
)

// What may have become of the callback at a place, on the paths that lead there.
const (
	waiting = 1 << iota // neither called nor given to anything
	trusted             // something else has it that is to call it
	called
)

// A state is what may have happened on the paths to a place.
type state struct {
	callback int   // a set of waiting, trusted, called; 0 where no path leads here
	calls    []int // where the callback was called last
	pending  []int // the requests that were started and that nobody waits for
	later    []int // the calls that were given a function which calls the callback when they are done
}

func (s state) dead() bool { return s.callback == 0 }

// join is what may have happened where paths meet.
func join(a, b state) state {
	switch {
	case a.dead():
		return b
	case b.dead():
		return a
	}
	return state{a.callback | b.callback, union(a.calls, b.calls), union(a.pending, b.pending), union(a.later, b.later)}
}

func union(a, b []int) []int {
	if len(b) == 0 {
		return a
	}
	all := slices.Concat(a, b)
	slices.Sort(all)
	all = slices.Compact(all)
	return all[:min(len(all), MaxFindings)]
}

// An exit is a place at which a path through a function ends.
type exit struct {
	place int
	state state
}

// A flow follows all paths through one function, and notes what becomes of the callback on each. It enters no other function.
type flow struct {
	*look
	function int
	returns  []exit // with the end of the body, at the place of the body
	throws   []exit // of throw, and of await, where no try catches it
	awaits   []exit
	calls    []exit // of the callback, with the state before
	starts   []exit // of requests, with the state before
	hands    []exit // where the callback is given away, with the state before
	// unclear is set where paths cannot be followed: labels, yield.
	unclear bool

	tries  []*state // of each try that catches around the place: what may have happened when something throws
	breaks []*state // of each loop or switch around the place
	loops  []*state // of each loop: continue
}

// flowOf goes through a function, beginning with the callback not called.
func (l *look) flowOf(function int) *flow {
	f := &flow{look: l, function: function}
	start := state{callback: waiting}
	switch b := body(l.nodes[function].Node).(type) {
	case *ast.BlockStatement:
		if end := f.statement(b, start); !end.dead() {
			f.returns = append(f.returns, exit{l.place[b], end})
		}
	case *ast.ExpressionBody:
		end := f.expression(b.Expression, start)
		f.returns = append(f.returns, exit{l.place[b.Expression], end})
	}
	return f
}

func (f *flow) statements(list []ast.Statement, s state) state {
	for _, statement := range list {
		if s.dead() {
			return s
		}
		s = f.statement(statement, s)
	}
	return s
}

func (f *flow) statement(n ast.Node, s state) state {
	switch n := n.(type) {
	case *ast.BlockStatement:
		return f.statements(n.List, s)
	case *ast.ExpressionStatement:
		return f.expression(n.Expression, s)
	case *ast.VariableStatement:
		return f.bindings(n.List, s)
	case *ast.LexicalDeclaration:
		return f.bindings(n.List, s)
	case *ast.ReturnStatement:
		if n.Argument != nil {
			s = f.expression(n.Argument, s)
		}
		f.returns = append(f.returns, exit{f.place[n], s})
		return state{}
	case *ast.ThrowStatement:
		s = f.expression(n.Argument, s)
		f.throw(f.place[n], s)
		return state{}
	case *ast.IfStatement:
		return f.branch(n, s)
	case *ast.TryStatement:
		return f.try(n, s)
	case *ast.SwitchStatement:
		return f.choose(n, s)
	case *ast.BranchStatement:
		f.jump(n, s)
		return state{}
	case *ast.LabelledStatement, *ast.WithStatement:
		f.unclear = true
	case *ast.ForStatement, *ast.ForInStatement, *ast.ForOfStatement, *ast.WhileStatement, *ast.DoWhileStatement:
		return f.loop(n, s)
	}
	return s
}

func (f *flow) bindings(list []*ast.Binding, s state) state {
	for _, b := range list {
		if b.Initializer != nil {
			s = f.expression(b.Initializer, s)
		}
	}
	return s
}

// branch follows both ways of an if. Where the condition looks at what other functions change, such as a flag that says that
// the callback was called, it is unknown which branch is taken: the callback then counts as handed on.
func (f *flow) branch(n *ast.IfStatement, s state) state {
	s = f.expression(n.Test, s)
	guarded := f.isShared(f.place[n.Test])
	returns := len(f.returns)
	yes := f.statement(n.Consequent, s)
	if f.asksForCallback(n.Test) {
		return yes
	}
	no := s
	if n.Alternate != nil {
		no = f.statement(n.Alternate, s)
	}
	end := join(yes, no)
	if guarded {
		for i := returns; i < len(f.returns); i++ {
			f.returns[i].state.callback = trusted
		}
		if !end.dead() {
			end.callback = trusted
		}
	}
	return end
}

// asksForCallback reports whether a condition is whether there is a callback: the platform gives one.
func (f *flow) asksForCallback(test ast.Expression) bool {
	if b, ok := test.(*ast.BinaryExpression); ok && b.Comparison {
		u, isUnary := b.Left.(*ast.UnaryExpression)
		kind, _ := stringOf(b.Right)
		return isUnary && u.Operator == token.TYPEOF && f.isCallback(u.Operand) && kind == "function" &&
			b.Operator != token.NOT_EQUAL && b.Operator != token.STRICT_NOT_EQUAL
	}
	return f.isCallback(test)
}

// isShared reports whether an expression reads a variable that belongs to a function around this one and is changed.
func (f *flow) isShared(i int) bool {
	for at := i; at < f.nodes[i].end; at++ {
		v := f.nodes[at].variable
		if v == none || len(f.variables[v].writes) == 0 || f.variables[v].kind == isParameter || f.isCollected(v) {
			continue
		}
		if owner := f.scopes[f.variables[v].scope].node; !f.inside(owner, f.function) {
			return true
		}
		if slices.ContainsFunc(f.variables[v].writes, func(w int) bool { return f.nodes[w].function != f.function }) {
			return true
		}
	}
	return false
}

// isCollected reports whether a variable is a text that only grows, such as the body of an answer.
func (f *flow) isCollected(v int) bool {
	if at := f.variables[v].value; at == none || f.variables[v].taken != nil {
		return false
	} else if _, ok := stringOf(f.nodes[at].Node); !ok {
		return false
	}
	return !slices.ContainsFunc(f.variables[v].writes, func(w int) bool {
		a, ok := f.nodes[f.nodes[w].parent].Node.(*ast.AssignExpression)
		return !ok || a.Operator != token.PLUS
	})
}

// try follows a try: what it catches may have been thrown at each call and each await in it.
func (f *flow) try(n *ast.TryStatement, s state) state {
	returns, throws := len(f.returns), len(f.throws)
	var end state
	if n.Catch != nil {
		thrown := &state{}
		f.tries = append(f.tries, thrown)
		end = f.statement(n.Body, s)
		f.tries = f.tries[:len(f.tries)-1]
		if !thrown.dead() {
			end = join(end, f.statement(n.Catch.Body, *thrown))
		}
	} else {
		end = f.statement(n.Body, s)
	}
	if n.Finally == nil {
		return end
	}
	for _, exits := range [][]exit{f.returns[returns:], f.throws[throws:]} {
		for i := range exits {
			exits[i].state = f.statement(n.Finally, exits[i].state)
		}
	}
	if end.dead() {
		return end
	}
	return f.statement(n.Finally, end)
}

// throw ends a path at node i.
func (f *flow) throw(i int, s state) {
	if len(f.tries) > 0 {
		*f.tries[len(f.tries)-1] = join(*f.tries[len(f.tries)-1], s)
		return
	}
	f.throws = append(f.throws, exit{i, s})
}

// mayThrow notes that something may throw here, and that the path goes on where it does not.
func (f *flow) mayThrow(s state) {
	if len(f.tries) > 0 {
		*f.tries[len(f.tries)-1] = join(*f.tries[len(f.tries)-1], s)
	}
}
