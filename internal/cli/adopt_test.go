package cli_test

import (
	"strings"
	"testing"

	"auth0-hook-action/internal/sandbox"
)

// A hook file adopts by its kebab name; two matches are an error.
func TestAdoptByAHookFile(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newActionsEnv(t, "hook-name", "My Audit")
		for _, name := range []string{"my-audit", "My Audit"} {
			e.auth0.AddAction(sandbox.Action{Name: name, Trigger: exchangeTrigger, Code: "exports.x = 1", Deployed: &sandbox.Version{}})
		}
		e.inputs("adopt", "true").run().want(1, "result", "failed").says("my-audit", "My Audit")
		if n := e.auth0.Writes(); n != 0 {
			t.Errorf("%d writes", n)
		}
		e.auth0.RemoveAction(e.auth0.Actions()[0].ID)
		left := e.auth0.Actions()[0]
		e.run().want(0, "result", "updated", "hook-id", left.ID)
		if a := e.deployed(); !strings.Contains(a.Deployed.Code, audit) {
			t.Errorf("adopted: %+v", a)
		}
	})
}

// In a set an entry adopts for itself, and the input for all.
func TestAdoptInASet(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ entry, input string }{"the entry": {`, "adopt": true`, ""}, "the input": {"", "true"}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			timed(t, func(t *testing.T) {
				e := newSetEnv(t, "audit.js", audit, "a.json", hookFile("audit", tt.entry), "b.json", hookFile("other", ""))
				e.auth0.SetAge(sandbox.HooksGone)
				id := e.auth0.AddAction(sandbox.Action{Name: "audit", Trigger: exchangeTrigger, Code: "exports.x = 1",
					Deployed: &sandbox.Version{}})
				e.inputs("runtime", "actions", "adopt", tt.input).run().want(0, "result", "created")
				if rows := e.auth0.Actions(); len(rows) != 2 {
					t.Errorf("%d Actions, want 2: %s was to be adopted", len(rows), id)
				}
				e.run().want(0, "result", "unchanged")
			})
		})
	}
}

// The plan of an adoption shows the diff to what is deployed.
func TestPlanOfAnAdoption(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newNativeEnv(t, "adopt", "true", "mode", "plan")
		e.auth0.AddAction(sandbox.Action{Name: "Plan claim (v2)", Trigger: "post-login",
			Code: "exports.onExecutePostLogin = async () => { /* theirs */ };", Deployed: &sandbox.Version{}})
		o := e.run().want(0, "changed", "true")
		if !strings.Contains(o.summary, "-exports.onExecutePostLogin = async () => { /* theirs */ "+
			"};") || !strings.Contains(o.summary, "**Adopted:**") {
			t.Errorf("the plan:\n%s", o.summary)
		}
	})
}

func TestAdopt(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newNativeEnv(t, "enabled", "true")
		id := e.auth0.AddAction(sandbox.Action{Name: "Plan claim (v2)", Trigger: "post-login",
			Code:    "exports.onExecutePostLogin = async () => {};",
			Runtime: "node18-actions", Secrets: map[string]string{"KEY": "v"}, Dependencies: []sandbox.Dependency{{Name: "axios",
				Version: "1.7.9"}}, Deployed: &sandbox.Version{}})
		e.auth0.AddBinding(id, "shown")
		e.run().want(1, "result", "failed").says("adopt")
		e.inputs("adopt", "true", "mode", "plan").run().want(0, "changed", "true").says("node22")
		if n := e.auth0.Writes(); n != 0 {
			t.Errorf("%d writes so far", n)
		}
		e.inputs("mode", "apply").run().want(0, "result", "updated", "hook-id", id)
		a := e.deployed()
		if a.Runtime != "node22" || a.Deployed.Secrets["KEY"] == "" || len(a.Deployed.Dependencies) != 1 {
			t.Errorf("adopted: %+v", a)
		}
		if b := e.auth0.Bindings("post-login"); len(b) != 1 || b[0].DisplayName != "shown" {
			t.Errorf("bindings: %+v", b)
		}
		e.run().want(0, "result", "unchanged")
	})
}

func TestAdoptNeverTakesAnInstalledAction(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newNativeEnv(t, "adopt", "true")
		e.auth0.AddAction(sandbox.Action{Name: "Plan claim (v2)", Trigger: "post-login",
			Code:        "exports.onExecutePostLogin = async () => {};",
			Integration: "Vendor", Deployed: &sandbox.Version{}})
		e.run().want(1, "result", "failed").says("marketplace")
		if n := e.auth0.Writes(); n != 0 {
			t.Errorf("%d writes", n)
		}
	})
}
