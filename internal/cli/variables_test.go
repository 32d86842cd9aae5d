package cli_test

import (
	"strconv"
	"strings"
	"testing"

	"auth0-hook-action/internal/sandbox"
)

// A variable keeps its type where @@KEY@@ stands, and ##KEY## puts in its text: in scripts, JSON and YAML, quoted or not,
// for enabled and dependencies too.
func TestTypedVariables(t *testing.T) {
	t.Parallel()
	const variables = "ON: true\nLIMIT: 5\nLIST: [a, 1, false]\nDEEP: {k: [v]}\nDEPS: {lodash: 4.17.21}\nWORD: plain"
	script := audit + "// @@ON@@ @@LIMIT@@ @@LIST@@ @@DEEP@@ @@WORD@@ ##ON## ##LIMIT## ##WORD##\n"
	const inScript = `// true 5 ["a",1,false] {"k":["v"]} "plain" true 5 plain`
	for name, tt := range map[string]struct{ file, text string }{
		"JSON": {"set/hooks/audit.json", `{"name": "audit", "triggerId": "credentials-exchange", "script": "./audit.js",
  "enabled": @@ON@@, "dependencies": @@DEPS@@}`},
		"JSON, quoted": {"set/hooks/audit.json", `{"name": "audit", "triggerId": "credentials-exchange", "script": "./audit.js",
  "enabled": "##ON##", "dependencies": @@DEPS@@}`},
		"YAML": {"set/tenant.yaml", "hooks:\n- name: audit\n  triggerId: credentials-exchange\n  script: ./hooks/audit.js\n" +
			"  enabled: @@ON@@\n  dependencies: @@DEPS@@\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			timed(t, func(t *testing.T) {
				e := newSetEnv(t, "audit.js", script).inputs("variables", variables)
				e.file(tt.file, tt.text)
				if strings.HasSuffix(tt.file, ".yaml") {
					e.inputs("hooks-path", tt.file)
				}
				e.run().want(0, "result", "created")
				h := e.hook("audit")
				if !h.Enabled || h.Dependencies["lodash"] != "4.17.21" || !strings.Contains(h.Script, inScript) {
					t.Errorf("the tenant has %+v", h)
				}
				e.run().want(0, "result", "unchanged")
			})
		})
	}
}

// A variable whose value is the marker itself keeps the text, and that draws nothing.
func TestVariableThatKeepsItsMarker(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		script := audit + "const text = '##KEEP##';\n"
		e := newSetEnv(t, "audit.js", script, "audit.json", hookFile("audit", "")).inputs("variables", "KEEP=##KEEP##")
		if o := e.run().want(0, "result", "created"); strings.Contains(o.log, "::warning") || strings.Contains(o.log, "::add-mask::##") {
			t.Errorf("a warning, or a mask:\n%s", o.log)
		}
		if got := e.hook("audit").Script; got != script {
			t.Errorf("the tenant has %q", got)
		}
	})
}

// Once its marker is gone from the file a value is known to nobody, and the tenant's script still holds it: an Action's first line
// says so, and of a Hook the comment does.
func TestValueIsNotShownWhenItsMarkerIsRemoved(t *testing.T) {
	t.Parallel()
	for _, runtime := range []string{"hooks", "actions"} {
		t.Run(runtime, func(t *testing.T) {
			t.Parallel()
			timed(t, func(t *testing.T) {
				e := newSetEnv(t, "audit.js", audit+"const word = '##WORD##';\n", "audit.json", hookFile("audit", ""))
				e.inputs("variables", "WORD=orange marmalade", "runtime", runtime, "show-diff", "true").run().want(0, "result", "created")
				e.secrets = append(e.secrets, "orange marmalade")
				e.file("set/hooks/audit.js", audit)
				for _, mode := range []string{"plan", "apply"} {
					o := e.without("variables").inputs("mode", mode).run().want(0, "changed", "true")
					if !strings.Contains(o.summary, "not shown, because `variables` filled in values") {
						t.Errorf("the summary does not say why there is no diff:\n%s", o.summary)
					}
				}
				e.file("set/hooks/audit.js", audit+"// next\n")
				if o := e.run().want(0, "result", "updated"); !strings.Contains(o.summary, "+// next") {
					t.Errorf("what holds no such value is not shown:\n%s", o.summary)
				}
			})
		})
	}
}

// A value that breaks the script is named as the cause, by its key and not by the value.
func TestVariableThatBreaksTheScript(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newSetEnv(t, "audit.js", audit+"var colour = '##COLOUR##';\n", "audit.json", hookFile("audit", ""))
		e.secrets = append(e.secrets, "it's orange")
		e.inputs("variables", "COLOUR=it's orange").run().want(2, "result", "failed").says("COLOUR", "@@COLOUR@@")
		if n := len(e.auth0.Requests()); n != 0 {
			t.Errorf("%d requests", n)
		}
	})
}

// Markers without a value are one message with the block to paste, which names each key once with its first place.
func TestMissingVariables(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newSetEnv(t, "audit.js", audit+"// ##COLOUR## ##SHAPE##\n",
			"a.json", hookFile("a", `, "secrets": {"KEY": "##API_KEY##"}`), "b.json", hookFile("b", `, "secrets": {"KEY": "##API_KEY##"}`))
		e.inputs("variables", "OTHER=x")
		for _, mode := range []string{"check", "apply"} {
			o := e.inputs("mode", mode).run().want(2, "result", "failed")
			if n := strings.Count(o.log, "::error"); n != 1 {
				t.Errorf("%s: %d errors, want one for all keys:\n%s", mode, n, o.log)
			}
			o.says("API_KEY", "set/hooks/a.json:1", "COLOUR", "SHAPE", "set/hooks/audit.js:4")
			if block := "%0Avariables: |%0A  API_KEY=${{ secrets.API_KEY }}%0A  COLOUR=${{ secrets.COLOUR " +
				"}}%0A"; !strings.Contains(o.log, block) {
				t.Errorf("no block to paste:\n%s", o.log)
			}
			if strings.Contains(o.summary, "set/hooks/b.json") {
				t.Errorf("a key is named with more than its first place:\n%s", o.summary)
			}
		}
	})
}

// What dotenv would have read differently is read as it stands, and a warning shows the map form.
func TestDotenvHabits(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newEnv(t, "runtime", "hooks", "secrets", "export A=\"first\\nsecond\"\n")
		e.secrets = append(e.secrets, "first")
		o := e.run().want(0, "result", "created")
		if got := e.hook("audit").Secrets["A"]; got != `first\nsecond` && got != `"first\nsecond"` {
			t.Errorf("the secret is %q", got)
		}
		if !strings.Contains(o.log, "::warning") || !strings.Contains(o.log, `KEY: "one\ntwo"`) {
			t.Errorf("no warning with the map form:\n%s", o.log)
		}
	})
}

// A set of which one hook blocks says how to go on without it, and the summary puts that one first.
func TestBlockedSet(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newSetEnv(t, "a.js", parametersOf("pre-user-registration"),
			"b.js", "module.exports = function (user, context, cb) {\n  cb(user.password.length < 9 ? new Error('short') : null, {});\n};\n")
		for _, name := range []string{"a", "b"} {
			e.file("set/hooks/"+name+".json", `{"name": "`+name+`", "triggerId": "pre-user-registration", "script": "./`+name+`.js"}`)
		}
		e.inputs("runtime", "auto")
		e.auth0.SetAge(sandbox.HooksGone)
		o := e.run().want(1, "result", "failed").says("user.password", "set/hooks/b.js")
		if n := e.auth0.Writes(); n != 0 {
			t.Errorf("%d writes: a set is checked whole before its first write", n)
		}
		if a, b := strings.Index(o.summary, "`a`"), strings.Index(o.summary, "`b`"); b < 0 || a >= 0 && a < b {
			t.Errorf("the hook that blocks is not first:\n%s", o.summary)
		}
		if !strings.Contains(o.summary, "take [`set/hooks/b.json`]") || !strings.Contains(o.summary, "out of `hooks-path`") {
			t.Errorf("the summary does not say how to go on without it:\n%s", o.summary)
		}
	})
}

// Lines of a script end as JavaScript ends them, also where values were put in: a finding lies where the file has it, and no piece of
// a value is shown, be it that a line end of the value or of the file is one of its own.
func TestValuesInScriptsWithOtherLineEnds(t *testing.T) {
	t.Parallel()
	const hook = "module.exports = function (client, scope, audience, context, cb) {"
	const long = "console.log('blue team', 'a sentence of the value that goes on and on and on, longer than a line of the log is');"
	for name, tt := range map[string]struct{ script, value, want, secret string }{
		"U+2028 in the file":    {"// a\u2028\n" + hook + "\n  ##X##\n  noSuch(); cb();\n};\n", long, "line=5", "blue team"},
		"CR in the file":        {"// a\r// b\n" + hook + "\n  ##X##\n  noSuch(); cb();\n};\n", long, "line=5", "blue team"},
		"lone CR":               {hook + "\r  const x = '##X##';\r  noSuch(); cb();\r};\r", "orange marmalade", "line=3", "orange marmalade"},
		"U+2028 in the value":   {hook + "\n  const t = '##X##'; noSuch(); cb();\n};\n", "first part\u2028second part", "line=2", "second part"},
		"line feeds in a value": {hook + "\n  ##X##\n  noSuch(); cb();\n};\n", "a();\nb();\nc();", "line=3", "a();"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			timed(t, func(t *testing.T) {
				e := newSetEnv(t, "audit.js", tt.script, "audit.json", hookFile("audit", "")).inputs("mode", "check", "runtime", "hooks")
				e.inputs("variables", "X: "+strconv.Quote(tt.value)).without("domain", "token")
				o := e.run().want(0).annotated("warning", "noSuch is declared nowhere", tt.want)
				if text := unmasked(o.log) + o.summary; strings.Contains(text, tt.secret) {
					t.Errorf("a piece of the value is shown:\n%s", text)
				}
			})
		})
	}
}
