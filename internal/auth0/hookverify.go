package auth0

import (
	"context"
	"slices"
	"time"

	"auth0-hook-action/internal/retry"
	"auth0-hook-action/internal/tenant"
)

// Verify implements tenant.Engine. A hook counts as shown when the listing has it.
func (e *HooksEngine) Verify(ctx context.Context, written []tenant.Observed) ([]tenant.Observed, error) {
	wait := e.c.verificationDelay()
	for end := time.Now().Add(wait + verificationTime); ; wait = verificationPoll {
		if err := retry.Wait(ctx, wait); err != nil {
			return nil, err
		}
		listed, err := e.list(ctx)
		if err != nil {
			return nil, err
		}
		if showsAll(listed, written) || time.Now().Add(verificationPoll).After(end) {
			return concerned(listed, written), nil
		}
	}
}

func showsAll(listed []wireHook, written []tenant.Observed) bool {
	for _, w := range written {
		if !slices.ContainsFunc(listed, func(l wireHook) bool { return l.ID == w.ID }) {
			return false
		}
	}
	return true
}

// concerned are the hooks at the names and triggers of written.
func concerned(listed []wireHook, written []tenant.Observed) []tenant.Observed {
	hooks := []tenant.Observed{}
	for _, l := range listed {
		h := l.observed()
		same := func(w tenant.Observed) bool {
			return h.Trigger == w.Trigger || h.ID == w.ID || tenant.Kebab(h.Name) == tenant.Kebab(w.Name)
		}
		if slices.ContainsFunc(written, same) {
			hooks = append(hooks, h)
		}
	}
	return hooks
}
