package tenant

import "errors"

var (
	// ErrHooksEnded is in an error with which the tenant says that it has no Hooks any more, or accepts no edit of their
	// source.
	ErrHooksEnded = errors.New("this tenant no longer accepts Hooks")
	// ErrNoActions is in an error with which the tenant says that it has no Actions, as private clouds and test doubles
	// may.
	ErrNoActions = errors.New("this tenant has no Actions")
	// ErrAmbiguous is in an error after which it is not known whether the write was carried out: read before writing
	// again.
	ErrAmbiguous = errors.New("the answer was lost")
	// ErrUnknown is in an error after which that is not known either, although the write was sent as often as it may
	// be: read, and do not write again.
	ErrUnknown = errors.New("it is not known whether this was carried out")
	// ErrUntouched is in an error before which nothing was written.
	ErrUntouched = errors.New("nothing was written")
	// ErrConflict is in an error that says that a concurrent writer was faster: read and plan again.
	ErrConflict = errors.New("the tenant has changed since it was read")
	// ErrForbidden is in an error that says that the token lacks a scope.
	ErrForbidden = errors.New("the token lacks a scope")
	// ErrRefused is in the error of a step that can never be carried out. A set that contains one is not attempted.
	ErrRefused = errors.New("refused before anything was written")
	// ErrNotAttempted is in the error of a step that was not attempted, because another step of its set is refused.
	ErrNotAttempted = errors.New("nothing was written, because a hook of this set cannot be deployed")
	// ErrSlotLost is in the error of a hook that left its trigger's enabled slot to a concurrent run.
	ErrSlotLost = errors.New("a concurrent run enabled a hook at the same trigger")
)
