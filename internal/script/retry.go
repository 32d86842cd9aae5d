package script

import (
	"slices"

	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/token"
)

// checkRetries finds what repeats a request with no end, or without waiting in between: loops, and functions that call
// themselves.
func (t *tree) checkRetries() []Finding {
	var findings []Finding
	for i := range t.nodes {
		r, ok := t.repetition(i)
		if !ok || !r.requests || !r.retries {
			continue
		}
		var message string
		switch {
		case !r.bounded:
			message = "this repeats a request with no end in sight"
		case !r.waits:
			message = "this repeats a request without waiting in between"
		default:
			continue
		}
		findings = append(findings, t.finding("retry", Warning, t.offset(t.nodes[i].Idx0()), message,
			"stop after a few tries, and wait longer before each"))
	}
	return findings
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
func (t *tree) repetition(i int) (r repetition, ok bool) {
	var test ast.Expression
	switch n := t.nodes[i].Node.(type) {
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
		if !t.callsItself(i) {
			return r, false
		}
		t.survey(i, &r)
		return r, true
	default:
		return r, false
	}
	t.survey(i, &r)
	literal, constant := test.(*ast.BooleanLiteral)
	if endless := test == nil || constant && literal.Value || isNumber(test, 1); endless && r.fails {
		r.retries = true // nothing ends it but a success; one that knows no failure may walk over pages
	}
	return r, true
}

// callsItself reports whether a function's own body refers to the function's name.
func (t *tree) callsItself(i int) bool {
	name, declares := "", t.nodes[i].function
	f, named := t.nodes[i].Node.(*ast.FunctionLiteral)
	named = named && f.Name != nil
	switch parent := t.nodes[t.nodes[i].parent].Node.(type) {
	case *ast.FunctionDeclaration:
		name = f.Name.Name.String()
	case *ast.Binding:
		if id, ok := parent.Target.(*ast.Identifier); ok {
			name = id.Name.String()
		}
	}
	if named && name == "" {
		name, declares = f.Name.Name.String(), i
	}
	for at := t.right(i); name != "" && at < t.nodes[i].end; at++ {
		id, ok := t.nodes[at].Node.(*ast.Identifier)
		if ok && id.Name.String() == name && t.scope(at, name) == declares {
			return true
		}
	}
	return false
}

var (
	waitCall = lazily(`(?i)^(setTimeout|sleep|delay|wait|pause|back_?off)`)
	tryName  = lazily(`(?i)^(tr(y|ies)|attempts?|retr(y|ies)|again)$|(retr(y|ies)|attempts?)$`)
)

// survey looks at all that stands in a repetition.
func (t *tree) survey(i int, r *repetition) {
	for at := i; at < t.nodes[i].end; at++ {
		switch n := t.nodes[at].Node.(type) {
		case *ast.CallExpression:
			r.requests = r.requests || isRequest(n)
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
			r.bounded = r.bounded || n.Operator == token.DECREMENT || n.Operator == token.NOT && tryName().MatchString(calleeName(n.Operand))
		case *ast.AssignExpression: // tries -= 1
			r.bounded = r.bounded || n.Operator == token.MINUS && tryName().MatchString(calleeName(n.Left))
		}
	}
}

// isRequest reports whether a call goes out over the network, by the names that such calls have.
func isRequest(c *ast.CallExpression) bool {
	name := calleeName(c.Callee)
	if isClient(name) {
		return true
	}
	left, method := member(c.Callee)
	return left != nil && isClient(calleeName(left)) || // axios.get
		slices.Contains([]string{"get", "request"}, method) && slices.Contains([]string{"http", "https"}, calleeName(left))
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
		return tryName().MatchString(calleeName(b.Left)) || tryName().MatchString(calleeName(b.Right))
	case token.MINUS: // what is left of the tries
		return tryName().MatchString(calleeName(b.Left))
	}
	return false
}

func isStatus(e ast.Expression) bool {
	name := calleeName(e)
	return name == "status" || name == "statusCode"
}
