package sandbox

import (
	"cmp"
	"context"
	"net/http"
	"regexp"
	"time"
)

// A Fault is what goes wrong with the requests it matches. The zero value matches the next request and changes nothing
// about it. Where several faults match a request the one added first applies; the others stay as they are.
type Fault struct {
	// Method the request has; empty: any.
	Method string
	// Path is a regular expression found in the request's path (no query); empty: any.
	Path string
	// Nth is the first matching request that the fault applies to, counted from 1 since it was added; 0 is 1.
	Nth int
	// Times says to how many requests it applies; 0: one, negative: all from then on.
	Times int

	// Status, Header and Body are answered instead of the API's answer, where Status is not 0; the request is not
	// processed. Header names are sent as they are written here; one with an empty value is not sent at all. The
	// Content-Type is JSON unless Header has one.
	Status int
	Header map[string]string
	Body   string
	// Redirect answers with this URL as the Location, by Status or else 307.
	Redirect string
	// Drop closes the connection without an answer. Note that net/http itself repeats a GET once where the connection
	// that broke had been used before.
	Drop bool
	// After lets the API process the request first; Hook, Delay and all else come then.
	After bool
	// LandsLate answers as the other fields say (Status, Redirect or Drop), and has the API process the request so much
	// later, whether the client still waits or not. See also Land.
	LandsLate time.Duration
	// Truncate sends the answer with its full Content-Length, but only half of its body, and closes the connection.
	Truncate bool
	// Trailing is written on the connection behind the complete answer, and the connection is closed then.
	Trailing string
	// Delay is waited first. Where the client goes meanwhile, the rest does not happen.
	Delay time.Duration
	// Hook is called when the fault applies, before its Delay.
	Hook func()
}

// AddFault arms a fault. It panics where Path is not a regular expression.
func (s *server) AddFault(f Fault) {
	armed := &armedFault{Fault: f, path: regexp.MustCompile(f.Path), left: cmp.Or(f.Times, 1)}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, armed)
}

// ClearFaults disarms all faults. What was to land late still does.
func (s *server) ClearFaults() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = nil
}

// nextFault returns the fault that applies to this request; the zero Fault where none does.
func (s *server) nextFault(r *http.Request) Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	var first *armedFault
	for _, f := range s.faults {
		if f.matches(r.Method, r.URL.Path) && first == nil {
			first = f
		}
	}
	if first == nil {
		return Fault{}
	}
	if first.left > 0 {
		first.left--
	}
	return first.Fault
}

// An armedFault waits for its requests.
type armedFault struct {
	Fault
	path *regexp.Regexp
	seen int // requests that matched
	left int // requests that it still applies to; negative: no end
}

// matches counts a request that matches, and reports whether the fault applies to it.
func (f *armedFault) matches(method, path string) bool {
	if (f.Method != "" && f.Method != method) || !f.path.MatchString(path) {
		return false
	}
	f.seen++
	return f.left != 0 && f.seen >= f.Nth
}

// replaces reports whether the API's own answer is not sent.
func (f Fault) replaces() bool { return f.Status != 0 || f.Redirect != "" || f.Drop || f.LandsLate > 0 }

// begin calls the hook and waits; it does not return where the client goes.
func (f Fault) begin(ctx context.Context) {
	if f.Hook != nil {
		f.Hook()
	}
	pause(ctx, f.Delay)
}

// pause waits for d. Where the client goes first the request is abandoned.
func pause(ctx context.Context, d time.Duration) {
	if d <= 0 {
		return
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
		panic(http.ErrAbortHandler)
	}
}
