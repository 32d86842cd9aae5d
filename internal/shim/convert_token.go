package shim

import (
	"slices"
	"strings"

	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/token"

	"auth0-hook-action/internal/tenant"
)

// findToken looks for the variable that all successes give the callback, and converts what sets its properties.
func (c *converter) findToken() {
	if c.on != tenant.CredentialsExchange {
		return
	}
	variable := c.resultName()
	if variable == none {
		return
	}
	v := c.variables[variable]
	o, ok := c.literalOf(v.Value)
	if !ok || len(v.Writes) > 0 || v.Function != c.hook {
		return // the callback refuses it
	}
	declaration := c.Parent(c.Parent(v.Value))
	if !c.isOnlyBinding(declaration) || c.Parent(declaration) != c.bodyOf(c.hook) {
		return
	}
	r := &resultVariable{variable: variable, scope: none}
	if !c.literalClaims(r, o, declaration) || !c.assignedClaims(r, v.Uses) || c.repeats(r) {
		return
	}
	c.token = r
	c.convertToken(r, declaration)
}

func (c *converter) bodyOf(f int) int {
	_, body, _ := function(c.Node(f))
	return c.Place(body)
}

func (c *converter) literalOf(i int) (*ast.ObjectLiteral, bool) {
	if i == none {
		return nil, false
	}
	o, ok := c.Node(i).(*ast.ObjectLiteral)
	return o, ok
}

// resultName is the variable that a success gives the callback, none where there is none.
func (c *converter) resultName() int {
	for _, use := range c.variables[c.callback].Uses {
		call := c.callOf(use)
		if call == none {
			continue
		}
		_, arguments := c.call(call)
		if len(arguments) == 2 && isNothing(arguments[0]) {
			if id, ok := arguments[1].(*ast.Identifier); ok {
				return c.Variable(c.Place(id))
			}
		}
	}
	return none
}

// literalClaims reads the properties that the variable starts with.
func (c *converter) literalClaims(r *resultVariable, o *ast.ObjectLiteral, at int) bool {
	for _, p := range o.Value {
		key, value, ok := c.property(p)
		if !ok {
			c.refuse("result-computed", c.Place(p))
			return false
		}
		c.addClaim(r, claim{key, value, at})
	}
	return true
}

func (c *converter) addClaim(r *resultVariable, one claim) {
	if one.key == "'scope'" {
		r.scope = one.value
		return
	}
	r.claims = append(r.claims, one)
}

// assignedClaims reads the assignments of properties; each other use than those and the callback's is an obstacle.
func (c *converter) assignedClaims(r *resultVariable, uses []int) bool {
	for _, use := range uses {
		if c.isResult(use) {
			continue
		}
		member := c.memberOf(use)
		if member == none || c.Function(use) != c.hook || c.isInLoop(use) {
			c.refuse("result-computed", use)
			return false
		}
		_, name := c.member(member)
		if name == "scope" && c.memberOf(member) != none {
			c.refuse("scope-changed", use)
			return false
		}
		if !c.assignedClaim(r, member, name) {
			c.refuse("result-computed", use)
			return false
		}
	}
	return true
}

func (c *converter) assignedClaim(r *resultVariable, member int, name string) bool {
	at := c.Parent(member)
	a, ok := c.Node(at).(*ast.AssignExpression)
	if _, statement := c.Node(c.Parent(at)).(*ast.ExpressionStatement); !ok || !statement || a.Operator != token.ASSIGN ||
		c.Place(a.Left) != member || isIndex(name) || name == "__proto__" {
		return false
	}
	one := claim{key: "'" + name + "'", value: c.Place(a.Right), at: at}
	if b, bracket := a.Left.(*ast.BracketExpression); bracket && name != "scope" {
		one.key = c.source(c.Place(b.Member))
		if !c.isConstantText(c.Place(b.Member)) {
			return false
		}
	}
	if name == "scope" && (r.scope != none || c.Parent(c.Parent(at)) != c.bodyOf(c.hook)) {
		return false
	}
	c.addClaim(r, one)
	c.claims[at] = true
	return true
}

// repeats reports whether a property is set twice on one way.
func (c *converter) repeats(r *resultVariable) bool {
	for i, a := range r.claims {
		for _, b := range r.claims[i+1:] {
			if a.key == b.key && !c.areAlternatives(a.at, b.at) {
				c.refuse("result-computed", b.at)
				return true
			}
		}
	}
	return false
}

// areAlternatives reports whether two nodes stand in the two branches of one if.
func (c *converter) areAlternatives(a, b int) bool {
	for up := c.Parent(a); up != none; up = c.Parent(up) {
		if n, ok := c.Node(up).(*ast.IfStatement); ok && n.Alternate != nil && c.inside(b, up) {
			return c.inside(a, c.Place(n.Consequent)) && c.inside(b, c.Place(n.Alternate))
		}
	}
	return false
}

// convertToken makes calls of the api of what sets the variable's properties.
func (c *converter) convertToken(r *resultVariable, declaration int) {
	if r.scope != none && !c.isUnchangedScope(r.scope) {
		r.scopes = unusedName(c.src, "scopes")
	}
	p := c.pieceAt(declaration)
	var lines []string
	if r.scope != none && c.inside(r.scope, declaration) {
		lines = c.scopeLines(r, c.source(r.scope))
	}
	for _, one := range r.claims {
		if one.at == declaration {
			lines = append(lines, c.claimLines(one, "accessToken.setCustomClaim")...)
		}
	}
	c.forget(declaration)
	c.emitLines(p, lines)
	for at := range c.claims {
		a, ok := c.Node(at).(*ast.AssignExpression)
		if !ok {
			continue
		}
		st := c.pieceAt(c.Parent(at))
		i := slices.IndexFunc(r.claims, func(one claim) bool { return one.at == at })
		if i < 0 {
			lines = c.scopeLines(r, c.source(c.Place(a.Right)))
		} else {
			lines = c.claimLines(r.claims[i], "accessToken.setCustomClaim")
		}
		c.forget(at)
		c.emitLines(st, lines)
	}
}

// scopeLines is the constant of the scopes that the result has, where they are not those of the token.
func (c *converter) scopeLines(r *resultVariable, _ string) []string {
	if r.scopes == "" {
		return nil
	}
	return []string{"const " + r.scopes + " = " + c.scopeText(r.scope)}
}

func (c *converter) scopeText(i int) string {
	if s := c.shapeOf(i); s != someTexts && s != aList && s != maybeTexts && c.name(i) == "" {
		c.refuse("result-computed", i)
	}
	return c.rendered(i, 0, len(c.src), c.indent(c.start(i)))
}

// isUnchangedScope reports whether an expression gives the scopes that the hook was given: scope, scope || [].
func (c *converter) isUnchangedScope(i int) bool {
	if e, ok := c.Node(i).(*ast.BinaryExpression); ok && e.Operator == token.LOGICAL_OR {
		list, ok := e.Right.(*ast.ArrayLiteral)
		return ok && len(list.Value) == 0 && c.isUnchangedScope(c.Place(e.Left))
	}
	return c.parameterOf(i) == "scope" && !c.scopeIsChanged()
}

// scopeIsChanged reports whether the hook changes its array of scopes, which is an obstacle already.
func (c *converter) scopeIsChanged() bool {
	for i := 1; i < c.Len(); i++ {
		if c.parameterOf(i) == "scope" && !c.isDeclaration(i) && (c.isTarget(i) || c.isChanged(i, alias{depth: 1})) {
			return true
		}
	}
	return false
}

// tokenLines are the statements for a result at credentials-exchange.
func (c *converter) tokenLines(call int, result ast.Expression) []string {
	if result == nil || isNothing(result) {
		c.checkOrder(call)
		return c.grant("[]")
	}
	if c.token != nil && c.Variable(c.Place(result)) == c.token.variable && c.name(c.Place(result)) != "" {
		switch {
		case c.token.scope == none:
			return c.grant("[]")
		case c.token.scopes != "":
			return c.grant(c.token.scopes)
		}
		return nil
	}
	c.checkOrder(call)
	o, ok := result.(*ast.ObjectLiteral)
	if !ok {
		c.refuse("result-computed", c.Place(result))
		return nil
	}
	r := &resultVariable{scope: none}
	if !c.literalClaims(r, o, call) || c.repeats(r) {
		return nil
	}
	var lines []string
	switch {
	case r.scope == none:
		lines = c.grant("[]")
	case !c.isUnchangedScope(r.scope):
		lines = c.grant(c.scopeText(r.scope))
	}
	for _, one := range r.claims {
		lines = append(lines, c.claimLines(one, "accessToken.setCustomClaim")...)
	}
	if len(r.claims) > 0 && len(lines) > len(r.claims) && strings.HasPrefix(lines[0], "setScopes(") {
		lines[0] = "if (!" + lines[0] + ") return"
	}
	return lines
}

// grant gives the token other scopes.
func (c *converter) grant(scopes string) []string {
	c.needs["scopesOf"], c.needs["setScopes"] = true, true
	return []string{"setScopes(event, api, " + scopes + ")"}
}

// checkOrder looks for a claim that is set before this call of the callback, which does not give the token.
func (c *converter) checkOrder(call int) {
	if c.token == nil {
		return
	}
	for _, one := range c.token.claims {
		if c.start(one.at) < c.start(call) {
			c.refuse("order", call)
		}
	}
}
