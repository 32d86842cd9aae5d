package sandbox_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"auth0-hook-action/internal/sandbox"
)

const githubComments = "/repos/" + sandbox.Repository + "/issues/1/comments"

// newGitHub is a GitHub with one pull request, and a function that sends it a request.
func newGitHub(t *testing.T) (*sandbox.GitHub, func(token, method, path, body string) (*http.Response, string)) {
	t.Helper()
	g := sandbox.NewGitHub()
	g.AddPull(sandbox.Pull{})
	address, stop := g.Start()
	t.Cleanup(stop)
	return g, func(token, method, path, body string) (*http.Response, string) {
		t.Helper()
		req, err := http.NewRequestWithContext(t.Context(), method, address+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		if token != "" {
			req.Header.Set("Authorization", "Bearer "+token)
		}
		return do(t, req)
	}
}

// do sends a request and reads the answer.
func do(t *testing.T, req *http.Request) (*http.Response, string) {
	t.Helper()
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, string(text)
}

func TestGitHubCommentIsKept(t *testing.T) {
	t.Parallel()
	g, send := newGitHub(t)
	res, text := send(g.Token(), "POST", githubComments, `{"body":"one"}`)
	var made struct {
		ID      int64  `json:"id"`
		HTMLURL string `json:"html_url"`
		User    struct{ Login, Type string }
	}
	if err := json.Unmarshal([]byte(text), &made); err != nil || res.StatusCode != http.StatusCreated {
		t.Fatalf("status %d, %v: %s", res.StatusCode, err, text)
	}
	if made.User.Login != sandbox.WorkflowBot || made.User.Type != "Bot" {
		t.Errorf("author %+v", made.User)
	}
	path := fmt.Sprintf("/repos/%s/issues/comments/%d", sandbox.Repository, made.ID)
	if res, text := send(g.Token(), "PATCH", path, `{"body":"two"}`); res.StatusCode != http.StatusOK {
		t.Errorf("status %d: %s", res.StatusCode, text)
	}
	if got := g.Comments(1); len(got) != 1 || got[0].Body != "two" || got[0].HTMLURL != made.HTMLURL {
		t.Errorf("comments %+v", got)
	}
	if res, _ := send(g.Token(), "DELETE", path, ""); res.StatusCode != http.StatusNoContent || len(g.Comments(1)) > 0 {
		t.Errorf("status %d, comments %+v", res.StatusCode, g.Comments(1))
	}
	if n := g.Writes(); n != 3 {
		t.Errorf("%d writes, want 3", n)
	}
}

func TestGitHubRefuses(t *testing.T) {
	t.Parallel()
	writer, reader, person := "writer", "reader", "person"
	for name, tc := range map[string]struct {
		token, method, path, body string
		wantStatus                int
		want                      string
	}{
		"no token":      {method: "GET", path: githubComments, wantStatus: 401, want: "Requires authentication"},
		"another token": {token: "x", method: "GET", path: githubComments, wantStatus: 401, want: "Bad credentials"},
		"a workflow that may only read": {
			token: reader, method: "POST", path: githubComments, body: `{"body":"x"}`,
			wantStatus: 403, want: "Resource not accessible by integration",
		},
		"a person who may only read": {
			token: person, method: "POST", path: githubComments, body: `{"body":"x"}`,
			wantStatus: 403, want: "Resource not accessible by personal access token",
		},
		"no such pull request": {
			token: writer, method: "GET", path: strings.Replace(githubComments, "1", "2", 1), wantStatus: 404,
			want: "Not Found",
		},
		"another repository": {token: writer, method: "GET", path: "/repos/a/b/pulls", wantStatus: 404, want: "Not Found"},
		"no such comment": {
			token: writer, method: "PATCH", path: "/repos/" + sandbox.Repository + "/issues/comments/1",
			body: `{"body":"x"}`, wantStatus: 404, want: "Not Found",
		},
		"no JSON": {token: writer, method: "POST", path: githubComments, body: `{`, wantStatus: 400,
			want: "Problems parsing JSON"},
		"no body": {token: writer, method: "POST", path: githubComments, body: `{}`, wantStatus: 422,
			want: "wasn't supplied"},
		"a blank body": {token: writer, method: "POST", path: githubComments, body: `{"body":" "}`, wantStatus: 422,
			want: "blank"},
		"a further key": {token: writer, method: "POST", path: githubComments, body: `{"body":"x","id":1}`,
			wantStatus: 422, want: "permitted"},
		"too long": {
			token: writer, method: "POST", path: githubComments, body: fmt.Sprintf(`{"body":%q}`, strings.Repeat("é",
				65_537)),
			wantStatus: 422, want: "Body is too long (maximum is 65536 characters)",
		},
		"as long as may be": {
			token: writer, method: "POST", path: githubComments, body: fmt.Sprintf(`{"body":%q}`, strings.Repeat("é",
				65_536)),
			wantStatus: 201,
		},
		"another question": {
			token: writer, method: "POST", path: "/graphql", body: `{"query":"{viewer{email}}"}`, wantStatus: 400,
			want: "query",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g, send := newGitHub(t)
			tokens := map[string]string{
				writer: g.Token(),
				reader: g.AddToken(sandbox.GitHubToken{Login: sandbox.WorkflowBot, ReadOnly: true}),
				person: g.AddToken(sandbox.GitHubToken{Login: "mona", ReadOnly: true}),
			}
			token, known := tokens[tc.token]
			if !known {
				token = tc.token
			}
			res, text := send(token, tc.method, tc.path, tc.body)
			if res.StatusCode != tc.wantStatus || !strings.Contains(text, tc.want) {
				t.Errorf("status %d, %s, want %d, %s", res.StatusCode, text, tc.wantStatus, tc.want)
			}
			accepted := res.Header.Get("X-Accepted-GitHub-Permissions")
			if (accepted != "") != (res.StatusCode == http.StatusForbidden) {
				t.Errorf("accepted permissions %q", accepted)
			}
		})
	}
}

func TestGitHubPages(t *testing.T) {
	t.Parallel()
	g, send := newGitHub(t)
	for range 101 {
		g.AddComment(1, "octocat", "x")
	}
	for name, tc := range map[string]struct {
		query   string
		want    int
		wantRel string
	}{
		"30 unless asked":    {query: "", want: 30, wantRel: "next last"},
		"100 at most":        {query: "?per_page=1000", want: 100, wantRel: "next last"},
		"the last":           {query: "?per_page=100&page=2", want: 1, wantRel: "prev first"},
		"one in the middle":  {query: "?per_page=10&page=3", want: 10, wantRel: "prev next last first"},
		"beyond the last":    {query: "?per_page=100&page=9", want: 0, wantRel: "prev first"},
		"all that there are": {query: "?per_page=100&page=1&x=1", want: 100, wantRel: "next last"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			res, text := send(g.Token(), "GET", githubComments+tc.query, "")
			var got []map[string]any
			if err := json.Unmarshal([]byte(text), &got); err != nil || got == nil || len(got) != tc.want {
				t.Errorf("%d comments, error %v, want %d", len(got), err, tc.want)
			}
			var rels []string
			for link := range strings.SplitSeq(res.Header.Get("Link"), ", ") {
				_, rel, _ := strings.Cut(link, `rel="`)
				rels = append(rels, strings.TrimSuffix(rel, `"`))
			}
			if diff := cmp.Diff(tc.wantRel, strings.Join(rels, " ")); diff != "" {
				t.Errorf("links (-want +got):\n%s", diff)
			}
		})
	}
}

func TestGitHubNotesUnknownRequests(t *testing.T) {
	t.Parallel()
	g, send := newGitHub(t)
	g.SetPrefix("/api/v3")
	send(g.Token(), "GET", githubComments, "")
	send(g.Token(), "GET", "/api/v3"+githubComments, "")
	send(g.Token(), "PUT", "/api/v3"+githubComments, "")
	if diff := cmp.Diff([]string{"GET " + githubComments, "PUT /api/v3" + githubComments}, g.Unknown()); diff != "" {
		t.Errorf("unknown (-want +got):\n%s", diff)
	}
}
