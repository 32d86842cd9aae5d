package config

import (
	"fmt"
	"math/rand/v2"
	"path"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"auth0-hook-action/internal/secret"
	"auth0-hook-action/internal/tenant"
)

func TestFiles(t *testing.T) {
	t.Parallel()
	on := true
	files, warnings, err := Files([]tenant.Hook{{
		ID: "01GEPVQEH9SX3RSTYY561TR92N", Name: "audit-log", Trigger: tenant.PostUserRegistration, Enabled: &on,
		Script:       "// <é>\r\nmodule.exports = '##STAGE##';",
		Dependencies: map[string]string{"lodash": "4.17.21", "axios": "0.21.1"},
		Secrets:      map[string]secret.Value{"url": {}, "API_KEY": {}},
	}, {
		ID: "01GEPVQEH9SX3RSTYY561TR92P", Trigger: tenant.SendPhoneMessage, Script: "x", Dependencies: map[string]string{},
	}, {
		ID: "3", Name: "future", Script: "x",
	}})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for name, text := range files {
		got[name] = string(text)
	}
	want := map[string]string{
		"hooks/audit-log.js": "// <é>\r\nmodule.exports = '##STAGE##';",
		"hooks/audit-log.json": `{
  "name": "audit-log",
  "triggerId": "post-user-registration",
  "enabled": true,
  "script": "./audit-log.js",
  "dependencies": {
    "axios": "0.21.1",
    "lodash": "4.17.21"
  },
  "secrets": {
    "API_KEY": "##AUDIT_LOG_API_KEY##",
    "url": "##AUDIT_LOG_URL##"
  }
}
`,
		"hooks/01gepvqeh9sx3rstyy561tr92p.js": "x",
		"hooks/01gepvqeh9sx3rstyy561tr92p.json": `{
  "name": "01gepvqeh9sx3rstyy561tr92p",
  "triggerId": "send-phone-message",
  "script": "./01gepvqeh9sx3rstyy561tr92p.js",
  "dependencies": {}
}
`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("files (-want +got)\n%s", diff)
	}
	wantWarnings := []string{
		`hook "audit-log", line 2: the script exports a string, but the platform calls what it exports: its file cannot be deployed before that is mended`,
		`hook "01gepvqeh9sx3rstyy561tr92p", line 1: the script exports nothing: its file cannot be deployed before that is mended`,
		`hook "future" is left out: its trigger is none that can be deployed`,
		`hook "audit-log" holds the text of a marker: deploy its file with the variable STAGE: "##STAGE##", which keeps it as it is`,
	}
	if diff := cmp.Diff(wantWarnings, warnings); diff != "" {
		t.Errorf("warnings (-want +got)\n%s", diff)
	}
}

func TestFilesClash(t *testing.T) {
	t.Parallel()
	hook := func(name, script string, keys ...string) tenant.Hook {
		h := tenant.Hook{Name: name, Trigger: tenant.PostChangePassword, Script: script, Secrets: map[string]secret.Value{}}
		for _, key := range keys {
			h.Secrets[key] = secret.Value{}
		}
		return h
	}
	tests := map[string]struct {
		hooks []tenant.Hook
		want  string
	}{
		"file": {[]tenant.Hook{hook("audit", "x"), hook("Audit", "x")},
			`hooks "audit" and "Audit" would both be written to "Audit.json": rename one of them`},
		"file of odd names": {[]tenant.Hook{hook("a/b", "x"), hook("a:b", "x")},
			`hooks "a/b" and "a:b" would both be written to "a-b.json": rename one of them`},
		"marker": {[]tenant.Hook{hook("a", "x", "B_C"), hook("a-b", "x", "C")},
			`secret "B_C" of hook "a" and secret "C" of hook "a-b" would share the marker ##A_B_C##: rename one of the secrets or hooks`},
		"marker in one hook": {[]tenant.Hook{hook("a", "x", "api-key", "API_KEY")},
			`secret "API_KEY" of hook "a" and secret "api-key" of hook "a" would share the marker ##A_API_KEY##: rename one of the secrets or hooks`},
		"marker in a script": {[]tenant.Hook{hook("a", "x", "KEY"), hook("b", "'##A_KEY##'")},
			`hook "b" holds the text ##A_KEY##, which is the marker of secret "KEY" of hook "a" too: rename the secret or change the text`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			files, _, err := Files(tt.hooks)
			if err == nil || err.Error() != tt.want {
				t.Errorf("got  %v\nwant %s", err, tt.want)
			}
			if files != nil {
				t.Error("there are files")
			}
		})
	}
}

func TestFileNamesAreSafe(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"../../etc/passwd", "/abs", `..\..\x`, ".hidden", "..", ".", " lead", "a\x00b", "é", "##A##", strings.Repeat("long", 200), "-", "CON"} {
		file := fileName(name)
		if file == "" || strings.ContainsAny(file, "/\\\x00#") || strings.HasPrefix(file, ".") || len(file) > 200 || path.Clean(file) != file {
			t.Errorf("%q is written to %q", name, file)
		}
	}
	for _, name := range []string{"audit-log", "Invite Only", "01gepvqeh9"} {
		if file := fileName(name); file != name {
			t.Errorf("%q is written to %q", name, file)
		}
	}
}

// TestFilesRoundTrip reads random hooks from the files that they were written to: they are the same.
func TestFilesRoundTrip(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 4))
	for range 500 {
		hooks := randomHooks(r)
		files, warnings, err := Files(hooks)
		if err != nil {
			continue // two share a name or a marker
		}
		disk := fstest.MapFS{}
		for name, text := range files {
			disk[path.Join("set", name)] = &fstest.MapFile{Data: text}
		}
		got, problems := readSet(disk, "set", roundTripVariables(hooks, warnings))
		slices.SortFunc(hooks, func(a, b tenant.Hook) int { return strings.Compare(a.Name+".json", b.Name+".json") })
		diff := cmp.Diff(hooks, got, sameValues, cmpopts.IgnoreFields(tenant.Hook{}, "File"))
		if diff != "" || len(problems) > 0 {
			t.Fatalf("(-want +got)\n%s\n%v", diff, problems)
		}
	}
}

// roundTripVariables are the values of the secrets' markers, and the variables that the warnings ask for.
func roundTripVariables(hooks []tenant.Hook, warnings []string) map[string]secret.Value {
	vars := map[string]secret.Value{}
	for _, h := range hooks {
		for key, value := range h.Secrets {
			vars[secretMarker(h.Name, key)] = value
		}
	}
	for _, w := range warnings {
		_, pair, _ := strings.Cut(w, "with the variable ")
		key, _, _ := strings.Cut(pair, ":")
		vars[key] = secret.New(hashed(key))
	}
	return vars
}

func randomHooks(r *rand.Rand) []tenant.Hook {
	var hooks []tenant.Hook
	seen := map[string]bool{}
	slots := map[tenant.Trigger]bool{}
	for range 1 + r.IntN(4) {
		h := tenant.Hook{
			Name:    pick(r, "audit", "Invite Only", "a", "b-2", "log it", "x1"),
			Trigger: tenant.Triggers()[r.IntN(5)],
			Script:  "//" + randomText(r) + randomText(r),
		}
		if seen[h.Key()] {
			continue
		}
		seen[h.Key()] = true
		if r.IntN(2) == 0 {
			on := r.IntN(2) == 0 && !slots[h.Trigger]
			slots[h.Trigger] = slots[h.Trigger] || on
			h.Enabled = &on
		}
		if r.IntN(2) == 0 {
			h.Dependencies = map[string]string{}
			for range r.IntN(3) {
				h.Dependencies[pick(r, "lodash", "@auth0/x", "axios")] = fmt.Sprintf("%d.%d.0", r.IntN(9), r.IntN(99))
			}
		}
		if r.IntN(2) == 0 {
			h.Secrets = map[string]secret.Value{}
			for range r.IntN(3) {
				h.Secrets[pick(r, "API_KEY", "url", "a.b", "x-y")] = secret.New(pick(r, "s3cret", "two words", "##K##", "a # b", "{", "'"))
			}
		}
		hooks = append(hooks, h)
	}
	return hooks
}

func pick(r *rand.Rand, words ...string) string { return words[r.IntN(len(words))] }
