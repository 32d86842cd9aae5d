package sandbox

import (
	"context"
	"net/http"
	"regexp"
	"time"
)

// A Fault is what goes wrong with the requests it matches. The zero value matches the next request and changes nothing
// about it. Of several faults that match a request the one added first strikes; the others keep their turn.
type Fault struct {
	// Method the request has; empty: any.
	Method string
	// Path is a regular expression found in the request's path (no query); empty: any.
	Path string
	// Nth is the first matching request that is struck, counted from 1 since the fault was added; 0 is 1.
	Nth int
	// Times says how many requests are struck; 0: one, negative: all from then on.
	Times int

	// Status, Header and Body are answered instead of the API's answer, where Status is not 0; the request is not
	// processed. Header names are sent as they are written here. The Content-Type is JSON unless Header has one.
	Status int
	Header map[string]string
	Body   string
	// After lets the API process the request first; hook, delay and what else goes wrong come then.
	After bool
	// Drop closes the connection without an answer. Mind that net/http itself repeats a GET once where the connection
	// that broke had been used before.
	Drop bool
	// Truncate sends the answer with its full Content-Length, but only half of its body, and closes the connection.
	Truncate bool
	// Delay is waited first. Where the client goes meanwhile, the rest does not happen.
	Delay time.Duration
	// Redirect answers 307 with this URL as the Location.
	Redirect string
	// Hook is called when the fault strikes, before its Delay.
	Hook func()
}

// replaces reports whether the API's own answer is not sent.
func (f Fault) replaces() bool { return f.Status != 0 || f.Redirect != "" || f.Drop }

// begin calls the hook and waits; it does not return where the client goes.
func (f Fault) begin(ctx context.Context) {
	if f.Hook != nil {
		f.Hook()
	}
	pause(ctx, f.Delay)
}

// answer is what is sent instead of the API's answer.
func (f Fault) answer() *answer {
	if f.Drop {
		panic(http.ErrAbortHandler) // net/http's way to close a connection without an answer
	}
	a := newAnswer()
	if f.Redirect != "" {
		a.header.Set("Location", f.Redirect)
		a.WriteHeader(http.StatusTemporaryRedirect)
		return a
	}
	a.header.Set("Content-Type", jsonType)
	for name, value := range f.Header {
		a.header.Del(name)
		a.header[name] = []string{value}
	}
	a.WriteHeader(f.Status)
	a.body.WriteString(f.Body)
	return a
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

// A trap is a Fault that waits for its requests.
type trap struct {
	Fault
	path *regexp.Regexp
	seen int // requests that matched
	left int // requests still to strike; negative: no end
}

func newTrap(f Fault) *trap {
	left := f.Times
	if left == 0 {
		left = 1
	}
	return &trap{Fault: f, path: regexp.MustCompile(f.Path), left: left}
}

// due counts a request and reports whether the trap may strike it.
func (t *trap) due(method, path string) bool {
	if (t.Method != "" && t.Method != method) || !t.path.MatchString(path) {
		return false
	}
	t.seen++
	return t.left != 0 && t.seen >= t.Nth
}

// strike uses up one of the trap's turns.
func (t *trap) strike() Fault {
	if t.left > 0 {
		t.left--
	}
	return t.Fault
}
