package tenant

import "time"

// A TestRun is one run of an Action's draft with an event. Where it did not pass, Error and Message are the name and the
// message of the error that the code threw, redacted and cleaned.
type TestRun struct {
	Number         int // counted from 1
	Took           time.Duration
	Passed         bool
	Error, Message string
}

// An Observed is one Hook or Action as a tenant has it. A nil field means "not known".
type Observed struct {
	Runtime Runtime
	// ID is the tenant's identifier.
	ID string
	// Name as the tenant stores it; empty on some very old Hooks.
	Name string
	// Trigger is 0 where this program does not know it.
	Trigger Trigger
	// Format is that of the script which was deployed; FormatHook on every Hook. An unmanaged Action has FormatAction.
	Format Format
	// Script is the source that runs: of a managed Action the script it was made of, of an unmanaged one its code.
	Script *string
	// Enabled: a Hook's flag; whether an Action is bound.
	Enabled *bool
	// Dependencies are those that the tenant declares for it. Given are those of them that the last deployment was
	// given, beside the packages that the script itself names; nil where that is not known.
	Dependencies, Given map[string]string
	// Secrets are the names of its secrets, sorted; a tenant never returns the values. nil: not read.
	Secrets []string
	// Version is the number of an Action's deployed version; 0 on Hooks and where none is deployed.
	Version int
	// Places are where an Action stands in its trigger's list, counted from 1: usually none or one.
	Places []int

	// Managed is set on Hooks, and on Actions that this program deployed.
	Managed bool
	// Installed is set on an Action from the marketplace, which only its vendor can edit.
	Installed bool
	// Repository is the id of the repository that deployed a managed Action, and Path the hooks-path it came from.
	Repository, Path string
	// Redo says why one that equals what is wanted must still be deployed again: an older shim, a draft that is not
	// deployed, a failed build, code that was edited by hand. Empty where it need not be.
	Redo string
	// Tests are the runs of the draft with the step's events, in the Do that gave this value.
	Tests []TestRun
	// Edited is set where its code was changed by hand since this program deployed it, and DraftEdited where that was done to
	// a draft that does not run yet.
	Edited, DraftEdited bool
	// HideDiff is set on an Action of whose script this program knows that it has values that must not be shown.
	HideDiff bool
}

// IsEnabled reports whether it is known to be enabled.
func (o Observed) IsEnabled() bool { return o.Enabled != nil && *o.Enabled }

// is reports whether both are the same object of the tenant.
func (o Observed) is(other Observed) bool { return o.Runtime == other.Runtime && o.ID == other.ID }

// Key identifies the hook across runtimes and spellings of its name. A Hook without a name goes by its id.
func (o Observed) Key() string {
	if o.Name == "" {
		return key(o.ID, o.Trigger, o.Format)
	}
	return key(o.Name, o.Trigger, o.Format)
}

// DisplayName is how a message names it: its name in quotes, or its id where it has no name.
func (o Observed) DisplayName() string { return displayName(o.Name, o.ID) }
