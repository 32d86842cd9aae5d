package auth0

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"auth0-hook-action/internal/retry"
	"auth0-hook-action/internal/tenant"
)

// TestAnswers holds what do makes of an answer. What cannot be read after a POST may have been done all the same.
func TestAnswers(t *testing.T) {
	t.Parallel()
	const hook = `{"id":"01H","name":"audit","script":"s","triggerId":"credentials-exchange","enabled":false,"dependencies":{}}`
	tests := map[string]struct {
		method     string
		status     int
		body       string
		out        any
		wantErrors []string // none: no error
		wantLost   bool
	}{
		"a hook":                   {method: "GET", status: 200, body: hook, out: new(wireHook)},
		"a hook after POST":        {method: "POST", status: 201, body: hook, out: new(wireHook)},
		"200 after POST":           {method: "POST", status: 200, body: hook, out: new(wireHook)},
		"nothing":                  {method: "DELETE", status: 204},
		"an empty object":          {method: "POST", status: 201, body: "{}\n"},
		"an empty string":          {method: "DELETE", status: 200, body: `""`},
		"a web page":               {method: "GET", status: 200, body: "<!DOCTYPE html>Sorry", out: new(wireHook), wantErrors: []string{"200 OK, but the answer is a web page"}},
		"a web page after POST":    {method: "POST", status: 200, body: "<html>Sorry", out: new(wireHook), wantErrors: []string{"a web page"}, wantLost: true},
		"a web page after DELETE":  {method: "DELETE", status: 200, body: "<html>Sorry", wantErrors: []string{"a web page where none was due"}},
		"another shape":            {method: "GET", status: 200, body: `{"ok":true}`, out: new(wireHook), wantErrors: []string{"another shape"}},
		"another shape after POST": {method: "POST", status: 201, body: `[]`, out: new(wireHook), wantErrors: []string{"another shape"}, wantLost: true},
		"a wrong type":             {method: "PATCH", status: 200, body: `{"id":7}`, out: new(wireHook), wantErrors: []string{"another shape"}},
		"half of it":               {method: "GET", status: 200, body: hook[:30], out: new(wireHook), wantErrors: []string{"not JSON"}},
		"null":                     {method: "GET", status: 200, body: "null", out: new(wireHook), wantErrors: []string{"another shape"}},
		"an empty answer":          {method: "GET", status: 200, out: new(wireHook), wantErrors: []string{"the answer is empty"}},
		"an id that is a path":     {method: "POST", status: 201, body: `{"id":"../users"}`, out: new(wireHook), wantErrors: []string{"no hook's id"}, wantLost: true},
		"a list that is none":      {method: "GET", status: 200, body: `{}`, out: new(hookPage), wantErrors: []string{"another shape"}},
		"a list of something else": {method: "GET", status: 200, body: `[{"error":"x"}]`, out: new(hookPage), wantErrors: []string{"another shape"}},
		"a refusal":                {method: "PATCH", status: 409, body: `{"statusCode":409,"error":"Conflict","message":"Hook with the same name already exists."}`, wantErrors: []string{"PATCH /api/v2/hooks/7: 409 Conflict: Hook with the same name already exists."}},
		"a refusal with a code":    {method: "GET", status: 404, body: `{"statusCode":404,"error":"Not Found","message":"Error: Hook does not exist","errorCode":"HookDoesNotExist"}`, wantErrors: []string{"GET /api/v2/hooks/7: 404 Not Found: Error: Hook does not exist (HookDoesNotExist)"}},
		"a refusal of OAuth":       {method: "POST", status: 403, body: `{"error":"unauthorized_client","error_description":"Grant type 'client_credentials' not allowed for the client."}`, wantErrors: []string{"403 Forbidden: Grant type 'client_credentials' not allowed for the client. (unauthorized_client)"}},
		"a refusal by a web page":  {method: "GET", status: 403, body: "<html><script>alert(1)</script>", wantErrors: []string{"403 Forbidden: the answer is a web page"}},
		"a refusal without a word": {method: "GET", status: 418, wantErrors: []string{"418 I'm a teapot: the answer is empty"}},
		"a message that is a list": {method: "GET", status: 400, body: `{"error":"Bad Request","message":["a"],"errorCode":"invalid_body"}`, wantErrors: []string{"400 Bad Request"}},
		"a status that is unknown": {method: "GET", status: 299, body: "<html>", out: new(wireHook), wantErrors: []string{"299, but"}},
		"an internal error":        {method: "POST", status: 500, body: `{"statusCode":500,"message":"An internal server error occurred"}`, wantErrors: []string{tenant.ErrLost.Error(), "500 Internal Server Error: An internal server error occurred"}, wantLost: true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newClient(t, reply(tt.status, tt.body), Config{})
			err := c.do(t.Context(), request{method: tt.method, path: hooksPath + "/7"}, tt.out)
			if len(tt.wantErrors) == 0 {
				if err != nil {
					t.Error(err)
				}
				return
			}
			for _, want := range tt.wantErrors {
				if err == nil || !strings.Contains(err.Error(), want) {
					t.Errorf("error %v, want %q", err, want)
				}
			}
			if got := errors.Is(err, tenant.ErrLost); got != tt.wantLost {
				t.Errorf("lost %v, want %v", got, tt.wantLost)
			}
		})
	}
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
		"GET":                   {r: request{method: "GET", path: hooksPath}, wantError: "GET /api/v2/hooks: connection reset by peer (tried 5 times)"},
		"POST":                  {r: request{method: "POST", path: hooksPath}, wantError: tenant.ErrLost.Error() + ": POST /api/v2/hooks: connection reset by peer", wantIs: []error{tenant.ErrLost, errBroken}},
		"PATCH sent once":       {r: request{method: "PATCH", path: hooksPath, repeat: retry.IfRefused}, wantError: "PATCH /api/v2/hooks", wantIs: []error{tenant.ErrLost}},
		"POST that is repeated": {r: request{method: "POST", path: hooksPath, repeat: retry.IfLost}, wantError: "(tried 5 times)", wantIs: []error{errBroken}},
		"cancelled":             {r: request{method: "GET", path: hooksPath}, cancel: true, wantError: "GET /api/v2/hooks: context canceled", wantIs: []error{context.Canceled}},
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

// TestWaitIsTold: the error says how long the server asked for.
func TestWaitIsTold(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 240*time.Second)
		defer cancel()
		c := newClient(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "1800")
			w.WriteHeader(http.StatusTooManyRequests)
		}), Config{})
		err := c.do(ctx, request{method: "GET", path: hooksPath}, nil)
		const want = "GET /api/v2/hooks: 429 Too Many Requests: the server's rate limit asks to wait 1800 s, and only 240 s are left"
		if err == nil || err.Error() != want {
			t.Errorf("error %v, want %s", err, want)
		}
	})
}
