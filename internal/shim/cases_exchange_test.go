package shim

import "maps"

// exchangeCases are what credentials-exchange hooks are given and give.
func exchangeCases() map[string]fidelity {
	cases := exchangeInputs()
	maps.Copy(cases, exchangeClaims())
	maps.Copy(cases, exchangeErrors())
	return cases
}

func exchangeInputs() map[string]fidelity {
	echo := func(body, event string) fidelity {
		return fidelity{on: exchange, do: "console.log(client, typeof scope, scope, audience, Object.keys(context)); cb(null, { " +
			"scope });", body: body, event: event}
	}
	do := func(text string) fidelity {
		return fidelity{on: exchange, do: text + "\ncb(null, { scope });", secrets: map[string]string{"KEY": "value 1", "OTHER": "☃"}}
	}
	webtask := func(name string) fidelity {
		f := do("console.log(typeof context.webtask." + name + ");")
		f.known = "webtask"
		return f
	}
	return map[string]fidelity{
		"exchange: given":       echo("", ""),
		"exchange: no metadata": echo(`{"client":{"metadata":null}}`, `{"client":{"metadata":null}}`),
		"exchange: empty metadata": echo(`{"client":{"metadata":{"team":null,"tier":null}}}`,
			`{"client":{"metadata":{"team":null,"tier":null}}}`),
		"exchange: other tenant":   echo(`{"client":{"tenant":"b"}}`, `{"tenant":{"id":"b"}}`),
		"exchange: one scope":      echo(`{"scope":["a"]}`, `{"accessToken":{"scope":["a"]}}`),
		"exchange: empty scope":    echo(`{"scope":null}`, `{"accessToken":{"scope":[]}}`),
		"exchange: no scope":       echo(`{"scope":null}`, `{"accessToken":{"scope":null}}`),
		"exchange: other audience": echo(`{"audience":"urn:x"}`, `{"resource_server":{"identifier":"urn:x"}}`),
		"exchange: secrets": do("console.log(context.webtask.secrets, context.webtask.data, " +
			"context.webtask.secrets.NONE);"),
		"exchange: no secrets": {on: exchange,
			do: "console.log(context.webtask.secrets, context.webtask.data); cb(null, { scope });"},
		"exchange: secrets of context": do("console.log(typeof context.secrets, typeof auth0, typeof configuration);"),
		"exchange: body": do("const { context: same, ...rest } = context.webtask.body; console.log(rest, same " +
			"=== context);"),
		"exchange: body is the same": do("console.log(context.webtask.body.client === client, context.webtask.body.scope " +
			"=== scope);"),
		"exchange: unknown of webtask": do("console.log(typeof context.webtask.other);"),
		"exchange: arguments changed": do("client.name = 'x'; client.metadata.team = 'y'; audience = 'z'; " +
			"context.webtask.secrets.KEY = 'w'; console.log(client, context.webtask.body.client);"),
		"exchange: scope changed, not given": {on: exchange,
			do: "const given = scope.slice(); scope.push('x'); cb(null, { scope: given });"},
		"exchange: webtask storage":      webtask("storage"),
		"exchange: webtask headers":      webtask("headers"),
		"exchange: webtask query":        webtask("query"),
		"exchange: webtask params":       webtask("params"),
		"exchange: webtask token":        webtask("token"),
		"exchange: webtask create_token": webtask("create_token"),
		"exchange: webtask meta":         webtask("meta"),
		"exchange: webtask id":           webtask("id"),
		"exchange: webtask body_raw":     webtask("body_raw"),
		"exchange: webtask keys": {on: exchange, known: "webtask",
			do: "console.log(Object.keys(context.webtask)); cb(null, { scope });"},
	}
}

func exchangeClaims() map[string]fidelity {
	claim := func(value string) fidelity {
		return fidelity{on: exchange, do: "cb(null, { scope, 'https://acme.example/x': " + value + " });"}
	}
	whole := func(value string) fidelity {
		return fidelity{on: exchange, do: "cb(null, " + value + ");", transaction: true}
	}
	return map[string]fidelity{
		"claims: text":           claim("'a'"),
		"claims: empty text":     claim("''"),
		"claims: not ASCII":      claim("'é😀\\u0000'"),
		"claims: number":         claim("1.5"),
		"claims: great number":   claim("1e21"),
		"claims: minus zero":     claim("-0"),
		"claims: no number":      claim("NaN"),
		"claims: true":           claim("true"),
		"claims: false":          claim("false"),
		"claims: null":           claim("null"),
		"claims: undefined":      claim("undefined"),
		"claims: function":       claim("() => 1"),
		"claims: symbol":         claim("Symbol('s')"),
		"claims: array":          claim("[1, 'a', null, undefined, [2]]"),
		"claims: object":         claim("{ a: { b: [{ c: 1 }] } }"),
		"claims: of the client":  claim("client.metadata"),
		"claims: date":           claim("new Date(0)"),
		"claims: set":            claim("new Set([1])"),
		"claims: map":            claim("new Map([['a', 1]])"),
		"claims: error":          claim("new Error('x')"),
		"claims: toJSON":         claim("{ toJSON() { return 'json'; } }"),
		"claims: boxed":          claim("new String('s')"),
		"claims: inherited":      claim("Object.create({ a: 1 })"),
		"claims: great integer":  claim("10n"),
		"claims: circular":       {on: exchange, do: "const r = { scope }; r.r = r; cb(null, r);"},
		"claims: failing toJSON": claim("{ toJSON() { throw new Error('x'); } }"),
		"claims: several": {on: exchange,
			do: "cb(null, { scope, 'https://acme.example/a': 1, 'https://acme.example/b': 2, 'urn:c': 3 });"},
		"claims: no namespace": {on: exchange, do: "cb(null, { scope, plan: 'gold' });"},
		"claims: none":         {on: exchange, do: "cb(null, { scope });"},
		"claims: starter": {on: exchange,
			do: "var access_token = {};\naccess_token.scope = scope;\naccess_token['https://acme.example/x'] = 'bar';\ncb(null, " +
				"access_token);"},
		"claims: no prototype":    {on: exchange, do: "const r = Object.create(null); r.scope = scope; r['urn:x'] = 1; cb(null, r);"},
		"claims: result toJSON":   {on: exchange, do: "cb(null, { toJSON: () => ({ scope, 'urn:x': 1 }) });"},
		"claims: more values":     {on: exchange, do: "cb(null, { scope }, { 'urn:x': 1 });"},
		"claims: result absent":   whole("undefined"),
		"claims: result null":     whole("null"),
		"claims: result text":     whole("'abc'"),
		"claims: result number":   whole("7"),
		"claims: result true":     whole("true"),
		"claims: result array":    whole("['a']"),
		"claims: result function": whole("() => ({ scope })"),
		"claims: result empty":    whole("{}"),
	}
}

func exchangeErrors() map[string]fidelity {
	cases := map[string]fidelity{}
	for _, class := range []string{"InvalidScopeError", "InvalidRequestError", "ServerError", "ExtensibilityUserError"} {
		for name, arguments := range map[string]string{"message": "'the message'", "none": "", "empty": "''", "number": "3",
			"two": "'the message', 'more'"} {
			cases["exchange: "+class+", "+name] = fidelity{on: exchange, do: "cb(new " + class + "(" + arguments + "));"}
		}
		cases["exchange: "+class+", thrown"] = fidelity{on: exchange, do: "throw new " + class + "('the message');"}
		cases["exchange: "+class+", extended"] = fidelity{on: exchange,
			do: "cb(new (class Mine extends " + class + " {})('the message'));"}
	}
	cases["exchange: circular error"] = fidelity{on: exchange, node: true, do: "const e = new Error('m'); e.e = e; cb(e);"}
	cases["exchange: error with a great integer"] = fidelity{on: exchange, node: true,
		do: "cb(Object.assign(new Error('m'), { n: 1n }));"}
	return cases
}
