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
