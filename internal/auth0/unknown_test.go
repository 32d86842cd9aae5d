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
		"403":                         {http.MethodDelete, refused(403), false},
		"429":                         {http.MethodDelete, refused(429), false},
		"501":                         {http.MethodDelete, refused(501), false},
		"403 of a firewall":           {http.MethodDelete, sandbox.Fault{Status: 403, Body: "<html>"}, true},
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
