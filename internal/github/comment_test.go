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

const (
	marker = "<!-- a hook's comment -->"
	text   = marker + "\nHook updated"
)

var sticky = github.Sticky{Number: 1, Marker: marker}

func TestReadFindsOursAmongMany(t *testing.T) {
	t.Parallel()
	for _, others := range []int{0, 31, 99, 100, 101, 250} {
		t.Run(fmt.Sprint(others), func(t *testing.T) {
			t.Parallel()
			site, client := newPair(t)
			for range others {
				site.AddComment(1, sandbox.WorkflowBot, "another tool's")
			}
			id := site.AddComment(1, sandbox.WorkflowBot, text)
			got, err := client.Read(t.Context(), 1, marker)
			if err != nil || got == nil {
				t.Fatalf("comment %v, error %v", got, err)
			}
			url := fmt.Sprintf("https://github.com/%s/pull/1#issuecomment-%d", repo, id)
			if got.ID != id || got.URL != url || got.Body != text {
				t.Errorf("comment %+v, want %d at %s", got, id, url)
			}
			if n, want := len(site.Requests()), others/100+1; n != want {
				t.Errorf("%d requests, want %d", n, want)
			}
		})
	}
}

func TestReadKnowsOurs(t *testing.T) {
	t.Parallel()
	type comment struct{ login, body string }
	ours := comment{sandbox.WorkflowBot, text}
	for name, tc := range map[string]struct {
		token    string // its owner; empty: the workflow
		comments []comment
		minimize int // the comment's place, counted from 1
		want     int // likewise; 0: none is ours
		wantAsk  bool
	}{
		"none":                       {comments: []comment{{"octocat", "hello"}}},
		"ours":                       {comments: []comment{{"octocat", "hello"}, ours}, want: 2},
		"lines as a browser has":     {comments: []comment{{sandbox.WorkflowBot, marker + "  \r\nHook"}}, want: 1},
		"the marker alone":           {comments: []comment{{sandbox.WorkflowBot, marker}}, want: 1},
		"a longer marker":            {comments: []comment{{sandbox.WorkflowBot, marker + marker}}},
		"a marker further down":      {comments: []comment{{sandbox.WorkflowBot, "> quoted\n" + text}}},
		"planted by a user":          {comments: []comment{{"mallory", text}}, wantAsk: true},
		"planted before ours":        {comments: []comment{{"mallory", text}, ours}, want: 2, wantAsk: true},
		"another app's":              {comments: []comment{{"other[bot]", text}, ours}, want: 2, wantAsk: true},
		"a user called like the bot": {comments: []comment{{"github-actions", text}}, wantAsk: true},
		"an app's token":             {token: "my-app[bot]", comments: []comment{{"my-app[bot]", text}}, want: 1, wantAsk: true},
		"a person's token":           {token: "mona", comments: []comment{{"eve", text}, {"mona", text}}, want: 2, wantAsk: true},
		"written before the token was another": {
			token: "mona", comments: []comment{{"eve", text}, ours, {"mona", text}}, want: 2, wantAsk: true,
		},
		"minimised": {comments: []comment{ours}, minimize: 1},
		"minimised, and a new one": {
			comments: []comment{ours, ours}, minimize: 1, want: 2,
		},
		"a deleted user's": {comments: []comment{{"", text}}, wantAsk: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			site, address := newGitHub(t)
			token := site.Token()
			if tc.token != "" {
				token = site.AddToken(sandbox.GitHubToken{Login: tc.token})
			}
			ids := []int64{0}
			for _, c := range tc.comments {
				ids = append(ids, site.AddComment(1, c.login, c.body))
			}
			site.MinimizeComment(ids[tc.minimize])
			client := newClient(t, github.Config{API: address, Token: secret.New(token)})
			got, err := client.Read(t.Context(), 1, marker)
			if err != nil {
				t.Fatal(err)
			}
			if (got == nil) != (tc.want == 0) || (got != nil && got.ID != ids[tc.want]) {
				t.Errorf("comment %+v, want number %d", got, tc.want)
			}
			if ask := len(site.Requests()) > 1; ask != tc.wantAsk {
				t.Errorf("asked who the token is: %t, want %t", ask, tc.wantAsk)
			}
		})
	}
}

// Not knowing who we are, we would write a comment more with each run.
func TestReadFailsWhereTokenIsUnknown(t *testing.T) {
	t.Parallel()
	site, client := newPair(t)
	site.AddComment(1, "mallory", text)
	site.AddFault(sandbox.Fault{Path: "/graphql$", Status: 200, Body: `{"data":null,"errors":[{"message":"no"}]}`})
	if _, err := client.Read(t.Context(), 1, marker); err == nil || !strings.Contains(err.Error(), "whose token") {
		t.Errorf("error %v, want one that the token's owner is unknown", err)
	}
}

func TestTargetIsChecked(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]github.Sticky{
		"number 0": {Marker: marker}, "a number below": {Number: -1, Marker: marker}, "no marker": {Number: 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			site, client := newPair(t)
			_, readErr := client.Read(t.Context(), s.Number, s.Marker)
			_, writeErr := client.Write(t.Context(), s, nil, text)
			if readErr == nil || writeErr == nil || len(site.Requests()) > 0 {
				t.Errorf("errors %v and %v, requests %q", readErr, writeErr, asked(site))
			}
		})
	}
}

// bodies are those of the pull request's comments.
func bodies(site *sandbox.GitHub) []string {
	var all []string
	for _, c := range site.Comments(1) {
		all = append(all, c.Body)
	}
	return all
}

// ignoresFooter is a Same: the text before the run counts.
func ignoresFooter(a, b string) bool {
	a, _, _ = strings.Cut(a, " -- run")
	b, _, _ = strings.Cut(b, " -- run")
	return a == b
}

// newerThan is a Newer: the number after "run " counts.
func newerThan(run int) func(string) bool {
	return func(there string) bool {
		_, after, _ := strings.Cut(there, "run ")
		n := 0
		fmt.Sscan(after, &n) //nolint:errcheck // no number is run 0
		return n > run
	}
}

func TestWrite(t *testing.T) {
	t.Parallel()
	const created = text + " -- run 5"
	for name, tc := range map[string]struct {
		token    string
		there    []string
		want     []string
		wantCost int
	}{
		"created": {want: []string{created}, wantCost: 3},
		"created by an app, whose answer says who it is": {
			token: "my-app[bot]", want: []string{created}, wantCost: 3,
		},
		"updated":   {there: []string{marker + "\nold -- run 4"}, want: []string{created}, wantCost: 2},
		"unchanged": {there: []string{text + " -- run 4"}, want: []string{text + " -- run 4"}, wantCost: 1},
		"a newer run's": {
			there: []string{marker + "\nnew -- run 6"}, want: []string{marker + "\nnew -- run 6"}, wantCost: 1,
		},
		"two that a race left": {
			there: []string{marker + "\na -- run 3", marker + "\nb -- run 4"}, want: []string{created}, wantCost: 3,
		},
		"two that a newer run is about to join": {
			there:    []string{marker + "\na -- run 3", marker + "\nb -- run 6"},
			want:     []string{marker + "\na -- run 3", marker + "\nb -- run 6"},
			wantCost: 1,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			site, address := newGitHub(t)
			token := site.Token()
			if tc.token != "" {
				token = site.AddToken(sandbox.GitHubToken{Login: tc.token})
			}
			client := newClient(t, github.Config{API: address, Token: secret.New(token)})
			for _, body := range tc.there {
				site.AddComment(1, sandbox.WorkflowBot, body)
			}
			s := github.Sticky{Number: 1, Marker: marker, Same: ignoresFooter, Newer: newerThan(5)}
			got := readAndWrite(t, client, s, created)
			if diff := cmp.Diff(tc.want, bodies(site)); diff != "" {
				t.Errorf("comments (-want +got):\n%s", diff)
			}
			if n := len(site.Requests()); n != tc.wantCost {
				t.Errorf("%d requests, want %d: %q", n, tc.wantCost, asked(site))
			}
			first := site.Comments(1)[0]
			if got.ID != first.ID || got.URL != first.HTMLURL || got.Body != first.Body {
				t.Errorf("given %+v, there %+v", got, first)
			}
		})
	}
}

// readAndWrite is what a run does.
func readAndWrite(t *testing.T, client *github.Client, s github.Sticky, body string) github.Comment {
	t.Helper()
	old, err := client.Read(t.Context(), s.Number, s.Marker)
	if err != nil {
		t.Fatal(err)
	}
	got, err := client.Write(t.Context(), s, old, body)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestWriteWhereOldWasDeleted(t *testing.T) {
	t.Parallel()
	site, client := newPair(t)
	got, err := client.Write(t.Context(), sticky, &github.Comment{ID: 404, Body: marker}, text)
	if err != nil {
		t.Fatal(err)
	}
	if all := site.Comments(1); len(all) != 1 || all[0].ID != got.ID {
		t.Errorf("comments %+v, want one, %d", all, got.ID)
	}
}

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
				got, err := client.Write(ctx, sticky, nil, text)
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
	got, err := client.Write(t.Context(), sticky, nil, text)
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
				_, err := client.Write(t.Context(), sticky, there, text)
				refusal, ok := errors.AsType[*github.Error](err)
				if !ok || refusal.Status != http.StatusForbidden || refusal.Accepted != "issues=write; pull_requests=write" {
					t.Fatalf("error %v, want a 403", err)
				}
				for _, part := range []string{"permissions: pull-requests: write", "issues=write; pull_requests=write"} {
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
					if _, err := client.Write(t.Context(), s, nil, fmt.Sprintf("%s\nrun %d", marker, run)); err != nil {
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
