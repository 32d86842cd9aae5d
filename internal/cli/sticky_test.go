package cli_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

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

// A duel is two runs that both find no comment. The second begins a second after the first, and posts after it.
type duel struct {
	runs         [2]*env
	tokens       [2]string
	last         int // which of them looks for others' comments when the other is done
	mu           sync.Mutex
	looks        [2]int
	came, posted [2]chan struct{}
	done         [2]chan struct{}
}

func newDuel(first, second *env, last int) *duel {
	d := &duel{runs: [2]*env{first, second}, last: last}
	for i, e := range d.runs {
		d.tokens[i] = e.github.AddToken(sandbox.GitHubToken{Login: sandbox.WorkflowBot})
		e.inputs("github-token", d.tokens[i])
		d.came[i], d.posted[i], d.done[i] = make(chan struct{}), make(chan struct{}), make(chan struct{})
		first.github.AddFault(sandbox.Fault{Method: http.MethodPost, After: true, Hook: func() { close(d.posted[i]) }})
	}
	first.github.SetGate(d.gate)
	return d
}

func (d *duel) run(ctx context.Context) [2]outcome {
	var outcomes [2]outcome
	var all sync.WaitGroup
	for i, e := range d.runs {
		all.Go(func() {
			defer close(d.done[i])
			outcomes[i] = e.runIn(ctx)
		})
		<-time.After(time.Second)
	}
	all.Wait()
	return outcomes
}

func (d *duel) gate(req sandbox.Request) {
	i := slices.Index(d.tokens[:], strings.TrimPrefix(req.Header.Get("Authorization"), "Bearer "))
	switch {
	case req.Method == http.MethodPost:
		close(d.came[i])
		<-d.came[1-i]
		if i == 1 {
			<-d.posted[0]
		}
	case req.Method == http.MethodGet && d.look(i) > 1:
		if i == d.last {
			<-d.done[1-i]
		}
		<-d.posted[1]
	}
}

func (d *duel) look(i int) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.looks[i]++
	return d.looks[i]
}

// Many runs at once, as they come.
func TestC4ManyRunsAtOnceEndWithOneComment(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t, false)
		b.inputs("mode", "plan")
		b.github.SetLatency(time.Second) // all find nothing, and all post
		runs := []*env{b.env}
		for i := range 7 {
			runs = append(runs, b.beside(fmt.Sprint(101+i), audit, "mode", "plan"))
		}
		outcomes := make([]outcome, len(runs))
		var all sync.WaitGroup
		for i, e := range runs {
			all.Go(func() { outcomes[i] = e.runIn(b.ctx) })
		}
		all.Wait()
		comments := b.github.Comments(1)
		if len(comments) != 1 {
			t.Fatalf("%d comments, want 1", len(comments))
		}
		for _, o := range outcomes {
			o.want(0, "comment-id", fmt.Sprint(comments[0].ID))
		}
	})
}

// A run that began before another and ends after it leaves the comment to that one, although it had read the comment
// before the other wrote it.
func TestC4OlderRunDoesNotOverwriteANewerOne(t *testing.T) {
	t.Parallel()
	for name, there := range map[string]bool{"a comment is there": true, "none is there": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				b := newBubble(t, false)
				b.inputs("mode", "plan")
				if there {
					b.runIn(b.ctx).want(0)
				}
				b.auth0.AddFault(sandbox.Fault{Path: "/hooks$", Delay: 20 * time.Second})
				older := make(chan outcome)
				b.file("hooks/audit.js", audit+"// the older run's\n")
				go func() { older <- b.runIn(b.ctx) }()
				<-time.After(5 * time.Second)
				newer := b.beside("101", audit+"// the newer run's\n", "mode", "plan").runIn(b.ctx).want(0)
				before := b.github.Comments(1)
				o := (<-older).want(0, "result", "planned", "comment-id", newer.outputs["comment-id"], "comment-url",
					newer.outputs["comment-url"])
				if diff := cmp.Diff(before, b.github.Comments(1)); diff != "" || !strings.Contains(before[0].Body, "the newer run's") {
					t.Errorf("the newer run's comment was changed (-want +got):\n%s", diff)
				}
				if !strings.Contains(o.log, "a newer run has written the pull request's comment") {
					t.Errorf("the log does not say that the comment was left:\n%s", o.log)
				}
			})
		})
	}
}

// A run that is attempted again began later than all that came between.
func TestC4SecondAttemptIsNewer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t, false)
		b.inputs("mode", "plan").runIn(b.ctx).want(0)
		<-time.After(time.Minute)
		id := b.beside("101", audit+"// between\n", "mode", "plan").runIn(b.ctx).want(0).outputs["comment-id"]
		<-time.After(time.Minute)
		b.vars["GITHUB_RUN_ATTEMPT"] = "2"
		b.runIn(b.ctx).want(0, "comment-id", id)
		if body := b.github.Comments(1)[0].Body; strings.Contains(body, "// between") || !strings.Contains(body, "runs/100/attempts/2") {
			t.Errorf("the comment is not the second attempt's:\n%s", body)
		}
	})
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
