package github_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"auth0-hook-action/internal/github"
	"auth0-hook-action/internal/retry"
	"auth0-hook-action/internal/sandbox"
	"auth0-hook-action/internal/secret"
)

// newGitHub is a sandbox with pull request 1, and the address of its API.
func newGitHub(t *testing.T) (site *sandbox.GitHub, address string) {
	t.Helper()
	site = sandbox.NewGitHub()
	site.AddPull(sandbox.Pull{})
	address, stop := site.Start()
	t.Cleanup(func() {
		stop()
		if unknown := site.Unknown(); len(unknown) > 0 {
			t.Errorf("requests that GitHub does not know: %q", unknown)
		}
	})
	return site, address
}

// newClient sends each request once: a test that is about repeating gives a transport of its own.
func newClient(t *testing.T, cfg github.Config) *github.Client {
	t.Helper()
	if cfg.Repository == "" {
		cfg.Repository = sandbox.Repository
	}
	if cfg.HTTP == nil {
		cfg.HTTP = http.DefaultTransport
	}
	client, err := github.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// newPair is a sandbox and a client with a workflow's token.
func newPair(t *testing.T) (*sandbox.GitHub, *github.Client) {
	t.Helper()
	site, address := newGitHub(t)
	return site, newClient(t, github.Config{API: address, Token: secret.New(site.Token())})
}

// asked are the requests so far, as "GET /path".
func asked(site *sandbox.GitHub) []string {
	var all []string
	for _, r := range site.Requests() {
		all = append(all, r.Method+" "+r.Path)
	}
	return all
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		cfg  github.Config
		want string
	}{
		"plain HTTP":                {cfg: github.Config{API: "http://ghe.example.com/api/v3"}, want: "must begin with https://"},
		"a host like a loopback's":  {cfg: github.Config{API: "http://127.0.0.1.example.com"}, want: "must begin with https://"},
		"an address without host":   {cfg: github.Config{API: "https:///api/v3"}, want: "is not an address"},
		"an address with a query":   {cfg: github.Config{API: "https://ghe.example.com?a=hunter2"}, want: "is not an address"},
		"an address with a user":    {cfg: github.Config{API: "https://me:hunter2@ghe.example.com"}, want: "is not an address"},
		"a repository with a path":  {cfg: github.Config{Repository: "a/../b"}, want: "is not a repository"},
		"a repository that is dots": {cfg: github.Config{Repository: "a/.."}, want: "is not a repository"},
		"no token":                  {cfg: github.Config{Repository: repo}, want: "github-token is empty"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := github.New(tc.cfg)
			if err == nil || !strings.Contains(err.Error(), tc.want) || strings.Contains(err.Error(), "hunter2") {
				t.Errorf("error %v, want %q", err, tc.want)
			}
		})
	}
}

// A server of one's own has its API below a path, and GraphQL beside it.
func TestPathPrefix(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ prefix, wantGraphQL string }{
		"GitHub Enterprise Server": {prefix: "/api/v3", wantGraphQL: "/api/graphql"},
		"a proxy's path":           {prefix: "/github", wantGraphQL: "/github/graphql"},
		"the root":                 {prefix: "", wantGraphQL: "/graphql"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			site, address := newGitHub(t)
			site.SetPrefix(tc.prefix)
			site.AddComment(1, "other[bot]", marker)
			for _, slash := range []string{"", "/"} {
				client := newClient(t, github.Config{API: address + tc.prefix + slash, Token: secret.New(site.Token())})
				if _, err := client.ReadComment(t.Context(), 1, marker); err != nil {
					t.Fatal(err)
				}
			}
			list := "GET " + tc.prefix + "/repos/" + repo + "/issues/1/comments"
			want := []string{list, "POST " + tc.wantGraphQL, list, "POST " + tc.wantGraphQL}
			if diff := cmp.Diff(want, asked(site)); diff != "" {
				t.Errorf("requests (-want +got):\n%s", diff)
			}
		})
	}
}

func TestRedirectElsewhereIsNotFollowed(t *testing.T) {
	t.Parallel()
	for name, write := range map[string]bool{"a read": false, "a write": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			site, client := newPair(t)
			thief, address := newGitHub(t)
			port := address[strings.LastIndex(address, ":"):]
			site.AddFault(sandbox.Fault{Redirect: "http://localhost" + port + "/take?it=all", Times: -1})
			var err error
			if write {
				_, err = client.WriteComment(t.Context(), github.Sticky{Number: 1, Marker: marker}, nil, marker)
			} else {
				_, err = client.ReadComment(t.Context(), 1, marker)
			}
			if err == nil || !strings.Contains(err.Error(), "redirect") || strings.Contains(err.Error(), "it=all") {
				t.Errorf("error %v, want one of the redirect, without its query", err)
			}
			if got := asked(thief); len(got) > 0 {
				t.Errorf("the other host got %q", got)
			}
		})
	}
}

// A repository that was renamed answers with a redirect on the same host.
func TestRedirectOnHostIsFollowed(t *testing.T) {
	t.Parallel()
	site, address := newGitHub(t)
	id := site.AddComment(1, sandbox.WorkflowBot, marker)
	site.AddFault(sandbox.Fault{
		Path: "^/repos/old/", Times: -1, Redirect: address + "/repos/" + repo + "/issues/1/comments?per_page=100",
	})
	client := newClient(t, github.Config{API: address, Token: secret.New(site.Token()), Repository: "old/name"})
	got, err := client.ReadComment(t.Context(), 1, marker)
	if err != nil || got == nil || got.ID != id {
		t.Errorf("comment %v, error %v, want %d", got, err, id)
	}
}

func TestLimitIsWaitedOutByTransport(t *testing.T) {
	t.Parallel()
	site, address := newGitHub(t)
	site.AddFault(sandbox.Fault{Method: http.MethodPost, Status: 429, Header: map[string]string{"Retry-After": "3600"}})
	client := newClient(t, github.Config{
		API: address, Token: secret.New(site.Token()), HTTP: retry.New(retry.Config{Classify: retry.GitHub}),
	})
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	_, err := client.WriteComment(ctx, github.Sticky{Number: 1, Marker: marker}, nil, marker)
	if wait, ok := errors.AsType[*retry.WaitError](err); !ok || wait.Asked != time.Hour {
		t.Errorf("error %v, want a wait of an hour", err)
	}
	if got := asked(site); len(got) != 1 {
		t.Errorf("requests %q, want the one that was refused", got)
	}
}

// roundTrip is an http.RoundTripper made of a function.
type roundTrip func(*http.Request) *http.Response

func (f roundTrip) RoundTrip(req *http.Request) (*http.Response, error) { return f(req), nil }

func TestPagesThatDoNotEnd(t *testing.T) {
	t.Parallel()
	for name, next := range map[string]string{"the same page": "1", "further ones": "0"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n := 0
			client := newClient(t, github.Config{Token: secret.New("x"), HTTP: roundTrip(func(req *http.Request) *http.Response {
				n++
				page := strings.Replace(next, "0", strconv.Itoa(n+1), 1)
				link := fmt.Sprintf(`<https://api.github.com/repositories/1?page=%s>; rel="next"`, page)
				return &http.Response{
					StatusCode: 200, Header: http.Header{"Link": {link}}, Body: io.NopCloser(strings.NewReader("[]")), Request: req,
				}
			})})
			_, err := client.ReadComment(t.Context(), 1, marker)
			if err == nil || !strings.Contains(err.Error(), "does not end") {
				t.Errorf("error %v after %d pages", err, n)
			}
		})
	}
}
