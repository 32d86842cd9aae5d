package sandbox

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestRequestsAreRecorded(t *testing.T) {
	t.Parallel()
	s, _ := newEcho()
	s.AddFault(Fault{Method: "DELETE", Status: 500})
	s.SetLatency(time.Millisecond)
	for _, request := range []string{"GET /a?b=c", "POST /oauth/token", "PATCH /a", "POST /graphql", "DELETE /a"} {
		method, path, _ := strings.Cut(request, " ")
		s.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(method, path, strings.NewReader("body")))
	}
	var got []string
	for _, r := range s.Requests() {
		got = append(got, r.Method+" "+r.Path+" "+r.Query+" "+r.Body+" "+http.StatusText(r.Status))
	}
	want := []string{
		"GET /a b=c body OK", "POST /oauth/token  body OK", "PATCH /a  body OK", "POST /graphql  body OK",
		"DELETE /a  body Internal Server Error",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
	if got := s.Writes(); got != 1 {
		t.Errorf("%d writes, want 1: a token and a query are none, nor is what a fault kept from the API", got)
	}
}

func TestCountsByRoute(t *testing.T) {
	t.Parallel()
	tenant := NewTenant()
	a := newAsker(t, tenant)
	path := createAudit(a)
	tenant.AddFault(Fault{Method: "PATCH", Status: 503})
	a.ask("PATCH "+path, `{"code":"y"}`)
	a.ask("PATCH "+path, `{"code":"y"}`)
	a.ask("GET "+path, "")
	a.ask("GET /actions/actions", "")
	a.ask("GET /nothing", "")
	want := map[string]int{
		"POST /api/v2/actions/actions": 1, "PATCH /api/v2/actions/actions/{id}": 2, "GET /api/v2/actions/actions/{id}": 1,
		"GET /api/v2/actions/actions": 1, "GET /api/v2/nothing": 1,
	}
	if diff := cmp.Diff(want, tenant.RequestCounts()); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
	want = map[string]int{"POST /api/v2/actions/actions": 1, "PATCH /api/v2/actions/actions/{id}": 1}
	if diff := cmp.Diff(want, tenant.WriteCounts()); diff != "" {
		t.Errorf("writes (-want +got):\n%s", diff)
	}
	tenant.ClearRequests()
	a.ask("GET /hooks", "")
	if diff := cmp.Diff(map[string]int{"GET /api/v2/hooks": 1}, tenant.RequestCounts()); diff != "" {
		t.Errorf("requests after clearing (-want +got):\n%s", diff)
	}
	if unknown := tenant.Unknown(); len(unknown) > 0 {
		t.Errorf("unknown requests after clearing: %q", unknown)
	}
}
