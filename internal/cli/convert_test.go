package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"auth0-hook-action/internal/sandbox"
)

// newConvertEnv converts hooks/audit.js.
func newConvertEnv(t *testing.T, inputs ...string) *env {
	t.Helper()
	return newEnv(t, append([]string{"mode", "convert"}, inputs...)...).without("domain", "token", "hook-name")
}

func TestConvertWritesAndIsIdempotent(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newConvertEnv(t)
		o := e.run().want(0, "result", "converted", "changed", "true").says("hooks/audit.action.js", "idiomatic")
		native := read(t, filepath.Join(e.dir, "workspace", "hooks", "audit.action.js"))
		if !strings.Contains(native, "exports.onExecuteCredentialsExchange = async (event, api) =>") || strings.Contains(native, "cb(") {
			t.Errorf("not idiomatic:\n%s\n%s", native, o.summary)
		}
		e.run().want(0, "result", "converted", "changed", "false")
		if n := len(e.auth0.Requests()); n != 0 {
			t.Errorf("%d requests to the tenant", n)
		}
		// What was converted deploys under the same id.
		id := newActionsEnvOf(e).run().want(0, "result", "created").outputs["hook-id"]
		e.inputs("script-path", "hooks/audit.action.js").run().want(0, "result", "updated", "hook-id", id)
	})
}

// newActionsEnvOf makes the step deploy to a tenant without Hooks.
func newActionsEnvOf(e *env) *env {
	e.auth0.SetAge(sandbox.HooksGone)
	return e.inputs("mode", "apply", "domain", e.domain, "token", e.token, "hook-name", "audit")
}

func TestConvertNeverOverwritesWhatIsNotItsOwn(t *testing.T) {
	t.Parallel()
	for name, edit := range map[string]func(text string) string{
		"somebody's file": func(string) string { return "// mine\n" },
		"edited since":    func(text string) string { return text + "// edited\n" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			timed(t, func(t *testing.T) {
				e := newConvertEnv(t)
				e.run().want(0)
				file := filepath.Join(e.dir, "workspace", "hooks", "audit.action.js")
				mine := edit(read(t, file))
				if err := os.WriteFile(file, []byte(mine), 0o600); err != nil {
					t.Fatal(err)
				}
				e.file("hooks/audit.js", audit+"// changed\n")
				e.run().want(1, "result", "failed").says("hooks/audit.action.js")
				if got := read(t, file); got != mine {
					t.Errorf("it was overwritten:\n%s", got)
				}
			})
		})
	}
}

func TestConvertOfOtherFiles(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newConvertEnv(t)
		e.file("hooks/audit.js", "exports.onExecuteCredentialsExchange = async (event, api) => {};\n")
		e.run().want(0, "result", "converted", "changed", "false").says("is a native Action already")
		// What an Action cannot keep is an error, and no file is written.
		e = newConvertEnv(t, "trigger", "pre-user-registration")
		e.file("hooks/audit.js", "module.exports = function (user, context, cb) {\n  cb(user.password.length < 12 ? new "+
			"Error('short') : null, { user });\n};\n")
		e.run().want(2, "result", "failed").says("password")
		if _, err := os.Stat(filepath.Join(e.dir, "workspace", "hooks", "audit.action.js")); err == nil {
			t.Error("a file was written")
		}
		// An adapter, where one construct keeps the file from an idiomatic Action.
		e = newConvertEnv(t)
		e.file("hooks/audit.js", "module.exports = function (client, scope, audience, context, cb) {\n  setTimeout(function () { "+
			"cb(null, { scope: scope }); }, 1);\n};\n")
		e.run().want(0, "result", "converted").says("adapter")
	})
}

// A link out of the workspace is not followed, and nothing is said to be there.
func TestConvertFollowsNoLinkOutOfTheWorkspace(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newConvertEnv(t)
		outside := filepath.Join(t.TempDir(), "outside.js")
		if err := os.Symlink(outside, filepath.Join(e.dir, "workspace", "hooks", "audit.action.js")); err != nil {
			t.Fatal(err)
		}
		o := e.run().want(1, "result", "failed").says("escapes")
		if strings.Contains(o.summary, "there already") {
			t.Errorf("the summary says that the file is there:\n%s", o.summary)
		}
		if _, err := os.Lstat(outside); err == nil {
			t.Error("a file was written outside")
		}
	})
}
