package retry

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

// A pacer slows requests down as a server's rate limit nears its end, so that it need not refuse any. Each host has a
// bucket for each part of its API, since Auth0 counts /oauth/token and /api apart.
type pacer struct {
	mu      sync.Mutex
	buckets map[string]*bucket
}

// turn waits until a request may be sent, in the order in which the requests came; log is told of a wait. What it
// returns wants to be told of the outcome.
func (p *pacer) turn(ctx context.Context, u *url.URL, log func(time.Duration)) (func(outcome), error) {
	b := p.bucket(u)
	select {
	case b.next <- struct{}{}:
		defer func() { <-b.next }()
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	for {
		if err := context.Cause(ctx); err != nil {
			return nil, err
		}
		s, wait, changed := b.take(time.Now())
		if wait == 0 {
			return func(o outcome) { b.answered(s, o, time.Now()) }, nil
		}
		if err := rest(ctx, wait, changed, log); err != nil {
			return nil, err
		}
		log = func(time.Duration) {} // told once
	}
}

// untilAnswer is the wait of a request that has to see another's answer first.
const untilAnswer = -1

// rest waits, but no longer than until an answer changes what is known.
func rest(ctx context.Context, wait time.Duration, changed <-chan struct{}, log func(time.Duration)) error {
	var ended <-chan time.Time
	if wait != untilAnswer {
		if left := timeLeft(ctx); wait > left {
			return &WaitError{Asked: wait, Left: left}
		}
		log(wait)
		timer := time.NewTimer(wait)
		defer timer.Stop()
		ended = timer.C
	}
	select {
	case <-ended:
	case <-changed:
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	return nil
}

func (p *pacer) bucket(u *url.URL) *bucket {
	part, _, _ := strings.Cut(strings.TrimPrefix(u.Path, "/"), "/")
	key := u.Host + "/" + part
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.buckets == nil {
		p.buckets = map[string]*bucket{}
	}
	if p.buckets[key] == nil {
		p.buckets[key] = newBucket()
	}
	return p.buckets[key]
}

// limits reads the two headers that every answer of the Management API has.
func limits(h http.Header) (limit, remaining int, ok bool) {
	limit, err := atoi(h.Get("X-Ratelimit-Limit"))
	if err != nil || limit < 1 {
		return 0, 0, false
	}
	remaining, err = atoi(h.Get("X-Ratelimit-Remaining"))
	return limit, remaining, err == nil
}
