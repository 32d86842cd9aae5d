package tenant

import (
	"cmp"
	"slices"
)

// Diff compares what a goal wants with what a tenant has, on both runtimes, and plans how to get there. With
// RuntimeAuto it decides hook by hook: a managed Action stays an Action, else a Hook stays a Hook, and a new hook file
// becomes a Hook, or an Action where the tenant has no Hooks. A native Action is always an Action. Diff is a pure
// function: equal arguments give an equal plan, in the order of the hooks' names.
func Diff(goal Goal, have Snapshot) Plan {
	d := newDiffer(goal, have)
	var steps []Step
	for _, want := range goal.Desired {
		if goal.Mode == ModeDelete {
			steps = append(steps, d.deletion(want))
		} else {
			steps = append(steps, d.step(want))
		}
	}
	steps = append(steps, d.undescribed(steps)...)
	d.checkLimits(steps)
	d.assignSlots(steps)
	d.checkPositions(steps)
	for i := range steps {
		d.finishFallback(&steps[i], steps)
		steps[i].HideDiff = d.hidesDiff(steps[i])
	}
	sortSteps(steps)
	return Plan{Steps: steps, Have: have, Notices: d.notices}
}

func sortSteps(steps []Step) {
	keys := make(map[string]string, len(steps)) // a kebab name takes some work to make
	for _, s := range steps {
		keys[s.Name()] = Kebab(s.Name())
	}
	slices.SortStableFunc(steps, func(a, b Step) int {
		return cmp.Or(cmp.Compare(keys[a.Name()], keys[b.Name()]), cmp.Compare(a.Trigger(), b.Trigger()),
			cmp.Compare(a.Name(), b.Name()))
	})
}

// step plans one wanted hook, except for the enabled slot and the position.
func (d *differ) step(want Desired) Step {
	hook := d.hook(want)
	m, err := d.action(want)
	m.hook = hook
	decided := err == nil && m.action != nil
	switch {
	case d.goal.Runtime == RuntimeActions, want.Format == FormatAction && d.goal.Runtime == RuntimeAuto:
		return d.actionStep(want, m, err)
	case d.goal.Runtime == RuntimeAuto && decided && !m.adopts:
		return d.actionStep(want, m, nil)
	case hook != nil:
		return d.hookOrAction(want, m, err)
	case d.goal.Runtime == RuntimeAuto && (decided || d.onlyActions()):
		return d.actionStep(want, m, err)
	}
	return d.hookOrAction(want, m, err)
}

// onlyActions reports whether a new hook file becomes an Action without being tried as a Hook.
func (d *differ) onlyActions() bool {
	hooks := d.have.Hooks.Status
	return hooks == Ended || hooks == ReadOnly || hooks == Forbidden && d.have.Actions.readable()
}

// hookOrAction plans a Hook and, with RuntimeAuto, what becomes of it where the tenant refuses the edit.
func (d *differ) hookOrAction(want Desired, m match, notAction error) Step {
	s := d.hookStep(want, m.hook)
	source := s.Op == Create || s.Op == Update && s.Change.EditsSource()
	if d.goal.Runtime != RuntimeAuto || !source {
		return s
	}
	fallback := d.actionStep(want, m, notAction)
	if d.have.Hooks.Status == ReadOnly {
		return fallback
	}
	s.Fallback = &fallback
	if s.Op == Create {
		s.Runtime = 0
	}
	return s
}

// hookStep plans a Hook; have is nil where there is none.
func (d *differ) hookStep(want Desired, have *Observed) Step {
	s := Step{Op: None, Runtime: RuntimeHooks, Want: want, Have: have}
	if err := d.checkHook(want); err != nil {
		return s.failed(err)
	}
	if want.Position != (Position{}) {
		s.Warnings = append(s.Warnings, notice(want, "position", "position is ignored: the hook runs as a Hook"))
	}
	if have == nil {
		if err := d.hookElsewhere(want); err != nil {
			return s.failed(err)
		}
		s.Op, s.Blind = Create, d.have.Hooks.Status == Forbidden
		return s.failed(d.checkNewSecrets(want, d.have.Hooks.Limits))
	}
	s.Change = fields(want, have)
	if want.Dependencies != nil && !sameMap(want.Dependencies, have.Dependencies) {
		s.Change.Dependencies = want.Dependencies
	}
	if err := d.secrets(&s.Change, want, have, d.have.Hooks.Limits); err != nil {
		return s.failed(err)
	}
	s.Drift = d.drifted(want, have)
	if s.Change.writes() || s.Change.Enabled != nil {
		s.Op = Update
	}
	return s
}

// checkHook refuses what no Hook can be or have.
func (d *differ) checkHook(want Desired) error {
	switch {
	case want.Format == FormatAction:
		return refuse("Set runtime: actions, or leave it at auto",
			"%q is a native Action, and runtime: hooks deploys hook files alone", want.Name)
	case !want.Trigger.HasHooks():
		return refuse("Write a native Action, which exports "+want.Trigger.Handlers()[0],
			"Hooks have no trigger %s", want.Trigger)
	case len(want.Tests) > 0:
		return refuse("Set runtime: actions, or remove test-payload (testPayload in a file)",
			"%q would be a Hook, and only the draft of an Action can be tested before it is live", want.Name)
	}
	return nil
}
