package script

import (
	"strings"
	"testing"

	"auth0-hook-action/internal/tenant"
)

// TestRepetitiveScripts reads scripts of the greatest size that repeat what a rule looks at. Each takes a second or two; with work
// that grows with the cube of the size some would take hours.
func TestRepetitiveScripts(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		"callbacks":        "cb();\n",
		"conditions":       "if (user.a) cb(user.b);\n",
		"requests":         "fetch(user.id);\n",
		"chains":           "fetch(user.id).then(() => cb());\n",
		"helpers":          "h(cb);\n",
		"awaits":           "await fetch(user.id);\n",
		"logs":             "console.log(user, context, token);\n",
		"results":          "cb(null, r);\n",
		"credentials":      "x.password = 'N0tRea1-deadbeef';\n",
		"texts":            "s += 'https://t.auth0.com/api/v2/' + s;\n",
		"scopes":           "scope.push(scope);\n",
		"undeclared names": "nothing.at(all);\n",
		"functions":        "setTimeout(() => { if (user.a) cb(); }, 1);\n",
		"nested functions": "(() => {" + strings.Repeat("f(() => {", 200) + strings.Repeat("})", 200) + "})();\n",
		"tries":            "try { f(cb) } catch (e) { cb(e) }\n",
		"loops":            "for (;;) { try { fetch(x) } catch (e) { continue } }\n",
		"comments":         "// password: 'N0tRea1-deadbeef' auth0-hook: allow log x\n",
		"allowances":       "// auth0-hook: allow log x\n",
	}
	const head = "const r = { a: 1 }, token = get(); let s = '';\nfunction h(f) { f(); }\nfunction get() {}\n" +
		"module.exports = async function (client, scope, audience, context, cb) {\nconst user = client;\n"
	for name, unit := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			src := head + strings.Repeat(unit, (MaxSize-len(head)-4)/len(unit)) + "};\n"
			s := parsed(t, src)
			if s.Unread() != nil {
				t.Fatal(s.Unread())
			}
			s.Findings(Options{Trigger: tenant.CredentialsExchange, Dependencies: map[string]string{}, Secrets: map[string]bool{}})
			s.Uses(tenant.CredentialsExchange)
		})
	}
}
