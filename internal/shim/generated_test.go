package shim

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"

	"auth0-hook-action/internal/tenant"
)

// perTrigger is how many cases are generated for each trigger.
const perTrigger = 40

// generatedCases have random inputs, results, errors and timings: the same ones in every run.
func generatedCases() map[string]fidelity {
	g := generator{rand.New(rand.NewPCG(2026, 11))}
	cases := map[string]fidelity{}
	for _, on := range tenant.HookTriggers() {
		for i := range perTrigger {
			cases[fmt.Sprintf("generated: %s %d", on, i)] = g.fidelity(on)
		}
	}
	return cases
}

type generator struct{ *rand.Rand }

// fidelity is a hook that logs what it is given, and ends in some way at some time.
func (g generator) fidelity(on tenant.Trigger) fidelity {
	f := fidelity{on: on, transaction: true, grant: []string{"read:invoices"}, secrets: map[string]string{"KEY": g.text()}}
	f.body, f.event = g.payload(on)
	arguments := strings.TrimSuffix(parameters[on], ", context, cb")
	if on == preRegister {
		arguments = "{ ...user, password: 0 }"
	}
	f.do = "const { webtask, ...rest } = context; console.log(" + arguments + ", rest, webtask.secrets);\n"
	call := "cb(null, " + g.result(on) + ");"
	if g.IntN(4) == 0 {
		value := g.pick("new Error("+g.js(g.text())+")", thisError[on], g.js(g.text()+"x"))
		call, f.known = "cb("+value+");", shown(on, value, false)
	}
	f.do += fmt.Sprintf(g.pick("%s", "setTimeout(() => { %s }, 3);", "Promise.resolve().then(() => { %s });",
		"(async () => { await null; %s })();", "%s cb(null, {});", "%s cb(new Error('late'));"), call)
	return f
}

// payload patches the body and the event alike.
func (g generator) payload(on tenant.Trigger) (body, event string) {
	name, meta, list := g.text(), g.object(2), g.list()
	switch on {
	case exchange:
		return g.js(object{"client": object{"name": name, "metadata": meta}, "scope": list, "audience": name}),
			g.js(object{"client": object{"name": name, "metadata": meta}, "accessToken": object{"scope": list},
				"resource_server": object{"identifier": name}})
	case preRegister, postRegister:
		user := object{"email": name, "user_metadata": meta, "app_metadata": meta}
		return g.js(object{"user": user}), g.js(object{"user": user})
	case password:
		user := object{"email": name, "username": g.text()}
		return g.js(object{"user": user}), g.js(object{"user": user})
	}
	user := object{"name": name, "user_metadata": meta}
	return g.js(object{"recipient": name, "text": name, "context": object{"user": user}}),
		g.js(object{"message_options": object{"recipient": name, "text": name}, "user": user})
}

// result is what a hook gives back, as JavaScript.
func (g generator) result(on tenant.Trigger) string {
	switch on {
	case exchange:
		claims := object{}
		for range g.IntN(5) {
			claims["https://acme.example/"+g.text()] = g.value(3)
		}
		scope := g.pick("scope", "(scope || []).slice(1)", "[]", "(scope || []).slice().reverse()",
			"(scope || []).concat('read:invoices')")
		return "{ ..." + g.js(claims) + ", scope: " + scope + " }"
	case preRegister:
		return "{ user: { user_metadata: { ...user.user_metadata, ..." + g.js(g.object(3)) + " }, app_metadata: " +
			g.js(g.object(2)) + " } }"
	}
	return g.js(g.value(2))
}

type object = map[string]any

// js writes a value as JSON, which is JavaScript too.
func (g generator) js(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(text)
}

func (g generator) pick(choices ...string) string { return choices[g.IntN(len(choices))] }

// text is made of a few odd characters: no "$" and no ".", which Auth0 takes in no metadata key, and never empty.
func (g generator) text() string {
	const odd = "abcXYZ019 _-'\"`\\/|<>%{}[]()*+;:,?!#&~é☃\u2028\t\n"
	var b strings.Builder
	for range 1 + g.IntN(8) {
		r := []rune(odd)
		b.WriteRune(r[g.IntN(len(r))])
	}
	return b.String()
}

// list are one to four different texts without white space, as scopes are.
func (g generator) list() []string {
	list := []string{}
	for i := range 1 + g.IntN(4) {
		list = append(list, fmt.Sprint(i, strings.Join(strings.Fields(g.text()), "")))
	}
	return list
}

// object has no null in it: a merge patch takes it for a deletion.
func (g generator) object(depth int) object {
	o := object{}
	for range g.IntN(4) {
		o[g.text()] = g.value(depth - 1)
	}
	return o
}

func (g generator) value(depth int) any {
	kind := g.IntN(6)
	if depth <= 0 {
		kind = g.IntN(4)
	}
	switch kind {
	case 0:
		return g.text()
	case 1:
		return g.IntN(1000000) - 500000
	case 2:
		return g.Float64() * 1e6
	case 3:
		return g.IntN(2) == 0
	case 4:
		return []any{g.value(depth - 1), g.value(depth - 1)}
	}
	return g.object(depth)
}
