package github

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	gogithub "github.com/google/go-github/v60/github"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/retry"
)

// An Error is GitHub's answer to a request that it did not carry out.
type Error struct {
	// Method and Path of the request, without its query.
	Method, Path string
	Status       int
	// Message is GitHub's, on one line; empty where a server in between has answered.
	Message string
	// Needs is the permission that the request needs, as a workflow writes it: "pull-requests: write".
	Needs string
	// Accepted are the permissions that GitHub would accept, from X-Accepted-GitHub-Permissions; often empty.
	Accepted string
	// SSO is the page on which the token is authorized for the organization's single sign-on, from X-GitHub-SSO; empty
	// where GitHub does not ask for that.
	SSO string
}

// maxMessage is how much of GitHub's message an error holds, in characters.
const maxMessage = 300

// Error is the request, the status and GitHub's message.
func (e *Error) Error() string {
	return fmt.Sprintf("%s %s: %s", e.Method, e.Path, e.answer())
}

// Brief is the answer alone.
func (e *Error) Brief() string { return "GitHub answered " + e.answer() }

func (e *Error) answer() string {
	text := retry.StatusText(e.Status)
	if e.Message != "" {
		text += fmt.Sprintf(": %q", e.Message)
	}
	return text
}

// LacksPermission reports whether GitHub refused the request because the token lacks a permission.
func (e *Error) LacksPermission() bool {
	return e.Status == http.StatusForbidden && e.says("resource not accessible")
}

// says reports whether GitHub's message holds one of the texts, in any case. GitHub has no code for these reasons.
func (e *Error) says(texts ...string) bool {
	message := strings.ToLower(e.Message)
	return slices.ContainsFunc(texts, func(text string) bool { return strings.Contains(message, text) })
}

// A StallError says that GitHub did not answer in the time that a lookup has.
type StallError struct {
	// After is that time.
	After time.Duration
}

// Error names the time.
func (e *StallError) Error() string { return fmt.Sprintf("GitHub did not answer within %s", e.After) }

// Hint says where to look.
func (e *StallError) Hint() string {
	return "See https://www.githubstatus.com, and run the job again to write the comment"
}

// refused reports whether what was asked was certainly not done. After any other error of a write it may have been.
func refused(err error) bool {
	if _, ok := errors.AsType[*retry.WaitError](err); ok {
		return true
	}
	e, ok := errors.AsType[*Error](err)
	return ok && e.Status < http.StatusInternalServerError && e.Status != http.StatusRequestTimeout
}

func hasStatus(err error, statuses ...int) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && slices.Contains(statuses, e.Status)
}

// isGone reports whether there is no such comment (any more).
func isGone(err error) bool { return hasStatus(err, http.StatusNotFound, http.StatusGone) }

// An operation is what a request is for, as an error names it, and the permission that it needs.
type operation struct{ text, needs string }

// failed makes one error of what the library returns. The library's own types know 403 as a rate limit and not 429, print
// queries, and replace the cause of a context's end. It has put the body of an error back.
func (c *Client) failed(ctx context.Context, op operation, resp *gogithub.Response, err error) error {
	if ctx.Err() != nil {
		return fmt.Errorf("%s: %w", op.text, context.Cause(ctx))
	}
	if u, ok := errors.AsType[*url.Error](err); ok {
		return fmt.Errorf("%s: %s %s: %w", op.text, strings.ToUpper(u.Op), pathOf(u.URL), u.Err)
	}
	if resp == nil {
		return fmt.Errorf("%s: %w", op.text, err)
	}
	req := resp.Request
	if resp.StatusCode < http.StatusBadRequest {
		return fmt.Errorf("%s: %s %s: %s: read the answer: %w", op.text, req.Method, req.URL.Path, resp.Status, err)
	}
	return fmt.Errorf("%s: %w", op.text, &Error{
		Method: req.Method, Path: req.URL.Path, Status: resp.StatusCode, Message: c.messageOf(resp),
		Needs: op.needs, Accepted: accepted(resp.Header), SSO: c.redact(signOnPage(resp.Header)).String(),
	})
}

func pathOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Path
}

// messageOf is the message with those of the single problems
// (https://docs.github.com/rest/using-the-rest-api/troubleshooting-the-rest-api).
func (c *Client) messageOf(resp *gogithub.Response) string {
	var body gogithub.ErrorResponse
	if json.NewDecoder(resp.Body).Decode(&body) != nil {
		return "" // a proxy's page
	}
	parts := []string{body.Message}
	for _, e := range body.Errors {
		parts = append(parts, e.Message)
	}
	parts = slices.DeleteFunc(parts, func(part string) bool { return part == "" })
	return diag.Clean(c.redact(strings.Join(parts, ": ")), maxMessage)
}

// accepted is what GitHub says is missing: "issues=write; pull_requests=write".
func accepted(header http.Header) string {
	text := header.Get("X-Accepted-GitHub-Permissions")
	if len(text) > 200 || strings.Trim(text, "abcdefghijklmnopqrstuvwxyz_=;, ") != "" {
		return ""
	}
	return text
}

// signOnPage reads "required; url=https://github.com/orgs/…"
// (https://docs.github.com/rest/authentication/authenticating-to-the-rest-api).
func signOnPage(header http.Header) string {
	_, address, found := strings.Cut(header.Get("X-GitHub-SSO"), "url=")
	u, err := url.Parse(address)
	if !found || err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil || len(address) > 500 {
		return ""
	}
	return u.String()
}
