package script

import (
	"slices"

	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/token"

	"auth0-hook-action/internal/diag"
)

// checkRetries finds what repeats a request with no end, or without waiting in between: loops, and functions that call
// themselves.
func (r *rules) checkRetries() {
	for i := range r.nodes {
		found, ok := r.repetition(i)
		if !ok || !found.requests || !found.retries {
			continue
		}
		var message diag.Words
		switch {
		case !found.bounded:
			message = say("this repeats a request without a limit")
		case !found.waits:
			message = say("this repeats a request without waiting in between")
		default:
			continue
		}
		r.warn("retry", i, message, say("stop after a few tries, and wait longer before each"))
	}
}

// A repetition is what a loop, or a function that calls itself, is made of.
type repetition struct {
	requests bool // it makes requests
	retries  bool // it makes the same one again, and not the next of many
	fails    bool // it looks at whether the request failed
	bounded  bool
	waits    bool
}

// repetition looks at node i; ok is not set where nothing is repeated.
func (l *look) repetition(i int) (r repetition, ok bool) {
	var test ast.Expression
	switch n := l.nodes[i].Node.(type) {
	case *ast.WhileStatement:
		if _, ok := n.Body.(*ast.SwitchStatement); ok {
			return r, false // how compilers write an async function for old engines
		}
		test = n.Test
	case *ast.DoWhileStatement:
		test = n.Test
	case *ast.ForStatement:
		test = n.Test
	case *ast.FunctionLiteral, *ast.ArrowFunctionLiteral:
		if !l.callsItself(i) {
			return r, false
		}
		l.survey(i, &r)
		r.retries = r.retries || l.repeatsFailure(i)
		return r, true
	default:
		return r, false
	}
	l.survey(i, &r)
	literal, constant := test.(*ast.BooleanLiteral)
	if endless := test == nil || constant && literal.Value || isNumber(test, 1); endless && r.fails {
		r.retries = true // nothing ends it but a success; one that knows no failure may walk over pages
	}
	return r, true
}

// repeatsFailure reports whether a function calls itself where what it did has failed: in a catch clause, or in what takes a
// promise's failure.
func (l *look) repeatsFailure(i int) bool {
	return slices.ContainsFunc(l.variables[l.functions[i]].uses, func(use int) bool {
		for up := l.nodes[use].parent; up > i; use, up = up, l.nodes[up].parent {
			switch e := l.nodes[up].Node.(type) {
			case *ast.CatchStatement:
				return true
			case *ast.IfStatement:
				if ast.Node(e.Consequent) == l.nodes[use].Node && l.looksAtError(e.Test) {
					return true
				}
			case *ast.CallExpression:
				_, method := member(e.Callee)
				if _, onError := handlersOf(e, method); onError != nil && ast.Node(onError) == l.nodes[use].Node {
					return true
				}
			}
		}
		return false
	})
}

// looksAtError reports whether an expression mentions the error that a callback is called with: its first parameter.
func (l *look) looksAtError(e ast.Expression) bool {
	for at := l.place[e]; at < l.nodes[l.place[e]].end; at++ {
		v := l.nodes[at].variable
		if v != none && l.variables[v].parameter == 0 && l.variables[v].taken == nil && errorName().MatchString(l.variables[v].name) {
			return true
		}
	}
	return false
}

// callsItself reports whether a function's own body calls or hands on the function.
func (l *look) callsItself(i int) bool {
	at, ok := l.functions[i]
	if !ok {
		return false
	}
	return slices.ContainsFunc(l.variables[at].uses, func(use int) bool { return l.inside(use, i) })
}

var (
	waitCall = lazily(`(?i)^(setTimeout|sleep|delay|wait|pause|back_?off)`)
	tryName  = lazily(`(?i)^(tr(y|ies)|attempts?|retr(y|ies)|again)$|(retr(y|ies)|attempts?)$`)
)

// survey looks at all that stands in a repetition.
func (l *look) survey(i int, r *repetition) {
	for at := i; at < l.nodes[i].end; at++ {
		switch n := l.nodes[at].Node.(type) {
		case *ast.CallExpression:
			r.requests = r.requests || l.isRequest(n) || l.isObservedWork(at)
			r.waits = r.waits || waitCall().MatchString(calleeName(n.Callee))
		case *ast.NumberLiteral:
			if isNumber(n, 429) { // whatever makes the request, this is its answer
				r.requests, r.retries = true, true
			}
		case *ast.CatchStatement:
			r.fails = true
		case *ast.DotExpression:
			r.fails = r.fails || n.Identifier.Name == "ok" || isStatus(n)
		case *ast.Identifier:
			r.retries = r.retries || tryName().MatchString(n.Name.String())
		case *ast.BinaryExpression:
			r.bounded = r.bounded || isBound(n)
		case *ast.UnaryExpression:
			r.bounded = r.bounded || n.Operator == token.DECREMENT || n.Operator == token.NOT &&
				tryName().MatchString(calleeName(n.Operand))
		case *ast.AssignExpression: // tries -= 1
			r.bounded = r.bounded || n.Operator == token.MINUS && tryName().MatchString(calleeName(n.Left))
		}
	}
}

// isRequest reports whether a call goes out over the network, by what it calls or by the names that such calls have.
func (l *look) isRequest(c *ast.CallExpression) bool {
	left, method := member(c.Callee)
	return l.clientKind(c.Callee) != 0 || isClient(calleeName(c.Callee)) || left != nil && isClient(calleeName(left)) ||
		slices.Contains([]string{"get", "request"}, method) && slices.Contains([]string{"http", "https"}, calleeName(left))
}

// isObservedWork reports whether a call sends something off by a package, and its promise is waited for, or tells whether it
// has failed.
func (l *look) isObservedWork(i int) bool {
	c, _ := l.nodes[i].Node.(*ast.CallExpression)
	if l.chainHas(i, "then", "catch") && l.isPackageWork(unwrapExpression(c.Callee)) {
		return true
	}
	_, ok := l.nodes[l.nodes[l.chainTop(i)].parent].Node.(*ast.AwaitExpression)
	return ok && l.requestKind(i) != 0
}

// isClient reports whether a name is that of a package, or of Node's own function, that makes requests.
func isClient(name string) bool {
	return slices.Contains([]string{"fetch", "axios", "got", "request", "superagent", "needle"}, name)
}

// isBound reports whether an expression compares something that grows: a count or a time, but not a status.
func isBound(b *ast.BinaryExpression) bool {
	switch b.Operator {
	case token.LESS, token.LESS_OR_EQUAL, token.GREATER, token.GREATER_OR_EQUAL:
		return !isStatus(b.Left) && !isStatus(b.Right)
	case token.EQUAL, token.STRICT_EQUAL, token.NOT_EQUAL, token.STRICT_NOT_EQUAL:
		return tryName().MatchString(calleeName(b.Left)) || tryName().MatchString(calleeName(b.Right)) || isCount(b.Left) ||
			isCount(b.Right)
	case token.MINUS: // what is left of the tries
		return tryName().MatchString(calleeName(b.Left)) || nameOf(b.Left) != "" && isCount(b.Right)
	}
	return false
}

// isCount reports whether an expression is a number that may count tries, and is no status.
func isCount(e ast.Expression) bool {
	n, ok := e.(*ast.NumberLiteral)
	value, isInt := int64(0), false
	if ok {
		value, isInt = n.Value.(int64)
	}
	return isInt && 0 <= value && value < 100
}

func isStatus(e ast.Expression) bool {
	name := calleeName(e)
	return name == "status" || name == "statusCode"
}
