package auth0

import (
	"fmt"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"auth0-hook-action/internal/sandbox"
	"auth0-hook-action/internal/secret"
	"auth0-hook-action/internal/tenant"
)

// applyHooks is a whole run with Hooks alone.
func applyHooks(t *testing.T, c *Client, goal tenant.Goal) []tenant.Result {
	t.Helper()
	goal.Mode, goal.Runtime = tenant.ModeApply, tenant.RuntimeHooks
	engines := tenant.Engines{Hooks: c.Hooks(), Actions: c.Actions(ActionsConfig{})}
	have, err := tenant.Look(t.Context(), engines, goal)
	if err != nil {
		t.Fatal(err)
	}
	return tenant.Apply(t.Context(), engines, goal, tenant.Diff(goal, have), nil)
}

// TestApplyLostCreation: the engine and Apply together end with one hook, wherever an answer is lost or is not Auth0's.
func TestApplyLostCreation(t *testing.T) {
	t.Parallel()
	want := creation().Want
	on := true
	want.Enabled, want.Secrets = &on, values("K", "v")
	faults := map[string]sandbox.Fault{
		"lost before": {Drop: true}, "lost after": {Drop: true, After: true},
		"a gateway's answer before": {Status: 404, Body: "no"}, "a gateway's answer after": {Status: 404, Body: "no", After: true},
	}
	for position := 1; position <= 6; position++ {
		for name, fault := range faults {
			t.Run(fmt.Sprintf("request %d, %s", position, name), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					server, c := newTenant(t)
					fault.Nth = position
					server.AddFault(fault)
					results := applyHooks(t, c, tenant.Goal{Desired: []tenant.Desired{want}})
					hooks := server.Hooks()
					if results[0].Err != nil || results[0].Status != tenant.Created || len(hooks) != 1 {
						t.Fatalf("result %v, %v; %d hooks", results[0].Status, results[0].Err, len(hooks))
					}
					if !hooks[0].Enabled || hooks[0].Secrets["K"] != "v" {
						t.Errorf("hook %+v", hooks[0])
					}
				})
			})
		}
	}
}

// TestManyHooks: a set is deployed as fast as the tenant's rate limit allows, and draws no 429.
func TestManyHooks(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		burst   int
		rate    float64
		n       int
		secrets map[string]secret.Value
	}{
		"10 at 10 a second":               {burst: 10, rate: 10, n: 100},
		"10 at 10 a second, with secrets": {burst: 10, rate: 10, n: 100, secrets: values("K", "v")},
		"2 at 2 a second":                 {burst: 2, rate: 2, n: 60},
		"a few, 2 at 2 a second":          {burst: 2, rate: 2, n: 5},
		"50 at 16 a second":               {burst: 50, rate: 16, n: 250},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server, c := newTenant(t)
				server.SetBucket(tt.burst, tt.rate)
				server.SetLatency(20 * time.Millisecond)
				var goal tenant.Goal
				for i := range tt.n {
					goal.Desired = append(goal.Desired, tenant.Desired{Name: fmt.Sprintf("hook-%d", i), Format: tenant.FormatHook,
						Trigger: tenant.PostChangePassword, Script: hookScript, Secrets: tt.secrets})
				}
				begin := time.Now()
				for _, r := range applyHooks(t, c, goal) {
					if r.Err != nil {
						t.Error(r.Err)
					}
				}
				checkPace(t, server, time.Since(begin), tt.burst, tt.rate)
			})
		})
	}
}

func checkPace(t *testing.T, server *sandbox.Tenant, took time.Duration, burst int, rate float64) {
	t.Helper()
	refused := 0
	for _, r := range server.Requests() {
		if r.Status == http.StatusTooManyRequests {
			refused++
		}
	}
	n := len(server.Requests())
	ratio := took.Seconds() / (float64(n-burst) / rate)
	t.Logf("%d requests, %d 429s, %s: ratio %.3f", n, refused, took, ratio)
	if refused > 0 || ratio > 1.3 {
		t.Errorf("%d 429s and a ratio of %.3f, want 0 and at most 1.3", refused, ratio)
	}
}
