package cli

import (
	"cmp"
	"context"
	"fmt"
	"path"
	"runtime"
	"strings"
)

// Guard runs f, and makes an error of a panic: the runtime would print the panic's value, which may hold data of the run, and in a
// goroutine it would end the process without a report. The error tells the place and no more.
func Guard(f func()) (err error) {
	defer func() {
		if recover() != nil {
			err = &internalError{panicPlace()}
		}
	}()
	f()
	return nil
}

// An internalError is a panic of this program.
type internalError struct{ place string }

func (e *internalError) Error() string { return "internal error at " + e.place }

// Hint is what to do.
func (*internalError) Hint() string {
	return "Please report this line. No more is printed, because it could contain data of the run"
}

// panicPlace is where the panic began that is being recovered.
func panicPlace() string {
	callers := make([]uintptr, 32)
	frames := runtime.CallersFrames(callers[:runtime.Callers(4, callers)])
	for {
		frame, more := frames.Next()
		if !more || !strings.HasPrefix(frame.Function, "runtime.") {
			return fmt.Sprintf("%s:%d", path.Base(frame.File), frame.Line)
		}
	}
}

// within runs f, and returns when f is done or ctx ends, with the reason for which it ended. What f writes must not be read then.
func within(ctx context.Context, f func()) error {
	done := make(chan error, 1)
	go func() { done <- Guard(f) }()
	select {
	case err := <-done:
		return cmp.Or(err, context.Cause(ctx))
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
