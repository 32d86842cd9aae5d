package github_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"auth0-hook-action/internal/github"
	"auth0-hook-action/internal/sandbox"
	"auth0-hook-action/internal/secret"
)

const (
	marker = "<!-- a hook's comment -->"
	text   = marker + "\nHook updated"
)

var sticky = github.Sticky{Number: 1, Marker: marker}

func TestReadCommentFindsItsOwnAmongMany(t *testing.T) {
	t.Parallel()
	for _, others := range []int{0, 31, 99, 100, 101, 250} {
		t.Run(fmt.Sprint(others), func(t *testing.T) {
			t.Parallel()
			site, client := newPair(t)
			for range others {
				site.AddComment(1, sandbox.WorkflowBot, "another tool's")
			}
			id := site.AddComment(1, sandbox.WorkflowBot, text)
			got, err := client.ReadComment(t.Context(), 1, marker)
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

func TestReadCommentKnowsItsOwn(t *testing.T) {
	t.Parallel()
	type comment struct{ login, body string }
	own := comment{sandbox.WorkflowBot, text}
	for name, tc := range map[string]struct {
		token    string // its owner; empty: the workflow
		comments []comment
		minimize int // the comment's place, counted from 1
		want     int // likewise; 0: none is its own
		wantAsk  bool
	}{
		"none":                       {comments: []comment{{"octocat", "hello"}}},
		"its own":                    {comments: []comment{{"octocat", "hello"}, own}, want: 2},
		"lines as a browser has":     {comments: []comment{{sandbox.WorkflowBot, marker + "  \r\nHook"}}, want: 1},
		"the marker alone":           {comments: []comment{{sandbox.WorkflowBot, marker}}, want: 1},
		"a longer marker":            {comments: []comment{{sandbox.WorkflowBot, marker + marker}}},
		"a marker further down":      {comments: []comment{{sandbox.WorkflowBot, "> quoted\n" + text}}},
		"planted by a user":          {comments: []comment{{"mallory", text}}},
		"planted before its own":     {comments: []comment{{"mallory", text}, own}, want: 2},
		"another app's":              {comments: []comment{{"other[bot]", text}, own}, want: 2, wantAsk: true},
		"a user called like the bot": {comments: []comment{{"github-actions", text}}},
		"an app's token": {
			token: "my-app[bot]", comments: []comment{{"my-app[bot]", text}}, want: 1, wantAsk: true,
		},
		"a person's token": {
			token: "mona", comments: []comment{{"eve", text}, {"mona", text}}, want: 2, wantAsk: true,
		},
		"the workflow's, for a person's token": {token: "mona", comments: []comment{own}},
		"another bot's, for a person's token":  {token: "mona", comments: []comment{{"other[bot]", text}}},
		"the workflow's beside a person's":     {token: "mona", comments: []comment{own, {"mona", text}}, want: 2, wantAsk: true},
		"the workflow's beside another app's": {
			token: "my-app[bot]", comments: []comment{own, {"my-app[bot]", text}}, want: 2, wantAsk: true,
		},
		"minimised": {comments: []comment{own}, minimize: 1},
		"minimised, and a new one": {
			comments: []comment{own, own}, minimize: 1, want: 2,
		},
		"a deleted user's":                       {comments: []comment{{"", text}}},
		"a deleted user's, for a person's token": {token: "mona", comments: []comment{{"", text}}},
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
			got, err := client.ReadComment(t.Context(), 1, marker)
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

// Without the owner's login each run would write one more comment.
func TestReadCommentFailsWhereTheOwnerIsUnknown(t *testing.T) {
	t.Parallel()
	site, client := newPair(t)
	site.AddComment(1, "other[bot]", text)
	site.AddFault(sandbox.Fault{Path: "/graphql$", Status: 200, Body: `{"data":null,"errors":[{"message":"no"}]}`})
	if _, err := client.ReadComment(t.Context(), 1, marker); err == nil || !strings.Contains(err.Error(), "whose token") {
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
			_, readErr := client.ReadComment(t.Context(), s.Number, s.Marker)
			_, writeErr := client.WriteComment(t.Context(), s, nil, text)
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
func newerThan(run int) func(string, time.Time) bool {
	return func(there string, _ time.Time) bool {
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
	old, err := client.ReadComment(t.Context(), s.Number, s.Marker)
	if err != nil {
		t.Fatal(err)
	}
	got, err := client.WriteComment(t.Context(), s, old, body)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestWriteWhereOldWasDeleted(t *testing.T) {
	t.Parallel()
	site, client := newPair(t)
	got, err := client.WriteComment(t.Context(), sticky, &github.Comment{ID: 404, Body: marker}, text)
	if err != nil {
		t.Fatal(err)
	}
	if all := site.Comments(1); len(all) != 1 || all[0].ID != got.ID {
		t.Errorf("comments %+v, want one, %d", all, got.ID)
	}
}

// A begin is judged by GitHub's clock and not by the machine's, which may differ by hours.
func TestNewerGetsGitHubsTime(t *testing.T) {
	t.Parallel()
	site, client := newPair(t)
	site.SetClockOffset(-3 * time.Hour)
	site.AddComment(1, sandbox.WorkflowBot, marker)
	var now time.Time
	s := github.Sticky{Number: 1, Marker: marker, Newer: func(_ string, at time.Time) bool { now = at; return false }}
	readAndWrite(t, client, s, text)
	if ahead := time.Since(now) - 3*time.Hour; ahead < -time.Minute || ahead > time.Minute {
		t.Errorf("Newer got %s, want GitHub's time, three hours ago", now)
	}
}
