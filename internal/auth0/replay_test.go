package auth0

import (
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"auth0-hook-action/internal/tenant"
)

// TestReplay asks as the recordings do, with what the client has for each endpoint, and compares what it understood of the
// answer with what was recorded.
func TestReplay(t *testing.T) {
	t.Parallel()
	// Both are described, but no build that failed and no Action of the marketplace was recorded.
	answers := &comparison{seen: map[string]bool{"errors": true, "integration": true}}
	t.Cleanup(func() { // when all were played
		for name, seen := range answers.seen {
			if !seen {
				t.Errorf("the client reads a field %q, and no recording has one", name)
			}
		}
	})
	for _, file := range recordings(t, "*/*.yaml") {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".yaml"), func(t *testing.T) {
			t.Parallel()
			played := 0
			for _, one := range readCassette(t, file) {
				call := callOf(t, one)
				if call == nil {
					t.Logf("%v: this client does not ask so", one)
					continue
				}
				play(t, one, call, answers)
				played++
			}
			t.Logf("%d interactions", played)
		})
	}
}

// play makes one call and compares the request and its outcome with the recorded ones.
func play(t *testing.T, one interaction, call call, answers *comparison) {
	t.Helper()
	answer := []interaction{one}
	switch {
	case isAbsent(one):
		answer = append(answer, look(one))
	case one.Request.Method == http.MethodDelete && one.Response.Code < 300 && !strings.HasSuffix(one.Request.URL, "/secrets"):
		answer = append(answer, gone(one))
	}
	p, c := newPlayer(t, answer...)
	got, err := call(t.Context(), c)
	if len(p.asked) != len(answer) {
		t.Fatalf("%v: %d requests, want %d (%v)", one, len(p.asked), len(answer), err)
	}
	asked := p.asked[0]
	if asked.Request.Method != one.Request.Method || !slices.Equal(asked.path(t), one.path(t)) {
		t.Errorf("%v: the client asked %v", one, asked)
	}
	bodies := &comparison{seen: map[string]bool{}}
	if diff := bodies.unlike(parse(t, asked.Request.Body), parse(t, one.Request.Body)); diff != "" {
		t.Errorf("%v: the client's body: %s", one, diff)
	}
	if one.Response.Code >= 400 {
		compareError(t, one, err)
		return
	}
	if err != nil {
		t.Errorf("%v: %v", one, err)
	} else if diff := answers.unlike(asJSON(t, got), parse(t, one.Response.Body)); diff != "" {
		t.Errorf("%v: the answer as it was understood: %s", one, diff)
	}
}

// isAbsent reports that what was to be deleted was not there. The client then looks for it.
func isAbsent(one interaction) bool {
	return one.Request.Method == http.MethodDelete && one.Response.Code == http.StatusNotFound
}

// look is the answer to who looks for what is not there: the list of hooks, or the Action itself.
func look(one interaction) interaction {
	if strings.Contains(one.Request.URL, "/hooks/") {
		one.Response.Code, one.Response.Body = http.StatusOK, `{"start":0,"limit":100,"total":0,"hooks":[]}`
	}
	return one
}

// gone is the answer to who looks for what was deleted.
func gone(one interaction) interaction {
	one.Response.Code = http.StatusNotFound
	one.Response.Body = `{"statusCode":404,"error":"Not Found","message":"Not Found"}`
	return one
}

// compareError wants an error to say what an answer says. That something to be deleted is not there is none.
func compareError(t *testing.T, one interaction, err error) {
	t.Helper()
	if isAbsent(one) {
		if err != nil {
			t.Errorf("%v: %v", one, err)
		}
		return
	}
	var body struct{ Message, ErrorCode string }
	if err := json.Unmarshal([]byte(one.Response.Body), &body); err != nil {
		t.Fatal(err)
	}
	got, ok := errors.AsType[*Error](err)
	if !ok {
		t.Fatalf("%v: %v, want an *Error", one, err)
	}
	want := Error{Status: one.Response.Code, Code: body.ErrorCode, Message: body.Message}
	if diff := cmp.Diff(want, Error{Status: got.Status, Code: got.Code, Message: got.Message},
		cmpopts.IgnoreUnexported(Error{})); diff != "" {
		t.Errorf("%v (-recorded +got):\n%s", one, diff)
	}
}

// asJSON is a wire value as JSON again.
func asJSON(t *testing.T, v any) any {
	t.Helper()
	text, err := encode(v)
	if err != nil {
		t.Fatal(err)
	}
	return parse(t, string(text))
}

// A comparison compares JSON that the client wrote with recorded JSON, which may have more fields.
type comparison struct {
	mu   sync.Mutex
	seen map[string]bool // the names of the client's fields, and whether any recording has them
}

// unlike says where written JSON differs from recorded JSON. A field that the recorded one lacks must be zero.
func (c *comparison) unlike(written, recorded any) string {
	switch written := written.(type) {
	case map[string]any:
		recorded, _ := recorded.(map[string]any)
		for _, name := range slices.Sorted(maps.Keys(written)) {
			if diff := c.field(name, written[name], recorded); diff != "" {
				return name + ": " + diff
			}
		}
		return ""
	case []any:
		recorded, _ := recorded.([]any)
		if len(written) != len(recorded) {
			return cmp.Diff(recorded, written)
		}
		for i := range written {
			if diff := c.unlike(written[i], recorded[i]); diff != "" {
				return diff
			}
		}
		return ""
	}
	return cmp.Diff(recorded, written)
}

func (c *comparison) field(name string, written any, recorded map[string]any) string {
	value, there := recorded[name]
	c.mu.Lock()
	c.seen[name] = c.seen[name] || there
	c.mu.Unlock()
	zeroes := []any{nil, false, "", (time.Time{}).Format(time.RFC3339)}
	if !there && slices.ContainsFunc(zeroes, func(zero any) bool { return cmp.Equal(zero, written) }) {
		return ""
	}
	return c.unlike(written, value)
}

// TestReplayBuild lets the client wait for the builds that were recorded.
func TestReplayBuild(t *testing.T) {
	t.Parallel()
	waits := 0
	for _, file := range recordings(t, "actions/TestActionManager_Deploy*.yaml") {
		looks := slices.DeleteFunc(readCassette(t, file), func(i interaction) bool {
			return i.Request.Method != http.MethodGet
		})
		synctest.Test(t, func(t *testing.T) {
			p, c := newPlayer(t, looks...)
			e := c.Actions(ActionsConfig{Waiting: func(string, time.Duration) { waits++ }})
			a, err := e.built(t.Context(), looks[0].path(t)[2], firstPoll)
			if err != nil || a.Status != statusBuilt || len(p.asked) != len(looks) {
				t.Errorf("%s: %q after %d looks of %d: %v", filepath.Base(file), a.Status, len(p.asked), len(looks), err)
			}
		})
	}
	if waits == 0 {
		t.Error("no build took any time")
	}
}

// TestReplayErrors gives each refusal that was recorded anywhere in answer to a listing of hooks. The end of Hooks is seen
// in those alone that name it.
func TestReplayErrors(t *testing.T) {
	t.Parallel()
	var rows []struct {
		Status int
		Body   json.RawMessage
	}
	if err := json.Unmarshal(readFile(t, recordings(t, "hooks/*error-bodies*.json")[0]), &rows); err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		synctest.Test(t, func(t *testing.T) {
			var one interaction
			one.Request.Method, one.Request.URL = http.MethodGet, hooksPath
			one.Response.Code, one.Response.Body = row.Status, string(row.Body)
			_, c := newPlayer(t, slices.Repeat([]interaction{one}, 5)...) // 429 is asked again
			_, err := c.Hooks().list(t.Context())
			compareError(t, one, err)
			wantEnd := strings.Contains(one.Response.Body, "hooks_not_allowed")
			if got := errors.Is(err, tenant.ErrHooksEnded); got != wantEnd {
				t.Errorf("%s: the end of Hooks: %t, want %t", row.Body, got, wantEnd)
			}
		})
	}
	t.Logf("%d refusals", len(rows))
}

// TestReplayListings reads the listings of hooks that the Deploy CLI recorded.
func TestReplayListings(t *testing.T) {
	t.Parallel()
	for _, file := range recordings(t, "hooks/*.hooks-only.json") {
		var recorded struct {
			Interactions []struct {
				Status   int
				Response json.RawMessage
			}
		}
		if err := json.Unmarshal(readFile(t, file), &recorded); err != nil {
			t.Fatal(err)
		}
		for _, row := range recorded.Interactions {
			var one interaction
			one.Response.Code, one.Response.Body = row.Status, string(row.Response)
			_, c := newPlayer(t, one)
			_, err := c.Hooks().Read(t.Context(), tenant.Query{})
			if ended := errors.Is(err, tenant.ErrHooksEnded); ended != (row.Status == http.StatusForbidden) || !ended && err != nil {
				t.Errorf("%s: %d %s: %v", filepath.Base(file), row.Status, row.Response, err)
			}
		}
	}
}

// TestReplayTriggers finds the current version of each trigger of hooks in the lists of all years.
func TestReplayTriggers(t *testing.T) {
	t.Parallel()
	answers := map[string]string{}
	for _, file := range recordings(t, "actions/triggers-*.json") {
		answers[file] = string(readFile(t, file))
	}
	for _, file := range recordings(t, "actions/*Triggers.yaml") {
		answers[file] = readCassette(t, file)[0].Response.Body
	}
	for file, body := range answers {
		for _, trigger := range tenant.HookTriggers() {
			var one interaction
			one.Response.Code, one.Response.Body = http.StatusOK, body
			_, c := newPlayer(t, one)
			if got, err := newActions(c).readVersion(t.Context(), trigger); err != nil || got != "v2" {
				t.Errorf("%s: %s %q, want v2 (%v)", filepath.Base(file), trigger, got, err)
			}
		}
	}
}
