package tenant

import (
	"cmp"
	"slices"

	"auth0-hook-action/internal/diag"
)

// actionStep plans an Action. err says why it is not clear which one is meant.
func (d *differ) actionStep(want Desired, m match, err error) Step {
	s := Step{Op: None, Runtime: RuntimeActions, Want: want, Have: m.action, Duplicates: m.duplicates}
	if d.have.Actions.Status != Readable {
		err = cmp.Or(d.have.Actions.Err, err)
	}
	if err != nil {
		return s.failed(err)
	}
	s.Want.Dependencies = given(want, m)
	if err := d.checkAction(s, m); err != nil {
		return s.failed(err)
	}
	limits := d.have.Actions.Limits
	if s.Have == nil {
		s.Op = Create
		if err := d.checkNewSecrets(want, limits); err != nil {
			return s.failed(err)
		}
	} else if err := d.updateAction(&s, m); err != nil {
		return s.failed(err)
	}
	if err := d.checkMovedSecrets(want, m); err != nil {
		return s.failed(err)
	}
	d.replace(&s, m.hook)
	s.Warnings = append(s.Warnings, warnAction(s, d.goal)...)
	return s
}

// updateAction fills in what changes of an Action that is there.
func (d *differ) updateAction(s *Step, m match) error {
	want, have := s.Want, s.Have
	c := fields(want, have)
	c.Redo, c.Adopts = have.Redo, m.adopts
	if all := packages(want); !sameMap(all, have.Dependencies) {
		c.Dependencies = all
	}
	if have.Managed && want.Format != have.Format {
		c.Format = want.Format
	}
	if want.Enabled == nil && !have.IsEnabled() && slices.ContainsFunc(m.duplicates, Observed.IsEnabled) {
		c.Enabled = new(true) // it takes the place of the one that is deleted
	}
	if err := d.secrets(&c, want, have, d.have.Actions.Limits); err != nil {
		return err
	}
	s.Change, s.Drift = c, d.drifted(want, have)
	if c.writes() || c.Enabled != nil || len(m.duplicates) > 0 {
		s.Op = Update
	}
	return nil
}

// given are the packages given with the hook: what the files leave out is kept, from the Hook too that becomes the
// Action.
func given(want Desired, m match) map[string]string {
	switch {
	case want.Dependencies != nil:
		return want.Dependencies
	case m.action != nil && m.action.Given != nil:
		return m.action.Given
	case m.action != nil:
		return m.action.Dependencies
	case m.hook != nil:
		return m.hook.Dependencies
	}
	return nil
}

// checkAction refuses what an Action cannot be, contain or load.
func (d *differ) checkAction(s Step, m match) error {
	want, limits := s.Want, d.have.Actions.Limits
	if len(want.Unfit) > 0 {
		return refuseFor("it cannot be deployed as an Action", want.Unfit)
	}
	if n := len(packages(want)); limits.MaxDependencies > 0 && n > limits.MaxDependencies {
		return refuse("Remove packages that are not needed",
			"it would have %d dependencies, and an Action may have at most %d", n, limits.MaxDependencies)
	}
	if bound := want.WantsEnabled() || isBound(m) && !want.WantsDisabled(); bound {
		if missing := undeclared(s); len(missing) > 0 {
			return refuseFor("it cannot be bound", missing)
		}
	}
	return nil
}

// isBound reports whether the Action, or one of the name that is deleted for it, is bound.
func isBound(m match) bool {
	return m.action != nil && m.action.IsEnabled() || slices.ContainsFunc(m.duplicates, Observed.IsEnabled)
}

// undeclared is what the script requires and the Action could not load, as errors.
func undeclared(s Step) []diag.Diagnostic {
	all := packages(s.Want)
	var found []diag.Diagnostic
	for _, p := range s.Want.Packages {
		place := p.Place
		if place.File == "" {
			place = diag.Place{File: s.Want.File, Line: s.Want.Line}
		}
		one := diag.Diagnostic{Rule: "package", Severity: diag.Error, Place: place}
		_, declared := all[p.Name]
		switch {
		case p.Module && s.Have == nil:
			one.Message = "the script requires the Action Module " + p.Shown + ", and a new Action has none"
			one.Hint = "Create the Action in the Dashboard with the module and set adopt: true, or use a package"
		case !p.Module && !declared:
			one.Message = "the script requires " + p.Shown + ", which the Action does not declare and so could not load"
			one.Hint = "Add it to dependencies with its exact version"
		default:
			continue
		}
		found = append(found, one)
	}
	return found
}

// replace decides about the Hook of the same name: the two never run both.
func (d *differ) replace(s *Step, hook *Observed) {
	if hook == nil || !hook.IsEnabled() {
		return
	}
	bound := s.Have != nil && s.Have.IsEnabled() || s.Enables()
	if s.Want.Enabled == nil && !bound {
		s.Warnings = append(s.Warnings, warning(s.Want, "move",
			"Set enabled: true to bind the Action in place of the Hook",
			"the Hook %s stays enabled, and the Action is deployed but not bound", hook.DisplayName()))
		return
	}
	s.Replaces = hook
	if s.Op == None {
		s.Op = Update
	}
}

// warnAction is what the reader of the plan should know about an Action.
func warnAction(s Step, goal Goal) []diag.Diagnostic {
	want := s.Want
	all := slices.Clone(want.Unsure)
	for _, d := range undeclared(s) {
		d.Severity = diag.Warning
		all = append(all, d)
	}
	for _, o := range s.Duplicates {
		all = append(all, warning(want, "duplicate", "",
			"a second Action %s (%s), which an earlier run left, is unbound and deleted", o.DisplayName(), o.ID))
	}
	if s.Have != nil && s.Have.Managed && goal.Repository != "" {
		all = append(all, warnOwner(want, s.Have, goal)...)
	}
	if want.Trigger == SendPhoneMessage && (s.Op == Create || s.Op == Update) {
		all = append(all, warning(want, "phone-provider",
			"On the Unified Phone Experience use the trigger custom-phone-provider",
			"an Action at send-phone-message runs only where the tenant's MFA phone provider is phone-message-hook (Custom)"))
	}
	return all
}

// warnOwner names the repository or the folder that deployed the Action before.
func warnOwner(want Desired, have *Observed, goal Goal) []diag.Diagnostic {
	switch {
	case have.Repository != "" && have.Repository != goal.Repository:
		return []diag.Diagnostic{warning(want, "owner", "Let one repository deploy a hook, or give each its own name",
			"the Action %s was deployed by another repository (id %s)", have.DisplayName(), have.Repository)}
	case have.Path != goal.Path:
		return []diag.Diagnostic{warning(want, "owner", "",
			"the Action %s was deployed from another hooks-path (%q), whose prune does not know that it is described here",
			have.DisplayName(), have.Path)}
	}
	return nil
}
