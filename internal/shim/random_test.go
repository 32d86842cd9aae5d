package shim

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"

	"auth0-hook-action/internal/tenant"
)

// randomHooks is how many hooks are made, converted and compared: 2,000 where CONVERT_HOOKS or CI says so.
func randomHooks(t *testing.T) int {
	t.Helper()
	if n, err := strconv.Atoi(os.Getenv("CONVERT_HOOKS")); err == nil {
		return n
	}
	if os.Getenv("REQUIRE_NODE") != "" {
		return 2000
	}
	return 200
}

// randomRuns are hooks made of the constructs that the converter knows, and of some that it does not: the same in every run.
func randomRuns(n int) map[string]fidelity {
	g := hookGenerator{generator: generator{rand.New(rand.NewPCG(16, 2026))}}
	runs := map[string]fidelity{}
	triggers := tenant.HookTriggers()
	for i := range n {
		on := triggers[i%len(triggers)]
		special := payloadsOf(on)[g.IntN(len(payloadsOf(on)))]
		moods := []string{"well", "limited", "down"}
		p := payloadOf(special, on)
		f := fidelity{on: on, script: g.hook(on), body: p.body, event: p.event, transaction: on == exchange && g.IntN(4) > 0,
			grant: []string{"admin"}, secrets: map[string]string{"KEY": "value 1"}, network: networks[moods[g.IntN(3)]], node: true}
		runs[fmt.Sprintf("random: %s %d, %s", on, i, special)] = f
	}
	return runs
}

// A hookGenerator writes hooks.
type hookGenerator struct {
	generator
	on tenant.Trigger
	// names and whole are how many variables there are for texts, and for whole parameters.
	names, whole int
}

// texts are expressions for texts, by what the trigger gives.
var texts = map[tenant.Trigger][]string{
	exchange: {"client.name", "audience", "client.id", "client.tenant", "(client.metadata || {}).team", "context.webtask.secrets.KEY",
		"String(scope || [])", "(context.body && context.body.order_id)", "client.metadata.tier"},
	preRegister: {"user.email", "user.username", "user.phoneNumber", "context.connection.name", "context.requestLanguage",
		"(user.app_metadata || {}).source", "user.user_metadata.newsletter", "context.request.ip", "context.webtask.secrets['KEY']"},
	postRegister: {"user.id", "user.email", "user.emailVerified", "context.connection.id", "context.requestLanguage", "user.tenant",
		"user.user_metadata.newsletter", "context.webtask.secrets.KEY"},
	password: {"user.id", "user.email", "user.username", "user.last_password_reset", "context.connection.tenant"},
	phone: {"recipient", "text", "context.message_type", "context.code", "context.ip", "context.user.name", "context.client.name",
		"context.user.user_metadata.newsletter", "context.webtask.secrets.KEY"},
}

// hook is a whole script.
func (g *hookGenerator) hook(on tenant.Trigger) string {
	g.on, g.names = on, 0
	var before string
	if g.IntN(4) == 0 {
		before += g.pick("'use strict';\n\n", "const lodash = require('lodash@4.17.21');\n\n", "// A hook.\n", "var LIMIT = 3;\n\n")
	}
	body := g.statements(1+g.IntN(3), "  ")
	header := fmt.Sprintf(g.pick("function (%s) {\n", "(%s) => {\n", "function hook(%s) {\n"), parameters[on])
	switch g.IntN(5) {
	case 0:
		return before + "module.exports = async " + header + body + g.async() + "};\n"
	case 1:
		return before + "module.exports = " + header + body + g.chain() + "};\n"
	}
	return before + "module.exports = " + header + body + g.end("  ", true) + "};\n"
}

// text is an expression for a text, or for something else that a hook was given.
func (g *hookGenerator) textOf() string {
	value := texts[g.on][g.IntN(len(texts[g.on]))]
	switch g.IntN(7) {
	case 0:
		return "'" + g.pick("a", "it\\'s", "é") + "'"
	case 1:
		return "`x ${" + value + "}`"
	case 2:
		return "(" + value + " || 'none')"
	case 3:
		return "String(" + value + ").toUpperCase()"
	case 4:
		if g.names > 0 {
			return fmt.Sprint("v", g.IntN(g.names))
		}
	}
	return value
}

// statements come before the end of a hook.
func (g *hookGenerator) statements(n int, in string) string {
	var b strings.Builder
	for range n {
		switch g.IntN(7) {
		case 0:
			fmt.Fprintf(&b, "%sconsole.log(%s, %s);\n", in, g.textOf(), g.textOf())
		case 1, 2:
			fmt.Fprintf(&b, "%s%s v%d = %s;\n", in, g.pick("const", "let", "var"), g.names, g.textOf())
			g.names++
		case 3:
			fmt.Fprintf(&b, "%sif (%s) {\n%s  %s\n%s}\n", in, g.test(), in, g.failure("return "), in)
		case 4:
			fmt.Fprintf(&b, "%s// %s\n", in, g.pick("a comment", "cb(null)", "user.email"))
		case 5:
			fmt.Fprintf(&b, "%sif (%s) console.log('yes'); else console.log(%s);\n", in, g.test(), g.textOf())
		case 6:
			b.WriteString(g.odd(in))
		}
	}
	return b.String()
}

// odd is mostly what keeps a hook from idiomatic.
func (g *hookGenerator) odd(in string) string {
	first, _, _ := strings.Cut(parameters[g.on], ",")
	g.whole++
	return in + g.pick(fmt.Sprintf("const w%d = %s; console.log(typeof w%d);\n", g.whole, first, g.whole),
		"console.log(typeof "+first+");\n",
		"for (const n of [1, 2]) console.log(n);\n", "setTimeout(() => {}, 1);\n", "console.log(typeof this);\n",
		"try { JSON.parse('{'); } catch (e) { console.log(e.name); }\n", "\n", "console.log(require('lodash@4.17.21').name);\n")
}

func (g *hookGenerator) test() string {
	value := g.textOf()
	return g.pick("!"+value, value+" === 'x'", value+" && "+g.textOf(), "typeof "+value+" === 'string'",
		"String("+value+").length > 5")
}

// failure calls back with an error.
func (g *hookGenerator) failure(leave string) string {
	class := map[tenant.Trigger]string{exchange: g.pick("InvalidScopeError", "InvalidRequestError", "ServerError"),
		phone: "SendPhoneMessageError"}[g.on]
	if class == "" {
		class = "PreUserRegistrationError"
	}
	message := g.pick("'no'", "'no: ' + "+g.textOf(), "`no ${"+g.textOf()+"}`")
	friendly := g.pick("", ", 'Sorry.'")
	return leave + g.pick("cb(new "+class+"("+message+friendly+"));", "cb(new Error("+message+"));", "cb('no');",
		"cb("+g.pick("42", "null")+");")
}

// success calls back without one.
func (g *hookGenerator) success(leave string) string {
	switch g.on {
	case exchange:
		scope := g.pick("scope", "scope", "scope: scope || []", "scope: (scope || []).slice(1)", "scope: ['admin']", "scope: []")
		claims := ""
		for i := range g.IntN(3) {
			claims += fmt.Sprintf(", 'https://acme.example/%d': %s", i, g.textOf())
		}
		return leave + g.pick("cb(null, { "+scope+claims+" });", "cb(null, { "+scope+" });", "cb(null);", "cb(null, {});")
	case preRegister:
		metadata := "user_metadata: { a: " + g.textOf() + " }"
		return leave + g.pick("cb(null, { user: { "+metadata+" } });",
			"cb(null, { user: { "+metadata+", app_metadata: { b: 1, c: [true] } } });",
			"cb(null, { user });", "cb();", "cb(null, {});")
	}
	return leave + g.pick("cb();", "cb(null);", "cb(null, { a: "+g.textOf()+" });", "cb(null, {});")
}

// end calls back on each way, mostly.
func (g *hookGenerator) end(in string, top bool) string {
	leave := g.pick("", "return ")
	switch g.IntN(8) {
	case 0:
		return in + "if (" + g.test() + ") {\n" + g.end(in+"  ", false) + in + "} else {\n" + g.end(in+"  ", false) + in + "}\n"
	case 1:
		return in + "if (" + g.test() + ") return " + g.failure("") + "\n" + in + g.success(leave) + "\n"
	case 2:
		return in + "if (" + g.test() + ") {\n" + in + "  " + g.failure("") + "\n" + in + "  return;\n" + in + "}\n" + in +
			g.success(leave) + "\n"
	case 3:
		if top && g.on == exchange {
			return in + "const token = { scope };\n" + in + "token['https://acme.example/a'] = " + g.textOf() + ";\n" + in + leave +
				"cb(null, token);\n"
		}
	case 4:
		if g.IntN(3) == 0 {
			return in + "if (" + g.test() + ") " + g.success("") + "\n"
		}
	case 5:
		return in + g.failure(leave) + "\n"
	}
	return in + g.success(leave) + "\n"
}

// async is the end of an async hook.
func (g *hookGenerator) async() string {
	return "  try {\n    const res = await fetch('https://api.acme.example/' + " + g.textOf() + ");\n" +
		g.pick("", "    if (!res.ok) "+g.failure("return ")+"\n") + g.pick("",
		"    const body = await res.json();\n    console.log(body.plan);\n") +
		"    " + g.success(g.pick("", "return ")) + "\n  } catch (err) {\n" + g.pick("", "    console.log(err.message);\n") +
		"    " + g.pick("return cb(err);", "cb(err);", g.failure("return "), g.success("return ")) + "\n  }\n"
}

// chain is the end of a hook with promises.
func (g *hookGenerator) chain() string {
	steps := g.pick("", "\n    .then((res) => res.json())",
		"\n    .then((res) => {\n      if (!res.ok) throw new Error('status');\n      return res.json();\n    })")
	last := g.pick("() => "+strings.TrimSuffix(g.success(""), ";"),
		"(answer) => {\n      console.log(typeof answer);\n      "+g.success("")+"\n    }",
		"(answer) => {\n      if (!answer) "+g.failure("return ")+"\n      "+g.success("return ")+"\n    }")
	handler := g.pick("cb", "(err) => cb(err)", "(err) => {\n      console.log(err.message);\n      "+g.failure("")+"\n    }",
		"() => "+strings.TrimSuffix(g.failure(""), ";"))
	return "  fetch('https://api.acme.example/' + " + g.textOf() + ")" + steps +
		g.pick("\n    .then("+last+")\n    .catch("+handler+");\n", "\n    .then("+last+", "+handler+");\n", "\n    .then("+last+");\n")
}
