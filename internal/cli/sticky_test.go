package cli_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"

	"auth0-hook-action/internal/sandbox"
)

// beside is another run of the same repository on a machine of its own, with another script to deploy.
func (e *env) beside(run, script string, inputs ...string) *env {
	e.t.Helper()
	other := envOf(e.t, e.auth0, e.github, e.vars["INPUT_DOMAIN"], e.vars["GITHUB_API_URL"]).inputs(inputs...)
	other.vars["GITHUB_RUN_ID"], other.ctx = run, e.ctx
	other.file("hooks/audit.js", script)
	return other
}

// asked are the requests that GitHub got, as "GET /path".
func (e *env) asked(method string) []string {
	var all []string
	for _, r := range e.github.Requests() {
		if method == "" || r.Method == method {
			all = append(all, r.Method+" "+r.Path)
		}
	}
	return all
}

func TestC3CommentIsFoundAmongMany(t *testing.T) {
	t.Parallel()
	for _, others := range []int{31, 100, 101, 250} {
		t.Run(fmt.Sprint(others), func(t *testing.T) {
			t.Parallel()
			e := newEnv(t, "mode", "plan")
			for i := range others {
				e.github.AddComment(1, []string{"mona", sandbox.WorkflowBot}[i%2], fmt.Sprint("comment ", i))
			}
			id := e.run().want(0).outputs["comment-id"]
			e.github.AddComment(1, "mona", "one more")
			e.file("hooks/audit.js", audit+"// changed\n")
			e.run().want(0, "comment-id", id)
			if n := len(e.github.Comments(1)); n != others+2 {
				t.Errorf("%d comments, want %d", n, others+2)
			}
		})
	}
}

// Two runs find no comment and write one each, at the same time. What the newer says stays, whoever of them looks last.
func TestC4ConcurrentRunsEndWithOneComment(t *testing.T) {
	t.Parallel()
	for name, last := range map[string]int{"the older looks last": 0, "the newer looks last": 1} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				b := newBubble(t, false)
				b.inputs("mode", "plan")
				d := newDuel(b.env, b.beside("101", audit+"// the newer run's\n", "mode", "plan"), last)
				outcomes := d.run(b.ctx)
				comments := b.github.Comments(1)
				if len(comments) != 1 || !strings.Contains(comments[0].Body, "the newer run's") {
					t.Fatalf("comments %+v, want the newer run's", comments)
				}
				for _, o := range outcomes {
					o.want(0, "result", "planned", "comment-id", fmt.Sprint(comments[0].ID), "comment-url", comments[0].HTMLURL)
				}
			})
		})
	}
}

func TestUnchangedTextIsNotWritten(t *testing.T) {
	t.Parallel()
	e := newEnv(t, "mode", "plan")
	first := e.run().want(0)
	before := e.github.Comments(1)[0]
	seen := len(e.github.Requests())
	e.vars["GITHUB_RUN_ID"] = "101"
	e.file("../event.json", strings.ReplaceAll(pullRequestEvent(true), headSHA, branchSHA)) // a commit further
	e.run().want(0, "comment-id", first.outputs["comment-id"], "comment-url", first.outputs["comment-url"])
	if diff := cmp.Diff(before, e.github.Comments(1)[0]); diff != "" {
		t.Errorf("the comment was written (-before +after):\n%s", diff)
	}
	if n := len(e.github.Requests()) - seen; n != 1 {
		t.Errorf("%d requests, want one look: %q", n, e.asked("")[seen:])
	}
}

// Where lines are only counted two scripts may look alike: the comment is that of the commit it speaks of.
func TestOtherScriptsWithTheSameCountsAreWritten(t *testing.T) {
	t.Parallel()
	e := newEnv(t, "runtime", "hooks", "mode", "plan")
	e.file("../event.json", pullRequestEvent(false))
	e.auth0.AddHook(sandbox.Hook{Name: "audit", Trigger: "credentials-exchange", Script: audit + "// one\n"})
	for i, line := range []string{"// harmless\n", "// evil\n", "// evil\n"} {
		e.vars["GITHUB_RUN_ID"] = fmt.Sprint(100 + i)
		e.file("hooks/audit.js", audit+line)
		e.run().want(0, "result", "planned", "changed", "true")
	}
	if body := e.github.Comments(1)[0].Body; !strings.Contains(body, "/actions/runs/101)") { // and the third run says the same
		t.Errorf("the comment is of another run:\n%s", body)
	}
}

func TestCommentOfADeletedHookSaysSo(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	id := e.run().want(0, "result", "created").outputs["comment-id"]
	e.inputs("mode", "delete").without("script-path").at("pull_request.closed")
	e.inputs("pr-number", "1").run().want(0, "result", "deleted", "comment-id", id)
	comments := e.github.Comments(1)
	if len(comments) != 1 || !strings.Contains(comments[0].Body, "Hook `audit` deleted from ") {
		t.Errorf("comments %+v, want one that says the hook is deleted", comments)
	}
	again := e.run().want(0, "result", "unchanged", "comment-id", id)
	if body := e.github.Comments(1)[0].Body; !strings.Contains(body, "nothing to delete") {
		t.Errorf("the comment after a second deletion:\n%s\n%s", body, again.log)
	}
}

// The outputs name the comment in every case in which there is one.
func TestC23CommentOutputs(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		there, want bool
		prepare     func(e *env)
	}{
		"created":         {want: true},
		"updated":         {there: true, want: true, prepare: func(e *env) { e.file("hooks/audit.js", audit+"//\n") }},
		"unchanged":       {there: true, want: true},
		"never":           {there: true, prepare: func(e *env) { e.inputs("comment", "never") }},
		"no pull request": {there: true, prepare: func(e *env) { e.at("schedule") }},
		"skipped": {there: true, want: true, prepare: func(e *env) {
			e.at("pull_request.fork").inputs("pr-number",
				"1").without("token")
		}},
		"failed":                {want: true, prepare: func(e *env) { e.inputs("token", "no-token-at-all") }},
		"failed, and was there": {there: true, want: true, prepare: func(e *env) { e.inputs("token", "no-token-at-all") }},
		"cannot be created":     {prepare: func(e *env) { e.readOnly() }},
		"cannot be updated":     {there: true, want: true, prepare: func(e *env) { e.readOnly().file("hooks/audit.js", audit+"//\n") }},
		"deleted meanwhile": {there: true, want: true, prepare: func(e *env) {
			e.file("hooks/audit.js", audit+"//\n")
			e.github.AddFault(sandbox.Fault{Method: http.MethodPatch, Status: 404, Body: `{"message":"Not Found"}`})
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := newEnv(t)
			if tc.there {
				e.run().want(0)
			}
			if tc.prepare != nil {
				tc.prepare(e)
			}
			o := e.run()
			id, url := "", ""
			if comments := e.github.Comments(1); tc.want && len(comments) > 0 {
				last := comments[len(comments)-1]
				id, url = fmt.Sprint(last.ID), last.HTMLURL
			}
			if (id == "") == tc.want || o.outputs["comment-id"] != id || o.outputs["comment-url"] != url {
				t.Errorf("comment-id %q, comment-url %q, want %q, %q\n%s", o.outputs["comment-id"], o.outputs["comment-url"], id, url, o.log)
			}
		})
	}
}

// readOnly gives the step a token that cannot write.
func (e *env) readOnly() *env {
	return e.inputs("github-token", e.github.AddToken(sandbox.GitHubToken{Login: sandbox.WorkflowBot, ReadOnly: true}))
}
