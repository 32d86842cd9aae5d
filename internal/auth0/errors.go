package auth0

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"unicode"

	"auth0-hook-action/internal/tenant"
)

// maxMessage is how much of a server's text an error shows, in characters.
const maxMessage = 300

// An Error is an answer with which Auth0 refused a request. It is a tenant.ErrHooksEnded where it says that the tenant
// has no Hooks any more, and a tenant.ErrConflict where somebody else was faster.
type Error struct {
	Method, Path string // no query
	Status       int
	// Code is Auth0's errorCode, or OAuth's error; empty where there is none.
	Code string
	// Message is the server's text on one line, cut to a sane length.
	Message string

	// ended is set where only who asked could tell that the refusal means the end of Hooks.
	ended bool
}

// Error says what was asked and what was answered.
func (e *Error) Error() string {
	text := fmt.Sprintf("%s %s: %s", e.Method, e.Path, statusText(e.Status))
	if e.Message != "" {
		text += ": " + e.Message
	}
	if e.Code != "" {
		text += " (" + e.Code + ")"
	}
	return text
}

// Is says which of the domain's kinds of error this is.
func (e *Error) Is(target error) bool {
	switch target {
	case tenant.ErrHooksEnded:
		return e.hooksEnded()
	case tenant.ErrConflict:
		return e.conflict()
	}
	return false
}

const (
	hooksPath   = "/api/v2/hooks"
	actionsPath = "/api/v2/actions/actions"
	tokenPath   = "/oauth/token" //nolint:gosec // a path, not a credential
)

// hooksEnded: the recorded code is hooks_not_allowed; the API's description has "disabled for your tenant"; that the
// collection is not there at all says the same.
func (e *Error) hooksEnded() bool {
	switch {
	case e.ended:
		return true
	case e.Path == hooksPath && e.noSuchFeature():
		return true
	case e.Path != hooksPath && !strings.HasPrefix(e.Path, hooksPath+"/"), e.Status != http.StatusForbidden:
		return false
	}
	text := strings.ToLower(e.Message)
	return strings.HasSuffix(e.Code, "_not_allowed") ||
		strings.Contains(text, "deprecated feature") || strings.Contains(text, "disabled for your tenant")
}

// noSuchFeature: what is not there, not any more, or was never made.
func (e *Error) noSuchFeature() bool {
	return e.Status == http.StatusNotFound || e.Status == http.StatusGone || e.Status == http.StatusNotImplemented
}

// conflict: what was to be made is there already, or what was to be changed is gone.
func (e *Error) conflict() bool {
	if e.Method == http.MethodGet || e.Method == http.MethodDelete || e.ended {
		return false
	}
	one := strings.HasPrefix(e.Path, hooksPath+"/") || strings.HasPrefix(e.Path, actionsPath+"/")
	return e.Status == http.StatusConflict || e.Status == http.StatusNotFound && one
}

// An answer of the Management API has message and errorCode; one of OAuth has error and error_description.
type wireError struct {
	Name        string `json:"error"`
	Message     string `json:"message"`
	Code        string `json:"errorCode"`
	Description string `json:"error_description"`
}

// refused is the error of an answer.
func (c *Client) refused(r request, status int, body []byte) error {
	e := &Error{Method: r.method, Path: r.path, Status: status}
	var w wireError
	switch err := json.Unmarshal(body, &w); {
	case err != nil && w == wireError{}: // not JSON: from something before Auth0
		e.Message = "the answer is " + kind(body)
	case w.Description != "" || w.Message == "":
		e.Code, e.Message = w.Name, w.Description
	default:
		e.Code, e.Message = w.Code, w.Message
	}
	e.Code, e.Message = c.clean(e.Code, 60), c.clean(e.Message, maxMessage)
	return e
}

// clean is foreign text without secrets, on one line and of a sane length.
func (c *Client) clean(text string, limit int) string { return clean(c.redact(text), limit) }

// clean puts foreign text on one line, without control characters and marks that turn its direction, and cuts it.
func clean(text string, limit int) string {
	var b strings.Builder
	n, space := 0, false
	for _, c := range text {
		if unicode.IsSpace(c) || unicode.Is(unicode.C, c) {
			space = n > 0
			continue
		}
		if space {
			b.WriteByte(' ')
			n, space = n+1, false
		}
		if n >= limit {
			b.WriteRune('…')
			break
		}
		b.WriteRune(c)
		n++
	}
	return b.String()
}

func hasStatus(err error, status int) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.Status == status
}

func statusText(status int) string {
	return strings.TrimSpace(fmt.Sprintf("%d %s", status, http.StatusText(status)))
}
