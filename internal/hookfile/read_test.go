package hookfile

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"auth0-hook-action/internal/tenant"
)

// desiredOnDisk are the hooks that testdata/directory and testdata/yaml describe, both written by hand in the shape that
// the Deploy CLI documents.
func desiredOnDisk(t *testing.T, dir string) []tenant.Desired {
	t.Helper()
	read := func(name string) string {
		text, err := os.ReadFile(filepath.Join("testdata", dir, "hooks", name))
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	all := []tenant.Desired{{
		Name: "Invite Only", Trigger: tenant.PreUserRegistration, Format: tenant.FormatHook,
		Script: read("Invite Only.js"), File: dir + "/hooks/Invite Only.json", Line: 1,
	}, {
		Name: "audit-log", Trigger: tenant.PostUserRegistration, Format: tenant.FormatHook, Enabled: new(true),
		Script:       strings.ReplaceAll(read("audit-log.js"), "##ENV##", "prod"),
		Dependencies: map[string]string{"axios": "0.21.1", "@google-cloud/logging": "9.6.3"},
		Secrets:      secretsOfPairs("ENDPOINT", "https://prod.log.example.com", "API_KEY", `a"b\c`),
		File:         dir + "/hooks/audit-log.json", Line: 1, HideDiff: true,
	}}
	if dir == "yaml" {
		all[0].File, all[0].Line = "yaml/tenant.yaml", 22
		all[1].File, all[1].Line = "yaml/tenant.yaml", 12
	}
	return all
}

func TestReadOnDisk(t *testing.T) {
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
			set, found := readAll(root.FS(), tt.path, variables(t, "ENV", "prod", "AUDIT_LOG_API_KEY", `a"b\c`))
			for _, d := range found {
				t.Error(d)
			}
			got := set.Desired()
			slices.SortFunc(got, func(a, b tenant.Desired) int { return strings.Compare(a.Name, b.Name) })
			if diff := cmp.Diff(desiredOnDisk(t, tt.dir), got, sameValues); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			if file := set.Hooks[0].ScriptFile; !strings.HasPrefix(file, tt.dir+"/hooks/") {
				t.Errorf("script file %q", file)
			}
		})
	}
}

// TestReadWrong reads files in which everything is wrong: every problem of every file is found, at its line.
func TestReadWrong(t *testing.T) {
	t.Parallel()
	vars := variables(t, "BACKSLASH", `hunter\2`, "TAB", `two\twords`, "HASH", "# classified", "LINES",
		"line one\nline two", "GREETING", "hello", "NUMBER", "42")
	for _, name := range []string{"wrong", "wrong/tenant.yaml", "wrong/syntax.yaml"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, found := readAll(os.DirFS("testdata"), name, vars)
			var got strings.Builder
			for _, d := range found {
				fmt.Fprintf(&got, "%s [%s] %s\n", d.Severity, d.Rule, d.Error())
				if d.Hint != "" {
					hint := strings.TrimSuffix(d.Hint+"\n"+d.Paste, "\n")
					fmt.Fprintln(&got, "\thint:", strings.ReplaceAll(hint, "\n", "\n\t"))
				}
			}
			golden(t, strings.NewReplacer("/", "-", ".", "-").Replace(name)+".golden", got.String())
			for _, hidden := range []string{"hush-hush", "hunter", `two\t`, "classified", "line one", "line two"} {
				if strings.Contains(got.String(), hidden) {
					t.Errorf("a message holds the value %q", hidden)
				}
			}
		})
	}
}

func TestRead(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		files fstest.MapFS
		path  string
		vars  Variables
		want  []string // errors
	}{
		"nothing there": {files(), "hooks", Variables{},
			[]string{`input hooks-path: there is no "hooks" in the workspace`}},
		"no json": {files("a/audit.js", validScript), "a", Variables{},
			[]string{`input hooks-path: neither a hook nor another part of a tenant is described in "a": ` +
				`looked for NAME.json beside NAME.js in it and in a folder hooks in it, ` +
				`and found scripts without one: "audit.js"`}},
		"yaml with a map": {files("t.yaml", "hooks:\n  audit: {}\n"), "t.yaml", Variables{},
			[]string{`t.yaml:1: hooks is not a list`}},
		"list in a json file": {files("a/t.json", `{"hooks": [`+hookJSON("")+`]}`, "a/audit.js", validScript),
			"a/t.json", Variables{}, nil},
		"byte order mark and tabs": {files("audit.json", byteOrderMark+"{\n\t"+hookJSON("")[1:], "audit.js", validScript),
			".", Variables{}, nil},
		"script relative to the workspace": {files("a/hooks/audit.json",
			strings.Replace(hookJSON(""), "./audit.js", "a/js/audit.js", 1),
			"a/js/audit.js", validScript), "a", Variables{}, nil},
		"script with backslashes": {files("a/hooks/audit.json",
			strings.Replace(hookJSON(""), "./audit.js", `..\\js\\audit.js`, 1),
			"a/js/audit.js", validScript), "a", Variables{}, nil},
		"script outside": {files("a/audit.json", strings.Replace(hookJSON(""), "./audit.js", "../../audit.js", 1)), "a",
			Variables{},
			[]string{`a/audit.json:1: script "../../audit.js" leads out of the workspace`}},
		"absolute script": {files("a/audit.json", strings.Replace(hookJSON(""), "./audit.js", "/etc/passwd", 1)), "a",
			Variables{},
			[]string{`a/audit.json:1: script "/etc/passwd" is an absolute path`}},
		"script on a drive": {files("a/audit.json", strings.Replace(hookJSON(""), "./audit.js", `C:\\hooks\\audit.js`,
			1)), "a", Variables{},
			[]string{`a/audit.json:1: script "C:\\hooks\\audit.js" is an absolute path`}},
		"script in .git": {files("audit.json", strings.Replace(hookJSON(""), "./audit.js", ".git/config", 1),
			".git/config", "[core]"), ".", Variables{},
			[]string{`audit.json:1: script ".git/config": it is in .git, from which nothing is read`}},
		"large script": {files("audit.json", hookJSON(""), "audit.js", strings.Repeat(" ", 131_073)), ".", Variables{},
			[]string{`audit.json:1: script "./audit.js": it is larger than 128 kB (131,072 bytes)`}},
		"large json": {files("audit.json", strings.Repeat(" ", maxJSON+1)), ".", Variables{},
			[]string{`audit.json: it is larger than 1 MiB`}},
		"large yaml": {files("t.yaml", strings.Repeat(" ", maxYAML+1)), "t.yaml", Variables{},
			[]string{`t.yaml: it is larger than 8 MiB`}},
		"script that is not utf-8": {files("audit.json", hookJSON(""), "audit.js", "// caf\xe9"), ".", Variables{},
			[]string{`audit.json:1: script "./audit.js": it is not UTF-8 text`}},
		"shared script's marker is said once": {files("a.json", hookJSON(""), "b.json",
			strings.Replace(hookJSON(""), `"audit"`, `"other"`, 1),
			"audit.js", "// 1\n// ##WHO##\n"), ".", Variables{},
			[]string{`input variables: this marker has no value: ##WHO## (audit.js:2)`}},
		"lines behind a value of several": {files("t.yaml",
			"a: 1\nhooks:\n- secrets: { A: @@V@@ }\n  dependencies: ##D##\n  nme: x\n  script: audit.js\n  triggerId: "+
				"login\n",
			"audit.js", validScript), "t.yaml", variables(t, "V", "v", "D", "{\n\n\"a\": \"1.0.0\"}"),
			[]string{
				`t.yaml:3: the hook has no name`,
				`t.yaml:5: "nme" is not a key of a hook`,
				`t.yaml:7: "login" is not a trigger: use ` + allTriggers(),
			}},
		"variables are not shown": {files("audit.json", `{"name": "_##V##", "triggerId": "##V##", "script": "##V##.js"}`),
			".", variables(t, "V", "classified"),
			[]string{
				`audit.json:1: "***" is not a trigger`,
				`audit.json:1: script: there is no file "***" in the workspace`,
				`audit.json:1: "***" is not a hook's name`,
			}},
		"markers that blow a file up": {files("audit.json", hookJSON(""), "audit.js", strings.Repeat("##V##", 2<<10)),
			".", variables(t, "V", strings.Repeat("x", 1<<10)),
			[]string{`audit.js: with its markers replaced it is larger than 128 kB (131,072 bytes)`}},
		"deep json": {files("a.json", strings.Repeat("[", 1<<18)+strings.Repeat("]", 1<<18)), ".", Variables{},
			[]string{`a.json:1: it is nested too deeply`}},
		"json a little too deep": {files("a.json", `{"name":`+strings.Repeat("[\n", maxDepth)+strings.Repeat("]",
			maxDepth)+"}", "a.js", validScript), ".", Variables{},
			[]string{`a.json:1: name is not text`, `a.json:1: the hook has no triggerId`,
				`a.json:1: the hook has no script`, `a.json:32: it is nested too deeply`}},
		"deep yaml": {files("t.yaml", "hooks: "+strings.Repeat("[", 1<<19)), "t.yaml", Variables{},
			[]string{`t.yaml:1: it is nested too deeply`}},
		"deep yaml lists": {files("t.yaml", "hooks:\n"+strings.Repeat("- ", 1<<18)), "t.yaml", Variables{},
			[]string{`t.yaml:2: it is nested too deeply`}},
		"yaml bomb": {files("t.yaml",
			"hooks:\n- &a [x,x,x,x,x,x,x,x]\n- &b [*a,*a,*a,*a,*a,*a]\n- [*b,*b,*b,*b,*b,*b]\n"), "t.yaml", Variables{},
			[]string{"t.yaml:2: " + anchors, "t.yaml:3: " + anchors, "t.yaml:4: " + anchors}},
		"no name to show": {files("a.json",
			hookJSON(`, "enabled": true`)[:1]+`"enabled": true, `+strings.Replace(hookJSON(""), `"name": "audit", `, "",
				1)[1:],
			"b.json", hookJSON(`, "enabled": true`), "audit.js", validScript), ".", Variables{},
			[]string{"a.json:1: the hook has no name",
				`b.json:1: "audit" and a hook without a name (a.json:1) are both enabled at post-user-registration, ` +
					`which runs one of them`}},
		"position": {files("a.json", hookJSON(`, "position": "before"`), "audit.js", validScript), ".", Variables{},
			[]string{`a.json:1: position is "before"`}},
		"no test payload": {files("a.json", hookJSON(`, "testPayload": "./e.json"`), "audit.js", validScript), ".",
			Variables{},
			[]string{`a.json:1: testPayload: there is no file "e.json" in the workspace`}},
		"a test payload of no event": {files("a.json", hookJSON(`, "testPayload": "./x/e.json"`), "audit.js", validScript,
			"x/e.json", "[\n{},\n1]"), ".", Variables{},
			[]string{`x/e.json:3: event 2 is not a JSON object`}},
		"an unfinished merge": {files("a.json", "{\n<<<<<<< HEAD\n\"name\": \"a\"\n=======\n>>>>>>> topic\n}", "a.js",
			validScript), ".", Variables{},
			[]string{"a.json:2: it contains the marks of a merge conflict"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			set, found := readAll(tt.files, tt.path, tt.vars)
			if diff := cmp.Diff(tt.want, lines(found)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			if tt.want == nil && len(set.Hooks) != 1 {
				t.Errorf("got %d hooks, want 1", len(set.Hooks))
			}
		})
	}
}

func allTriggers() string {
	var ids []string
	for _, t := range tenant.Triggers() {
		ids = append(ids, t.String())
	}
	return strings.Join(ids, ", ")
}

func TestReadKeeps(t *testing.T) {
	t.Parallel()
	set, found := readAll(files("audit.json", hookJSON(""), "audit.js", validScript), ".", Variables{})
	if len(found) != 0 || len(set.Hooks) != 1 {
		t.Fatal(set, found)
	}
	if h := set.Hooks[0]; h.Enabled != nil || h.Dependencies != nil || h.Secrets != nil {
		t.Errorf("a key left out is not nil: %+v", h)
	}
	set, found = readAll(files("audit.json", hookJSON(`, "dependencies": {}, "secrets": {}`), "audit.js", validScript),
		".", Variables{})
	if len(found) != 0 || len(set.Hooks) != 1 {
		t.Fatal(set, found)
	}
	if h := set.Hooks[0]; h.Dependencies == nil || h.Secrets == nil {
		t.Errorf("an empty map is nil: %+v", h)
	}
}

// The keys that the Deploy CLI does not know: position, adopt and testPayload.
func TestReadOwnKeys(t *testing.T) {
	t.Parallel()
	set, found := readAll(files("audit.json",
		hookJSON(`, "position": "after: Deny bots", "adopt": true, "testPayload": ".\\events\\one.json"`),
		"audit.js", validScript, "events/one.json", "\ufeff[{\"user\": 1}, {}]"), ".", Variables{})
	if len(found) > 0 || len(set.Hooks) != 1 {
		t.Fatal(set, found)
	}
	h := set.Hooks[0]
	got := []any{h.Position, h.Adopt, string(h.Tests[0]), string(h.Tests[1]), len(h.Tests)}
	want := []any{tenant.Position{Where: tenant.After, Name: "Deny bots"}, true, `{"user": 1}`, "{}", 2}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestReadNamesOnly(t *testing.T) {
	t.Parallel()
	disk := files("a.json",
		`{"name": "a", "triggerId": "post-login", "script": "./gone.js", "secrets": {"K": "##NOPE##"}}`,
		"b.json", `{"name": "##WHO##", "triggerId": "post-login", "script": "./gone.js"}`)
	set, found, err := Read(t.Context(), Source{Files: disk, Path: ".", NamesOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"input variables: this marker has no value: ##WHO## (b.json:1)"},
		lines(found)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if d := set.Hooks[0].Desired; d.Name != "a" || d.Trigger != tenant.PostLogin || d.Script != "" || d.Secrets != nil {
		t.Errorf("got %+v", d)
	}
}
