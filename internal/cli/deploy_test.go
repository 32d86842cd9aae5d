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
	e := newEnv(t, "hook-name", "My Hook v2")
	e.run().want(0, "result", "created", "hook-name", "my-hook-v-2")
	e.run().want(0, "result", "unchanged", "hook-name", "my-hook-v-2")
	if n := len(e.auth0.Hooks()); n != 1 {
		t.Errorf("%d hooks, want 1", n)
	}
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
			e := newEnv(t)
			fault.Method, fault.Path = "POST", "/hooks$"
			e.auth0.AddFault(fault)
			e.run().want(0, "result", "created", "changed", "true")
			if n := len(e.auth0.Hooks()); n != 1 {
				t.Errorf("%d hooks, want 1", n)
			}
		})
	}
}

func TestHooksEnded(t *testing.T) {
	t.Parallel()
	for _, age := range []sandbox.Age{sandbox.HooksReadOnly, sandbox.HooksGone} {
		t.Run(fmt.Sprint(age), func(t *testing.T) {
			t.Parallel()
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
	}
}

func TestReadOnlyTenantTakesWhatItCan(t *testing.T) {
	t.Parallel()
	e := newEnv(t, "runtime", "hooks", "enabled", "true")
	id := e.auth0.AddHook(sandbox.Hook{Name: "audit", Trigger: "credentials-exchange", Script: audit})
	e.auth0.SetAge(sandbox.HooksReadOnly)
	e.run().want(0, "result", "updated", "hook-id", id)
	if !e.auth0.Hooks()[0].Enabled {
		t.Error("the hook is not enabled")
	}
}

func TestTenBadInputs(t *testing.T) {
	t.Parallel()
	e := newEnv(t, "domain", "https://tenant.eu.auth0.com/path", "token", "two words", "client-id", "x", "hook-name", "-bad-",
		"trigger", "post-login", "script-path", "../outside.js", "enabled", "yes", "mode", "deploy", "comment", "maybe",
		"timeout", "soon", "pr-number", "0", "runtime", "rules", "show-diff", "2", "prune", "1")
	o := e.run().want(2, "result", "failed")
	if n := strings.Count(o.log, "::error"); n != 10 {
		t.Errorf("%d annotations, want GitHub's 10\n%s", n, o.log)
	}
	for _, input := range []string{"domain", "token", "hook-name", "trigger", "script-path", "enabled", "mode", "comment",
		"timeout", "pr-number", "runtime", "show-diff", "prune"} {
		if !strings.Contains(o.summary, input) || !strings.Contains(o.log, "input "+input) {
			t.Errorf("log or summary do not name %s\n%s", input, o.log)
		}
	}
	if n := len(e.auth0.Requests()) + len(e.github.Requests()); n != 0 {
		t.Errorf("%d requests were made", n)
	}
}

func TestPlanWritesNothing(t *testing.T) {
	t.Parallel()
	e := newEnv(t, "mode", "plan")
	e.run().want(0, "result", "planned", "changed", "true")
	if n := e.auth0.Writes(); n != 0 {
		t.Errorf("plan made %d writes, want 0", n)
	}
	if c := e.github.Comments(1); len(c) != 1 || !strings.Contains(c[0].Body, "would be created") {
		t.Errorf("the comment does not say what would be done: %+v", c)
	}
}

func TestDelete(t *testing.T) {
	t.Parallel()
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
	if o := e.run().want(0, "result", "unchanged"); !strings.Contains(o.log, "left alone") || len(e.auth0.Hooks()) != 1 {
		t.Errorf("a hook at another trigger was not left alone:\n%s", o.log)
	}
}

func TestAnotherTriggerIsAnError(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	e.auth0.AddHook(sandbox.Hook{Name: "audit", Trigger: "post-change-password", Script: audit})
	e.run().want(1, "result", "failed").says("post-change-password", "another trigger")
	if n := e.auth0.Writes(); n != 0 {
		t.Errorf("%d writes", n)
	}
}

func TestListWithoutScript(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	e.run().want(0, "result", "created")
	e.auth0.SetListWithoutScript(true)
	e.run().want(0, "result", "unchanged")
	e.file("hooks/audit.js", audit+"//\n")
	e.run().want(0, "result", "updated")
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
	e := newEnv(t)
	id, secret := e.auth0.Client()
	e.without("token").inputs("client-id", id, "client-secret", secret, "audience", sandbox.Audience)
	e.run().want(0, "result", "created")
	if n := len(e.requests("POST", "/oauth/token")); n != 1 {
		t.Errorf("%d tokens were asked for, want 1", n)
	}
	e.inputs("client-secret", "wrong-secret-wrong-secret")
	e.run().want(1, "result", "failed").says("client-secret")
}

func TestScopes(t *testing.T) {
	t.Parallel()
	e := newEnv(t, "runtime", "hooks")
	e.inputs("token", e.auth0.Token("read:hooks"))
	e.run().want(1, "result", "failed").says("create:hooks")
	e.inputs("token", "not-a-jwt")
	e.run().want(1, "result", "failed").says("token")
}

func TestComments(t *testing.T) {
	t.Parallel()
	t.Run("250 others before it", func(t *testing.T) {
		t.Parallel()
		e := newEnv(t)
		for i := range 250 {
			e.github.AddComment(1, "somebody", fmt.Sprint("comment ", i))
		}
		first := e.run().want(0)
		e.file("hooks/audit.js", audit+"//\n")
		second := e.run().want(0, "comment-id", first.outputs["comment-id"])
		if n := len(e.github.Comments(1)); n != 251 || second.outputs["comment-url"] == "" {
			t.Errorf("%d comments, want 251", n)
		}
	})
	t.Run("planted by another author", func(t *testing.T) {
		t.Parallel()
		e := newEnv(t)
		e.run().want(0)
		ours := e.github.Comments(1)[0]
		e2 := newEnv(t, "domain", e.vars["INPUT_DOMAIN"], "token", e.token)
		e2.github.AddComment(1, "mallory", ours.Body)
		e2.file("hooks/audit.js", audit+"//\n")
		e2.run().want(0)
		comments := e2.github.Comments(1)
		if len(comments) != 2 || comments[0].Body != ours.Body {
			t.Errorf("the planted comment was touched, or taken for ours: %+v", comments)
		}
	})
	t.Run("another hook's", func(t *testing.T) {
		t.Parallel()
		e := newEnv(t)
		e.run().want(0)
		e.inputs("hook-name", "second").run().want(0)
		if n := len(e.github.Comments(1)); n != 2 {
			t.Errorf("%d comments, want one a hook", n)
		}
	})
	t.Run("unchanged creates none", func(t *testing.T) {
		t.Parallel()
		e := newEnv(t)
		e.auth0.AddHook(sandbox.Hook{Name: "audit", Trigger: "credentials-exchange", Script: audit})
		e.run().want(0, "result", "unchanged", "comment-id", "")
		if n := len(e.github.Comments(1)); n != 0 {
			t.Errorf("%d comments, want none", n)
		}
	})
	t.Run("no permission", func(t *testing.T) {
		t.Parallel()
		e := newEnv(t)
		e.inputs("github-token", e.github.AddToken(sandbox.GitHubToken{Login: sandbox.WorkflowBot, ReadOnly: true}))
		o := e.run().want(0, "result", "created")
		if !strings.Contains(o.log, "::warning") || !strings.Contains(o.log, "pull-requests: write") {
			t.Errorf("no warning that names the permission:\n%s", o.log)
		}
		e.file("hooks/audit.js", audit+"//\n")
		e.inputs("comment", "always").run().want(1, "result", "updated")
	})
	t.Run("no pull request", func(t *testing.T) {
		t.Parallel()
		e := newEnv(t)
		e.vars["GITHUB_EVENT_NAME"] = "schedule"
		e.file("../event.json", `{}`)
		if o := e.run().want(0, "result", "created", "pr-number", ""); !strings.Contains(o.log, "::notice") {
			t.Errorf("no notice:\n%s", o.log)
		}
		e.inputs("comment", "always").run().want(1, "result", "unchanged")
	})
	t.Run("never", func(t *testing.T) {
		t.Parallel()
		e := newEnv(t, "comment", "never")
		e.run().want(0, "result", "created")
		if n := len(e.github.Requests()); n != 0 {
			t.Errorf("%d requests to GitHub, want none", n)
		}
	})
}

func TestShowDiff(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		private bool
		input   string
		want    bool
	}{
		"private": {true, "", true}, "public": {false, "auto", false},
		"public, shown": {false, "true", true}, "private, hidden": {true, "false", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := newEnv(t, "show-diff", tt.input)
			e.file("../event.json", pullRequestEvent(tt.private))
			e.auth0.AddHook(sandbox.Hook{Name: "audit", Trigger: "credentials-exchange", Script: audit + "// the tenant's own line\n"})
			o := e.run().want(0, "result", "updated")
			all := o.log + o.summary + e.github.Comments(1)[0].Body
			if got := strings.Contains(all, "the tenant's own line"); got != tt.want {
				t.Errorf("the diff shows: %t, want %t\n%s", got, tt.want, all)
			}
		})
	}
}

// A run that names no hook has no row for one without a name.
func TestNoHookIsNamed(t *testing.T) {
	t.Parallel()
	o := newEnv(t).without("hook-name", "trigger", "script-path").run().want(2, "result", "failed", "hooks", "[]")
	if !strings.Contains(o.summary, "### ❌ Nothing deployed to") || strings.Contains(o.summary, "| Hook |") {
		t.Errorf("the summary:\n%s", o.summary)
	}
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
	e := newEnv(t, "timeout", "2s")
	e.auth0.AddFault(sandbox.Fault{Path: "/hooks", Status: 429, Header: map[string]string{"Retry-After": "1800"}, Times: -1})
	o := e.run().want(1, "result", "failed").says("1800")
	if rows := o.hooksOutput(); len(rows) != 1 || rows[0]["result"] != "skipped" || rows[0]["error"] == "" {
		t.Errorf("output hooks: %v", rows)
	}
}

func TestHostileNamesAndMessages(t *testing.T) {
	t.Parallel()
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
}

func TestCheckNeedsNoTenant(t *testing.T) {
	t.Parallel()
	e := newEnv(t, "mode", "check").without("domain", "token", "hook-name")
	o := e.run().want(0, "result", "checked", "changed", "false")
	if n := len(e.auth0.Requests()) + len(e.github.Requests()); n != 0 {
		t.Errorf("%d requests", n)
	}
	if strings.Contains(o.log, "only its syntax") {
		t.Errorf("a script that can be read is said not to be:\n%s", o.log)
	}
	e.file("hooks/audit.js", "async function later() { for await (const x of []) { } }\n"+audit)
	if o := e.run().want(0, "result", "checked"); !strings.Contains(o.log, "::debug::hooks/audit.js: only its syntax was checked") {
		t.Errorf("nothing says that findings were left out:\n%s", o.log)
	}
	e.file("hooks/audit.js", audit+"var password = ;\n")
	o = e.run().want(2, "result", "failed")
	if !strings.Contains(o.log, "::error col=16,file=hooks/audit.js,line=4::") || !strings.Contains(o.log, "4 | var password = ;") {
		t.Errorf("no annotation at the place, or no line with a caret:\n%s", o.log)
	}
	e.file("hooks/audit.js", strings.Replace(audit, "  cb(", "  console.log(context.webtask.secrets);\n  cb(", 1))
	if o := e.run().want(0, "result", "checked"); !strings.Contains(o.log, "::warning") {
		t.Errorf("no warning:\n%s", o.log)
	}
	e.inputs("strict", "true").run().want(2, "result", "failed")
}

func TestCheckForActions(t *testing.T) {
	t.Parallel()
	e := newEnv(t, "mode", "check", "trigger", "pre-user-registration")
	e.file("hooks/audit.js", "module.exports = function (user, context, cb) {\n  cb(user.password.length < 9 ? new Error('short') : null, {});\n};\n")
	if o := e.run().want(0, "result", "checked"); !strings.Contains(o.log, "::warning col=") || !strings.Contains(o.log, "user.password") {
		t.Errorf("no warning for what an Action would refuse:\n%s", o.log)
	}
	e.inputs("runtime", "actions").run().want(2, "result", "failed").says("user.password")
	e.inputs("mode", "apply").run().want(2, "result", "failed")
	e.inputs("runtime", "auto")
	e.auth0.SetAge(sandbox.HooksGone)
	e.run().want(1, "result", "failed").says("user.password")
	if n := e.auth0.Writes(); n != 0 {
		t.Errorf("%d writes", n)
	}
	e.auth0.SetAge(sandbox.HooksOn)
	e.run().want(0, "result", "created", "runtime", "hooks")
}

// A workflow decides by the outputs: a secret that happens to be one of their words does not change them.
func TestShortSecretsLeaveOutputsAlone(t *testing.T) {
	t.Parallel()
	e := newEnv(t, "runtime", "hooks", "secrets", "A=1\nB=audit\nC=created\n")
	e.run().want(0, "result", "created", "hook-name", "audit", "pr-number", "1")
}
