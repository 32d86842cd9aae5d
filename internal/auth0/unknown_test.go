package auth0

import (
	"errors"
	"net/http"
	"testing"
	"testing/synctest"

	"auth0-hook-action/internal/sandbox"
	"auth0-hook-action/internal/tenant"
)

// Issue 7: of a write that was sent five times in vain the error says that it may have been done; of what was refused, and
// of a reading, it does not.
func TestUnknownWrites(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		method string
		fault  sandbox.Fault
		want   bool
	}{
		"500 of a deletion":           {http.MethodDelete, sandbox.Fault{Status: 500}, true},
		"no answer to a deletion":     {http.MethodDelete, sandbox.Fault{Drop: true}, true},
		"a page instead of an answer": {http.MethodPatch, sandbox.Fault{Status: 200, Body: "<html>"}, true},
		"403":                         {http.MethodDelete, sandbox.Fault{Status: 403}, false},
		"429":                         {http.MethodDelete, sandbox.Fault{Status: 429}, false},
		"501":                         {http.MethodDelete, sandbox.Fault{Status: 501}, false},
		"a reading":                   {http.MethodGet, sandbox.Fault{Drop: true}, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server, c := newTenant(t)
				tt.fault.Times = -1
				server.AddFault(tt.fault)
				err := c.do(t.Context(), request{method: tt.method, path: hooksPath + "/1"}, &wireHook{})
				if err == nil || errors.Is(err, tenant.ErrUnknown) != tt.want {
					t.Errorf("error %v; not known whether it was done: %t, want %t", err, !tt.want, tt.want)
				}
			})
		})
	}
}

// Issue 7: two Actions of one name, made by runs that race, are no error while the younger one is on its way out.
func TestTwoActionsOfARace(t *testing.T) {
	t.Parallel()
	for name, leaves := range map[string]bool{"one goes": true, "both stay": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server, c := newTenant(t)
				e := c.Actions(nil)
				step := creation()
				made, err := e.Do(t.Context(), step)
				if err != nil {
					t.Fatal(err)
				}
				code := server.Actions()[0].Code
				younger := server.AddAction(sandbox.Action{Name: made.Name, Trigger: step.Want.Trigger.String(), Code: code, Deployed: &sandbox.Version{}})
				if leaves {
					server.AddFault(sandbox.Fault{Method: http.MethodGet, Path: "/actions/actions$", Nth: 2, Hook: func() {
						go func() { _ = e.remove(t.Context(), younger) }()
					}})
				}
				have, err := e.Read(t.Context(), []tenant.Hook{step.Want})
				if want := map[bool]int{true: 1, false: 2}[leaves]; err != nil || len(have) != want {
					t.Errorf("%d Actions (%v), want %d", len(have), err, want)
				}
				synctest.Wait()
			})
		})
	}
}
