package shim

import (
	"fmt"
	"maps"

	"auth0-hook-action/internal/tenant"
)

const (
	exchange     = tenant.CredentialsExchange
	preRegister  = tenant.PreUserRegistration
	postRegister = tenant.PostUserRegistration
	password     = tenant.PostChangePassword
	phone        = tenant.SendPhoneMessage
)

// standard is a hook's function that gives the token a claim.
const standard = "function (client, scope, audience, context, cb) { cb(null, { scope, 'https://acme.example/x': 1 }); }"

func whole(script string) fidelity { return fidelity{on: exchange, script: script} }

// scriptCases are the forms that a script can have, and what it finds around itself.
func scriptCases() map[string]fidelity {
	cases := formCases()
	maps.Copy(cases, surroundingCases())
	maps.Copy(cases, requireCases())
	maps.Copy(cases, reservedCases())
	return cases
}

func formCases() map[string]fidelity {
	return map[string]fidelity{
		"form: exported function":        whole("module.exports = " + standard),
		"form: exported arrow":           whole("module.exports = (c, scope, a, x, cb) => cb(null, { scope })"),
		"form: exported async arrow":     whole("module.exports = async (c, scope, a, x, cb) => { await null; cb(null, { scope }); }"),
		"form: function by name":         whole("function hook(c, scope, a, x, cb) { cb(null, { scope }); }\nmodule.exports = hook;"),
		"form: both exports":             whole("exports = module.exports = " + standard),
		"form: returned function":        whole("return " + standard),
		"form: return wins over exports": whole("module.exports = (c, s, a, x, cb) => cb(new Error('exported'));\nreturn " + standard),
		"form: false return":             whole("module.exports = " + standard + ";\nreturn 0;"),
		"form: nothing exported":         whole("var x = 1;"),
		"form: object exported":          whole("exports.hook = " + standard),
		"form: text exported":            whole("module.exports = 'hook';"),
		"form: class exported": {on: exchange, node: true,
			script: "module.exports = class { constructor(c, s, a, x, cb) { cb(null, {}); } };"},
		"form: generator": whole("module.exports = function* (c, s, a, x, cb) { cb(null, {}); };"),
		"form: empty":     whole(" "),
		"form: too few parameters": {on: exchange, node: true,
			script: "module.exports = function (client, cb) { cb(null, {}); };"},
		"form: error at the start":         whole("throw new Error('no');"),
		"form: text thrown at the start":   whole("throw 'no';"),
		"form: ends in a comment":          whole("module.exports = " + standard + " // the end"),
		"form: ends in a closed comment":   whole("module.exports = " + standard + " /* the\nend */"),
		"form: HTML comments":              {on: exchange, node: true, script: "<!-- old\nmodule.exports = " + standard + "\n--> old"},
		"form: opens with an HTML comment": {on: exchange, node: true, script: "--> old\nmodule.exports = " + standard},
		"form: carriage returns":           whole("// a\r\nmodule.exports =\r\n" + standard + ";\r\n"),
		"form: byte order mark":            whole("\ufeffmodule.exports = " + standard),
		"form: not ASCII": whole("const ключ = 'https://acme.example/π';\nmodule.exports = (c, scope, a, x, cb) " +
			"=> cb(null, { scope, [ключ]: '😀\u2028' });"),
		"form: marks of the shim": whole("const s = '};(action=>{'; const t = `\n};(action=>{ " +
			"})(module);`;\nmodule.exports = (c, scope, a, x, cb) => cb(null, { scope, 'https://acme.example/s': s + t });"),
	}
}

func surroundingCases() map[string]fidelity {
	return map[string]fidelity{
		"form: sloppy mode": whole("'use strict';\nwith ({ a: 010 }) { var eight = a; }\nmodule.exports = (c, " +
			"scope, a, x, cb) => cb(null, { scope, 'https://acme.example/n': eight });"),
		"form: old directives": whole("\"use latest\";\n\"use npm\";\nmodule.exports = " + standard),
		"form: strict function": whole("module.exports = function (c, scope, a, x, cb) { 'use strict'; console.log(this " +
			"=== undefined); cb(null, { scope }); };"),
		"form: this of a call": whole("module.exports = function (c, scope, a, x, cb) { console.log(this === " +
			"globalThis, arguments.length); cb(null, { scope }); };"),
		"form: this of the script": whole("console.log(this === module.exports, exports === module.exports);\nthis.x = " +
			"1;\nmodule.exports = " + standard),
		"form: names of a module": whole("console.log(typeof require, typeof __filename, typeof __dirname, typeof " +
			"module.exports);\nmodule.exports = " + standard),
		"form: no names of the shim": whole("console.log(typeof action, typeof hook, typeof handler, typeof copy, typeof " +
			"exports.script, typeof script);\nmodule.exports = " + standard),
		"form: names of its own": whole("var action = 1, hook = 2, handler = 3, copy = 4, e = 5, t = 6, script = " +
			"7;\nfunction call() {}\nmodule.exports = " + standard),
		"form: state of the script": whole("let calls = 0;\nmodule.exports = (c, scope, a, x, cb) => cb(null, { scope, " +
			"'https://acme.example/n': ++calls });"),
		"form: error classes": whole("console.log(typeof ExtensibilityUserError, typeof InvalidScopeError, typeof " +
			"InvalidRequestError, typeof ServerError, typeof PreUserRegistrationError, typeof " +
			"SendPhoneMessageError);\nmodule.exports = " + standard),
		"form: what an error class gives": whole("const e = new InvalidScopeError('m');\nconsole.log(e.name, e.message, " +
			"String(e), e instanceof ExtensibilityUserError, e instanceof Error, InvalidScopeError.name, " +
			"Object.keys(e));\nmodule.exports = " + standard),
		"form: error class replaced": whole("ServerError = InvalidScopeError;\nmodule.exports = (c, s, a, x, cb) => cb(new " +
			"ServerError('m'));"),
	}
}

func requireCases() map[string]fidelity {
	cases := map[string]fidelity{
		"form: missing package": whole("const x = require('nowhere');\nmodule.exports = " + standard),
		"form: require a built-in": {on: exchange, node: true,
			script: "const { createHash } = require('crypto');\nmodule.exports = (c, scope, a, x, cb) => cb(null, { scope, " +
				"'https://acme.example/h': createHash('sha256').update(a).digest('hex') });"},
		"form: require a local file": whole("require('./other');\nmodule.exports = " + standard),
		"form: require with a variable": whole("const name = 'lodash';\nconsole.log(require(name + " +
			"'@4.17.21').name);\nmodule.exports = " + standard),
		"form: require in a call": whole("module.exports = (c, scope, a, x, cb) => { console.log(require('lodash').name); " +
			"cb(null, { scope }); };"),
		"form: missing package in a call": whole("module.exports = (c, scope, a, x, cb) => { require('nowhere'); cb(null, { scope " +
			"}); };"),
		"form: require guarded": whole("let x; try { x = require('nowhere'); } catch (e) { x = 'none'; " +
			"}\nmodule.exports = (c, scope, a, z, cb) => cb(null, { scope, 'https://acme.example/x': x });"),
		"form: properties of require": whole("console.log(typeof require.resolve, typeof require.cache, " +
			"require.resolve('lodash'));\nmodule.exports = " + standard),
	}
	for name, id := range map[string]string{
		"plain": "lodash", "version": "lodash@4.17.21", "tag": "lodash@latest", "scope": "@scope/pack", "scope and " +
			"version": "@scope/pack@1.2.3",
		"dot": "ipaddr.js@1.9.0", "pre-release": "left-pad@1.0.0-beta.1", "file": "lodash/fp", "version and file": "lodash@4.17.21/fp",
		"scope, version and file": "@scope/pack@1.2.3/a/b",
	} {
		cases["form: require "+name] = whole("const p = require('" + id +
			"');\nmodule.exports = (c, scope, a, x, cb) => cb(null, { scope, 'https://acme.example/p': p.name });")
	}
	return cases
}

// reservedCases declare a name of their own that the compilers declare too.
func reservedCases() map[string]fidelity {
	cases := map[string]fidelity{}
	for _, class := range []string{"ServerError", "InvalidScopeError", "InvalidRequestError", "ExtensibilityUserError"} {
		for name, text := range map[string]string{
			"class": "class %s extends Error {}", "variable": "var %s = Error;", "constant": "const %s = Error;",
			"function": "function %s() {}",
		} {
			f := whole(fmt.Sprintf(text, class) + "\nmodule.exports = " + standard)
			f.known = "reserved names"
			cases["form: reserved "+name+" "+class] = f
		}
	}
	return cases
}
