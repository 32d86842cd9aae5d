package cli_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"auth0-hook-action/internal/sandbox"
)

const nativeLogin = "\ufeff// Adds the plan.\r\nexports.onExecutePostLogin = async (event, api) => {\r\n  " +
	"api.idToken.setCustomClaim('https://example.com/plan', 'gold');\r\n};"

// newNativeEnv is a step that deploys a native Action at post-login.
func newNativeEnv(t *testing.T, inputs ...string) *env {
	t.Helper()
	e := newEnv(t, "hook-name", "Plan claim (v2)", "trigger", "post-login", "script-path", "actions/plan.js")
	e.auth0.SetAge(sandbox.HooksGone)
	e.file("actions/plan.js", nativeLogin)
	return e.inputs(inputs...)
}

// A native Action is deployed as it stands, byte for byte behind one comment, under its own name.
func TestNativeActionFirstSameChanged(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newNativeEnv(t)
		o := e.run().want(0, "result", "created", "runtime", "actions", "hook-name", "Plan claim (v2)", "version", "1")
		a := e.deployed()
		if seal, file, _ := strings.Cut(a.Deployed.Code, "\n"); !strings.HasPrefix(seal, "/* auth0-hook-action ") || file != nativeLogin {
			t.Errorf("deployed is %q", a.Deployed.Code)
		}
		if row := o.hooksOutput()[0]; row["format"] != "action" || row["version"] != 1.0 {
			t.Errorf("output hooks has %v", row)
		}
		e.run().want(0, "result", "unchanged")
		e.file("actions/plan.js", nativeLogin+"\n// more\n")
		e.run().want(0, "result", "updated", "version", "2", "hook-id", a.ID)
		e.auth0.DeployCode(a.ID, strings.Replace(e.deployed().Deployed.Code, "gold", "silver", 1))
		e.run().want(0, "result", "updated").says("by hand")
		if !strings.Contains(e.deployed().Deployed.Code, "gold") {
			t.Error("what was edited by hand is still there")
		}
	})
}

// An undeployed draft, and one whose build failed, are taken up.
func TestNativeActionTakesUpDrafts(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newNativeEnv(t)
		e.run().want(0, "result", "created")
		e.auth0.EditCode(e.deployed().ID, "// nothing")
		e.inputs("mode", "plan").run().want(0, "changed", "true").says("draft was edited on the tenant and not deployed, and apply would")
		e.inputs("mode", "apply").run().want(0, "result", "updated").says("not deployed, and this run overwrote it")
		e.auth0.SetBuild(sandbox.Progress{Fail: "no such package"})
		e.file("actions/plan.js", nativeLogin+"\n// more\n")
		e.run().want(1, "result", "failed")
		if strings.Contains(e.deployed().Deployed.Code, "// more") {
			t.Error("a failed build is live")
		}
		e.auth0.SetBuild(sandbox.Progress{})
		if o := e.run().want(0, "result", "updated"); strings.Contains(o.log, "edited") {
			t.Errorf("its own draft is called edited:\n%s", o.log)
		}
	})
}

func TestNativeActionAtEachTrigger(t *testing.T) {
	t.Parallel()
	for trigger, handler := range map[string]string{
		"credentials-exchange": "onExecuteCredentialsExchange", "pre-user-registration": "onExecutePreUserRegistration",
		"post-user-registration": "onExecutePostUserRegistration", "post-change-password": "onExecutePostChangePassword",
		"send-phone-message": "onExecuteSendPhoneMessage", "post-login": "onExecutePostLogin",
		"password-reset-post-challenge": "onExecutePostChallenge", "custom-phone-provider": "onExecuteCustomPhoneProvider",
		"custom-email-provider": "onExecuteCustomEmailProvider",
	} {
		t.Run(trigger, func(t *testing.T) {
			t.Parallel()
			timed(t, func(t *testing.T) {
				e := newNativeEnv(t, "trigger", trigger, "enabled", "true")
				e.file("actions/plan.js", "exports."+handler+" = async (event, api) => {};\n")
				e.run().want(0, "result", "created")
				if bound := e.auth0.Bound(trigger); !slices.Equal(bound, []string{"Plan claim (v2)"}) {
					t.Errorf("bound: %q", bound)
				}
				e.run().want(0, "result", "unchanged")
				e.inputs("enabled", "false").run().want(0, "result", "updated")
				e.inputs("mode", "delete").run().want(0, "result", "deleted")
				if n := len(e.auth0.Actions()); n != 0 {
					t.Errorf("%d Actions are left", n)
				}
			})
		})
	}
}

func TestNativeActionIsWrong(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ script, trigger, runtime, want string }{
		"another trigger": {"exports.onExecutePostChangePassword = async () => {};", "post-login", "",
			"is a handler of post-change-password, and the script is for post-login"},
		"misspelt":  {"exports.onExecutePostlogin = async () => {};", "post-login", "", "did you mean onExecutePostLogin?"},
		"not async": {"exports.onExecutePostLogin = () => {};", "post-login", "", "is not an async function"},
		"both": {"module.exports = function (user, context, cb) { cb(); };\nmodule.exports.onExecutePostLogin = async " +
			"() => {};", "post-login", "", "as a hook file does, and onExecutePostLogin, as an Action does"},
		"nothing":          {"const a = 1;", "post-login", "", "exports no onExecutePostLogin"},
		"an object":        {"module.exports = {};", "post-login", "", "exports no onExecutePostLogin"},
		"another property": {"exports.run = async () => {};", "post-login", "", "exports no onExecutePostLogin"},
		"entity-bound": {"exports.onExecuteCustomTokenExchange = async () => {};", "custom-token-exchange", "",
			"custom token exchange profile"},
		"runtime: hooks": {"exports.onExecuteCredentialsExchange = async () => {};", "credentials-exchange", "hooks", "runtime"},
		"a hook file": {"module.exports = function (user, context, cb) { cb(); };", "post-login", "",
			"post-login has no Hooks, and the script is a hook file"},
		"an ES module": {"export const onExecutePostLogin = async () => {};", "post-login", "", "exports.onExecute… = async …"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			timed(t, func(t *testing.T) {
				e := newNativeEnv(t, "trigger", tt.trigger, "runtime", tt.runtime)
				e.file("actions/plan.js", tt.script)
				got := e.run().want(2, "result", "failed").says(tt.want)
				if n := strings.Count(got.log, "::error "); n != 1 {
					t.Errorf("one cause, %d errors:\n%s", n, got.log)
				}
				if n := len(e.auth0.Requests()); n != 0 {
					t.Errorf("%d requests", n)
				}
			})
		})
	}
}

// At a trigger without Hooks a script whose exports cannot be followed is an Action, with a warning.
func TestNativeActionOfUnknownExports(t *testing.T) {
	t.Parallel()
	for _, script := range []string{
		"const h = { onExecutePostLogin: async () => {} };\nmodule.exports = { ...h };",
		"Object.assign(exports, { onExecutePostLogin: async () => {} });",
		"Object.assign(module.exports, { onExecutePostLogin: async () => {} });",
		"class A { async onExecutePostLogin() {} }\nmodule.exports = new A();",
	} {
		timed(t, func(t *testing.T) {
			e := newNativeEnv(t, "trigger", "post-login")
			e.file("actions/plan.js", script)
			e.run().want(0, "result", "created").says("the checks cannot see which handlers the script exports")
			if a := e.deployed(); !strings.HasSuffix(a.Deployed.Code, "\n"+script) {
				t.Errorf("deployed: %s", a.Deployed.Code)
			}
		})
	}
}

// The file of a hook becomes a native Action: the same Action, in the same place, with its secrets, by one deployment.
func TestHookFileBecomesNative(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newActionsEnv(t, "hook-name", "My Audit", "enabled", "true", "secrets", "KEY=a value nobody sees")
		e.secrets = append(e.secrets, "a value nobody sees")
		id := e.run().want(0, "result", "created").outputs["hook-id"]
		e.file("hooks/audit.js", "exports.onExecuteCredentialsExchange = async (event, api) => {\n  "+
			"api.accessToken.setCustomClaim('https://example.com/audited', !!event.secrets.KEY);\n};\n")
		e.without("secrets")
		plan := e.inputs("mode", "plan").run().want(0, "changed", "true").says("hook file → native Action")
		if !strings.Contains(plan.summary, "+exports.onExecuteCredentialsExchange") || strings.Contains(plan.summary, "-// The shim") {
			t.Errorf("the plan's diff is not from script to script:\n%s", plan.summary)
		}
		e.inputs("mode", "apply").run().want(0, "result", "updated", "hook-id", id, "version", "2")
		a := e.deployed()
		if a.Deploys != 2 || a.Deployed.Secrets["KEY"] == "" || !slices.Equal(e.auth0.Bound(exchangeTrigger), []string{"my-audit"}) {
			t.Errorf("the Action is %+v, bound %q", a, e.auth0.Bound(exchangeTrigger))
		}
		e.run().want(0, "result", "unchanged")
		e.file("hooks/audit.js", audit)
		e.run().want(0, "result", "updated", "hook-id", id)
	})
}

func TestOneProviderIsExchanged(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newNativeEnv(t, "trigger", "custom-email-provider", "enabled", "true")
		e.file("actions/plan.js", "exports.onExecuteCustomEmailProvider = async (event, api) => {};\n")
		id := e.auth0.AddAction(sandbox.Action{Name: "other mailer", Trigger: "custom-email-provider", Code: "exports.x = 1",
			Deployed: &sandbox.Version{}})
		e.auth0.AddBinding(id, "other mailer")
		e.run().want(1, "result", "failed").says("other mailer", "replace-enabled")
		e.inputs("replace-enabled", "true").run().want(0)
		if got := e.auth0.Bound("custom-email-provider"); !slices.Equal(got, []string{"Plan claim (v2)"}) {
			t.Errorf("bound: %q", got)
		}
	})
}

// A set with native Actions: what no file describes is pruned, edits by hand are noticed, and both formats stand in the
// outputs.
func TestNativeActionsOfASet(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newSetEnv(t, "plan.js", nativeLogin, "plan.json", `{"name": "Plan", "triggerId": "post-login", "script": "./plan.js"}`,
			"gone.json", `{"name": "Gone", "triggerId": "post-login", "script": "./plan.js", "enabled": true}`,
			"audit.js", audit, "audit.json", hookFile("audit", ""))
		e.inputs("runtime", "auto", "prune", "true")
		e.auth0.SetAge(sandbox.HooksGone)
		o := e.run().want(0, "result", "created", "runtime", "actions", "version", "")
		var formats []string
		for _, row := range o.hooksOutput() {
			formats = append(formats, fmt.Sprint(row["name"], " ", row["format"], " ", row["version"]))
		}
		if diff := cmp.Diff([]string{"audit hook 1", "Gone action 1", "Plan action 1"}, formats); diff != "" {
			t.Errorf("output hooks (-want +got):\n%s", diff)
		}
		e.must(os.Remove(e.path("set/hooks/gone.json")))
		e.inputs("mode", "plan").run().want(0, "changed", "true").says("Gone")
		e.inputs("mode", "apply").run().want(0, "result", "deleted")
		if left := e.auth0.Bound("post-login"); len(e.auth0.Actions()) != 2 || len(left) != 0 {
			t.Errorf("bound are %q of %d Actions", left, len(e.auth0.Actions()))
		}
		for _, a := range e.auth0.Actions() {
			if a.Name == "Plan" {
				e.auth0.DeployCode(a.ID, strings.Replace(a.Code, "gold", "silver", 1))
			}
		}
		e.inputs("mode", "plan").run().want(0, "changed", "true").says("edited on the tenant since it was deployed")
	})
}

// An Action that a file of another name made before is not touched by a native one whose name differs in capitals only.
func TestNativeNamesAreTakenAsTheyStand(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newNativeEnv(t)
		first := e.run().want(0, "result", "created").outputs["hook-id"]
		second := e.inputs("hook-name", "PLAN CLAIM (V2)").run().want(0, "result", "created").outputs["hook-id"]
		if first == second || len(e.auth0.Actions()) != 2 {
			t.Errorf("%d Actions, %s and %s", len(e.auth0.Actions()), first, second)
		}
	})
}

// A file that is a hook file again keeps the Action's id, its secrets and its place.
func TestNativeBecomesHookFileAgain(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newActionsEnv(t, "enabled", "true", "secrets", "KEY=a value nobody sees")
		e.secrets = append(e.secrets, "a value nobody sees")
		e.bindOthers(exchangeTrigger, "one")
		native := "exports.onExecuteCredentialsExchange = async (event, api) => {};\n"
		e.file("hooks/audit.js", native)
		id := e.run().want(0, "result", "created").outputs["hook-id"]
		place := e.auth0.Bound(exchangeTrigger)
		e.file("hooks/audit.js", audit)
		e.without("secrets")
		e.inputs("mode", "plan").run().want(0, "changed", "true").says("native Action → hook file")
		e.inputs("mode", "apply").run().want(0, "result", "updated", "hook-id", id)
		if got := e.auth0.Bound(exchangeTrigger); !slices.Equal(got, place) || e.auditSecrets()["KEY"] == "" {
			t.Errorf("bound: %q, before %q; secrets %v", got, place, e.auditSecrets())
		}
	})
}
