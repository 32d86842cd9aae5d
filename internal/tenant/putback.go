package tenant

import (
	"context"
	"fmt"
	"slices"
)

// errPutBackTime is that the server kept a cancelled run waiting for too long.
var errPutBackTime = fmt.Errorf("no answer within %s, after which a cancelled run ends", putBackTime)

// putBack enables again what was disabled for hooks that could not be enabled after all. It may outlive a cancelled run
// for a short while. Its error says in what state the tenant is and what to click.
func (a *applier) putBack(ctx context.Context, trigger Trigger, tasks []*task) error {
	var wants []Desired
	var displaced []Observed
	for _, t := range tasks {
		wants = append(wants, t.Step.Want)
		displaced = append(displaced, t.displaced...)
	}
	if len(displaced) == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeoutCause(context.WithoutCancel(ctx), putBackTime, errPutBackTime)
	defer cancel()
	have, err := read(ctx, a.engines, a.goal.only(wants...), Query{Desired: wants})
	if err != nil {
		if off := a.disableOwn(ctx, trigger, tasks); off != nil {
			return stranded(trigger, displaced, fmt.Errorf("it is not known whether it is enabled: %w", off))
		}
	}
	taken := func(o Observed) bool { return contends(o, trigger) && !slices.ContainsFunc(displaced, o.is) }
	if slices.ContainsFunc(have.Observed, taken) {
		return nil // by this one after all, or by another run's
	}
	back := exchange{trigger: trigger}
	for _, o := range displaced {
		back.enable(o, have)
	}
	if err := a.switchOnce(ctx, back, nil); err != nil {
		return stranded(trigger, displaced, err)
	}
	return nil
}

// enable adds what is to be enabled again, unless it never was disabled.
func (x *exchange) enable(o Observed, have Snapshot) {
	if i := slices.IndexFunc(have.Observed, o.is); i >= 0 && have.Observed[i].IsEnabled() {
		return
	}
	p := Placement{ID: o.ID, Name: o.Name, Position: Position{Where: First}}
	if o.Runtime == RuntimeActions {
		x.onActions = append(x.onActions, p)
	} else {
		x.onHooks = append(x.onHooks, p)
	}
}

// disableOwn disables the hooks of tasks of which it is not known whether they were enabled: two must never run.
func (a *applier) disableOwn(ctx context.Context, trigger Trigger, tasks []*task) error {
	off := exchange{trigger: trigger}
	for _, t := range tasks {
		off.off(*t.Now)
	}
	return a.switchOnce(ctx, off, nil)
}

// A strandedError says that no hook may be running at a trigger now, since what was disabled could not be enabled again.
type strandedError struct {
	trigger   Trigger
	displaced []Observed
	err       error
}

func stranded(trigger Trigger, displaced []Observed, err error) error {
	return &strandedError{trigger, displaced, err}
}

// Error says why, too.
func (e *strandedError) Error() string { return e.Brief() + ": " + e.err.Error() }

// Brief is what has to be known first, whatever else failed.
func (e *strandedError) Brief() string {
	return fmt.Sprintf("no hook may be running at %s now: %s was disabled and could not be enabled again", e.trigger,
		quoted(e.displaced))
}

// Hint names what to click.
func (e *strandedError) Hint() string {
	where := "Auth Pipeline > Hooks"
	if e.displaced[0].Runtime == RuntimeActions {
		where = "Actions > Triggers"
	}
	return fmt.Sprintf("Enable %s in the Dashboard (%s), or run this workflow again", quoted(e.displaced), where)
}

// Unwrap gives the reason.
func (e *strandedError) Unwrap() error { return e.err }
