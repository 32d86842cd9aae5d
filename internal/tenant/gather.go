package tenant

import (
	"cmp"
	"slices"
)

// exchangeOf gathers what the tasks switch, in the order of the files.
func (a *applier) exchangeOf(trigger Trigger, tasks []*task) exchange {
	x := exchange{trigger: trigger, tasks: slices.Clone(tasks)}
	order := map[string]int{}
	for i, want := range a.goal.Desired {
		order[want.Key()] = i
	}
	keep := 0
	all := slices.Clone(tasks)
	for _, t := range a.at[trigger] {
		if !slices.Contains(tasks, t) && t.keepsPlace() {
			all = append(all, t)
		}
	}
	slices.SortStableFunc(all, func(a, b *task) int {
		return cmp.Or(cmp.Compare(a.rank(), b.rank()), cmp.Compare(order[a.Step.Key()], order[b.Step.Key()]))
	})
	for _, t := range all {
		moves := slices.Contains(tasks, t) && x.add(t)
		if !moves && t.keepsPlace() && !t.next.Want.WantsDisabled() {
			x.onActions = append(x.onActions, placementOf(t.next, *t.Now))
			keep++
		}
	}
	if len(x.onActions) == keep { // nothing is bound or moved
		x.onActions = nil
	}
	out := ids(x.offActions) // what is disabled keeps no place
	x.onActions = slices.DeleteFunc(x.onActions, func(p Placement) bool { return slices.Contains(out, p.ID) })
	return x
}

// keepsPlace reports whether the task's Action is bound and has to stay where the files want it when others are bound
// beside it.
func (t *task) keepsPlace() bool {
	placed := t.next.Runtime == RuntimeActions && t.next.Want.Position != Position{}
	return placed && t.Err == nil && t.Now != nil && t.Now.IsEnabled()
}

// rank puts those without a wanted position between the ones that go first and all others, so that they push none of
// them away.
func (t *task) rank() int {
	switch t.next.Want.Position.Where {
	case First:
		return 0
	case 0:
		return 1
	}
	return 2
}

// add adds what a task switches; on says whether its hook is enabled or moved.
func (x *exchange) add(t *task) (on bool) {
	s := t.next
	own := *t.Now
	x.off(s.Displaces...)
	t.displaced = append(t.displaced, s.Displaces...)
	for _, o := range s.Duplicates {
		if o.IsEnabled() {
			x.off(o)
		}
	}
	if s.Replaces != nil {
		x.off(*s.Replaces)
		if !s.Want.WantsDisabled() {
			t.displaced = append(t.displaced, *s.Replaces)
		}
	}
	on = s.Enables() || s.Change.Position != (Position{}) || wantsSlot(s) && len(s.Displaces) > 0
	switch {
	case on && s.Runtime == RuntimeActions:
		x.onActions = append(x.onActions, placementOf(s, own))
		x.slot = x.slot || takesSlot(s.Want.Format, s.Want.Trigger)
	case on:
		x.onHooks = append(x.onHooks, Placement{ID: own.ID, Name: own.Name})
		x.slot = true
	case s.Change.Enabled != nil:
		x.off(own)
	}
	return on
}

// placementOf is where an Action goes: where it is wanted, in the place of what it replaces, or, when it is bound for
// the first time, a hook file first, since Auth0 ran Hooks before Actions, and a native Action last.
func placementOf(s Step, own Observed) Placement {
	p := Placement{ID: own.ID, Name: own.Name, Position: s.Want.Position}
	if p.Position != (Position{}) {
		return p
	}
	for _, o := range slices.Concat(s.Displaces, s.Duplicates) {
		if o.Runtime == RuntimeActions && o.IsEnabled() {
			p.Instead = append(p.Instead, o.ID)
		}
	}
	if !own.IsEnabled() {
		p.Position = Position{Where: Last}
		if s.Want.Format != FormatAction {
			p.Position = Position{Where: First}
		}
	}
	return p
}
