package cli_test

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"path/filepath"
	"strconv"
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
		b.file(fmt.Sprintf("set/hooks/h%d.json", i),
			fmt.Sprintf(`{"name": "set-%d", "triggerId": "credentials-exchange", "script": "./h.js"}`, i))
	}
	b.file("set/hooks/h.js", audit)
	b.without("hook-name", "trigger", "script-path").inputs("hooks-path", "set")
}

// A cancelled run tells what was done from what was not begun: a hook that waited for its turn was not.
func TestCancelledSetTellsWhatWasNotBegun(t *testing.T) {
	t.Parallel()
	for runtime, after := range map[string]time.Duration{"hooks": 3500 * time.Millisecond, "actions": 9 * time.Second} {
		t.Run(runtime, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				b := newBubble(t, false)
				b.auth0.SetBucket(2, 2)
				b.set(20)
				ctx, cancel := context.WithCancel(b.ctx)
				defer cancel()
				time.AfterFunc(after, cancel)
				o := b.inputs("runtime", runtime).runIn(ctx).want(1).says("ancelled")
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

// After a cancellation the outputs and the summary do not wait for GitHub, nor for anything else; all is done within 7
// s.
func TestCancelledRunReportsBeforeItWaits(t *testing.T) {
	t.Parallel()
	for name, faults := range map[string]struct{ tenant, github sandbox.Fault }{
		"GitHub stalls": {tenant: sandbox.Fault{Method: "POST", Delay: time.Minute}, github: sandbox.Fault{Delay: time.Minute,
			Times: -1}},
		"both stall":    {tenant: sandbox.Fault{Delay: time.Minute, Times: -1}, github: sandbox.Fault{Delay: time.Minute, Times: -1}},
		"GitHub limits": {tenant: sandbox.Fault{Delay: time.Minute, Times: -1}, github: retryAfter("60")},
		"GitHub is down": {tenant: sandbox.Fault{Delay: time.Minute, Times: -1},
			github: sandbox.Fault{Status: 503, Times: -1}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				b := newBubble(t, false)
				b.auth0.AddFault(faults.tenant)
				b.github.AddFault(faults.github)
				ctx, cancel := context.WithCancel(b.ctx)
				defer cancel()
				ended := make(chan outcome)
				go func() { ended <- b.runIn(ctx) }()
				pass(3 * time.Second)
				cancel()
				pass(time.Second)
				output, summary := read(t, b.vars["GITHUB_OUTPUT"]), read(t, b.vars["GITHUB_STEP_SUMMARY"])
				if !strings.Contains(output, "failed") || !strings.Contains(summary, "### 🛑 Cancelled") {
					t.Errorf("a second after the cancellation the outputs are\n%s\nand the summary is\n%s", output, summary)
				}
				cancelled := time.Now()
				(<-ended).want(1, "result", "failed").says("ancelled")
				if took := time.Since(cancelled); took > 6*time.Second {
					t.Errorf("it ended after %s more", took)
				}
				b.rest()
			})
		})
	}
}

func retryAfter(seconds string) sandbox.Fault {
	f := limitOf(403, secondary, "Retry-After", seconds)
	f.Times = -1
	return f
}

// A run that is cancelled between disabling a hook and enabling its own puts the other one back, within the same 7 s;
// where that does not work either, the error says so first and names what to click.
func TestCancelledExchangeIsPutBack(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		runtime string
		stalls  int // how many writes stall, from the one that enables
		wantOld bool
	}{
		"Hooks":                      {runtime: "hooks", stalls: 1, wantOld: true},
		"Hooks, and nothing answers": {runtime: "hooks", stalls: -1},
		"the move":                   {runtime: "auto", stalls: 1, wantOld: true},
		"the move, nothing answers":  {runtime: "auto", stalls: -1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				b := newBubble(t, false)
				b.inputs("runtime", tc.runtime, "enabled", "true", "replace-enabled", "true")
				old := sandbox.Hook{Name: "old", Trigger: flow, Script: audit, Enabled: true}
				fault := sandbox.Fault{Method: "PATCH", Path: "/hooks/", Nth: 2, Times: 1, Delay: time.Minute}
				if tc.runtime == "auto" {
					b.auth0.SetAge(sandbox.HooksReadOnly)
					old.Name, old.Script = "audit", audit+"// old\n"
					fault = sandbox.Fault{Method: "PATCH", Path: "/bindings$", Times: 1, Delay: time.Minute}
				}
				b.auth0.AddHook(old)
				ctx, cancel := context.WithCancel(b.ctx)
				defer cancel()
				var cancelled time.Time
				fault.Hook = func() {
					cancelled = time.Now()
					if tc.stalls < 0 {
						b.auth0.AddFault(sandbox.Fault{Method: "PATCH", Delay: time.Minute, Times: -1})
					}
					cancel()
				}
				b.auth0.AddFault(fault)
				o := b.runIn(ctx).want(1, "result", "failed")
				if took := time.Since(cancelled); cancelled.IsZero() || took > 7*time.Second {
					t.Errorf("it took %s", took)
				}
				if got := b.auth0.Hooks()[0]; got.Enabled != tc.wantOld {
					t.Errorf("the old hook's enabled is %t\n%s", got.Enabled, o.log)
				}
				if !tc.wantOld {
					o.says("o hook may be running at "+flow+" now: "+strconv.Quote(old.Name)+" was disabled", "Dashboard",
						"and could not be enabled again")
				}
				b.rest()
			})
		})
	}
}

// GitHub's stall costs the report, and never the deployment. Where the answer decides, the error says what could not be
// learned.
func TestStallOfGitHub(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		event, path string
		wantCode    int
		wantSays    string
	}{
		"finding the pull request": {event: "workflow_dispatch", path: "/pulls$", wantSays: "GitHub did not answer within 20s"},
		"reading the comments":     {event: "pull_request", path: "/comments$", wantSays: "GitHub did not answer within 20s"},
		"everything":               {event: "pull_request", path: "", wantSays: "GitHub did not answer within 20s"},
		"whose commit it is, of a pull request": {event: "issue_comment", path: "/pulls/7$", wantCode: 1,
			wantSays: "it could not be determined whether the head of pull request #7 is of this repository or of a fork"},
		"whose commit it is": {event: "deployment_status", path: "/(branches-where-head|compare)", wantCode: 1,
			wantSays: "it could not be determined whether commit " + branchSHA[:7] + " is of this repository or of a fork"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				b := newBubble(t, false)
				b.at(tc.event, "GITHUB_REF", "refs/heads/audit-hook", "GITHUB_SHA", branchSHA).inputs("timeout", "1m")
				b.github.AddFault(sandbox.Fault{Path: tc.path, Delay: 10 * time.Minute, Times: -1})
				began := time.Now()
				result := map[int]string{0: "created", 1: "failed"}[tc.wantCode]
				b.runIn(b.ctx).want(tc.wantCode, "result", result).annotated("", tc.wantSays)
				if took := time.Since(began); took > 67*time.Second {
					t.Errorf("it took %s", took)
				}
				if n := b.auth0.Writes(); n != 1-tc.wantCode {
					t.Errorf("%d writes", n)
				}
				b.rest()
			})
		})
	}
}

// A step whose outputs cannot be written fails, since those after it decide by them.
func TestOutputsThatCannotBeWrittenFailTheStep(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	vars := maps.Clone(e.vars)
	vars["GITHUB_OUTPUT"] = filepath.Join(e.dir, "no", "such", "folder")
	var log bytes.Buffer
	code := cli.Run(t.Context(), nil, func(name string) string { return vars[name] }, &log, &log)
	if code != 1 || !strings.Contains(log.String(), "::error title=Outputs::the outputs cannot be written") {
		t.Errorf("exit code %d\n%s", code, unmasked(log.String()))
	}
}

// Whatever a run waits for, it says so.
func TestLookupOfTheCommitIsTold(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t, false)
		b.at("issue_comment")
		b.github.AddFault(sandbox.Fault{Method: "GET", Path: "/pulls/", Delay: 12 * time.Second})
		o := b.runIn(b.ctx)
		if !strings.Contains(o.log, "asking GitHub whose commit this is\n") {
			t.Errorf("nothing is said in 12 s:\n%s", o.log)
		}
	})
}
