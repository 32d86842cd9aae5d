package auth0

import (
	"context"
	"time"

	"auth0-hook-action/internal/retry"
	"auth0-hook-action/internal/secret"
)

// tokens has the token of a client: the given one, or one that it gets when it is first needed.
type tokens struct {
	mu    ctxMutex // guards the fields below
	value secret.Value
	// failure is why the last request for a token failed, and failedAt when. Auth0's refusal is final; any other failure is
	// shared by those who waited meanwhile, and who comes later tries again.
	failure  error
	failedAt time.Time

	fetch func(context.Context) (secret.Value, error) // nil: the token was given
}

func (t *tokens) renewable() bool { return t.fetch != nil }

// get gives a token that is not the stale one. Callers that come while one is being requested wait for it.
func (t *tokens) get(ctx context.Context, stale secret.Value) (secret.Value, error) {
	came := time.Now()
	if err := t.mu.lock(ctx); err != nil {
		return secret.Value{}, err
	}
	defer t.mu.unlock()
	if !t.value.IsZero() && t.value != stale {
		return t.value, nil
	}
	if t.failure != nil && (isFinal(t.failure) || came.Before(t.failedAt)) {
		return secret.Value{}, t.failure
	}
	value, err := t.fetchPatiently(ctx)
	if err != nil {
		if ctx.Err() == nil {
			t.failure, t.failedAt = err, time.Now()
		}
		return secret.Value{}, err
	}
	t.value, t.failure = value, nil
	return value, nil
}

// fetchPatiently requests a token, and once more after a pause where all tries met a fault of the server.
func (t *tokens) fetchPatiently(ctx context.Context) (secret.Value, error) {
	for round := 1; ; round++ {
		value, err := t.fetch(ctx)
		if !isServerFault(err) || round == tokenRounds || retry.Wait(ctx, tokenPause) != nil {
			return value, err
		}
	}
}
