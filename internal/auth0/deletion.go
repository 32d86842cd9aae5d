package auth0

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/retry"
	"auth0-hook-action/internal/tenant"
)

// errStillThere is of something that a deletion left, whatever the tenant answered.
var errStillThere = errors.New("it is still there")

// remove deletes a hook. It is done when the hook was looked for and is not there.
func (e *HooksEngine) remove(ctx context.Context, id string) error {
	path, err := hookPath(id)
	if err != nil {
		return err
	}
	accepted, err := e.c.deleted(ctx, request{method: http.MethodDelete, path: path},
		func(ctx context.Context) (bool, error) { return e.isUnlisted(ctx, id) })
	if !accepted {
		return err
	}
	return awaitAbsence(ctx, func(ctx context.Context) (bool, error) { return e.c.isMissing(ctx, path, &wireHook{}) })
}

// isMissing reports whether the tenant says that it has nothing at a path; out is what would stand there.
func (c *Client) isMissing(ctx context.Context, path string, out any) (bool, error) {
	err := c.do(ctx, request{method: http.MethodGet, path: path}, out)
	if hasStatus(err, http.StatusNotFound) {
		return true, nil
	}
	return false, err
}

// awaitAbsence looks for what a deletion that the tenant accepted removed, until it is gone: reads may lag behind writes.
func awaitAbsence(ctx context.Context, gone func(context.Context) (bool, error)) error {
	for began := time.Now(); ; {
		is, err := gone(ctx)
		switch {
		case err != nil:
			return fmt.Errorf("the tenant accepted the deletion, and it is not known whether it is still there: %w", err)
		case is:
			return nil
		case time.Since(began) > verificationTime:
			return diag.WithHint(fmt.Errorf("the tenant accepted the deletion, and %w", errStillThere),
				"Run the job again. If it stays, delete it in the Dashboard")
		}
		if err := retry.Wait(ctx, verificationPoll); err != nil {
			return fmt.Errorf("the tenant accepted the deletion, and %w: %w", errStillThere, err)
		}
	}
}

// deleted sends a deletion; accepted is what the tenant says. Where the answer says neither (a 404, a redirect, a lost answer,
// one that is not Auth0's), it is done when gone says so, and a failure else.
func (c *Client) deleted(ctx context.Context, r request, gone func(context.Context) (bool, error)) (accepted bool, err error) {
	err = c.do(ctx, r, nil)
	if !hasStatus(err, http.StatusNotFound) && !errors.Is(err, tenant.ErrUnknown) {
		return err == nil, err
	}
	is, lookErr := gone(ctx)
	switch {
	case lookErr != nil:
		return false, fmt.Errorf("%w; it is not known whether it is still there: %w", err, lookErr)
	case is:
		return false, nil
	}
	return false, fmt.Errorf("%w: %w", errStillThere, err)
}

// isUnlisted reports that the list does not have a hook.
func (e *HooksEngine) isUnlisted(ctx context.Context, id string) (bool, error) {
	listed, err := e.list(ctx)
	return !slices.ContainsFunc(listed, func(l wireHook) bool { return l.ID == id }), err
}
