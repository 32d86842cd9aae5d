package tenant_test

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"

	"auth0-hook-action/internal/tenant"
)

func TestRefusedSetIsNotBegun(t *testing.T) {
	t.Parallel()
	f := newFake("gone")
	results := run(t.Context(), t, f, goalOf(tenant.RuntimeActions, want("a", "x"),
		withSecrets(want("b", "x"), "A", "B", "C", "D", "E")))
	if results[0].Status != tenant.Skipped || !errors.Is(results[0].Err,
		tenant.ErrNotAttempted) || results[1].Status != tenant.Failed || len(f.writes()) > 0 {
		t.Errorf("%+v\nwrites %v", results, f.writes())
	}
	if tenant.Succeeded(results) || tenant.Overall(results) != tenant.Failed {
		t.Error("a refused set counts as done")
	}
}

func TestLostCreation(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		runtime  tenant.Runtime
		lands    bool
		wantLogs int // creations sent
	}{
		"an Action, carried out":     {tenant.RuntimeActions, true, 1},
		"an Action, not carried out": {tenant.RuntimeActions, false, 2},
		"a Hook, carried out":        {tenant.RuntimeHooks, true, 1},
		"a Hook, not carried out":    {tenant.RuntimeHooks, false, 2},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				f := newFake("on")
				lost := false
				f.fault = func(call string) error {
					if strings.HasPrefix(call, "create") && !lost {
						lost = true
						if tt.lands {
							o := hook("9", "a", "x", false)
							if o.Runtime = tt.runtime; tt.runtime == tenant.RuntimeActions {
								o.Given = map[string]string{}
							}
							f.mu.Lock()
							f.put(o)
							f.mu.Unlock()
						}
						return tenant.ErrAmbiguous
					}
					return nil
				}
				r := run(t.Context(), t, f, goalOf(tt.runtime, on(want("a", "x"))))[0]
				creations := 0
				for _, call := range f.log {
					if strings.HasPrefix(call, "create") {
						creations++
					}
				}
				enabled := len(f.enabledHooks(flow)) + len(f.names())
				if r.Err != nil || r.Status != tenant.Created || creations != tt.wantLogs || enabled != 1 {
					t.Errorf("%v (%v), %d creations, %d enabled; want created, %d, 1\n%v", r.Status, r.Err, creations,
						enabled, tt.wantLogs, f.log)
				}
			})
		})
	}
}
