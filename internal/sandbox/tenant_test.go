package sandbox

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
)

// An asker sends requests to a tenant without a network.
type asker struct {
	t      *testing.T
	tenant *Tenant
	token  string
}

func newAsker(t *testing.T, tenant *Tenant) asker {
	t.Helper()
	return asker{t, tenant, tenant.Token()}
}

// ask sends one request, given as "METHOD /path" below /api/v2, and returns status and body.
func (a asker) ask(request, body string) (int, string) {
	a.t.Helper()
	rec := a.record(request, body)
	return rec.Code, rec.Body.String()
}

func (a asker) record(request, body string) *httptest.ResponseRecorder {
	a.t.Helper()
	method, path, ok := strings.Cut(request, " ")
	if !ok {
		a.t.Fatalf("request %q has no method", request)
	}
	r := httptest.NewRequest(method, "/api/v2"+path, strings.NewReader(body))
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if a.token != "" {
		r.Header.Set("Authorization", "Bearer "+a.token)
	}
	rec := httptest.NewRecorder()
	a.tenant.ServeHTTP(rec, r)
	return rec
}

// must is ask for a request that has to end with this status; the answer is decoded.
func (a asker) must(status int, request, body string) any {
	a.t.Helper()
	got, text := a.ask(request, body)
	if got != status {
		a.t.Fatalf("%s: status %d, want %d: %s", request, got, status, text)
	}
	var answer any
	if text != "" {
		if err := json.Unmarshal([]byte(text), &answer); err != nil {
			a.t.Fatalf("%s: %v: %s", request, err, text)
		}
	}
	return answer
}

// dig is the T at a path of keys and positions in a decoded answer.
func dig[T any](t *testing.T, answer any, path ...any) T {
	t.Helper()
	for _, step := range path {
		switch step := step.(type) {
		case string:
			answer = dig[map[string]any](t, answer)[step]
		case int:
			answer = dig[[]any](t, answer)[step]
		}
	}
	found, ok := answer.(T)
	if !ok {
		t.Fatalf("at %v: %T, want %T", path, answer, found)
	}
	return found
}

// A step is one request of a table: what it is answered with, and what the answer must hold.
type step struct {
	request, body string
	wantStatus    int
	want          string // a part of the body
}

func (a asker) run(steps []step) {
	a.t.Helper()
	for _, s := range steps {
		status, body := a.ask(s.request, s.body)
		if status != s.wantStatus || !strings.Contains(body, s.want) {
			a.t.Errorf("%s %s:\n got %d %s\nwant %d with %s", s.request, s.body, status, body, s.wantStatus, s.want)
		}
	}
}

func TestUnknownEndpoints(t *testing.T) {
	t.Parallel()
	tenant := NewTenant()
	unknown := []string{
		"PUT /api/v2/hooks/1", "GET /api/v2/users", "GET /api/v2/hooks/", "GET /api/v2//hooks", "GET /oauth/token",
	}
	for _, request := range unknown {
		method, path, _ := strings.Cut(request, " ")
		rec := httptest.NewRecorder()
		tenant.ServeHTTP(rec, httptest.NewRequest(method, "http://tenant"+path, nil))
		if rec.Code != http.StatusNotFound {
			t.Errorf("%s: status %d, want 404", request, rec.Code)
		}
	}
	if got := tenant.Unknown(); !slices.Equal(unknown, got) {
		t.Errorf("Unknown() = %q, want %q", got, unknown)
	}
}

func TestSnapshotsAreCopies(t *testing.T) {
	t.Parallel()
	tenant := NewTenant()
	given := map[string]string{"KEY": "value"}
	tenant.AddHook(Hook{Name: "audit", Secrets: given, Dependencies: given})
	tenant.AddAction(Action{Name: "audit", Trigger: "credentials-exchange", Secrets: given, Deployed: &Version{}})
	given["KEY"] = "changed"
	hook, action := tenant.Hooks()[0], tenant.Actions()[0]
	for _, m := range []map[string]string{hook.Secrets, hook.Dependencies, action.Secrets, action.Deployed.Secrets} {
		m["KEY"] = "changed"
	}
	want := map[string]string{"KEY": "value"}
	hook, action = tenant.Hooks()[0], tenant.Actions()[0]
	for _, m := range []map[string]string{hook.Secrets, hook.Dependencies, action.Secrets, action.Deployed.Secrets} {
		if !maps.Equal(m, want) {
			t.Errorf("the tenant holds %v, want %v", m, want)
		}
	}
}
