package tenant

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
)

// switchAll carries out the third phase, triggers side by side.
func (a *applier) switchAll(ctx context.Context, tasks []*task) {
	var wg sync.WaitGroup
	a.at = map[Trigger][]*task{}
	for _, t := range tasks {
		a.at[t.Step.Trigger()] = append(a.at[t.Step.Trigger()], t)
	}
	for _, trigger := range Triggers() {
		at := slices.DeleteFunc(slices.Clone(a.at[trigger]),
			func(t *task) bool { return t.Err != nil || !t.next.bySwitch() })
		if len(at) > 0 {
			wg.Go(func() { a.exchange(ctx, trigger, at) })
		}
	}
	wg.Wait()
	for _, t := range tasks {
		if t.Err == nil && t.Step.Op == Update {
			a.removeDuplicates(ctx, t)
		}
	}
}

// removeDuplicates deletes the further Actions of a name when they are unbound.
func (a *applier) removeDuplicates(ctx context.Context, t *task) {
	for _, o := range t.next.Duplicates {
		if err := a.remove(ctx, t.Step.Want, o); err != nil {
			t.fail(ctx, fmt.Errorf("delete the second Action %s (%s): %w", o.DisplayName(), o.ID, err))
			return
		}
	}
}

// exchange carries out what is to be switched at one trigger. Where a concurrent run was faster it is planned again;
// the last try leaves it to the verification to judge who keeps the slot.
func (a *applier) exchange(ctx context.Context, trigger Trigger, tasks []*task) {
	have := a.have
	for plans := 1; len(tasks) > 0; plans++ {
		x := a.exchangeOf(trigger, tasks)
		x.slot = x.slot && plans < maxPlans
		err := a.switchOnce(ctx, x, have)
		if err == nil {
			x.done(a.at[trigger])
			return
		}
		var fresh Snapshot
		if errors.Is(err, ErrConflict) && plans < maxPlans {
			fresh, err = a.planSwitch(ctx, x, plans, err)
		}
		if err != nil {
			a.failAll(ctx, x.trigger, x.tasks, err)
			return
		}
		have, tasks = []Snapshot{fresh}, a.remaining(ctx, x)
	}
}

// failAll ends tasks of an exchange that cannot be carried out, and enables again what was disabled for them.
func (a *applier) failAll(ctx context.Context, trigger Trigger, tasks []*task, err error) {
	back := a.putBack(ctx, trigger, tasks)
	for _, t := range tasks {
		t.fail(ctx, err)
		if back != nil {
			t.Err = errors.Join(back, t.Err)
		}
	}
}

// remaining are the tasks that are still to be switched after they were planned again. What the plan refuses now fails;
// an Action that a concurrent run has created too, with a smaller id, takes the place of this run's.
func (a *applier) remaining(ctx context.Context, x exchange) []*task {
	var left []*task
	for _, t := range x.tasks {
		switch {
		case t.superseded:
			t.superseded = false
			a.keepOne(ctx, t)
		case t.next.Err != nil:
			a.failAll(ctx, x.trigger, []*task{t}, t.next.Err)
		default:
			left = append(left, t)
		}
	}
	return left
}

// done notes that the exchange was written, also in the tasks at the trigger whose hooks were disabled.
func (x exchange) done(at []*task) {
	for _, t := range at {
		made := func(other *task) bool { return slices.ContainsFunc(other.displaced, t.Now.is) }
		if t.Now != nil && slices.ContainsFunc(x.tasks, made) {
			now := *t.Now
			now.Enabled = new(false)
			t.Now = &now
		}
	}
	for _, t := range x.tasks {
		s := t.next
		t.wrote, t.did = true, true
		now := *t.Now
		switch {
		case s.Want.WantsEnabled() || s.Enables() || wantsSlot(s):
			now.Enabled = new(true)
		case s.Change.Enabled != nil:
			now.Enabled = new(false)
		}
		t.Now = &now
		t.unverified = t.unverified || s.Runtime == RuntimeActions || now.IsEnabled()
		t.Step.Displaces, t.Step.Replaces = s.Displaces, s.Replaces
	}
}

// planSwitch plans again what is enabled and what is disabled, after a concurrent run was faster. What the plan refuses now
// is the error of its next step.
func (a *applier) planSwitch(ctx context.Context, x exchange, plans int, cause error) (Snapshot, error) {
	if plans > 1 { // a listing may lag behind
		if err := wait(ctx, min(firstLook<<plans, longestPause)); err != nil {
			return Snapshot{}, fmt.Errorf("%w; then the run ended: %w", cause, err)
		}
	}
	var wants []Desired
	for _, t := range x.tasks {
		wants = append(wants, t.Step.Want)
	}
	goal := a.goal.only(wants...)
	have, err := read(ctx, a.engines, goal, Query{Desired: wants})
	if err != nil {
		return have, afterLook(cause, err)
	}
	if have.Hooks.Status == Readable && a.ended.Load() {
		have.Hooks.Status = ReadOnly
	}
	for _, t := range x.tasks { // what this run created may be in no listing yet
		if !slices.ContainsFunc(have.Observed, t.Now.is) {
			have.Observed = append(have.Observed, *t.Now)
		}
	}
	plan := Diff(goal, have)
	for _, t := range x.tasks {
		i := slices.IndexFunc(plan.Steps, func(s Step) bool { return s.Key() == t.Step.Key() })
		t.next = plan.Steps[i]
		t.superseded = slices.ContainsFunc(have.Observed,
			func(o Observed) bool { return sameAction(*t.Now, o) && o.ID < t.Now.ID })
	}
	return have, nil
}

// keepOne leaves of several Actions of one name that concurrent runs created the one with the smallest id. It is brought to
// what is wanted and takes the place of one that is bound, as in the next run, before the others are deleted: their runs may
// have ended.
func (a *applier) keepOne(ctx context.Context, t *task) {
	own := *t.Now
	next, err := a.planOne(ctx, t.next)
	if err = cmp.Or(err, next.Err); err != nil {
		t.fail(ctx, fmt.Errorf("a concurrent run created an Action %s too: %w", own.DisplayName(), err))
		return
	}
	if t.unverified = true; next.Have == nil {
		return // for the next reading to judge
	}
	second := next.Duplicates
	next.Want.Position = t.next.Want.Position
	if !next.Have.is(own) {
		t.Now, t.next = next.Have, next
		t.next.Duplicates = nil
		a.write(ctx, t)
	}
	if t.Err == nil && (t.Now.ID != own.ID || slices.ContainsFunc(second, Observed.IsEnabled)) && next.bySwitch() {
		t.next = next
		a.exchange(ctx, next.Trigger(), []*task{t})
	}
	if t.Err == nil {
		a.removeSecond(ctx, t, own, second)
	}
	t.unverified = t.Err == nil
}

// removeSecond deletes the others of an Action that is kept. own is the one that this run created.
func (a *applier) removeSecond(ctx context.Context, t *task, own Observed, others []Observed) {
	for _, o := range others {
		if err := a.remove(ctx, t.Step.Want, o); err != nil {
			t.fail(ctx, fmt.Errorf("concurrent runs created two Actions %s, of which %s could not be deleted: %w",
				o.DisplayName(), o.ID, err))
			return
		}
		if !o.is(own) {
			t.Warnings = append(slices.Clone(t.Warnings), warning(t.Step.Want, "duplicate", "",
				"a concurrent run created a second Action %s, which was deleted", o.DisplayName()))
		}
	}
}
