package auth0

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"
	"unicode"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/secret"
	"auth0-hook-action/internal/tenant"
)

// TestHints: each refusal that Auth0 is known to give says what to change. The messages are those that were recorded, are
// documented, or were quoted by users.
func TestHints(t *testing.T) {
	t.Parallel()
	const scope = "insufficient_scope"
	const one = hooksPath + "/01H"
	tests := map[string]struct {
		path          string
		status        int
		code, message string
		wantHint      string // substring; empty: no hint
	}{
		"no such hook": {one, 404, "HookDoesNotExist", "Error: Hook does not exist", ""},
		"one scope": {hooksPath, 403, scope, "Insufficient scope, expected any of: create:hooks",
			"the scope create:hooks or, on Auth0's public cloud"},
		"documented semicolon": {hooksPath, 403, scope, "Insufficient scope; expected any of: read:hooks.",
			"the scope read:hooks or"},
		"several scopes": {hooksPath,
			403, scope, "Insufficient scope, expected any of: read:hooks, update:hooks", "read:hooks, update:hooks"},
		"a scope of Actions": {actionsPath, 403, scope, "Insufficient scope, expected any of: read:actions",
			"the scope read:actions. "},
		"the plan, as a scope": {hooksPath, 403, scope, "Please upgrade your subscription to enable Akamai Signals.",
			"no scope will help"},
		"a feature, as a scope": {hooksPath, 403, scope, "Rate Limit Policies feature is not enabled for this tenant.",
			"no scope will help"},
		"a feature that is off": {actionsPath, 403, "feature_not_enabled", "This feature is not enabled.",
			"no scope will help"},
		"a scope without its name": {hooksPath, 403, scope, "", "read, create, update and delete"},
		"another refusal":          {hooksPath, 403, "", "no", ""},
		"an opaque token":          {hooksPath, 400, "Bearer", "Bad HTTP authentication header format", "Check `token`"},
		"an invalid body":          {hooksPath, 400, "invalid_body", "Payload validation error", ""},
		"an invalid token":         {hooksPath, 401, "", "Invalid token", "expired, was revoked, or is another tenant's"},
		"a rate limit":             {hooksPath, 429, "too_many_requests", "", "rate limit"},
		"a fault":                  {hooksPath, 502, "", "", "Run the job again"},
		"wrong secret":             {tokenPath, 401, "access_denied", "Unauthorized", "Check `client-id` and `client-secret`"},
		"wrong assertion":          {tokenPath, 401, "invalid_client", "", "private-key"},
		"grant type off": {tokenPath, 403, "unauthorized_client", "Grant type not allowed for the client.",
			"the Client Credentials grant"},
		"not authorized": {tokenPath, 403, "access_denied", `Client is not authorized to access "https://X/api/v2/".`,
			"Authorize the application for the Management API"},
		"audience of a custom domain": {tokenPath, 403, "access_denied", "Service not enabled within domain: https://X/api/v2/",
			"Set `audience`"},
		"quota of tokens":       {tokenPath, 429, "too_many_requests", "Client quota exceeded", "quota of tokens"},
		"a fault of the tokens": {tokenPath, 503, "temporarily_unavailable", "", "Run the job again"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			hint := diag.Hint(&Error{Path: tt.path, Status: tt.status, Code: tt.code, Message: tt.message})
			if (hint == "") != (tt.wantHint == "") || !strings.Contains(hint, tt.wantHint) {
				t.Errorf("hint %q, want %q", hint, tt.wantHint)
			}
		})
	}
}

// Issue 13.7: what the tenant must say for Hooks to have ended, and of what.
func TestMarkEnded(t *testing.T) {
	t.Parallel()
	const deprecated = "Insufficient privileges to use this deprecated feature."
	tests := map[string]struct {
		err                    error
		wantCollection, wantOn bool // said of the collection, of an edit of the source
	}{
		"not allowed":             {&Error{Status: 403, Code: "hooks_not_allowed", Message: deprecated}, true, true},
		"disabled for the tenant": {&Error{Status: 403, Message: "This endpoint is disabled for your tenant."}, true, true},
		"not implemented":         {&Error{Status: 501}, true, true},
		"not found":               {&Error{Status: 404}, true, false},
		"gone":                    {&Error{Status: 410}, true, false},
		"rules are not hooks":     {&Error{Status: 403, Code: "rules_not_allowed", Message: deprecated}, false, false},
		"a missing scope": {&Error{Status: 403, Code: "insufficient_scope", Message: "Insufficient scope"},
			false, false},
		"a bad token":     {&Error{Status: 401}, false, false},
		"a fault":         {&Error{Status: 500}, false, false},
		"a gateway's 404": {&NotAuth0Error{Status: 404}, false, false},
		"a gateway's 501": {&NotAuth0Error{Status: 501}, false, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if err := markEnded(tt.err, false); errors.Is(err, tenant.ErrHooksEnded) != tt.wantOn {
				t.Errorf("of an edit: %v, want %v", !tt.wantOn, tt.wantOn)
			}
			err := markEnded(tt.err, true)
			if errors.Is(err, tenant.ErrHooksEnded) != tt.wantCollection || errors.Is(err, tenant.ErrConflict) {
				t.Errorf("of the collection: %v, want %v", !tt.wantCollection, tt.wantCollection)
			}
			if tt.wantCollection && !strings.Contains(diag.Hint(err), "runtime: actions") {
				t.Errorf("hint %q", diag.Hint(err))
			}
		})
	}
}

func TestErrorKinds(t *testing.T) {
	t.Parallel()
	const one = hooksPath + "/01H"
	const scope = "insufficient_scope"
	tests := map[string]struct {
		err                         Error
		wantConflict, wantForbidden bool
	}{
		"a name that is taken":       {err: Error{Method: "POST", Path: hooksPath, Status: 409}, wantConflict: true},
		"a secret that is there":     {err: Error{Method: "POST", Path: one + "/secrets", Status: 409}, wantConflict: true},
		"a secret that is not there": {err: Error{Method: "PATCH", Path: one + "/secrets", Status: 404}, wantConflict: true},
		"an Action that is gone":     {err: Error{Method: "PATCH", Path: actionsPath + "/7", Status: 404}, wantConflict: true},
		"no collection":              {err: Error{Method: "POST", Path: hooksPath, Status: 404}},
		"a hook not found":           {err: Error{Method: "GET", Path: one, Status: 404}},
		"deleted twice":              {err: Error{Method: "DELETE", Path: one, Status: 404}},
		"a bad request":              {err: Error{Method: "POST", Path: hooksPath, Status: 400}},
		"missing, and yet listed":    {err: Error{Method: "PATCH", Path: one, Status: 404, kind: errStillThere}},
		"a missing scope": {err: Error{Path: hooksPath, Status: 403, Code: scope,
			Message: "Insufficient scope, expected any of: read:hooks"}, wantForbidden: true},
		"a missing scope, unnamed": {err: Error{Path: hooksPath, Status: 403, Code: scope}, wantForbidden: true},
		"a plan, as a scope": {err: Error{Path: hooksPath, Status: 403, Code: scope,
			Message: "Please upgrade your subscription."}},
		"another refusal":      {err: Error{Path: hooksPath, Status: 403}},
		"a refusal of a token": {err: Error{Path: tokenPath, Status: 403, Code: scope}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := errors.Is(&tt.err, tenant.ErrConflict); got != tt.wantConflict {
				t.Errorf("conflict %v, want %v", got, tt.wantConflict)
			}
			if got := errors.Is(&tt.err, tenant.ErrForbidden); got != tt.wantForbidden {
				t.Errorf("forbidden %v, want %v", got, tt.wantForbidden)
			}
		})
	}
}

// Issue 14.1: what an error says of an answer that is not Auth0's.
func TestNotAuth0(t *testing.T) {
	t.Parallel()
	const html = "text/html; charset=utf-8"
	const private = `{"id":"01H","script":"hush-hush","access_token":"hush-hush"`
	tests := map[string]struct {
		status            int
		contentType, body string
		wantBrief         string
		wantHint          string
	}{
		"a gateway": {404, "text/plain", "default backend - 404",
			`the answer is not Auth0's (404 Not Found, text/plain, "default backend - 404")`, "Check `domain`"},
		"a proxy's page": {403, html, "<!DOCTYPE html>\n<html><head><title>403</title></head><body><h1>Blocked</h1> by policy\x07",
			`the answer is not Auth0's (403 Forbidden, ` + html + `, "403 Blocked by policy")`, "proxy"},
		"a page of a fault": {502, html, "<html>Sorry", `the answer is not Auth0's (502 Bad Gateway, ` + html + `, "Sorry")`,
			"Run the job again"},
		"a captive portal": {200, html, "<html>Sign in", `the answer is not Auth0's (200 OK, ` + html + `, "Sign in")`, "login page"},
		"another API": {404, "application/json", `{"message":"no route"}`,
			`the answer is not Auth0's (404 Not Found, application/json, "{\"message\":\"no route\"}")`, "firewall"},
		"nothing": {410, "", "", `the answer is not Auth0's (410 Gone, empty)`, "Check `domain`"},
		"a secret in it": {404, "", "who is hush-hush?",
			`the answer is not Auth0's (404 Not Found, "who is ***?")`, "Check"},
		"half of a hook":      {200, "", private, `the answer is not Auth0's (200 OK, not JSON)`, "Check"},
		"a hook, but no list": {200, "", private + "}", `the answer is not Auth0's (200 OK, JSON in an undocumented form)`, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			redactor := &secret.Redactor{}
			redactor.Add(secret.New("hush-hush"))
			c := &Client{redact: redactor.Redact}
			r := request{method: "GET", path: hooksPath}
			err := c.refusal(r, tt.status, http.Header{"Content-Type": {tt.contentType}}, []byte(tt.body))
			if !isForeign(err) || diag.Brief(err) != tt.wantBrief {
				t.Errorf("error %v, want %s", diag.Brief(err), tt.wantBrief)
			}
			if want := "GET /api/v2/hooks: " + tt.wantBrief; err.Error() != want {
				t.Errorf("error %v, want %s", err, want)
			}
			if hint := diag.Hint(err); !strings.Contains(hint, tt.wantHint) {
				t.Errorf("hint %q, want %q", hint, tt.wantHint)
			}
		})
	}
}

// Text is redacted before it is cut, so that no part of a secret stays at the end.
func TestRedactedBeforeCut(t *testing.T) {
	t.Parallel()
	const value = "Kx9vQ2mTz7Lb4c6Hd1Jf5Gs0"
	redactor := &secret.Redactor{}
	redactor.Add(secret.New(value))
	c := &Client{redact: redactor.Redact}
	for _, limit := range []int{maxMessage, maxExcerpt, maxCode} {
		long := strings.Repeat("a", limit-10) + " " + value
		for _, body := range []string{
			long, `{"statusCode":400,"message":"` + long + `"}`, `{"statusCode":400,"message":"m","errorCode":"` + long + `"}`,
		} {
			err := c.refusal(request{}, 400, http.Header{"Content-Type": {long}}, []byte(body))
			if text := err.Error(); strings.Contains(text, value[:4]) {
				t.Errorf("error %q", text)
			}
		}
	}
}

// Issue 14.10: a clock that differs is named before what Auth0 makes of it.
func TestClockSkew(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		ahead time.Duration
		want  string
	}{
		"ahead":    {10 * time.Minute, " ahead of Auth0's: POST /oauth/token: 401"},
		"behind":   {-2 * time.Hour, " behind Auth0's: POST /oauth/token: 401"},
		"a little": {30 * time.Second, "POST /oauth/token: 401"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := &Client{redact: (*secret.Redactor)(nil).Redact}
			h := http.Header{"Date": {time.Now().Add(-tt.ahead).UTC().Format(http.TimeFormat)}}
			r := request{method: "POST", path: tokenPath, open: true}
			err := c.refusal(r, 401, h, []byte(`{"error":"invalid_client"}`))
			if !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want %q", err, tt.want)
			}
			skewed := !strings.HasPrefix(tt.want, "POST")
			if skewed != strings.HasPrefix(err.Error(),
				"this machine's clock is ") || skewed != strings.Contains(diag.Hint(err), "clock") {
				t.Errorf("error %v with the hint %q", err, diag.Hint(err))
			}
		})
	}
}

// FuzzErrorText: whatever a server says, an error is one line of sane length without control characters.
func FuzzErrorText(f *testing.F) {
	f.Add(409, `{"statusCode":409,"message":"x","errorCode":"y"}`)
	f.Add(403, `{"error":"access_denied","error_description":"\u001b[2J\n::set-output"}`)
	f.Add(500, "<html>")
	f.Add(404, `{"statusCode":404,"message":["a",null]}`)
	f.Add(0, "")
	c := &Client{redact: (*secret.Redactor)(nil).Redact}
	f.Fuzz(func(t *testing.T, status int, body string) {
		for _, r := range []request{{method: "GET", path: hooksPath}, {method: "POST", path: tokenPath, open: true}} {
			err := c.refusal(r, status, http.Header{"Content-Type": {body}}, []byte(body))
			if text := err.Error(); len(text) > 8*(maxMessage+200) || strings.ContainsFunc(text, unicode.IsControl) {
				t.Errorf("error %q", text)
			}
			diag.Hint(err)
		}
	})
}
