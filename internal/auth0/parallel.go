package auth0

import (
	"context"
	"sync"
)

// sideBySide does n things. The first error ends the others.
func sideBySide(ctx context.Context, n int, do func(ctx context.Context, i int) error) error {
	ctx, end := context.WithCancelCause(ctx)
	defer end(nil)
	var wg sync.WaitGroup
	free := make(chan struct{}, parallel)
	for i := range n {
		free <- struct{}{}
		wg.Go(func() {
			defer func() { <-free }()
			if err := do(ctx, i); err != nil {
				end(err)
			}
		})
	}
	wg.Wait()
	return context.Cause(ctx)
}

// A ctxMutex is a lock that is waited for no longer than a context lasts.
type ctxMutex chan struct{}

func newCtxMutex() ctxMutex { return make(ctxMutex, 1) }

func (m ctxMutex) lock(ctx context.Context) error {
	select {
	case m <- struct{}{}:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

func (m ctxMutex) unlock() { <-m }
