package auth0

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"auth0-hook-action/internal/tenant"
)

// TestHints: each refusal that Auth0 is known to give says what to change. The messages are those that were recorded, are
// documented, or were quoted by users.
func TestHints(t *testing.T) {
	t.Parallel()
	const deprecated = "Insufficient privileges to use this deprecated feature."
	const one = hooksPath + "/01H"
	tests := map[string]struct {
		err       Error
		wantHint  string // substring; empty: no hint
		wantEnded bool
	}{
		"hooks not allowed":             {err: Error{Path: hooksPath, Status: 403, Code: "hooks_not_allowed", Message: deprecated}, wantHint: "2026-11-18", wantEnded: true},
		"hooks not allowed, on one":     {err: Error{Path: one, Status: 403, Code: "hooks_not_allowed", Message: deprecated}, wantHint: migratePage, wantEnded: true},
		"deprecated, by its text":       {err: Error{Path: one + "/secrets", Status: 403, Message: deprecated}, wantHint: "runtime: actions", wantEnded: true},
		"disabled for the tenant":       {err: Error{Path: hooksPath, Status: 403, Message: "This endpoint is disabled for your tenant."}, wantHint: "2024-11-18", wantEnded: true},
		"no collection":                 {err: Error{Path: hooksPath, Status: 404}, wantHint: "runtime: actions", wantEnded: true},
		"collection gone":               {err: Error{Path: hooksPath, Status: 410}, wantHint: "runtime: actions", wantEnded: true},
		"collection not there":          {err: Error{Path: hooksPath, Status: 501}, wantHint: "runtime: actions", wantEnded: true},
		"no such hook":                  {err: Error{Path: one, Status: 404, Code: "HookDoesNotExist"}},
		"rules are not hooks":           {err: Error{Path: "/api/v2/rules", Status: 403, Code: "rules_not_allowed", Message: deprecated}},
		"one scope":                     {err: Error{Path: hooksPath, Status: 403, Code: "insufficient_scope", Message: "Insufficient scope, expected any of: create:hooks"}, wantHint: "the scope create:hooks or, on Auth0's public cloud"},
		"documented semicolon":          {err: Error{Path: hooksPath, Status: 403, Code: "insufficient_scope", Message: "Insufficient scope; expected any of: read:hooks."}, wantHint: "the scope read:hooks or"},
		"several scopes":                {err: Error{Path: hooksPath, Status: 403, Code: "insufficient_scope", Message: "Insufficient scope, expected any of: read:hooks, update:hooks"}, wantHint: "read:hooks, update:hooks"},
		"the plan, as a scope":          {err: Error{Path: hooksPath, Status: 403, Code: "insufficient_scope", Message: "Please upgrade your subscription to enable Akamai Signals."}, wantHint: "no scope will help"},
		"a feature, as a scope":         {err: Error{Path: hooksPath, Status: 403, Code: "insufficient_scope", Message: "Rate Limit Policies feature is not enabled for this tenant."}, wantHint: "no scope will help"},
		"a feature that is off":         {err: Error{Path: actionsPath, Status: 403, Code: "feature_not_enabled", Message: "This feature is not enabled for this tenant."}, wantHint: "no scope will help"},
		"a scope without its name":      {err: Error{Path: hooksPath, Status: 403, Code: "insufficient_scope"}, wantHint: "read, create, update and delete"},
		"another refusal":               {err: Error{Path: hooksPath, Status: 403, Message: "no"}},
		"an opaque token":               {err: Error{Path: hooksPath, Status: 400, Code: "Bearer", Message: "Bad HTTP authentication header format"}, wantHint: "Check `token`"},
		"an invalid body":               {err: Error{Path: hooksPath, Status: 400, Code: "invalid_body", Message: "Payload validation error"}},
		"an invalid token":              {err: Error{Path: hooksPath, Status: 401, Message: "Invalid token"}, wantHint: "expired, was revoked, or is another tenant's"},
		"a rate limit":                  {err: Error{Path: hooksPath, Status: 429, Code: "too_many_requests"}, wantHint: "rate limit"},
		"wrong secret":                  {err: Error{Path: tokenPath, Status: 401, Code: "access_denied", Message: "Unauthorized"}, wantHint: "Check `client-id` and `client-secret`"},
		"wrong assertion":               {err: Error{Path: tokenPath, Status: 401, Code: "invalid_client"}, wantHint: "private-key"},
		"grant type off":                {err: Error{Path: tokenPath, Status: 403, Code: "unauthorized_client", Message: "Grant type 'client_credentials' not allowed for the client."}, wantHint: "the grant Client Credentials"},
		"not authorised":                {err: Error{Path: tokenPath, Status: 403, Code: "access_denied", Message: `Client is not authorized to access "https://X/api/v2/". You need to create a "client-grant" associated to this API.`}, wantHint: "Authorize the application for the Management API"},
		"audience of a custom domain":   {err: Error{Path: tokenPath, Status: 403, Code: "access_denied", Message: "Service not enabled within domain: https://X/api/v2/"}, wantHint: "Set `audience`"},
		"quota of tokens":               {err: Error{Path: tokenPath, Status: 429, Code: "too_many_requests", Message: "Client quota exceeded"}, wantHint: "quota of tokens"},
		"another refusal of the tokens": {err: Error{Path: tokenPath, Status: 500}},
		"a scope of Actions":            {err: Error{Path: actionsPath, Status: 403, Code: "insufficient_scope", Message: "Insufficient scope, expected any of: read:actions"}, wantHint: "the scope read:actions. "},
		"a fault":                       {err: Error{Path: hooksPath, Status: 502}, wantHint: "Run the job again"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			hint := tt.err.Hint()
			if (hint == "") != (tt.wantHint == "") || !strings.Contains(hint, tt.wantHint) {
				t.Errorf("hint %q, want %q", hint, tt.wantHint)
			}
			if got := errors.Is(&tt.err, tenant.ErrHooksEnded); got != tt.wantEnded {
				t.Errorf("ended %v, want %v", got, tt.wantEnded)
			}
		})
	}
}

func TestConflict(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		err  Error
		want bool
	}{
		"a name that is taken":       {err: Error{Method: "POST", Path: hooksPath, Status: 409}, want: true},
		"a secret that is there":     {err: Error{Method: "POST", Path: hooksPath + "/01H/secrets", Status: 409}, want: true},
		"a secret that is not there": {err: Error{Method: "PATCH", Path: hooksPath + "/01H/secrets", Status: 404}, want: true},
		"a hook that is gone":        {err: Error{Method: "PATCH", Path: hooksPath + "/01H", Status: 404}, want: true},
		"no collection":              {err: Error{Method: "POST", Path: hooksPath, Status: 404}},
		"a hook not found":           {err: Error{Method: "GET", Path: hooksPath + "/01H", Status: 404}},
		"deleted twice":              {err: Error{Method: "DELETE", Path: hooksPath + "/01H", Status: 404}},
		"a bad request":              {err: Error{Method: "POST", Path: hooksPath, Status: 400}},
		"an end that looks like one": {err: Error{Method: "PATCH", Path: hooksPath + "/01H", Status: 404, ended: true}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := errors.Is(&tt.err, tenant.ErrConflict); got != tt.want {
				t.Errorf("conflict %v, want %v", got, tt.want)
			}
		})
	}
}

func TestClean(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ in, want string }{
		"plain":         {in: "Hook not found.", want: "Hook not found."},
		"lines":         {in: "a\r\n::error::b\n\n c\n", want: "a ::error::b c"},
		"escapes":       {in: "\x1b[31mred\x00", want: "[31mred"},
		"direction":     {in: "a\u202eb\u2066c\u200b", want: "a b c"},
		"invalid UTF-8": {in: "a\xffb", want: "a\ufffdb"},
		"long":          {in: strings.Repeat("ä", 21), want: strings.Repeat("ä", 20) + "…"},
		"just fits":     {in: strings.Repeat("ä", 20), want: strings.Repeat("ä", 20)},
		"space at end":  {in: strings.Repeat("a", 20) + " \n", want: strings.Repeat("a", 20)},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := clean(tt.in, 20); got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

// FuzzErrorText: whatever a server says, an error is one line of sane length without control characters.
func FuzzErrorText(f *testing.F) {
	f.Add(409, `{"statusCode":409,"message":"x","errorCode":"y"}`)
	f.Add(403, `{"error":"access_denied","error_description":"\u001b[2J\n::set-output"}`)
	f.Add(500, "<html>")
	f.Add(0, "")
	c := &Client{redact: func(text string) string { return text }}
	f.Fuzz(func(t *testing.T, status int, body string) {
		err := c.refused(request{method: "GET", path: hooksPath}, status, []byte(body))
		if text := err.Error(); len(text) > 4*(maxMessage+200) || strings.ContainsFunc(text, unicode.IsControl) {
			t.Errorf("error %q", text)
		}
		e, _ := errors.AsType[*Error](err)
		e.Hint()
	})
}

// TestRecordedErrors reads each recorded error body, where there are recordings.
func TestRecordedErrors(t *testing.T) {
	t.Parallel()
	dir := os.Getenv("AUTH0_RECORDINGS")
	if dir == "" {
		t.Skip("AUTH0_RECORDINGS is not set")
	}
	raw, err := os.ReadFile(filepath.Join(dir, "hooks", "auth0-deploy-cli__error-bodies-401-403-409-429-5xx.json"))
	if err != nil {
		t.Fatal(err)
	}
	var recorded []struct {
		Status  int             `json:"status"`
		Body    json.RawMessage `json:"body"`
		Methods []string        `json:"methods"`
	}
	if err := json.Unmarshal(raw, &recorded); err != nil {
		t.Fatal(err)
	}
	c := &Client{redact: func(text string) string { return text }}
	for _, r := range recorded {
		err := c.refused(request{method: r.Methods[0], path: hooksPath}, r.Status, r.Body)
		e, _ := errors.AsType[*Error](err)
		if e.Message == "" || e.Code == "" || e.Hint() == "" {
			t.Errorf("%s gives %v with the hint %q", r.Body, e, e.Hint())
		}
	}
}
