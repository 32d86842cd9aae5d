package cli_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"auth0-hook-action/internal/sandbox"
)

// paced is a set of hooks at a tenant with a rate limit of its own.
func paced(t *testing.T, hooks int, plan sandbox.Plan, inputs ...string) *env {
	t.Helper()
	e := newEnv(t, append([]string{"runtime", "hooks", "comment", "never", "timeout", "30m"}, inputs...)...)
	e.setOf(hooks, false, "")
	pass(time.Hour) // a bucket that nobody used for long is full
	e.auth0.SetBucket(plan.Burst, plan.PerSecond)
	return e
}

// A set that is larger than the tenant's bucket slows down instead of being refused, and takes no longer than the bucket makes it.
func TestPaceOfASet(t *testing.T) {
	t.Parallel()
	const hooks = 40
	for name, plan := range map[string]sandbox.Plan{"Free": {Burst: 2, PerSecond: 2}, "Enterprise": {Burst: 50, PerSecond: 16}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			timed(t, func(t *testing.T) {
				e := paced(t, hooks, plan)
				began := time.Now()
				o := e.run().want(0, "result", "created")
				took, n := time.Since(began).Seconds(), float64(len(e.auth0.Requests()))
				if slices.ContainsFunc(e.auth0.Requests(), func(r sandbox.Request) bool { return r.Status == 429 }) {
					t.Errorf("a request was refused:\n%s", o.log)
				}
				if least := (n - float64(plan.Burst)) / plan.PerSecond; took > max(1.3*least, 3) {
					t.Errorf("%g requests took %.1f s, want at most 1.3 times %.1f s", n, took, least)
				}
			})
		})
	}
}

// A refusal is waited out to the reset. Where the wait would pass the run's timeout the run says so at once.
func TestWaitForTheRateLimit(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		wait     time.Duration
		wantCode int
	}{"within the timeout": {4 * time.Minute, 0}, "past the timeout": {6 * time.Minute, 1}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			timed(t, func(t *testing.T) {
				e := newEnv(t, "runtime", "hooks", "timeout", "5m", "comment", "never")
				e.auth0.AddFault(sandbox.Fault{Method: "POST", Path: "/hooks$", Status: 429, Body: tooMany,
					Header: map[string]string{"Retry-After": fmt.Sprint(int(tt.wait.Seconds()))}})
				began := time.Now()
				o := e.run().want(tt.wantCode)
				took := time.Since(began)
				if tt.wantCode == 0 && (took < tt.wait || took > tt.wait+10*time.Second) {
					t.Errorf("it took %s, and the wait is %s", took, tt.wait)
				}
				if tt.wantCode != 0 {
					o.says("timeout")
					if took > 10*time.Second {
						t.Errorf("it took %s to say that the wait would be in vain", took)
					}
				}
			})
		})
	}
}
