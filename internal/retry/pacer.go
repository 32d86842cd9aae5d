package retry

import (
	"context"
	"net/url"
	"strings"
	"sync"
	"time"
)

// A pacer slows requests down as a server's rate limit nears its end, so that the server need not refuse any. Each host has
// a bucket for each part of its API, since Auth0 counts /oauth/token and /api apart.
type pacer struct {
	mu      sync.Mutex
	buckets map[string]*bucket
}

// acquire waits until a request may be sent, in the order in which the requests came; log gets the wait, if there is one.
// The caller passes the request's outcome to answered.
func (p *pacer) acquire(ctx context.Context, u *url.URL, log func(time.Duration)) (answered func(outcome), err error) {
	b := p.bucket(u)
	select {
	case b.queue <- struct{}{}:
		defer func() { <-b.queue }()
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	for {
		if err := context.Cause(ctx); err != nil {
			return nil, err
		}
		permit, wait, changed := b.take(time.Now())
		if wait == 0 {
			return func(o outcome) { b.answered(permit, o, time.Now()) }, nil
		}
		if err := awaitToken(ctx, wait, changed, log); err != nil {
			return nil, err
		}
		log = func(time.Duration) {} // once a request
	}
}

// awaitToken waits, but no longer than until an answer changes what is known.
func awaitToken(ctx context.Context, wait time.Duration, changed <-chan struct{}, log func(time.Duration)) error {
	var ended <-chan time.Time
	if wait != untilAnswer {
		if left := timeLeft(ctx); wait > left {
			return &WaitError{Asked: wait, Left: left, RateLimit: true}
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

// A spacer keeps writes apart in time.
type spacer struct {
	mu   sync.Mutex
	next time.Time // before which no write is sent
}

// wait waits until the last write is interval old.
func (s *spacer) wait(ctx context.Context, interval time.Duration) error {
	s.mu.Lock()
	now := time.Now()
	begin := now
	if s.next.After(now) {
		begin = s.next
	}
	s.next = begin.Add(interval)
	s.mu.Unlock()
	return sleep(ctx, begin.Sub(now))
}

// sleep waits for d, or gives a WaitError at once where the context ends before.
func sleep(ctx context.Context, d time.Duration) error {
	if left := timeLeft(ctx); d > left {
		return &WaitError{Asked: d, Left: left, RateLimit: true}
	}
	return Wait(ctx, d)
}

// Wait returns after d, or when the context ends; its error is the reason for that.
func Wait(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
