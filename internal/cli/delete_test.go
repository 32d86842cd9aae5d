package cli_test

import (
	"strings"
	"testing"

	"auth0-hook-action/internal/sandbox"
)

func TestDelete(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newEnv(t)
		id := e.run().want(0).outputs["hook-id"]
		other := e.auth0.AddHook(sandbox.Hook{Name: "other", Trigger: "credentials-exchange", Script: audit})
		e.inputs("mode", "delete").without("script-path")
		e.run().want(0, "result", "deleted", "changed", "true", "hook-id", id)
		if hooks := e.auth0.Hooks(); len(hooks) != 1 || hooks[0].ID != other {
			t.Errorf("the tenant has %+v", hooks)
		}
		e.run().want(0, "result", "unchanged", "changed", "false")
		e.inputs("hook-name", "other", "trigger", "post-change-password")
		if o := e.run().want(0, "result", "unchanged"); !strings.Contains(o.log, "it is not deleted") || len(e.auth0.Hooks()) != 1 {
			t.Errorf("a hook at another trigger was deleted:\n%s", o.log)
		}
	})
}

// A deletion asks for names and triggers alone: the job that closes a preview may have neither scripts nor variables.
func TestDeletedSetNeedsNoScripts(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newSetEnv(t, "audit.json", "{\"name\": \"audit\", \"triggerId\": \"credentials-exchange\", \"script\": "+
			"\"./gone.js\",\n\"secrets\": {\"KEY\": \"##KEY##\"}}")
		e.auth0.AddHook(sandbox.Hook{Name: "audit", Trigger: "credentials-exchange", Script: audit})
		e.inputs("mode", "delete").run().want(0, "result", "deleted")
		e.file("set/hooks/audit.json", `{"name": "##WHO##-audit", "triggerId": "credentials-exchange", "script": "./gone.js"}`)
		e.run().want(2, "result", "failed").says("has no value")
	})
}

// A deletion says what it will delete before it does, with what is enabled first, and the summary which were enabled.
func TestDeletionSaysWhatWillGo(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newSetEnv(t, "audit.js", audit, "a.json", hookFile("alpha", ""), "z.json", hookFile("zeta", ""))
		e.inputs("runtime", "auto")
		e.auth0.AddHook(sandbox.Hook{Name: "alpha", Trigger: exchangeTrigger, Script: audit})
		e.auth0.AddHook(sandbox.Hook{Name: "zeta", Trigger: exchangeTrigger, Script: audit, Enabled: true})
		e.auth0.AddFault(sandbox.Fault{Method: "DELETE", Times: -1, Status: 403,
			Body: insufficientScope("delete:hooks")})
		o := e.inputs("mode", "delete").run().want(1, "result", "failed").says("delete:hooks")
		zeta, alpha := strings.Index(o.log, "zeta"), strings.Index(o.log, "alpha")
		if failed := strings.Index(o.log, "::error"); zeta < 0 || zeta > alpha || zeta > failed {
			t.Errorf("what will be deleted is not said first, the enabled one first:\n%s", o.log)
		}
		e.auth0.ClearFaults()
		o = e.run().want(0, "result", "deleted")
		if !strings.Contains(o.summary, "1 of them enabled") || !strings.Contains(o.summary, "| `zeta` | −3 | yes |") {
			t.Errorf("the summary does not say which were enabled:\n%s", o.summary)
		}
	})
}

// A deletion looks at both runtimes, and at Actions only where this tool deployed them.
func TestDeletionOnBothRuntimes(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := leftHook(t, "enabled", "true")
		id := e.run().want(0, "runtime", "actions").outputs["hook-id"]
		if len(e.auth0.Hooks()) != 1 || len(e.auth0.Actions()) != 1 {
			t.Fatalf("the tenant has %+v", e.auth0.Snapshot())
		}
		e.inputs("mode", "delete").without("script-path", "enabled").run().want(0, "result", "deleted", "hook-id", id)
		if n := len(e.auth0.Hooks()) + len(e.auth0.Actions()); n != 0 {
			t.Errorf("%d are left", n)
		}
	})
}

// A native Action is deleted by its exact name first, then by the one match of the kebab name; several are an error.
func TestDeletionOfNativeActions(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newNativeEnv(t)
		e.run().want(0, "result", "created")
		e.inputs("hook-name", "plan claim v2").run().want(0, "result", "created")
		e.inputs("hook-name", "PLAN CLAIM V2", "mode", "delete").run().want(1, "result", "failed").says("Plan claim (v2)",
			"plan claim v2")
		if n := len(e.auth0.Actions()); n != 2 {
			t.Fatalf("%d Actions, want 2", n)
		}
		e.inputs("hook-name", "plan claim v2").run().want(0, "result", "deleted", "hook-name", "plan claim v2")
		e.inputs("hook-name", "PLAN CLAIM V2").run().want(0, "result", "deleted", "hook-name", "Plan claim (v2)")
		e.run().want(0, "result", "unchanged", "changed", "false")
	})
}
