package sandbox

import (
	"cmp"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// Repository is the one that a GitHub has.
const Repository = "octo-org/login-hooks"

// WorkflowBot is the author of what a workflow's own token writes.
const WorkflowBot = "github-actions[bot]"

// The first comment's id: like GitHub's, and unlike 32 bits, it is large.
const firstComment = 2_500_000_001

// A GitHub is GitHub's REST API for one repository: its pull requests and their comments, and as much of GraphQL as tells
// whose a token is. It is an http.Handler; all its methods may be called while it serves.
type GitHub struct {
	server
	mux *http.ServeMux
	now func() time.Time

	state sync.Mutex // held while a request is processed; it guards all that follows

	prefix   string
	token    string
	tokens   map[string]GitHubToken
	pulls    []Pull
	comments []PullComment
	ids      int64
	served   int
}

// A GitHubToken says whose a token is and what it may do.
type GitHubToken struct {
	// Login of the owner: an app's ends in "[bot]", and its token is an installation token.
	Login string
	// ReadOnly is a token without `pull-requests: write`, as runs for forks and for Dependabot have it.
	ReadOnly bool
}

// A Pull is a pull request. Of the zero value all is made up that it needs: it is open, and from a branch of Repository.
type Pull struct {
	Number int
	// User who opened it; empty: octocat.
	User string
	// HeadRepo is the "owner/name" of the head; empty: Repository.
	HeadRepo string
	// HeadGone is set where the fork has been deleted.
	HeadGone bool
	// HeadRef and HeadSHA are the head's branch and commit, Base the branch it goes to: main where it is empty.
	HeadRef, HeadSHA, Base string
	// Contains are further commits of the branch.
	Contains []string
	Closed   bool
	// MergeSHA is the commit that it became; a pull request that has one is closed.
	MergeSHA string
}

// A PullComment is one comment on a pull request.
type PullComment struct {
	ID                   int64
	Number               int
	Login, Body          string
	HTMLURL              string
	Minimized            bool
	CreatedAt, UpdatedAt time.Time
}

// NewGitHub is a GitHub without pull requests, at the root of its address as api.github.com is.
func NewGitHub() *GitHub {
	g := &GitHub{mux: http.NewServeMux(), now: time.Now, tokens: map[string]GitHubToken{}, ids: firstComment}
	g.token = g.AddToken(GitHubToken{Login: WorkflowBot})
	g.api = g.handle
	g.route()
	return g
}

// Token is a workflow's own token with `pull-requests: write`.
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

// AddPull adds a pull request and gives its number.
func (g *GitHub) AddPull(p Pull) int {
	g.state.Lock()
	defer g.state.Unlock()
	p.Number = cmp.Or(p.Number, len(g.pulls)+1)
	p.User = cmp.Or(p.User, "octocat")
	p.HeadRepo = cmp.Or(p.HeadRepo, Repository)
	p.HeadRef = cmp.Or(p.HeadRef, fmt.Sprintf("topic-%d", p.Number))
	p.HeadSHA = cmp.Or(p.HeadSHA, madeUpSHA(p.HeadRef))
	p.Base = cmp.Or(p.Base, "main")
	p.Closed = p.Closed || p.MergeSHA != ""
	g.pulls = append(g.pulls, p)
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

// Comments are those on a pull request, the oldest first.
func (g *GitHub) Comments(number int) []PullComment {
	g.state.Lock()
	defer g.state.Unlock()
	return g.commentsOf(number)
}

func (g *GitHub) commentsOf(number int) []PullComment {
	return slices.DeleteFunc(slices.Clone(g.comments), func(c PullComment) bool { return c.Number != number })
}

func (g *GitHub) addComment(number int, login, body string) PullComment {
	now := g.now().UTC().Truncate(time.Second)
	c := PullComment{
		ID: g.ids, Number: number, Login: login, Body: body, CreatedAt: now, UpdatedAt: now,
		HTMLURL: fmt.Sprintf("%s/pull/%d#issuecomment-%d", webPage(Repository), number, g.ids),
	}
	g.ids++
	g.comments = append(g.comments, c)
	return c
}

// findComment is the comment's place, -1 where there is none.
func (g *GitHub) findComment(id int64) int {
	return slices.IndexFunc(g.comments, func(c PullComment) bool { return c.ID == id })
}

// findPull is the pull request's place, -1 where there is none.
func (g *GitHub) findPull(number int) int {
	return slices.IndexFunc(g.pulls, func(p Pull) bool { return p.Number == number })
}

func isBot(login string) bool { return strings.HasSuffix(login, "[bot]") }

// madeUpSHA looks like a commit's.
func madeUpSHA(of string) string {
	sum := sha256.Sum256([]byte(of))
	return hex.EncodeToString(sum[:20])
}
