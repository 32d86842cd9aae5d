package tenant

import "auth0-hook-action/internal/diag"

// An AccessStatus says how far a run can use a runtime.
type AccessStatus int

// What a run can know about a runtime. The zero value is "not looked at".
const (
	NotRead   AccessStatus = iota // not asked, or reading it failed: then Err says how
	Readable                      // its hooks are in Snapshot.Observed
	ReadOnly                      // Hooks: readable, and the tenant refuses creations and edits of the source
	Ended                         // the tenant does not have it (any more)
	Forbidden                     // the token may not read it
)

// Access is what a run knows about one runtime.
type Access struct {
	Status AccessStatus
	Limits Limits
	// Err is why it could not be read; nil where it was, or where nobody asked.
	Err error
}

func (a Access) readable() bool { return a.Status == Readable || a.Status == ReadOnly }

// A Snapshot is what could be read of a tenant.
type Snapshot struct {
	// Observed are the Hooks and Actions of the runtimes that were read.
	Observed       []Observed
	Hooks, Actions Access
	// Warnings say what could not be looked at, and what follows from it.
	Warnings []diag.Diagnostic
}

func (s Snapshot) access(r Runtime) Access {
	if r == RuntimeActions {
		return s.Actions
	}
	return s.Hooks
}
