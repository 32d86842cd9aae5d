package auth0

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"auth0-hook-action/internal/sandbox"
	"auth0-hook-action/internal/tenant"
)

// TestActionRequests holds the engine to its number of requests.
func TestActionRequests(t *testing.T) {
	t.Parallel()
	edited := func(_ int, d *tenant.Desired) { d.Script += "// edited\n" }
	both := func(i int, d *tenant.Desired) { enabledFirst(i, d); edited(i, d) }
	native := tenant.Goal{Desired: []tenant.Desired{{Name: "Greet", Trigger: tenant.PostLogin,
		Format: tenant.FormatAction, Script: nativeFile}}}
	tested := native
	tested.Desired = slices.Clone(native.Desired)
	tested.Desired[0].Tests = [][]byte{[]byte(`{"tenant":{"id":"t"}}`)}
	tests := map[string]struct {
		first, second *tenant.Goal
		wantMost      int
	}{
		"create 1, disabled":           {nil, new(hookGoal(1, nil)), 6},
		"create 1, enabled":            {nil, new(hookGoal(1, enabledFirst)), 11},
		"unchanged 1":                  {new(hookGoal(1, nil)), new(hookGoal(1, nil)), 2},
		"change 1, enabled":            {new(hookGoal(1, enabledFirst)), new(hookGoal(1, both)), 6},
		"create 20, five enabled":      {nil, new(hookGoal(20, enabledFirst)), 70},
		"change 20, disabled":          {new(hookGoal(20, nil)), new(hookGoal(20, edited)), 50},
		"create 1 native, disabled":    {nil, &native, 6},
		"create 1 native, with a test": {nil, &tested, 7},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				d := newDeployment(t, 50*time.Millisecond)
				if tt.first != nil {
					d.must(*tt.first)
				}
				calls, took := d.must(*tt.second)
				t.Logf("%d requests in %s", len(calls), took)
				if len(calls) > tt.wantMost {
					t.Errorf("%d requests, want at most %d:\n%s", len(calls), tt.wantMost, strings.Join(calls, "\n"))
				}
				if again, _ := d.must(*tt.second); len(again) > 6 {
					t.Errorf("a second run makes %d requests:\n%s", len(again), strings.Join(again, "\n"))
				}
				if d.server.Writes() > 0 {
					t.Error("a second run writes")
				}
			})
		})
	}
}

// TestActionTimes compares with a program that makes the least requests a right deployment needs: list, draft, a look
// when the build ends, deployment, a look at it; for one that is enabled the list of bindings and its write. What is
// beyond is waiting for the next look at a build, and the verification with its delay.
func TestActionTimes(t *testing.T) {
	t.Parallel()
	const ms, s = time.Millisecond, time.Second
	tests := map[string]struct {
		n              int
		latency, build time.Duration
		enabled        bool
		burst          int // 0: no rate limit
		perSecond      float64
		least          time.Duration
		wantRatio      float64
	}{
		"1, 0.3 s":          {1, 50 * ms, 300 * ms, false, 0, 0, 550 * ms, 1.5},
		"1, 3 s":            {1, 50 * ms, 3 * s, false, 0, 0, 3250 * ms, 1.5},
		"1 enabled, 0.3 s":  {1, 50 * ms, 300 * ms, true, 0, 0, 650 * ms, 2},
		"1 enabled, 3 s":    {1, 50 * ms, 3 * s, true, 0, 0, 3350 * ms, 1.5},
		"20, 0.3 s":         {20, 50 * ms, 300 * ms, true, 0, 0, 650 * ms, 1.95},
		"20, 3 s":           {20, 50 * ms, 3 * s, true, 0, 0, 3350 * ms, 1.5},
		"20, the Free plan": {20, 50 * ms, 300 * ms, true, 2, 2, 28 * s, 1.15},
		"1, a second each":  {1, s, 300 * ms, false, 0, 0, 5 * s, 1.3},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				d := newDeployment(t, tt.latency)
				d.server.SetBuild(sandbox.Progress{Time: tt.build})
				if tt.burst > 0 {
					d.server.SetBucket(tt.burst, tt.perSecond)
				}
				change := enabledFirst
				if !tt.enabled {
					change = nil
				}
				calls, took := d.must(hookGoal(tt.n, change))
				ratio := took.Seconds() / tt.least.Seconds()
				t.Logf("%d requests, %s: %.2f of %s", len(calls), took, ratio, tt.least)
				if ratio > tt.wantRatio {
					t.Errorf("%.2f times the least, want at most %.2f:\n%s", ratio, tt.wantRatio,
						strings.Join(calls, "\n"))
				}
			})
		})
	}
}

// TestActionRateLimits: under no published plan is a request refused.
func TestActionRateLimits(t *testing.T) {
	t.Parallel()
	for name, plan := range sandbox.Plans() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				d := newDeployment(t, 50*time.Millisecond)
				d.server.SetBucket(plan.Burst, plan.PerSecond)
				calls, took := d.must(hookGoal(20, enabledFirst))
				t.Logf("%d requests in %s", len(calls), took)
				for _, r := range d.server.Requests() {
					if r.Status == 429 {
						t.Errorf("%s %s was refused", r.Method, r.Path)
					}
				}
			})
		})
	}
}
