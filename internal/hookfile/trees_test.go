package hookfile

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/secret"
)

// said are diagnostics, with their severity.
func said(found []diag.Diagnostic) []string {
	var all []string
	for _, d := range found {
		all = append(all, d.Severity.String()+" "+d.Error())
	}
	return all
}

// Trees as teams have them: what is wrong is named for what it is, and what is right is no error (issue 18).
func TestTrees(t *testing.T) {
	t.Parallel()
	const none = "no hook is described here: "
	yaml := func(more string) string {
		return "hooks:\n- name: audit\n  triggerId: post-user-registration\n  script: ./audit.js\n" + more
	}
	tests := map[string]struct {
		files fstest.MapFS
		path  string
		prune bool
		vars  string
		want  []string
		hooks int
	}{
		"an empty list": {files("t.yaml", "rules: []\nhooks: []\n"), "t.yaml", false, "",
			[]string{"notice t.yaml:2: " + none + "the list hooks is empty"}, 0},
		"an empty list, with prune": {files("t.yaml", "hooks: []\n"), "t.yaml", true, "",
			[]string{"error t.yaml:1: " + none + "the list hooks is empty"}, 0},
		"nothing in the list": {files("t.yaml", "\nhooks:\nclients: []\n"), "t.yaml", false, "",
			[]string{"notice t.yaml:2: " + none + "the list hooks is empty"}, 0},
		"a tenant without the list": {files("t.yaml", "clients: []\n"), "t.yaml", false, "",
			[]string{"notice t.yaml: " + none + noSection}, 0},
		"a tenant, with prune": {files("t.yaml", "clients: []\n"), "t.yaml", true, "",
			[]string{"error t.yaml: " + none + noSection}, 0},
		"another YAML file": {files("t.yaml", "services: {}\n"), "t.yaml", false, "",
			[]string{"error t.yaml: " + none + noSection}, 0},
		"two documents": {files("t.yaml", yaml("---\n")+yaml(""), "audit.js", validScript), "t.yaml", false, "",
			[]string{"error t.yaml:6: it contains more than one YAML document, and each has hooks"}, 1},
		"an empty file": {files("a.json", "", "a.js", validScript), ".", false, "", []string{"error a.json: it is empty"}, 0},
		// The input says it; the marker is not said to have no value too.
		"a variable that is empty": {files("t.yaml", yaml(""), "audit.js", "var a = '##A##';\n"+validScript), "t.yaml", false,
			"A: \nB: x", nil, 1},
		"a tenant's folder": {files("tenant.json", "{}", "package.json", "{", "clients/app.json", `{"name": "app"}`), ".",
			false, "",
			[]string{"notice input hooks-path: " + none +
				"the folder contains other files of the Deploy CLI, but no NAME.json of a hook"}, 0},
		"a tenant's folder, with prune": {files("a/roles/x.json", "{}", "a/hooks/.keep", ""), "a", true, "",
			[]string{"error input hooks-path: " + none +
				"the folder contains other files of the Deploy CLI, but no NAME.json of a hook"}, 0},
		"a folder of pages that are none of Auth0's": {files("pages/index.js", "x"), ".", false, "",
			[]string{`error input hooks-path: neither a hook nor another part of a tenant is described in ".": ` +
				`looked for NAME.json beside NAME.js in it and in a folder hooks in it`}, 0},
		"the folder of a YAML tree": {files("a/tenant.yaml", yaml(""), "a/hooks/audit.js", validScript), "a", false, "",
			[]string{`error input hooks-path: no hook is described in "a", and the YAML file "tenant.yaml" in it lists ` +
				`hooks`}, 0},
		"an orphan script": {files("hooks/audit.json", hookJSON(""), "hooks/audit.js", validScript, "hooks/other.js",
			validScript, "hooks/audit.action.js", validScript,
			"hooks/lost.action.js", validScript, "hooks/.eslintrc.js", "x"), ".", false, "",
			[]string{`notice hooks/lost.action.js: scripts that no hook names are not deployed: "lost.action.js", ` +
				`"other.js"`}, 1},
		"an orphan beside a YAML file": {files("t.yaml", yaml(""), "audit.js", validScript, "hooks/other.js",
			validScript), "t.yaml", false, "",
			[]string{`notice hooks/other.js: scripts that no hook names are not deployed: "other.js"`}, 1},
		"JSON files that are no hooks": {files("audit.json", hookJSON(""), "audit.js", validScript, "package.json",
			`{"name": "x", "scripts": {}}`, "data.json", "[1]",
			"tsconfig.json", "// not JSON"), ".", false, "",
			[]string{`notice data.json: JSON files that describe no hook are ignored: "data.json", "package.json", ` +
				`"tsconfig.json"`}, 1},
		"a hook that lacks almost all": {files("x.json", `{"name": "x", "trigger": "post-login"}`), ".", false, "",
			[]string{
				`error x.json:1: "trigger" is not a key of a hook`, "error x.json:1: the hook has no triggerId",
				"error x.json:1: the hook has no script"}, 1},
		"a path of Windows": {files("t.yaml", strings.Replace(yaml(""), "./audit.js", `.\js\audit.js`, 1),
			"js/audit.js", validScript), "t.yaml", false, "", nil, 1},
		"code instead of a path": {files("t.yaml", strings.Replace(yaml(""), "./audit.js",
			"|\n    module.exports = f;\n", 1)), "t.yaml", false, "", []string{"error t.yaml:4: script is the path to " +
			"a file, and this is code"}, 1},
		"code in JSON": {files("a.json", strings.Replace(hookJSON(""), "./audit.js",
			"module.exports = (a, b) => b()", 1), "a.js", validScript), ".", false, "", []string{"error a.json:1: " +
			"script is the path to a file, and this is code"}, 1},
		"two byte order marks": {files("a.json", "\ufeff\ufeff"+hookJSON(""), "a.js", validScript), ".", false, "",
			[]string{"error a.json:1: it starts with two byte order marks (BOM)"}, 0},
		"UTF-16": {files("a.json", "\xff\xfe{\x00}\x00", "a.js", validScript), ".", false, "",
			[]string{"error a.json: it is UTF-16 text"}, 0},
		"UTF-16 without its mark": {files("a.json", "\x00{\x00\"\x00a\x00\"", "a.js", validScript), ".", false, "",
			[]string{"error a.json: it is UTF-16 text"}, 0},
		"a pointer of Git LFS": {files("a.json", hookJSON(""), "audit.js",
			"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"), ".", false, "",
			[]string{`error audit.js:1: it is a Git LFS pointer, and not the file itself`}, 1},
		"an unfinished merge": {files("a.json", hookJSON(""), "audit.js",
			"<<<<<<< HEAD\r\na\r\n=======\r\nb\r\n>>>>>>> topic\r\n"), ".", false, "",
			[]string{`error audit.js:1: it contains the marks of a merge conflict`}, 1},
		"the mask of an export": {files("t.yaml", yaml("  secrets:\n    KEY: _VALUE_NOT_SHOWN_\n"), "audit.js",
			validScript), "t.yaml", false, "", nil, 1},
		"a version that is a range": {files("t.yaml", yaml("  dependencies:\n    lodash: ^4.17.21\n"), "audit.js",
			validScript), "t.yaml", false, "",
			[]string{`error t.yaml:6: the version of "lodash" is not exact: "^4.17.21"`}, 1},
		"a dependency's address": {files("t.yaml",
			yaml("  dependencies:\n    x: git+https://me:hush@example.com/x?token=hush\n"), "audit.js", validScript), "t.yaml", false, "",
			[]string{`error t.yaml:6: the version of "x" is not exact: "git+https://***@example.com/x?***"`}, 1},
		"markers without a value": {files("a.json", hookJSON(`, "secrets": {"A": "##NOPE##", "B": "##NOPE##"}`),
			"audit.js", "// @@OTHER@@\n"+validScript), ".", false, "",
			[]string{"error input variables: these 2 markers have no value: ##NOPE## (a.json:1), @@OTHER@@ (audit.js:1)"}, 1},
		"a tag where a secret is": {files("t.yaml", yaml("  secrets:\n    KEY: !env X\n"), "audit.js", validScript),
			"t.yaml", false, "", []string{"error t.yaml:6: " + anchors}, 1},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			vars, _ := ParseVariables("variables", tt.vars)
			set, found, err := Read(t.Context(), Source{Files: tt.files, Path: tt.path, Variables: vars, Prune: tt.prune})
			if err != nil {
				t.Fatal(err)
			}
			diag.Sort(found)
			if diff := cmp.Diff(tt.want, said(found)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			if len(set.Hooks) != tt.hooks {
				t.Errorf("%d hooks, want %d", len(set.Hooks), tt.hooks)
			}
		})
	}
}

// Markers stand for values with their type, quoted or not, in JSON, in YAML and in scripts (issue 18).
func TestTypedMarkers(t *testing.T) {
	t.Parallel()
	const typed = `{"ON": true, "DEPS": {"axios": "1.7.9"}, "PORT": 8080, "KEYS": {"A": "one", "B": 2}}`
	const text = "ON=true\nDEPS={\"axios\": \"1.7.9\"}\nPORT=8080\nKEYS={\"A\": \"one\", \"B\": 2}"
	json := func(on, deps, port, keys string) fstest.MapFS {
		return files("a.json", hookJSON(`, "enabled": `+on+`, "dependencies": `+deps+`, "secrets": `+keys), "audit.js",
			validScript+"// port "+port)
	}
	yaml := func(on, deps, port, keys string) fstest.MapFS {
		return files("t.yaml",
			"hooks:\n- name: audit\n  triggerId: post-user-registration\n  script: ./audit.js\n"+
				"  enabled: "+on+"\n  dependencies: "+deps+"\n  secrets: "+keys+"\n",
			"audit.js", validScript+"// port "+port)
	}
	tests := map[string]struct {
		files fstest.MapFS
		vars  string
		port  string
	}{
		"JSON, bare":              {json("@@ON@@", "@@DEPS@@", "@@PORT@@", "@@KEYS@@"), typed, "8080"},
		"JSON, in quotes":         {json(`"@@ON@@"`, `"@@DEPS@@"`, "'@@PORT@@'", `"@@KEYS@@"`), typed, "8080"},
		"JSON, as text":           {json("##ON##", "##DEPS##", "##PORT##", "##KEYS##"), typed, "8080"},
		"JSON, as text in quotes": {json(`"##ON##"`, "##DEPS##", "'##PORT##'", "##KEYS##"), typed, "'8080'"},
		"JSON, given as lines":    {json("@@ON@@", "@@DEPS@@", "@@PORT@@", "@@KEYS@@"), text, `"8080"`},
		"YAML, bare":              {yaml("@@ON@@", "@@DEPS@@", "@@PORT@@", "@@KEYS@@"), typed, "8080"},
		"YAML, in quotes":         {yaml("'@@ON@@'", `"@@DEPS@@"`, "'@@PORT@@'", `"@@KEYS@@"`), typed, "8080"},
		"YAML, as text in quotes": {yaml("'##ON##'", "'##DEPS##'", "##PORT##", "'##KEYS##'"), typed, "8080"},
		"YAML, given as lines":    {yaml("'@@ON@@'", "'@@DEPS@@'", "##PORT##", "@@KEYS@@"), text, "8080"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			vars, _ := ParseVariables("variables", tt.vars)
			path := "."
			if _, yaml := tt.files["t.yaml"]; yaml {
				path = "t.yaml"
			}
			set, found := readAll(tt.files, path, vars)
			if len(found) > 0 {
				t.Fatal(found)
			}
			h := set.Hooks[0]
			got := []any{*h.Enabled, h.Dependencies, h.Secrets, h.Script}
			want := []any{true, map[string]string{"axios": "1.7.9"}, secretsOfPairs("A", "one", "B", "2"),
				validScript + "// port " + tt.port}
			if diff := cmp.Diff(want, got, sameValues); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// A value that breaks a file is named as the cause, with its key and another way to put it in.
func TestValueThatBreaksAFile(t *testing.T) {
	t.Parallel()
	vars := variables(t, "Q", `say "hi"`, "LINES", "one\ntwo", "COLON", "a: b")
	for source, want := range map[string]string{
		hookJSON("") + "\n##Q##": `audit.json:2: the value of the variable Q breaks the file: this is not JSON: a ` +
			`quote, a comma or a colon is missing or wrong`,
		`{"name": "##LINES##"}`: `audit.json:1: the value of the variable LINES breaks the file: this is not JSON: a ` +
			`string contains a line break or a control character (a line break is \n)`,
		`{"name": "a @@Q@@"}`: `audit.json:1: the value of the variable Q breaks the file: this is not JSON: a ` +
			`quote, a comma or a colon is missing or wrong`,
		`{"name": "##COLON##"`: `audit.json:1: this is not JSON: it ends too early`,
	} {
		_, found := readAll(files("audit.json", source, "audit.js", validScript), ".", vars)
		if got := lines(found); len(got) != 1 || got[0] != want {
			t.Errorf("%s\n\tgot  %q\n\twant %q", source, got, want)
		}
	}
}

// A directory in which a YAML file lists the hooks: the file's path is given as the input takes it.
func TestPathToPaste(t *testing.T) {
	t.Parallel()
	for file, want := range map[string]string{
		"set/tenant.yaml":     "hooks-path: set/tenant.yaml",
		"set/a b: c # d.yaml": `hooks-path: "set/a b: c # d.yaml"`,
		"set/two\nlines.yaml": `hooks-path: "set/two\nlines.yaml"`,
	} {
		_, found := readAll(files(file, "hooks:\n- name: audit\n"), "set", Variables{})
		if len(found) != 1 || found[0].Paste != want {
			t.Errorf("%q: %v with %q, want %q", file, found, found[0].Paste, want)
		}
	}
}

// What a block to paste looks like follows the form in which variables are given.
func TestBlockToPaste(t *testing.T) {
	t.Parallel()
	disk := files("a.json", hookJSON(`, "secrets": {"A": "##api.key##", "B": "##1ST##", "C": "##GITHUB_X##"}`),
		"audit.js", validScript)
	const asText = "add these lines to the input variables (or `"
	for vars, want := range map[string]string{
		"": asText + "api.key=##api.key##`, to keep the text of the marker):\nvariables: |\n  api.key=${{ " +
			"secrets.API_KEY }}\n" +
			"  1ST=${{ secrets._1ST }}\n  GITHUB_X=${{ secrets._GITHUB_X }}",
		"ENV: prod": asText + "api.key: \"##api.key##\"`, to keep the text of the marker):\nvariables: |\n  " +
			"api.key: ${{ toJSON(secrets.API_KEY) }}\n" +
			"  1ST: ${{ toJSON(secrets._1ST) }}\n  GITHUB_X: ${{ toJSON(secrets._GITHUB_X) }}",
	} {
		given, _ := ParseVariables("variables", vars)
		_, found := readAll(disk, ".", given)
		if len(found) != 1 || found[0].Rule != RuleVariables {
			t.Fatal(found)
		}
		if diff := cmp.Diff(want, found[0].Hint+"\n"+found[0].Paste); diff != "" {
			t.Errorf("variables %q (-want +got)\n%s", vars, diff)
		}
	}
}

// Names and paths that a marker made are masked; variables that stand in what everybody reads are not.
func TestMasks(t *testing.T) {
	t.Parallel()
	vars := variables(t, "ENV", "prod", "WHO", "hush-hush", "KEY", "s3cr3t-1", "PART", "audit")
	disk := files("set/hooks/audit.json", strings.Replace(hookJSON(`, "secrets": {"A": "@@KEY@@", "B": "literal-1"}`),
		`"audit"`, `"audit ##WHO## ##ENV##"`, 1),
		"set/hooks/audit.js", validScript,
		"set/hooks/b.json", `{"name": "b-##ENV##", "triggerId": "post-login", "script": "./##WHO##.js"}`, "set/hooks/hush-hush.js", "x")
	set, found, err := Read(t.Context(), Source{Files: disk, Path: "set", Variables: vars,
		Public: []string{"tenant.prod.example.com"}})
	if err != nil || len(found) > 0 {
		t.Fatal(found, err)
	}
	got := map[string]bool{}
	for _, v := range set.Masks {
		got[v.Reveal()] = true
	}
	want := map[string]bool{"hush-hush": true, "s3cr3t-1": true, "literal-1": true, "audit hush-hush prod": true,
		"audit-hush-hush-prod": true, "set/hooks/hush-hush.js": true, "set-hooks-hush-hush-js": true}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("masks (-want +got)\n%s", diff)
	}
	if set.Hooks[0].DisplayName() != `"***"` {
		t.Errorf("a name that a marker made is shown as %s", set.Hooks[0].DisplayName())
	}
}

// A secret whose value is not shown is kept: there is nothing to write and nothing to mask.
func TestMaskedSecretIsKept(t *testing.T) {
	t.Parallel()
	set, found := readAll(files("a.json", hookJSON(`, "secrets": {"A": "_VALUE_NOT_SHOWN_", "B": "_VALUE_NOT_SHOWN"}`),
		"audit.js", validScript), ".", Variables{})
	if len(found) > 0 {
		t.Fatal(found)
	}
	if diff := cmp.Diff(map[string]secret.Value{"A": {}, "B": {}}, set.Hooks[0].Secrets, sameValues); diff != "" ||
		len(set.Masks) > 0 {
		t.Errorf("masks %v, secrets (-want +got)\n%s", set.Masks, diff)
	}
}
