package cli_test

import (
	"cmp"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v4"

	"auth0-hook-action/internal/sandbox"
)

// deviations are the points in which the API does not keep to its description, and the recordings that show them. The
// sandbox follows the recordings.
var deviations = map[string]struct{ recording, as string }{
	"PATCH /hooks/{id}: status 200: not described": {recording: accHook},
	"DELETE /hooks/{id}: status 404: not described": {
		recording: "hooks/go-auth0__501d1ae6__2023-01-25__TestHookManager_Delete.yaml"},
	"GET /hooks/{id}/secrets: answer: too few properties":               {recording: accHook},
	"POST /actions/actions/{id}/deploy: status 200: not described":      {recording: "actions/TestActionManager_Deploy.yaml"},
	"GET /actions/actions/{id}: answer: current_version: not described": {recording: withDeploy},
	"GET /actions/triggers/{triggerId}/bindings: answer: bindings[].action.current_version: not described": {
		recording: "actions/TestActionManager_Bindings.yaml"},
	"PATCH /actions/triggers/{triggerId}/bindings: answer: bindings[].action.current_version: not described": {
		recording: "actions/TestActionManager_Bindings.yaml"},
	"GET /actions/triggers: answer: triggers[].id: none of the values listed": {
		recording: "actions/triggers-2026-08.json"},

	// Of these answers nothing was recorded with a deployed Action in it: they are taken to show it as another does.
	"GET /actions/actions: answer: actions[].current_version: not described": {withDeploy,
		"GET /actions/actions/{id}: answer: current_version: not described"},
	"PATCH /actions/actions/{id}: answer: current_version: not described": {withDeploy,
		"GET /actions/actions/{id}: answer: current_version: not described"},
}

const (
	accHook    = "hooks/terraform-provider-auth0__2958eefc__2022-10-07__TestAccHook.yaml"
	withDeploy = "actions/TestActionManager_CreateWithDeploy.yaml"
)

// newRecordedEnv is an env whose tenant's traffic is kept.
func newRecordedEnv(t *testing.T) (*env, *recorder) {
	t.Helper()
	auth0, github := sandbox.NewTenant(), sandbox.NewGitHub()
	github.AddPull(sandbox.Pull{HeadSHA: headSHA})
	r := &recorder{Handler: auth0, prefix: "/api/v2"}
	server := httptest.NewServer(r)
	t.Cleanup(server.Close)
	api, stop := github.Start()
	t.Cleanup(stop)
	return envOf(t, auth0, github, server.URL, api), r
}

// theDescription is the API's description; a test that needs it is skipped where there is none.
func theDescription(t *testing.T) *description {
	t.Helper()
	d, err := described()
	if err != nil {
		t.Fatal(err)
	}
	if d == nil {
		t.Skip("AUTH0_OPENAPI names no description of the Management API")
	}
	return d
}

// TestRequestsFollowTheDescription has the program make each request it can make, and compares them with the API's
// description, and the sandbox's answers too. The deviations are recorded.
func TestRequestsFollowTheDescription(t *testing.T) {
	t.Parallel()
	f := &findings{d: theDescription(t), used: map[string]bool{}, wrong: map[string]bool{}}
	t.Cleanup(func() { f.conclude(t) }) // after all scenes
	for name, scene := range conformanceScenes {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e, r := newRecordedEnv(t)
			scene(e) // each run has its requests checked
			for _, x := range r.exchanges() {
				f.add(t, x)
			}
		})
	}
}

// findings are what all scenes together show.
type findings struct {
	d *description

	mu    sync.Mutex
	n     int
	used  map[string]bool // operations
	wrong map[string]bool // deviations
}

func (f *findings) add(t *testing.T, x exchange) {
	t.Helper()
	f.mu.Lock()
	defer f.mu.Unlock()
	f.n++
	if o := f.d.find(x.Method, x.Path); o != nil { // else the check of requests says so
		f.used[o.name] = true
	}
	for _, wrong := range f.d.checkAnswer(x) {
		f.wrong[wrong] = true
		if deviations[wrong].recording == "" {
			t.Errorf("no recorded deviation: %s", wrong)
		}
	}
}

func (f *findings) conclude(t *testing.T) {
	t.Helper()
	if diff := gocmp.Diff(clientOperations(), slices.Sorted(maps.Keys(f.used))); diff != "" {
		t.Errorf("operations (-want +used):\n%s", diff)
	}
	for name := range deviations {
		if !f.wrong[name] {
			t.Errorf("a deviation that does not show: %s", name)
		}
	}
	t.Logf("%d requests to %d operations, and their answers", f.n, len(f.used))
	for _, name := range slices.Sorted(maps.Keys(f.wrong)) {
		t.Logf("%s (%s)", name, deviations[name].recording)
	}
}

// TestDeviationsAreRecorded finds each deviation in the recording that is said to show it.
func TestDeviationsAreRecorded(t *testing.T) {
	t.Parallel()
	d := theDescription(t)
	dir := os.Getenv("AUTH0_RECORDINGS")
	if dir == "" {
		t.Skip("AUTH0_RECORDINGS names no folder of recordings")
	}
	for name, shown := range deviations {
		var found []string
		for _, x := range recorded(t, filepath.Join(dir, shown.recording)) {
			found = append(found, d.checkAnswer(x)...)
		}
		if !slices.Contains(found, cmp.Or(shown.as, name)) {
			t.Errorf("%s does not show that %s", shown.recording, name)
		}
	}
}

// recorded reads a recording in the format of go-vcr, or the one answer to GET /actions/triggers that is recorded as it came.
func recorded(t *testing.T, file string) []exchange {
	t.Helper()
	if filepath.Ext(file) == ".json" {
		return []exchange{{Method: "GET", Path: "/api/v2/actions/triggers", Status: 200, Answer: read(t, file)}}
	}
	var cassette struct {
		Interactions []struct {
			Request  struct{ URL, Method string }
			Response struct {
				Body string
				Code int
			}
		}
	}
	if err := yaml.Unmarshal([]byte(read(t, file)), &cassette); err != nil {
		t.Fatal(err)
	}
	var all []exchange
	for _, one := range cassette.Interactions {
		at, err := url.Parse(one.Request.URL)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, exchange{Method: one.Request.Method, Path: at.Path, Status: one.Response.Code, Answer: one.Response.Body})
	}
	return all
}

// TestWrongRequestsAreSeen shows that the comparison finds what is wrong.
func TestWrongRequestsAreSeen(t *testing.T) {
	t.Parallel()
	d := theDescription(t)
	for request, want := range map[string]string{
		"PUT /hooks":                            "no such operation",
		"GET /hooks?include_fields=true":        "include_fields: not described",
		"GET /hooks?per_page=101":               "per_page: too big",
		"GET /hooks?page=first":                 "page: not of type integer",
		"GET /hooks?triggerId=post-login":       "triggerId: none of the values listed",
		"GET /hooks?page=1&page=2":              "page: given more than once",
		"GET /actions/triggers/rules/bindings":  "triggerId: none of the values listed",
		`GET /hooks/x {}`:                       "a body where none is described",
		`POST /hooks`:                           "no body",
		`POST /hooks {"name":"a","script":"x"}`: "triggerId: missing",
		`POST /hooks {"name":"-a","script":"x","triggerId":"credentials-exchange"}`: "name: not of the pattern",
		`POST /hooks {"name":"a","script":"","triggerId":"credentials-exchange"}`:   "script: too short",
		`PATCH /hooks/x {}`: "too few properties",
		`PATCH /hooks/x {"triggerId":"credentials-exchange"}`:          "triggerId: not described",
		`PATCH /hooks/x {"enabled":"true"}`:                            "enabled: not of type boolean",
		`PATCH /hooks/x {"dependencies":{"lodash":4}}`:                 "dependencies.*: not of type string",
		`DELETE /hooks/x/secrets []`:                                   "too few items",
		`POST /hooks/x/secrets {}`:                                     "too few properties",
		`POST /actions/actions {"name":"a","supported_triggers":[{}]}`: "supported_triggers[].id: missing",
		`PATCH /actions/triggers/post-login/bindings {"bindings":[{"ref":{"type":"hook"}}]}`: "bindings[].ref.type: none of the " +
			"values listed",
		`PATCH /actions/triggers/post-login/bindings {"bindings":[{}]}`: "bindings[].ref: missing",
	} {
		line, body, _ := strings.Cut(request, " {")
		if body != "" {
			body = "{" + body
		} else if before, after, found := strings.Cut(request, " ["); found {
			line, body = before, "["+after
		}
		method, target, _ := strings.Cut(line, " ")
		at, query, _ := strings.Cut(target, "?")
		got := d.checkRequest(sandbox.Request{Method: method, Path: "/api/v2" + at, Query: query, Body: body,
			Header: http.Header{"Content-Type": {"application/json"}}})
		if len(got) != 1 || !strings.HasSuffix(got[0], want) {
			t.Errorf("%s: %q, want %q", request, got, want)
		}
	}
}
