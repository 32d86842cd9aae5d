package cli

import "context"

// A later is a value that is made while the run goes on with something else.
type later[T any] struct {
	done  chan struct{}
	value T
	err   error
}

// begin begins to make a value, and does not wait for it.
func begin[T any](find func() (T, error)) *later[T] {
	l := &later[T]{done: make(chan struct{})}
	go func() {
		defer close(l.done)
		if err := Guard(func() { l.value, l.err = find() }); err != nil {
			l.err = err
		}
	}()
	return l
}

// known is a value that need not be made.
func known[T any](value T, err error) *later[T] {
	l := &later[T]{done: make(chan struct{}), value: value, err: err}
	close(l.done)
	return l
}

// get waits for the value. Where ctx ends before, its cause is the error.
func (l *later[T]) get(ctx context.Context) (value T, err error) {
	select {
	case <-l.done:
		return l.value, l.err
	case <-ctx.Done():
		return value, context.Cause(ctx)
	}
}

// soFar is the value if it is there, else the other one.
func (l *later[T]) soFar(other T) T {
	select {
	case <-l.done:
		return l.value
	default:
		return other
	}
}
