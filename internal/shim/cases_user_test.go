package shim

import (
	"maps"

	"auth0-hook-action/internal/tenant"
)

// preRegistrationCases are what pre-user-registration hooks are given and give.
func preRegistrationCases() map[string]fidelity {
	cases := preRegistrationInputs()
	maps.Copy(cases, preRegistrationMetadata())
	maps.Copy(cases, preRegistrationErrors())
	return cases
}

func preRegistrationInputs() map[string]fidelity {
	const echo = "const { password, ...rest } = { ...user }; const { webtask, ...more } = context; console.log(rest, " +
		"more);\ncb(null, { user });"
	do := func(text string) fidelity { return fidelity{on: preRegister, do: text + "\ncb(null, { user });"} }
	given := func(body, event, known string) fidelity {
		return fidelity{on: preRegister, do: echo, body: body, event: event, known: known}
	}
	password := func(text string) fidelity { f := do(text); f.known = "password"; return f }
	const noLogin = `{"transaction":null}`
	return map[string]fidelity{
		"before: given":           given("", "", ""),
		"before: no user name":    given(`{"user":{"username":null}}`, `{"user":{"username":null}}`, ""),
		"before: no phone number": given(`{"user":{"phoneNumber":null}}`, `{"user":{"phone_number":null}}`, ""),
		"before: no metadata": given(`{"user":{"user_metadata":null,"app_metadata":null}}`,
			`{"user":{"user_metadata":null,"app_metadata":null}}`, ""),
		"before: other connection": given(`{"context":{"connection":{"id":"con_1","name":"b"}}}`,
			`{"connection":{"id":"con_1","name":"b"}}`, ""),
		"before: no language": given(`{"context":{"requestLanguage":null,"request":{"language":null}}}`,
			`{"request":{"language":null}}`, ""),
		"before: no login, none rendered": given(`{"context":{"renderLanguage":null}}`, noLogin, ""),
		"before: no login":                given("", noLogin, "render language"),
		"before: no client":               given("", `{"client":null}`, ""),
		"before: address as IPv6":         given(`{"context":{"request":{"ip":"::ffff:198.51.100.7"}}}`, "", "address notation"),
		"before: verified e-mail":         given(`{"user":{"emailVerified":true}}`, "", "verified"),
		"before: verified phone number":   given(`{"user":{"phoneNumberVerified":true}}`, "", "verified"),
		"before: verified, not looked at": {on: preRegister, do: "cb(null, { user });", body: `{"user":{"emailVerified":true}}`},
		"before: secrets": {on: preRegister, do: "console.log(context.webtask.secrets); cb();",
			secrets: map[string]string{"KEY": "v"}},
		"before: body is the same": do("console.log(context.webtask.body.user === user, " +
			"context.webtask.body.context.connection === context.connection);"),
		"before: user changed": do("user.email = 'x@y.example'; user.name = 'X'; context.connection.name = 'z'; " +
			"console.log(user.email, context.connection);"),
		"before: password read": password("console.log(user.password.length);"),
		"before: password tested": password("if (user.password.length < 100) return cb(new " +
			"PreUserRegistrationError('short', 'Too short'));"),
		"before: password copied":          password("console.log(Object.assign({}, user).password);"),
		"before: password among the keys":  password("console.log(Object.keys(user));"),
		"before: password deleted":         do("delete user.password; console.log(user.password, 'password' in user);"),
		"before: password written":         do("user.password = 'x';"),
		"before: password written, strict": do("(function () { 'use strict'; user.password = 'x'; })();"),
		"before: password is there":        do("console.log('password' in user);"),
		"before: user given back in JSON":  do("console.log(typeof JSON.stringify({ user: { ...user, password: 0 } }));"),
	}
}

func preRegistrationMetadata() map[string]fidelity {
	do := func(text string) fidelity { return fidelity{on: preRegister, do: text} }
	user := func(value string) fidelity { return do("cb(null, { user: { user_metadata: " + value + " } });") }
	app := func(value string) fidelity { return do("cb(null, { user: { app_metadata: " + value + " } });") }
	bare := func(f fidelity) fidelity {
		f.body, f.event = `{"user":{"user_metadata":null,"app_metadata":null}}`, `{"user":{"user_metadata":null,"app_metadata":null}}`
		return f
	}
	null := func(f fidelity) fidelity { f.known = "metadata null"; return f }
	return map[string]fidelity{
		"metadata: key added":             user("{ a: 1 }"),
		"metadata: key of the app added":  app("{ a: 1 }"),
		"metadata: both":                  do("cb(null, { user: { user_metadata: { a: 1 }, app_metadata: { b: 2 } } });"),
		"metadata: key changed":           user("{ newsletter: 'no' }"),
		"metadata: key as it was":         user("{ newsletter: 'yes' }"),
		"metadata: object changed":        user("{ theme: { name: 'light' } }"),
		"metadata: object in other order": user("{ theme: { size: 2, name: 'dark' } }"),
		"metadata: all given back":        user("user.user_metadata"),
		"metadata: spread and added":      user("{ ...user.user_metadata, a: 1 }"),
		"metadata: written into":          do("user.user_metadata.a = 1; user.app_metadata.b = [2]; cb(null, { user });"),
		"metadata: deleted key":           do("delete user.user_metadata.newsletter; cb(null, { user });"),
		"metadata: none, key added":       bare(user("{ a: 1 }")),
		"metadata: none, app key added":   bare(app("{ a: 1 }")),
		"metadata: none, none":            bare(do("cb(null, { user });")),
		"metadata: empty":                 user("{}"),
		"metadata: false values":          user("{ a: 0, b: '', c: false, d: [], e: {} }"),
		"metadata: undefined value":       user("{ a: undefined, b: 1 }"),
		"metadata: date":                  user("{ a: new Date(0) }"),
		"metadata: not ASCII":             user("{ 'é': '😀' }"),
		"metadata: deep":                  user("{ a: { b: { c: [1, { d: 2 }] } } }"),
		"metadata: names of Object":       user("{ constructor: 'a', toString: 'b' }"),
		"metadata: many keys": do("const m = {}; for (let i = 0; i < 40; i++) m['k' + i] = i; cb(null, { user: { " +
			"app_metadata: m } });"),
		"metadata: null for no key":     null(user("{ a: null }")),
		"metadata: null for a key":      null(user("{ newsletter: null }")),
		"metadata: null for an app key": null(app("{ source: null }")),
		"metadata: null itself":         user("null"),
		"metadata: text itself":         user("'abc'"),
		"metadata: array itself":        user("[1]"),
		"metadata: changed afterwards": do("const r = { user: { user_metadata: { a: 1 } } }; cb(null, r); " +
			"r.user.user_metadata.a = 2;"),
		"metadata: circular": {on: preRegister, known: "error text",
			do: "const m = {}; m.m = m; cb(null, { user: { user_metadata: m } });"},
		"metadata: result absent":    do("cb();"),
		"metadata: result null":      do("cb(null, null);"),
		"metadata: result empty":     do("cb(null, {});"),
		"metadata: user null":        do("cb(null, { user: null });"),
		"metadata: result text":      do("cb(null, 'ok');"),
		"metadata: beside user":      do("cb(null, { user_metadata: { a: 1 } });"),
		"metadata: other properties": do("cb(null, { user: { email: 'x@y.example', name: 'X', blocked: true } });"),
		"metadata: starter": do("var response = {};\nuser.user_metadata.a = 'b';\nresponse.user = user;\ncb(null, " +
			"response);"),
	}
}

func preRegistrationErrors() map[string]fidelity {
	do := func(text string) fidelity { return fidelity{on: preRegister, do: text} }
	plain := func(text string) fidelity { f := do(text); f.known = "error text"; return f }
	return map[string]fidelity{
		"before: error, both texts":      do("cb(new PreUserRegistrationError('for the log', 'for the user'));"),
		"before: error, one text":        do("cb(new PreUserRegistrationError('for both'));"),
		"before: error, empty user text": do("cb(new PreUserRegistrationError('for both', ''));"),
		"before: error, only user text":  do("cb(new PreUserRegistrationError('', 'for the user'));"),
		"before: error, user text later": do("const e = new PreUserRegistrationError('for the log'); e.friendlyMessage = 'for the " +
			"user'; cb(e);"),
		"before: error, extended": plain("cb(new (class Mine extends PreUserRegistrationError {})('for the log', 'for the " +
			"user'));"),
		"before: error, no text":   plain("cb(new PreUserRegistrationError());"),
		"before: error and result": do("cb(new PreUserRegistrationError('a', 'b'), { user: { user_metadata: { c: 1 } } });"),
		"before: error by its own name": do("cb(Object.assign(new Error('a'), { name: 'PreUserRegistrationError', " +
			"friendlyMessage: 'b' }));"),
		"before: domains": do("const d = user.email.split('@')[1];\nif (d === 'customers.example') return cb(new " +
			"PreUserRegistrationError('domain ' + d, 'Not from here'));\ncb(null, { user });"),
		"before: throws":           plain("throw new Error('the message');"),
		"before: does not compile": {on: preRegister, script: "throw new Error('no');", known: "error text"},
		"before: async, rejected": {on: preRegister,
			script: "module.exports = async (user, context, cb) => { await null; throw new Error('no'); };", known: "rejected promise"},
		"before: never calls": do("return;"),
	}
}

// postCases are those of the two triggers whose hooks have no say.
func postCases() map[string]fidelity {
	cases := map[string]fidelity{}
	for _, on := range []tenant.Trigger{postRegister, password} {
		maps.Copy(cases, quietCases(on))
	}
	given := func(on tenant.Trigger, body, event string) fidelity {
		return fidelity{on: on, body: body, event: event, do: "const { webtask, ...rest } = context; console.log(user, rest); cb(null);"}
	}
	maps.Copy(cases, map[string]fidelity{
		"after: given":                  given(postRegister, "", ""),
		"after: identifier with bars":   given(postRegister, `{"user":{"id":"acme|x"}}`, `{"user":{"user_id":"samlp|acme|x"}}`),
		"after: identifier without bar": given(postRegister, `{"user":{"id":"x"}}`, `{"user":{"user_id":"x"}}`),
		"after: not verified": given(postRegister, `{"user":{"emailVerified":false,"phoneNumberVerified":false}}`,
			`{"user":{"email_verified":false,"phone_verified":false}}`),
		"after: no phone number": given(postRegister, `{"user":{"phoneNumber":null,"phoneNumberVerified":null}}`,
			`{"user":{"phone_number":null,"phone_verified":null}}`),
		"after: no metadata": given(postRegister, `{"user":{"user_metadata":null,"app_metadata":null}}`,
			`{"user":{"user_metadata":null,"app_metadata":null}}`),
		"after: no request": given(postRegister, `{"context":{"requestLanguage":null}}`, `{"request":null}`),
		"after: other connection": given(postRegister, `{"context":{"connection":{"id":"c","name":"d"}}}`,
			`{"connection":{"id":"c","name":"d"}}`),
		"after: other tenant": given(postRegister,
			`{"user":{"tenant":"t"},"context":{"connection":{"tenant":"t"}}}`, `{"tenant":{"id":"t"}}`),
		"password: given":                  given(password, "", ""),
		"password: identifier in the user": given(password, `{"user":{"id":"own"}}`, `{"user":{"id":"own"}}`),
		"password: identifier with bars":   given(password, `{"user":{"id":"a|b"}}`, `{"user":{"user_id":"auth0|a|b"}}`),
		"password: no user name":           given(password, `{"user":{"username":null}}`, `{"user":{"username":null}}`),
		"password: no reset before": given(password, `{"user":{"last_password_reset":null}}`,
			`{"user":{"last_password_reset":null}}`),
		"password: other connection": given(password, `{"context":{"connection":{"id":"c","name":"d"}}}`,
			`{"connection":{"id":"c","name":"d"}}`),
	})
	return cases
}

// quietCases are what both have in common.
func quietCases(on tenant.Trigger) map[string]fidelity {
	do := func(text string) fidelity {
		return fidelity{on: on, do: text, secrets: map[string]string{"HOOK": "https://chat.example/h"}}
	}
	rejected := do("return Promise.reject(new Error('no'));")
	rejected.known = "rejected promise"
	cases := map[string]fidelity{
		"ends":               do("cb();"),
		"ends with a result": do("cb(null, { user: { user_metadata: { a: 1 } } });"),
		"circular result":    do("const r = {}; r.r = r; cb(null, r);"),
		"throws":             do("throw new Error('the message');"),
		"throws text":        do("throw 'the message';"),
		"rejects":            rejected,
		"never calls":        do("return;"),
		"two calls":          do("cb(); cb(new Error('late'));"),
		"user changed":       do("user.email = 'x'; context.connection.id = 'y'; cb();"),
		"body is the same":   do("console.log(context.webtask.body.user === user); cb();"),
		"posts": do("fetch(context.webtask.secrets.HOOK, { method: 'POST', body: JSON.stringify({ text: user.email " +
			"}) }).then(() => cb(), cb);"),
		"posts, refused": {on: on, do: "fetch('https://chat.example/h').then((r) => cb(r.ok ? null : new Error('status ' + " +
			"r.status)));", network: []answer{{Status: 500}}},
		"posts, broken": {on: on, do: "fetch('https://chat.example/h').then(() => cb(), (e) => cb(e));",
			network: []answer{{Fault: "fetch failed"}}},
		"does not compile":     {on: on, script: "null.x;\nmodule.exports = (user, context, cb) => cb();"},
		"classes of the error": do("console.log(typeof PreUserRegistrationError, typeof ServerError); cb();"),
	}
	named := map[string]fidelity{}
	for name, f := range cases {
		named[on.String()+": "+name] = f
	}
	return named
}
