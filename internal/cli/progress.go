package cli

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// reportEvery is how long a run is silent at most while it works.
const reportEvery = 5 * time.Second

// progress tells how far a run is. It is safe for concurrent use.
type progress struct {
	mu          sync.Mutex
	what        string
	done, total int
	waiting     string // what is waited for, empty where nothing is
	until       time.Time
}

// begin starts counting anew.
func (p *progress) begin(what string, total int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.what, p.done, p.total = what, 0, total
}

func (p *progress) step() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.done++
}

// wait notes that a request waits.
func (p *progress) wait(why string, d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if until := time.Now().Add(d); until.After(p.until) {
		p.waiting, p.until = why, until
	}
}

// line is what to tell now; empty before anything began.
func (p *progress) line() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.what == "" {
		return ""
	}
	text := p.what
	if p.total > 0 {
		text = fmt.Sprintf("%s: %d of %d done", p.what, p.done, p.total)
	}
	if left := time.Until(p.until); left >= time.Second/2 {
		text += fmt.Sprintf(", waiting %s for %s", left.Round(time.Second), p.waiting)
	}
	return text
}

// report prints how far the run is, every five seconds until the context ends or the returned function is called.
func (p *progress) report(ctx context.Context, say func(string)) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	var wg sync.WaitGroup
	wg.Go(func() {
		tick := time.NewTicker(reportEvery)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
				if line := p.line(); line != "" {
					say(line)
				}
			}
		}
	})
	return func() { cancel(); wg.Wait() }
}
