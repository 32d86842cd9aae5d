package shim

import "maps"

// issued is a result whose claim shows that it arrived.
const issued = "{ scope, 'https://acme.example/n': 1 }"

// timingCases are the ways and times to call back, at a trigger where all of the result shows.
func timingCases() map[string]fidelity {
	cases := callbackCases()
	maps.Copy(cases, promiseCases())
	maps.Copy(cases, networkCases())
	return cases
}

func callbackCases() map[string]fidelity {
	do := func(text string) fidelity { return fidelity{on: exchange, do: text} }
	second := do("cb(null, " + issued + "); cb(null, {}); fetch('https://api.acme.example/late');")
	second.known = "second callback"
	return map[string]fidelity{
		"timing: at once":                  do("cb(null, " + issued + ");"),
		"timing: returned":                 do("return cb(null, " + issued + ");"),
		"timing: timer":                    do("setTimeout(() => cb(null, " + issued + "), 5);"),
		"timing: timer with values":        do("setTimeout(cb, 5, null, " + issued + ");"),
		"timing: immediate":                do("setImmediate(() => cb(null, " + issued + "));"),
		"timing: next tick":                do("process.nextTick(() => cb(null, " + issued + "));"),
		"timing: never calls":              do("return;"),
		"timing: two successes":            do("cb(null, " + issued + "); cb(null, { scope: [] });"),
		"timing: success, then error":      do("cb(null, " + issued + "); cb(new Error('late'));"),
		"timing: error, then success":      do("cb(new InvalidScopeError('first')); cb(null, " + issued + ");"),
		"timing: second one goes on":       second,
		"timing: calls, then throws":       do("cb(null, " + issued + "); throw new Error('late');"),
		"timing: throws":                   do("throw new Error('no');"),
		"timing: throws an error of Auth0": do("throw new InvalidScopeError('no');"),
		"timing: throws text":              do("throw 'no';"),
		"timing: throws a number":          do("throw 7;"),
		"timing: throws null":              {on: exchange, do: "throw null;"},
		"timing: throws of V8":             {on: exchange, do: "undefined.x;", node: true},
		"timing: fastest of two": do("setTimeout(() => cb(null, " + issued +
			"), 3000); setTimeout(() => cb(new ServerError('slow')), 5);"),
		"timing: timer cleared": do("const t = setTimeout(() => cb(new Error('no')), 5); clearTimeout(t); " +
			"setTimeout(() => cb(null, " + issued + "), 3000);"),
		"timing: result changed afterwards": do("const r = " + issued + "; cb(null, r); r.scope = []; r['https://acme.example/n'] = 2;"),
		"timing: result changed later": do("const r = " + issued +
			"; cb(null, r); setTimeout(() => { r['https://acme.example/n'] = 2; }, 1);"),
		"timing: error changed afterwards": do("const e = new InvalidScopeError('first'); cb(e); e.message = 'second'; e.name = " +
			"'ServerError';"),
		"timing: getter read once": do("let n = 0; cb(null, { scope, get 'https://acme.example/n'() { return ++n; } });"),
	}
}

func promiseCases() map[string]fidelity {
	do := func(text string) fidelity { return fidelity{on: exchange, do: text} }
	async := func(text string) fidelity {
		return fidelity{on: exchange, script: "module.exports = async function (client, scope, audience, context, cb) {\n" +
			text + "\n};"}
	}
	rejected := func(f fidelity) fidelity { f.known = "rejected promise"; return f }
	return map[string]fidelity{
		"timing: promise": do("Promise.resolve().then(() => cb(null, " + issued + "));"),
		"timing: promise chain": do("Promise.resolve(1).then((n) => n + 1).then((n) => cb(null, { scope, " +
			"'https://acme.example/n': n })).catch(cb);"),
		"timing: promise's error":             do("Promise.reject(new ServerError('late')).catch(cb);"),
		"timing: async":                       async("await new Promise((r) => setTimeout(r, 5)); cb(null, " + issued + ");"),
		"timing: async error given":           async("try { await Promise.reject(new InvalidScopeError('no')); } catch (e) { cb(e); }"),
		"timing: async rejects at once":       rejected(async("throw new InvalidScopeError('no');")),
		"timing: async rejects later":         rejected(async("await null; throw new Error('no');")),
		"timing: async rejects with text":     rejected(async("await null; throw 'no';")),
		"timing: async rejects with nothing":  rejected(async("await null; throw undefined;")),
		"timing: promise returned, rejected":  rejected(do("return Promise.reject(new InvalidRequestError('no'));")),
		"timing: async rejects after calling": async("cb(null, " + issued + "); throw new Error('late');"),
		"timing: async ends without calling":  async("await null; return " + issued + ";"),
		"timing: async calls after its end":   async("setTimeout(() => cb(null, " + issued + "), 5);"),
		"timing: returns a result":            do("return " + issued + ";"),
		"timing: returns what has a then": do("setTimeout(() => cb(null, " + issued +
			"), 5);\nreturn { then() { fetch('https://api.acme.example/run'); } };"),
	}
}

func networkCases() map[string]fidelity {
	return map[string]fidelity{
		"timing: fetch": {on: exchange,
			do: "fetch('https://api.acme.example/a', { method: 'POST', body: 'x' }).then((r) => r.json()).then((j) => cb(null, { " +
				"scope, 'https://acme.example/j': j })).catch(cb);", network: []answer{{Body: map[string]any{"a": 1}}}},
		"timing: fetch fails": {on: exchange,
			do: "fetch('https://api.acme.example/a').then(() => cb(null, {})).catch((e) => cb(new " +
				"ServerError(e.message)));", network: []answer{{Fault: "fetch failed"}}},
		"timing: fetch limited, then not": {on: exchange,
			do: "const go = () => fetch('https://api.acme.example/a').then((r) => r.status === 429 ? setTimeout(go, 1000 * " +
				"r.headers.get('retry-after')) : cb(null, { scope, 'https://acme.example/s': r.status " +
				"}));\ngo();", network: []answer{{Status: 429, Headers: map[string]string{"retry-after": "1"}}, {Status: 204}}},
		"timing: https": {on: exchange,
			do: "const req = require('https').request('https://api.acme.example/a', { method: 'PUT' }, (res) => { let s = ''; " +
				"res.on('data', (d) => { s += d; }); res.on('end', () => cb(null, { scope, 'https://acme.example/s': s })); " +
				"});\nreq.on('error', cb);\nreq.end('x');", network: []answer{{Body: "hello"}}},
		"timing: https fails": {on: exchange,
			do: "require('https').get('https://api.acme.example/a', () => cb(null, {})).on('error', (e) => cb(new " +
				"ServerError(e.message)));", network: []answer{{Fault: "reset"}}},
	}
}
