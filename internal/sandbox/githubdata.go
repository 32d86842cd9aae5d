package sandbox

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash/crc32"
	"slices"
	"strings"
	"time"
)

// Repository is the one that a GitHub has.
const Repository = "octo-org/login-hooks"

// WorkflowBot is the author of what a workflow's own token writes.
const WorkflowBot = "github-actions[bot]"

// DefaultBranch is the one that the repository has from the beginning.
const DefaultBranch = "main"

// A GitHubToken says whose a token is and what it may do: everything, where all fields except Login are zero.
type GitHubToken struct {
	// Login of the owner: an app's ends in "[bot]", and its token is an installation token.
	Login string
	// ReadOnly is a token without `pull-requests: write`, as runs for forks and for Dependabot have it.
	ReadOnly bool
	// NoPulls and NoContents are tokens without `pull-requests: read` and without `contents: read`. A public repository
	// can be read all the same; see SetPrivate.
	NoPulls, NoContents bool
	// SSO is the address at which the token would have to be authorized for the organization's single sign-on; empty:
	// that is not needed.
	SSO string
}

// A Pull is a pull request. What a zero value lacks is made up: it is open, and from a branch of Repository.
type Pull struct {
	Number int
	// User opened it; empty: octocat.
	User string
	// HeadRepo is the "owner/name" of the head; empty: Repository.
	HeadRepo string
	// HeadGone is set where the fork has been deleted.
	HeadGone bool
	// HeadRef and HeadSHA are the head's branch and commit, Base the branch it goes to; empty: DefaultBranch.
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

func isBot(login string) bool { return strings.HasSuffix(login, "[bot]") }

// madeUpSHA returns what looks like a commit's.
func madeUpSHA(of string) string {
	sum := sha256.Sum256([]byte(of))
	return hex.EncodeToString(sum[:20])
}

func ownerOf(repository string) string {
	owner, _, _ := strings.Cut(repository, "/")
	return owner
}

// webPage returns the address of a page on GitHub's web site.
func webPage(path string) string { return "https://github.com/" + path }

// numberOf makes up the id of what has this name.
func numberOf(name string) int { return int(crc32.ChecksumIEEE([]byte(name))) }

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

// findComment returns the comment's index, -1 where there is none.
func (g *GitHub) findComment(id int64) int {
	return slices.IndexFunc(g.comments, func(c PullComment) bool { return c.ID == id })
}

// findPull returns the pull request's index, -1 where there is none.
func (g *GitHub) findPull(number int) int {
	return slices.IndexFunc(g.pulls, func(p Pull) bool { return p.Number == number })
}

// The first comment's id: like GitHub's, and unlike 32 bits, it is large.
const firstComment = 2_500_000_001
