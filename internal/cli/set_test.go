package cli_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"auth0-hook-action/internal/sandbox"
)

// newSetEnv is an env with a set of hooks instead of one: pairs of a file below set/hooks and its text.
func newSetEnv(t *testing.T, files ...string) *env {
	t.Helper()
	e := newEnv(t, "hooks-path", "set", "runtime", "hooks").without("hook-name", "trigger", "script-path")
	for i := 0; i < len(files); i += 2 {
		e.file("set/hooks/"+files[i], files[i+1])
	}
	return e
}

// hookFile describes a hook whose script is audit.js, with further keys.
func hookFile(name, more string) string {
	return fmt.Sprintf(`{"name": %q, "triggerId": "credentials-exchange", "script": "./audit.js"%s}`, name, more)
}

func (e *env) hook(name string) sandbox.Hook {
	e.t.Helper()
	for _, h := range e.auth0.Hooks() {
		if h.Name == name {
			return h
		}
	}
	e.t.Fatalf("the tenant has no hook %q", name)
	return sandbox.Hook{}
}

func TestSetFromFiles(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newSetEnv(t, "audit.js", audit+"// ##COLOUR## @@NOTE@@\n",
			"a.json", hookFile("Set A", `, "enabled": true, "dependencies": {"lodash": "4.17.21"}, "secrets": {"KEY": "##KEY##"}`),
			"b.json", hookFile("Set B", ""))
		e.secrets = append(e.secrets, "the value of the key")
		e.inputs("variables", "KEY=the value of the key\nCOLOUR=orange red\nNOTE=a \"quoted\" note\n")
		e.vars["COLOUR"] = "from the environment"
		e.run().want(0, "result", "created", "hook-id", "").says("set-a", "set-b")
		a := e.hook("set-a")
		if !a.Enabled || a.Secrets["KEY"] != "the value of the key" || !strings.Contains(a.Script, `// orange red "a \"quoted\" note"`) {
			t.Errorf("set-a is %+v", a)
		}
		e.run().want(0, "result", "unchanged")
		if c := e.github.Comments(1); len(c) != 1 || strings.Contains(c[0].Body, "orange red") {
			t.Errorf("the comment shows a variable's value, or is not one: %+v", c)
		}
		e.auth0.AddHook(sandbox.Hook{Name: "stray", Trigger: "post-change-password", Script: audit})
		e.inputs("prune", "true", "mode", "plan").run().want(0, "changed", "true").says("stray")
		e.inputs("mode", "apply").run().want(0, "result", "deleted")
		if n := len(e.auth0.Hooks()); n != 2 {
			t.Errorf("%d hooks, want 2", n)
		}
		e.inputs("mode", "delete").run().want(0, "result", "deleted")
		if n := len(e.auth0.Hooks()); n != 0 {
			t.Errorf("%d hooks, want none", n)
		}
	})
}

func TestSetWithEverythingWrong(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newSetEnv(t, "audit.js", audit,
			"unknown.json", hookFile("one", ",\n \"colour\": 1"), "marker.json", hookFile("two", ",\n \"enabled\": ##NOPE##"),
			"outside.json", strings.Replace(hookFile("three", ""), "./audit.js", "../../../outside.js", 1),
			"once.json", hookFile("six", ""), "twice.json", hookFile("Six", ""), "trigger.json", strings.Replace(hookFile("four",
				""), "credentials-exchange", "login", 1),
			"broken.json", "{", "range.json", hookFile("five", `, "dependencies": {"lodash": "^4"}`))
		o := e.run().want(2, "result", "failed")
		for _, file := range []string{"unknown.json", "outside.json", "twice.json", "trigger.json", "broken.json", "range.json"} {
			if !strings.Contains(o.log, "file=set/hooks/"+file) || !strings.Contains(o.summary, file) {
				t.Errorf("%s is not annotated or not in the summary\n%s", file, o.log)
			}
		}
		o.says("##NOPE##", "set/hooks/marker.json:2")
		if n := len(e.auth0.Requests()) + e.github.Writes(); n != 0 {
			t.Errorf("%d requests", n)
		}
	})
}

func TestOneFailureDoesNotStopTheOthers(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newSetEnv(t, "audit.js", audit)
		for i := range 6 {
			e.file(fmt.Sprintf("set/hooks/h%d.json", i), hookFile(fmt.Sprintf("hook %c", 'a'+i), ""))
		}
		e.auth0.AddHook(sandbox.Hook{Name: "hook-c", Trigger: "post-change-password", Script: audit})
		o := e.run().want(1, "result", "failed").says("hook-a", "cannot move it")
		if n := len(e.auth0.Hooks()); n != 6 {
			t.Errorf("%d hooks, want 6", n)
		}
		if rows := o.hooksOutput(); len(rows) != 6 {
			t.Errorf("%d rows, want 6", len(rows))
		}
	})
}

func TestCancelledRunSaysWhatWasDone(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newSetEnv(t, "audit.js", audit)
		for i := range 40 {
			e.file(fmt.Sprintf("set/hooks/h%d.json", i), hookFile(fmt.Sprintf("hook %d", i), ""))
		}
		ctx, cancel := context.WithCancel(e.context())
		defer cancel()
		e.auth0.AddFault(sandbox.Fault{Method: "POST", Path: "/hooks$", Nth: 5, Hook: cancel, Delay: time.Second, After: true})
		o := e.runIn(ctx).want(1, "result", "failed")
		results := map[string]int{}
		for _, row := range o.hooksOutput() {
			results[fmt.Sprint(row["result"])]++
		}
		if results["skipped"] == 0 || results["skipped"]+results["failed"]+results["created"] != 40 {
			t.Errorf("results: %v, want 40 in all, some of them skipped", results)
		}
		if len(e.github.Comments(1)) != 1 {
			t.Error("a cancelled run left no comment")
		}
	})
}

func TestDriftIsClaimedFromMemoryAlone(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newEnv(t, "runtime", "hooks")
		id := e.run().want(0).outputs["hook-id"]
		e.auth0.EditHook(id, func(h *sandbox.Hook) { h.Script = audit + "// by hand\n" })
		e.inputs("mode", "plan").run().want(0, "changed", "true").says("differs from the one that this pull request's comment recorded")
		e.inputs("mode", "plan").run().want(0, "changed",
			"true").says("differs from the one that this pull request's comment recorded") // the plan carried the memory on
		e.inputs("mode", "apply").run().want(0, "result", "updated").says("differs from the one that this pull request's comment recorded")

		other := newEnv(t, "runtime", "hooks") // no comment, no memory
		other.auth0.AddHook(sandbox.Hook{Name: "audit", Trigger: "credentials-exchange", Script: audit + "// by hand\n"})
		if o := other.run().want(0, "result", "updated"); strings.Contains(o.log+o.summary, "comment recorded") {
			t.Errorf("drift is claimed without a memory:\n%s", o.log)
		}
	})
}
