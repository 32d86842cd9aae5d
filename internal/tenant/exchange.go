package tenant

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
)

// An exchange is all that is enabled, disabled and moved at one trigger, on both runtimes. Hooks that yield to an
// Action are disabled before it is bound, and an Action that yields to a Hook is unbound before that is enabled, so
// that the two never run at once.
type exchange struct {
	trigger              Trigger
	tasks                []*task
	onHooks, onActions   []Placement
	offHooks, offActions []Observed
	slot                 bool // one of them takes the trigger's enabled slot
}

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

// switchOnce writes the exchange: first it disables, then it enables.
func (a *applier) switchOnce(ctx context.Context, x exchange, have []Snapshot) error {
	hooks := Switch{Trigger: x.trigger, On: x.onHooks, Off: ids(x.offHooks)}
	actions := Switch{Trigger: x.trigger, On: x.onActions, Off: ids(x.offActions)}
	if x.slot {
		hooks.Known, actions.Known = known(have, RuntimeHooks, x.trigger), known(have, RuntimeActions, x.trigger)
	}
	order := []func() error{
		func() error { return a.engines.Hooks.Switch(ctx, hooks) },
		func() error { return a.engines.Actions.Switch(ctx, actions) },
	}
	needed := []bool{len(hooks.On)+len(hooks.Off) > 0, len(actions.On)+len(actions.Off) > 0}
	if len(hooks.On) > 0 {
		slices.Reverse(order)
		slices.Reverse(needed)
	}
	for i, do := range order {
		if !needed[i] {
			continue
		}
		if err := do(); err != nil {
			return err
		}
	}
	return nil
}

// known are the ids of what was enabled when the plan was made.
func known(have []Snapshot, r Runtime, t Trigger) []string {
	found := []string{}
	for _, snapshot := range have {
		for _, o := range snapshot.Observed {
			if o.Runtime == r && o.Trigger == t && o.IsEnabled() {
				found = append(found, o.ID)
			}
		}
	}
	return found
}

func ids(all []Observed) []string {
	var found []string
	for _, o := range all {
		found = append(found, o.ID)
	}
	return found
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
