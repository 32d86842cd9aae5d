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

// TestApplyLostCreation: the engine and Apply together end with one hook, wherever an answer is lost.
func TestApplyLostCreation(t *testing.T) {
	t.Parallel()
	want := creation().Want
	on := true
	want.Enabled, want.Secrets = &on, values("K", "v")
	for position := 1; position <= 6; position++ {
		for _, after := range []bool{false, true} {
			t.Run(fmt.Sprintf("request %d, after it was processed: %v", position, after), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					server, c := newTenant(t)
					server.AddFault(sandbox.Fault{Nth: position, Drop: true, After: after})
					aim := tenant.Aim{Hooks: []tenant.Hook{want}}
					have, err := c.Hooks().Read(t.Context(), aim.Hooks)
					if err != nil {
						t.Fatal(err)
					}
					results := tenant.Apply(t.Context(), c.Hooks(), aim, tenant.Diff(aim, have, c.Hooks().Limits()), nil)
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

// TestManyHooks is the benchmark of issue 3: as fast as the tenant's bucket allows, and no 429.
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
				aim := tenant.Aim{}
				for i := range tt.n {
					aim.Hooks = append(aim.Hooks, tenant.Hook{Name: fmt.Sprintf("hook-%d", i), Trigger: tenant.PostChangePassword,
						Script: script, Secrets: tt.secrets})
				}
				begin := time.Now()
				have, err := c.Hooks().Read(t.Context(), aim.Hooks)
				if err != nil {
					t.Fatal(err)
				}
				for _, r := range tenant.Apply(t.Context(), c.Hooks(), aim, tenant.Diff(aim, have, c.Hooks().Limits()), nil) {
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
	if refused > 0 || ratio > 1.15 {
		t.Errorf("%d 429s and a ratio of %.3f, want 0 and at most 1.15", refused, ratio)
	}
}
