package cli

import (
	"context"
	"errors"
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
		return "Raise `timeout`, or see what the run was waiting for"
	}
	return ""
}
func (e *ended) Unwrap() error { return e.kind }

// because is ctx with the reason for which it ends.
func because(ctx context.Context, why error) (context.Context, context.CancelFunc) {
	reasoned, cancel := context.WithCancelCause(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() { cancel(why) })
	return reasoned, func() { stop(); cancel(nil) }
}

// outlive is ctx, but ends only the given time after it, or from now where it is over: so that a run can still be reported.
func outlive(ctx context.Context, extra time.Duration) (context.Context, context.CancelFunc) {
	longer, cancel := context.WithCancelCause(context.WithoutCancel(ctx))
	if deadline, ok := ctx.Deadline(); ok {
		var release context.CancelFunc
		longer, release = context.WithTimeout(longer, max(0, time.Until(deadline))+extra)
		context.AfterFunc(longer, release)
	}
	stop := context.AfterFunc(ctx, func() {
		timer := time.AfterFunc(extra, func() { cancel(context.Cause(ctx)) })
		context.AfterFunc(longer, func() { timer.Stop() })
	})
	return longer, func() { stop(); cancel(nil) }
}
