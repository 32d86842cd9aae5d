package cli_test

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"testing"

	"auth0-hook-action/internal/sandbox"
)

// newActionsEnv is an env whose tenant has no Hooks any more.
func newActionsEnv(t *testing.T, inputs ...string) *env {
	t.Helper()
	e := newEnv(t, inputs...)
	e.auth0.SetAge(sandbox.HooksGone)
	return e
}

// deployed is the one Action there is, which must be deployed and built.
func (e *env) deployed() sandbox.Action {
	e.t.Helper()
	all := e.auth0.Actions()
	if len(all) != 1 || all[0].Deployed == nil {
		e.t.Fatalf("the tenant has %+v; want one deployed Action", all)
	}
	return all[0]
}

func TestActionFirstThenSameThenChanged(t *testing.T) {
	t.Parallel()
	e := newActionsEnv(t, "hook-name", "My Audit v2")
	first := e.run().want(0, "result", "created", "changed", "true", "runtime", "actions", "hook-name", "my-audit-v-2")
	a := e.deployed()
	if a.ID != first.outputs["hook-id"] || !strings.Contains(a.Deployed.Code, audit) || a.Runtime != "node22" || a.Deploys != 1 {
		t.Errorf("the Action is %+v", a)
	}
	if n := len(e.auth0.Bindings("credentials-exchange")); n != 0 {
		t.Errorf("%d bindings: a new hook is created disabled", n)
	}
	before := e.auth0.Writes()
	e.run().want(0, "result", "unchanged", "changed", "false", "hook-id", a.ID)
	if n := e.auth0.Writes() - before; n != 0 {
		t.Errorf("a second run made %d writes, want 0", n)
	}
	e.file("hooks/audit.js", audit+"// changed\n")
	e.run().want(0, "result", "updated", "hook-id", a.ID)
	if a := e.deployed(); a.Deploys != 2 || !strings.Contains(a.Deployed.Code, "// changed") {
		t.Errorf("the Action is %+v", a)
	}
}

func TestActionEnableDisableDelete(t *testing.T) {
	t.Parallel()
	e := newActionsEnv(t, "enabled", "true")
	others := []string{}
	for _, name := range []string{"first of others", "second of others"} {
		id := e.auth0.AddAction(sandbox.Action{Name: name, Trigger: "credentials-exchange", Code: "exports.x=1", Deployed: &sandbox.Version{}})
		e.auth0.AddBinding(id, "shown as "+name)
		others = append(others, id)
	}
	check := func(want ...string) {
		t.Helper()
		var got []string
		for _, b := range e.auth0.Bindings("credentials-exchange") {
			got = append(got, b.ActionID)
		}
		if !slices.Equal(got, want) {
			t.Errorf("bound: %v, want %v", got, want)
		}
	}
	id := e.run().want(0, "result", "created", "runtime", "actions").outputs["hook-id"]
	check(others[0], others[1], id)
	e.run().want(0, "result", "unchanged")
	e.inputs("enabled", "false").run().want(0, "result", "updated")
	check(others...)
	e.inputs("enabled", "true").run().want(0, "result", "updated")
	check(others[0], others[1], id)
	if b := e.auth0.Bindings("credentials-exchange"); b[1].DisplayName != "shown as second of others" {
		t.Errorf("display names were not kept: %+v", b)
	}
	e.inputs("mode", "delete").run().want(0, "result", "deleted", "hook-id", id)
	check(others...)
	e.run().want(0, "result", "unchanged")
}

func TestActionOfSomebodyElse(t *testing.T) {
	t.Parallel()
	e := newActionsEnv(t)
	e.auth0.AddAction(sandbox.Action{Name: "audit", Trigger: "credentials-exchange", Code: "exports.onExecuteCredentialsExchange = async () => {}", Deployed: &sandbox.Version{}})
	e.run().want(1, "result", "failed").says("leaves alone")
	e.inputs("mode", "delete").run().want(1, "result", "failed")
	if n := e.auth0.Writes(); n != 0 {
		t.Errorf("%d writes", n)
	}
}

// Also at another trigger: two of one name would be hard to tell apart, and the plan says what apply would.
func TestActionOfSomebodyElseAtAnotherTrigger(t *testing.T) {
	t.Parallel()
	e := newActionsEnv(t)
	e.auth0.AddAction(sandbox.Action{Name: "audit", Trigger: "post-user-registration", Code: "exports.x = 1", Deployed: &sandbox.Version{}})
	for _, mode := range []string{"plan", "apply"} {
		e.inputs("mode", mode).run().want(1, "result", "failed").says("leaves alone")
	}
}

func TestActionExchange(t *testing.T) {
	t.Parallel()
	e := newActionsEnv(t, "enabled", "true", "hook-name", "old")
	old := e.run().want(0).outputs["hook-id"]
	e.inputs("hook-name", "new")
	e.run().want(1, "result", "failed").says(`"old" is enabled`)
	id := e.inputs("replace-enabled", "true").run().want(0, "result", "created").outputs["hook-id"]
	bound := e.auth0.Bindings("credentials-exchange")
	if len(bound) != 1 || bound[0].ActionID != id || id == old {
		t.Errorf("bound: %+v, want %s alone", bound, id)
	}
}

func TestActionSecrets(t *testing.T) {
	t.Parallel()
	e := newActionsEnv(t, "secrets", "A=first value of a\nB=first value of b\n")
	e.secrets = append(e.secrets, "first value of a", "second value of a")
	e.run().want(0, "result", "created")
	e.inputs("secrets", "A: second value of a").run().want(1, "result", "failed").says("B would be lost")
	e.inputs("prune", "true").run().want(0, "result", "updated").says("A")
	if s := e.deployed().Deployed.Secrets; len(s) != 1 || s["A"] != "second value of a" {
		t.Errorf("secrets: %v", s)
	}
	before := e.auth0.Writes()
	e.run().want(0, "result", "unchanged", "changed", "false").says("secrets written")
	if n := e.auth0.Writes() - before; n != 2 {
		t.Errorf("%d writes, want a PATCH and a deploy", n)
	}
	e.without("secrets").run().want(0, "result", "unchanged")
}

func TestActionEditedByHandIsDrift(t *testing.T) {
	t.Parallel()
	e := newActionsEnv(t)
	e.run().want(0)
	a := e.deployed()
	e.auth0.DeployCode(a.ID, strings.Replace(a.Code, "audited': true", "audited': false", 1))
	e.inputs("mode", "plan").run().want(0, "result", "planned", "changed", "true").says("changed outside this workflow")
	e.inputs("mode", "apply").run().want(0, "result", "updated")
	if a := e.deployed(); !strings.Contains(a.Deployed.Code, audit) {
		t.Errorf("the script was not brought back: %s", a.Deployed.Code)
	}
}

func TestActionBuildFails(t *testing.T) {
	t.Parallel()
	e := newActionsEnv(t, "enabled", "true")
	e.auth0.SetBuild(sandbox.Progress{Looks: 1, Fail: "npm says no"})
	e.run().want(1, "result", "failed").says("build failed")
	if n := len(e.auth0.Bindings("credentials-exchange")); n != 0 {
		t.Errorf("%d bindings of an Action that was never built", n)
	}
	e.auth0.SetBuild(sandbox.Progress{})
	e.run().want(0, "result", "updated")
	if n := len(e.auth0.Actions()); n != 1 {
		t.Errorf("%d Actions, want 1", n)
	}
}

// A deployment that fails is told with Auth0's reason, and not waited for until the run's time is over.
func TestActionDeploymentFails(t *testing.T) {
	t.Parallel()
	e := newActionsEnv(t)
	e.auth0.SetDeploy(sandbox.Progress{Looks: 1, Fail: "deploy says no"})
	e.run().want(1, "result", "failed").says("the deployment failed", "deploy says no")
}

// An empty map of secrets empties with prune alone, as on Hooks.
func TestActionKeepsSecretsOfAnEmptyMap(t *testing.T) {
	t.Parallel()
	e := newActionsEnv(t, "secrets", "KEY=a value to be kept")
	e.run().want(0, "result", "created")
	e.inputs("secrets", "{}").run().want(0, "result", "unchanged")
	if a := e.deployed(); a.Deployed.Secrets["KEY"] != "a value to be kept" {
		t.Errorf("the Action is %+v", a)
	}
	e.inputs("prune", "true").run().want(0, "result", "updated")
}

func TestAutoMixed(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	e.without("hook-name", "trigger", "script-path").inputs("hooks-path", "hooks")
	for _, name := range []string{"one", "two", "three", "four"} {
		e.file("hooks/"+name+".json", `{"name":"`+name+`","triggerId":"credentials-exchange","script":"./audit.js"}`)
		if name != "four" {
			e.auth0.AddHook(sandbox.Hook{Name: name, Trigger: "credentials-exchange", Script: audit})
		}
	}
	e.auth0.SetAge(sandbox.HooksReadOnly)
	o := e.run().want(0, "result", "created", "runtime", "mixed")
	if h, a := len(e.auth0.Hooks()), len(e.auth0.Actions()); h != 3 || a != 1 {
		t.Errorf("%d Hooks and %d Actions, want 3 and 1", h, a)
	}
	if rows := o.hooksOutput(); len(rows) != 4 {
		t.Errorf("rows: %v", rows)
	}
	e.run().want(0, "result", "unchanged", "changed", "false", "runtime", "mixed")
}

func TestAutoMovesARefusedEdit(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	id := e.auth0.AddHook(sandbox.Hook{Name: "audit", Trigger: "credentials-exchange", Script: "// old\n" + audit, Enabled: true, Secrets: map[string]string{"K": "v"}})
	e.auth0.SetAge(sandbox.HooksReadOnly)
	e.run().want(1, "result", "failed").says("K", "prune: true")
	if n := len(e.auth0.Actions()); n != 0 {
		t.Errorf("%d Actions were made before the secrets were named", n)
	}
	e.inputs("secrets", "K=the new value of K")
	o := e.run().want(0, "result", "created", "runtime", "actions")
	if !strings.Contains(o.log, "not bound") || len(e.auth0.Bindings("credentials-exchange")) != 0 {
		t.Errorf("the Action was bound beside an enabled Hook, or nothing was said:\n%s", o.log)
	}
	e.inputs("enabled", "true", "replace-enabled", "true").run().want(0, "result", "updated")
	if b := e.auth0.Bindings("credentials-exchange"); len(b) != 1 || e.auth0.Hooks()[0].Enabled {
		t.Errorf("bound: %+v, Hook %s enabled: %t", b, id, e.auth0.Hooks()[0].Enabled)
	}
}

func TestAutoNeverDecidesOnAFault(t *testing.T) {
	t.Parallel()
	for name, prepare := range map[string]func(e *env){
		"scope": func(e *env) {
			e.inputs("token", e.auth0.Token("read:hooks", "read:actions", "create:actions", "update:actions"))
		},
		"token": func(e *env) { e.auth0.RevokeTokens() },
		"fault": func(e *env) {
			e.auth0.AddFault(sandbox.Fault{Path: "/hooks", Status: 403, Times: -1,
				Body: `{"statusCode":403,"error":"Forbidden","message":"no","errorCode":"feature_not_enabled"}`})
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := newEnv(t)
			prepare(e)
			e.run().want(1, "result", "failed")
			if n := len(e.auth0.Actions()); n != 0 {
				t.Errorf("%d Actions", n)
			}
		})
	}
}

func TestAutoWithoutActionScopes(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	e.inputs("token", e.auth0.Token("read:hooks", "create:hooks", "update:hooks"))
	if o := e.run().want(0, "result", "created", "runtime", "hooks"); !strings.Contains(o.log, "read:actions") {
		t.Errorf("nothing says that only Hooks were looked at:\n%s", o.log)
	}
	e.file("hooks/audit.js", audit+"//\n")
	if o := e.run().want(0, "result", "updated"); strings.Contains(o.log, "read:actions") {
		t.Errorf("read:actions is asked for although a Hook of the name is there:\n%s", o.log)
	}
}

func TestAutoWhereThereAreNoActionsAtAll(t *testing.T) {
	t.Parallel()
	for _, status := range []int{404, 410, 501} {
		e := newEnv(t)
		e.auth0.AddFault(sandbox.Fault{Path: "/actions/", Status: status, Times: -1, Body: `{"statusCode":404,"error":"Not Found","message":"Not Found"}`})
		if o := e.run().want(0, "result", "created", "runtime", "hooks"); strings.Contains(o.log, "::warning") {
			t.Errorf("%d: a warning:\n%s", status, o.log)
		}
		e.run().want(0, "result", "unchanged")
	}
}

// A file that became an Action stays one, whatever the Hook that it was before still holds.
func TestAutoAfterAMove(t *testing.T) {
	t.Parallel()
	e := newEnv(t, "secrets", "K=the value of K", "enabled", "true", "replace-enabled", "true")
	old := "// old\n" + audit
	e.auth0.AddHook(sandbox.Hook{Name: "audit", Trigger: "credentials-exchange", Script: old, Enabled: true, Secrets: map[string]string{"K": "v"}})
	e.auth0.SetAge(sandbox.HooksReadOnly)
	e.run().want(0, "result", "created", "runtime", "actions")
	if e.auth0.Hooks()[0].Enabled || len(e.auth0.Bindings("credentials-exchange")) != 1 {
		t.Errorf("the Hook is enabled, or the Action not bound: %+v", e.auth0.Hooks())
	}
	before := e.auth0.Writes()
	e.without("secrets").inputs("mode", "plan").run().want(0, "result", "planned", "changed", "false", "runtime", "actions")
	e.inputs("mode", "apply").run().want(0, "result", "unchanged", "runtime", "actions")
	if n := e.auth0.Writes() - before; n != 0 {
		t.Errorf("%d writes, want none", n)
	}
	e.file("hooks/audit.js", old)
	e.run().want(0, "result", "updated", "runtime", "actions")
	if a := e.deployed(); !strings.Contains(a.Deployed.Code, old) || e.auth0.Hooks()[0].Enabled {
		t.Errorf("the old text did not go to the Action: %s", a.Deployed.Code)
	}
	e.file("hooks/audit.js", audit)
	e.run().want(0, "result", "updated")
	e.inputs("mode", "export", "hooks-path", "out").without("hook-name", "trigger", "script-path", "enabled").run().want(0, "result", "exported")
	if text := read(t, e.dir+"/workspace/out/hooks/audit.js"); text != audit {
		t.Errorf("the export has the source of the Hook that was left behind:\n%s", text)
	}
	e.without("hooks-path").inputs("mode", "delete", "hook-name", "audit", "trigger", "credentials-exchange")
	o := e.run().want(0, "result", "deleted")
	if len(o.hooksOutput()) != 1 || len(e.auth0.Hooks())+len(e.auth0.Actions()) != 0 {
		t.Errorf("rows %v, Hooks %+v, Actions %+v", o.hooksOutput(), e.auth0.Hooks(), e.auth0.Actions())
	}
}

func TestAnotherShimIsAnUpdate(t *testing.T) {
	t.Parallel()
	e := newActionsEnv(t)
	e.run().want(0)
	a := e.deployed()
	// An Action as an earlier version wrote it, which today's version reads and writes anew.
	seal, rest, _ := strings.Cut(strings.TrimPrefix(a.Code, "/* auth0-hook-action "), " ")
	rest = " " + strings.Replace(rest, `"shim":"`, `"shim":"0`, 1)
	sum := sha256.Sum256([]byte(rest))
	e.auth0.DeployCode(a.ID, "/* auth0-hook-action "+hex.EncodeToString(sum[:])[:len(seal)]+rest)
	e.inputs("mode", "plan").run().want(0, "changed", "true").says("another version of the shim")
	e.inputs("mode", "apply").run().want(0, "result", "updated").says("another version of the shim")
	e.run().want(0, "result", "unchanged")
}

func TestDisplacedHooksOfTheSameSetAreTold(t *testing.T) {
	t.Parallel()
	e := newSetEnv(t, "audit.js", audit, "a.json", hookFile("a", `, "enabled": true`), "b.json", hookFile("b", ""))
	e.auth0.AddHook(sandbox.Hook{Name: "b", Trigger: "credentials-exchange", Script: audit, Enabled: true})
	e.inputs("replace-enabled", "true")
	rows := e.run().want(0, "result", "created").hooksOutput()
	if len(rows) != 2 || rows[1]["result"] != "updated" || rows[1]["enabled"] != false {
		t.Errorf("rows: %v", rows)
	}
}

func TestActionNamesUndeclaredPackages(t *testing.T) {
	t.Parallel()
	e := newActionsEnv(t)
	e.run().want(0, "result", "created")
	e.file("hooks/audit.js", "const got = require('got');\n"+audit)
	if o := e.run().want(0, "result", "updated"); !strings.Contains(o.log, `package "got" is neither`) {
		t.Errorf("nothing says that got is not declared:\n%s", o.log)
	}
	e = newActionsEnv(t)
	e.file("hooks/audit.js", "const axios = require('axios');\n"+audit+"// "+"axios\n")
	if o := e.run().want(0, "result", "created"); !strings.Contains(o.log, "::warning col=") || !strings.Contains(o.log, "axios") {
		t.Errorf("nothing says that axios is not declared:\n%s", o.log)
	}
}
