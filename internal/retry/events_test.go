package retry

import (
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestEvents: each try and each wait is logged, without the query.
func TestEvents(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var events []Event
		server := &script{answers: []any{http.Header{"Retry-After": {"2"}}, errReset, 200}, begin: time.Now()}
		tr := New(Config{Base: server, Log: func(e Event) { events = append(events, e) }})
		if _, err := tr.RoundTrip(request(t, "GET", "")); err != nil {
			t.Fatal(err)
		}
		for i := range events {
			if events[i].Wait > 0 && events[i].Try == 3 {
				events[i].Wait = time.Second // it is a random one
			}
		}
		want := []Event{
			{Method: "GET", Path: "/api/v2/hooks", Try: 1, Status: 429},
			{Method: "GET", Path: "/api/v2/hooks", Try: 2, Wait: 2 * time.Second, Reason: "rate limit"},
			{Method: "GET", Path: "/api/v2/hooks", Try: 2, Reason: errReset.Error()},
			{Method: "GET", Path: "/api/v2/hooks", Try: 3, Wait: time.Second, Reason: errReset.Error()},
			{Method: "GET", Path: "/api/v2/hooks", Try: 3, Status: 200},
		}
		if diff := cmp.Diff(want, events); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
	})
}

// TestOnAnswer: waits and tries without an answer do not count.
func TestOnAnswer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		slow := func(d time.Duration, status int) func(*http.Request) (*http.Response, error) {
			return func(req *http.Request) (*http.Response, error) {
				pause(d)
				return answer(req, status, "{}", nil), nil
			}
		}
		server := &script{answers: []any{slow(2*time.Second, 503), errReset, slow(time.Second, 200)}, begin: time.Now()}
		var got []time.Duration
		req := request(t, "GET", "")
		ctx := OnAnswer(req.Context(), func(took time.Duration) { got = append(got, took) })
		if _, err := New(Config{Base: server}).RoundTrip(req.WithContext(ctx)); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]time.Duration{2 * time.Second, time.Second}, got); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
	})
}

// TestWriteInterval: GitHub wants a second between two writes.
func TestWriteInterval(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := &script{answers: []any{200}, begin: time.Now()}
		tr := New(Config{Base: server, WriteInterval: time.Second})
		for _, method := range []string{"POST", "GET", "PATCH", "DELETE"} {
			if _, err := tr.RoundTrip(request(t, method, "")); err != nil {
				t.Fatal(err)
			}
		}
		want := []time.Duration{0, 0, time.Second, 2 * time.Second}
		if diff := cmp.Diff(want, server.times); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
	})
}
