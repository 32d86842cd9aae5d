package github_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"auth0-hook-action/internal/github"
	"auth0-hook-action/internal/retry"
	"auth0-hook-action/internal/sandbox"
	"auth0-hook-action/internal/secret"
)

func TestWriteWithLostAnswers(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		fault     sandbox.Fault
		wantPosts int
		wantError bool
	}{
		"processed, then dropped":   {fault: sandbox.Fault{After: true, Drop: true}, wantPosts: 1},
		"processed, then cut off":   {fault: sandbox.Fault{Truncate: true}, wantPosts: 1},
		"processed, then a fault":   {fault: sandbox.Fault{After: true, Status: 502}, wantPosts: 1},
		"processed, without a body": {fault: sandbox.Fault{After: true, Status: 201}, wantPosts: 1},
		"dropped before":            {fault: sandbox.Fault{Drop: true}, wantPosts: 2},
		"a fault before":            {fault: sandbox.Fault{Status: 503}, wantPosts: 2},
		"dropped before, always":    {fault: sandbox.Fault{Drop: true, Times: -1}, wantPosts: 3, wantError: true},
		"refused is not lost":       {fault: sandbox.Fault{Status: 422, Body: "{}"}, wantPosts: 1, wantError: true},
		"a timeout of the server":   {fault: sandbox.Fault{After: true, Status: 408}, wantPosts: 1},
		"a limit that was not lost": {fault: sandbox.Fault{Status: 429, Body: "{}"}, wantPosts: 1, wantError: true},
		"a permission is not lost":  {fault: sandbox.Fault{Status: 403, Body: "{}"}, wantPosts: 1, wantError: true},
	} {
		transports := map[string]http.RoundTripper{
			"once": http.DefaultTransport, "repeating": retry.New(retry.Config{Classify: retry.GitHub}),
		}
		for kind, transport := range transports {
			t.Run(name+", "+kind, func(t *testing.T) {
				t.Parallel()
				site, address := newGitHub(t)
				client := newClient(t, github.Config{API: address, Token: secret.New(site.Token()), HTTP: transport})
				fault := tc.fault
				fault.Method = http.MethodPost
				site.AddFault(fault)
				// A limit asks for a minute: that is more than there is, and is not waited.
				ctx, stop := context.WithTimeout(t.Context(), 50*time.Second)
				defer stop()
				got, err := client.WriteComment(ctx, sticky, nil, text)
				if (err != nil) != tc.wantError {
					t.Fatalf("error %v, want one: %t", err, tc.wantError)
				}
				if n := posts(site); n != tc.wantPosts {
					t.Errorf("%d posts, want %d", n, tc.wantPosts)
				}
				if all := site.Comments(1); !tc.wantError && (len(all) != 1 || all[0].ID != got.ID || all[0].HTMLURL != got.URL) {
					t.Errorf("comments %+v, given %+v, want that one", all, got)
				}
			})
		}
	}
}

func posts(site *sandbox.GitHub) int {
	n := 0
	for _, r := range site.Requests() {
		if r.Method == http.MethodPost {
			n++
		}
	}
	return n
}

// What is there after a creation is not undone by a look that fails.
func TestWriteWhereListFailsAfterCreation(t *testing.T) {
	t.Parallel()
	site, client := newPair(t)
	site.AddFault(sandbox.Fault{Method: http.MethodGet, Status: 500, Times: -1})
	got, err := client.WriteComment(t.Context(), sticky, nil, text)
	if err != nil || got.ID != site.Comments(1)[0].ID {
		t.Errorf("comment %+v, error %v", got, err)
	}
}

func TestEditNeedsNoBody(t *testing.T) {
	t.Parallel()
	site, client := newPair(t)
	id := site.AddComment(1, sandbox.WorkflowBot, marker)
	site.AddFault(sandbox.Fault{Method: http.MethodPatch, Truncate: true})
	got := readAndWrite(t, client, sticky, text)
	if got.ID != id || got.Body != text || got.URL == "" {
		t.Errorf("comment %+v", got)
	}
}

func TestReadOnlyToken(t *testing.T) {
	t.Parallel()
	site, address := newGitHub(t)
	old := site.AddComment(1, sandbox.WorkflowBot, marker)
	for name, owner := range map[string]string{"a workflow's": sandbox.WorkflowBot, "a person's": "mona"} {
		for action, there := range map[string]*github.Comment{"create": nil, "update": {ID: old, Body: marker}} {
			t.Run(name+", "+action, func(t *testing.T) {
				t.Parallel()
				token := site.AddToken(sandbox.GitHubToken{Login: owner, ReadOnly: true})
				client := newClient(t, github.Config{API: address, Token: secret.New(token)})
				_, err := client.WriteComment(t.Context(), sticky, there, text)
				refusal, ok := errors.AsType[*github.Error](err)
				if !ok || refusal.Status != http.StatusForbidden || refusal.Accepted != "issues=write; pull_requests=write" {
					t.Fatalf("error %v, want a 403", err)
				}
				for _, part := range []string{"pull-requests: write", "issues=write; pull_requests=write"} {
					if !strings.Contains(refusal.Hint(), part) {
						t.Errorf("hint %q does not name %s", refusal.Hint(), part)
					}
				}
				if strings.Contains(fmt.Sprintf("%v %+v", err, refusal), token) {
					t.Error("the error has the token in it")
				}
			})
		}
	}
}

// Two runs write at the same time, both without a comment to begin with. The second posts after the first, and neither
// looks again before both have posted.
func TestRaceEndsWithOneComment(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		runs [2]int // the greater one is newer
		last int    // which of them looks when the other is done
	}{
		"the second is newer and looks last":  {runs: [2]int{1, 2}, last: 1},
		"the second is newer and looks first": {runs: [2]int{1, 2}, last: 0},
		"the second is older and looks last":  {runs: [2]int{2, 1}, last: 1},
		"the second is older and looks first": {runs: [2]int{2, 1}, last: 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			site, address := newGitHub(t)
			tokens := [2]string{site.Token(), site.AddToken(sandbox.GitHubToken{Login: sandbox.WorkflowBot})}
			posted := [2]chan struct{}{make(chan struct{}), make(chan struct{})}
			done := [2]chan struct{}{make(chan struct{}), make(chan struct{})}
			for i := range posted {
				site.AddFault(sandbox.Fault{Method: http.MethodPost, After: true, Hook: func() { close(posted[i]) }})
			}
			site.SetGate(func(r sandbox.Request) {
				is := func(run int) bool { return r.Header.Get("Authorization") == "Bearer "+tokens[run] }
				switch {
				case r.Method == http.MethodPost && is(1):
					<-posted[0]
				case r.Method == http.MethodGet && is(tc.last):
					<-done[1-tc.last]
				case r.Method == http.MethodGet:
					<-posted[1]
				}
			})
			var runs sync.WaitGroup
			for i, run := range tc.runs {
				client := newClient(t, github.Config{API: address, Token: secret.New(tokens[i])})
				runs.Go(func() {
					defer close(done[i])
					s := github.Sticky{Number: 1, Marker: marker, Newer: newerThan(run)}
					if _, err := client.WriteComment(t.Context(), s, nil, fmt.Sprintf("%s\nrun %d", marker, run)); err != nil {
						t.Error(err)
					}
				})
			}
			runs.Wait()
			if diff := cmp.Diff([]string{marker + "\nrun 2"}, bodies(site)); diff != "" {
				t.Errorf("comments (-want +got):\n%s", diff)
			}
		})
	}
}
