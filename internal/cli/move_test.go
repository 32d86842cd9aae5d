package cli_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"auth0-hook-action/internal/sandbox"
)

const exchangeTrigger = "credentials-exchange"

// leftHook is a tenant from the time when Hooks were made read-only, with the hook as an enabled Hook.
func leftHook(t *testing.T, inputs ...string) *env {
	t.Helper()
	e := newEnv(t, inputs...)
	e.auth0.AddHook(sandbox.Hook{Name: "audit", Trigger: exchangeTrigger, Script: audit + "// old\n", Enabled: true})
	e.auth0.SetAge(sandbox.HooksReadOnly)
	return e
}

// runs checks what runs at the trigger: the enabled Hooks, then the bound Actions.
func (e *env) runs(hooks, actions []string) {
	e.t.Helper()
	var on []string
	for _, h := range e.auth0.Hooks() {
		if h.Enabled {
			on = append(on, h.Name)
		}
	}
	if bound := e.auth0.Bound(exchangeTrigger); !slices.Equal(on, hooks) || !slices.Equal(bound, actions) {
		e.t.Errorf("Hooks %q and Actions %q run, want %q and %q", on, bound, hooks, actions)
	}
}

func TestMoveTakesTheHooksPlace(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := leftHook(t, "enabled", "true")
		plan := e.inputs("mode", "plan").run().want(0, "result", "planned", "changed", "true")
		if n := e.auth0.Writes(); n != 0 || !strings.Contains(plan.summary, "becomes an Action") {
			t.Errorf("a plan made %d writes, and says\n%s", n, plan.summary)
		}
		e.inputs("mode", "apply").run().want(0, "runtime", "actions")
		e.runs(nil, []string{"audit"})
		e.run().want(0, "result", "unchanged")
		// The old text is no way back to the Hook.
		e.file("hooks/audit.js", audit+"// old\n")
		e.run().want(0, "result", "updated", "runtime", "actions")
		e.runs(nil, []string{"audit"})
	})
}

func TestMoveGoesFirst(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := leftHook(t, "enabled", "true")
		for _, name := range []string{"one", "two"} {
			id := e.auth0.AddAction(sandbox.Action{Name: name, Trigger: exchangeTrigger, Code: "exports.x = 1",
				Deployed: &sandbox.Version{}})
			e.auth0.AddBinding(id, "shown as "+name)
		}
		e.run().want(0, "runtime", "actions")
		e.runs(nil, []string{"audit", "one", "two"})
		if b := e.auth0.Bindings(exchangeTrigger); b[2].DisplayName != "shown as two" {
			t.Errorf("display names: %+v", b)
		}
	})
}

func TestMoveWithEnabledEmptyBindsNothing(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := leftHook(t)
		o := e.run().want(0, "runtime", "actions")
		e.runs([]string{"audit"}, nil)
		if !strings.Contains(o.log, "::warning") || !strings.Contains(o.log, "enabled: true") {
			t.Errorf("no warning that names the way:\n%s", o.log)
		}
	})
}

// Where the Action cannot be bound, the Hook that was disabled for it is enabled again.
func TestMovePutsTheHookBack(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := leftHook(t, "enabled", "true")
		e.auth0.AddFault(sandbox.Fault{Method: "PATCH", Path: "/bindings$", Times: -1, Status: 400,
			Body: `{"statusCode":400,"error":"Bad Request","message":"The list is full.","errorCode":"invalid_body"}`})
		e.run().want(1, "result", "failed")
		e.runs([]string{"audit"}, nil)
		e.auth0.ClearFaults()
		e.run().want(0)
		e.runs(nil, []string{"audit"})
	})
}

func TestMoveNeedsReplaceEnabledForOthers(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := leftHook(t, "enabled", "true")
		e.auth0.AddHook(sandbox.Hook{Name: "other", Trigger: exchangeTrigger, Script: audit, Enabled: true})
		e.run().want(1, "result", "failed").says("other", "replace-enabled")
		e.runs([]string{"audit", "other"}, nil)
		e.inputs("replace-enabled", "true").run().want(0)
		e.runs(nil, []string{"audit"})
	})
}

// Nobody can read a Hook's secrets: they have to be given, or given up.
func TestMoveNeedsTheSecrets(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newEnv(t, "enabled", "true")
		e.auth0.AddHook(sandbox.Hook{Name: "audit", Trigger: exchangeTrigger, Script: audit + "// old\n", Enabled: true,
			Secrets: map[string]string{"API_KEY": "x", "API_URL": "y"}})
		e.auth0.SetAge(sandbox.HooksReadOnly)
		for _, mode := range []string{"plan", "apply"} {
			o := e.inputs("mode", mode).run()
			if !strings.Contains(o.summary, "API_KEY") || !strings.Contains(o.summary, "API_URL") {
				t.Errorf("%s names no secrets:\n%s", mode, o.summary)
			}
		}
		e.inputs("prune", "true").run().want(1, "result", "failed") // that alone gives nothing up
		e.runs([]string{"audit"}, nil)
		e.inputs("secrets", "{}").run().want(0, "runtime", "actions")
		e.runs(nil, []string{"audit"})
	})
}

// What is enabled of the two runtimes before a run, and what runs after it.
func TestHookBesideABoundAction(t *testing.T) {
	t.Parallel()
	for enabled, want := range map[string][]string{"": {"audit"}, "true": {"audit"}, "false": nil} {
		t.Run("enabled: "+enabled, func(t *testing.T) {
			t.Parallel()
			timed(t, func(t *testing.T) {
				e := leftHook(t, "enabled", "true")
				e.run().want(0, "runtime", "actions")
				e.auth0.EditHook(e.auth0.Hooks()[0].ID, func(h *sandbox.Hook) { h.Enabled = true })
				e.inputs("enabled", enabled)
				e.inputs("mode", "plan").run().want(0, "changed", "true").says("audit", "would be disabled")
				e.inputs("mode", "apply").run().want(0, "result", "updated", "runtime", "actions")
				e.runs(nil, want)
				e.run().want(0, "result", "unchanged")
			})
		})
	}
}

// In a set each hook moves by itself: one that cannot be bound leaves its Hook enabled, and the others move.
func TestMoveOfASet(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newSetEnv(t, "audit.js", audit, "audit.json", hookFile("audit", `, "enabled": true`),
			"greet.js", parametersOf("post-user-registration"),
			"greet.json", `{"name": "greet", "triggerId": "post-user-registration", "script": "./greet.js", "enabled": true}`)
		e.inputs("runtime", "auto")
		e.auth0.AddHook(sandbox.Hook{Name: "audit", Trigger: exchangeTrigger, Script: audit + "// old\n", Enabled: true})
		greet := e.auth0.AddHook(sandbox.Hook{Name: "greet", Trigger: "post-user-registration",
			Script: parametersOf("post-user-registration") + "// old\n", Enabled: true})
		e.auth0.SetAge(sandbox.HooksReadOnly)
		e.auth0.AddFault(sandbox.Fault{Method: "PATCH", Path: "/post-user-registration/bindings$", Times: -1, Status: 400,
			Body: `{"statusCode":400,"error":"Bad Request","message":"The list is full.","errorCode":"invalid_body"}`})
		e.run().want(1, "result", "failed").says("greet", "The list is full")
		e.runs([]string{"greet"}, []string{"audit"})
		e.auth0.ClearFaults()
		e.run().want(0)
		e.runs(nil, []string{"audit"})
		if bound := e.auth0.Bound("post-user-registration"); !slices.Equal(bound, []string{"greet"}) {
			t.Errorf("bound: %q; the Hook was %s", bound, greet)
		}
	})
}

// What the tenant refuses as a Hook and cannot be an Action is not half done: nothing was.
func TestRefusedMoveChangesNothing(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := leftHook(t)
		e.file("hooks/audit.js", strings.Replace(audit, "{\n", "{\n  context.webtask.storage.get(() => {});\n", 1))
		o := e.run().want(1, "result", "failed", "changed", "false", "runtime", "hooks").says("not updated", "context.webtask.storage")
		if strings.Contains(o.summary, "partly") {
			t.Errorf("the summary says that a part was done:\n%s", o.summary)
		}
		e.runs([]string{"audit"}, nil)
	})
}

// A run that ends before its file is read knows its hook all the same.
func TestCancelledBeforeTheFileIsRead(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newEnv(t)
		ctx, cancel := context.WithCancel(e.context())
		cancel()
		rows := e.runIn(ctx).want(1, "hook-name", "audit").hooksOutput()
		if len(rows) != 1 || rows[0]["result"] != "skipped" || rows[0]["error"] == "" {
			t.Errorf("the output hooks is %v", rows)
		}
	})
}
