package hookfile

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	gocmp "github.com/google/go-cmp/cmp"

	"auth0-hook-action/internal/tenant"
)

// Files that give what the tenant has stay as they are; of the others what differs is written, and all else stays (issue
// 18).
func TestExportIntoFiles(t *testing.T) {
	t.Parallel()
	const template = "// stage ##STAGE##\nmodule.exports = @@CONFIG@@;\n"
	description := func(more string) string {
		return "{\t\"name\": \"Audit Log\", \"triggerId\": \"post-user-registration\",\n\"script\": \"./lib/a.js\", " +
			"\"adopt\": true" + more + "}"
	}
	const ours = `, "enabled": true, "dependencies": {"axios": "1.7.9"}, "secrets": {"A": "##A_KEY##", "B": @@B_KEY@@}`
	full := "// stage prod\nmodule.exports = {\"a\":1};\n"
	const typed = `{"STAGE": "prod", "CONFIG": {"a": 1}, "A_KEY": "x", "B_KEY": "y"}`
	now := func(change func(*tenant.Observed)) tenant.Observed {
		o := observed("audit-log", tenant.PostUserRegistration, full, "A", "B")
		o.Enabled, o.Dependencies = new(true), map[string]string{"axios": "1.7.9"}
		if change != nil {
			change(&o)
		}
		return o
	}
	rewritten := func(enabled, script, axios, secrets string) string {
		return "{\n  \"name\": \"Audit Log\",\n  \"triggerId\": \"post-user-registration\",\n  \"script\": \"" + script +
			"\",\n  \"adopt\": true,\n  \"enabled\": " + enabled +
			",\n  \"dependencies\": {\n    \"axios\": \"" + axios + "\"\n  },\n  \"secrets\": {\n" + secrets + "\n  }\n}\n"
	}
	const bothSecrets = "    \"A\": \"##A_KEY##\",\n    \"B\": \"@@B_KEY@@\""
	tests := map[string]struct {
		more, vars string
		now        tenant.Observed
		write      map[string]string
		kept       []string
		variables  string
	}{
		"all as it is": {ours, typed, now(nil), nil, []string{"hooks/a.json", "hooks/lib/a.js"}, ""},
		"all as it is, without a value": {ours, "", now(nil), nil, []string{"hooks/a.json", "hooks/lib/a.js"},
			"A_KEY B_KEY CONFIG STAGE"},
		"fields left out": {"", typed, now(nil), nil, []string{"hooks/a.json", "hooks/lib/a.js"}, ""},
		"another script": {ours, typed, now(func(o *tenant.Observed) { o.Script = new("// ##NEW##") }),
			map[string]string{"hooks/lib/a.js": "// ##NEW##"},
			[]string{"hooks/a.json"}, "NEW"},
		"another script, without a value": {ours, "",
			now(func(o *tenant.Observed) { o.Script = new("// stage prod\nmodule.exports = 1") }),
			map[string]string{"hooks/lib/a.js": "// stage prod\nmodule.exports = 1"}, []string{"hooks/a.json"}, "A_KEY B_KEY"},
		"disabled, another version": {ours, typed,
			now(func(o *tenant.Observed) { o.Enabled, o.Dependencies = new(false), map[string]string{"axios": "1.8.0"} }),
			map[string]string{"hooks/a.json": rewritten("false", "./lib/a.js", "1.8.0",
				bothSecrets)}, []string{"hooks/lib/a.js"}, ""},
		"a new secret": {ours, typed, now(func(o *tenant.Observed) { o.Secrets = []string{"C", "B", "A"} }),
			map[string]string{"hooks/a.json": rewritten("true", "./lib/a.js", "1.7.9",
				bothSecrets+",\n    \"C\": \"##AUDIT_LOG_C##\"")}, []string{"hooks/lib/a.js"}, "AUDIT_LOG_C"},
		"a secret that is gone": {ours, typed, now(func(o *tenant.Observed) { o.Secrets = []string{"B"} }),
			map[string]string{"hooks/a.json": rewritten("true", "./lib/a.js", "1.7.9",
				"    \"B\": \"@@B_KEY@@\"")}, []string{"hooks/lib/a.js"}, ""},
		"secrets that were not read": {ours, typed, now(func(o *tenant.Observed) { o.Secrets = nil }), nil,
			[]string{"hooks/a.json", "hooks/lib/a.js"}, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			vars, _ := ParseVariables("variables", tt.vars)
			disk := files("set/hooks/a.json", description(tt.more), "set/hooks/lib/a.js", template)
			out, _ := exported(t, ExportSource{Files: disk, Variables: vars, Observed: []tenant.Observed{tt.now},
				Prune: true})
			want := tt.write
			if want == nil {
				want = map[string]string{}
			}
			if diff := gocmp.Diff(want, texts(out.Write)); diff != "" {
				t.Errorf("files (-want +got)\n%s", diff)
			}
			if diff := gocmp.Diff(tt.kept, out.Kept); diff != "" || len(out.Remove) > 0 {
				t.Errorf("removed %q, kept (-want +got)\n%s", out.Remove, diff)
			}
			if got := strings.Join(keysOfBlock(out.Variables), " "); got != tt.variables {
				t.Errorf("variables %q, want %q", got, tt.variables)
			}
			again(t, disk, out, vars, tt.now)
		})
	}
}

func keysOfBlock(block string) []string {
	var keys []string
	for _, line := range strings.Split(block, "\n")[1:] {
		keys = append(keys, line[:strings.IndexAny(line, "=:")])
	}
	for i := range keys {
		keys[i] = strings.TrimSpace(keys[i])
	}
	return keys
}

// again exports once more into what an export left: nothing is to be written then.
func again(t *testing.T, disk fstest.MapFS, out Exported, vars Variables, now ...tenant.Observed) {
	t.Helper()
	after := maps.Clone(disk)
	for name, text := range out.Write {
		after[path.Join("set", name)] = &fstest.MapFile{Data: text}
	}
	for _, name := range out.Remove {
		delete(after, path.Join("set", name))
	}
	if second, found := exported(t, ExportSource{Files: after, Variables: vars, Observed: now,
		Prune: true}); len(second.Write)+len(second.Remove) > 0 {
		t.Errorf("a second export writes %v and removes %v, and says %q", slices.Collect(maps.Keys(second.Write)),
			second.Remove, found)
	}
}

// A script that several hooks have, or that lies elsewhere, is not overwritten for one of them.
func TestExportOfSharedScripts(t *testing.T) {
	t.Parallel()
	entry := func(name, script string) string {
		return fmt.Sprintf(`{"name": %q, "triggerId": "post-login", "script": %q}`, name, script)
	}
	disk := files("set/hooks/a.json", entry("a", "./shared.js"), "set/hooks/b.json", entry("b", "./shared.js"),
		"set/hooks/c.json", entry("c", "../../js/c.js"),
		"set/hooks/shared.js", "one", "js/c.js", "one")
	now := []tenant.Observed{observed("a", tenant.PostLogin, "one"), observed("b", tenant.PostLogin, "two"),
		observed("c", tenant.PostLogin, "two")}
	out, _ := exported(t, ExportSource{Files: disk, Observed: now})
	got := texts(out.Write)
	if got["hooks/b.js"] != "two" || got["hooks/c.js"] != "two" || !strings.Contains(got["hooks/b.json"], `"./b.js"`) ||
		!strings.Contains(got["hooks/c.json"], `"./c.js"`) || len(got) != 4 {
		t.Errorf("written: %q", got)
	}
	if diff := gocmp.Diff([]string{"hooks/a.json", "hooks/shared.js"}, out.Kept); diff != "" {
		t.Errorf("kept (-want +got)\n%s", diff)
	}
	again(t, disk, out, Variables{}, now...)
}

func TestExportPrunes(t *testing.T) {
	t.Parallel()
	disk := files("set/hooks/audit.json", hookJSON(""), "set/hooks/audit.js", validScript, "set/hooks/old.json",
		strings.Replace(hookJSON(""), `"audit"`, `"old"`, 1),
		"set/hooks/gone.json", `{"name": "gone", "triggerId": "post-login", "script": "./gone.js"}`, "set/hooks/gone.js", "x",
		"set/hooks/broken.json", "{", "set/hooks/broken.js", "x", "set/hooks/package.json", "{}")
	now := observed("audit", tenant.PostUserRegistration, validScript)
	for prune, want := range map[bool][]string{true: {"hooks/gone.js", "hooks/gone.json", "hooks/old.json"}, false: nil} {
		out, _ := exported(t, ExportSource{Files: disk, Observed: []tenant.Observed{now}, Prune: prune})
		if diff := gocmp.Diff(want, out.Remove); diff != "" || len(out.Write) > 0 {
			t.Errorf("prune %v writes %q, removes (-want +got)\n%s", prune, texts(out.Write), diff)
		}
	}
	// A hook that takes the file's name of one that is gone.
	gone := observed("gone", tenant.PostChangePassword, "y")
	out, found := exported(t, ExportSource{Files: disk, Observed: []tenant.Observed{now, gone}, Prune: true})
	if slices.Contains(out.Remove, "hooks/gone.js") || string(out.Write["hooks/gone.js"]) != "y" {
		t.Errorf("removed %q, written %q, %q", out.Remove, texts(out.Write), found)
	}
}

func TestExportTarget(t *testing.T) {
	t.Parallel()
	disk := files("set/audit.json", hookJSON(""), "set/audit.js", validScript, "tenant.yaml", "hooks: []", "other/x.json",
		"{}")
	for dir, want := range map[string]string{"set": "there are hooks in \"set\" itself", "tenant.yaml": "is a file",
		"other": "", "new": "", ".": ""} {
		found, err := CheckTarget(t.Context(), disk, dir)
		if err != nil || (len(found) > 0) != (want != "") || want != "" && !strings.Contains(found[0].Message, want) {
			t.Errorf("%s: %v, %v, want %q", dir, found, err, want)
		}
	}
}
