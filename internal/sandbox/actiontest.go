package sandbox

import (
	"net/http"
	"regexp"
	"strings"
	"sync"
)

// A TestRun is one request to run an Action's draft with an event.
type TestRun struct {
	Action Action         // Code is the draft's, which is what runs
	Event  map[string]any // payload.event as it was sent; nil where there is none
}

// A TestResult says how a draft ran: it threw an error of this name and with this message, or, if both are empty, it did
// not.
type TestResult struct{ Name, Message string }

// SetTestRunner has run decide how a draft runs that is tested from now on; nil restores the built-in rules. Those know no
// JavaScript. A draft fails where it lacks the handler of its trigger, where the event lacks what each event has
// (tenant.id), and where the handler begins with
//
//	throw new NAME('MESSAGE')
//
// with any of the three kinds of quotes. Run must not call the tenant's methods.
func (t *Tenant) SetTestRunner(run func(TestRun) TestResult) {
	t.state.Lock()
	defer t.state.Unlock()
	t.runTest = run
	if run == nil {
		t.runTest = runBuiltIn
	}
}

// TestRuns returns the tests of drafts so far.
func (t *Tenant) TestRuns() []TestRun {
	t.state.Lock()
	defer t.state.Unlock()
	return append([]TestRun{}, t.testRuns...)
}

// testAction answers 200 whether the code threw or not: recorded. How a draft that is not built is refused is assumed.
func (t *Tenant) testAction(r *http.Request) (reply, error) {
	type testBody struct {
		Payload map[string]any `json:"payload"`
	}
	body, err := decode[testBody](r, object(fields{"payload": open(nil)}, 0, "payload"))
	if err != nil {
		return reply{}, err
	}
	a, err := t.pathAction(r)
	if err != nil {
		return reply{}, err
	}
	t.progress(a)
	if a.status != "built" {
		return reply{}, refuse(http.StatusBadRequest, "", "A draft must be in the 'built' state before it can be tested.")
	}
	event, _ := body.Payload["event"].(map[string]any)
	run := TestRun{a.snapshot(), event}
	t.testRuns = append(t.testRuns, run)
	return reply{http.StatusOK, map[string]any{"payload": t.runTest(run).view()}}, nil
}

// view returns the result as the API shows it; the numbers are made up.
func (result TestResult) view() map[string]any {
	view := map[string]any{"stats": map[string]int{
		"total_request_duration_ms": 103, "total_runtime_execution_duration_ms": 101, "runtime_processing_duration_ms": 7,
		"action_duration_ms": 50, "runtime_external_call_duration_ms": 44, "boot_duration_ms": 51, "network_duration_ms": 2,
	}}
	if result != (TestResult{}) {
		view["error"] = map[string]string{
			"name": result.Name, "message": result.Message,
			"stack": result.Name + ": " + result.Message + "\n    at /data/io/5500ed1e9798929dbc27a65cfa726c2a4c8c117c.js:5:815",
		}
	}
	return view
}

// handlerStart is a handler of an Action up to its first statement, where that is a throw.
var handlerStart = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`exports\.on\w+\s*=\s*async[^{]*\{\s*throw new (\w+)\((?:'([^']*)'|"([^"]*)"|` + "`([^`]*)`" + `)\)`)
})

// runBuiltIn is the runner of a new tenant.
func runBuiltIn(run TestRun) TestResult {
	if !strings.Contains(run.Action.Code, handlerOf(run.Action.Trigger)) {
		return TestResult{"Error", "Invalid function signature for the " + handlerOf(run.Action.Trigger) + " handler."}
	}
	tenant, _ := run.Event["tenant"].(map[string]any)
	if id, _ := tenant["id"].(string); id == "" {
		return TestResult{"TypeError", "Cannot read properties of undefined (reading 'id')"} // recorded for an event so short
	}
	if m := handlerStart().FindStringSubmatch(run.Action.Code); m != nil {
		return TestResult{m[1], m[2] + m[3] + m[4]}
	}
	return TestResult{}
}

// handlerOf returns the name of the function that a trigger's Actions export.
func handlerOf(trigger string) string {
	if trigger == "password-reset-post-challenge" {
		return "onExecutePostChallenge"
	}
	var name strings.Builder
	name.WriteString("onExecute")
	for word := range strings.SplitSeq(trigger, "-") {
		name.WriteString(strings.ToUpper(word[:1]) + word[1:])
	}
	return name.String()
}
