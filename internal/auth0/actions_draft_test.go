package auth0

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"auth0-hook-action/internal/sandbox"
	"auth0-hook-action/internal/tenant"
)

func TestBuildFails(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := newDeployment(t, time.Millisecond)
		d.must(hookGoal(1, enabledFirst))
		d.server.SetBuild(sandbox.Progress{Fail: "no such package"})
		live := d.server.Actions()[0].Deployed.Code
		goal := hookGoal(1, func(_ int, d *tenant.Desired) { d.Script += "// edited\n" })
		results, _, _ := d.run(goal)
		if err := results[0].Err; err == nil || !strings.Contains(err.Error(), "build of the draft failed") {
			t.Errorf("error %v", err)
		}
		if d.server.Actions()[0].Deployed.Code != live {
			t.Error("what was live is not any more")
		}
		d.server.SetBuild(sandbox.Progress{})
		if results, _, _ = d.run(goal); results[0].Err != nil || results[0].Status != tenant.Updated {
			t.Errorf("the next run: %v, %v", results[0].Status, results[0].Err)
		}
	})
}

func TestDraftTests(t *testing.T) {
	t.Parallel()
	event := []byte(`{"tenant":{"id":"t"}}`)
	tests := map[string]struct {
		events   [][]byte
		faults   []sandbox.Fault
		run      func(sandbox.TestRun) sandbox.TestResult
		wantRuns int
		wantErr  string
	}{
		"it runs": {events: [][]byte{event, event}, wantRuns: 2},
		"the second throws": {events: [][]byte{event, []byte(`{"tenant":{"id":"bad"}}`)},
			run: func(r sandbox.TestRun) sandbox.TestResult {
				if tenant, ok := r.Event["tenant"].(map[string]any); ok && tenant["id"] == "bad" {
					return sandbox.TestResult{Name: "TypeError", Message: "x is\nno function"}
				}
				return sandbox.TestResult{}
			}, wantRuns: 2, wantErr: "event 2, and the live version keeps running: TypeError: x is no function"},
		"a 429 is repeated": {events: [][]byte{event},
			faults: []sandbox.Fault{{Method: "POST", Path: "/test$", Status: 429, Times: 1,
				Header: map[string]string{"x-ratelimit-remaining": "0", "x-ratelimit-limit": "10", "retry-after": "1"},
				Body:   `{"statusCode":429,"error":"Too Many Requests","message":"Global limit has been reached"}`}}, wantRuns: 1},
		"a 503 is not": {events: [][]byte{event},
			faults: []sandbox.Fault{{Method: "POST", Path: "/test$", Status: 503, Times: 1}}, wantRuns: 0,
			wantErr: "event 1"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				d := newDeployment(t, time.Millisecond)
				d.must(hookGoal(1, enabledFirst))
				for _, f := range tt.faults {
					d.server.AddFault(f)
				}
				d.server.SetTestRunner(tt.run)
				if tt.run == nil {
					d.server.SetTestRunner(func(sandbox.TestRun) sandbox.TestResult { return sandbox.TestResult{} })
				}
				results, _, _ := d.run(hookGoal(1,
					func(_ int, d *tenant.Desired) { d.Script += "// edited\n"; d.Tests = tt.events }))
				r := results[0]
				if (r.Err == nil) != (tt.wantErr == "") || r.Err != nil && !strings.Contains(r.Err.Error(),
					tt.wantErr) {
					t.Errorf("error %v, want %q", r.Err, tt.wantErr)
				}
				deployed := strings.Contains(d.server.Actions()[0].Deployed.Code, "// edited")
				ran := len(d.server.TestRuns())
				if deployed != (tt.wantErr == "") || ran != tt.wantRuns || len(r.Tests) != max(tt.wantRuns, 1) {
					t.Errorf("deployed %v, %d runs on the tenant, rows %+v", deployed, ran, r.Tests)
				}
			})
		})
	}
}

// A gateway that answers each deployment: it is asked for a few times, and the error is about the gateway, not about the build.
func TestDeploymentIsAnsweredByAGateway(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := newDeployment(t, time.Millisecond)
		fault := sandbox.ForeignAnswers()["gateway 404"]
		fault.Method, fault.Path, fault.Times = "POST", "/deploy$", -1
		d.server.AddFault(fault)
		results, calls, _ := d.run(hookGoal(1, nil))
		if _, ok := errors.AsType[*NotAuth0Error](results[0].Err); !ok {
			t.Errorf("error %v", results[0].Err)
		}
		asked := 0
		for _, call := range calls {
			if strings.HasSuffix(call, "/deploy") {
				asked++
			}
		}
		if asked != maxLostWrites {
			t.Errorf("%d deployments were asked for, want %d", asked, maxLostWrites)
		}
	})
}
