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
	timed(t, func(t *testing.T) {
		e := newExportEnv(t, "auth0")
		e.auth0.AddHook(sandbox.Hook{Name: "audit", Trigger: "credentials-exchange", Script: audit})
		e.file("src/precious.js", "// precious")
		e.file("auth0/hooks/.keep", "")
		e.must(os.Symlink("../../src/precious.js", e.path("auth0/hooks/audit.js")))
		e.run().want(1, "result", "failed")
		if text := read(t, e.path("src/precious.js")); text != "// precious" {
			t.Errorf("a file outside hooks-path was overwritten: %q", text)
		}
	})
}

// An export would put its files where they hide those that are there.
func TestExportHidesNoHooks(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newExportEnv(t, "auth0/hooks")
		e.auth0.AddHook(sandbox.Hook{Name: "audit", Trigger: "credentials-exchange", Script: audit})
		e.file("auth0/hooks/audit.js", audit)
		e.file("auth0/hooks/audit.json", hookFile("audit", ""))
		e.run().want(2, "result", "failed").says("an export goes to its folder hooks")
		if n := len(e.auth0.Requests()); n != 0 {
			t.Errorf("%d requests", n)
		}
		e.file("auth0/hooks/hooks/audit.js", audit)
		e.inputs("mode", "plan").run().want(2, "result", "failed").says("and in its folder hooks", "in one place")
	})
}

// An export says what of it no deployment takes, and what it leaves out.
func TestExportWarnsOfWhatCannotBeDeployed(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newExportEnv(t, "auth0")
		e.auth0.AddHook(sandbox.Hook{Name: "old", Trigger: "credentials-exchange", Script: "function old() {}", Enabled: true})
		e.auth0.AddHook(sandbox.Hook{Name: "second", Trigger: "credentials-exchange", Script: audit, Enabled: true,
			Dependencies: map[string]string{"lodash": "latest"}})
		e.auth0.AddHook(sandbox.Hook{Name: "future", Trigger: "brand-new-trigger", Script: audit})
		o := e.run().want(0, "result", "exported").says("auth0/hooks/old.js", `the version of "lodash" is not exact: "latest"`,
			`"old" and "second" are both enabled`, `hook "future" is left out`)
		if !strings.Contains(o.log, "::warning col=1,file=auth0/hooks/old.js,line=1,") {
			t.Errorf("no warning stands at the script of old:\n%s", o.log)
		}
		if _, err := os.Stat(e.path("auth0/hooks/future.json")); err == nil {
			t.Error("the hook with the unknown trigger has a file")
		}
	})
}

// An Action's script may hold what variables put into it: a file that holds it now is not to be committed as it is.
func TestExportWarnsOfFilledValues(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		const message = "variables put values into its script"
		e := newSetEnv(t, "audit.js", audit+"const word = '##WORD##';\n", "audit.json", hookFile("audit", ""))
		e.inputs("variables", "WORD=orange", "runtime", "actions").run().want(0, "result", "created")
		if o := e.inputs("mode", "export").run().want(0, "result", "exported"); strings.Contains(o.log, message) {
			t.Errorf("a file that was left alone is warned of:\n%s", o.log)
		}
		e.inputs("hooks-path", "other").run().want(0, "result", "exported").annotated("warning", "file=other/hooks/audit.js", message)
	})
}

// What an export calls a nameless hook finds that hook again, with its script and its secrets.
func TestNamelessHookComesBack(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		for _, bare := range []bool{false, true} {
			e := newExportEnv(t, "auth0")
			e.auth0.Assume(sandbox.Assumptions{ListWithoutScript: bare})
			id := e.auth0.AddHook(sandbox.Hook{Trigger: "credentials-exchange", Script: audit,
				Secrets: map[string]string{"KEY": "a value of old"}})
			e.run().want(0, "result", "exported")
			marker := strings.ToUpper(id) + "_KEY"
			e.secrets = append(e.secrets, "a value that is new")
			e.inputs("mode", "apply", "variables", marker+"=a value that is new").run().want(0, "result", "unchanged", "hook-id", id)
			if h := e.auth0.Hooks()[0]; h.Secrets["KEY"] != "a value that is new" || h.Script != audit {
				t.Errorf("the tenant has %+v", h)
			}
		}
	})
}

func TestExportAndBack(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newSetEnv(t, "unused.txt", "")
		e.inputs("hooks-path", "out", "mode", "export")
		e.auth0.AddHook(sandbox.Hook{Name: "audit-log", Trigger: "credentials-exchange", Script: audit, Enabled: true,
			Dependencies: map[string]string{"lodash": "4.17.21"}, Secrets: map[string]string{"API_KEY": "a value nobody may see"}})
		e.auth0.AddHook(sandbox.Hook{Name: "with-marker", Trigger: "credentials-exchange", Script: audit + "// ##MARK##\n"})
		e.secrets = append(e.secrets, "a value nobody may see")
		o := e.run().want(0, "result", "exported", "changed", "false")
		if !strings.Contains(o.log, "MARK") {
			t.Errorf("nothing is said of the marker in a script:\n%s", o.log)
		}
		if text := read(t, e.path("out/hooks/audit-log.json")); !strings.Contains(text, "##AUDIT_LOG_API_KEY##") {
			t.Errorf("the export has no marker for the secret:\n%s", text)
		}
		if n := e.auth0.Writes(); n != 0 {
			t.Errorf("an export made %d writes", n)
		}
		e.inputs("mode", "apply", "variables", "AUDIT_LOG_API_KEY=a value nobody may see\nMARK=##MARK##\n")
		e.run().want(0, "result", "unchanged", "changed", "false")
	})
}

func TestExportStaysInside(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newSetEnv(t, "unused.txt", "")
		outside := t.TempDir()
		if err := os.Symlink(outside, e.path("out")); err != nil {
			t.Fatal(err)
		}
		e.auth0.AddHook(sandbox.Hook{Name: "audit", Trigger: "credentials-exchange", Script: audit})
		e.inputs("hooks-path", "out", "mode", "export").run().want(1, "result", "failed")
		if left, err := os.ReadDir(outside); err != nil || len(left) > 0 {
			t.Errorf("%v was written outside the workspace (%v)", left, err)
		}
	})
}
