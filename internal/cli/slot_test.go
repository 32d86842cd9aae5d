package cli_test

import (
	"strings"
	"testing"

	"auth0-hook-action/internal/sandbox"
)

func TestEnabledSlotOfHooks(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newEnv(t, "runtime", "hooks", "enabled", "true")
		old := e.auth0.AddHook(sandbox.Hook{Name: "old", Trigger: "credentials-exchange", Script: audit, Enabled: true})
		e.run().want(1, "result", "failed").says(`"old" is enabled`)
		if n := e.auth0.Writes(); n != 0 {
			t.Errorf("%d writes, want none", n)
		}
		e.inputs("replace-enabled", "true")
		e.auth0.AddFault(sandbox.Fault{Method: "POST", Path: "/hooks$", Status: 400, Body: `{"statusCode":400,"message":"no"}`})
		e.run().want(1, "result", "failed")
		if !e.hook("old").Enabled {
			t.Error("the old hook was not put back")
		}
		e.run().want(0, "result", "created").says("old")
		if e.hook("old").Enabled || !e.hook("audit").Enabled {
			t.Errorf("the tenant has %+v", e.auth0.Hooks())
		}
		e.auth0.EditHook(old, func(h *sandbox.Hook) { h.Enabled = true })
		e.auth0.EditHook(e.hook("audit").ID, func(h *sandbox.Hook) { h.Enabled = false })
		e.auth0.AddFault(sandbox.Fault{Method: "PATCH", Path: e.hook("audit").ID, Status: 400, Times: -1,
			Body: `{"statusCode":400,"message":"no"}`})
		e.auth0.AddFault(sandbox.Fault{Method: "PATCH", Path: old, Nth: 2, Status: 400, Times: -1,
			Body: `{"statusCode":400,"message":"no"}`})
		const first = `127.0.0.1:1: no hook may be running at credentials-exchange now: "old" was disabled and could not be enabled again`
		if o := e.run().want(1, "result", "failed"); !strings.Contains(o.log, first) {
			t.Errorf("what has to be known first is not said first:\n%s", o.log)
		}
	})
}

// Other tools enable a second hook at a trigger: the rule is kept also where the run's own hook is enabled already.
func TestSecondEnabledHookIsNoticed(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newEnv(t, "runtime", "hooks", "enabled", "true")
		e.auth0.AddHook(sandbox.Hook{Name: "audit", Trigger: "credentials-exchange", Script: audit, Enabled: true})
		e.auth0.AddHook(sandbox.Hook{Name: "other", Trigger: "credentials-exchange", Script: audit, Enabled: true})
		e.run().want(1, "result", "failed").says(`"other" is enabled`)
		if n := e.auth0.Writes(); n != 0 {
			t.Errorf("%d writes, want none", n)
		}
		e.inputs("replace-enabled", "true").run().want(0, "result", "updated").says("other")
		if e.hook("other").Enabled || !e.hook("audit").Enabled {
			t.Errorf("the tenant has %+v", e.auth0.Hooks())
		}
		e.run().want(0, "result", "unchanged")
	})
}

func TestActionExchange(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newActionsEnv(t, "enabled", "true", "hook-name", "old")
		old := e.run().want(0).outputs["hook-id"]
		e.inputs("hook-name", "new")
		e.run().want(1, "result", "failed").says(`"old" is enabled`)
		id := e.inputs("replace-enabled", "true").run().want(0, "result", "created").outputs["hook-id"]
		bound := e.auth0.Bindings("credentials-exchange")
		if len(bound) != 1 || bound[0].ActionID != id || id == old {
			t.Errorf("bound: %+v, want %s alone", bound, id)
		}
	})
}

func TestDisplacedHooksOfTheSameSetAreTold(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newSetEnv(t, "audit.js", audit, "a.json", hookFile("a", `, "enabled": true`), "b.json", hookFile("b", ""))
		e.auth0.AddHook(sandbox.Hook{Name: "b", Trigger: "credentials-exchange", Script: audit, Enabled: true})
		e.inputs("replace-enabled", "true")
		rows := e.run().want(0, "result", "created").hooksOutput()
		if len(rows) != 2 || rows[1]["result"] != "updated" || rows[1]["enabled"] != false {
			t.Errorf("rows: %v", rows)
		}
	})
}
