package cli_test

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"auth0-hook-action/internal/cli"
	"auth0-hook-action/internal/sandbox"
)

// set writes a set of hooks, all of them new, and asks for it.
func (b *bubble) set(hooks int) {
	for i := range hooks {
		b.file(fmt.Sprintf("set/hooks/h%d.json", i), fmt.Sprintf(`{"name": "set-%d", "triggerId": "credentials-exchange", "script": "./h.js"}`, i))
	}
	b.file("set/hooks/h.js", audit)
	b.without("hook-name", "trigger", "script-path").inputs("hooks-path", "set")
}

// A cancelled run tells what was done from what was not begun: a hook that waited for its turn was not.
func TestCancelledSetTellsWhatWasNotBegun(t *testing.T) {
	t.Parallel()
	for runtime, after := range map[string]time.Duration{"hooks": 3500 * time.Millisecond, "actions": 14500 * time.Millisecond} {
		t.Run(runtime, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				b := newBubble(t, false)
				b.auth0.SetBucket(2, 2)
				b.set(20)
				ctx, cancel := context.WithCancel(b.ctx)
				defer cancel()
				time.AfterFunc(after, cancel)
				o := b.inputs("runtime", runtime).runIn(ctx).want(1).says("Cancelled")
				made := len(b.auth0.Hooks()) + len(b.auth0.Actions())
				begun, skipped := 0, 0
				for _, row := range o.hooksOutput() {
					if row["result"] == "skipped" {
						skipped++
					} else {
						begun++
					}
				}
				if made == 0 || begun < made || begun > made+1 || skipped == 0 { // one may have been on its way
					t.Errorf("%d were made, %d rows were begun and %d skipped\n%s", made, begun, skipped, o.log)
				}
			})
		})
	}
}

// A run whose time is over says so, and not how a context calls it.
func TestTimeoutIsNamed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t, false)
		b.auth0.AddFault(sandbox.Fault{Method: "GET", Delay: 20 * time.Second})
		o := b.inputs("timeout", "2s").runIn(b.ctx).want(1, "result", "failed").says("the run's timeout of 2s has passed")
		if strings.Contains(o.log+o.summary, "context deadline") {
			t.Errorf("the log or the summary speak of a context:\n%s", o.log)
		}
	})
}

// The report has time of its own: a comment that was being read when the run's time ended is read again.
func TestReportOutlivesTheRun(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t, false)
		b.github.AddFault(sandbox.Fault{Method: "GET", Delay: 4 * time.Second})
		b.inputs("timeout", "3s").runIn(b.ctx)
		if n := len(b.github.Comments(1)); n != 1 {
			t.Errorf("%d comments, want 1", n)
		}
	})
}

// A step whose outputs cannot be written fails, since those after it decide by them.
func TestOutputsThatCannotBeWrittenFailTheStep(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	vars := maps.Clone(e.vars)
	vars["GITHUB_OUTPUT"] = filepath.Join(e.dir, "no", "such", "folder")
	var log bytes.Buffer
	code := cli.Run(t.Context(), nil, func(name string) string { return vars[name] }, &log, &log)
	if code != 1 || !strings.Contains(log.String(), "::error::the outputs cannot be written") {
		t.Errorf("exit code %d\n%s", code, unmasked(log.String()))
	}
}

// Whatever a run waits for, it says so.
func TestLookupOfThePullRequestIsTold(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t, false)
		b.at("issue_comment")
		b.github.AddFault(sandbox.Fault{Method: "GET", Path: "/pulls/", Delay: 12 * time.Second})
		o := b.runIn(b.ctx)
		if !strings.Contains(o.log, "looking up the pull request\n") {
			t.Errorf("nothing is said in 12 s:\n%s", o.log)
		}
	})
}
