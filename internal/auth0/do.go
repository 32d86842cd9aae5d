package auth0

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/retry"
	"auth0-hook-action/internal/secret"
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

var errEndless = errors.New("the list is longer than 64 MiB")

// do sends a request and reads its answer into out; where out is nil an empty answer is expected. Its errors:
//
//   - *Error: Auth0 refused;
//   - *NotAuth0Error: something else answered, each time;
//   - tenant.ErrAmbiguous: a request that may not be repeated may have been carried out;
//   - tenant.ErrUnknown: so may a write that was repeated in vain.
//
// A token that is refused is exchanged for a new one, once, where the client can get one: what was refused so was not
// carried out.
func (c *Client) do(ctx context.Context, r request, out any) error {
	if r.open {
		return c.send(ctx, r, secret.Value{}, out)
	}
	token, err := c.tokens.get(ctx, secret.Value{})
	if err != nil {
		return err
	}
	timed := retry.OnAnswer(ctx, c.noteAnswer)
	err = c.send(timed, r, token, out)
	if !hasStatus(err, http.StatusUnauthorized) || !c.tokens.renewable() {
		return err
	}
	if token, err = c.tokens.get(ctx, token); err != nil {
		return err
	}
	return c.send(timed, r, token, out)
}

func (c *Client) send(ctx context.Context, r request, token secret.Value, out any) error {
	a := &answer{request: r, out: out}
	req, err := c.build(ctx, a, token)
	if err != nil {
		return fmt.Errorf("%s %s: %w", r.method, r.path, err)
	}
	res, err := c.http.Do(req)
	if r.method != http.MethodGet && !r.open && !unsent(err) {
		noteWrite(ctx)
	}
	if err != nil {
		return c.failed(r, err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body) // the transport has bounded it
	if err != nil {
		return c.failed(r, err)
	}
	if err := c.judge(a, res, body); err != nil {
		if retry.Auth0(res, body).Class == retry.Fault || isForeign(err) {
			return r.unknown(err)
		}
		return err
	}
	return r.count(len(body))
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

// unknown marks the error of a write that may have been carried out, although it was sent as often as it may be.
func (r request) unknown(err error) error {
	if r.method == http.MethodGet || r.open {
		return err
	}
	return fmt.Errorf("%w: %w", tenant.ErrUnknown, err)
}

// build makes the HTTP request.
func (c *Client) build(ctx context.Context, a *answer, token secret.Value) (*http.Request, error) {
	r := a.request
	address := c.base + r.path
	if len(r.query) > 0 {
		address += "?" + r.query.Encode()
	}
	var body io.Reader
	if r.body != nil {
		raw, err := encode(r.body)
		if err != nil {
			return nil, err
		}
		body = bytes.NewReader(raw)
	}
	req, err := http.NewRequestWithContext(r.rules(retry.WithShape(ctx, a.hasShape)), r.method, address, body)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", c.agent)
	if r.body != nil || r.makeBody != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if !token.IsZero() {
		req.Header.Set("Authorization", "Bearer "+token.Reveal())
	}
	return req, nil
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

// failed is the error of a request that got no answer, or one that does not show what became of the request.
func (c *Client) failed(r request, err error) error {
	if outer, ok := errors.AsType[*url.Error](err); ok {
		err = outer.Err // it contains the whole address
	}
	ambiguous, ok := errors.AsType[*retry.AmbiguousError](err)
	switch {
	case ok && ambiguous.Status != 0:
		return fmt.Errorf("%w: %w", tenant.ErrAmbiguous, c.refusal(r, ambiguous.Status, ambiguous.Header, ambiguous.Body))
	case ok:
		return fmt.Errorf("%w: %s %s: %w", tenant.ErrAmbiguous, r.method, r.path, ambiguous.Err)
	}
	text := fmt.Errorf("%s %s: %w", r.method, r.path, err)
	if unsent(err) {
		return text
	}
	return r.unknown(text)
}

// unsent reports that a request was certainly not carried out.
func unsent(err error) bool {
	_, ok := errors.AsType[*retry.UnsentError](err)
	return ok
}

// isAmbiguous reports that a request that may not be repeated may have been carried out.
func isAmbiguous(err error) bool { return errors.Is(err, tenant.ErrAmbiguous) }

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
		return diag.WithHint(errors.New("the tenant returned an invalid id"), "C"+whoAnswers)
	}
	return nil
}
