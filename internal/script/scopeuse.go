package script

import (
	"fmt"

	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/token"

	"auth0-hook-action/internal/tenant"
)

// checkScopeUse finds uses of a token's scope that fail where none was asked for: scope is then undefined.
func (r *rules) checkScopeUse() {
	if r.trigger != tenant.CredentialsExchange || r.hook == none || r.isScopeDefaulted() {
		return
	}
	var found []int
	for i := range r.nodes {
		if (r.denoteBare(i) == "scope") && r.failsOnUndefined(i) && !r.isGuarded(i) {
			found = append(found, i)
		}
	}
	if len(found) == 0 {
		return
	}
	times := ""
	if len(found) > 1 {
		times = fmt.Sprintf(" (used so %d times)", len(found))
	}
	r.warn("scope-undefined", found[0], say("scope is undefined where the request asks for none, and this throws%s", times),
		say("write (scope || [])"))
}

// isScopeDefaulted reports whether the hook gives scope a value where it has none: scope = scope || [], or a parameter's default.
func (r *rules) isScopeDefaulted() bool {
	for at, v := range r.variables {
		if r.paths[at] != "scope" || v.parameter == none || r.scopes[v.scope].node != r.hook {
			continue
		}
		list := parameters(r.nodes[r.hook].Node).List
		if list[v.parameter].Initializer != nil || len(v.writes) > 0 {
			return true
		}
	}
	return false
}

// denoteBare is what an expression denotes, where it is a name or a property and not one with a default.
func (r *rules) denoteBare(i int) string {
	switch e := r.nodes[i].Node.(type) {
	case *ast.Identifier:
		v := r.nodes[i].variable
		switch {
		case v == none:
			return ""
		case r.variables[v].value != none:
			return r.denoteBare(r.variables[v].value)
		case r.variables[v].parameter != none && r.scopes[r.variables[v].scope].node != r.hook:
			return "" // a helper's: what it is given may have been looked at
		}
		return r.paths[v]
	case *ast.DotExpression:
		left, name := member(e)
		if nameOf(left) == "" {
			return ""
		}
		values := r.properties[propertyKey{r.variableOf(left), name}]
		if len(values) == 1 && values[0] < i {
			return r.denoteBare(values[0])
		}
	}
	return ""
}

// failsOnUndefined reports whether node i is used in a way that throws where it is undefined.
func (r *rules) failsOnUndefined(i int) bool {
	up := r.nodes[i].parent
	switch e := r.nodes[up].Node.(type) {
	case *ast.DotExpression, *ast.BracketExpression:
		left, _ := member(e)
		b, isBracket := e.(*ast.BracketExpression)
		return left == r.nodes[i].Node && (!isBracket || b.Left == r.nodes[i].Node)
	case *ast.SpreadElement:
		_, inArray := r.nodes[r.nodes[up].parent].Node.(*ast.ArrayLiteral)
		_, inCall := r.nodes[r.nodes[up].parent].Node.(*ast.CallExpression)
		return inArray || inCall
	case *ast.ForOfStatement:
		return e.Source == r.nodes[i].Node
	case *ast.BinaryExpression:
		return e.Operator == token.IN && e.Right == r.nodes[i].Node
	}
	return false
}

// isGuarded reports whether node i is reached only where a condition has looked at scope, or where what it throws is caught.
func (r *rules) isGuarded(i int) bool {
	if r.inTry(i) {
		return true
	}
	for at := i; at != none && at != 0; at = r.nodes[at].parent {
		up := r.nodes[at].parent
		switch e := r.nodes[up].Node.(type) {
		case *ast.IfStatement:
			if e.Test != r.nodes[at].Node && r.looksAtScope(r.place[e.Test]) {
				return true
			}
		case *ast.ConditionalExpression:
			if e.Test != r.nodes[at].Node && r.looksAtScope(r.place[e.Test]) {
				return true
			}
		case *ast.BinaryExpression:
			if e.Right == r.nodes[at].Node && r.looksAtScope(r.place[e.Left]) {
				return true
			}
		case *ast.BlockStatement:
			if r.leftBefore(e, at) {
				return true
			}
		}
	}
	return false
}

// leftBefore reports whether a statement of a block before node i leaves it, or sets scope, by a condition on scope.
func (r *rules) leftBefore(b *ast.BlockStatement, i int) bool {
	at := r.place[b]
	guard, known := r.guards[at]
	if !known {
		guard = len(r.nodes)
		for _, s := range b.List {
			if branch, ok := s.(*ast.IfStatement); ok && r.looksAtScope(r.place[branch.Test]) {
				guard = r.place[s]
				break
			}
		}
		r.guards[at] = guard
	}
	return guard < i
}

// looksAtScope reports whether an expression reads scope.
func (r *rules) looksAtScope(i int) bool {
	for at := i; at < r.nodes[i].end; at++ {
		if r.denote(at) == "scope" {
			return true
		}
	}
	return false
}
