package script

import (
	"slices"
	"strings"

	"github.com/dop251/goja/ast"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/tenant"
)

// contextOf lists what context has at a trigger (https://auth0.com/docs/customize/hooks/extensibility-points). That a hook of
// the token endpoint also gets the request's body is documented nowhere, and true.
func contextOf(t tenant.Trigger) []string {
	switch t {
	case tenant.CredentialsExchange:
		return []string{"webtask", "body"}
	case tenant.PreUserRegistration:
		return []string{"webtask", "connection", "requestLanguage", "renderLanguage", "renderlanguage", "request"}
	case tenant.PostUserRegistration:
		return []string{"webtask", "connection", "requestLanguage", "request"}
	case tenant.PostChangePassword:
		return []string{"webtask", "connection"}
	case tenant.SendPhoneMessage:
		return []string{"webtask", "message_type", "action", "language", "code", "ip", "request", "user_agent", "client", "user",
			"factor_type"}
	}
	return nil
}

// ofRules are properties that Rules had (https://auth0.com/docs/customize/rules/context-object, user-object-in-rules) and Hooks
// have not.
var (
	contextOfRules = strings.Fields(`clientID clientName clientMetadata connectionID connectionStrategy
		connectionOptions connectionMetadata samlConfiguration protocol stats sso accessToken idToken multifactor
		redirect sessionID original_protocol originalProtocol authentication authorization primaryUser organization
		jwtConfiguration riskAssessment`)
	userOfRules = []string{"user_id", "identities"}
)

// checkShapes finds what Rules had and Hooks have not, and what no documentation of context names.
func (r *rules) checkShapes() {
	if r.hook == none || !r.trigger.HasHooks() {
		return
	}
	said := map[string]bool{}
	for _, x := range r.reads {
		root, name, _ := strings.Cut(x.path, ".")
		if said[x.path] || strings.Contains(name, ".") || name == "" {
			continue
		}
		said[x.path] = true
		switch {
		case root == "user" && slices.Contains(userOfRules, name):
			r.warn("rules-shape", x.place, r.onlyInRules(x), userHint(r.trigger, name))
		case root != "context" || slices.Contains(contextOf(r.trigger), name) || objectMethods[name]:
		case slices.Contains(contextOfRules, name):
			r.warn("rules-shape", x.place, r.onlyInRules(x), r.contextHint())
		default:
			r.warn("context-undocumented", x.place, say(
				"%s is not a documented part of %s: it is undefined, or may become so", PathWords(x.path), r.trigger),
				r.contextHint())
		}
	}
	for _, n := range r.nodes {
		if c, ok := n.Node.(*ast.CallExpression); ok && r.callsBack(c) {
			r.checkResult(c)
		}
	}
}

// onlyInRules says that a hook reads what Rules alone had.
func (r *rules) onlyInRules(x read) diag.Words {
	return say("Rules had %s, and %s does not have it: it is undefined", PathWords(x.path), r.trigger)
}

// objectMethods are what every object has.
var objectMethods = wordSet("hasOwnProperty toString valueOf constructor isPrototypeOf propertyIsEnumerable toLocaleString")

func userHint(t tenant.Trigger, name string) diag.Words {
	switch {
	case t == tenant.PreUserRegistration:
		return say("before a registration the user has no id and no identities yet")
	case name == "user_id":
		return say("user.id is the id without auth0| before it")
	}
	return say("user has id, email, username, user_metadata and app_metadata")
}

func (r *rules) contextHint() diag.Words {
	return say("context has %s", strings.Join(contextOf(r.trigger), ", "))
}

// checkResult looks at what the callback is given.
func (r *rules) checkResult(c *ast.CallExpression) {
	arguments := c.ArgumentList
	if r.variableOf(c.Callee) != r.callback {
		return
	}
	name := r.callbackName()
	at := r.place[c]
	if len(arguments) > 2 {
		r.warn("rules-shape", at,
			say("%s is called with %d values, as in a Rule: a Hook passes an error and one result", name, len(arguments)),
			r.resultHint())
		return
	}
	if r.trigger != tenant.PreUserRegistration || len(arguments) < 2 || !isNothing(arguments[0]) {
		return
	}
	if r.lacksUser(arguments[1]) {
		r.warn("rules-shape", at,
			say("%s is called with a result without user: nothing of it is stored", name), r.resultHint())
	}
}

func (r *rules) resultHint() diag.Words {
	name := r.callbackName()
	switch r.trigger {
	case tenant.PreUserRegistration:
		return say("write %s(null, { user: { user_metadata, app_metadata } })", name)
	case tenant.CredentialsExchange:
		return say("write %s(null, { scope, 'https://…': … })", name)
	}
	return say("write %s(null)", name)
}

// lacksUser reports whether a result is seen to hold something, and no user.
func (r *rules) lacksUser(e ast.Expression) bool {
	if r.denote(r.place[e]) == "user" {
		return true
	}
	at := r.variableOf(e)
	if at != none {
		value := r.variables[at].value
		o, ok := any(nil), false
		if value != none && r.variables[at].taken == nil && len(r.variables[at].writes) == 0 {
			o, ok = r.nodes[value].Node, true
		}
		literal, isLiteral := o.(*ast.ObjectLiteral)
		if !ok || !isLiteral || r.goesElsewhere(at) {
			return false
		}
		return r.hasOtherThanUser(literal, at)
	}
	literal, ok := e.(*ast.ObjectLiteral)
	return ok && r.hasOtherThanUser(literal, none)
}

// hasOtherThanUser reports whether an object has properties, and none that is or may be user.
func (r *rules) hasOtherThanUser(o *ast.ObjectLiteral, variable int) bool {
	some := false
	for _, p := range o.Value {
		switch p := p.(type) {
		case *ast.PropertyShort:
			if p.Name.Name == "user" {
				return false
			}
		case *ast.PropertyKeyed:
			if key, ok := stringOf(p.Key); !ok || key == "user" {
				return false
			}
		default:
			return false
		}
		some = true
	}
	if variable == none {
		return some
	}
	for key := range r.properties {
		if key.variable == variable {
			if key.name == "user" {
				return false
			}
			some = true
		}
	}
	return some
}

// goesElsewhere reports whether an object may get properties that are not seen: it is handed on, or written to by a computed
// name.
func (r *rules) goesElsewhere(variable int) bool {
	return slices.ContainsFunc(r.variables[variable].uses, func(i int) bool {
		if m := r.memberOf(i); m != none {
			_, name := member(r.nodes[m].Node)
			return name == "" && r.role(m) != isRead || r.isMember(m) && name == "user"
		}
		c, ok := r.nodes[r.nodes[i].parent].Node.(*ast.CallExpression)
		return !ok || !r.callsBack(c) && !isConsole(c)
	})
}
