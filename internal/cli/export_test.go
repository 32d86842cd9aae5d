package cli_test

import (
	"os"
	"strings"
	"testing"

	"auth0-hook-action/internal/sandbox"
)

// newExportEnv is an env that exports to a directory.
func newExportEnv(t *testing.T, to string) *env {
	t.Helper()
	return newEnv(t, "mode", "export", "hooks-path", to).without("hook-name", "trigger", "script-path")
}

// A link in hooks-path that leads elsewhere in the workspace is not written through.
func TestExportStaysInHooksPath(t *testing.T) {
	t.Parallel()
	e := newExportEnv(t, "auth0")
	e.auth0.AddHook(sandbox.Hook{Name: "audit", Trigger: "credentials-exchange", Script: audit})
	e.file("src/precious.js", "// precious")
	e.file("auth0/hooks/.keep", "")
	e.must(os.Symlink("../../src/precious.js", e.path("auth0/hooks/audit.js")))
	e.run().want(1, "result", "failed")
	if text := read(t, e.path("src/precious.js")); text != "// precious" {
		t.Errorf("a file outside hooks-path was overwritten: %q", text)
	}
}

// An export would put its files where they hide those that are there.
func TestExportHidesNoHooks(t *testing.T) {
	t.Parallel()
	e := newExportEnv(t, "auth0/hooks")
	e.auth0.AddHook(sandbox.Hook{Name: "audit", Trigger: "credentials-exchange", Script: audit})
	e.file("auth0/hooks/audit.js", audit)
	e.file("auth0/hooks/audit.json", hookFile("audit", ""))
	e.run().want(2, "result", "failed").says("an export goes to its folder hooks")
	if n := len(e.auth0.Requests()); n != 0 {
		t.Errorf("%d requests", n)
	}
	e.file("auth0/hooks/hooks/audit.js", audit)
	e.inputs("mode", "plan").run().want(2, "result", "failed").says("it is not clear which are meant")
}

// An export says what of it no deployment takes, and what it leaves out.
func TestExportWarnsOfWhatCannotBeDeployed(t *testing.T) {
	t.Parallel()
	e := newExportEnv(t, "auth0")
	e.auth0.AddHook(sandbox.Hook{Name: "old", Trigger: "credentials-exchange", Script: "function old() {}", Enabled: true})
	e.auth0.AddHook(sandbox.Hook{Name: "second", Trigger: "credentials-exchange", Script: audit, Enabled: true,
		Dependencies: map[string]string{"lodash": "latest"}})
	e.auth0.AddHook(sandbox.Hook{Name: "future", Trigger: "brand-new-trigger", Script: audit})
	e.run().want(0, "result", "exported").says(`hook "old", line 1`, `"lodash": "latest" is not an exact version`,
		`"old" and "second" are both enabled`, `hook "future" is left out`)
	if _, err := os.Stat(e.path("auth0/hooks/future.json")); err == nil {
		t.Error("the hook with the unknown trigger has a file")
	}
}

// What an export calls a nameless hook finds that hook again, with its script and its secrets.
func TestNamelessHookComesBack(t *testing.T) {
	t.Parallel()
	for _, bare := range []bool{false, true} {
		e := newExportEnv(t, "auth0")
		e.auth0.SetListWithoutScript(bare)
		id := e.auth0.AddHook(sandbox.Hook{Trigger: "credentials-exchange", Script: audit, Secrets: map[string]string{"KEY": "a value of old"}})
		e.run().want(0, "result", "exported")
		marker := strings.ToUpper(id) + "_KEY"
		e.secrets = append(e.secrets, "a value that is new")
		e.inputs("mode", "apply", "variables", marker+"=a value that is new").run().want(0, "result", "unchanged", "hook-id", id)
		if h := e.auth0.Hooks()[0]; h.Secrets["KEY"] != "a value that is new" || h.Script != audit {
			t.Errorf("the tenant has %+v", h)
		}
	}
}
