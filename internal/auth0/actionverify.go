package auth0

import (
	"context"
	"errors"
	"slices"
	"time"

	"auth0-hook-action/internal/retry"
	"auth0-hook-action/internal/tenant"
)

// Verify implements tenant.Engine: one listing, and the bindings of each trigger whose list this run wrote. A listing
// counts when it has all that was written and still exists, since it may lag behind.
func (e *ActionsEngine) Verify(ctx context.Context, written []tenant.Observed) ([]tenant.Observed, error) {
	e.mu.Lock()
	last := e.lastWrite
	e.mu.Unlock()
	if err := retry.Wait(ctx, e.c.verificationDelay()-time.Since(last)); err != nil {
		return nil, err
	}
	began := time.Now()
	for pause := verificationPoll; ; pause = min(pause*3/2, lastPoll) {
		seen, err := e.readBack(ctx, written)
		if err != nil {
			return nil, err
		}
		late, err := e.unlisted(ctx, written, seen)
		if err != nil {
			return nil, err
		}
		if len(late) == 0 || time.Since(began) >= verificationTime {
			return slices.Concat(seen, late), nil
		}
		if err := retry.Wait(ctx, pause); err != nil {
			return nil, err
		}
	}
}

// readBack gives what the tenant shows at the names and triggers of what was written.
func (e *ActionsEngine) readBack(ctx context.Context, written []tenant.Observed) ([]tenant.Observed, error) {
	triggers := e.switchedOf(written)
	var seen []tenant.Observed
	var lists bindingLists
	err := sideBySide(ctx, 2, func(ctx context.Context, i int) (err error) {
		if i == 0 {
			seen, err = e.list(ctx)
		} else {
			lists, err = e.readLists(ctx, triggers)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	lists.fillIn(seen)
	return slices.DeleteFunc(seen, func(o tenant.Observed) bool {
		return !slices.ContainsFunc(written,
			func(w tenant.Observed) bool { return w.Name == o.Name || w.Trigger == o.Trigger })
	}), nil
}

// switchedOf are the triggers of what was written whose list this run wrote.
func (e *ActionsEngine) switchedOf(written []tenant.Observed) []tenant.Trigger {
	e.mu.Lock()
	defer e.mu.Unlock()
	var found []tenant.Trigger
	for _, w := range written {
		if e.switched[w.Trigger] && !slices.Contains(found, w.Trigger) {
			found = append(found, w.Trigger)
		}
	}
	return found
}

// unlisted are those that exist and are in no listing yet, as they were written. What was deleted is not among them.
func (e *ActionsEngine) unlisted(ctx context.Context, written, seen []tenant.Observed) ([]tenant.Observed, error) {
	var late []tenant.Observed
	for _, w := range written {
		if slices.ContainsFunc(seen, func(o tenant.Observed) bool { return o.ID == w.ID }) {
			continue
		}
		_, err := e.get(ctx, w.ID)
		switch {
		case errors.Is(err, tenant.ErrConflict): // it was deleted
		case err != nil:
			return nil, err
		default:
			late = append(late, w)
		}
	}
	return late, nil
}
