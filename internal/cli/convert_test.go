package cli_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"auth0-hook-action/internal/sandbox"
	"auth0-hook-action/internal/script"
	"auth0-hook-action/internal/tenant"
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

// Each starter, sample and shape of a hook is deployed, converted, and deployed again under the same id, without a finding that its
// hook did not have.
func TestEverythingConvertedDeploysUnderTheSameID(t *testing.T) {
	t.Parallel()
	hooks := map[string]string{} // scripts by trigger and name
	for _, trigger := range tenant.HookTriggers() {
		hooks[trigger.String()+" starter"] = script.Starter(trigger, tenant.FormatHook)
	}
	short := map[string]string{"after": "post-user-registration", "before": "pre-user-registration",
		"exchange": "credentials-exchange", "password": "post-change-password", "phone": "send-phone-message"}
	for _, file := range slices.Concat(glob(t, "../shim/testdata/shapes/*.js"), glob(t, "../../testdata/hooks/*.js")) {
		name := filepath.Base(file)
		trigger := short[name[:strings.IndexByte(name, '-')]]
		for _, on := range tenant.HookTriggers() {
			if strings.HasPrefix(name, on.String()) {
				trigger = on.String()
			}
		}
		hooks[trigger+" "+name] = read(t, file)
	}
	if len(hooks) < 42 {
		t.Fatalf("%d hooks", len(hooks))
	}
	for name, text := range hooks {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			timed(t, func(t *testing.T) {
				trigger, _, _ := strings.Cut(name, " ")
				e := newConvertEnv(t, "trigger", trigger)
				e.file("hooks/audit.js", text)
				paste := e.run().want(0, "result", "converted").toDeclare()
				newActionsEnvOf(e).inputs("runtime", "actions")
				hook := e.run().want(0, "result", "created")
				native := e.inputs("script-path", "hooks/audit.action.js", "dependencies", paste).run().want(0, "result", "updated", "hook-id",
					hook.outputs["hook-id"])
				if n := strings.Count(native.log, "::warning"); n > strings.Count(hook.log, "::warning") {
					t.Errorf("findings that the hook did not have:\n%s\nof the hook:\n%s", native.log, hook.log)
				}
				if n := len(e.auth0.Actions()); n != 1 {
					t.Errorf("%d Actions", n)
				}
			})
		})
	}
}

// Two hooks at two triggers may share a script, and become two Actions: one file cannot be both, and none is written.
func TestConversionOfASharedScript(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newSetEnv(t, "audit.js", "module.exports = function (user, context, cb) {\n  cb(null);\n};\n",
			"a.json", strings.Replace(hookFile("a", ""), "credentials-exchange", "pre-user-registration", 1),
			"b.json", strings.Replace(hookFile("b", ""), "credentials-exchange", "post-user-registration", 1),
		).inputs("mode", "convert").without("domain", "token", "runtime")
		e.run().want(2, "result", "failed", "changed", "false").annotated("error", "is the script of hooks at several triggers", "Give each hook")
		if _, err := os.Stat(e.path("set/hooks/audit.action.js")); err == nil {
			t.Error("a file was written")
		}
		e.file("set/hooks/b.json", strings.Replace(hookFile("b", ""), "credentials-exchange", "pre-user-registration", 1))
		e.run().want(0, "result", "converted", "changed", "true")
	})
}

// toDeclare is the value of dependencies that a conversion says to add to the step.
func (o outcome) toDeclare() string {
	_, text, _ := strings.Cut(o.log, "dependencies: '")
	text, _, _ = strings.Cut(text, "'")
	return text
}

// Packages whose versions stood in require are printed as the hook's description takes them, with those that it has.
func TestConvertPrintsPackagesToPaste(t *testing.T) {
	t.Parallel()
	const text = "const axios = require('axios@1.7.7');\n" + audit
	entry := `"name": "audit", "triggerId": "credentials-exchange", "script": "./audit.js"`
	for name, tt := range map[string]struct{ path, file, description, want string }{
		"one hook":       {"", "", "", `dependencies: '{"axios":"1.7.7"}'`},
		"JSON":           {"set", "set/hooks/audit.json", "{" + entry + "}", `"dependencies": {"axios":"1.7.7"}`},
		"JSON, with one": {"set", "set/hooks/audit.json", "{" + entry + `, "dependencies": {"uuid": "9.0.1"}}`, `"dependencies": {"axios":"1.7.7","uuid":"9.0.1"}`},
		"YAML": {"set/tenant.yaml", "set/tenant.yaml", "hooks:\n- {" + strings.ReplaceAll(entry, "./", "./hooks/") + "}\n",
			`dependencies: {"axios":"1.7.7"}`},
		"as many as there may be": {"", "", tenPackages(), `,"@example/a-package-with-a-name-9":"1.0.9"}'`},
		"declared already":        {"set", "set/hooks/audit.json", "{" + entry + `, "dependencies": {"axios": "1.7.7"}}`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			timed(t, func(t *testing.T) {
				e := newConvertEnv(t)
				e.file("hooks/audit.js", text)
				if tt.path == "" && tt.description != "" {
					e.file("hooks/audit.js", tt.description+audit)
				}
				if tt.path != "" {
					e.without("script-path", "trigger").inputs("hooks-path", tt.path)
					e.file("set/hooks/audit.js", text)
					e.file(tt.file, tt.description)
				}
				o := e.run().want(0, "result", "converted")
				if tt.want == "" && strings.Contains(o.summary, "dependencies") || !strings.Contains(o.summary, tt.want) {
					t.Errorf("want %s\n%s", tt.want, o.summary)
				}
			})
		})
	}
}

// tenPackages is a script's beginning that requires as many packages as an Action may have.
func tenPackages() string {
	var text strings.Builder
	for i := range 10 {
		fmt.Fprintf(&text, "const p%d = require('@example/a-package-with-a-name-%[1]d@1.0.%[1]d');\n", i)
	}
	return text.String()
}

// newActionsEnvOf makes the step deploy to a tenant without Hooks.
func newActionsEnvOf(e *env) *env {
	e.auth0.SetAge(sandbox.HooksGone)
	return e.inputs("mode", "apply", "domain", e.domain, "token", e.token, "hook-name", "audit")
}

func glob(t *testing.T, pattern string) []string {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil {
		t.Fatal(err)
	}
	return files
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
		e.run().want(0, "result", "converted").says("adapter: the callback is called in an inner function").annotated("notice",
			"it became an adapter, and no idiomatic Action: the callback is called in an inner function", "line=2")
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
		o := e.run().want(1, "result", "failed").says("it was not overwritten")
		if strings.Contains(o.summary, "there already") {
			t.Errorf("the summary says that the file is there:\n%s", o.summary)
		}
		if _, err := os.Lstat(outside); err == nil {
			t.Error("a file was written outside")
		}
	})
}
