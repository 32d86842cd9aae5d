package auth0

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"

	"auth0-hook-action/internal/retry"
	"auth0-hook-action/internal/secret"
	"auth0-hook-action/internal/tenant"
)

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
	req.Header.Set("User-Agent", "auth0-hook-action")
	if r.body != nil || r.makeBody != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if !token.IsZero() {
		req.Header.Set("Authorization", "Bearer "+token.Reveal())
	}
	return req, nil
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
