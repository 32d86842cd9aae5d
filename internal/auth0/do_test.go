package auth0

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"auth0-hook-action/internal/retry"
	"auth0-hook-action/internal/tenant"
)

// TestAnswers checks what do makes of an answer. What is not Auth0's may stand for a write that was carried out.
func TestAnswers(t *testing.T) {
	t.Parallel()
	const hook = `{"id":"01H","name":"audit","script":"s","triggerId":"credentials-exchange","enabled":false,"dependencies":{}}`
	const gone = `{"statusCode":404,"error":"Not Found","message":"Error: Hook does not exist","errorCode":"HookDoesNotExist"}`
	one := func() any { return new(wireHook) }
	page := func() any { return new(hookPage) }
	none := func() any { return nil }
	foreign := "the answer is not Auth0's ("
	tests := map[string]struct {
		method    string
		status    int
		body      string
		out       func() any
		wantError string // substring; empty: no error
		wantSent  int
		wantIs    error
	}{
		"a hook":             {"GET", 200, hook, one, "", 1, nil},
		"a hook after POST":  {"POST", 201, hook, one, "", 1, nil},
		"200 after POST":     {"POST", 200, hook, one, "", 1, nil},
		"nothing":            {"DELETE", 204, "", none, "", 1, nil},
		"an empty object":    {"POST", 201, "{}\n", none, "", 1, nil},
		"an empty string":    {"DELETE", 200, `""`, none, "", 1, nil},
		"a web page":         {"GET", 200, "<!DOCTYPE html>Sorry", one, foreign + `200 OK, "Sorry")`, 5, nil},
		"a page after POST":  {"POST", 200, "<html>Sorry", one, foreign, 1, tenant.ErrAmbiguous},
		"a page after PATCH": {"PATCH", 200, "<html>Sorry", one, foreign, 5, tenant.ErrUnknown},
		"one after DELETE":   {"DELETE", 200, "<html>Sorry", none, foreign, 5, tenant.ErrUnknown},
		"another shape":      {"GET", 200, `{"ok":true}`, one, "undocumented form", 5, nil},
		"one after a POST":   {"POST", 201, `[]`, one, "undocumented form", 1, tenant.ErrAmbiguous},
		"a wrong type":       {"PATCH", 200, `{"id":7}`, one, "undocumented form", 5, tenant.ErrUnknown},
		"half of it":         {"GET", 200, hook[:30], one, "not JSON", 5, nil},
		"null":               {"GET", 200, "null", one, "undocumented form", 5, nil},
		"an empty answer":    {"GET", 200, "", one, "empty", 5, nil},
		"a path for an id":   {"POST", 201, `{"id":"../users"}`, one, "undocumented form", 1, tenant.ErrAmbiguous},
		"no list":            {"GET", 200, `{}`, page, "undocumented form", 5, nil},
		"a list of errors":   {"GET", 200, `[{"error":"x"}]`, page, "undocumented form", 5, nil},
		"an unknown status":  {"GET", 299, "<html>", one, foreign + "299", 5, nil},
		"a refusal": {"PATCH", 409, `{"statusCode":409,"error":"Conflict","message":"There is one."}`, one,
			"PATCH /api/v2/hooks/7: 409 Conflict: There is one.", 1, tenant.ErrConflict},
		"a refusal with a code": {"GET", 404, gone, one,
			"GET /api/v2/hooks/7: 404 Not Found: Error: Hook does not exist (HookDoesNotExist)", 1, nil},
		"a refusal without a message": {"GET", 404, `{"statusCode":404,"error":"Not Found"}`, one, "404 Not Found", 1, nil},
		"a message that is a list": {"GET", 400, `{"statusCode":400,"message":["a"]}`, one,
			`400 Bad Request: ["a"]`, 1, nil},
		"a refusal of another API":    {"GET", 404, `{"message":"no route"}`, one, foreign, 5, nil},
		"a status code alone":         {"GET", 404, `{"statusCode":404}`, one, foreign, 5, nil},
		"OAuth's shape out of place":  {"GET", 403, `{"error":"access_denied"}`, one, foreign, 5, nil},
		"a gateway's 404":             {"GET", 404, "default backend - 404", one, foreign, 5, nil},
		"a gateway's 404 to a PATCH":  {"PATCH", 404, "default backend - 404", one, foreign, 5, tenant.ErrUnknown},
		"a gateway's 404 to a DELETE": {"DELETE", 404, "default backend - 404", none, foreign, 5, tenant.ErrUnknown},
		"a gateway's 404 to a POST":   {"POST", 404, "default backend - 404", one, foreign, 1, tenant.ErrAmbiguous},
		"a gateway's 410":             {"GET", 410, "gone", one, foreign, 5, nil},
		"a gateway's 501":             {"GET", 501, "no", one, foreign, 5, nil},
		"a proxy's 401":               {"GET", 401, "<html>", one, foreign, 5, nil},
		"a firewall's 403":            {"PATCH", 403, "<html>Blocked", one, foreign, 5, tenant.ErrUnknown},
		"a firewall's 429":            {"GET", 429, "error code: 1015", one, foreign + "429", 5, nil},
		"a firewall's 429 to a POST":  {"POST", 429, "error code: 1015", one, foreign, 1, tenant.ErrAmbiguous},
		"an internal error": {"GET", 500, `{"statusCode":500,"message":"no luck"}`, one,
			"500 Internal Server Error: no luck", 5, nil},
		"an internal error, to a POST": {"POST", 500, `{"statusCode":500,"message":"no luck"}`, one, "no luck", 1,
			tenant.ErrAmbiguous},
		"an internal error, to a PATCH": {"PATCH", 500, `{"statusCode":500,"message":"no luck"}`, one, "no luck", 5,
			tenant.ErrUnknown},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				requests := 0
				answer := reply(tt.status, tt.body)
				c := newClient(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					requests++
					answer.ServeHTTP(w, r)
				}), Config{})
				err := c.do(t.Context(), request{method: tt.method, path: hooksPath + "/7"}, tt.out())
				if (err == nil) != (tt.wantError == "") || err != nil && !strings.Contains(err.Error(), tt.wantError) {
					t.Errorf("error %v, want %q", err, tt.wantError)
				}
				if requests != tt.wantSent {
					t.Errorf("%d requests, want %d", requests, tt.wantSent)
				}
				for _, kind := range []error{tenant.ErrAmbiguous, tenant.ErrUnknown} {
					if errors.Is(err, kind) != errors.Is(tt.wantIs, kind) {
						t.Errorf("error %v, want it to be %v", err, tt.wantIs)
					}
				}
			})
		})
	}
}

// Issue 14.1: what answers in Auth0's place once or twice costs nothing but time, and a success leaves nothing of it.
func TestForeignThenGood(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		bodies := []string{"<html>", `{"name":"left over","id":7}`, `{"id":"02H","enabled":true}`}
		requests := 0
		c := newClient(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			requests++
			reply(http.StatusOK, bodies[requests-1]).ServeHTTP(w, r)
		}), Config{})
		var got wireHook
		if err := c.do(t.Context(), request{method: "GET", path: hooksPath + "/02H"}, &got); err != nil {
			t.Fatal(err)
		}
		if got.ID != "02H" || got.Name != "" || requests != 3 {
			t.Errorf("hook %+v after %d requests", got, requests)
		}
	})
}

// TestNoAnswer: the errors of requests that got none.
func TestNoAnswer(t *testing.T) {
	t.Parallel()
	abort := http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	tests := map[string]struct {
		r         request
		cancel    bool
		wantError string
		wantIs    []error
	}{
		"GET": {r: request{method: "GET", path: hooksPath},
			wantError: "GET /api/v2/hooks: connection reset by peer (tried 5 times)"},
		"POST": {r: request{method: "POST", path: hooksPath},
			wantError: tenant.ErrAmbiguous.Error() + ": POST /api/v2/hooks: connection reset by peer",
			wantIs:    []error{tenant.ErrAmbiguous, errBroken}},
		"PATCH sent once": {r: request{method: "PATCH", path: hooksPath, repeat: retry.IfRefused},
			wantError: "PATCH /api/v2/hooks", wantIs: []error{tenant.ErrAmbiguous}},
		"POST that is repeated": {r: request{method: "POST", path: hooksPath, repeat: retry.IfAmbiguous},
			wantError: "(tried 5 times)", wantIs: []error{errBroken}},
		"cancelled": {r: request{method: "GET", path: hooksPath}, cancel: true,
			wantError: "GET /api/v2/hooks: context canceled", wantIs: []error{context.Canceled}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				if tt.cancel {
					cancel()
				}
				c := newClient(t, abort, Config{})
				err := c.send(ctx, tt.r, c.tokens.value, nil)
				if err == nil || !strings.Contains(err.Error(), tt.wantError) {
					t.Errorf("error %v, want %q", err, tt.wantError)
				}
				for _, want := range tt.wantIs {
					if !errors.Is(err, want) {
						t.Errorf("error %v is not %v", err, want)
					}
				}
			})
		})
	}
}

// TestWaitTooLong: the error says how long the server asked for.
func TestWaitTooLong(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 240*time.Second)
		defer cancel()
		c := newClient(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "1800")
			w.WriteHeader(http.StatusTooManyRequests)
			io.WriteString(w, `{"statusCode":429,"error":"Too Many Requests"}`) //nolint:errcheck // into memory
		}), Config{})
		err := c.do(ctx, request{method: "GET", path: hooksPath}, nil)
		const want = "GET /api/v2/hooks: 429 Too Many Requests: the server's rate limit asks to wait 1800 s, and only 240 s are left"
		if err == nil || err.Error() != want {
			t.Errorf("error %v, want %s", err, want)
		}
	})
}
