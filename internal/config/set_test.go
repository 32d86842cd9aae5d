package config

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"auth0-hook-action/internal/secret"
	"auth0-hook-action/internal/tenant"
)

var update = flag.Bool("update", false, "write the golden files anew")

// sameValues compares secrets by what they hold.
var sameValues = cmp.Comparer(func(a, b secret.Value) bool { return a.Reveal() == b.Reveal() })

func variables(pairs ...string) map[string]secret.Value {
	vars := map[string]secret.Value{}
	for i := 0; i < len(pairs); i += 2 {
		vars[pairs[i]] = secret.New(pairs[i+1])
	}
	return vars
}

// hooksOnDisk are the hooks that testdata/directory and testdata/yaml describe, both written by hand in the shape that the
// Deploy CLI documents.
func hooksOnDisk(t *testing.T, dir string) []tenant.Hook {
	t.Helper()
	read := func(name string) string {
		text, err := os.ReadFile(filepath.Join("testdata", dir, "hooks", name))
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	on := true
	return []tenant.Hook{{
		Name: "Invite Only", Trigger: tenant.PreUserRegistration,
		Script: read("Invite Only.js"), File: dir + "/hooks/Invite Only.js",
	}, {
		Name: "audit-log", Trigger: tenant.PostUserRegistration, Enabled: &on,
		Script:       strings.ReplaceAll(read("audit-log.js"), "##ENV##", "prod"),
		Dependencies: map[string]string{"axios": "0.21.1", "@google-cloud/logging": "9.6.3"},
		Secrets:      variables("ENDPOINT", "https://prod.log.example.com", "API_KEY", `a"b\c`),
		File:         dir + "/hooks/audit-log.js", HideDiff: true,
	}}
}

func TestReadSetOnDisk(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ path, dir string }{
		"folder that holds hooks": {"directory", "directory"},
		"folder hooks itself":     {"directory/hooks", "directory"},
		"yaml file":               {"yaml/tenant.yaml", "yaml"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			root, err := os.OpenRoot("testdata")
			if err != nil {
				t.Fatal(err)
			}
			defer root.Close() //nolint:errcheck // it was only read
			got, problems := readSet(root.FS(), tt.path, variables("ENV", "prod", "AUDIT_LOG_API_KEY", `a"b\c`))
			for _, p := range problems {
				t.Error(p)
			}
			slices.SortFunc(got, func(a, b tenant.Hook) int { return strings.Compare(a.Name, b.Name) })
			if diff := cmp.Diff(hooksOnDisk(t, tt.dir), got, sameValues); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// TestReadSetWrong reads files in which everything is wrong: every problem of every file is found, at its line.
func TestReadSetWrong(t *testing.T) {
	t.Parallel()
	vars := variables("BACKSLASH", `hunter\2`, "TAB", `two\twords`, "HASH", "# classified", "LINES", "line one\nline two", "GREETING", "hello", "NUMBER", "42")
	for _, name := range []string{"wrong", "wrong/tenant.yaml", "wrong/syntax.yaml"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, problems := readSet(os.DirFS("testdata"), name, vars)
			byPlace(problems)
			var got strings.Builder
			for _, p := range problems {
				fmt.Fprintln(&got, p)
				if p.Hint != "" {
					fmt.Fprintln(&got, "\thint:", p.Hint)
				}
			}
			golden(t, strings.NewReplacer("/", "-", ".", "-").Replace(name)+".golden", got.String())
			for _, hidden := range []string{"hush-hush", "hunter", `two\t`, "classified", "line one", "line two"} {
				if strings.Contains(got.String(), hidden) {
					t.Errorf("a problem holds the value %q", hidden)
				}
			}
		})
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got)\n%s", file, diff)
	}
}

const validScript = "module.exports = function (user, context, cb) { cb(); };\n"

// hookJSON is a valid hook's description, with more fields before the closing bracket.
func hookJSON(more string) string {
	return `{"name": "audit", "triggerId": "post-user-registration", "script": "./audit.js"` + more + "}"
}

func set(files ...string) fstest.MapFS {
	m := fstest.MapFS{}
	for i := 0; i < len(files); i += 2 {
		m[files[i]] = &fstest.MapFile{Data: []byte(files[i+1])}
	}
	return m
}

func TestReadSet(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		files fstest.MapFS
		path  string
		vars  map[string]secret.Value
		want  []string // problems
	}{
		"nothing there": {set(), "hooks", nil,
			[]string{`input hooks-path: there is no "hooks" in the workspace: was the repository checked out (actions/checkout)?`}},
		"no json": {set("a/audit.js", validScript), "a", nil,
			[]string{`input hooks-path: there are no hooks in "a": looked for NAME.json files, each beside its NAME.js, in it and in a folder hooks in it (a YAML file is given by its own path)`}},
		"empty folder hooks": {set("a/hooks/audit.js", validScript, "a/tenant.json", "{}"), "a", nil,
			[]string{`input hooks-path: there are no hooks in "a": looked for NAME.json files, each beside its NAME.js, in its folder hooks (a YAML file is given by its own path)`}},
		"yaml without hooks": {set("t.yaml", "clients: []\n"), "t.yaml", nil,
			[]string{`t.yaml: there are no hooks in this file: looked for hooks: at its top level (a directory of hooks is given by its own path)`}},
		"yaml with an empty list": {set("t.yaml", "clients: []\nhooks: []\n"), "t.yaml", nil,
			[]string{`t.yaml:2: there are no hooks in the list hooks:`}},
		"yaml with nothing": {set("t.yaml", "\nhooks:\nclients: []\n"), "t.yaml", nil,
			[]string{`t.yaml:2: there are no hooks in the list hooks:`}},
		"yaml with a map": {set("t.yaml", "hooks:\n  audit: {}\n"), "t.yaml", nil,
			[]string{`t.yaml:1: hooks is not a list: give - name: …, triggerId: … and so on below it`}},
		"list in a json file":      {set("a/t.json", `{"hooks": [`+hookJSON("")+`]}`, "a/audit.js", validScript), "a/t.json", nil, nil},
		"byte order mark and tabs": {set("audit.json", byteOrderMark+"{\n\t"+hookJSON("")[1:], "audit.js", validScript), ".", nil, nil},
		"script relative to the workspace": {set("a/hooks/audit.json", strings.Replace(hookJSON(""), "./audit.js", "a/js/audit.js", 1),
			"a/js/audit.js", validScript), "a", nil, nil},
		"script with backslashes": {set("a/hooks/audit.json", strings.Replace(hookJSON(""), "./audit.js", `..\\js\\audit.js`, 1),
			"a/js/audit.js", validScript), "a", nil, nil},
		"script outside": {set("a/audit.json", strings.Replace(hookJSON(""), "./audit.js", "../../audit.js", 1)), "a", nil,
			[]string{`a/audit.json:1: script "../../audit.js": it leads out of the workspace: give a path relative to this file`}},
		"absolute script": {set("a/audit.json", strings.Replace(hookJSON(""), "./audit.js", "/etc/passwd", 1)), "a", nil,
			[]string{`a/audit.json:1: script "/etc/passwd": give a path relative to this file`}},
		"large script": {set("audit.json", hookJSON(""), "audit.js", strings.Repeat(" ", maxScript+1)), ".", nil,
			[]string{`audit.json:1: script "./audit.js": it is larger than 1 MiB`}},
		"large json": {set("audit.json", strings.Repeat(" ", maxJSON+1)), ".", nil,
			[]string{`audit.json: it is larger than 1 MiB`}},
		"large yaml": {set("t.yaml", strings.Repeat(" ", maxYAML+1)), "t.yaml", nil,
			[]string{`t.yaml: it is larger than 8 MiB`}},
		"script that is not utf-8": {set("audit.json", hookJSON(""), "audit.js", "// caf\xe9"), ".", nil,
			[]string{`audit.json:1: script "./audit.js": it is not UTF-8 text`}},
		"shared script's marker is said once": {set("a.json", hookJSON(""), "b.json", strings.Replace(hookJSON(""), `"audit"`, `"other"`, 1),
			"audit.js", "// 1\n// ##WHO##\n"), ".", nil,
			[]string{`audit.js:2: ##WHO## has no value: add WHO to the input variables (or WHO: "##WHO##", where the text is meant as it stands)`}},
		"lines behind a value of several": {set("t.yaml", "a: 1\nhooks:\n- secrets: { A: @@V@@ }\n  dependencies: ##D##\n  nme: x\n  script: audit.js\n  triggerId: login\n",
			"audit.js", validScript), "t.yaml", variables("V", "v", "D", "{\n\n\"a\": \"1.0.0\"}"),
			[]string{
				`t.yaml:5: "nme" is not a key of a hook: there are name, triggerId, enabled, script, dependencies and secrets`,
				`t.yaml:7: "login" is not a trigger: use credentials-exchange, pre-user-registration, post-user-registration, post-change-password, send-phone-message`,
				`t.yaml:3: the hook has no name`,
			}},
		"variables are not shown": {set("audit.json", `{"name": "_##V##", "triggerId": "##V##", "script": "##V##.js"}`), ".", variables("V", "classified"),
			[]string{
				`audit.json:1: "***" is not a hook's name: use letters a-z, digits, spaces and hyphens, with a letter or a digit at both ends`,
				`audit.json:1: "***" is not a trigger: use credentials-exchange, pre-user-registration, post-user-registration, post-change-password, send-phone-message`,
				`audit.json:1: script "***": there is no file "***" in the workspace`,
			}},
		"markers that blow a file up": {set("audit.json", hookJSON(""), "audit.js", strings.Repeat("##V##", 2<<10)), ".", variables("V", strings.Repeat("x", 1<<10)),
			[]string{`audit.js: with its markers replaced it is larger than 1 MiB`}},
		"deep json": {set("a.json", strings.Repeat("[", 1<<18)+strings.Repeat("]", 1<<18)), ".", nil,
			[]string{`a.json:1: it is nested too deeply`}},
		"json a little too deep": {set("a.json", strings.Repeat("[\n", maxDepth+1)+strings.Repeat("]", maxDepth+1)), ".", nil,
			[]string{`a.json:33: it is nested too deeply`, `a.json:1: this is not a hook: give a map of name, triggerId, enabled, script, dependencies and secrets`}},
		"deep yaml": {set("t.yaml", "hooks: "+strings.Repeat("[", 1<<19)), "t.yaml", nil,
			[]string{`t.yaml:1: it is nested too deeply`}},
		"deep yaml lists": {set("t.yaml", "hooks:\n"+strings.Repeat("- ", 1<<18)), "t.yaml", nil,
			[]string{`t.yaml:2: it is nested too deeply`}},
		"yaml bomb": {set("t.yaml", "hooks:\n- &a [x,x,x,x,x,x,x,x]\n- &b [*a,*a,*a,*a,*a,*a]\n- [*b,*b,*b,*b,*b,*b]\n"), "t.yaml", nil,
			[]string{"t.yaml:2: " + noAnchors, "t.yaml:3: " + noAnchors, "t.yaml:4: " + noAnchors}},
		"no name to show": {set("a.json", hookJSON(`, "enabled": true`)[:1]+`"enabled": true, `+strings.Replace(hookJSON(""), `"name": "audit", `, "", 1)[1:],
			"b.json", hookJSON(`, "enabled": true`), "audit.js", validScript), ".", nil,
			[]string{"a.json:1: the hook has no name",
				"b.json:1: post-user-registration has one enabled hook, and that is another (a.json:1): set enabled to false in one of them"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			hooks, problems := readSet(tt.files, tt.path, tt.vars)
			var got []string
			for _, p := range problems {
				got = append(got, p.Error())
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			if tt.want == nil && len(hooks) != 1 {
				t.Errorf("got %d hooks, want 1", len(hooks))
			}
		})
	}
}

func TestReadSetKeeps(t *testing.T) {
	t.Parallel()
	hooks, problems := readSet(set("audit.json", hookJSON(""), "audit.js", validScript), ".", nil)
	if len(problems) != 0 || len(hooks) != 1 {
		t.Fatal(hooks, problems)
	}
	if h := hooks[0]; h.Enabled != nil || h.Dependencies != nil || h.Secrets != nil {
		t.Errorf("a key left out is not nil: %+v", h)
	}
	hooks, problems = readSet(set("audit.json", hookJSON(`, "dependencies": {}, "secrets": {}`), "audit.js", validScript), ".", nil)
	if len(problems) != 0 || len(hooks) != 1 {
		t.Fatal(hooks, problems)
	}
	if h := hooks[0]; h.Dependencies == nil || h.Secrets == nil {
		t.Errorf("an empty map is nil: %+v", h)
	}
}
