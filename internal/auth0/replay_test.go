package auth0

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v4"

	"auth0-hook-action/internal/retry"
	"auth0-hook-action/internal/secret"
	"auth0-hook-action/internal/tenant"
)

// recordings are the files of recorded traffic that a pattern names; a test that needs them is skipped where there are none.
func recordings(t *testing.T, pattern string) []string {
	t.Helper()
	dir := os.Getenv("AUTH0_RECORDINGS")
	if dir == "" {
		t.Skip("AUTH0_RECORDINGS names no folder of recordings")
	}
	files, err := filepath.Glob(filepath.Join(dir, pattern))
	if err != nil || len(files) == 0 {
		t.Fatalf("no recordings %s: %v", pattern, err)
	}
	return files
}

// An interaction is one request of a recording in the format of go-vcr, and its answer.
type interaction struct {
	Request struct {
		Body   string `yaml:"body"`
		URL    string `yaml:"url"`
		Method string `yaml:"method"`
	} `yaml:"request"`
	Response struct {
		Body string `yaml:"body"`
		Code int    `yaml:"code"`
	} `yaml:"response"`
}

func (i interaction) String() string { return i.Request.Method + " " + i.Request.URL }

// path is the request's path below /api/v2, in segments.
func (i interaction) path(t *testing.T) []string {
	t.Helper()
	u, err := url.Parse(i.Request.URL)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimPrefix(u.Path, "/api/v2/"), "/")
}

func readCassette(t *testing.T, file string) []interaction {
	t.Helper()
	var cassette struct {
		Interactions []interaction `yaml:"interactions"`
	}
	if err := yaml.Unmarshal(readFile(t, file), &cassette); err != nil {
		t.Fatal(err)
	}
	return cassette.Interactions
}

func readFile(t *testing.T, file string) []byte {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func parse(t *testing.T, text string) any {
	t.Helper()
	if text == "" {
		return nil
	}
	var v any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// A player answers with what was recorded, in that order, and notes what it was asked.
type player struct {
	answers []interaction
	asked   []interaction
}

func (p *player) RoundTrip(req *http.Request) (*http.Response, error) {
	var one interaction
	one.Request.Method, one.Request.URL = req.Method, req.URL.String()
	if req.Body != nil {
		body, err := io.ReadAll(req.Body)
		if err != nil {
			return nil, err
		}
		one.Request.Body = string(body)
	}
	if len(p.asked) == len(p.answers) {
		return nil, errors.New("no more was recorded")
	}
	answer := p.answers[len(p.asked)].Response
	p.asked = append(p.asked, one)
	return &http.Response{
		StatusCode: answer.Code, ContentLength: int64(len(answer.Body)), Request: req,
		Header: http.Header{"Content-Type": {"application/json; charset=utf-8"}},
		Body:   io.NopCloser(strings.NewReader(answer.Body)),
	}, nil
}

func newPlayer(t *testing.T, answers ...interaction) (*player, *Client) {
	t.Helper()
	p := &player{answers: answers}
	c, err := New(Config{BaseURL: testBase, Token: secret.New("token"), HTTP: retry.New(retry.Config{Base: p})})
	if err != nil {
		t.Fatal(err)
	}
	return p, c
}

// TestReplay asks as the recordings do, with what the client has for each endpoint, and compares what it understood of the
// answer with what was recorded.
func TestReplay(t *testing.T) {
	t.Parallel()
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
				play(t, one, call)
				played++
			}
			t.Logf("%d interactions", played)
		})
	}
}

// play makes one call and compares the request and its outcome with the recorded ones.
func play(t *testing.T, one interaction, call call) {
	t.Helper()
	p, c := newPlayer(t, one)
	got, err := call(t.Context(), c)
	if len(p.asked) != 1 {
		t.Fatalf("%v: %d requests, want 1 (%v)", one, len(p.asked), err)
	}
	asked := p.asked[0]
	if asked.Request.Method != one.Request.Method || !slices.Equal(asked.path(t), one.path(t)) {
		t.Errorf("%v: the client asked %v", one, asked)
	}
	if diff := unlike(parse(t, asked.Request.Body), parse(t, one.Request.Body)); diff != "" {
		t.Errorf("%v: the client's body: %s", one, diff)
	}
	if one.Response.Code >= 400 {
		compareError(t, one, err)
		return
	}
	if err != nil {
		t.Errorf("%v: %v", one, err)
	} else if diff := unlike(asJSON(t, got), parse(t, one.Response.Body)); diff != "" {
		t.Errorf("%v: the answer as it was understood: %s", one, diff)
	}
}

// compareError wants an error to say what an answer says. That something to be deleted is gone is none.
func compareError(t *testing.T, one interaction, err error) {
	t.Helper()
	if one.Request.Method == http.MethodDelete && one.Response.Code == http.StatusNotFound {
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
	if diff := cmp.Diff(want, Error{Status: got.Status, Code: got.Code, Message: got.Message}, cmp.AllowUnexported(Error{})); diff != "" {
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

// unlike says where ours, which knows fewer fields, differs from theirs; a field that theirs lacks must be zero.
func unlike(ours, theirs any) string {
	switch ours := ours.(type) {
	case map[string]any:
		theirs, _ := theirs.(map[string]any)
		for _, name := range slices.Sorted(maps.Keys(ours)) {
			if diff := unlike(ours[name], theirs[name]); diff != "" {
				return name + ": " + diff
			}
		}
		return ""
	case []any:
		theirs, _ := theirs.([]any)
		if len(ours) != len(theirs) {
			return cmp.Diff(theirs, ours)
		}
		for i := range ours {
			if diff := unlike(ours[i], theirs[i]); diff != "" {
				return diff
			}
		}
		return ""
	case nil, bool, string:
		if theirs == nil && (ours == nil || ours == false || ours == "" || ours == (time.Time{}).Format(time.RFC3339)) {
			return ""
		}
	}
	return cmp.Diff(theirs, ours)
}

// TestReplayBuild lets the client wait for the builds that were recorded.
func TestReplayBuild(t *testing.T) {
	t.Parallel()
	waits := 0
	for _, file := range recordings(t, "actions/*Deploy*.yaml") {
		looks := slices.DeleteFunc(readCassette(t, file), func(i interaction) bool {
			return i.Request.Method != http.MethodGet
		})
		synctest.Test(t, func(t *testing.T) {
			p, c := newPlayer(t, looks...)
			e := c.Actions(func(string, time.Duration) { waits++ })
			a, err := e.built(t.Context(), looks[0].path(t)[2])
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
			wantEnd := strings.Contains(one.Response.Body, "deprecated feature")
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
			_, err := c.Hooks().Read(t.Context(), []tenant.Hook{})
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
		for trigger := tenant.CredentialsExchange; trigger <= tenant.SendPhoneMessage; trigger++ {
			var one interaction
			one.Response.Code, one.Response.Body = http.StatusOK, body
			_, c := newPlayer(t, one)
			got, err := c.Actions(nil).trigger(t.Context(), trigger.String())
			if want := (wireTriggerID{ID: trigger.String(), Version: "v2"}); err != nil || got != want {
				t.Errorf("%s: %+v, want %+v (%v)", filepath.Base(file), got, want, err)
			}
		}
	}
}

// A call makes a request of the client; what it gives is the answer as the client understood it.
type call func(ctx context.Context, c *Client) (any, error)
