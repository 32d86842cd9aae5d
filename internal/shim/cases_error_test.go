package shim

import (
	"fmt"
	"maps"
	"strings"

	"auth0-hook-action/internal/tenant"
)

// errorKinds are what scripts call back with as an error.
var errorKinds = map[string]string{
	"error":                  "new Error('the message')",
	"type error":             "new TypeError('the message')",
	"no message":             "new Error()",
	"empty message":          "new Error('')",
	"base class":             "new ExtensibilityUserError('the message')",
	"text":                   "'the message'",
	"number":                 "42",
	"true":                   "true",
	"symbol":                 "Symbol('s')",
	"array":                  "['a', 'b']",
	"object with message":    "{ message: 'the message', name: 'InvalidScopeError', friendlyMessage: 'hello' }",
	"object without message": "{ code: 1 }",
	"own name":               "Object.assign(new Error('the message'), { name: 'InvalidScopeError' })",
	"unknown name":           "Object.assign(new Error('the message'), { name: 'constructor' })",
	"inherited name":         "new (class extends Error { get name() { return 'InvalidScopeError'; } })('the message')",
	"own class":              "new (class QuotaError extends Error {})('the message')",
	"class of a class":       "new (class QuotaError extends ExtensibilityUserError {})('the message')",
	"more properties":        "Object.assign(new Error('the message'), { status: 402, detail: { a: [1] } })",
	"frozen":                 "Object.freeze(new Error('the message'))",
	"message not a text":     "Object.assign(new Error(''), { message: 12 })",
	"message with marks":     "new Error('100% <b>\\n\\u2028\"quoted\" ☃')",
	"very long message":      "new Error('x'.repeat(500))",
	"not for JSON":           "Object.assign(new Error('the message'), { x: { toJSON() { throw new Error('no'); } } })",
	"cause":                  "new Error('the message', { cause: new Error('deeper') })",
	"several":                "new AggregateError([new Error('a')], 'the message')",
}

// notErrors are values that a callback takes for no error.
var notErrors = []string{"null", "undefined", "''", "0", "false", "NaN"}

// thisError is the error class of the trigger, with its two texts where it has two.
var thisError = map[tenant.Trigger]string{
	exchange:     "new InvalidRequestError('the message')",
	preRegister:  "new PreUserRegistrationError('the message', 'hello')",
	postRegister: "new PreUserRegistrationError('the message', 'hello')",
	password:     "new PreUserRegistrationError('the message', 'hello')",
	phone:        "new SendPhoneMessageError('the message', 'hello')",
}

// timings are ways to hand over an error.
var timings = map[string]string{
	"later":       "setTimeout(() => cb(%s), 5);",
	"promise":     "Promise.reject(%s).catch(cb);",
	"thrown":      "throw %s;",
	"before more": "cb(%s); cb(null, {});",
}

// shown is the known difference of an error that is called back with, or thrown, at a trigger.
func shown(on tenant.Trigger, value string, thrown bool) string {
	switch {
	case on == preRegister && (thrown || !strings.Contains(value, "PreUserRegistrationError")):
		return "error text"
	case thrown:
		return ""
	case on == phone && strings.Contains(value, "SendPhoneMessageError"):
		return "friendly text"
	}
	return ""
}

// errorCases are each kind of error at each trigger, and the trigger's own error in each of the timings.
func errorCases() map[string]fidelity {
	cases := map[string]fidelity{}
	for _, on := range tenant.HookTriggers() {
		kinds := map[string]string{"of the trigger": thisError[on]}
		maps.Copy(kinds, errorKinds)
		for kind, value := range kinds {
			cases[fmt.Sprintf("error: %s, %s", on, kind)] = fidelity{on: on, do: "cb(" + value + ");", known: shown(on, value, false)}
		}
		for timing, call := range timings {
			cases[fmt.Sprintf("error: %s, %s", on, timing)] = fidelity{on: on, do: fmt.Sprintf(call, thisError[on]),
				known: shown(on, thisError[on], timing == "thrown")}
		}
		for _, value := range notErrors {
			do := fmt.Sprintf("cb(%s, { scope: ['read:invoices', 'write:invoices'] });", value)
			cases[fmt.Sprintf("error: %s, none: %s", on, value)] = fidelity{on: on, do: do}
		}
	}
	return cases
}
