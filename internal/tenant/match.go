package tenant

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// A match is what a tenant has of one wanted hook.
type match struct {
	hook       *Observed  // the Hook of the name and trigger
	action     *Observed  // the Action that is, or is to become, the hook
	adopts     bool       // action is not managed yet
	duplicates []Observed // further managed Actions of that name
}

// hook is the Hook that is meant: by the kebab form of its name, at its trigger; nil where there is none.
func (d *differ) hook(want Desired) *Observed {
	for _, h := range d.kebab[Kebab(want.Name)] {
		if h.Runtime == RuntimeHooks && h.Trigger == want.Trigger {
			return h
		}
	}
	return nil
}

// hookElsewhere is an error where the Hook of the name stands at another trigger: Auth0 keeps a hook's trigger for life
// and the names of Hooks unique.
func (d *differ) hookElsewhere(want Desired) error {
	for _, h := range d.kebab[Kebab(want.Name)] {
		if h.Runtime == RuntimeHooks && h.Trigger != want.Trigger {
			return elsewhere(h, want)
		}
	}
	return nil
}

func elsewhere(o *Observed, want Desired) error {
	hint := "Choose another name, or delete that one first: mode: delete with trigger: " + o.Trigger.String()
	if !o.Managed {
		hint = "Choose another name, or rename or delete that Action"
	}
	return failing(hint,
		"the tenant has %s %s at trigger %s, and cannot move it to %s", kind(o.Runtime), o.DisplayName(), o.Trigger, want.Trigger)
}

// kind is what one hook of a runtime is called.
func kind(r Runtime) string {
	if r == RuntimeActions {
		return "the Action"
	}
	return "the Hook"
}

// action finds the Action that is meant (nil: there is none), and says why that is not clear. A native Action goes by
// its exact name, else by the one Action that a hook file of the same kebab name became; a hook file by the kebab name.
func (d *differ) action(want Desired) (match, error) {
	named := d.actionsOf(want, func(o *Observed) bool { return want.Format != FormatAction || o.Name == want.Name })
	m, err := d.choose(want, named)
	if m.action != nil || err != nil || want.Format != FormatAction {
		return m, err
	}
	return d.choose(want, d.actionsOf(want, func(o *Observed) bool {
		return o.Managed && !d.wantsExactly(o) &&
			wasHookFile(o)
	}))
}

// wasHookFile reports whether an Action is that of a hook file, or was it before it became native: then it still has a
// kebab name.
func wasHookFile(o *Observed) bool { return o.Format == FormatHook || o.Name == Kebab(o.Name) }

// wantsExactly reports whether another native Action of the goal has exactly this name.
func (d *differ) wantsExactly(o *Observed) bool {
	return slices.ContainsFunc(d.goal.Desired, func(w Desired) bool {
		return w.Format == FormatAction && w.Name == o.Name && w.Trigger == o.Trigger
	})
}

// actionsOf are the Actions of the kebab name that fulfil a condition, by name and id.
func (d *differ) actionsOf(want Desired, rule func(*Observed) bool) []*Observed {
	var found []*Observed
	for _, o := range d.kebab[Kebab(want.Name)] {
		if o.Runtime == RuntimeActions && rule(o) {
			found = append(found, o)
		}
	}
	slices.SortFunc(found, func(a, b *Observed) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name),
			cmp.Compare(a.ID, b.ID))
	})
	return found
}

// choose picks the one that is meant. Managed Actions come before others, and of several with one name the smallest id
// stays.
func (d *differ) choose(want Desired, named []*Observed) (match, error) {
	var managed, others, away []*Observed
	for _, o := range named {
		switch {
		case o.Trigger != want.Trigger:
			away = append(away, o)
		case o.Managed:
			managed = append(managed, o)
		default:
			others = append(others, o)
		}
	}
	switch {
	case len(managed) > 0:
		return oneOfManaged(want, managed)
	case len(others) > 0:
		return adopted(want, others)
	case len(away) > 0:
		return match{}, elsewhere(away[0], want)
	}
	return match{}, nil
}

func oneOfManaged(want Desired, managed []*Observed) (match, error) {
	m := match{action: managed[0]}
	for _, o := range managed[1:] {
		if o.Name != managed[0].Name {
			return match{}, failing("Delete all but one, or give the exact name of each in its own file",
				"%d Actions at %s match the name %q (%s)", len(managed), want.Trigger, want.Name, named(managed))
		}
		m.duplicates = append(m.duplicates, *o)
	}
	return m, nil
}

// adopted is an Action that this program did not deploy.
func adopted(want Desired, others []*Observed) (match, error) {
	o := others[0]
	switch {
	case len(others) > 1:
		return match{}, failing("Delete or rename all but one in the Dashboard (Actions > Library)",
			"the tenant has %d Actions %q at %s that this action did not deploy (%s)",
			len(others), want.Name, want.Trigger, named(others))
	case o.Installed:
		return match{}, failing("Choose another name",
			"the Action %s comes from the marketplace, and only its vendor can edit it", o.DisplayName())
	case !want.Adopt:
		return match{}, failing("To take it over, set adopt: true. Otherwise choose another name, or rename or delete that Action",
			"the tenant has an Action %s at %s that this action did not deploy, and it is not overwritten", o.DisplayName(), o.Trigger)
	}
	return match{action: o, adopts: true}, nil
}

// named is the names of Actions with their ids.
func named(all []*Observed) string {
	texts := make([]string, len(all))
	for i, o := range all {
		texts[i] = strconv.Quote(o.Name) + " " + o.ID
	}
	return strings.Join(texts, ", ")
}

// quoted is the names of hooks in quotes.
func quoted(all []Observed) string {
	texts := make([]string, len(all))
	for i, o := range all {
		texts[i] = o.DisplayName()
	}
	return strings.Join(texts, ", ")
}
