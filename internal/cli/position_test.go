package cli_test

import (
	"slices"
	"strings"
	"testing"

	"auth0-hook-action/internal/sandbox"
)

// bindOthers binds Actions of somebody else at a trigger.
func (e *env) bindOthers(trigger string, names ...string) {
	e.t.Helper()
	for _, name := range names {
		id := e.auth0.AddAction(sandbox.Action{Name: name, Trigger: trigger, Code: "exports.x = 1", Deployed: &sandbox.Version{}})
		e.auth0.AddBinding(id, "shown as "+name)
	}
}

// An exchange takes the place of what it replaces; position says another one.
func TestExchangeKeepsThePlace(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		position string
		want     []string
	}{
		"its place": {"", []string{"one", "new", "two"}},
		"first":     {"first", []string{"new", "one", "two"}},
		"last":      {"last", []string{"one", "two", "new"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			timed(t, func(t *testing.T) {
				e := newActionsEnv(t, "enabled", "true", "hook-name", "old")
				e.bindOthers(exchangeTrigger, "one", "two")
				e.inputs("position", "after:one").run().want(0, "result", "created")
				e.inputs("position", tt.position, "hook-name", "new", "replace-enabled", "true").run().want(0, "result", "created")
				if got := e.auth0.Bound(exchangeTrigger); !slices.Equal(got, tt.want) {
					t.Errorf("bound: %q, want %q", got, tt.want)
				}
				if b := e.auth0.Bindings(exchangeTrigger); b[slices.Index(tt.want, "two")].DisplayName != "shown as two" {
					t.Errorf("display names were not kept: %+v", b)
				}
			})
		})
	}
}

// Two of a set with the same position stand in the set's order; a name that two bound Actions have is no place.
func TestPositionsOfASet(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newSetEnv(t, "plan.js", nativeLogin)
		e.inputs("runtime", "actions")
		e.auth0.SetAge(sandbox.HooksGone)
		e.bindOthers("post-login", "one", "two")
		for _, name := range []string{"b", "a"} {
			e.file("set/hooks/"+name+".json", `{"name": "`+name+`", "triggerId": "post-login", "script": "./plan.js",
  "enabled": true, "position": "before:two"}`)
		}
		e.run().want(0, "result", "created")
		if got := e.auth0.Bound("post-login"); !slices.Equal(got, []string{"one", "a", "b", "two"}) {
			t.Errorf("bound: %q", got)
		}
		e.run().want(0, "result", "unchanged", "changed", "false")
		e.bindOthers("post-login", "two")
		before := e.auth0.Writes()
		e.run().want(1, "result", "failed").says("two")
		if n := e.auth0.Writes() - before; n != 0 {
			t.Errorf("%d writes", n)
		}
	})
}

// Where the hook runs as a Hook or is not bound, position has no effect, and a notice says so.
func TestPositionWithoutABinding(t *testing.T) {
	t.Parallel()
	for name, prepare := range map[string]func(e *env){
		"a Hook":    func(*env) {},
		"not bound": func(e *env) { e.auth0.SetAge(sandbox.HooksGone) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			timed(t, func(t *testing.T) {
				e := newEnv(t, "position", "first")
				prepare(e)
				if o := e.run().want(0, "result", "created"); !strings.Contains(o.log, "::notice") || !strings.Contains(o.log, "position") {
					t.Errorf("no notice:\n%s", o.log)
				}
			})
		})
	}
}

func TestPosition(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		start := func(inputs ...string) *env {
			e := newNativeEnv(t, append([]string{"enabled", "true"}, inputs...)...)
			for _, name := range []string{"one", "two"} {
				e.auth0.AddBinding(e.auth0.AddAction(sandbox.Action{Name: name, Trigger: "post-login", Code: "exports.x = 1",
					Deployed: &sandbox.Version{}}), name)
			}
			return e
		}
		const own = "Plan claim (v2)"
		for position, want := range map[string][]string{
			"": {"one", "two", own}, "first": {own, "one", "two"}, "last": {"one", "two", own},
			"before:two": {"one", own, "two"}, "after:one": {"one", own, "two"},
		} {
			e := start("position", position)
			e.run().want(0, "result", "created")
			if got := e.auth0.Bound("post-login"); !slices.Equal(got, want) {
				t.Errorf("position %q gives %q", position, got)
			}
			e.run().want(0, "result", "unchanged")
			e.inputs("position", "").run().want(0, "result", "unchanged")
		}
		for position, want := range map[string]string{"before:three": "three", "after:" + own: "itself", "somewhere": "position"} {
			e := start("position", position)
			if e.run().says(want).code == 0 {
				t.Errorf("position %q is taken", position)
			}
			if n := e.auth0.Writes(); n != 0 {
				t.Errorf("position %q made %d writes", position, n)
			}
		}
	})
}
