package tenant

import "context"

// An Engine reads and writes one runtime's hooks on one tenant. Its methods are safe for concurrent use.
//
// Errors are judged with errors.Is. Read gives ErrHooksEnded, ErrNoActions or ErrForbidden; Do and Switch give ErrHooksEnded,
// ErrAmbiguous, ErrUnknown, ErrConflict, ErrUntouched or ErrForbidden; any other is what the tenant said.
type Engine interface {
	// Limits gives the limits of the runtime.
	Limits() Limits
	// Read gives what the tenant has, all triggers, unmanaged Actions included. Scripts, dependencies and (where
	// q.Secrets) the names of secrets are known for what q names, or for all where q.All is set.
	Read(ctx context.Context, q Query) ([]Observed, error)
	// Do carries out one step and writes nothing that the step does not name. Of a Hook that includes the enabled state
	// where the step names it; an Action is written as a draft, built, tested with the step's events and deployed, and
	// what is bound stays for Switch. Do gives the hook as it is afterwards. Beside an error that is the part that was done: what it
	// created has an ID.
	Do(ctx context.Context, s Step) (Observed, error)
	// Switch enables and disables hooks of one trigger: the flags of Hooks one by one, off before on; the bindings of
	// Actions in one write of the list, read just before.
	Switch(ctx context.Context, s Switch) error
	// Verify reads again what a run wrote, after the delay within which a concurrent run may still write, and not
	// before the tenant shows all of written (at most 15 s). It gives everything at the names and triggers of written.
	Verify(ctx context.Context, written []Observed) ([]Observed, error)
}

// A Query says what a Read must give in full.
type Query struct {
	// Desired are the hooks that are looked for.
	Desired []Desired
	// All asks for everything in full, as an export needs it.
	All bool
	// Secrets asks for the names of secrets too.
	Secrets bool
}

// A Switch is what is to be enabled and disabled at one trigger.
type Switch struct {
	Trigger Trigger
	On      []Placement // in the order in which they are to stand
	Off     []string    // ids
	// Known, where not nil, are the ids that were enabled at the trigger when the plan was made. Where another one is,
	// that is neither in On (by its id or its name) nor in Off, nothing is written, and the error is an ErrConflict.
	Known []string
}

// A Placement is a hook that is to be enabled; Position counts for Actions alone.
type Placement struct {
	ID, Name string
	Position Position
	// Instead are ids in Off: where one of them is in the list, it takes that place whatever Position says.
	Instead []string
}
