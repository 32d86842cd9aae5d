package cli_test

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"auth0-hook-action/internal/sandbox"
)

// bigScript is a valid script of some size that differs by n.
func bigScript(n, size int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "// script %d\nmodule.exports = function (client, scope, audience, context, cb) {\n", n)
	for i := 0; b.Len() < size; i++ {
		fmt.Fprintf(&b, "  var v%d = [client.name, scope, { a: %d, b: function (x) { return x + %d; } }];\n", i, i, n)
	}
	b.WriteString("  cb(null, { scope: scope });\n};\n")
	return b.String()
}

// Reading, parsing and checking end with the run's time too, and the report is written.
func TestTimeoutEndsLoading(t *testing.T) {
	t.Parallel()
	e := newEnv(t, "hooks-path", "set", "runtime", "actions", "timeout", "400ms").without("hook-name", "trigger", "script-path")
	for i := range 200 {
		e.file(fmt.Sprintf("set/hooks/h%03d.json", i),
			fmt.Sprintf(`{"name": "hook-%d", "triggerId": "credentials-exchange", "script": "./h%03[1]d.js"}`, i))
		e.file(fmt.Sprintf("set/hooks/h%03d.js", i), bigScript(i, 58_000))
	}
	e.run().want(1, "result", "failed").says("run's timeout of 400ms has passed")
	if n := e.auth0.Writes(); n != 0 {
		t.Errorf("%d writes", n)
	}
}

// A cancelled run ends while it reads its files, and reports.
func TestCancellationEndsLoading(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	e.runIn(ctx).want(1, "result", "failed").says("Cancelled")
}

// Each distinct text is parsed once a run, whatever the runtime, and also where nothing changes.
func TestEachTextIsParsedOnce(t *testing.T) {
	t.Parallel()
	for _, runtime := range []string{"hooks", "actions", "auto"} {
		t.Run(runtime, func(t *testing.T) {
			t.Parallel()
			timed(t, func(t *testing.T) {
				e := newEnv(t, "hooks-path", "set", "runtime", runtime).without("hook-name", "trigger", "script-path")
				for i := range 6 { // two texts
					e.file(fmt.Sprintf("set/hooks/h%d.json", i),
						fmt.Sprintf(`{"name": "hook-%d", "triggerId": "credentials-exchange", "script": "./s%d.js"}`, i, i%2))
				}
				e.file("set/hooks/s0.js", audit)
				e.file("set/hooks/s1.js", audit+"// another\n")
				for _, result := range []string{"created", "unchanged"} {
					o := e.run().want(0, "result", result)
					if got := regexp.MustCompile(`parsed \d+ scripts`).FindAllString(o.log, -1); len(got) != 1 || got[0] != "parsed 2 scripts" {
						t.Errorf("%s: the log says %q, want 2 once", result, got)
					}
				}
			})
		})
	}
}

// A script over the size that is documented for either runtime is refused, which bounds what a parser may take.
func TestHugeScriptIsRefused(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newEnv(t)
		e.file("hooks/audit.js", bigScript(1, 140_000))
		e.run().want(2, "result", "failed").says("131,072")
		if n := len(e.auth0.Requests()); n != 0 {
			t.Errorf("%d requests", n)
		}
	})
}

// Renewing a token that cannot be had now is tried again for the next hook of the same run.
func TestTokenIsRenewedAfterAFailedRenewal(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newEnv(t, "hooks-path", "set", "runtime", "hooks").without("hook-name", "trigger", "script-path", "token")
		id, value := e.auth0.Client()
		e.inputs("client-id", id, "client-secret", value, "audience", sandbox.Audience)
		for i := range 3 {
			e.file(fmt.Sprintf("set/hooks/h%d.json", i),
				fmt.Sprintf(`{"name": "hook-%d", "triggerId": "credentials-exchange", "script": "./s.js"}`, i))
		}
		e.file("set/hooks/s.js", audit)
		unavailable := sandbox.Fault{Path: "/oauth/token", Times: 5, Status: 503,
			Body:   `{"error":"temporarily_unavailable","error_description":"Try again."}`,
			Header: map[string]string{"Retry-After": "0"}}
		e.auth0.AddFault(sandbox.Fault{Method: "POST", Path: "^/api/v2/hooks$", Hook: func() {
			e.auth0.ExpireTokens()
			e.auth0.AddFault(unavailable)
		}})
		e.run().want(0, "result", "created")
		if n := len(e.auth0.Hooks()); n != 3 {
			t.Errorf("%d hooks, want 3", n)
		}
	})
}

// Where no token can be had for a fault of the server's, the error says so and what may help.
func TestNoTokenForAFault(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newEnv(t).without("token")
		id, value := e.auth0.Client()
		e.inputs("client-id", id, "client-secret", value, "audience", sandbox.Audience)
		e.auth0.AddFault(sandbox.Fault{Path: "/oauth/token", Times: -1, Status: 503,
			Body: `{"error":"temporarily_unavailable","error_description":"Try again."}`})
		o := e.run().want(1, "result", "failed").says("/oauth/token", "503")
		if !strings.Contains(o.summary, "**What to do:**") {
			t.Errorf("the error has no hint:\n%s", o.summary)
		}
	})
}
