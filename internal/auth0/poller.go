package auth0

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

// A poller looks at Actions for all that wait for their builds and deployments in one run: one Action by its id,
// several by the listing. It looks as long as somebody waits.
type poller struct {
	get  func(ctx context.Context, id string) (wireAction, error)
	list func(ctx context.Context) ([]wireAction, error)
	// deploying is how many Actions are on their way from the draft to the deployed version: each waits, or will.
	deploying *atomic.Int32
	// waiting is called with what is waited for, before each wait.
	waiting func(what string, d time.Duration)

	mu      sync.Mutex
	waiters map[*waiter]bool
	due     time.Time // of the next look
	latest  time.Time // to which further waiters may put it off
	pause   time.Duration
	fresh   bool // somebody came since the last look began
	running bool
	changed chan struct{} // closed when due changes
}

// A waiter waits until an Action is as it wants it.
type waiter struct {
	id    string
	what  string // for the progress of the run
	ready func(*wireAction) bool
	found chan lookedUp
}

type lookedUp struct {
	action wireAction
	err    error
}

// wait gives the Action when ready says so. The first look comes after the given time, or a little later where others
// wait too.
func (p *poller) wait(ctx context.Context, id, what string, first time.Duration,
	ready func(*wireAction) bool) (wireAction, error) {
	w := &waiter{id: id, what: what, ready: ready, found: make(chan lookedUp, 1)}
	p.add(ctx, w, first)
	select {
	case got := <-w.found:
		return got.action, got.err
	case <-ctx.Done():
		p.mu.Lock()
		defer p.mu.Unlock()
		delete(p.waiters, w)
		return wireAction{}, context.Cause(ctx)
	}
}

// add plans the next look: soon after the newest waiter came, but not put off for ever by newcomers, and without delay for them
// where all that are on their way wait.
func (p *poller) add(ctx context.Context, w *waiter, first time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if int(p.deploying.Load()) > len(p.waiters)+1 {
		first = max(first, gatherTime)
	}
	now := time.Now()
	at := now.Add(first)
	p.pause = firstPoll
	switch {
	case len(p.waiters) == 0:
		p.due, p.latest = at, now.Add(max(first, gatherTime)+firstPoll)
	case at.Before(p.due):
		p.due = at
	case p.latest.After(p.due):
		p.due = minTime(at, p.latest)
	}
	p.waiters[w], p.fresh = true, true
	if !p.running {
		p.running = true
		p.changed = make(chan struct{})
		go p.run(ctx)
		return
	}
	close(p.changed)
	p.changed = make(chan struct{})
}

func minTime(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// run looks until nobody waits.
func (p *poller) run(ctx context.Context) {
	for {
		p.mu.Lock()
		if len(p.waiters) == 0 {
			p.running = false
			p.mu.Unlock()
			return
		}
		left, changed := time.Until(p.due), p.changed
		p.mu.Unlock()
		if left > 0 {
			p.rest(ctx, left, changed)
			continue
		}
		p.look(ctx)
	}
}

// rest waits until the next look is due, is due at another time, or the run ends.
func (p *poller) rest(ctx context.Context, d time.Duration, changed <-chan struct{}) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-changed:
	case <-ctx.Done():
		p.mu.Lock()
		defer p.mu.Unlock()
		clear(p.waiters) // each of them sees it too
	}
}

// look asks once for all that wait, and plans the next look.
func (p *poller) look(ctx context.Context) {
	p.mu.Lock()
	asked := make([]*waiter, 0, len(p.waiters))
	for w := range p.waiters {
		asked = append(asked, w)
	}
	p.fresh = false
	p.mu.Unlock()
	seen, err := p.ask(ctx, asked)
	p.mu.Lock()
	defer p.mu.Unlock()
	what := ""
	for _, w := range asked {
		got := seen[w.id]
		got.err = firstError(got.err, err)
		if got.err == nil && !w.ready(&got.action) {
			what = w.what
			continue
		}
		delete(p.waiters, w)
		w.found <- got
	}
	switch now := time.Now(); {
	case !p.fresh:
		p.due = now.Add(p.pause)
		p.latest = p.due
	case p.due.Before(now): // the look took longer than that: others may be about to come
		p.due = now.Add(gatherTime)
		p.latest = p.due
	}
	if what != "" {
		p.waiting(fmt.Sprintf("%s (%d left)", what, len(p.waiters)), p.pause)
	}
	p.pause = min(p.pause*3/2, lastPoll)
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// ask reads the Actions that are waited for, by id. What a listing does not show yet is read by itself.
func (p *poller) ask(ctx context.Context, asked []*waiter) (map[string]lookedUp, error) {
	seen := map[string]lookedUp{}
	if len(asked) > 1 {
		all, err := p.list(ctx)
		if err != nil {
			return nil, err
		}
		for _, a := range all {
			seen[a.ID] = lookedUp{action: a}
		}
	}
	for _, w := range asked {
		if _, ok := seen[w.id]; !ok {
			a, err := p.get(ctx, w.id)
			seen[w.id] = lookedUp{a, err}
		}
	}
	return seen, nil
}
