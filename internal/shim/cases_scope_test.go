package shim

import (
	"fmt"
	"maps"
	"strings"
)

// scopeCases are what credentials-exchange hooks do to a token's scopes.
func scopeCases() map[string]fidelity {
	cases := map[string]fidelity{}
	for _, group := range []map[string]fidelity{scopesWith(), scopesWithout(), scopesTarget(), scopesInvalid(), scopesChanged()} {
		maps.Copy(cases, group)
	}
	return cases
}

// scoped is a hook that gives the token these scopes, on a tenant that has api.transaction.
func scoped(scope string) fidelity {
	return fidelity{on: exchange, do: "cb(null, { scope: " + scope + ", 'urn:x': 1 });", transaction: true, grant: []string{"admin"}}
}

// unscoped is the same on a tenant without.
func unscoped(scope, known string) fidelity {
	return fidelity{on: exchange, do: "cb(null, { scope: " + scope + ", 'urn:x': 1 });", known: known}
}

func (f fidelity) knownAs(name string) fidelity { f.known = name; return f }

func (f fidelity) given(body, event string) fidelity { f.body, f.event = body, event; return f }

func scopesWith() map[string]fidelity {
	return map[string]fidelity{
		"scopes: one removed":             scoped("['read:invoices']"),
		"scopes: all removed":             scoped("[]"),
		"scopes: absent":                  scoped("undefined"),
		"scopes: null":                    scoped("null"),
		"scopes: one added":               scoped("scope.concat('admin')"),
		"scopes: one for another":         scoped("['admin', 'read:invoices']"),
		"scopes: all others":              scoped("['admin']"),
		"scopes: other order":             scoped("scope.slice().reverse()"),
		"scopes: twice the same":          scoped("scope.concat(scope)"),
		"scopes: one removed, one twice":  scoped("['read:invoices', 'read:invoices']"),
		"scopes: one added twice":         scoped("scope.concat('admin', 'admin')"),
		"scopes: one as text":             scoped("'read:invoices'"),
		"scopes: another one as text":     scoped("'admin'"),
		"scopes: longest":                 scoped("scope.concat('a'.repeat(280))").knownAs("scopes outside the grant"),
		"scopes: added outside the grant": scoped("scope.concat('root')").knownAs("scopes outside the grant"),
		"scopes: pushed onto, with api.transaction": {on: exchange,
			do: "const t = { scope }; t.scope.push('admin'); cb(null, t);", transaction: true, grant: []string{"admin"}},
	}
}

func scopesWithout() map[string]fidelity {
	const none, noScopes = `{"scope":null}`, `{"accessToken":{"scope":[]}}`
	return map[string]fidelity{
		"scopes: kept, no api.transaction":          unscoped("scope", ""),
		"scopes: other order, no api.transaction":   unscoped("scope.slice().reverse()", ""),
		"scopes: one removed, no api.transaction":   unscoped("['read:invoices']", "scopes removed"),
		"scopes: all removed, no api.transaction":   unscoped("[]", "scopes removed"),
		"scopes: absent, no api.transaction":        unscoped("undefined", "scopes removed"),
		"scopes: for another, no api.transaction":   unscoped("['admin', 'read:invoices']", "scopes removed"),
		"scopes: one added, no api.transaction":     unscoped("scope.concat('admin')", "scopes added"),
		"scopes: one invalid, no api.transaction":   unscoped("scope.concat('x y')", "scopes added"),
		"scopes: none and none, no api.transaction": unscoped("undefined", "").given(none, noScopes),
		"scopes: pushed onto, without": {on: exchange,
			do: "const t = { scope }; t.scope.push('admin'); cb(null, t);", known: "scopes added"},
		"scopes: pushed onto none": {on: exchange, node: true,
			do: "const t = { scope }; t.scope.push('admin'); cb(null, t);", body: none, event: noScopes},
		"scopes: result absent, no api.transaction":     {on: exchange, do: "cb(null);", known: "scopes removed"},
		"scopes: error with result, no api.transaction": {on: exchange, do: "cb(new InvalidScopeError('no'), { scope: [] });"},
	}
}

// scopesTarget are hooks behind another Action that has changed what the token is to have: transaction.target_scopes shows
// that. A Hook would have run before it, with the scopes that are left.
func scopesTarget() map[string]fidelity {
	cases := map[string]fidelity{}
	targets := map[string]struct{ body, target string }{
		"as asked for":      {`["read:invoices","write:invoices"]`, `["read:invoices","write:invoices"]`},
		"more than asked":   {`["read:invoices","write:invoices"]`, `["read:invoices","write:invoices","admin"]`},
		"other order":       {`["read:invoices","write:invoices"]`, `["admin","write:invoices","read:invoices"]`},
		"one removed":       {`["read:invoices"]`, `["read:invoices"]`},
		"one for another":   {`["write:invoices"]`, `["write:invoices","admin"]`},
		"all removed":       {`null`, `[]`},
		"others alone left": {`null`, `["admin"]`},
	}
	wants := map[string]string{
		"kept": "scope", "kept or none": "scope || []", "one removed": "(scope || []).slice(1)", "all " +
			"removed": "[]", "absent": "undefined",
		"one added": "(scope || []).concat('admin')", "other order": "(scope || []).slice().reverse()",
	}
	for state, of := range targets {
		for name, want := range wants {
			f := scoped(want).given(`{"scope":`+of.body+`}`, `{"transaction":{"target_scopes":`+of.target+`}}`)
			f.do = "console.log(scope);\n" + f.do
			cases[fmt.Sprintf("scopes: target %s, %s", state, name)] = f
		}
	}
	return cases
}

// scopesInvalid are those that api.transaction refuses.
func scopesInvalid() map[string]fidelity {
	cases := map[string]fidelity{}
	for name, scope := range map[string]string{
		"empty": "''", "space": "'x y'", "space at the end": "'x '", "tab": "'x\\ty'", "line feed": "'x\\n'", "no-break " +
			"space": "'x\\u00a0y'",
		"number": "7", "null": "null", "true": "true", "object": "{ name: 'admin' }", "array": "['admin']", "too long": "'a'.repeat(281)",
	} {
		cases["scopes: invalid, "+name] = scoped("scope.concat([" + scope + "])").knownAs("invalid scopes")
		cases["scopes: invalid alone, "+name] = scoped("[" + scope + "]").knownAs("invalid scopes")
	}
	cases["scopes: several as one text"] = scoped("'read:invoices write:invoices'").knownAs("invalid scopes")
	cases["scopes: an object"] = scoped("{ 'read:invoices': true }").knownAs("invalid scopes")
	cases["scopes: 1001 of them"] = scoped("scope.concat(Array.from({ length: 999 }, (v, i) => 's' + i))").knownAs("invalid scopes")
	cases["scopes: 1000 of them"] = scoped("scope.concat(Array.from({ length: 998 }, (v, i) => 's' + i))")
	grant := cases["scopes: 1000 of them"]
	for i := range 998 {
		grant.grant = append(grant.grant, fmt.Sprint("s", i))
	}
	cases["scopes: 1000 of them"] = grant
	return cases
}

// scopesChanged are ways to come to a scope.
func scopesChanged() map[string]fidelity {
	cases := map[string]fidelity{}
	for name, lines := range map[string]string{
		"filter":          "cb(null, { scope: scope.filter((s) => s.startsWith('read:')) });",
		"push":            "scope.push('admin'); cb(null, { scope });",
		"push.apply":      "Array.prototype.push.apply(scope, ['admin']); cb(null, { scope });",
		"splice":          "scope.splice(0, 1); cb(null, { scope });",
		"length":          "scope.length = 1; cb(null, { scope });",
		"sort":            "scope.sort(); cb(null, { scope });",
		"alias":           "const s = scope; s.push('admin'); cb(null, { scope: s });",
		"helper":          "const add = (list) => { list.push('admin'); }; add(scope); cb(null, { scope });",
		"assigned later":  "var token = {}; token.scope = scope; token.scope.push('admin'); cb(null, token);",
		"deleted":         "const token = { scope }; delete token.scope; cb(null, token);",
		"set":             "cb(null, { scope: [...new Set([...scope, 'admin'])] });",
		"by metadata":     "cb(null, { scope: client.metadata.tier === '2' ? scope.concat('admin') : scope });",
		"error instead":   "if (!scope.includes('admin')) return cb(new InvalidScopeError('admin is missing')); cb(null, { scope });",
		"by the audience": "cb(null, { scope: audience.endsWith('/invoices') ? ['read:invoices'] : [] });",
		"later":           "setTimeout(() => cb(null, { scope: ['admin'] }), 5);",
		"claims too":      "cb(null, Object.assign({ scope: ['admin'] }, { 'urn:a': 1, 'urn:b': [2] }));",
	} {
		f := fidelity{on: exchange, do: lines, transaction: true, grant: []string{"admin"}}
		cases["scopes: changed by "+name] = f
		f.do = strings.ReplaceAll(f.do, "admin", "read:reports")
		f.grant = []string{"read:reports", "write:reports"}
		f.body, f.event = `{"scope":["write:invoices"]}`, `{"transaction":{"target_scopes":["write:invoices","read:reports"]}}`
		cases["scopes: changed behind another Action by "+name] = f
	}
	return cases
}
