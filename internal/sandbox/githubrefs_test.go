package sandbox_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"auth0-hook-action/internal/sandbox"
)

const repoPath = "/repos/" + sandbox.Repository

// sha looks like a commit's.
func sha(digit string) string { return strings.Repeat(digit, 40) }

// newHistory is a GitHub whose branch main has the commits 1, 2 and 3. A branch topic goes on from there with 4, an older
// one has 1 and 5, a fork's pull request brings 6, a tag is at 2, and an orphan branch has 7
// alone, and a deleted one had a.
func newHistory(t *testing.T) func(path string) (int, string) {
	t.Helper()
	g, send := newGitHub(t)
	g.SetBranch(sandbox.DefaultBranch, sha("1"), sha("2"), sha("3"))
	g.AddPull(sandbox.Pull{HeadRef: "topic/x", HeadSHA: sha("4")})
	g.SetBranch("old", sha("1"), sha("5"))
	g.AddPull(sandbox.Pull{HeadRepo: "mallory/login-hooks", HeadRef: "main", HeadSHA: sha("6")})
	g.AddPull(sandbox.Pull{HeadRef: "merged", HeadSHA: sha("8"), Closed: true})
	g.AddTag("v1/beta", sha("2"))
	g.SetBranch("orphan", sha("7"))
	g.SetBranch("deleted", sha("1"), sha("a"))
	g.SetBranch("deleted")
	g.SetBranch("copy", sha("1"), sha("2"), sha("3"))
	return func(path string) (int, string) {
		res, text := send(g.Token(), "GET", repoPath+path, "")
		return res.StatusCode, text
	}
}

func TestGitHubCompare(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		"main..." + sha("3"):   "identical: 0 ahead, 0 behind, base 3, common 3",
		"main..." + sha("1"):   "behind: 0 ahead, 2 behind, base 3, common 1",
		"main...topic/x":       "ahead: 1 ahead, 0 behind, base 3, common 3",
		"main..." + sha("5"):   "diverged: 1 ahead, 2 behind, base 3, common 1",
		"main..." + sha("6"):   "ahead: 1 ahead, 0 behind, base 3, common 3", // a fork's commit is known
		"main..." + sha("8"):   "ahead: 1 ahead, 0 behind, base 3, common 3",
		"main...v1/beta":       "behind: 0 ahead, 1 behind, base 3, common 2",
		sha("1") + "...orphan": "404 No common ancestor between " + sha("1") + " and orphan.",
		"main..." + sha("9"):   "404 Not Found",
		"main":                 "404 Not Found",
	}
	get := newHistory(t)
	for between, want := range tests {
		t.Run(between, func(t *testing.T) {
			t.Parallel()
			status, text := get("/compare/" + between)
			var a struct {
				Status  string
				Message string
				Ahead   int                  `json:"ahead_by"`
				Behind  int                  `json:"behind_by"`
				Base    struct{ SHA string } `json:"base_commit"`
				Common  struct{ SHA string } `json:"merge_base_commit"`
			}
			if err := json.Unmarshal([]byte(text), &a); err != nil {
				t.Fatal(err)
			}
			got := fmt.Sprintf("%d %s", status, a.Message)
			if status == http.StatusOK {
				got = fmt.Sprintf("%s: %d ahead, %d behind, base %.1s, common %.1s", a.Status, a.Ahead, a.Behind,
					a.Base.SHA, a.Common.SHA)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("comparison (-want +got):\n%s", diff)
			}
		})
	}
}

func TestGitHubBranchesWhereHead(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		sha("3"): `200 main,copy`, sha("4"): "200 topic/x", sha("2"): "200 ", sha("6"): "200 ", sha("8"): "200 ", sha("a"): "200 ",
		sha("9"): "422 No commit found for SHA: " + sha("9"), "abc": "422 No commit found for SHA: abc",
	}
	get := newHistory(t)
	for commit, want := range tests {
		t.Run(commit, func(t *testing.T) {
			t.Parallel()
			status, text := get("/commits/" + commit + "/branches-where-head")
			var refusal struct{ Message string }
			var branches []struct{ Name string }
			if json.Unmarshal([]byte(text), &refusal) != nil {
				if err := json.Unmarshal([]byte(text), &branches); err != nil {
					t.Fatal(err)
				}
			}
			got := refusal.Message
			for _, b := range branches {
				got = strings.TrimPrefix(b.Name+","+got, ",")
			}
			if diff := cmp.Diff(want, fmt.Sprintf("%d %s", status, strings.TrimSuffix(got, ","))); diff != "" {
				t.Errorf("branches (-want +got):\n%s", diff)
			}
		})
	}
}

// What a token may not do, for whatever reason.
func TestGitHubPermissions(t *testing.T) {
	t.Parallel()
	const comments, newComment = repoPath + "/issues/1/comments", `{"body":"x"}`
	bot := func(g sandbox.GitHubToken) sandbox.GitHubToken { g.Login = sandbox.WorkflowBot; return g }
	tests := map[string]struct {
		prepare      func(*sandbox.GitHub)
		who          sandbox.GitHubToken
		method, path string
		status       int
		want         string
		header, is   string
	}{
		"pull requests of a public repository": {nil, bot(sandbox.GitHubToken{NoPulls: true}), "GET",
			repoPath + "/pulls", 200, "[", "", ""},
		"pull requests of a private one": {private, bot(sandbox.GitHubToken{NoPulls: true}), "GET",
			repoPath + "/commits/" + sha("1") + "/pulls", 403,
			"Resource not accessible by integration", "X-Accepted-GitHub-Permissions", "pull_requests=read"},
		"comparison in a private one": {private, bot(sandbox.GitHubToken{NoContents: true}), "GET",
			repoPath + "/compare/main...main", 403,
			"Resource not accessible by integration", "X-Accepted-GitHub-Permissions", "contents=read"},
		"comparison in it by a person": {private, sandbox.GitHubToken{Login: "mona", NoContents: true}, "GET",
			repoPath + "/compare/main...main", 403,
			"Resource not accessible by personal access token", "X-Accepted-GitHub-Permissions", "contents=read"},
		"comparison with the permission": {private, bot(sandbox.GitHubToken{NoPulls: true}), "GET",
			repoPath + "/compare/main...main", 200, "identical", "", ""},
		"single sign-on": {nil, sandbox.GitHubToken{Login: "mona", SSO: "https://sso.example/x"}, "GET", comments, 403,
			"SAML enforcement", "X-GitHub-SSO", "required; url=https://sso.example/x"},
		"a locked conversation": {func(g *sandbox.GitHub) { g.Lock(1) }, bot(sandbox.GitHubToken{}), "POST",
			comments, 403, "Unable to create comment because issue is locked.", "", ""},
		"another one that is locked": {func(g *sandbox.GitHub) { g.Lock(2) }, bot(sandbox.GitHubToken{}), "POST",
			comments, 201, `"id"`, "", ""},
		"an archived repository": {archived, bot(sandbox.GitHubToken{}), "POST", comments, 403,
			"Repository was archived so is read-only.", "", ""},
		"reading an archived one": {archived, bot(sandbox.GitHubToken{}), "GET", comments, 200, "[", "", ""},
		"the private repository shows": {private, bot(sandbox.GitHubToken{}), "GET", repoPath + "/pulls/1", 200,
			`"visibility":"private"`, "", ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g, send := newGitHub(t)
			if tt.prepare != nil {
				tt.prepare(g)
			}
			res, text := send(g.AddToken(tt.who), tt.method, tt.path, newComment)
			if res.StatusCode != tt.status || !strings.Contains(text, tt.want) || res.Header.Get(tt.header) != tt.is {
				t.Errorf("got %d %s, %s %q\nwant %d with %q, %q", res.StatusCode, text, tt.header,
					res.Header.Get(tt.header), tt.status, tt.want, tt.is)
			}
		})
	}
}

func private(g *sandbox.GitHub)  { g.SetPrivate(true) }
func archived(g *sandbox.GitHub) { g.SetArchived(true) }

// What is asked for a commit by name is its SHA as text.
func TestGitHubCommitSHA(t *testing.T) {
	t.Parallel()
	g := sandbox.NewGitHub()
	g.AddTag("v1", sha("2"))
	address, stop := g.Start()
	t.Cleanup(stop)
	for path, want := range map[string]string{
		"tags/v1": sha("2"), "tags/v2": `{"message":"No commit found for SHA: tags/v2",`, sha("2"): sha("2"),
	} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address+repoPath+"/commits/"+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Accept", "application/vnd.github.v3.sha")
		req.Header.Set("Authorization", "Bearer "+g.Token())
		if _, text := do(t, req); !strings.HasPrefix(text, want) {
			t.Errorf("%s: %s, want %s", path, text, want)
		}
	}
}

func TestGitHubClock(t *testing.T) {
	t.Parallel()
	g, send := newGitHub(t)
	g.SetClockOffset(-3 * time.Hour)
	res, _ := send(g.Token(), "POST", repoPath+"/issues/1/comments", `{"body":"x"}`)
	at, err := http.ParseTime(res.Header.Get("Date"))
	if err != nil {
		t.Fatal(err)
	}
	for what, at := range map[string]time.Time{"Date": at, "created_at": g.Comments(1)[0].CreatedAt} {
		if off := time.Since(at) - 3*time.Hour; off.Abs() > time.Minute {
			t.Errorf("%s is %v, want three hours ago", what, at)
		}
	}
}
