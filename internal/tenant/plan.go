package tenant

import (
	"cmp"
	"errors"
	"slices"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/secret"
)

// An Op is what a step of a plan does to the tenant.
type Op int

// What a step can do.
const (
	None Op = iota + 1
	Create
	Update
	Delete
)

var ops = [...]string{None: "none", Create: "create", Update: "update", Delete: "delete"}

// String is the word used in the output "hooks".
func (o Op) String() string { return word(ops[:], int(o)) }

// A Change has the fields of a hook that differ, and nothing else: nil means that the field stays.
type Change struct {
	Script       *string
	Enabled      *bool
	Dependencies map[string]string // the whole new map, of an Action with the packages that the script names
	// Secrets to add (not on the tenant yet), to set (there already) and the names to remove.
	AddSecrets, SetSecrets map[string]secret.Value
	DropSecrets            []string
	// Position moves a bound Action within its trigger's list; the zero Position leaves it.
	Position Position
	// Redo repeats Observed.Redo: there is work although no field differs.
	Redo string
	// Format is the new format where an Action's script changes from one to the other; 0 where it stays.
	Format Format
	// Adopts is set where the step takes over an Action that this program did not deploy.
	Adopts bool
}

// A Step is one hook's part of a plan. It is plain data.
type Step struct {
	Op Op
	// Runtime carries the step out. 0 in a plan: a new hook is a Hook, or an Action where the tenant refuses Hooks.
	Runtime Runtime
	Want    Desired   // zero for the deletion of what no file describes
	Have    *Observed // nil for a creation
	Change  Change
	// Displaces are the other enabled hooks of the trigger that are disabled for this one.
	Displaces []Observed
	// Yields is set where another hook of the run takes the slot that this one has without asking for it.
	Yields bool
	// Replaces is the enabled Hook of the same name and trigger whose place this Action takes: it is disabled before
	// the Action is bound.
	Replaces *Observed
	// Duplicates are others of the same hook that are deleted: a second managed Action of the name, which an earlier
	// run left; in a deletion the Hook beside the Action too.
	Duplicates []Observed
	// Fallback is what the step probably becomes where the tenant refuses Hooks; nil where that
	// decides nothing.
	Fallback *Step
	// Blind is set on a creation for which the tenant could not be read: it is sent once, and never repeated after a
	// lost answer.
	Blind bool
	// HideDiff is set where the script, or the one that it replaces, has values that must not be shown.
	HideDiff bool
	// Drift is set where the script on the tenant is neither the desired one nor the one that was deployed last.
	Drift bool
	// Warnings are for the reader of the plan; they stop nothing.
	Warnings []diag.Diagnostic
	// Err says why this step cannot be carried out; then Op is None.
	Err error
}

// Key identifies the hook that the step is about.
func (s Step) Key() string {
	if s.Want.Name == "" && s.Have != nil {
		return s.Have.Key()
	}
	return s.Want.Key()
}

// Name is the hook's name: as the tenant stores it, or will where the step creates it, else as it was given.
func (s Step) Name() string {
	switch {
	case s.Have != nil && s.Have.Name != "":
		return s.Have.Name
	case s.Op == Create && s.Want.Format != FormatAction:
		return cmp.Or(Kebab(s.Want.Name), s.Want.Name)
	}
	return s.Want.Name
}

// Trigger is the hook's trigger.
func (s Step) Trigger() Trigger {
	if s.Want.Trigger == 0 && s.Have != nil {
		return s.Have.Trigger
	}
	return s.Want.Trigger
}

// Format is that of the script that is deployed, or that was there.
func (s Step) Format() Format {
	if s.Want.Format == 0 && s.Have != nil {
		return s.Have.Format
	}
	return s.Want.Format
}

// Changes reports whether the step would make a difference that counts. Secrets that are written again do not: their
// values cannot be compared.
func (s Step) Changes() bool {
	return s.Op == Create || s.Op == Delete || s.Op == Update && (s.Change.counts() || s.exchanges())
}

// exchanges reports whether the step disables or deletes others.
func (s Step) exchanges() bool {
	return len(s.Displaces) > 0 || len(s.Duplicates) > 0 || s.Replaces != nil
}

// Enables reports whether the step enables its hook.
func (s Step) Enables() bool {
	switch s.Op {
	case Create:
		return s.Want.WantsEnabled()
	case Update:
		return s.Change.Enabled != nil && *s.Change.Enabled
	}
	return false
}

// Disables reports whether the step disables or deletes an enabled hook.
func (s Step) Disables() bool {
	if s.Have == nil || !s.Have.IsEnabled() {
		return false
	}
	return s.Op == Delete || s.Op == Update && s.Change.Enabled != nil && !*s.Change.Enabled
}

func (c Change) counts() bool {
	return c.Script != nil || c.Enabled != nil || c.Dependencies != nil || c.Redo != "" || c.Format != 0 || c.Adopts ||
		c.Position != Position{} || len(c.AddSecrets) > 0 || len(c.DropSecrets) > 0
}

// writes reports whether an engine's Do has something to write, the enabled state and the position aside.
func (c Change) writes() bool { return c.EditsSource() || c.WritesSecrets() }

// EditsSource reports whether the change writes what a tenant without Hooks refuses to edit. Enabling and secrets are not
// that.
func (c Change) EditsSource() bool {
	return c.Script != nil || c.Dependencies != nil || c.Redo != "" || c.Format != 0 || c.Adopts
}

// WritesSecrets reports whether the change writes or removes secrets.
func (c Change) WritesSecrets() bool {
	return len(c.AddSecrets)+len(c.SetSecrets)+len(c.DropSecrets) > 0
}

// A Plan is the steps of one run, in the order of the hooks' names.
type Plan struct {
	Steps []Step
	// Have is what the plan was made from.
	Have Snapshot
	// Notices are about the plan as a whole, such as what prune left alone.
	Notices []diag.Diagnostic
}

// Refused reports whether a step can never be carried out: then none of the set is begun.
func (p Plan) Refused() bool {
	return slices.ContainsFunc(p.Steps, func(s Step) bool { return errors.Is(s.Err, ErrRefused) })
}

// failed is the step as it cannot be carried out; unchanged where err is nil.
func (s Step) failed(err error) Step {
	if err != nil {
		s.Op, s.Change, s.Err = None, Change{}, err
		s.Displaces, s.Duplicates, s.Replaces, s.Fallback = nil, nil, nil, nil
	}
	return s
}

// owns reports whether o is the step's own hook, on either runtime. One that another run has made of the same name
// since counts.
func (s Step) owns(o Observed) bool {
	same := func(other Observed) bool { return other.is(o) }
	return s.Have != nil && s.Have.is(o) || slices.ContainsFunc(s.Duplicates,
		same) || o.Managed && o.Key() == s.Want.Key()
}

// frees reports whether the step disables or deletes o.
func (s Step) frees(o Observed) bool {
	if s.Err != nil || s.Have == nil {
		return false
	}
	if s.Replaces != nil && s.Replaces.is(o) || slices.ContainsFunc(s.Duplicates, o.is) {
		return true
	}
	return s.Have.is(o) && s.Disables()
}
