package auth0

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/retry"
	"auth0-hook-action/internal/tenant"
)

// wireTest is the body of a test, and its answer. An error of the code comes with status 200
// (https://auth0.com/docs/api/management/v2/actions/post-test-action).
type (
	wireTest struct {
		Payload struct {
			Event json.RawMessage `json:"event"`
		} `json:"payload"`
	}
	wireTested struct {
		Payload *struct {
			Error *struct {
				Name    string `json:"name"`
				Message string `json:"message"`
			} `json:"error"`
		} `json:"payload"`
	}
)

func (t *wireTested) isValid() bool { return t.Payload != nil }

// test runs the draft with each event on the tenant, up to the first that fails. It runs the code for real, so that a
// test is repeated after a 429 alone: after a lost answer or a 5xx it may have run.
func (e *ActionsEngine) test(ctx context.Context, a wireAction, events [][]byte) ([]tenant.TestRun, error) {
	var runs []tenant.TestRun
	for i, event := range events {
		var body wireTest
		body.Payload.Event = event
		var got wireTested
		began := time.Now()
		err := e.request(ctx, request{method: http.MethodPost, path: actionPath(a.ID, "test"), body: body,
			repeat: retry.IfRefused}, &got)
		run := tenant.TestRun{Number: i + 1, Took: time.Since(began)}
		switch {
		case err != nil:
			run.Error, run.Message = "not run", diag.Brief(err)
		case got.Payload.Error == nil:
			run.Passed = true
		default:
			run.Error = cmp.Or(e.c.clean(got.Payload.Error.Name, maxCode), "Error")
			run.Message = e.c.clean(got.Payload.Error.Message, maxMessage)
			err = fmt.Errorf("%s: %s", run.Error, run.Message)
		}
		runs = append(runs, run)
		if err != nil {
			return runs, testFailed(i+1, a.stays(), err)
		}
	}
	return runs, nil
}

// testFailed does not wrap the error: a test that may have run is a failed one, and nothing to plan again.
func testFailed(number int, stays string, err error) error {
	failed := fmt.Errorf("the draft failed its test with event %d, and %s: %v", number, stays,
		err) //nolint:errorlint // see above
	if hasStatus(err, http.StatusNotFound) {
		return diag.WithHint(failed, "The tenant has no such endpoint: remove test-payload (testPayload in a file)")
	}
	return diag.WithHint(failed, cmp.Or(diag.Hint(err), // of a test that was not run
		"Correct the script or the event; the draft can be tested by hand in the Dashboard (Actions > Library)"))
}
