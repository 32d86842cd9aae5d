package tenant

import (
	"context"
	"errors"
	"slices"

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

// String is the word used in the output "hooks" and in reports.
func (o Op) String() string {
	switch o {
	case None:
		return "none"
	case Create:
		return "create"
	case Update:
		return "update"
	case Delete:
		return "delete"
	}
	return "unknown"
}

// A Change holds the fields of a hook that differ, and nothing else: nil means that the field stays.
type Change struct {
	Script       *string
	Enabled      *bool
	Dependencies map[string]string // the whole new map
	// Secrets to add (not on the tenant yet), to set (there already) and the names to drop.
	AddSecrets, SetSecrets map[string]secret.Value
	DropSecrets            []string
	// Redo repeats Hook.Redo: there is work although no field differs.
	Redo string
}

// A Step is one hook's part of a plan. It is plain data.
type Step struct {
	Op     Op
	Want   Hook // zero for the deletion of what no file describes
	Have   Hook // zero for a creation
	Change Change
	// Displaces are the enabled hooks of the trigger that must be disabled for this one.
	Displaces []Hook
	// Drift is set where the script was changed outside this program since it was deployed.
	Drift bool
	// Warnings are for the reader of the plan; they hold nothing up.
	Warnings []string
	// Err says why this step cannot be carried out; then Op is None.
	Err error
}

// Key is the Hook.Key of the hook that the step is about.
func (s Step) Key() string { return s.subject().Key() }

// Name is the name of the hook that the step is about, as it was given.
func (s Step) Name() string { return s.subject().Name }

// Trigger is the trigger of the hook that the step is about.
func (s Step) Trigger() Trigger { return s.subject().Trigger }

func (s Step) subject() Hook {
	if s.Want.Name != "" || s.Want.Trigger != 0 {
		return s.Want
	}
	return s.Have
}

// Changes reports whether the step would make a difference that counts. Secrets that are written again do not: their
// values cannot be compared.
func (s Step) Changes() bool {
	return s.Op == Create || s.Op == Delete || s.Op == Update && s.Change.counts()
}

// Enables reports whether the step takes its trigger's enabled slot.
func (s Step) Enables() bool {
	switch s.Op {
	case Create:
		return s.Want.IsEnabled()
	case Update:
		return s.Change.Enabled != nil && *s.Change.Enabled
	}
	return false
}

// frees reports whether the step gives its trigger's enabled slot free.
func (s Step) frees() bool {
	if !s.Have.IsEnabled() {
		return false
	}
	return s.Op == Delete || s.Op == Update && s.Change.Enabled != nil && !*s.Change.Enabled
}

func (c Change) counts() bool {
	return c.Script != nil || c.Enabled != nil || c.Dependencies != nil || c.Redo != "" ||
		len(c.AddSecrets) > 0 || len(c.DropSecrets) > 0
}

func (c Change) writes() bool { return c.counts() || len(c.SetSecrets) > 0 }

// A Plan is the steps of one run, in the order of the hooks' names.
type Plan struct{ Steps []Step }

// Refused reports whether a step can never be carried out: then none of the set may be begun.
func (p Plan) Refused() bool {
	return slices.ContainsFunc(p.Steps, func(s Step) bool { return errors.Is(s.Err, ErrRefused) })
}

// Changes reports whether carrying out the plan would make a difference.
func (p Plan) Changes() bool { return slices.ContainsFunc(p.Steps, Step.Changes) }

// Limits is how engines differ, as far as a plan must know.
type Limits struct {
	// Runtime is "hooks" or "actions".
	Runtime string
	// MaxSecrets is how many secrets a hook may have.
	MaxSecrets int
	// SecretsAsSet is true where given secrets replace all the secrets that the hook has.
	SecretsAsSet bool
	// ExchangesAtOnce is true where Do disables Step.Displaces in the same write that enables the step's hook.
	ExchangesAtOnce bool
	// MaxPerTrigger and MaxTotal bound how many there may be, others' included; 0: no bound.
	MaxPerTrigger, MaxTotal int
}

// An Engine reads and writes one kind of hook on one tenant.
type Engine interface {
	// Limits says what this engine can hold.
	Limits() Limits
	// Read gives the tenant's hooks, all triggers. Scripts, dependencies and (where want gives secrets) the names of
	// secrets are filled in for those that want names; with want nil they are filled in for every hook. A nameless Hook in
	// want asks for its trigger alone: which hooks are enabled there.
	Read(ctx context.Context, want []Hook) ([]Hook, error)
	// Do carries out one step, and gives the hook as it then stands, also beside an error as far as it got. It writes
	// nothing that step.Change does not name. Errors: ErrHooksEnded, ErrLost, ErrUnknown, ErrConflict, ErrUntouched, or what the
	// tenant said.
	Do(ctx context.Context, step Step) (Hook, error)
}

var (
	// ErrHooksEnded is in an error that says that the tenant takes no Hooks (any more), or no edit of their source.
	ErrHooksEnded = errors.New("this tenant does not take Hooks any more")
	// ErrLost is in an error after which it is unknown whether the write was done: look before writing again.
	ErrLost = errors.New("the answer was lost")
	// ErrUnknown is in an error after which that is unknown too, although the write was sent as often as it may be: look,
	// but do not write again.
	ErrUnknown = errors.New("it is not known whether this was done")
	// ErrUntouched is in an error before which nothing was written.
	ErrUntouched = errors.New("nothing was written")
	// ErrConflict is in an error that says that somebody else was faster: look and plan anew.
	ErrConflict = errors.New("the tenant has changed meanwhile")
)

// A Status is how a hook's run ended.
type Status int

// How a hook's run can end.
const (
	Created Status = iota + 1
	Updated
	Unchanged
	Deleted
	Planned
	Skipped
	Failed
)

// String is the word of the output "result".
func (s Status) String() string {
	switch s {
	case Created:
		return "created"
	case Updated:
		return "updated"
	case Unchanged:
		return "unchanged"
	case Deleted:
		return "deleted"
	case Planned:
		return "planned"
	case Skipped:
		return "skipped"
	case Failed:
		return "failed"
	}
	return "unknown"
}

// A Result is what became of one step.
type Result struct {
	Step    Step
	Status  Status
	Runtime string // "hooks" or "actions"
	// Hook as it stands on the tenant now, as far as known.
	Hook Hook
	// SecretsWritten are the names of the secrets that were written.
	SecretsWritten []string
	// Warnings are the step's and those that came up on the way.
	Warnings []string
	// Err is why it failed or was skipped.
	Err error
}
