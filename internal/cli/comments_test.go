package cli_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"auth0-hook-action/internal/sandbox"
)

// Begin times are GitHub's: a clock of a machine, however wrong, freezes no comment. A stamp in the future does not
// count.
func TestClocksDoNotFreezeTheComment(t *testing.T) {
	t.Parallel()
	for name, offsets := range map[string][2]time.Duration{
		"GitHub's clock is hours ahead of the machines'": {5 * time.Hour, 5 * time.Hour},
		"GitHub's clock is hours behind":                 {-5 * time.Hour, -5 * time.Hour},
		"the stamp that is there lies in the future":     {48 * time.Hour, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			timed(t, func(t *testing.T) {
				e := newEnv(t, "mode", "plan")
				e.github.SetClockOffset(offsets[0])
				began := time.Now().Add(offsets[0]).UTC()
				id := e.run().want(0).outputs["comment-id"]
				if body := e.github.Comments(1)[0].Body; !strings.Contains(body, began.Format("2006-01-02 15:04 MST")) {
					t.Errorf("the comment's time is not GitHub's, %s:\n%s", began, body)
				}
				pass(time.Minute)
				e.github.SetClockOffset(offsets[1])
				e.beside("101", audit+"// the later run's\n", "mode", "plan").run().want(0, "comment-id", id)
				if body := e.github.Comments(1)[0].Body; !strings.Contains(body, "the later run's") {
					t.Errorf("the later run did not write the comment:\n%s", body)
				}
			})
		})
	}
}

// No two defaults of comment-id are equal, also where one looks as another one is put together.
func TestDefaultCommentIDsDiffer(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newEnv(t)
		for i, name := range []string{"audit", "Audit", "audit-credentials", "audit set"} {
			e.run1Plan(t, i+1, "hook-name", name)
		}
		e.file("a/x.json", hookFile("x", ""))
		for i, path := range []string{"a", "hook", "set", "hook/credentials-exchange/audit/audit", "credentials-exchange", "a/hook"} {
			e.file(path+"/x.json", hookFile("x", ""))
			e.file(path+"/audit.js", audit)
			e.without("hook-name", "trigger", "script-path").run1Plan(t, i+5, "hooks-path", path)
		}
	})
}

// run1Plan plans, and checks how many comments there are then.
func (e *env) run1Plan(t *testing.T, want int, inputs ...string) {
	t.Helper()
	e.inputs("mode", "plan").inputs(inputs...).run().want(0, "result", "planned")
	if n := len(e.github.Comments(1)); n != want {
		t.Errorf("%v: %d comments, want %d: this one has the comment of another", inputs, n, want)
	}
}

// Wrong inputs bring a comment that is there up to date, so that it does not go on saying that all is well, and create
// none.
func TestWrongInputsAndTheComment(t *testing.T) {
	t.Parallel()
	for name, wrong := range map[string]func(e *env){
		"a file":   func(e *env) { e.file("hooks/audit.js", "module.exports = function (") },
		"an input": func(e *env) { e.inputs("enabled", "perhaps") },
		// the comment's default id has the trigger in it
		"the trigger": func(e *env) { e.inputs("trigger", "exchange") },
		"no trigger":  func(e *env) { e.without("trigger") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			timed(t, func(t *testing.T) {
				e := newEnv(t)
				id := e.run().want(0, "result", "created").outputs["comment-id"]
				wrong(e)
				e.vars["GITHUB_RUN_ID"] = "101"
				e.run().want(2, "result", "failed", "comment-id", id)
				_, text, _ := strings.Cut(e.github.Comments(1)[0].Body, "-->")
				first, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
				if strings.Contains(first, "✅") || !strings.Contains(first, "❌") {
					t.Errorf("the comment begins %q", first)
				}
				none := newEnv(t)
				wrong(none)
				none.run().want(2, "result", "failed", "comment-id", "")
				if n := len(none.github.Comments(1)); n != 0 {
					t.Errorf("%d comments, want none", n)
				}
			})
		})
	}
}

// Where GitHub refuses to say whether there is a pull request, there may be none: that is no warning.
func TestRefusedLookupIsANotice(t *testing.T) {
	t.Parallel()
	for event, vars := range map[string][]string{
		"push":              {"GITHUB_SHA", branchSHA, "GITHUB_REF", "refs/heads/audit-hook"},
		"workflow_dispatch": {"GITHUB_SHA", branchSHA, "GITHUB_REF", "refs/heads/audit-hook"},
	} {
		t.Run(event, func(t *testing.T) {
			t.Parallel()
			timed(t, func(t *testing.T) {
				e := newEnv(t).at(event, vars...)
				e.github.SetPrivate(true)
				e.inputs("github-token", e.github.AddToken(sandbox.GitHubToken{Login: sandbox.WorkflowBot, NoPulls: true}))
				o := e.run().want(0, "result", "created", "pr-number", "").annotated("notice", "pull-requests: read")
				if strings.Contains(o.log, "::warning") || strings.Contains(o.log, "::error") {
					t.Errorf("a warning or an error:\n%s", o.log)
				}
				e.inputs("comment", "always").run().want(1, "result", "unchanged").annotated("error", "comment: always", "pull-requests: read")
			})
		})
	}
}

// A drift is what the comment does not remember, and no more is claimed: another run of the workflow may have written
// it.
func TestTextOfADrift(t *testing.T) {
	t.Parallel()
	for _, mode := range []string{"plan", "apply"} {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			timed(t, func(t *testing.T) {
				e := newEnv(t, "runtime", "hooks")
				id := e.run().want(0, "result", "created").outputs["hook-id"]
				e.auth0.EditHook(id, func(h *sandbox.Hook) { h.Script += "// from elsewhere\n" })
				e.file("hooks/audit.js", audit+"// second\n")
				e.vars["GITHUB_RUN_ID"] = "101"
				o := e.inputs("mode", mode).run().want(0)
				const differs = "the script on the tenant differs from the one that this pull request's comment recorded"
				o.annotated("warning", differs)
				body := e.github.Comments(1)[0].Body
				for where, text := range map[string]string{"log": o.log, "summary": o.summary, "comment": body} {
					if !strings.Contains(strings.ToLower(text), strings.ToLower(differs)) || strings.Contains(text, "outside") {
						t.Errorf("%s:\n%s", where, text)
					}
				}
			})
		})
	}
}

// A comment that is refused leaves the deployment and the rest of its report as they are. Where GitHub gives no other
// token than one that reads, nobody can do anything about it: it is no warning.
func TestC1RefusedCommentIsAWarning(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		event  string
		number string
		level  string
		says   []string
	}{
		"a branch": {event: "pull_request", number: "7", level: "warning",
			says: []string{"the tenant was changed", "`permissions: { contents: read, pull-requests: write }`",
				"issues=write; pull_requests=write"}},
		"a fork": {event: "pull_request.fork", number: "12", level: "notice",
			says: []string{"the token of a run for a fork's pull request or for Dependabot can only read", "summary"}},
		"Dependabot": {event: "pull_request.dependabot", number: "15", level: "notice",
			says: []string{"the token of a run for a fork's pull request or for Dependabot can only read", "summary"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := newEnv(t, "allow-fork", "true").at(tc.event).readOnly()
			o := e.run().want(0, "result", "created", "changed", "true", "pr-number", tc.number, "comment-id", "").
				annotated(tc.level, tc.says...)
			if strings.Contains(o.log, "\n::error") || strings.Contains(o.log, "\n::warning") != (tc.level == "warning") {
				t.Errorf("an error, or a warning too many:\n%s", o.log)
			}
			if n := len(e.asked(http.MethodPost)); n != 1 {
				t.Errorf("%d posts: what is refused for a permission is not repeated", n)
			}
			e.inputs("comment", "always").run().want(1, "result", "unchanged").annotated("error", "`comment: always` is set",
				"pull-requests: write")
		})
	}
}
