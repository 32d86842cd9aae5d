package script

import (
	"slices"
	"strings"

	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/token"

	"auth0-hook-action/internal/diag"
)

// checkLogs finds console calls that print what no log should hold: passwords, secrets, tokens, the answer of the token
// endpoint, and whole objects that have them in them.
func (r *rules) checkLogs() {
	for i, n := range r.nodes {
		c, ok := n.Node.(*ast.CallExpression)
		if !ok || !isConsole(c) {
			continue
		}
		if what, at, ok := r.printed(i); ok {
			r.warn("log", at, say("this writes %s to the log", what),
				say("log the fields that you need, by name, and no secret"))
		}
	}
}

// printed gives the first thing below the call at node i that should not be printed.
func (r *rules) printed(i int) (what diag.Words, place int, ok bool) {
	for at := i + 1; at < r.nodes[i].end; at++ {
		e := r.expression(at)
		if e == nil || r.nodes[at].function != r.nodes[i].function || r.isMember(at) {
			continue
		}
		if path := notPackage(r.denote(at)); r.isPrivate(path) && !r.hasTextAsDefault(at) && !r.isCleaned(at, deepest) &&
			r.reachesLog(at, i, r.isObject(path)) {
			return PathWords(path), at, true
		}
		if path := r.privateIn(at); path != "" && r.reachesLog(at, i, true) {
			return PathWords(path), at, true
		}
		if what, object := r.tokenAt(at); what != "" && r.reachesLog(at, i, object) {
			return say(what), at, true
		}
	}
	return what, 0, false
}

// hasTextAsDefault reports whether what stands at a node, or what the variable there holds, falls back to a text of the script:
// what the script shows to everybody is no secret.
func (r *rules) hasTextAsDefault(at int) bool {
	if v := r.nodes[at].variable; v != none && r.variables[v].value != none && r.variables[v].taken == nil {
		at = r.variables[v].value
	} else if r.nodes[at].parent != none {
		at = r.nodes[at].parent
	}
	b, ok := r.nodes[at].Node.(*ast.BinaryExpression)
	if !ok || b.Operator != token.LOGICAL_OR && b.Operator != token.COALESCE {
		return false
	}
	text, ok := stringOf(b.Right)
	return ok && text != ""
}

var tokenNames = wordSet(
	"access_token accessToken id_token idToken refresh_token refreshToken bearerToken managementToken apiToken token jwt")

// tokenAt says that the expression at a node is a token, or the answer of a request for one.
func (r *rules) tokenAt(at int) (what string, object bool) {
	e := r.expression(at)
	name := ""
	switch n := e.(type) {
	case *ast.Identifier:
		name = n.Name.String()
		if v := r.nodes[at].variable; v == none || r.holdsText(v) {
			return "", false
		}
		if r.isTokenAnswer(at, 0) {
			return "the answer of /oauth/token", true
		}
	case *ast.DotExpression, *ast.BracketExpression:
		left, property := member(e)
		name = property
		if r.isTokenAnswer(r.place[left], 0) && slices.Contains([]string{"data", "body", "access_token", "id_token"}, property) {
			return "the answer of /oauth/token", false
		}
	}
	if tokenNames[name] && !r.isResultToken(at) {
		return "a token", false
	}
	return "", false
}

// holdsText reports whether a variable begins with an object or a text that is written out.
func (r *rules) holdsText(v int) bool {
	value := r.variables[v].value
	if value == none {
		return false
	}
	switch r.nodes[value].Node.(type) {
	case *ast.ObjectLiteral, *ast.StringLiteral, *ast.ArrayLiteral:
		return r.variables[v].taken == nil
	}
	return false
}

// isResultToken reports whether a name is that of a hook's result: Auth0's samples call the claims access_token.
func (r *rules) isResultToken(at int) bool {
	v := r.nodes[at].variable
	return v != none && r.variables[v].value != none && r.variables[v].taken == nil &&
		notCallable(r.nodes[r.variables[v].value].Node) != ""
}

// isTokenAnswer reports whether an expression is the answer of a request to the token endpoint: awaited, or given to a callback
// or to a promise's function.
func (r *rules) isTokenAnswer(i, depth int) bool {
	if depth > 4 {
		return false
	}
	switch e := r.nodes[i].Node.(type) {
	case *ast.AwaitExpression:
		return r.asksForToken(r.place[e.Argument]) || r.isTokenAnswer(r.place[e.Argument], depth+1)
	case *ast.CallExpression:
		left, method := member(e.Callee)
		if nameOf(left) == "JSON" && method == "parse" && len(e.ArgumentList) > 0 {
			return r.isTokenAnswer(r.place[e.ArgumentList[0]], depth+1)
		}
		return left != nil && (method == "json" || method == "text" || method == "toString") &&
			r.isTokenAnswer(r.place[left], depth+1)
	case *ast.DotExpression:
		return (e.Identifier.Name == "data" || e.Identifier.Name == "body") &&
			r.isTokenAnswer(r.place[unwrapExpression(e.Left)], depth+1)
	case *ast.Identifier:
		v := r.nodes[i].variable
		if v == none {
			return false
		}
		d := r.variables[v]
		switch {
		case d.value != none && (d.taken == nil || slices.Equal(d.taken, []string{"data"}) || slices.Equal(d.taken, []string{"body"})):
			return r.isTokenAnswer(d.value, depth+1)
		case d.parameter != none && d.taken == nil:
			return r.getsTokenAnswer(r.scopes[d.scope].node, d.parameter, d.name)
		}
	}
	return false
}

// getsTokenAnswer reports whether a function's parameter is the answer: of a callback the second and the third, of a
// promise's function the first.
func (r *rules) getsTokenAnswer(function, parameter int, name string) bool {
	c, ok := r.nodes[r.nodes[function].parent].Node.(*ast.CallExpression)
	if !ok || name == "err" || name == "error" {
		return false
	}
	left, method := member(c.Callee)
	if method == "then" {
		return parameter == 0 && len(c.ArgumentList) > 0 && c.ArgumentList[0] == r.nodes[function].Node && left != nil &&
			r.chainAsksForToken(r.place[left])
	}
	return parameter > 0 && r.asksForToken(r.place[c])
}

// chainAsksForToken reports whether the promise at node i is that of a request for a token, its answer perhaps read as JSON.
func (r *rules) chainAsksForToken(i int) bool {
	c, ok := r.nodes[i].Node.(*ast.CallExpression)
	if !ok {
		return false
	}
	left, method := member(c.Callee)
	if method != "then" {
		return r.asksForToken(i)
	}
	if len(c.ArgumentList) == 0 || left == nil {
		return false
	}
	inner, ok := c.ArgumentList[0].(*ast.ArrowFunctionLiteral)
	if !ok {
		return false
	}
	b, ok := inner.Body.(*ast.ExpressionBody)
	if !ok {
		return false
	}
	_, reads := member(b.Expression)
	if call, isCall := b.Expression.(*ast.CallExpression); isCall {
		_, reads = member(call.Callee)
	}
	return (reads == "json" || reads == "data" || reads == "body") && r.chainAsksForToken(r.place[left])
}

// asksForToken reports whether a call is a request to the token endpoint.
func (r *rules) asksForToken(i int) bool {
	c, ok := unwrap(r.nodes[i].Node).(*ast.CallExpression)
	if !ok {
		return false
	}
	return slices.ContainsFunc(c.ArgumentList, func(a ast.Expression) bool { return r.holdsTokenURL(r.place[a], 0) })
}

// holdsTokenURL reports whether an expression holds the address of the token endpoint, also by way of a variable.
func (r *rules) holdsTokenURL(i, depth int) bool {
	for at := i; at < r.nodes[i].end; at++ {
		if isFunctionNode(r.nodes[at].Node) {
			at = r.nodes[at].end - 1
			continue
		}
		if value, _, ok := r.literal(r.nodes[at].Node); ok && strings.Contains(value, "oauth/token") {
			return true
		}
		if v := r.nodes[at].variable; v != none && depth < 3 && r.variables[v].value != none && r.variables[v].taken == nil {
			if r.holdsTokenURL(r.variables[v].value, depth+1) {
				return true
			}
		}
	}
	return false
}
