package shim

import (
	"fmt"
	"maps"

	"auth0-hook-action/internal/tenant"
)

// moduleCases are what scripts read of their module, how they fail outside their callback, and what they look for in vain.
func moduleCases() map[string]fidelity {
	cases := map[string]fidelity{}
	for name, lines := range map[string]string{
		"parent":           "if (!module.parent) throw new Error('the self-test ran');",
		"parent, negated":  "if (!!module.parent) console.log('required'); else throw new Error('the self-test ran');",
		"main":             "if (require.main === module) throw new Error('the self-test ran');",
		"id":               "console.log(typeof module.id, typeof module.filename, module.filename === __filename);",
		"paths":            "console.log(Array.isArray(module.paths), Array.isArray(module.children), module.children.length);",
		"loaded":           "console.log(module.loaded); setTimeout(() => console.log(module.loaded), 0);",
		"require":          "console.log(module.require === require, module.require('lodash').name);",
		"require, version": "console.log(module.require('lodash@4.17.21').name);",
		"require, none":    "try { module.require('nowhere'); } catch (e) { console.log('none'); }",
		"exports":          "console.log(module.exports === exports, this === exports);",
		"id in an error":   "try { null.x; } catch (e) { console.log(module.id.endsWith('.js')); }",
		"dirname":          "console.log(typeof __dirname, typeof module.path);",
	} {
		cases["module: "+name] = whole(lines + "\nmodule.exports = " + standard + ";")
		cases["module: "+name+", at the end"] = whole("module.exports = " + standard + ";\n" + lines)
	}
	maps.Copy(cases, failingCases())
	maps.Copy(cases, absentCases())
	maps.Copy(cases, identifierCases())
	return cases
}

// failingCases throw, or reject where nobody listens.
func failingCases() map[string]fidelity {
	cases := map[string]fidelity{}
	for _, on := range tenant.HookTriggers() {
		for name, value := range map[string]string{
			"error": "new Error('the message')", "of the trigger": thisError[on], "text": "'the message'", "nothing": "undefined",
			"with a name": "Object.assign(new Error('the message'), { name: 'InvalidScopeError', friendlyMessage: 'hello' })",
		} {
			known := ""
			if on == preRegister {
				known = "error text"
			}
			cases[fmt.Sprintf("failing: %s, throws %s", on, name)] = fidelity{on: on, do: "throw " + value + ";", known: known}
			cases[fmt.Sprintf("failing: %s, async, throws %s", on, name)] = fidelity{on: on, known: "rejected promise",
				script: fmt.Sprintf("module.exports = async (%s) => { await null; throw %s; };", parameters[on], value)}
		}
		cases[fmt.Sprintf("failing: %s, rejects beside a callback", on)] = fidelity{on: on, known: callbackFirst(on),
			do: fmt.Sprintf("setTimeout(() => cb(%s), 5); return Promise.resolve().then(() => {});", thisError[on])}
	}
	return cases
}

func callbackFirst(on tenant.Trigger) string { return shown(on, thisError[on], false) }

// absentCases read what Hooks did not have either.
func absentCases() map[string]fidelity {
	cases := map[string]fidelity{}
	for _, on := range tenant.HookTriggers() {
		for _, path := range []string{"clientID", "clientName", "protocol", "stats", "sessionID", "accessToken", "authorization"} {
			cases[fmt.Sprintf("absent: %s, context.%s", on, path)] = fidelity{on: on,
				do: "console.log(typeof context." + path + ");\n" + finish[on]}
		}
	}
	return cases
}

// finish ends a hook well.
var finish = map[tenant.Trigger]string{
	exchange: "cb(null, { scope });", preRegister: "cb(null, { user " +
		"});", postRegister: "cb();", password: "cb();", phone: "cb(null, {});",
}

// identifierCases are users without the identifier that is optional in the event.
func identifierCases() map[string]fidelity {
	cases := map[string]fidelity{}
	for name, lines := range map[string]string{
		"not read": "cb();", "read": "console.log(user.id); cb();", "keys": "console.log(Object.keys(user).sort()); cb();",
		"mailed": "console.log('mail', user.email); cb();", "tested": "if (!user.id) return cb(new Error('no id')); cb();",
	} {
		cases["password: no identifier, "+name] = fidelity{on: password, do: lines,
			body: `{"user":{"id":null}}`, event: `{"user":{"user_id":null}}`}
	}
	return cases
}
