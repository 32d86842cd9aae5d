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
	timed(t, func(t *testing.T) {
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
	})
}

func TestActionEnableDisableDelete(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newActionsEnv(t, "enabled", "true")
		others := []string{}
		for _, name := range []string{"first of others", "second of others"} {
			id := e.auth0.AddAction(sandbox.Action{Name: name, Trigger: "credentials-exchange", Code: "exports.x=1",
				Deployed: &sandbox.Version{}})
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
		check(id, others[0], others[1])
		e.run().want(0, "result", "unchanged")
		e.inputs("enabled", "false").run().want(0, "result", "updated")
		check(others...)
		e.inputs("enabled", "true").run().want(0, "result", "updated")
		check(id, others[0], others[1])
		if b := e.auth0.Bindings("credentials-exchange"); b[2].DisplayName != "shown as second of others" {
			t.Errorf("display names were not kept: %+v", b)
		}
		e.inputs("mode", "delete").run().want(0, "result", "deleted", "hook-id", id)
		check(others...)
		e.run().want(0, "result", "unchanged")
	})
}

func TestActionOfSomebodyElse(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newActionsEnv(t)
		e.auth0.AddAction(sandbox.Action{Name: "audit", Trigger: "credentials-exchange",
			Code: "exports.onExecuteCredentialsExchange = async () => {}", Deployed: &sandbox.Version{}})
		e.run().want(1, "result", "failed").says("adopt: true")
		e.inputs("mode", "delete").run().want(1, "result", "failed")
		if n := e.auth0.Writes(); n != 0 {
			t.Errorf("%d writes", n)
		}
	})
}

// Also at another trigger: two of one name would be hard to tell apart, and the plan says what apply would.
func TestActionOfSomebodyElseAtAnotherTrigger(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newActionsEnv(t)
		e.auth0.AddAction(sandbox.Action{Name: "audit", Trigger: "post-user-registration", Code: "exports.x = 1",
			Deployed: &sandbox.Version{}})
		for _, mode := range []string{"plan", "apply"} {
			e.inputs("mode", mode).run().want(1, "result", "failed").says("post-user-registration", "Choose another name")
		}
	})
}

func TestActionEditedByHandIsDrift(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newActionsEnv(t)
		e.run().want(0)
		a := e.deployed()
		e.auth0.DeployCode(a.ID, strings.Replace(a.Code, "audited': true", "audited': false", 1))
		e.inputs("mode", "plan").run().want(0, "result", "planned", "changed", "true").says("edited on the tenant since it was deployed")
		e.inputs("mode", "apply").run().want(0, "result", "updated")
		if a := e.deployed(); !strings.Contains(a.Deployed.Code, audit) {
			t.Errorf("the script was not brought back: %s", a.Deployed.Code)
		}
	})
}

func TestActionBuildFails(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newActionsEnv(t, "enabled", "true")
		e.auth0.SetBuild(sandbox.Progress{Looks: 1, Fail: "npm says no"})
		e.run().want(1, "result", "failed").says("the build of the draft failed", "Check `dependencies`")
		if n := len(e.auth0.Bindings("credentials-exchange")); n != 0 {
			t.Errorf("%d bindings of an Action that was never built", n)
		}
		e.auth0.SetBuild(sandbox.Progress{})
		e.run().want(0, "result", "updated")
		if n := len(e.auth0.Actions()); n != 1 {
			t.Errorf("%d Actions, want 1", n)
		}
	})
}

// A deployment that fails is reported with Auth0's reason, and not waited for until the run's time is over.
func TestActionDeploymentFails(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newActionsEnv(t)
		e.auth0.SetDeploy(sandbox.Progress{Looks: 1, Fail: "deploy says no"})
		e.run().want(1, "result", "failed").says("the deployment failed", "deploy says no")
	})
}

func TestAnotherShimIsAnUpdate(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
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
	})
}

func TestActionNamesUndeclaredPackages(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newActionsEnv(t)
		e.run().want(0, "result", "created")
		e.file("hooks/audit.js", "const got = require('got');\n"+audit)
		if o := e.run().want(0, "result", "updated"); !strings.Contains(o.log,
			`the script requires got, which the Action does not declare`) {
			t.Errorf("nothing says that got is not declared:\n%s", o.log)
		}
		e = newActionsEnv(t)
		e.file("hooks/audit.js", "const axios = require('axios');\n"+audit+"// "+"axios\n")
		if o := e.run().want(0, "result", "created"); !strings.Contains(o.log, "::warning col=") || !strings.Contains(o.log, "axios") {
			t.Errorf("nothing says that axios is not declared:\n%s", o.log)
		}
	})
}
