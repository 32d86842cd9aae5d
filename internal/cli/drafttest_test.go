package cli_test

import (
	"strings"
	"testing"

	"auth0-hook-action/internal/sandbox"
)

// The plan says that a draft would be run, and runs nothing.
func TestPlanOfADraftTest(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newNativeEnv(t, "test-payload", "event.json", "mode", "plan")
		e.file("event.json", `[{"tenant": {"id": "acme"}}, {"tenant": {"id": "acme"}}]`)
		o := e.run().want(0, "result", "planned")
		if !strings.Contains(o.summary, "would run with 2 events before the Action goes live") || len(e.auth0.TestRuns()) != 0 {
			t.Errorf("%d runs, and the plan says\n%s", len(e.auth0.TestRuns()), o.summary)
		}
	})
}

// Of a hook file the event goes through the shim.
func TestDraftTestOfAHookFile(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newActionsEnv(t, "test-payload", "event.json")
		e.file("event.json", `{"tenant": {"id": "acme"}, "client": {"name": "tested"}}`)
		e.run().want(0, "result", "created")
		runs := e.auth0.TestRuns()
		if len(runs) != 1 || !strings.Contains(runs[0].Action.Code,
			"onExecuteCredentialsExchange") || !strings.Contains(runs[0].Action.Code, audit) {
			t.Errorf("runs of the draft: %+v", runs)
		}
	})
}

// Only an Action's draft can be tested: where the hook would be a Hook that is an error before any write.
func TestDraftTestOfAHook(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newEnv(t, "test-payload", "event.json")
		e.file("event.json", `{"tenant": {"id": "acme"}}`)
		e.run().want(1, "result", "failed").says("runtime: actions")
		e.inputs("runtime", "hooks").run().want(2, "result", "failed").says("test-payload")
		if n := e.auth0.Writes(); n != 0 {
			t.Errorf("%d writes", n)
		}
		e.inputs("runtime", "actions").run().want(0, "result", "created")
	})
}

// A set's entry names its own events; a file of events is no hook.
func TestDraftTestsOfASet(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newSetEnv(t, "plan.js", nativeLogin, "plan.event.json", `{"tenant": {"id": "acme"}, "secrets": {}}`,
			"plan.json", `{"name": "Plan", "triggerId": "post-login", "script": "./plan.js", "testPayload": "./plan.event.json"}`,
			"other.json", `{"name": "Other", "triggerId": "post-login", "script": "./plan.js"}`)
		e.inputs("runtime", "actions")
		e.auth0.SetAge(sandbox.HooksGone)
		e.run().want(0, "result", "created")
		if runs := e.auth0.TestRuns(); len(runs) != 1 || runs[0].Action.Name != "Plan" {
			t.Errorf("runs of drafts: %+v", runs)
		}
		e.inputs("test-payload", "set/hooks/plan.event.json").run().want(2, "result", "failed").says("test-payload")
	})
}

// What is no event is an input error, found without the tenant.
func TestBadTestPayloads(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{"no JSON": "{", "a number": "5", "an empty list": "[]", "a list of others": `["x"]`} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			timed(t, func(t *testing.T) {
				e := newNativeEnv(t, "test-payload", "event.json")
				e.file("event.json", text)
				e.run().want(2, "result", "failed").says("event.json")
				if n := len(e.auth0.Requests()); n != 0 {
					t.Errorf("%d requests", n)
				}
			})
		})
	}
}

func TestDraftTest(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newNativeEnv(t, "test-payload", "event.json")
		e.file("event.json", `[{"tenant": {"id": "acme"}}, {"tenant": {"id": "acme"}, "user": {"name": "second"}}]`)
		o := e.run().want(0, "result", "created").says("2")
		if n := len(e.auth0.TestRuns()); n != 2 {
			t.Errorf("%d runs of the draft, want 2\n%s", n, o.log)
		}
		live := e.deployed().Deployed.Code
		e.auth0.SetTestRunner(func(r sandbox.TestRun) sandbox.TestResult {
			if r.Event["user"] != nil {
				return sandbox.TestResult{Name: "TypeError", Message: "the audit log\n::error::does not answer"}
			}
			return sandbox.TestResult{}
		})
		e.file("actions/plan.js", nativeLogin+"\n// more\n")
		e.inputs("mode", "plan").run().want(0, "result", "planned")
		e.inputs("mode", "apply").run().want(1, "result", "failed").says("the draft failed its test", "event 2", "TypeError")
		if e.deployed().Deployed.Code != live {
			t.Error("a draft that failed its test is live")
		}
		e.run().want(1, "result", "failed") // the draft that was left is tested first, too
		e.auth0.SetTestRunner(nil)
		e.run().want(0, "result", "updated")
	})
}

// A run of the draft may have done something: it is repeated on 429 alone.
func TestDraftTestIsNotRepeated(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		fault sandbox.Fault
		code  int
	}{
		"429":           {sandbox.Fault{Status: 429, Body: tooMany, Header: map[string]string{"Retry-After": "0"}}, 0},
		"500":           {sandbox.Fault{Status: 500, Body: `{"statusCode":500,"error":"Internal Server Error","message":"oops"}`}, 1},
		"a lost answer": {sandbox.Fault{Drop: true, After: true}, 1},
		"no such thing": {sandbox.Fault{Status: 404, Body: `{"statusCode":404,"error":"Not Found","message":"Not Found"}`}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			timed(t, func(t *testing.T) {
				e := newNativeEnv(t, "test-payload", "event.json")
				e.file("event.json", `{"tenant": {"id": "acme"}}`)
				tt.fault.Method, tt.fault.Path = "POST", "/test$"
				e.auth0.AddFault(tt.fault)
				e.run().want(tt.code)
				if n := len(e.auth0.TestRuns()); n > 1 {
					t.Errorf("the draft ran %d times", n)
				}
			})
		})
	}
}
