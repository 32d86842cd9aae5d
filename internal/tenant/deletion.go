package tenant

import (
	"fmt"
	"slices"
	"strings"

	"auth0-hook-action/internal/diag"
)

// deletion plans to delete what is meant by name and trigger on both runtimes, and nothing else.
func (d *differ) deletion(want Desired) Step {
	s := Step{Op: None, Want: want}
	doomed, err := d.doomed(want)
	switch {
	case err != nil:
		return s.failed(err)
	case len(doomed) > 0:
		s.Op, s.Runtime, s.Have, s.Duplicates = Delete, doomed[0].Runtime, &doomed[0], doomed[1:]
		return s
	}
	for _, o := range d.kebab[Kebab(want.Name)] {
		if o.Trigger != want.Trigger && o.Managed {
			s.Warnings = append(s.Warnings, warning(want, "trigger",
				"Set trigger: "+o.Trigger.String()+" to delete it",
				"%s %s exists at trigger %s, not at %s: it is not deleted",
				kind(o.Runtime), o.DisplayName(), o.Trigger, want.Trigger))
		}
	}
	return s
}

// doomed are what a deletion means: Actions by the exact name, else by the kebab name, and the Hook.
func (d *differ) doomed(want Desired) ([]Observed, error) {
	var found []Observed
	hook := d.hook(want)
	exact := want
	exact.Format = FormatAction
	m, err := d.choose(want, atTrigger(want, d.actionsOf(exact, func(o *Observed) bool { return o.Name == want.Name })))
	if err == nil && m.action == nil {
		m, err = d.choose(want, atTrigger(want,
			d.actionsOf(want, func(o *Observed) bool { return o.Managed || hook == nil })))
	}
	if err == nil && m.adopts {
		want.Adopt = false
		_, err = adopted(want, []*Observed{m.action})
	}
	if err != nil {
		return nil, err
	}
	if m.action != nil {
		found = append(append(found, *m.action), m.duplicates...)
	}
	if hook != nil {
		found = append(found, *hook)
	}
	return found, nil
}

func atTrigger(want Desired, all []*Observed) []*Observed {
	return slices.DeleteFunc(all, func(o *Observed) bool { return o.Trigger != want.Trigger })
}

// undescribed plans to delete what no file describes. Of Actions those count that this repository deployed from this
// hooks-path; Hooks bear no mark, so all count. Of a runtime that was not read nothing is deleted.
func (d *differ) undescribed(steps []Step) []Step {
	if !d.goal.Whole || !d.goal.Prune || d.goal.Mode == ModeDelete {
		return nil
	}
	described := map[string]bool{}
	for _, s := range steps {
		described[Kebab(s.Want.Name)] = true
	}
	var extra []Step
	var left []Observed
	for i := range d.have.Observed {
		o := &d.have.Observed[i]
		switch {
		case o.Name == "" || o.Trigger == 0 || described[Kebab(o.Name)] || !o.Managed:
		case o.Runtime == RuntimeActions && !d.own(o):
			left = append(left, *o)
		default:
			extra = append(extra, Step{Op: Delete, Runtime: o.Runtime, Have: o})
		}
	}
	d.noticeLeft(left)
	return extra
}

// own reports whether this repository deployed the Action from this hooks-path.
func (d *differ) own(o *Observed) bool {
	return d.goal.Repository != "" && o.Repository == d.goal.Repository && o.Path == d.goal.Path
}

// noticeLeft says which managed Actions prune leaves alone, and which runtime it could not look at.
func (d *differ) noticeLeft(left []Observed) {
	say := func(format string, args ...any) {
		d.notices = append(d.notices, diag.Diagnostic{Rule: "prune", Severity: diag.Notice,
			Message: fmt.Sprintf(format, args...)})
	}
	switch {
	case len(left) > 0 && d.goal.Repository == "":
		say("prune deletes no Action, because the repository's id (GITHUB_REPOSITORY_ID) is not known: %s", quoted(left))
	case len(left) > 0:
		say("prune does not delete what another repository or another hooks-path deployed: %s", quoted(left))
	}
	var unread []string
	for _, a := range []Access{d.have.Hooks, d.have.Actions} {
		if a.Status == Forbidden {
			unread = append(unread, a.Limits.Runtime.String())
		}
	}
	if len(unread) > 0 {
		say("prune deletes none of these, because they could not be read: %s", strings.Join(unread, ", "))
	}
}

// checkLimits refuses Actions beyond those that a tenant can have. Others' Actions count too.
func (d *differ) checkLimits(steps []Step) {
	limits := d.have.Actions.Limits
	count := map[Trigger]int{}
	total := 0
	add := func(t Trigger, n int) { count[t] += n; total += n }
	for _, o := range d.have.Observed {
		if o.Runtime == RuntimeActions {
			add(o.Trigger, 1)
		}
	}
	for _, s := range steps {
		if s.Op == Delete && s.Runtime == RuntimeActions {
			add(s.Trigger(), -1)
		}
	}
	for i, s := range steps {
		if s.Op != Create || s.Runtime != RuntimeActions {
			continue
		}
		add(s.Trigger(), 1)
		switch {
		case limits.MaxPerTrigger > 0 && count[s.Trigger()] > limits.MaxPerTrigger:
			steps[i] = s.failed(refuse("Delete Actions that are not needed",
				"it would be Action number %d at %s, and a tenant may have at most %d",
				count[s.Trigger()], s.Trigger(), limits.MaxPerTrigger))
		case limits.MaxTotal > 0 && total > limits.MaxTotal:
			steps[i] = s.failed(refuse("Delete Actions that are not needed",
				"it would be Action number %d, and a tenant may have at most %d", total, limits.MaxTotal))
		}
	}
}
