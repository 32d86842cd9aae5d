package github

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	gogithub "github.com/google/go-github/v60/github"
)

// A Comment is one that this token wrote on a pull request, as GitHub has it.
type Comment struct {
	ID int64
	// URL is its place on the page of the pull request.
	URL  string
	Body string
	// Superseded is set where WriteComment left the text of a newer run in it.
	Superseded bool

	// duplicates are further comments with the same marker, which concurrent runs left.
	duplicates []Comment
}

// A wireComment is a comment as GitHub sends it (https://docs.github.com/rest/issues/comments). The library's own type lacks
// "minimized".
type wireComment struct {
	ID        int64  `json:"id"`
	URL       string `json:"html_url"`
	Body      string `json:"body"`
	User      author `json:"user"`
	Minimized any    `json:"minimized"` // the reason, an object; null where it is not
}

func (w wireComment) comment() Comment { return Comment{ID: w.ID, URL: w.URL, Body: w.Body} }

// The author of what a workflow's own token writes.
const (
	workflowBot = "github-actions[bot]"
	botType     = "Bot"
)

// An author is empty where the user has been deleted.
type author struct {
	Login string `json:"login"`
	Type  string `json:"type"`
}

func (a author) isWorkflow() bool { return a.Login == workflowBot && a.Type == botType }

// isOwner reports whether the author is the token's owner. Where the login is not known, a token that is not personal counts
// as the workflow's own.
func (a author) isOwner(login string, personal bool) bool {
	if login == "" {
		return !personal && a.isWorkflow()
	}
	return strings.EqualFold(a.Login, login)
}

// markedComments are all comments of the pull request whose first line is the marker, whoever wrote them.
func (c *Client) markedComments(ctx context.Context, number int, marker string) ([]wireComment, error) {
	// whoever lists them is to write one
	all, err := pages(ctx, c, operation{fmt.Sprintf("list the comments of #%d", number), writePulls},
		func(o gogithub.ListOptions) ([]wireComment, *gogithub.Response, error) {
			return c.commentPage(ctx, number, o)
		})
	return slices.DeleteFunc(all, func(w wireComment) bool {
		first, _, _ := strings.Cut(w.Body, "\n")
		return w.ID == 0 || w.Minimized != nil || strings.TrimRight(first, "\r ") != marker
	}), err
}

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

// post creates a comment, and gives the login that GitHub names as its author.
func (c *Client) post(ctx context.Context, number int, body string) (Comment, string, error) {
	made, resp, err := c.github().Issues.CreateComment(ctx, c.owner, c.name, number, &gogithub.IssueComment{Body: &body})
	if err == nil && made.GetID() == 0 {
		err = errors.New("there is no comment in the answer") // the library takes an empty body for an answer
	}
	if err != nil {
		return Comment{}, "", c.failed(ctx, operation{fmt.Sprintf("comment on #%d", number), writePulls}, resp, err)
	}
	return Comment{ID: made.GetID(), URL: made.GetHTMLURL(), Body: body}, made.GetUser().GetLogin(), nil
}

// edit needs no more than the status: a body that is cut off does not undo it.
func (c *Client) edit(ctx context.Context, id int64, body string) error {
	_, resp, err := c.github().Issues.EditComment(ctx, c.owner, c.name, id, &gogithub.IssueComment{Body: &body})
	if err != nil && (resp == nil || resp.StatusCode != http.StatusOK) {
		return c.failed(ctx, operation{fmt.Sprintf("edit comment %d", id), writePulls}, resp, err)
	}
	return nil
}

// remove deletes a comment. One that a concurrent run deleted is deleted.
func (c *Client) remove(ctx context.Context, id int64) error {
	resp, err := c.github().Issues.DeleteComment(ctx, c.owner, c.name, id)
	if err != nil {
		err = c.failed(ctx, operation{fmt.Sprintf("delete comment %d", id), writePulls}, resp, err)
	}
	if isGone(err) {
		return nil
	}
	return err
}
