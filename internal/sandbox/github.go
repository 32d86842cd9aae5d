package sandbox

import (
	"cmp"
	"crypto/rand"
	"fmt"
	"net/http"
	"sync"
)

// A GitHub is GitHub's REST API for one repository: its pull requests and their comments, branches and tags, and as much of
// GraphQL as tells whose a token is. It is an http.Handler; all its methods may be called while it serves.
type GitHub struct {
	server
	mux *http.ServeMux

	state sync.Mutex // locked while a request is processed; it guards all that follows

	prefix   string
	token    string
	tokens   map[string]GitHubToken
	private  bool
	archived bool
	pulls    []Pull
	locked   map[int]bool // conversations, by the pull request's number
	comments []PullComment
	branches map[string][]string // the commits of each, the oldest first
	tags     map[string]string
	others   [][]string // histories that no branch here has
	ids      int64
	served   int
}

// NewGitHub returns a GitHub with a public repository without pull requests, at the root of its address as api.github.com
// is.
func NewGitHub() *GitHub {
	g := &GitHub{
		mux: http.NewServeMux(), tokens: map[string]GitHubToken{}, locked: map[int]bool{}, ids: firstComment,
		branches: map[string][]string{DefaultBranch: {madeUpSHA(DefaultBranch)}}, tags: map[string]string{},
	}
	g.token = g.AddToken(GitHubToken{Login: WorkflowBot})
	g.api, g.route = g.handle, g.routeOf
	g.addRoutes()
	return g
}

// Token returns a workflow's own token with `pull-requests: write` and `contents: read`.
func (g *GitHub) Token() string { return g.token }

// AddToken makes a token.
func (g *GitHub) AddToken(t GitHubToken) string {
	kind := "ghp_"
	if isBot(t.Login) {
		kind = "ghs_"
	}
	text := kind + rand.Text()
	g.state.Lock()
	defer g.state.Unlock()
	g.tokens[text] = t
	return text
}

// SetPrefix moves REST to a path, "/api/v3" as on a GitHub Enterprise Server; GraphQL is then at /api/graphql.
func (g *GitHub) SetPrefix(prefix string) {
	g.state.Lock()
	defer g.state.Unlock()
	g.prefix = prefix
}

// SetPrivate makes the repository private or public.
func (g *GitHub) SetPrivate(on bool) {
	g.state.Lock()
	defer g.state.Unlock()
	g.private = on
}

// SetArchived makes the repository an archived one, which nobody can write to, or ends that.
func (g *GitHub) SetArchived(on bool) {
	g.state.Lock()
	defer g.state.Unlock()
	g.archived = on
}

// Lock locks the conversation of a pull request: nobody can add a comment.
func (g *GitHub) Lock(number int) {
	g.state.Lock()
	defer g.state.Unlock()
	g.locked[number] = true
}

// AddPull adds a pull request and returns its number. The branch of an open one is there afterwards, if it is of
// Repository; a merge is a commit of the base branch.
func (g *GitHub) AddPull(p Pull) int {
	g.state.Lock()
	defer g.state.Unlock()
	p.Number = cmp.Or(p.Number, len(g.pulls)+1)
	p.User = cmp.Or(p.User, "octocat")
	p.HeadRepo = cmp.Or(p.HeadRepo, Repository)
	p.HeadRef = cmp.Or(p.HeadRef, fmt.Sprintf("topic-%d", p.Number))
	p.HeadSHA = cmp.Or(p.HeadSHA, madeUpSHA(p.HeadRef))
	p.Base = cmp.Or(p.Base, DefaultBranch)
	p.Closed = p.Closed || p.MergeSHA != ""
	g.pulls = append(g.pulls, p)
	g.addCommits(p)
	return p.Number
}

// AddComment adds somebody's comment; a login that ends in "[bot]" is an app's, an empty one that of a user who is gone.
func (g *GitHub) AddComment(number int, login, body string) (id int64) {
	g.state.Lock()
	defer g.state.Unlock()
	return g.addComment(number, login, body).ID
}

// MinimizeComment hides a comment, as people do with what is outdated.
func (g *GitHub) MinimizeComment(id int64) {
	g.state.Lock()
	defer g.state.Unlock()
	if i := g.findComment(id); i >= 0 {
		g.comments[i].Minimized = true
	}
}

// Comments returns those on a pull request, the oldest first.
func (g *GitHub) Comments(number int) []PullComment {
	g.state.Lock()
	defer g.state.Unlock()
	return g.commentsOf(number)
}
