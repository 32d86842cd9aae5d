package cli

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// ended is why a run is over, in words for its reader.
type ended struct {
	text string
	kind error // context.Canceled or context.DeadlineExceeded
}

func (e *ended) Error() string { return e.text }

// Hint is what to do where the run was too short.
func (e *ended) Hint() string {
	if errors.Is(e.kind, context.DeadlineExceeded) {
		return "Raise `timeout`, or see in the log what the run was waiting for"
	}
	return ""
}
func (e *ended) Unwrap() error { return e.kind }

// withReasons is ctx with a deadline, and with the reason for which it ends.
func withReasons(ctx context.Context, deadline time.Time, timeout time.Duration) (context.Context, context.CancelFunc) {
	reasoned, cancel := context.WithCancelCause(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() { cancel(&ended{"the run was cancelled", context.Canceled}) })
	timed, release := context.WithDeadlineCause(reasoned, deadline,
		&ended{fmt.Sprintf("the run's timeout of %s has passed", timeout), context.DeadlineExceeded})
	return timed, func() { stop(); release(); cancel(nil) }
}

// outliveMargin is how much later than needed the deadline of what outlives a run is, so that the reason why it ended comes first.
const outliveMargin = time.Second

// outlive is ctx, but ends only the given time after it, or from now where it is over: so that a run can still be reported.
func outlive(ctx context.Context, extra time.Duration) (context.Context, context.CancelFunc) {
	longer, cancel := context.WithCancelCause(context.WithoutCancel(ctx))
	if deadline, ok := ctx.Deadline(); ok {
		var release context.CancelFunc
		longer, release = context.WithTimeout(longer, max(0, time.Until(deadline))+extra+outliveMargin)
		context.AfterFunc(longer, release)
	}
	stop := context.AfterFunc(ctx, func() {
		timer := time.AfterFunc(extra, func() { cancel(context.Cause(ctx)) })
		context.AfterFunc(longer, func() { timer.Stop() })
	})
	return longer, func() { stop(); cancel(nil) }
}
