package github

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	gogithub "github.com/google/go-github/v60/github"

	"auth0-hook-action/internal/retry"
)

// An Error is GitHub's answer to a request that it did not carry out.
type Error struct {
	Method, Path string
	Status       int
	// Message is GitHub's; empty where a server in between has answered.
	Message string
	// Accepted are the permissions that GitHub would take, from X-Accepted-GitHub-Permissions; mostly empty.
	Accepted string
}

// maxMessage is how much of GitHub's words an error holds.
const maxMessage = 500

// Error is the request, the status and GitHub's message.
func (e *Error) Error() string {
	text := fmt.Sprintf("%s %s: %d %s", e.Method, e.Path, e.Status, http.StatusText(e.Status))
	if e.Message != "" {
		text += fmt.Sprintf(": %q", e.Message)
	}
	return text
}

// Hint says what to check or change, empty where GitHub's message says all there is.
func (e *Error) Hint() string {
	switch {
	case e.limited():
		return "Run the job again later, or fewer jobs at once: GitHub limits how much a token may ask for and write in a time"
	case e.LacksPermission():
		return e.permissionHint()
	case e.Status == http.StatusUnauthorized:
		return "Check `github-token`, which is not valid, or no more: ${{ github.token }}, the default, ends with its job"
	case e.Status == http.StatusNotFound:
		return "Check `pr-number`, and that github-token may see the repository: to one that may not GitHub says 404"
	}
	return ""
}

// LacksPermission reports whether GitHub refused the request since the token may not do it.
func (e *Error) LacksPermission() bool {
	return e.Status == http.StatusForbidden && strings.Contains(e.Message, "Resource not accessible")
}

// limited reports whether GitHub refused the request for its rate alone.
func (e *Error) limited() bool {
	text := strings.ToLower(e.Message)
	return e.Status == http.StatusTooManyRequests ||
		(e.Status == http.StatusForbidden && (strings.Contains(text, "rate limit") || strings.Contains(text, "abuse")))
}

func (e *Error) permissionHint() string {
	hint := "Give the job `permissions: pull-requests: write`"
	if e.Accepted != "" {
		hint += fmt.Sprintf(" (GitHub names %#q)", e.Accepted)
	}
	return hint
}

// refused reports whether what was asked was certainly not done. After any other error of a write it may have been.
func refused(err error) bool {
	if _, ok := errors.AsType[*retry.WaitError](err); ok {
		return true
	}
	e, ok := errors.AsType[*Error](err)
	return ok && e.Status < http.StatusInternalServerError && e.Status != http.StatusRequestTimeout
}

// isGone reports whether there is no such comment (any more).
func isGone(err error) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && (e.Status == http.StatusNotFound || e.Status == http.StatusGone)
}

// failed makes one error of what the library returns: its own types know 403 as a rate limit but not 429, and print
// queries. The library has put the body of an error back.
func (c *Client) failed(operation string, resp *gogithub.Response, err error) error {
	if u, ok := errors.AsType[*url.Error](err); ok {
		return fmt.Errorf("%s: %s %s: %w", operation, strings.ToUpper(u.Op), pathOf(u.URL), u.Err)
	}
	if resp == nil {
		return fmt.Errorf("%s: %w", operation, err)
	}
	req := resp.Request
	if resp.StatusCode < http.StatusBadRequest {
		return fmt.Errorf("%s: %s %s: %s: read the answer: %w", operation, req.Method, req.URL.Path, resp.Status, err)
	}
	return fmt.Errorf("%s: %w", operation, &Error{
		Method: req.Method, Path: req.URL.Path, Status: resp.StatusCode,
		Message: c.messageOf(resp), Accepted: accepted(resp.Header),
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
		return "" // a proxy's page: the status says enough
	}
	parts := []string{body.Message}
	for _, e := range body.Errors {
		parts = append(parts, e.Message)
	}
	text := c.redact(strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), ": "))
	return strings.ToValidUTF8(text[:min(len(text), maxMessage)], "")
}

// accepted is what GitHub says is missing: "issues=write; pull_requests=write".
func accepted(header http.Header) string {
	text := header.Get("X-Accepted-GitHub-Permissions")
	if len(text) > 200 || strings.Trim(text, "abcdefghijklmnopqrstuvwxyz_=;, ") != "" {
		return ""
	}
	return text
}
