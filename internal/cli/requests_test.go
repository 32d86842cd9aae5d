package cli_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"auth0-hook-action/internal/sandbox"
)

// triggersOfHooks are the five triggers that Hooks had.
var triggersOfHooks = []string{"credentials-exchange", "pre-user-registration", "post-user-registration",
	"post-change-password", "send-phone-message"}

// setOf writes a set of n hooks over the five triggers, the first of each enabled where that is asked for.
func (e *env) setOf(n int, enabled bool, comment string) {
	e.without("hook-name", "trigger", "script-path").inputs("hooks-path", "set")
	for i := range n {
		trigger, on := triggersOfHooks[i%5], ""
		if enabled {
			on = fmt.Sprintf(`, "enabled": %t`, i < 5)
		}
		e.file(fmt.Sprintf("set/hooks/h%02d.json", i),
			fmt.Sprintf(`{"name": "hook-%02d", "triggerId": %q, "script": "./h%02[1]d.js"%[3]s}`, i, trigger, on))
		e.file(fmt.Sprintf("set/hooks/h%02d.js", i), parametersOf(trigger)+comment)
	}
}

// parametersOf is a hook file that fits a trigger.
func parametersOf(trigger string) string {
	switch trigger {
	case "credentials-exchange":
		return audit
	case "send-phone-message":
		return "module.exports = function (recipient, text, context, cb) {\n  cb(null, {});\n};\n"
	}
	return "module.exports = function (user, context, cb) {\n  cb(null, {});\n};\n"
}

// A requestBar is a run as Actions and the requests that it may cost, without the one for a token.
type requestBar struct {
	prepare func(b *bubble)
	inputs  []string
	most    int
}

func requestBars() map[string]requestBar {
	one := func(enabled string) func(b *bubble) {
		return func(b *bubble) { b.inputs("enabled", enabled).runIn(b.ctx).want(0, "result", "created") }
	}
	changed := func(before func(b *bubble)) func(b *bubble) {
		return func(b *bubble) { before(b); b.file("hooks/audit.js", audit+"// changed\n") }
	}
	set := func(enabled bool) func(b *bubble) {
		return func(b *bubble) { b.setOf(20, enabled, "") }
	}
	changedSet := func(b *bubble) {
		b.setOf(20, false, "")
		b.runIn(b.ctx).want(0, "result", "created")
		b.setOf(20, false, "// changed\n")
	}
	native := func(b *bubble) {
		b.file("hooks/audit.js", "exports.onExecuteCredentialsExchange = async (event, api) => {};\n")
	}
	return map[string]requestBar{
		"create 1 disabled":         {func(*bubble) {}, nil, 6},
		"create 1 enabled":          {func(*bubble) {}, []string{"enabled", "true"}, 11},
		"unchanged 1":               {one("true"), nil, 2},
		"change 1 enabled":          {changed(one("true")), nil, 6},
		"create 1 native disabled":  {native, nil, 6},
		"create 1 native enabled":   {native, []string{"enabled", "true"}, 11},
		"create 20 over 5 triggers": {set(true), nil, 70},
		"change 20 disabled":        {changedSet, nil, 50},
		"test-payload costs one more": {func(b *bubble) { b.file("event.json", `{"tenant": {"id": "acme"}}`) },
			[]string{"test-payload", "event.json"}, 7},
	}
}

// A deployment as an Action costs its writes and a handful of reads, under each of Auth0's published plans without a refusal by the
// rate limit (https://auth0.com/docs/troubleshoot/customer-support/operational-policies/rate-limit-policy).
func TestRequestsOfActions(t *testing.T) {
	t.Parallel()
	plans := sandbox.Plans()
	plans["no limit"] = sandbox.Plan{}
	if testing.Short() {
		plans = map[string]sandbox.Plan{"no limit": {}, "Free": plans["Free"]}
	}
	for name, bar := range requestBars() {
		for plan, limit := range plans {
			t.Run(name+", "+plan, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					b := newBubble(t, false)
					b.auth0.SetAge(sandbox.HooksGone)
					b.auth0.SetBuild(sandbox.Progress{Time: 300 * time.Millisecond})
					b.auth0.SetLatency(50 * time.Millisecond)
					b.inputs("runtime", "actions", "comment", "never", "timeout", "30m")
					bar.prepare(b)
					if limit.Burst > 0 {
						pass(time.Hour)
						b.auth0.SetBucket(limit.Burst, limit.PerSecond)
					}
					b.auth0.ClearRequests()
					b.inputs(bar.inputs...).runIn(b.ctx).want(0)
					n := len(b.auth0.Requests())
					refused := slices.ContainsFunc(b.auth0.Requests(), func(r sandbox.Request) bool { return r.Status == 429 })
					if n > bar.most || refused {
						t.Errorf("%d requests, want at most %d and no 429:\n%s", n, bar.most, listed(b.auth0.Requests()))
					}
					b.rest()
				})
			})
		}
	}
}

func listed(requests []sandbox.Request) string {
	var b strings.Builder
	for _, r := range requests {
		fmt.Fprintf(&b, "%s %s?%s\n", r.Method, r.Path, r.Query)
	}
	return b.String()
}

// A native Action costs the requests that a hook file does, and one more for each test event.
func TestRequestsOfNativeActions(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		count := func(script string, inputs ...string) map[string]int {
			e := newEnv(t, append([]string{"runtime", "actions", "enabled", "true", "comment", "never"}, inputs...)...)
			e.file("hooks/audit.js", script)
			e.file("event.json", `[{"tenant": {"id": "acme"}}]`)
			e.run().want(0, "result", "created")
			return e.auth0.RequestCounts()
		}
		const native = "exports.onExecuteCredentialsExchange = async (event, api) => {};\n"
		want := count(audit)
		if diff := cmp.Diff(want, count(native)); diff != "" {
			t.Errorf("requests of a native Action (-hook file +native):\n%s", diff)
		}
		want["POST /api/v2/actions/actions/{id}/test"] = 1
		if diff := cmp.Diff(want, count(native, "test-payload", "event.json")); diff != "" {
			t.Errorf("requests with one test event (-want +got):\n%s", diff)
		}
	})
}
