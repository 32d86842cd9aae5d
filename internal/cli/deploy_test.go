package cli_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"auth0-hook-action/internal/sandbox"
)

func TestFirstThenSameThenChanged(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newEnv(t)
		first := e.run().want(0, "result", "created", "changed", "true", "runtime", "hooks", "hook-name", "audit", "pr-number", "1")
		hooks := e.auth0.Hooks()
		if len(hooks) != 1 || hooks[0].Script != audit || hooks[0].Enabled || first.outputs["hook-id"] != hooks[0].ID {
			t.Fatalf("the tenant has %+v, hook-id is %q", hooks, first.outputs["hook-id"])
		}
		if n := len(e.auth0.Requests()); n > 3 {
			t.Errorf("a first deployment made %d requests to Auth0, want at most 3", n)
		}
		if n := len(e.github.Requests()); n != 3 {
			t.Errorf("a created comment took %d requests to GitHub, want 3", n)
		}
		if posts := e.requests("POST", "/api/v2/hooks"); len(posts) != 1 {
			t.Errorf("%d POSTs, want 1", len(posts))
		}

		before := e.auth0.Writes()
		e.run().want(0, "result", "unchanged", "changed", "false", "hook-id", hooks[0].ID)
		if n := e.auth0.Writes() - before; n != 0 {
			t.Errorf("a second run made %d writes, want 0", n)
		}

		changed := audit + "// changed\n"
		e.file("hooks/audit.js", changed)
		seenGitHub := len(e.github.Requests())
		e.run().want(0, "result", "updated", "changed", "true")
		patches := e.requests("PATCH", "/api/v2/hooks/"+hooks[0].ID)
		if len(patches) != 1 || patches[0].Body != jsonOf(t, map[string]string{"script": changed}) {
			t.Errorf("PATCHes: %+v; want one with the script alone", patches)
		}
		if n := len(e.github.Requests()) - seenGitHub; n != 2 {
			t.Errorf("an updated comment took %d requests to GitHub, want 2", n)
		}
		if comments := e.github.Comments(1); len(comments) != 1 || !strings.Contains(comments[0].Body, "updated") {
			t.Errorf("comments: %+v; want one that says updated", comments)
		}
	})
}

func jsonOf(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestNameIsFoundAgain(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newEnv(t, "hook-name", "My Hook v2")
		e.run().want(0, "result", "created", "hook-name", "my-hook-v-2")
		e.run().want(0, "result", "unchanged", "hook-name", "my-hook-v-2")
		if n := len(e.auth0.Hooks()); n != 1 {
			t.Errorf("%d hooks, want 1", n)
		}
	})
}

func TestLostCreation(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]sandbox.Fault{
		"processed, then the connection drops":  {Drop: true, After: true},
		"dropped before it was processed":       {Drop: true},
		"processed, then 502":                   {Status: 502, After: true},
		"503 before it was processed":           {Status: 503},
		"processed, and half the answer comes":  {Truncate: true, After: true},
		"processed, and an error page comes":    {Status: 200, Body: "<html>oops</html>", After: true},
		"processed, and JSON of another shape":  {Status: 201, Body: `[1,2]`, After: true},
		"refused by the rate limit, then taken": {Status: 429, Header: map[string]string{"Retry-After": "0"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			timed(t, func(t *testing.T) {
				e := newEnv(t)
				fault.Method, fault.Path = "POST", "/hooks$"
				e.auth0.AddFault(fault)
				e.run().want(0, "result", "created", "changed", "true")
				if n := len(e.auth0.Hooks()); n != 1 {
					t.Errorf("%d hooks, want 1", n)
				}
			})
		})
	}
}

func TestHooksEnded(t *testing.T) {
	t.Parallel()
	for _, age := range []sandbox.Age{sandbox.HooksReadOnly, sandbox.HooksGone} {
		t.Run(fmt.Sprint(age), func(t *testing.T) {
			t.Parallel()
			timed(t, func(t *testing.T) {
				e := newEnv(t, "runtime", "hooks")
				e.auth0.SetAge(age)
				o := e.run().want(1, "result", "failed", "changed", "false").says("2026-11-18", "runtime")
				if strings.Contains(strings.ToLower(o.log+o.summary), "success") {
					t.Errorf("a refused write is called a success:\n%s", o.log)
				}
				if n := len(e.auth0.Requests()); n > 2 {
					t.Errorf("%d requests: something was repeated", n)
				}
				rows := o.hooksOutput()
				if len(rows) != 1 || rows[0]["error"] == "" {
					t.Errorf("output hooks: %v", rows)
				}
			})
		})
	}
}

func TestReadOnlyTenantTakesWhatItCan(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newEnv(t, "runtime", "hooks", "enabled", "true")
		id := e.auth0.AddHook(sandbox.Hook{Name: "audit", Trigger: "credentials-exchange", Script: audit})
		e.auth0.SetAge(sandbox.HooksReadOnly)
		e.run().want(0, "result", "updated", "hook-id", id)
		if !e.auth0.Hooks()[0].Enabled {
			t.Error("the hook is not enabled")
		}
	})
}

func TestPlanWritesNothing(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newEnv(t, "mode", "plan")
		e.run().want(0, "result", "planned", "changed", "true")
		if n := e.auth0.Writes(); n != 0 {
			t.Errorf("plan made %d writes, want 0", n)
		}
		if c := e.github.Comments(1); len(c) != 1 || !strings.Contains(c[0].Body, "would be created") {
			t.Errorf("the comment does not say what would be done: %+v", c)
		}
	})
}

func TestAnotherTriggerIsAnError(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newEnv(t)
		e.auth0.AddHook(sandbox.Hook{Name: "audit", Trigger: "post-change-password", Script: audit})
		e.run().want(1, "result", "failed").says("post-change-password", "cannot move it")
		if n := e.auth0.Writes(); n != 0 {
			t.Errorf("%d writes", n)
		}
	})
}

func TestListWithoutScript(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newEnv(t)
		e.run().want(0, "result", "created")
		e.auth0.Assume(sandbox.Assumptions{ListWithoutScript: true})
		e.run().want(0, "result", "unchanged")
		e.file("hooks/audit.js", audit+"//\n")
		e.run().want(0, "result", "updated")
	})
}

func TestManyPagesOfHooks(t *testing.T) {
	t.Parallel()
	e := newEnv(t, "hook-name", "Hook 219")
	for i := range 220 {
		e.auth0.AddHook(sandbox.Hook{Name: fmt.Sprintf("hook-%d", i), Trigger: "credentials-exchange", Script: audit})
	}
	e.auth0.AddHook(sandbox.Hook{Trigger: "credentials-exchange", Script: "nameless"})
	e.run().want(0, "result", "unchanged", "hook-name", "hook-219")
}

func TestClientCredentials(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newEnv(t)
		id, secret := e.auth0.Client()
		e.without("token").inputs("client-id", id, "client-secret", secret, "audience", sandbox.Audience)
		e.run().want(0, "result", "created")
		if n := len(e.requests("POST", "/oauth/token")); n != 1 {
			t.Errorf("%d tokens were asked for, want 1", n)
		}
		e.inputs("client-secret", "wrong-secret-wrong-secret")
		e.run().want(1, "result", "failed").says("client-secret")
	})
}

func TestScopes(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newEnv(t, "runtime", "hooks")
		e.inputs("token", e.auth0.Token("read:hooks"))
		e.run().want(1, "result", "failed").says("create:hooks")
		e.inputs("token", "not-a-jwt")
		e.run().want(1, "result", "failed").says("token")
	})
}

func TestOutsideAWorkflow(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	for _, name := range []string{"GITHUB_ACTIONS", "GITHUB_EVENT_NAME", "GITHUB_REPOSITORY"} {
		delete(e.vars, name)
	}
	o := e.run().want(0, "result", "created")
	if strings.Contains(o.log, "::") {
		t.Errorf("workflow commands outside a workflow:\n%s", o.log)
	}
}

func TestTimeout(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newEnv(t, "timeout", "2s")
		e.auth0.AddFault(sandbox.Fault{Path: "/hooks", Status: 429, Body: tooMany,
			Header: map[string]string{"Retry-After": "1800"}, Times: -1})
		o := e.run().want(1, "result", "failed").says("1800")
		if rows := o.hooksOutput(); len(rows) != 1 || rows[0]["result"] != "skipped" || rows[0]["error"] == "" {
			t.Errorf("output hooks: %v", rows)
		}
	})
}

func TestHostileNamesAndMessages(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		hostile := "::error::x\n::add-mask::y\r::set-output name=a::b ##[add-mask]z @octocat <b> ``` | [l](http://evil)"
		e := newEnv(t, "runtime", "hooks")
		e.auth0.AddFault(sandbox.Fault{Method: "POST", Path: "/hooks$", Status: 400,
			Body: jsonOf(t, map[string]any{"statusCode": 400, "error": "Bad Request", "message": hostile})})
		o := e.run().want(1, "result", "failed")
		for line := range strings.Lines(o.log) {
			if i := slices.IndexFunc([]string{"::add-mask::y", "::set-output", "##[add-mask]"}, func(c string) bool {
				return strings.HasPrefix(strings.TrimSpace(line), c) || c == "##[add-mask]" && strings.Contains(line, c)
			}); i >= 0 {
				t.Errorf("a command would run: %q", line)
			}
		}
		if strings.Contains(e.github.Comments(1)[0].Body, "@octocat") && !strings.Contains(e.github.Comments(1)[0].Body, "`") {
			t.Error("the comment mentions somebody")
		}
	})
}

// What differs between the name that was given and the one that the tenant stores is shown once, in the plan.
func TestPlanShowsTheStoredName(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newEnv(t, "hook-name", "My Hook v2", "mode", "plan")
		e.auth0.AddHook(sandbox.Hook{Name: "my-hook-v-2", Trigger: "credentials-exchange", Script: audit + "// old\n"})
		o := e.run().want(0, "result", "planned", "hook-name", "my-hook-v-2")
		if n := strings.Count(o.summary, "My Hook v2"); n != 1 {
			t.Errorf("the given name stands in the plan %d times, want once:\n%s", n, o.summary)
		}
		apply := e.inputs("mode", "apply").run().want(0, "result", "updated", "hook-name", "my-hook-v-2")
		if strings.Contains(apply.summary, "My Hook v2") {
			t.Errorf("the given name is shown again after the plan:\n%s", apply.summary)
		}
	})
}
