package tenant

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// An extensibility point runs one hook: each trigger has one enabled slot
// (https://auth0.com/docs/customize/hooks/enable-disable-hooks). The API itself accepts a second enabled hook, so the
// rule is kept here.

// assignSlots makes each step whose hook is to be enabled displace the trigger's other enabled ones, or fail: also where it
// is enabled already, since other tools enable a second one.
func (d differ) assignSlots(steps []Step) {
	for i := range steps {
		s := &steps[i]
		if s.Err != nil || d.aim.Delete || !s.Want.IsEnabled() {
			continue
		}
		others := holders(d.have, *s, steps)
		switch {
		case len(others) == 0:
		case d.aim.ReplaceEnabled:
			s.Displaces = others
			if !s.Enables() {
				s.Op, s.Change.Enabled = Update, s.Want.Enabled
			}
		default:
			s.Op, s.Change = None, Change{}
			s.Err = fmt.Errorf("%s is enabled at %s, which runs one hook: disable it, or set replace-enabled: true",
				names(others), s.Want.Trigger)
		}
	}
}

// holders are the enabled hooks at the step's trigger other than its own, and other than those that the plan itself
// disables or deletes. Hooks that are not ours do not count.
func holders(have []Hook, s Step, steps []Step) []Hook {
	var found []Hook
	for _, h := range have {
		own := h.ID == s.Have.ID || h.Key() == s.Want.Key() // by another run, perhaps, since it was read
		if h.Trigger != s.Want.Trigger || own || !h.IsEnabled() || h.Locked != "" {
			continue
		}
		leaves := slices.ContainsFunc(steps, func(o Step) bool { return o.Have.ID == h.ID && o.Err == nil && o.frees() })
		if !leaves {
			found = append(found, h)
		}
	}
	slices.SortFunc(found, func(a, b Hook) int { return strings.Compare(a.ID, b.ID) })
	return found
}

func names(hooks []Hook) string {
	quoted := make([]string, len(hooks))
	for i, h := range hooks {
		quoted[i] = h.Called()
	}
	return strings.Join(quoted, ", ")
}

// errSlotLost is in the error of a hook that gave its slot up to another run's.
var errSlotLost = errors.New("another run enabled a hook at this trigger at the same time")

// takeSlot carries out a step that enables its hook: it reads the slot again, disables who holds it (as far as the plan
// may), writes, reads back, and looks once more after a settling delay, since the API has no precondition that would
// keep another run out. Where the hook cannot be enabled, those disabled for it are put back.
func (a *applier) takeSlot(ctx context.Context, r *Result) {
	begun := time.Now()
	if r.Err = a.refreshHolders(ctx, &r.Step); r.Err != nil {
		if ctx.Err() != nil {
			r.Status, r.Err = Skipped, notBegun(ctx)
		}
		return
	}
	enabling := r.Step
	slow := a.engine.Limits().ExchangesAtOnce // Actions, which are built and deployed before
	if len(r.Step.Displaces) > 0 || slow {
		if enabling, r.Err = a.prepare(ctx, r); r.Err != nil {
			return
		}
	}
	prepared := r.Status
	var err error
	if prepared != 0 && slow { // that may have taken minutes, in which another run took the slot
		begun = time.Now()
		err = a.refreshHolders(ctx, &enabling)
		r.Step.Displaces = enabling.Displaces
	}
	var disabled []Hook
	if err == nil {
		disabled, err = a.displace(ctx, enabling)
	}
	if err == nil {
		err = a.enable(ctx, r, enabling)
	}
	if err != nil && (prepared != 0 || len(disabled) > 0) {
		r.Status = prepared // not Skipped: something was done
	}
	if err != nil && prepared != 0 {
		err = fmt.Errorf("it was %s, but: %w", prepared, err)
	}
	if err == nil {
		err = a.holdSlot(ctx, r, time.Since(begun))
	}
	if err != nil {
		err = errors.Join(err, a.putBack(ctx, *r, disabled, err))
	}
	r.Err = err
}

// prepare writes all that does not need the slot, so that nobody is disabled for a hook that cannot be written. It gives
// the step that is left.
func (a *applier) prepare(ctx context.Context, r *Result) (Step, error) {
	first := r.Step
	first.Displaces, first.Want.Enabled, first.Change.Enabled = nil, nil, nil
	if first.Op == Create || first.Change.writes() {
		var err error
		if r.Hook, r.Status, err = a.write(ctx, first); err != nil {
			return Step{}, err
		}
	}
	on := true
	return Step{Op: Update, Want: r.Step.Want, Have: r.Hook, Change: Change{Enabled: &on}, Displaces: r.Step.Displaces}, nil
}

// enable does the step that takes the slot. What was prepared before stays "created" or "updated".
func (a *applier) enable(ctx context.Context, r *Result, s Step) error {
	hook, status, err := a.write(ctx, s)
	if err == nil || hook.ID != "" {
		r.Hook = hook
	}
	if r.Status == 0 {
		r.Status = status
	}
	return err
}

// refreshHolders reads who holds the slot now. A holder that the plan did not know of is displaced only where the aim
// lets it.
func (a *applier) refreshHolders(ctx context.Context, s *Step) error {
	have, err := a.engine.Read(ctx, []Hook{{Trigger: s.Want.Trigger}})
	if err != nil {
		return err
	}
	others := holders(have, *s, nil)
	if len(others) > 0 && !a.aim.ReplaceEnabled {
		return fmt.Errorf("%s is enabled at %s, which runs one hook: disable it, or set replace-enabled: true",
			names(others), s.Want.Trigger)
	}
	s.Displaces = others
	return nil
}

// displace disables the holders of the slot, unless the engine does it in the write that follows. It gives those that may
// be disabled now, also beside an error.
func (a *applier) displace(ctx context.Context, s Step) ([]Hook, error) {
	if a.engine.Limits().ExchangesAtOnce {
		return nil, nil
	}
	var disabled []Hook
	for _, other := range s.Displaces {
		disabled = append(disabled, other)
		if err := a.setEnabled(ctx, other, false); err != nil {
			return disabled, fmt.Errorf("disable %s: %w", other.Called(), err)
		}
	}
	return disabled, nil
}

func (a *applier) setEnabled(ctx context.Context, h Hook, on bool) error {
	_, err := a.engine.Do(ctx, Step{Op: Update, Want: h, Have: h, Change: Change{Enabled: &on}})
	return err
}

// patience is how often a rival is looked for before it is taken for one that will not give way any more.
const patience = 8

// longestSettle is as long as one request lives: no write comes later than that after its reading.
const longestSettle = 30 * time.Second

// holdSlot sees to it that one hook holds the slot, this one or a rival. Runs that race may each give way to another one that
// gives way too: so who lost the slot looks once more, and takes it again where nobody has it. Who leaves it last finds it
// empty.
func (a *applier) holdSlot(ctx context.Context, r *Result, gap time.Duration) error {
	for try := 1; ; try++ {
		err := a.contest(ctx, r, gap)
		if !errors.Is(err, errSlotLost) || try == patience || !a.vacant(ctx, r.Step.Want.Trigger, gap) {
			return err
		}
		if err := a.setEnabled(ctx, r.Hook, true); err != nil {
			return fmt.Errorf("enable it again, since nobody else stayed enabled: %w", err)
		}
	}
}

// vacant reports, after a settling delay, that none of our hooks is enabled at the trigger.
func (a *applier) vacant(ctx context.Context, t Trigger, gap time.Duration) bool {
	if wait(ctx, min(2*gap, longestSettle)) != nil {
		return false
	}
	have, err := a.engine.Read(ctx, []Hook{{Trigger: t}})
	return err == nil && len(holders(have, Step{Want: Hook{Trigger: t}}, nil)) == 0
}

// contest verifies that the slot is the hook's alone, and again after a delay longer than the gap between this run's
// reading and writing. Of two runs that raced the hook with the smaller id keeps the slot; where the other run does not
// give way in that time it has ended, and this one gives way.
func (a *applier) contest(ctx context.Context, r *Result, gap time.Duration) error {
	for check := 1; ; check++ {
		rivals, err := a.rivals(ctx, *r)
		if err != nil {
			return fmt.Errorf("read back: %w", err)
		}
		last := check == patience || check > 1 && len(rivals) == 0
		// Not at first sight: a rival that is on its way out is back for a moment where somebody writes an older list.
		yields := len(rivals) > 0 && (last || check > 1 && rivals[0].ID < r.Hook.ID)
		switch {
		case yields:
			err := a.setEnabled(ctx, r.Hook, false)
			return errors.Join(fmt.Errorf("%w: %s holds it now, and this one was disabled again", errSlotLost, names(rivals)), err)
		case last:
			return nil
		}
		if err := wait(ctx, min(2*gap, longestSettle)); err != nil {
			return fmt.Errorf("it was enabled, but whether it stays so was not read back: %w", err)
		}
	}
}

// rivals are the other enabled hooks at the trigger, by id. That the hook itself is not enabled is an error.
func (a *applier) rivals(ctx context.Context, r Result) ([]Hook, error) {
	have, err := a.engine.Read(ctx, []Hook{{Trigger: r.Step.Want.Trigger}})
	if err != nil {
		return nil, err
	}
	others := holders(have, Step{Want: r.Step.Want, Have: r.Hook}, nil)
	i := slices.IndexFunc(have, func(h Hook) bool { return h.ID == r.Hook.ID })
	switch {
	case i >= 0 && have[i].IsEnabled():
		return others, nil
	case len(others) > 0:
		return nil, fmt.Errorf("%w, and disabled this one: %s holds it now", errSlotLost, names(others))
	}
	return nil, errors.New("the tenant took the write, and yet the hook is not enabled")
}

// putBack enables those again that were disabled for a hook that could not be enabled after all. It may outlive a
// cancelled run for a short while. Its error says in what state the tenant is. A slot lost to another run is that run's.
func (a *applier) putBack(ctx context.Context, r Result, disabled []Hook, cause error) error {
	s := r.Step
	if len(disabled) == 0 || errors.Is(cause, errSlotLost) {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), putBackTime)
	defer cancel()
	have, err := a.engine.Read(ctx, []Hook{{Trigger: s.Trigger()}})
	if err == nil && slices.ContainsFunc(have, func(h Hook) bool {
		return h.Key() == s.Key() && h.Trigger == s.Trigger() && h.IsEnabled()
	}) {
		return fmt.Errorf("%q is enabled all the same, and %s stays disabled", s.Want.Name, names(disabled))
	}
	if err != nil && r.Hook.ID != "" { // whether it is enabled is not known: two must never be
		if err := a.setEnabled(ctx, r.Hook, false); err != nil {
			return fmt.Errorf("whether %q is enabled is not known, and %s stays disabled: %w", s.Want.Name, names(disabled), err)
		}
	}
	taken := func(h Hook) bool { return !slices.ContainsFunc(disabled, func(d Hook) bool { return d.ID == h.ID }) }
	if slices.ContainsFunc(holders(have, s, nil), taken) {
		return nil // by another run, whose it is now
	}
	var errs []error
	for _, h := range disabled {
		if slices.ContainsFunc(have, func(now Hook) bool { return now.ID == h.ID && now.IsEnabled() }) {
			continue // it never was disabled
		}
		if err := a.setEnabled(ctx, h, true); err != nil {
			errs = append(errs, fmt.Errorf("%s was disabled and could not be enabled again, so nothing may be enabled at %s now: %w",
				names([]Hook{h}), h.Trigger, err))
		}
	}
	return errors.Join(errs...)
}

// wait ends when the time has passed or the run ends.
func wait(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
