package auth0

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"auth0-hook-action/internal/retry"
	"auth0-hook-action/internal/tenant"
)

// An Error is Auth0's own refusal of a request. With errors.Is it is a tenant.ErrHooksEnded, tenant.ErrConflict or
// tenant.ErrForbidden where it says so.
type Error struct {
	Method, Path string // no query
	Status       int
	// Code is Auth0's errorCode, or OAuth's error; empty where there is none.
	Code string
	// Message is the server's text on one line, redacted and cut.
	Message string
	// Skew is by how much the machine's clock is ahead of the server's, where that may be why a token was refused.
	Skew time.Duration

	kind error // what was found out about it by a further look; nil: nothing
}

// Error says what was asked and what was answered.
func (e *Error) Error() string {
	return fmt.Sprintf("%s%s %s: %s", e.clock(), e.Method, e.Path, e.answer())
}

// Brief says what was answered.
func (e *Error) Brief() string {
	if e.Path == tokenPath {
		return e.clock() + "no token: " + e.answer()
	}
	return e.clock() + e.answer()
}

func (e *Error) answer() string {
	text := retry.StatusText(e.Status)
	if e.Message != "" {
		text += ": " + e.Message
	}
	if e.Code != "" {
		text += " (" + e.Code + ")"
	}
	return text
}

// clock says how the clocks differ.
func (e *Error) clock() string {
	switch {
	case e.Skew > 0:
		return fmt.Sprintf("this machine's clock is %s ahead of Auth0's: ", e.Skew.Round(time.Second))
	case e.Skew < 0:
		return fmt.Sprintf("this machine's clock is %s behind Auth0's: ", -e.Skew.Round(time.Second))
	}
	return ""
}

// Is says which of the domain's kinds of error this is.
func (e *Error) Is(target error) bool {
	switch target {
	case tenant.ErrHooksEnded:
		return e.kind == target
	case tenant.ErrConflict:
		return e.kind == target || e.kind == nil && e.isConflict()
	case tenant.ErrForbidden:
		return e.lacksScope()
	}
	return false
}

// isConflict: what was to be made is there already, or what was to be changed is gone.
func (e *Error) isConflict() bool {
	if e.Method == http.MethodGet || e.Method == http.MethodDelete {
		return false
	}
	one := strings.HasPrefix(e.Path, hooksPath+"/") || strings.HasPrefix(e.Path, actionsPath+"/")
	return e.Status == http.StatusConflict || e.Status == http.StatusNotFound && one
}

// lacksScope tells a missing scope from what the tenant's plan lacks: Auth0 gives both the code insufficient_scope.
func (e *Error) lacksScope() bool {
	return e.Status == http.StatusForbidden && e.Path != tokenPath &&
		(e.Scopes() != "" || e.Code == "insufficient_scope" && !e.lacksFeature())
}

// A NotAuth0Error is an answer that is not Auth0's own, whatever its status: it came each time the request was sent, or to a
// request that may be sent only once.
type NotAuth0Error struct {
	Method, Path string // no query
	Status       int
	// ContentType is that of the answer; empty where it has none.
	ContentType string
	// Excerpt is the first words of the answer, redacted; empty where they may not be public.
	Excerpt string

	kind kind // what the body is
}

// Error says what was asked and what was answered.
func (e *NotAuth0Error) Error() string {
	return fmt.Sprintf("%s %s: %s", e.Method, e.Path, e.Brief())
}

// Brief says what was answered.
func (e *NotAuth0Error) Brief() string {
	parts := []string{retry.StatusText(e.Status)}
	if e.ContentType != "" {
		parts = append(parts, e.ContentType)
	}
	if e.Excerpt != "" {
		parts = append(parts, fmt.Sprintf("%q", e.Excerpt))
	} else {
		parts = append(parts, e.kind.String())
	}
	return "the answer is not Auth0's (" + strings.Join(parts, ", ") + ")"
}

// isForeign reports that something other than Auth0 answered.
func isForeign(err error) bool {
	_, ok := errors.AsType[*NotAuth0Error](err)
	return ok
}

// asError is Auth0's refusal in an error, if it is one.
func asError(err error) (*Error, bool) { return errors.AsType[*Error](err) }

// hasStatus reports that Auth0 refused with this status.
func hasStatus(err error, status int) bool {
	e, ok := asError(err)
	return ok && e.Status == status
}
