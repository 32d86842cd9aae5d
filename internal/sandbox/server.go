package sandbox

import (
	"bytes"
	"io"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// maxBody is how much of a request is read, in bytes: more than any of the APIs accepts.
const maxBody = 8 << 20

// server is what both sandboxes are built on: it records requests, applies faults and passes the rest to api. Its methods
// may be called while requests are served.
type server struct {
	api        http.HandlerFunc           // set once, by the sandbox's constructor
	route      func(*http.Request) string // the endpoint's pattern, empty for none; nil: no endpoint has one
	clock      func() time.Time           // nil: the machine's
	offset     atomic.Int64               // of the server's clock, a time.Duration
	handshakes atomic.Int64

	mu      sync.Mutex
	log     []*Request // each may still change, under mu
	unknown []string
	faults  []*armedFault
	late    []lateRequest
	gate    func(Request)
	latency time.Duration
}

// now is the time by the server's clock.
func (s *server) now() time.Time {
	now := time.Now
	if s.clock != nil {
		now = s.clock
	}
	return now().Add(time.Duration(s.offset.Load()))
}

// SetClockOffset makes the server's clock differ from the machine's: the Date header, timestamps, rate limit resets and
// the expiry of tokens follow it, and so does whatever takes time on the server (builds, lags).
func (s *server) SetClockOffset(d time.Duration) { s.offset.Store(int64(d)) }

// SetGate has gate called with each request before anything is done with it. It may block: a test can so decide the
// order in which requests are processed. Nil removes it.
func (s *server) SetGate(gate func(Request)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.gate = gate
}

// SetLatency makes each request take d longer.
func (s *server) SetLatency(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.latency = d
}

// ServeHTTP implements http.Handler.
func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	e, gate, latency := s.receive(r)
	if gate != nil {
		gate(*e)
	}
	pause(r.Context(), latency)
	fault := s.nextFault(r)
	a := s.process(e, fault, r)
	if fault.Truncate && a.body.Len() == 0 {
		panic(http.ErrAbortHandler) // half of an empty body
	}
	if a.header.Get("Date") == "" {
		a.header.Set("Date", s.now().UTC().Format(http.TimeFormat))
	}
	s.recordStatus(e, a.status)
	a.send(w, fault)
}

// receive reads and records a request.
func (s *server) receive(r *http.Request) (*Request, func(Request), time.Duration) {
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody)) // a truncated body is no JSON: the API says so
	r.Body = io.NopCloser(bytes.NewReader(body))
	e := &Request{
		Method: r.Method, Path: r.URL.Path, Query: r.URL.RawQuery,
		Header: r.Header.Clone(), Body: string(body), Cut: err != nil, Time: s.now(),
	}
	if s.route != nil {
		e.Route = s.route(r)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.log = append(s.log, e)
	return e, s.gate, s.latency
}

// process makes the answer: the API's, the fault's, or the fault's after the API's.
func (s *server) process(e *Request, fault Fault, r *http.Request) *answer {
	if fault.LandsLate > 0 {
		s.processLater(e, r, fault.LandsLate)
		fault.After = false
	}
	if !fault.After {
		fault.begin(r.Context())
		if fault.replaces() {
			return fault.answer()
		}
	}
	s.markProcessed(e)
	a := newAnswer()
	s.api(a, r)
	if fault.After {
		fault.begin(r.Context())
		if fault.replaces() {
			return fault.answer()
		}
	}
	return a
}
