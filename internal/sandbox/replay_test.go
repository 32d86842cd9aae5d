package sandbox

import (
	"encoding/json"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v4"
)

// recordings is the folder of recorded traffic; a test that needs it is skipped where there is none.
func recordings(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("AUTH0_RECORDINGS")
	if dir == "" {
		t.Skip("AUTH0_RECORDINGS names no folder of recordings")
	}
	return dir
}

// A cassette is a recording in the format of go-vcr.
type cassette struct {
	Interactions []struct {
		Request struct {
			Body   string `yaml:"body"`
			URL    string `yaml:"url"`
			Method string `yaml:"method"`
		} `yaml:"request"`
		Response struct {
			Body string `yaml:"body"`
			Code int    `yaml:"code"`
		} `yaml:"response"`
	} `yaml:"interactions"`
}

// deviations are the recordings that the sandbox does not follow, and why.
func deviations() map[string]string {
	return map[string]string{
		"TestActionManager_Update":        "runtime node16 ended on 2025-08-15",
		"TestActionManager_Triggers":      "rows had fewer columns in 2023",
		"TestActionManager_DeployVersion": "no client here deploys an old version",
		"TestActionManager_Execution":     "no client here reads executions",
		"TestActionManager_LogSession":    "no client here reads logs",
	}
}

func TestReplay(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join(recordings(t), "*", "*.yaml"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no recordings: %v", err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".yaml")
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if reason := deviations()[name]; reason != "" {
				t.Skip(reason)
			}
			replay(t, file)
		})
	}
}

// replay asks the sandbox what was asked then, and compares status, the keys of the answer, and errors whole.
func replay(t *testing.T, file string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var recorded cassette
	if err := yaml.Unmarshal(text, &recorded); err != nil {
		t.Fatal(err)
	}
	tenant := NewTenant()
	tenant.SetBuild(Progress{Looks: strings.Count(string(text), `"status":"building"`)}) // as long as it took then
	a := newAsker(t, tenant)
	ids := map[string]string{} // then and now
	for i, one := range recorded.Interactions {
		at, err := url.Parse(one.Request.URL)
		if err != nil {
			t.Fatal(err)
		}
		request := one.Request.Method + " " + strings.TrimPrefix(at.RequestURI(), "/api/v2")
		body := one.Request.Body
		for then, now := range ids {
			request, body = strings.ReplaceAll(request, then, now), strings.ReplaceAll(body, then, now)
		}
		status, answer := a.ask(request, body)
		if status != one.Response.Code {
			t.Fatalf("%d: %s: status %d, recorded %d: %s", i, request, status, one.Response.Code, answer)
		}
		want, got := parse(t, one.Response.Body), parse(t, answer)
		matchIDs(ids, want, got)
		if status < 400 {
			want, got = keys(want), keys(got)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%d: %s (-recorded +got):\n%s", i, request, diff)
		}
	}
}

func parse(t *testing.T, body string) any {
	t.Helper()
	if body == "" {
		return nil
	}
	var v any
	if err := json.Unmarshal([]byte(body), &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// matchIDs learns which identifier stands for which.
func matchIDs(ids map[string]string, want, got any) {
	switch want := want.(type) {
	case map[string]any:
		got, _ := got.(map[string]any)
		if id, ok := want["id"].(string); ok {
			if now, ok := got["id"].(string); ok && len(id) > 20 {
				ids[id] = now
			}
		}
		for key := range want {
			matchIDs(ids, want[key], got[key])
		}
	case []any:
		got, _ := got.([]any)
		for i := range min(len(want), len(got)) {
			matchIDs(ids, want[i], got[i])
		}
	}
}

// keys leaves of a JSON value its shape: objects with their keys, lists, and the types of what is in them.
func keys(v any) any {
	switch v := v.(type) {
	case map[string]any:
		shape := map[string]any{}
		for key, value := range v {
			shape[key] = keys(value)
		}
		return shape
	case []any:
		shape := []any{}
		for _, value := range v {
			shape = append(shape, keys(value))
		}
		return shape
	case string:
		return "text"
	case float64:
		return "number"
	case bool:
		return "flag"
	}
	return v
}

func TestRecordedErrors(t *testing.T) {
	t.Parallel()
	pattern := filepath.Join(recordings(t), "hooks", "*error-bodies*.json")
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) != 1 {
		t.Skipf("no file %s", pattern)
	}
	text, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	type row struct {
		Body any `json:"body"`
	}
	var rows []row
	if err := json.Unmarshal(text, &rows); err != nil {
		t.Fatal(err)
	}
	for name, e := range map[string]*apiError{
		"scope": errScope("read:SCOPE"), "rate limit": errTooMany(), "no hooks": NotAllowed.answer(),
	} {
		text, err := json.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		got := parse(t, string(text))
		if !slices.ContainsFunc(rows, func(r row) bool { return cmp.Equal(r.Body, got) }) {
			t.Errorf("%s: %s was not recorded", name, text)
		}
	}
}

func TestRecordedTriggers(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join(recordings(t), "actions", "triggers-*.json"))
	if err != nil || len(files) == 0 {
		t.Skip("no recorded list of triggers")
	}
	text, err := os.ReadFile(files[len(files)-1])
	if err != nil {
		t.Fatal(err)
	}
	recorded := dig[[]any](t, parse(t, string(text)), "triggers")
	answer := newAsker(t, NewTenant()).must(200, "GET /actions/triggers", "")
	for _, row := range dig[[]any](t, answer, "triggers") {
		if !slices.ContainsFunc(recorded, func(one any) bool { return cmp.Equal(one, row) }) {
			t.Errorf("%v was not recorded", row)
		}
	}
}
