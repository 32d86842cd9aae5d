package cli_test

import (
	"fmt"
	"strings"
	"testing"

	"auth0-hook-action/internal/sandbox"
)

func TestCommentIsFoundAmongHundreds(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
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
}

func TestPlantedCommentIsLeftAlone(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newEnv(t)
		e.run().want(0)
		ours := e.github.Comments(1)[0]
		e2 := newEnv(t) // the same marker: its tenant has the same address in its bubble
		e2.github.AddComment(1, "mallory", ours.Body)
		e2.file("hooks/audit.js", audit+"//\n")
		e2.run().want(0)
		comments := e2.github.Comments(1)
		if len(comments) != 2 || comments[0].Body != ours.Body {
			t.Errorf("the planted comment was touched, or taken for ours: %+v", comments)
		}
	})
}

func TestEachHookHasItsComment(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newEnv(t)
		e.run().want(0)
		e.inputs("hook-name", "second").run().want(0)
		if n := len(e.github.Comments(1)); n != 2 {
			t.Errorf("%d comments, want one a hook", n)
		}
	})
}

func TestUnchangedCreatesNoComment(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newEnv(t)
		e.auth0.AddHook(sandbox.Hook{Name: "audit", Trigger: "credentials-exchange", Script: audit})
		e.run().want(0, "result", "unchanged", "comment-id", "")
		if n := len(e.github.Comments(1)); n != 0 {
			t.Errorf("%d comments, want none", n)
		}
	})
}

func TestNoPermissionToComment(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newEnv(t)
		e.inputs("github-token", e.github.AddToken(sandbox.GitHubToken{Login: sandbox.WorkflowBot, ReadOnly: true}))
		o := e.run().want(0, "result", "created")
		if !strings.Contains(o.log, "::warning") || !strings.Contains(o.log, "pull-requests: write") {
			t.Errorf("no warning that names the permission:\n%s", o.log)
		}
		e.file("hooks/audit.js", audit+"//\n")
		e.inputs("comment", "always").run().want(1, "result", "updated")
	})
}

func TestNoPullRequest(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newEnv(t)
		e.vars["GITHUB_EVENT_NAME"] = "schedule"
		e.file("../event.json", `{}`)
		if o := e.run().want(0, "result", "created", "pr-number", ""); strings.Contains(o.log, "::notice") {
			t.Errorf("a notice, although the event has no pull request by nature:\n%s", o.log)
		}
		e.inputs("comment", "always").run().want(1, "result", "unchanged")
	})
}

func TestCommentNever(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
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
			timed(t, func(t *testing.T) {
				e := newEnv(t, "show-diff", tt.input)
				e.file("../event.json", pullRequestEvent(tt.private))
				e.auth0.AddHook(sandbox.Hook{Name: "audit", Trigger: "credentials-exchange", Script: audit + "// the tenant's own line\n"})
				o := e.run().want(0, "result", "updated")
				all := o.log + o.summary + e.github.Comments(1)[0].Body
				if got := strings.Contains(all, "the tenant's own line"); got != tt.want {
					t.Errorf("the diff shows: %t, want %t\n%s", got, tt.want, all)
				}
			})
		})
	}
}
