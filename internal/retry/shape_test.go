package retry

import (
	"errors"
	"net/http"
	"testing"
	"testing/synctest"
	"time"
)

// Issue 14.1: an answer that is not the server's own is a fault, whatever its status.
func TestShape(t *testing.T) {
	t.Parallel()
	foreign := func(status int, h http.Header) func(*http.Request) (*http.Response, error) {
		return func(req *http.Request) (*http.Response, error) { return answer(req, status, "<html>", h), nil }
	}
	later := http.Header{"Retry-After": {"7"}}
	muchLater := http.Header{"Retry-After": {"86400"}}
	tests := map[string]struct {
		method        string
		first         any
		repeat        Repeat
		wantTries     int
		wantStatus    int
		wantAmbiguous bool
		wantWait      time.Duration // 0: the usual one
	}{
		"GET with 200":             {method: "GET", first: foreign(200, nil), wantTries: 2, wantStatus: 200},
		"GET with 404":             {method: "GET", first: foreign(404, nil), wantTries: 2, wantStatus: 200},
		"GET with 501":             {method: "GET", first: foreign(501, nil), wantTries: 2, wantStatus: 200},
		"PATCH with 403":           {method: "PATCH", first: foreign(403, nil), wantTries: 2, wantStatus: 200},
		"DELETE with 404":          {method: "DELETE", first: foreign(404, nil), wantTries: 2, wantStatus: 200},
		"POST with 404":            {method: "POST", first: foreign(404, nil), wantTries: 1, wantAmbiguous: true},
		"POST with 429":            {method: "POST", first: foreign(429, later), wantTries: 1, wantAmbiguous: true},
		"POST with 401, no change": {method: "POST", first: foreign(401, nil), repeat: IfAmbiguous, wantTries: 2, wantStatus: 200},
		"GET with 429, later":      {method: "GET", first: foreign(429, later), wantTries: 2, wantStatus: 200, wantWait: 7 * time.Second},
		"GET with 429, next day":   {method: "GET", first: foreign(429, muchLater), wantTries: 2, wantStatus: 200},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server := &script{answers: []any{tt.first, 200}, begin: time.Now()}
				req := request(t, tt.method, "{}")
				ctx := WithShape(req.Context(), func(_ *http.Response, body []byte) bool { return string(body) != "<html>" })
				if tt.repeat != 0 {
					ctx = WithRepeat(ctx, tt.repeat)
				}
				res, err := New(Config{Base: server, Pace: true}).RoundTrip(req.WithContext(ctx))
				if len(server.times) != tt.wantTries {
					t.Fatalf("%d tries, want %d", len(server.times), tt.wantTries)
				}
				e, ambiguous := errors.AsType[*AmbiguousError](err)
				if ambiguous != tt.wantAmbiguous || ambiguous && string(e.Body) != "<html>" {
					t.Fatalf("error %v, want an ambiguous one: %v", err, tt.wantAmbiguous)
				}
				if ambiguous {
					return
				}
				checkResult(t, res, err, tt.wantStatus, "")
				if got := server.times[1]; tt.wantWait != 0 && got != tt.wantWait || tt.wantWait == 0 && got >= time.Second {
					t.Errorf("waited %s", got)
				}
			})
		})
	}
}

// Issue 14.1: when the tries are used up the caller gets the answer, to say what it was.
func TestShapeInVain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := &script{answers: []any{404}, begin: time.Now()}
		req := request(t, "GET", "")
		ctx := WithShape(req.Context(), func(*http.Response, []byte) bool { return false })
		res, err := New(Config{Base: server}).RoundTrip(req.WithContext(ctx))
		checkResult(t, res, err, 404, "")
		if len(server.times) != maxTries {
			t.Errorf("%d tries, want %d", len(server.times), maxTries)
		}
	})
}
