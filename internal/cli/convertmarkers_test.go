package cli_test

import (
	"path/filepath"
	"strings"
	"testing"
)

// A conversion keeps the markers of a script, whether variables give their values or not: what it writes is meant to be committed. What
// is filled when the file is deployed has the values in the same places, and the hook's function is as it was: their values may decide
// what it does.
func TestConversionKeepsMarkers(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		const line = `const word = '##WORD##', same = @@WORD@@, list = @@LIST@@, quoted = "@@WORD@@", own = 'x@@OWN@@'; if (!list) cb('##DENY##');`
		const filled = `const word = 'orange marmalade', same = "orange marmalade", list = ["lemon curd",5], quoted = "orange marmalade", ` +
			`own = 'x@@OWN@@'; if (!list) cb('');`
		const variables = `{"WORD": "orange marmalade", "LIST": ["lemon curd", 5], "OWN": "@@OWN@@", "DENY": ""}`
		text := strings.Replace(audit, "{\n", "{\n  "+line+"\n", 1)
		e := newSetEnv(t, "audit.js", text, "audit.json", hookFile("audit", "")).inputs("mode", "convert").without("domain", "token", "runtime")
		e.secrets = append(e.secrets, "orange marmalade", "lemon curd")
		e.run().want(0, "result", "converted", "changed", "true").annotated("notice", "a marker, whose value may decide what the code does",
			"line=2")
		const native = "set/hooks/audit.action.js"
		if code := read(t, filepath.Join(e.dir, "workspace", native)); !strings.Contains(code, line) {
			t.Fatalf("the file lacks its markers:\n%s", code)
		}
		e.inputs("variables", variables).run().want(0, "result", "converted", "changed", "false")

		newActionsEnvOf(e).without("hook-name").run().want(0, "result", "created")
		e.file("set/hooks/audit.json", strings.Replace(hookFile("audit", ""), "audit.js", "audit.action.js", 1))
		e.run().want(0, "result", "updated")
		if a := e.auth0.Actions(); len(a) != 1 || !strings.Contains(a[0].Code, filled) {
			t.Errorf("the tenant has %+v", a)
		}
	})
}

// A marker that stands for code cannot be kept, and the error says what can.
func TestMarkerThatAConversionCannotKeep(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newSetEnv(t, "audit.js", audit+"const limit = ##LIMIT##;\n", "audit.json", hookFile("audit", "")).inputs("mode", "convert")
		e.inputs("variables", "LIMIT=5").without("domain", "token", "runtime").run().want(2, "result", "failed").
			says("a conversion keeps markers, and", "is no JavaScript here", "@@LIMIT@@")
	})
}

// What is said of a script with markers shows them as the file has them. A version that a marker gives goes into the description with
// it, and where a marker gives all dependencies its variable has to.
func TestConversionSaysWhatMarkersNeed(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		text := "/* ## Setup */ const _ = require('lodash@##V##'); const a = @@A@@; noSuch();\n" + audit
		e := newSetEnv(t, "audit.js", text, "audit.json", hookFile("audit", `, "dependencies": {"uuid": "##U##"}`)).inputs("mode", "convert")
		e.inputs("variables", "U=9.0.1").without("domain", "token", "runtime")
		o := e.run().want(0, "result", "converted").annotated("warning", "noSuch is declared nowhere", "col=68,", "line=1").
			annotated("notice", "a marker", "col=42,", "line=1")
		for _, want := range []string{`"dependencies": {"lodash":"##V##","uuid":"##U##"}`, "const a = @@A@@; noSuch();"} {
			if !strings.Contains(o.log, want) {
				t.Errorf("the log lacks %s:\n%s", want, o.log)
			}
		}
		e.file("set/hooks/audit.json", hookFile("audit", `, "dependencies": @@DEPS@@`))
		o = e.inputs("variables", "DEPS: {uuid: 9.0.1}").run().want(0).annotated("warning", "the Action needs lodash ##V##", "Add them")
		if strings.Contains(o.log, `"dependencies":`) {
			t.Errorf("a block to paste over the marker:\n%s", o.log)
		}
	})
}

// Of what a variable gives nothing is known: no finding about it keeps a script from being converted, and nobody sees what stands for
// a marker meanwhile.
func TestConversionKnowsNothingOfMarkers(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"a package":          "const _ = require('##P##');",
		"a package, encoded": "const _ = require(@@P@@);",
		"a version":          "const _ = require('lodash@##v.1-2##');",
		"a webtask property": "const _ = (c) => c; module.exports = function (client, scope, audience, context, cb) { _(context.webtask[@@S@@]); cb(); };",
		"a property":         "const _ = (c) => c; module.exports = function (client, scope, audience, context, cb) { _(context[@@S@@]); cb(); };",
		"a like text":        `const _ = ["@@:K@@", '"@@:K@@"', @@K@@];`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			timed(t, func(t *testing.T) {
				if !strings.Contains(text, "exports") {
					text += "\n" + audit
				}
				e := newSetEnv(t, "audit.js", text, "audit.json", hookFile("audit", "")).without("domain", "token")
				o := e.inputs("mode", "convert", "runtime", "actions", "strict", "true").run().want(0, "result", "converted")
				code := read(t, e.path("set/hooks/audit.action.js"))
				if shown := o.log + o.summary + code; name != "a like text" && strings.Contains(shown, "@@:") {
					t.Errorf("what stands for a marker is shown:\n%s", shown)
				}
				first, _, _ := strings.Cut(text, "\n")
				if first = strings.TrimPrefix(first, "const _ = (c) => c; module.exports = "); !strings.Contains(code, strings.TrimSuffix(first, ";")) &&
					!strings.Contains(code, "require('lodash')") {
					t.Errorf("the code lacks %s:\n%s", first, code)
				}
			})
		})
	}
}
