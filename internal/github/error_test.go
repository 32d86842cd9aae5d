package github_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/github"
	"auth0-hook-action/internal/retry"
	"auth0-hook-action/internal/sandbox"
	"auth0-hook-action/internal/secret"
)

func TestErrors(t *testing.T) {
	t.Parallel()
	hour := strconv.FormatInt(time.Now().Add(time.Hour).Unix(), 10)
	for name, tc := range map[string]struct {
		fault          sandbox.Fault
		want, wantHint string
	}{
		"a permission that lacks": {
			fault: sandbox.Fault{
				Status: 403, Body: `{"message":"Resource not accessible by integration"}`,
				Header: map[string]string{"X-Accepted-GitHub-Permissions": "issues=write; pull_requests=write"},
			},
			want:     `: 403 Forbidden: "Resource not accessible by integration"`,
			wantHint: "`permissions: { contents: read, pull-requests: write }` (GitHub accepts `issues=write; pull_requests=write`)",
		},
		"a permission's header with a command in it": {
			fault: sandbox.Fault{
				Status: 403, Body: `{"message":"Resource not accessible by personal access token"}`,
				Header: map[string]string{"X-Accepted-Github-Permissions": "`::add-mask::`"},
			},
			want: "personal access token", wantHint: "Give the personal access token of `github-token` `Pull requests: write`",
		},
		"a primary limit": {
			fault: sandbox.Fault{
				Status: 403, Body: `{"message":"API rate limit exceeded for installation ID 1."}`,
				Header: map[string]string{"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": hour},
			},
			want: "403 Forbidden", wantHint: "GitHub limits",
		},
		"a secondary limit": {
			fault: sandbox.Fault{
				Status: 403,
				Body:   `{"message":"You have exceeded a secondary rate limit.","documentation_url":"x#secondary-rate-limits"}`,
			},
			want: "403 Forbidden", wantHint: "GitHub limits",
		},
		"a limit with its own status": {
			fault: sandbox.Fault{Status: 429, Body: "{}"}, want: "429 Too Many Requests", wantHint: "GitHub limits",
		},
		"a token that has ended": {
			fault: sandbox.Fault{Status: 401, Body: `{"message":"Bad credentials"}`},
			want:  `401 Unauthorized: "Bad credentials"`, wantHint: "github-token",
		},
		"single sign-on": {
			fault: sandbox.Fault{
				Status: 403, Body: `{"message":"Resource protected by organization SAML enforcement."}`,
				Header: map[string]string{"X-GitHub-SSO": "required; url=https://github.com/orgs/octo-org/sso?request=AB12"},
			},
			want:     "SAML enforcement",
			wantHint: "single sign-on (SSO): open https://github.com/orgs/octo-org/sso?request=AB12",
		},
		"single sign-on without its page": {
			fault: sandbox.Fault{
				Status: 403, Body: `{"message":"Resource protected by organization SAML enforcement."}`,
				Header: map[string]string{"X-GitHub-SSO": "required; url=javascript:x"},
			},
			want: "SAML enforcement", wantHint: "Personal access tokens → Configure SSO",
		},
		"a locked conversation": {
			fault: sandbox.Fault{Status: 403, Body: `{"message":"Unable to create comment because issue is locked."}`},
			want:  "issue is locked", wantHint: "Unlock the conversation",
		},
		"an archived repository": {
			fault: sandbox.Fault{Status: 403, Body: `{"message":"Repository was archived so is read-only."}`},
			want:  "archived", wantHint: "Unarchive the repository",
		},
		"an address that is not allowed": {
			fault: sandbox.Fault{Status: 403, Body: `{"message":"The organization has an IP allow list enabled."}`},
			want:  "IP allow list", wantHint: "IP allow list",
		},
		"another 403": {
			fault: sandbox.Fault{Status: 403, Body: `{"message":"Must have admin rights to Repository."}`}, want: "admin rights",
		},
		"a firewall's page": {
			fault: sandbox.Fault{Status: 403, Body: "<html>blocked"}, want: "403 Forbidden", wantHint: "not GitHub's",
		},
		"nothing there": {
			fault: sandbox.Fault{Status: 404, Body: `{"message":"Not Found"}`}, want: "404", wantHint: "pr-number",
		},
		"a proxy's page with a command in it": {
			fault: sandbox.Fault{Status: 502, Body: "<html>\n::error::x"}, want: "502 Bad Gateway", wantHint: "githubstatus.com",
		},
		"a message of many lines": {
			fault: sandbox.Fault{
				Status: 422, Body: `{"message":"Validation Failed\n::error::x","errors":[{"message":"too long"}]}`,
			},
			want: `"Validation Failed ::error::x: too long"`,
		},
		"an endless message": {
			fault: sandbox.Fault{Status: 400, Body: fmt.Sprintf(`{"message":%q}`, strings.Repeat("é", 9999))},
			want:  "400 Bad Request",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			site, client := newPair(t)
			site.AddFault(tc.fault)
			_, err := client.ReadComment(t.Context(), 1, marker)
			refusal, ok := errors.AsType[*github.Error](err)
			if !ok {
				t.Fatalf("error %v, want an *Error", err)
			}
			if !strings.Contains(err.Error(), tc.want) || len(err.Error()) > 800 || strings.Contains(err.Error(), "\n") {
				t.Errorf("error %v, want %s", err, tc.want)
			}
			if brief := diag.Brief(err); !strings.HasPrefix(brief, "GitHub answered ") || strings.Contains(brief, "/repos/") {
				t.Errorf("brief %q", brief)
			}
			if (tc.wantHint == "") != (refusal.Hint() == "") || !strings.Contains(refusal.Hint(), tc.wantHint) {
				t.Errorf("hint %q, want %q", refusal.Hint(), tc.wantHint)
			}
			if _, err := client.ReadComment(t.Context(), 1, marker); err != nil {
				t.Errorf("the next request was not sent: %v", err) // v60 would block itself until the reset
			}
		})
	}
}

func TestErrorsWithoutAnswer(t *testing.T) {
	t.Parallel()
	cut := sandbox.Fault{Truncate: true, Times: -1}
	for name, fault := range map[string]sandbox.Fault{
		"dropped": {Drop: true, Times: -1}, "cut off": cut, "no JSON": {Status: 200, Body: "<html>", Times: -1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			site, client := newPair(t)
			site.AddFault(fault)
			_, err := client.ReadComment(t.Context(), 1, marker)
			want := "list the comments of #1: GET /repos/" + repo + "/issues/1/comments"
			if err == nil || !strings.HasPrefix(err.Error(), want) || strings.Contains(err.Error(), "per_page") {
				t.Errorf("error %v, want %s: ...", err, want)
			}
		})
	}
}

// What GitHub echoes is redacted before it is cut.
func TestErrorsAreRedacted(t *testing.T) {
	t.Parallel()
	site, address := newGitHub(t)
	var redactor secret.Redactor
	redactor.Add(secret.New("hunter2-hunter2"))
	client := newClient(t, github.Config{API: address, Token: secret.New(site.Token()), Redact: redactor.Redact})
	long := strings.Repeat("x", 290) + "hunter2-hunter2"
	site.AddFault(sandbox.Fault{
		Status: 403, Body: fmt.Sprintf(`{"message":%q}`, long),
		Header: map[string]string{"X-GitHub-SSO": "required; url=https://github.com/hunter2-hunter2"},
	})
	_, err := client.ReadComment(t.Context(), 1, marker)
	if err == nil || strings.Contains(err.Error()+diag.Hint(err), "hunter2") {
		t.Errorf("error %v, hint %q", err, diag.Hint(err))
	}
}

// A GitHub that does not answer costs 20 s, whoever else has more time.
func TestLookupsHaveTheirOwnTime(t *testing.T) {
	t.Parallel()
	for name, lookUp := range map[string]func(*testing.T, *github.Client) error{
		"FindPull": func(t *testing.T, c *github.Client) error {
			t.Helper()
			_, err := c.FindPull(t.Context(), parse(t, "push"), 0)
			return err
		},
		"ReadComment": func(t *testing.T, c *github.Client) error {
			t.Helper()
			_, err := c.ReadComment(t.Context(), 1, marker)
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				stall := retry.New(retry.Config{Classify: retry.GitHub, Base: stalled{}})
				client := newClient(t, github.Config{Token: secret.New("ghs_x"), HTTP: stall})
				begin := time.Now()
				err := lookUp(t, client)
				took := time.Since(begin)
				if s, ok := errors.AsType[*github.StallError](err); !ok || s.After != 20*time.Second || took != s.After {
					t.Errorf("error %v after %s, want a StallError after 20 s", err, took)
				}
				if !strings.Contains(err.Error(), "GitHub did not answer within 20s") || diag.Hint(err) == "" {
					t.Errorf("error %v, hint %q", err, diag.Hint(err))
				}
			})
		})
	}
}

// stalled never answers.
type stalled struct{}

func (stalled) RoundTrip(req *http.Request) (*http.Response, error) {
	<-req.Context().Done()
	return nil, req.Context().Err()
}

// dated answers each request with no comments, at the given dates one after the other.
func dated(dates ...string) http.RoundTripper {
	n := 0
	return roundTrip(func(req *http.Request) *http.Response {
		header := http.Header{"Date": {dates[n%len(dates)]}}
		n++
		return &http.Response{StatusCode: 200, Header: header, Body: io.NopCloser(strings.NewReader("[]")), Request: req}
	})
}

func TestFirstDate(t *testing.T) {
	t.Parallel()
	const first, second = "Sat, 28 Nov 2026 20:41:00 GMT", "Sat, 28 Nov 2026 20:41:05 GMT"
	for name, tc := range map[string]struct {
		dates []string
		want  time.Time
	}{
		"the first of two": {[]string{first, second}, time.Date(2026, 11, 28, 20, 41, 0, 0, time.UTC)},
		"the first one":    {[]string{"", second}, time.Date(2026, 11, 28, 20, 41, 5, 0, time.UTC)},
		"none":             {[]string{"", "yesterday"}, time.Time{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client := newClient(t, github.Config{Token: secret.New("ghs_x"), HTTP: dated(tc.dates...)})
			if got := client.FirstDate(); !got.IsZero() {
				t.Errorf("date %s before any answer", got)
			}
			for range 3 {
				if _, err := client.ReadComment(t.Context(), 1, marker); err != nil {
					t.Fatal(err)
				}
			}
			if got := client.FirstDate(); !got.Equal(tc.want) {
				t.Errorf("date %s, want %s", got, tc.want)
			}
		})
	}
}
