package auth0

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/retry"
	"auth0-hook-action/internal/tenant"
)

// A request is one call of the API.
type request struct {
	method string
	path   string // escaped, see apiPath
	query  url.Values
	body   any // sent as JSON; nil: none
	// makeBody makes the body anew for each try, in the place of body.
	makeBody func() (any, error)
	// repeat says when it may be sent again; 0: the default of its method.
	repeat retry.Repeat
	// open requests carry no token, and are answered in the shape of OAuth.
	open bool
	// left is how many bytes the pages of a list may still have; nil: the answer is no such page.
	left *int
}

// count takes a page's bytes from what the pages of a list may have.
func (r request) count(n int) error {
	if r.left == nil {
		return nil
	}
	if *r.left -= n; *r.left < 0 {
		return fmt.Errorf("%s %s: %w", r.method, r.path, errEndless)
	}
	return nil
}

var errEndless = fmt.Errorf("the list is longer than %d MiB", maxList>>20)

// unknown marks the error of a write that may have been carried out, although it was sent as often as it may be.
func (r request) unknown(err error) error {
	if r.method == http.MethodGet || r.open {
		return err
	}
	return fmt.Errorf("%w: %w", tenant.ErrUnknown, err)
}

// rules gives the transport what is special about the request.
func (r request) rules(ctx context.Context) context.Context {
	if r.repeat != 0 {
		ctx = retry.WithRepeat(ctx, r.repeat)
	}
	if r.makeBody != nil {
		ctx = retry.WithBody(ctx, func() ([]byte, error) {
			v, err := r.makeBody()
			if err != nil {
				return nil, err
			}
			return encode(v)
		})
	}
	return ctx
}

func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, errors.New("the request cannot be written as JSON") // the reason could quote a value
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// apiPath is a path of the Management API.
func apiPath(segments ...string) string {
	var b strings.Builder
	b.WriteString("/api/v2")
	for _, s := range segments {
		b.WriteString("/" + url.PathEscape(s))
	}
	return b.String()
}

// isIdentifier reports whether id is one, as the API's description has it (path parameter id).
func isIdentifier(id string) bool {
	return id != "" && strings.Trim(id, "-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz") == ""
}

// checkID keeps what a server calls an id from changing the path that it is put into.
func checkID(id string) error {
	if !isIdentifier(id) {
		return diag.WithHint(errors.New("the tenant returned an invalid id"), checkDomain)
	}
	return nil
}

const (
	hooksPath   = "/api/v2/hooks"
	actionsPath = "/api/v2/actions/actions"
	tokenPath   = "/oauth/token" //nolint:gosec // a path, not a credential
)

// checkDomain is the hint for an answer that is not Auth0's, and checkAgain that for one after which a new run may fare better.
const (
	otherAnswers = "`domain`, and whether a proxy, a firewall or the network's login page answers instead of the tenant"
	checkDomain  = "Check " + otherAnswers
	checkAgain   = "Run the job again, which creates nothing twice. If it fails again, check " + otherAnswers
)
