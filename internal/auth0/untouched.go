package auth0

import (
	"context"
	"sync/atomic"

	"auth0-hook-action/internal/tenant"
)

type writesKey struct{}

// watchWrites gives a context in which is kept whether a write was sent.
func watchWrites(ctx context.Context) (context.Context, *atomic.Bool) {
	sent := new(atomic.Bool)
	return context.WithValue(ctx, writesKey{}, sent), sent
}

// noteWrite keeps that a write was sent.
func noteWrite(ctx context.Context) {
	if sent, ok := ctx.Value(writesKey{}).(*atomic.Bool); ok {
		sent.Store(true)
	}
}

// An untouchedError ended a step before anything was written. It is a tenant.ErrUntouched.
type untouchedError struct{ error }

func (e untouchedError) Unwrap() error { return e.error }

// Is reports whether target is tenant.ErrUntouched.
func (e untouchedError) Is(target error) bool { return target == tenant.ErrUntouched }

// judged is the error of a step, told apart by whether a write was sent.
func judged(err error, sent *atomic.Bool) error {
	if err == nil || sent.Load() {
		return err
	}
	return untouchedError{err}
}
