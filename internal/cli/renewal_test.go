package cli_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"auth0-hook-action/internal/sandbox"
)

// A token that cannot be renewed now can be renewed later in the same run: one failure is not kept for good.
func TestTokenIsRenewedLater(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		failures   int // of the server that gives tokens
		wantFailed bool
	}{
		"five failures in a row": {failures: 5},
		"it stays away":          {failures: -1, wantFailed: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			timed(t, func(t *testing.T) {
				e := newEnv(t, "hooks-path", "set", "runtime", "hooks").without("hook-name", "trigger", "script-path", "token")
				id, secret := e.auth0.Client()
				e.inputs("client-id", id, "client-secret", secret, "audience", sandbox.Audience)
				for i := range 3 {
					e.file(fmt.Sprintf("set/hooks/h%d.json", i), hookFile(fmt.Sprintf("hook %d", i), ""))
				}
				e.file("set/hooks/audit.js", audit)
				e.auth0.AddFault(sandbox.Fault{Method: "POST", Path: "/hooks$", Status: 401, Hook: func() {
					e.auth0.ExpireTokens()
					e.auth0.AddFault(sandbox.Fault{Path: "/oauth/token$", Status: 503, Times: tc.failures,
						Body: `{"statusCode":503,"error":"Service Unavailable","message":"try again"}`})
				}, Body: `{"statusCode":401,"error":"Unauthorized","message":"Expired token received for JSON Web Token validation"}`})
				if !tc.wantFailed {
					e.run().want(0, "result", "created")
					if n := len(e.auth0.Hooks()); n != 3 {
						t.Errorf("%d hooks, want 3", n)
					}
					return
				}
				e.run().want(1, "result", "failed").annotated("error", "POST /oauth/token: 503", "it creates nothing twice")
			})
		})
	}
}

// Where the two clocks differ, a refused assertion says so first: nothing else about it may be wrong.
func TestClockOfTheMachineIsNamed(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		offset time.Duration
		says   bool
	}{
		"ten minutes ahead": {10 * time.Minute, true}, "ten minutes behind": {-10 * time.Minute, true}, "in time": {},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			timed(t, func(t *testing.T) {
				e := newEnv(t).without("token")
				id, _ := e.auth0.Client()
				e.auth0.SetClockOffset(tc.offset)
				e.auth0.AddKey(echoKey().Public(), "RS256")
				e.auth0.AddFault(sandbox.Fault{Path: "/oauth/token$", Times: -1, Status: 401,
					Body: `{"error":"invalid_client","error_description":"the assertion is not valid"}`})
				o := e.inputs("client-id", id, "private-key", pkcs8(t, echoKey()), "audience", sandbox.Audience).run().want(1,
					"result", "failed")
				clock := strings.Index(strings.ToLower(o.log), "clock")
				if reason := strings.Index(o.log, "invalid_client"); (clock >= 0) != tc.says || tc.says && reason >= 0 && reason < clock {
					t.Errorf("the clock is named: %t, want %t, and first\n%s", clock >= 0, tc.says, unmasked(o.log))
				}
			})
		})
	}
}
