package tenant

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"auth0-hook-action/internal/secret"
)

// An Aim is what one run wants of a tenant.
type Aim struct {
	// Hooks that are wanted, or to be deleted: of those only name and trigger count.
	Hooks  []Hook
	Delete bool
	// Whole is set where Hooks describe the whole tenant: with Prune what they do not name is deleted.
	Whole bool
	// Prune removes what is not described: secrets that are not given and, with Whole, hooks.
	Prune bool
	// ReplaceEnabled lets a hook take its trigger's one enabled slot from another.
	ReplaceEnabled bool
	// Memory is what was deployed last; nil where nothing is known.
	Memory Memory
	// Kept are hooks that are described too, but are not this engine's to write: Prune leaves them alone.
	Kept []Hook
	// Refused says by Hook.Key what the engine could never run, and why.
	Refused map[string]error
}

// ErrRefused is in the error of a step that an engine could never carry out: a set that holds one is not begun.
var ErrRefused = errors.New("refused before anything was written")

// Diff compares what an Aim wants with what a tenant has, and plans how to get there. It is a pure function: equal
// arguments give an equal plan, in the order of the hooks' names.
func Diff(aim Aim, have []Hook, limits Limits) Plan {
	d := differ{aim: aim, have: have, named: ByKey(have), limits: limits}
	var plan Plan
	for _, want := range aim.Hooks {
		if aim.Delete {
			plan.Steps = append(plan.Steps, d.deletions(want)...)
		} else {
			plan.Steps = append(plan.Steps, d.step(want))
		}
	}
	if aim.Whole && aim.Prune && !aim.Delete {
		plan.Steps = append(plan.Steps, d.undescribed()...)
	}
	d.checkRoom(plan.Steps)
	d.assignSlots(plan.Steps)
	sortByKey(plan.Steps)
	return plan
}

func sortByKey(steps []Step) {
	keys := make(map[string]string, len(steps)) // by name: a key takes some work to make
	for _, s := range steps {
		keys[s.Name()] = s.Key()
	}
	slices.SortStableFunc(steps, func(a, b Step) int {
		return cmp.Or(cmp.Compare(keys[a.Name()], keys[b.Name()]), cmp.Compare(a.Trigger(), b.Trigger()))
	})
}

type differ struct {
	aim    Aim
	have   []Hook
	named  map[string][]Hook // have by Hook.Key
	limits Limits
}

// step plans one wanted hook, but for the enabled slot.
func (d differ) step(want Hook) Step {
	have, err := d.match(want)
	s := Step{Op: None, Want: want, Have: have, Err: err}
	switch {
	case err != nil:
		return s
	case have.Locked != "":
		s.Err = errors.New(have.Locked)
		return s
	case have.ID == "":
		s.Op = Create
	default:
		s.Change = d.change(want, have)
		s.Drift = d.drifted(want, have)
		if s.Change.writes() {
			s.Op = Update
		}
	}
	err = d.checkSecrets(want, have)
	if refused := d.aim.Refused[want.Key()]; refused != nil {
		err = fmt.Errorf("%w (%w)", refused, ErrRefused)
	}
	if err != nil {
		s.Op, s.Change, s.Err = None, Change{}, err
	}
	return s
}

// deletions deletes what is matched by name and trigger, and nothing else: all of them, where several bear the name.
func (d differ) deletions(want Hook) []Step {
	var steps []Step
	for _, h := range d.matches(want) {
		s := Step{Op: Delete, Want: want, Have: h}
		if h.Locked != "" {
			s.Op, s.Err = None, errors.New(h.Locked)
		}
		steps = append(steps, s)
	}
	if steps != nil {
		return steps
	}
	s := Step{Op: None, Want: want}
	if other, ok := d.elsewhere(want); ok {
		s.Warnings = append(s.Warnings, fmt.Sprintf("a hook %q exists at trigger %s, not at %s: it was left alone",
			other.Name, other.Trigger, want.Trigger))
	}
	return []Step{s}
}

// matches are the hooks that want means at its trigger; where names need not be unique, those of others do not count
// beside ours.
func (d differ) matches(want Hook) []Hook {
	found := slices.DeleteFunc(slices.Clone(d.named[want.Key()]), func(h Hook) bool { return h.Trigger != want.Trigger })
	if ours := slices.DeleteFunc(slices.Clone(found), func(h Hook) bool { return h.Locked != "" }); len(ours) > 0 {
		return ours
	}
	return found
}

// match finds the hook that want means: by the kebab form of the name, at its trigger. A zero Hook means that there is
// none. A hook of that name at another trigger is an error, since Auth0 keeps names unique and a trigger for life.
func (d differ) match(want Hook) (Hook, error) {
	found := d.matches(want)
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(found) > 1:
		return Hook{}, fmt.Errorf("the tenant has %d %s of this name at this trigger (%s): delete all but one, or all of them with mode: delete",
			len(found), d.limits.Runtime, ids(found))
	}
	if other, ok := d.elsewhere(want); ok {
		return Hook{}, fmt.Errorf("the tenant has a hook %q at trigger %s, and Auth0 cannot move a hook to another trigger:"+
			" choose another name, or delete that one first (mode delete with trigger %[2]s)", other.Name, other.Trigger)
	}
	if others := d.named[want.Key()]; len(others) > 0 { // at another trigger; one of the name more would be hard to tell apart
		return Hook{}, errors.New(others[0].Locked)
	}
	return Hook{}, nil
}

// elsewhere is the hook of want's name at another trigger.
func (d differ) elsewhere(want Hook) (Hook, bool) {
	for _, h := range d.named[want.Key()] {
		if h.Trigger != want.Trigger && h.Locked == "" {
			return h, true
		}
	}
	return Hook{}, false
}

// change is what differs, field by field. A field that want leaves out stays.
func (d differ) change(want, have Hook) Change {
	c := Change{Redo: have.Redo}
	if want.Script != have.Script {
		c.Script = &want.Script
	}
	if want.Enabled != nil && (have.Enabled == nil || *want.Enabled != *have.Enabled) {
		c.Enabled = want.Enabled
	}
	if want.Dependencies != nil && !maps.Equal(want.Dependencies, have.Dependencies) {
		c.Dependencies = want.Dependencies
	}
	d.secrets(&c, want, have)
	return c
}

// secrets sorts the given secrets into new and present ones. With Prune those that are not given go; an absent map
// keeps all.
func (d differ) secrets(c *Change, want, have Hook) {
	for name, value := range want.Secrets {
		if _, there := have.Secrets[name]; there {
			put(&c.SetSecrets, name, value)
		} else {
			put(&c.AddSecrets, name, value)
		}
	}
	if want.Secrets != nil && d.aim.Prune {
		c.DropSecrets = missing(have.Secrets, want.Secrets)
	}
}

// checkSecrets holds the given secrets against what the engine can keep.
func (d differ) checkSecrets(want, have Hook) error {
	if len(want.Secrets) == 0 && !d.aim.Prune {
		return nil // an empty map empties with prune alone
	}
	kept := missing(have.Secrets, want.Secrets)
	if d.limits.SecretsAsSet && len(kept) > 0 && !d.aim.Prune {
		return fmt.Errorf("the given secrets replace all that there are, and %s would be lost:"+
			" give them too, or set prune to let them go (%w)", strings.Join(kept, ", "), ErrRefused)
	}
	total := len(want.Secrets)
	if !d.aim.Prune {
		total += len(kept)
	}
	if total > d.limits.MaxSecrets {
		return fmt.Errorf("%d secrets would be on the hook, and %s take at most %d (Actions take 30: runtime: actions) (%w)",
			total, d.limits.Runtime, d.limits.MaxSecrets, ErrRefused)
	}
	return nil
}

// drifted reports that the tenant's script is neither the wanted one nor the one that was deployed last.
func (d differ) drifted(want, have Hook) bool {
	if have.Edited {
		return true
	}
	last, known := d.aim.Memory[have.Key()]
	return known && have.Script != want.Script && Fingerprint(have.Script) != last
}

// undescribed are the deletions of hooks that no file names. What is locked or bears no name is left alone.
func (d differ) undescribed() []Step {
	described := ByKey(slices.Concat(d.aim.Hooks, d.aim.Kept))
	var steps []Step
	for _, h := range d.have {
		if h.Name != "" && h.Locked == "" && h.Trigger != 0 && described[h.Key()] == nil {
			steps = append(steps, Step{Op: Delete, Have: h})
		}
	}
	return steps
}

func put(m *map[string]secret.Value, name string, v secret.Value) {
	if *m == nil {
		*m = map[string]secret.Value{}
	}
	(*m)[name] = v
}

// missing are the names in have that want lacks, sorted.
func missing(have, want map[string]secret.Value) []string {
	var names []string
	for name := range have {
		if _, ok := want[name]; !ok {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

func ids(hooks []Hook) string {
	var all []string
	for _, h := range hooks {
		all = append(all, h.ID)
	}
	slices.Sort(all)
	return strings.Join(all, ", ")
}
