package auth0

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"auth0-hook-action/internal/tenant"
)

// errStillThere is the kind of a refusal that calls a hook missing that is there.
var errStillThere = errors.New("it is still there")

// remove deletes a hook. It is done when the hook was deleted, or is not listed.
func (e *HooksEngine) remove(ctx context.Context, id string) error {
	path, err := hookPath(id)
	if err != nil {
		return err
	}
	return e.c.deleted(ctx, request{method: http.MethodDelete, path: path},
		func(ctx context.Context) (bool, error) { return e.isUnlisted(ctx, id) })
}

// deleted sends a deletion. Where the answer does not prove that it was carried out (a 404, a redirect, a lost answer, one
// that is not Auth0's), it is done when gone says so, and a failure else.
func (c *Client) deleted(ctx context.Context, r request, gone func(context.Context) (bool, error)) error {
	err := c.do(ctx, r, nil)
	if !hasStatus(err, http.StatusNotFound) && !errors.Is(err, tenant.ErrUnknown) {
		return err
	}
	is, lookErr := gone(ctx)
	switch {
	case lookErr != nil:
		return fmt.Errorf("%w; it is not known whether it is still there: %w", err, lookErr)
	case is:
		return nil
	}
	return fmt.Errorf("%w: %w", errStillThere, err)
}
