package tenant_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"

	"auth0-hook-action/internal/tenant"
)

// Issue 7: what the fault matrix and the races of package cli found, step by step.
func TestSlotAmongRacesAndFaults(t *testing.T) {
	t.Parallel()
	down := errors.New("the tenant is down")
	enables := func(s tenant.Step) bool { return s.Change.Enabled != nil && *s.Change.Enabled }
	tests := map[string]struct {
		prepare     func(f *fake)
		wantErr     string
		wantEnabled []string
	}{
		"it cannot be read whether ours is enabled: not both": {func(f *fake) {
			f.readErr = func(n int) error {
				if n > 2 {
					return down
				}
				return nil
			}
		}, "read back", []string{"050"}},
		"nothing can be read nor written any more": {func(f *fake) {
			f.readErr = func(n int) error {
				if n > 2 {
					return down
				}
				return nil
			}
			f.fault = func(_ tenant.Step, n int) (error, bool) {
				if n > 3 {
					return down, false
				}
				return nil, true
			}
		}, `whether "new" is enabled is not known, and "old" stays disabled`, []string{"101"}},
		"another run took the slot: the old one is not put back": {func(f *fake) {
			f.fault = func(s tenant.Step, _ int) (error, bool) {
				if s.Key() == "new" && enables(s) {
					f.hooks["070"] = enabled(hook("070", "third", "x"))
					return down, false
				}
				return nil, true
			}
		}, "it was created, but: the tenant is down", []string{"070"}},
		"another run disabled ours": {func(f *fake) {
			f.onRead = func(f *fake, n int) {
				if n == 3 {
					f.hooks["101"] = hook("101", "new", "y")
					f.hooks["070"] = enabled(hook("070", "third", "x"))
				}
			}
		}, "another run enabled a hook at this trigger", []string{"070"}},
		"another run gave way at the same time: ours takes the slot again": {func(f *fake) {
			f.onRead = func(f *fake, n int) {
				if n == 3 {
					f.hooks["070"] = enabled(hook("070", "third", "x"))
				}
			}
			f.fault = func(s tenant.Step, _ int) (error, bool) {
				if s.Key() == "new" && s.Change.Enabled != nil && !*s.Change.Enabled {
					f.hooks["070"] = hook("070", "third", "x")
				}
				return nil, true
			}
		}, "", []string{"101"}},
		"another run took the slot while ours was built": {func(f *fake) {
			f.limits.ExchangesAtOnce = true
			f.onRead = func(f *fake, n int) {
				if n == 3 {
					f.hooks["070"] = enabled(hook("070", "third", "x"))
				}
			}
		}, "", []string{"101"}},
		"another run made and enabled the same hook": {func(f *fake) {
			delete(f.hooks, "050")
			f.onRead = func(f *fake, n int) {
				if n == 2 {
					f.hooks["070"] = enabled(hook("070", "new", "y"))
				}
			}
		}, "", []string{"070"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				f := newFake(enabled(hook("050", "old", "x")))
				tt.prepare(f)
				r := apply(t, f, tenant.Aim{ReplaceEnabled: true, Hooks: []tenant.Hook{enabled(wanted("new", "y"))}})[0]
				if (r.Err == nil) != (tt.wantErr == "") || r.Err != nil && !strings.Contains(r.Err.Error(), tt.wantErr) {
					t.Errorf("error %v, want %q", r.Err, tt.wantErr)
				}
				if diff := cmp.Diff(tt.wantEnabled, f.enabled(tenant.CredentialsExchange)); diff != "" {
					t.Errorf("enabled (-want +got):\n%s", diff)
				}
			})
		})
	}
}

// Issue 7: a write that was sent as often as it may be is looked for, and not sent again.
func TestUnknownWriteIsLookedFor(t *testing.T) {
	t.Parallel()
	for name, lands := range map[string]bool{"it was done": true, "it was not": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFake(hook("050", "old", "x"))
			f.fault = func(tenant.Step, int) (error, bool) { return tenant.ErrUnknown, lands }
			aim := tenant.Aim{Hooks: []tenant.Hook{wanted("old", "")}, Delete: true}
			have, err := f.Read(t.Context(), aim.Hooks)
			if err != nil {
				t.Fatal(err)
			}
			r := tenant.Apply(context.Background(), f, aim, tenant.Diff(aim, have, f.limits), nil)[0]
			if len(f.dos) != 1 || (r.Status == tenant.Deleted) != lands || (r.Err == nil) != lands {
				t.Errorf("%v: %v (%v)", f.dos, r.Status, r.Err)
			}
		})
	}
}
