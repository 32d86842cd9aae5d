package auth0

import (
	"context"
	"errors"
	"maps"
	"testing"
	"testing/synctest"
	"time"

	"auth0-hook-action/internal/sandbox"
	"auth0-hook-action/internal/tenant"
)

// TestDoRepeats: faults that a step outlives by itself (issue 14.1 and 14.2).
func TestDoRepeats(t *testing.T) {
	t.Parallel()
	on := true
	have := &tenant.Observed{ID: "A", Name: "audit", Secrets: []string{"OLD"}}
	steps := map[string]tenant.Step{
		"enable":      {Op: tenant.Update, Have: have, Change: tenant.Change{Enabled: &on}},
		"set secret":  {Op: tenant.Update, Have: have, Change: tenant.Change{SetSecrets: values("OLD", "w")}},
		"drop secret": {Op: tenant.Update, Have: have, Change: tenant.Change{DropSecrets: []string{"OLD"}}},
		"delete":      {Op: tenant.Delete, Have: have},
	}
	faults := sandbox.ForeignAnswers()
	maps.Copy(faults, map[string]sandbox.Fault{
		"429": refused(429), "408": {Status: 408}, "500": {Status: 500}, "dropped": {Drop: true},
		"dropped after": {Drop: true, After: true}, "cut": {Truncate: true}, "stalled": {Delay: time.Hour},
		"stalled after": {Delay: time.Hour, After: true}, "done, with a gateway's answer": {Status: 404, Body: "no",
			After: true},
	})
	for name, step := range steps {
		for kind, fault := range faults {
			t.Run(name+" with "+kind, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					server, c := newTenant(t)
					server.AddHook(sandbox.Hook{ID: "A", Name: "audit", Trigger: "credentials-exchange", Script: "a",
						Secrets: map[string]string{"OLD": "x"}})
					server.AddFault(fault)
					hook, err := c.Hooks().Do(t.Context(), step)
					if err != nil {
						t.Fatal(err)
					}
					want := 2
					if name == "delete" { // it is looked for
						want = 3
					}
					if n := len(server.Requests()); n != want {
						t.Errorf("%d requests, want %d: %v", n, want, sent(server))
					}
					checkState(t, server, step, hook)
				})
			})
		}
	}
}

// TestCancelled: a step ends when its context does.
func TestCancelled(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, c := newTenant(t)
		server.SetLatency(20 * time.Second)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err := c.Hooks().Do(ctx, creation())
		if !errors.Is(err, context.DeadlineExceeded) || !errors.Is(err, tenant.ErrAmbiguous) {
			t.Errorf("error %v, want the context's, and that the answer was lost", err)
		}
	})
}
