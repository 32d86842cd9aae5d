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
	// mint makes the body anew for each try, in the place of body.
	mint func() (any, error)
	// repeat says when it may be sent again; 0: as its method lets it.
	repeat retry.Repeat
	// open requests carry no token.
	open bool
	// left is how many bytes the pages of a list may still have; nil: the answer is no such page.
	left *int
}

// maxList bounds a list: a tenant's hooks, or Actions with their code twice, have a quarter of that at most.
const maxList = 64 << 20

var errEndless = errors.New("the list is longer than 64 MiB")

// A checked answer says itself what is wrong with its shape.
type checked interface{ check() error }

// do sends a request and reads its answer into out; where out is nil an empty answer is wanted. An answer that refuses
// gives an *Error. Where it is unknown whether a request was carried out that may not be repeated, the error is a
// tenant.ErrLost, and a tenant.ErrUnknown where it was repeated in vain. A token that is refused is exchanged for a new one,
// once, where the client can get one: what was refused so was not carried out.
func (c *Client) do(ctx context.Context, r request, out any) error {
	if r.open {
		return c.send(ctx, r, secret.Value{}, out)
	}
	token, err := c.tokens.get(ctx, secret.Value{})
	if err != nil {
		return err
	}
	err = c.send(ctx, r, token, out)
	if !hasStatus(err, http.StatusUnauthorized) || !c.tokens.renewable() {
		return err
	}
	if token, err = c.tokens.get(ctx, token); err != nil {
		return err
	}
	return c.send(ctx, r, token, out)
}

func (c *Client) send(ctx context.Context, r request, token secret.Value, out any) error {
	req, err := c.build(ctx, r, token)
	if err != nil {
		return fmt.Errorf("%s %s: %w", r.method, r.path, err)
	}
	res, err := c.http.Do(req)
	if r.method != http.MethodGet && !unsent(err) {
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
	if r.left != nil {
		if *r.left -= len(body); *r.left < 0 {
			return fmt.Errorf("%s %s: %w", r.method, r.path, errEndless)
		}
	}
	if res.StatusCode/100 != 2 {
		err := c.refused(r, res.StatusCode, body)
		if retry.Auth0(res, body).Class == retry.Fault {
			return r.unknown(err)
		}
		return err
	}
	if err := decode(body, out); err != nil {
		err = fmt.Errorf("%s %s: %s, but the answer is %w", r.method, r.path, statusText(res.StatusCode), err)
		if r.once() {
			return fmt.Errorf("%w: %w", tenant.ErrLost, err)
		}
		return r.unknown(err)
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
func (c *Client) build(ctx context.Context, r request, token secret.Value) (*http.Request, error) {
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
	req, err := http.NewRequestWithContext(r.rules(ctx), r.method, address, body)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", c.agent)
	if r.body != nil || r.mint != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if !token.IsZero() {
		req.Header.Set("Authorization", "Bearer "+token.Reveal())
	}
	return req, nil
}

// rules tells the transport what is special about the request.
func (r request) rules(ctx context.Context) context.Context {
	if r.repeat != 0 {
		ctx = retry.WithRepeat(ctx, r.repeat)
	}
	if r.mint != nil {
		ctx = retry.WithBody(ctx, func() ([]byte, error) {
			v, err := r.mint()
			if err != nil {
				return nil, err
			}
			return encode(v)
		})
	}
	return ctx
}

// once reports that the request must not be sent again where it is unknown what became of it.
func (r request) once() bool {
	return r.repeat == retry.IfRefused || r.repeat == 0 && r.method == http.MethodPost
}

// failed is the error of a request that got no answer.
func (c *Client) failed(r request, err error) error {
	if outer, ok := errors.AsType[*url.Error](err); ok {
		err = outer.Err // it holds the whole address
	}
	lost, ok := errors.AsType[*retry.LostError](err)
	switch {
	case ok && lost.Status != 0:
		return fmt.Errorf("%w: %w", tenant.ErrLost, c.refused(r, lost.Status, lost.Body))
	case ok:
		return fmt.Errorf("%w: %s %s: %w", tenant.ErrLost, r.method, r.path, lost.Err)
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

func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, errors.New("the request cannot be written as JSON") // the reason could quote a value
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// decode reads an answer. Its errors quote nothing: it may hold a token, or a script that is not public.
func decode(body []byte, out any) error {
	body = bytes.TrimSpace(body)
	if out == nil {
		switch string(body) {
		case "", "{}", `""`, "null":
			return nil
		}
		return errors.New(kind(body) + " where none was due")
	}
	if err := json.Unmarshal(body, out); err != nil {
		return errors.New(kind(body))
	}
	if c, ok := out.(checked); ok {
		return c.check()
	}
	return nil
}

// kind says what an answer is that cannot be read.
func kind(body []byte) string {
	switch {
	case len(body) == 0:
		return "empty"
	case body[0] == '<':
		return "a web page"
	case !json.Valid(body):
		return "not JSON"
	}
	return "JSON of another shape than documented"
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
		return fmt.Errorf("the tenant gave the id %q, which is none", clean(id, 40))
	}
	return nil
}
