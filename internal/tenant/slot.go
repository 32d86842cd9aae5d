package tenant

import (
	"cmp"
	"slices"
)

// A trigger runs one enabled Hook (https://auth0.com/docs/customize/hooks/enable-disable-hooks). The API itself accepts
// a second one, so the rule is kept here, and for hook files that run as Actions too. Native Actions do not count,
// except at the two triggers that take one Action of whatever kind.

// assignSlots makes each step whose hook is to be enabled displace the others that are enabled at its trigger, or fail:
// also where it is enabled already, since other tools enable a second one.
func (d *differ) assignSlots(steps []Step) {
	if d.goal.Mode == ModeDelete {
		return
	}
	d.yieldSlots(steps)
	for i := range steps {
		d.assignSlot(&steps[i], steps)
	}
	taken := map[Trigger]*Step{}
	for i := range d.goal.Desired { // its steps come first, in the order of the files
		s, want := &steps[i], d.goal.Desired[i]
		if !wantsSlot(*s) {
			continue
		}
		if first := taken[want.Trigger]; first != nil {
			*s = s.failed(refuse("Set enabled: true in one of them, and enabled: false in the other",
				"%q and %q would both be enabled at %s, which runs one hook",
				first.Want.Name, want.Name, want.Trigger))
			continue
		}
		taken[want.Trigger] = s
	}
}

// yieldSlots lets a bound Action that becomes that of a hook file, and says nothing about enabled, yield to a hook of
// the run that has enabled: true.
func (d *differ) yieldSlots(steps []Step) {
	for i := range steps {
		s := &steps[i]
		s.Yields = d.goal.ReplaceEnabled && !s.Want.WantsEnabled() && slices.ContainsFunc(steps, func(other Step) bool {
			return other.Want.Trigger == s.Want.Trigger && other.Want.WantsEnabled() && wantsSlot(other)
		})
	}
}

// wantsSlot reports whether the step's hook is to be the one that is enabled at its trigger: also where a bound Action
// becomes that of a hook file.
func wantsSlot(s Step) bool {
	if s.Err != nil || s.Op == Delete || !takesSlot(s.Want.Format, s.Want.Trigger) {
		return false
	}
	joins := !s.Yields && (s.Change.Format != 0 || s.Change.Adopts) && s.Have.IsEnabled() && !s.Want.WantsDisabled()
	return s.Want.WantsEnabled() || joins
}

func takesSlot(f Format, t Trigger) bool { return f != FormatAction || t.TakesOneAction() }

func (d *differ) assignSlot(s *Step, steps []Step) {
	if !wantsSlot(*s) {
		return
	}
	others := d.rivals(*s, steps)
	switch {
	case len(others) == 0:
	case !d.goal.ReplaceEnabled:
		*s = s.failed(slotTaken(others, s.Want.Trigger))
	default:
		s.Displaces = others
		if s.Op == None {
			s.Op = Update
		}
	}
}

func slotTaken(others []Observed, t Trigger) error {
	hint := "Disable it, or set replace-enabled: true"
	if t.TakesOneAction() {
		return failing(hint, "%s is bound at %s, which runs one Action", quoted(others), t)
	}
	return failing(hint, "%s is enabled at %s, which runs one hook", quoted(others), t)
}

// rivals are the enabled hooks at the step's trigger other than its own, and other than those that the plan itself
// disables or deletes, by id.
func (d *differ) rivals(s Step, steps []Step) []Observed {
	var found []Observed
	for _, o := range d.have.Observed {
		if o.Trigger != s.Want.Trigger || !o.IsEnabled() || s.owns(o) {
			continue
		}
		freed := slices.ContainsFunc(steps, func(other Step) bool { return other.frees(o) })
		if o = planned(o, steps); !freed && contends(o, s.Want.Trigger) {
			found = append(found, o)
		}
	}
	slices.SortFunc(found, func(a, b Observed) int { return cmp.Compare(a.ID, b.ID) })
	return found
}

// planned is an Action whose format the plan changes, or that it adopts, as it is then.
func planned(o Observed, steps []Step) Observed {
	for _, s := range steps {
		if s.Err == nil && (s.Change.Format != 0 || s.Change.Adopts) && s.Have.is(o) {
			o.Format, o.Managed = s.Want.Format, true
		}
	}
	return o
}

// contends reports whether it takes the slot of a trigger.
func contends(o Observed, t Trigger) bool {
	if o.Trigger != t || !o.IsEnabled() {
		return false
	}
	return t.TakesOneAction() || o.Runtime == RuntimeHooks || o.Managed && o.Format == FormatHook
}

// finishFallback gives the fallback of a step the slot and the place that the step would have.
func (d *differ) finishFallback(s *Step, steps []Step) {
	if s.Fallback == nil {
		return
	}
	d.assignSlot(s.Fallback, steps)
	d.checkPosition(s.Fallback, steps)
}
