package cli_test

import (
	"encoding/base64"
	"net/url"
	"strings"
	"testing"

	"auth0-hook-action/internal/sandbox"
)

// A server may say a secret again: in a place where it is cut, with its white space, over lines, encoded. None of it
// shows, in the log as little as in the reports.
func TestEchoedSecretsDoNotShow(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ secret, echo string }{
		"where it is cut": {"correct-horse-battery-staple-0123456789", strings.Repeat("x",
			270) + " correct-horse-battery-staple-0123456789"},
		"with white space":     {"open  sesame\tnow9", "it is open  sesame\tnow9"},
		"over lines":           {"open\nsesame\nnow9\nabcde\nfghij", "it is open\nsesame\nnow9\nabcde\nfghij"},
		"as JavaScript writes": {"my pass&word/9", "it is my%20pass%26word%2F9"},
		"in small digits":      {"my/pass/word=9", "it is my%2fpass%2fword%3d9"},
		"in a query":           {"my pass&word/9", "it is " + url.QueryEscape("my pass&word/9")},
		"in ASCII":             {"p\u00e4ssw\u00f6rter9", `it is p\u00e4ssw\u00f6rter9`},
		"in JSON in JSON":      {`pass"word"9`, `it is pass\\\"word\\\"9`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			body := jsonOf(t, map[string]any{"statusCode": 400, "error": "Bad Request", "message": tt.echo})
			for _, runtime := range []string{"hooks", "actions"} {
				e := newEnv(t, "runtime", runtime, "secrets", jsonText(map[string]string{"KEY": tt.secret}))
				e.auth0.AddFault(sandbox.Fault{Method: "POST", Path: map[string]string{"hooks": "/secrets$",
					"actions": "/actions/actions$"}[runtime], Status: 400, Body: body})
				o := e.run().want(1, "result", "failed").says("***")
				written := unmasked(o.log) + o.summary + read(t, e.vars["GITHUB_OUTPUT"]) + e.github.Comments(1)[0].Body
				for _, part := range []string{tt.secret, strings.Join(strings.Fields(tt.secret), " "), tt.secret[:min(len(tt.secret),
					12)], strings.TrimPrefix(tt.echo, "it is ")} {
					if strings.Contains(written, part) {
						t.Errorf("%q shows:\n%s", part, written)
					}
				}
			}
		})
	}
}

// Nor does a proxy's password, or a token in the place of its user, in clear or as its header has it.
func TestEchoedPasswordOfAProxy(t *testing.T) {
	t.Parallel()
	const password = "hunter2-of-the-proxy"
	for userinfo, inHeader := range map[string]string{"user:" + password: "user:" + password, password: password + ":"} {
		t.Run(userinfo, func(t *testing.T) {
			t.Parallel()
			header := base64.StdEncoding.EncodeToString([]byte(inHeader))
			timed(t, func(t *testing.T) {
				b := newBubble(t, false)
				b.vars["HTTPS_PROXY"] = "http://" + userinfo + "@127.0.0.1:1" // no https is asked here
				b.auth0.AddFault(sandbox.Fault{Status: 407, Times: -1,
					Body: jsonOf(t, map[string]any{"message": password + " Basic " + header})})
				if o := b.run1().want(1, "result", "failed"); strings.Contains(unmasked(o.log)+o.summary,
					password) || strings.Contains(unmasked(o.log)+o.summary, header[:20]) {
					t.Errorf("the password shows:\n%s", o.log)
				}
			})
		})
	}
}

// What GitHub says again does not show either.
func TestEchoedTokenOfGitHub(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	token := e.github.Token()
	e.github.AddFault(sandbox.Fault{Method: "POST", Status: 403, Body: jsonOf(t, map[string]any{"message": strings.Repeat("x",
		480) + " " + token})})
	if o := e.run().want(0, "result", "created"); strings.Contains(unmasked(o.log)+o.summary, token[:12]) {
		t.Errorf("a part of the token shows:\n%s", o.log)
	}
}
