package retry

import (
	"context"
	"sync"
	"time"
)

// A gap keeps writes apart in time.
type gap struct {
	mu   sync.Mutex
	next time.Time // before which no write is sent
}

// wait waits until the last write is d old.
func (g *gap) wait(ctx context.Context, d time.Duration) error {
	g.mu.Lock()
	now := time.Now()
	begin := now
	if g.next.After(now) {
		begin = g.next
	}
	g.next = begin.Add(d)
	g.mu.Unlock()
	return sleep(ctx, begin.Sub(now))
}
