package auth0

import (
	"context"
	"fmt"
	"slices"

	"auth0-hook-action/internal/tenant"
)

// Switch implements tenant.Engine. What was disabled stays so where the rest fails: to put it back is the caller's business.
func (e *HooksEngine) Switch(ctx context.Context, s tenant.Switch) (err error) {
	ctx, sent := watchWrites(ctx)
	defer func() { err = judged(err, sent) }()
	if s.Known != nil {
		if err := e.checkKnown(ctx, s); err != nil {
			return err
		}
	}
	for _, id := range s.Off {
		err := e.setEnabled(ctx, id, false)
		if err != nil && !isGone(err) {
			return fmt.Errorf("disable the hook %s: %w", id, err)
		}
	}
	for _, p := range s.On {
		if err := e.setEnabled(ctx, p.ID, true); err != nil {
			return fmt.Errorf("enable the hook %q: %w", p.Name, err)
		}
	}
	return nil
}

// checkKnown is a conflict where another hook was enabled at the trigger since the plan was made.
func (e *HooksEngine) checkKnown(ctx context.Context, s tenant.Switch) error {
	listed, err := e.list(ctx)
	if err != nil {
		return err
	}
	for _, l := range listed {
		h := l.observed()
		on := slices.ContainsFunc(s.On, func(p tenant.Placement) bool { return p.ID == h.ID })
		if h.Trigger == s.Trigger && h.IsEnabled() && !on && !slices.Contains(s.Known, h.ID) && !slices.Contains(s.Off, h.ID) {
			return fmt.Errorf("the hook %s was enabled at %s: %w", h.DisplayName(), s.Trigger, tenant.ErrConflict)
		}
	}
	return nil
}

func (e *HooksEngine) setEnabled(ctx context.Context, id string, on bool) error {
	return e.patch(ctx, &tenant.Observed{ID: id}, tenant.Change{Enabled: &on})
}
