package hookfile

import (
	"cmp"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	gocmp "github.com/google/go-cmp/cmp"

	"auth0-hook-action/internal/tenant"
)

// exported gives what an export of a tenant comes to.
func exported(t *testing.T, src ExportSource) (Exported, []string) {
	t.Helper()
	src.Path = cmp.Or(src.Path, "set")
	if src.Files == nil {
		src.Files = files()
	}
	out, found, err := Export(t.Context(), src)
	if err != nil {
		t.Fatal(err)
	}
	return out, said(found)
}

// observed is a hook on a tenant, all of which was read.
func observed(name string, trigger tenant.Trigger, script string, secrets ...string) tenant.Observed {
	return tenant.Observed{Name: name, Trigger: trigger, Format: tenant.FormatHook, Script: &script, Managed: true,
		Secrets: slices.Clip(secrets)}
}

func texts(files map[string][]byte) map[string]string {
	all := map[string]string{}
	for name, text := range files {
		all[name] = string(text)
	}
	return all
}

func TestExport(t *testing.T) {
	t.Parallel()
	audit := observed("audit-log", tenant.PostUserRegistration, "// <é>\r\nmodule.exports = '##STAGE##';", "url",
		"API_KEY")
	audit.Enabled, audit.Dependencies = new(true), map[string]string{"lodash": "4.17.21", "axios": "0.21.1"}
	nameless := tenant.Observed{ID: "01GEPVQEH9SX3RSTYY561TR92P", Trigger: tenant.SendPhoneMessage,
		Format: tenant.FormatHook, Script: new("x"),
		Dependencies: map[string]string{}, Managed: true}
	native := observed("Deny bots (EU)", tenant.PostLogin, "exports.onExecutePostLogin = async () => {};", "K")
	native.Format = tenant.FormatAction
	native.Dependencies, native.Given = map[string]string{"axios": "1.7.9",
		"lifted": "1.0.0"}, map[string]string{"axios": "1.7.9"}
	future := observed("future", 0, "x")
	foreign := observed("somebody's", tenant.PostLogin, "x")
	foreign.Managed = false
	out, found := exported(t, ExportSource{Observed: []tenant.Observed{audit, nameless, native, future, foreign}})
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
		"hooks/Deny bots -EU.js": "exports.onExecutePostLogin = async () => {};",
		"hooks/Deny bots -EU.json": `{
  "name": "Deny bots (EU)",
  "triggerId": "post-login",
  "script": "./Deny bots -EU.js",
  "dependencies": {
    "axios": "1.7.9"
  },
  "secrets": {
    "K": "##DENY_BOTS_EU_K##"
  }
}
`,
	}
	if diff := gocmp.Diff(want, texts(out.Write)); diff != "" {
		t.Errorf("files (-want +got)\n%s", diff)
	}
	wantFound := []string{
		`warning the hook "future" is left out: this action cannot deploy to its trigger`,
		`warning the hook "audit-log" contains the text of a marker, ##STAGE##`,
		`notice the files use what the Auth0 Deploy CLI does not support: native Actions, position, adopt or testPayload`,
	}
	if diff := gocmp.Diff(wantFound, found); diff != "" {
		t.Errorf("diagnostics (-want +got)\n%s", diff)
	}
	const wantBlock = "variables: |\n  AUDIT_LOG_API_KEY=${{ secrets.AUDIT_LOG_API_KEY }}\n  AUDIT_LOG_URL=${{ " +
		"secrets.AUDIT_LOG_URL }}\n" +
		"  DENY_BOTS_EU_K=${{ secrets.DENY_BOTS_EU_K }}\n  STAGE=##STAGE##"
	if out.Variables != wantBlock {
		t.Errorf("variables\n%s\nwant\n%s", out.Variables, wantBlock)
	}
	if diff := gocmp.Diff([]string{"hooks/audit-log.js", "hooks/01gepvqeh9sx3rstyy561tr92p.js",
		"hooks/Deny bots -EU.js", "", ""}, out.Scripts); diff != "" {
		t.Errorf("whose files (-want +got)\n%s", diff)
	}
}

// What no deployment takes is said.
func TestExportOfWhatCannotBeDeployed(t *testing.T) {
	t.Parallel()
	on := func(name string, script string, deps map[string]string) tenant.Observed {
		o := observed(name, tenant.CredentialsExchange, script)
		o.Enabled, o.Dependencies = new(true), deps
		return o
	}
	_, found := exported(t,
		ExportSource{Observed: []tenant.Observed{on("a_b", " ", nil),
			on("c", "x", map[string]string{"lodash": "latest"})}})
	want := []string{
		`warning the hook "a_b": "a_b" is not a hook's name`,
		`warning the hook "a_b" has no script`,
		`warning the hook "c": the version of "lodash" is not exact: "latest"`,
		`warning the hooks "a_b" and "c" are both enabled at credentials-exchange, which runs one of them`,
	}
	if diff := gocmp.Diff(want, found); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// Two hooks that would share a file or a marker write nothing.
func TestExportClashes(t *testing.T) {
	t.Parallel()
	hook := func(name, script string, keys ...string) tenant.Observed {
		return observed(name, tenant.PostChangePassword, script, keys...)
	}
	tests := map[string]struct {
		disk  fstest.MapFS
		hooks []tenant.Observed
		want  string
	}{
		"file": {nil, []tenant.Observed{hook("audit", "x"), hook("Audit", "x")},
			`error the hooks "audit" and "Audit" would both be written to "Audit.json"`},
		"file of odd names": {nil, []tenant.Observed{hook("a/b", "x"), hook("a:b", "x")},
			`error the hooks "a/b" and "a:b" would both be written to "a-b.json"`},
		"file of another hook": {files("set/hooks/a.json", strings.Replace(hookJSON(""), "audit", "other", 1),
			"set/hooks/audit.js", validScript),
			[]tenant.Observed{hook("a", "x"), observed("other", tenant.PostUserRegistration, validScript)},
			`error the hook "a" would be written to "set/hooks/a.json", which belongs to "other"`},
		"file that cannot be read": {files("set/hooks/a.json", "{", "set/hooks/a.js", validScript),
			[]tenant.Observed{hook("a", "x")},
			`error the hook "a" would be written to "set/hooks/a.json", which cannot be read`},
		"marker": {nil, []tenant.Observed{hook("a", "x", "B_C"), hook("a-b", "x", "C")},
			`error the secret "B_C" of the hook "a" and the secret "C" of the hook "a-b" would share the marker ##A_B_C##`},
		"marker in one hook": {nil, []tenant.Observed{hook("a", "x", "api-key", "API_KEY")},
			`error the secret "API_KEY" of the hook "a" and the secret "api-key" of the hook "a" would share the ` +
				`marker ##A_API_KEY##`},
		"marker in a script": {nil, []tenant.Observed{hook("a", "x", "KEY"), hook("b", "'##A_KEY##'")},
			`error the hook "b" contains the text ##A_KEY##, which is also the marker of the secret "KEY" of the hook "a"`},
		"marker of other files": {files("set/hooks/z.json",
			`{"name": "z", "triggerId": "post-login", "script": "./z.js", "secrets": {"K": "##A_KEY##"}}`, "set/hooks/z.js", "x"),
			[]tenant.Observed{hook("a", "x", "KEY"), observed("z", tenant.PostLogin, "x", "K")},
			`error the new marker ##A_KEY## of the secret "KEY" of the hook "a" is in use in other files`},
		"a name that is not known": {files("set/hooks/z.json",
			`{"name": "z-##ENV##", "triggerId": "post-login", "script": "./z.js"}`, "set/hooks/z.js", "x"), nil,
			"error input variables: the names and triggers of the hooks in files cannot be read without a value for ENV " +
				"(set/hooks/z.json:1)"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var disk fs.FS
			if tt.disk != nil {
				disk = tt.disk
			}
			_, found := exported(t, ExportSource{Files: disk, Observed: tt.hooks})
			if !slices.Contains(found, tt.want) {
				t.Errorf("got %q\nwant %q", found, tt.want)
			}
		})
	}
}
