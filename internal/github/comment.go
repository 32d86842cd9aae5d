package github

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	gogithub "github.com/google/go-github/v60/github"
)

// A Comment is ours on a pull request, as GitHub has it.
type Comment struct {
	ID int64
	// URL is its place on the page of the pull request.
	URL  string
	Body string

	// later are further comments of ours with the same marker, left by runs that raced.
	later []Comment
}

// A Sticky says which comment is meant and when it is written.
type Sticky struct {
	// Number of the pull request.
	Number int
	// Marker is the first line of the comment, and of no other comment of the same author.
	Marker string
	// Same reports whether the comment that is there says what the new one would. nil: if they are equal.
	Same func(there, body string) bool
	// Newer reports whether the comment that is there is by a run newer than this one: it is then left alone. nil: never.
	Newer func(there string) bool
}

// The author of what an installation token writes in a workflow, unless the token is another app's.
const (
	workflowBot = "github-actions[bot]"
	botType     = "Bot"
)

// maxCreates is how often a comment is posted whose answer is lost and that is then not there.
const maxCreates = 3

// Read gives the comment whose first line is marker and whose author is the token's; nil where there is none. Minimised
// ones are somebody's wish not to see them, and are left alone.
func (c *Client) Read(ctx context.Context, number int, marker string) (*Comment, error) {
	if err := checkTarget(number, marker); err != nil {
		return nil, err
	}
	mine, err := c.mine(ctx, number, marker, "")
	if err != nil || len(mine) == 0 {
		return nil, err
	}
	first := mine[0]
	first.later = mine[1:]
	return &first, nil
}

// Write brings body into the comment that Read gave, or into a new one where old is nil, and gives the comment as it then
// stands. What is the same, or a newer run's, is not written. Runs that race end with one comment, the oldest.
func (c *Client) Write(ctx context.Context, s Sticky, old *Comment, body string) (Comment, error) {
	if err := checkTarget(s.Number, s.Marker); err != nil {
		return Comment{}, err
	}
	if s.Same == nil {
		s.Same = func(there, body string) bool { return there == body }
	}
	if s.Newer == nil {
		s.Newer = func(string) bool { return false }
	}
	if old != nil {
		kept, err := c.settle(ctx, s, append([]Comment{*old}, old.later...), body)
		if !isGone(err) {
			return kept, err
		}
	}
	return c.create(ctx, s, body)
}

// checkTarget keeps out number 0, for which the library lists the whole repository's comments, and a marker that any
// comment bears.
func checkTarget(number int, marker string) error {
	if number < 1 || marker == "" {
		return fmt.Errorf("no comment can be told by number %d and marker %q", number, marker)
	}
	return nil
}

// create posts the comment and looks whether another run did at the same time. Where the answer is lost it looks before
// it posts again.
func (c *Client) create(ctx context.Context, s Sticky, body string) (Comment, error) {
	for try := 1; ; try++ {
		created, self, err := c.post(ctx, s.Number, body)
		if err != nil && (refused(err) || ctx.Err() != nil) {
			return Comment{}, err
		}
		mine, listErr := c.mine(ctx, s.Number, s.Marker, self)
		switch {
		case err == nil: // also where the look failed: it is there, and a rival or the next run joins the two
			return c.settle(ctx, s, insert(mine, created), body)
		case listErr != nil:
			return Comment{}, errors.Join(err, listErr)
		case len(mine) > 0:
			return c.settle(ctx, s, mine, body)
		case try == maxCreates:
			return Comment{}, err
		}
	}
}

// insert puts the comment just created into a list that lags behind.
func insert(mine []Comment, created Comment) []Comment {
	if slices.ContainsFunc(mine, func(m Comment) bool { return m.ID == created.ID }) {
		return mine
	}
	mine = append(mine, created)
	slices.SortFunc(mine, byID)
	return mine
}

func byID(a, b Comment) int { return cmp.Compare(a.ID, b.ID) }

// settle leaves the first of the comments, with body in it. It is written before the others are deleted, so that nothing
// is lost in between. What a newer run wrote is left for that run to move.
func (c *Client) settle(ctx context.Context, s Sticky, mine []Comment, body string) (Comment, error) {
	kept := mine[0]
	kept.later = nil
	late := slices.ContainsFunc(mine, func(m Comment) bool { return s.Newer(m.Body) })
	if !late && !s.Same(kept.Body, body) {
		if err := c.edit(ctx, kept.ID, body); err != nil {
			return kept, err
		}
		kept.Body = body
	}
	var errs error
	for _, later := range mine[1:] {
		if !s.Newer(later.Body) {
			errs = errors.Join(errs, c.remove(ctx, later.ID))
		}
	}
	return kept, errs
}

// mine are the comments that bear the marker and are the token's own, oldest first. self is who the token is; where it is
// not known, and only where it matters, GitHub is asked.
func (c *Client) mine(ctx context.Context, number int, marker, self string) ([]Comment, error) {
	bearing, err := c.bearing(ctx, number, marker)
	if err != nil {
		return nil, err
	}
	if self == "" && slices.ContainsFunc(bearing, func(w wireComment) bool { return !w.User.isWorkflow() }) {
		if self, err = c.viewer(ctx); err != nil {
			return nil, err
		}
	}
	var mine []Comment
	for _, w := range bearing {
		if w.User.isWorkflow() || w.User.Login == self {
			mine = append(mine, w.comment())
		}
	}
	slices.SortFunc(mine, byID)
	return mine, nil
}

// bearing are all comments of the pull request whose first line is the marker, whoever wrote them.
func (c *Client) bearing(ctx context.Context, number int, marker string) ([]wireComment, error) {
	all, err := pages(c, fmt.Sprintf("list the comments of #%d", number),
		func(o gogithub.ListOptions) ([]wireComment, *gogithub.Response, error) {
			return c.commentPage(ctx, number, o)
		})
	return slices.DeleteFunc(all, func(w wireComment) bool {
		first, _, _ := strings.Cut(w.Body, "\n")
		return w.ID == 0 || w.Minimized != nil || strings.TrimRight(first, "\r ") != marker
	}), err
}

// A wireComment is a comment as GitHub sends it. The library's own type lacks "minimized".
type wireComment struct {
	ID        int64  `json:"id"`
	URL       string `json:"html_url"`
	Body      string `json:"body"`
	User      author `json:"user"`
	Minimized any    `json:"minimized"` // the reason, an object; null where it is not
}

func (w wireComment) comment() Comment { return Comment{ID: w.ID, URL: w.URL, Body: w.Body} }

type author struct {
	Login string `json:"login"`
	Type  string `json:"type"`
}

func (a author) isWorkflow() bool { return a.Login == workflowBot && a.Type == botType }

func (c *Client) commentPage(
	ctx context.Context, number int, o gogithub.ListOptions,
) ([]wireComment, *gogithub.Response, error) {
	g := c.github()
	path := fmt.Sprintf("repos/%s/%s/issues/%d/comments?page=%d&per_page=%d", c.owner, c.name, number, o.Page, o.PerPage)
	req, err := g.NewRequest(http.MethodGet, path, nil)
	if err != nil {
		return nil, nil, err
	}
	var comments []wireComment
	resp, err := g.Do(ctx, req, &comments)
	return comments, resp, err
}

// post creates a comment, and tells whom GitHub names as its author.
func (c *Client) post(ctx context.Context, number int, body string) (Comment, string, error) {
	made, resp, err := c.github().Issues.CreateComment(ctx, c.owner, c.name, number, &gogithub.IssueComment{Body: &body})
	if err == nil && made.GetID() == 0 {
		err = errors.New("there is no comment in the answer") // the library takes an empty body for an answer
	}
	if err != nil {
		return Comment{}, "", c.failed(fmt.Sprintf("comment on #%d", number), resp, err)
	}
	return Comment{ID: made.GetID(), URL: made.GetHTMLURL(), Body: body}, made.GetUser().GetLogin(), nil
}

// edit needs no more than the status: a body that is cut off does not undo it.
func (c *Client) edit(ctx context.Context, id int64, body string) error {
	_, resp, err := c.github().Issues.EditComment(ctx, c.owner, c.name, id, &gogithub.IssueComment{Body: &body})
	if err != nil && (resp == nil || resp.StatusCode != http.StatusOK) {
		return c.failed(fmt.Sprintf("edit comment %d", id), resp, err)
	}
	return nil
}

// remove deletes a comment; that another run was faster is as good.
func (c *Client) remove(ctx context.Context, id int64) error {
	resp, err := c.github().Issues.DeleteComment(ctx, c.owner, c.name, id)
	if err != nil {
		err = c.failed(fmt.Sprintf("delete comment %d", id), resp, err)
	}
	if isGone(err) {
		return nil
	}
	return err
}
