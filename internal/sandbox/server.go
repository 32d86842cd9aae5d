package sandbox

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

const jsonType = "application/json; charset=utf-8"

// maxBody is how much of a request is read: more than any of the APIs takes.
const maxBody = 8 << 20

// A Request is one request as a sandbox received it.
type Request struct {
	Method, Path, Query string
	Header              http.Header
	Body                string
	// Status is that of the answer, 0 where none was sent (yet).
	Status int
	Time   time.Time
}

// server is what each sandbox has: it records requests, holds the gate, lets faults strike and hands the rest to api.
// Its methods may be used while requests are served.
type server struct {
	api        http.HandlerFunc // set once, by the sandbox's constructor
	handshakes atomic.Int64

	mu      sync.Mutex
	log     []*entry
	strange []string
	traps   []*trap
	gate    func(Request)
	latency time.Duration
}

// An entry of the log: reached is set where the request was handed to the API.
type entry struct {
	Request
	reached bool
}

// AddFault arms a fault. It panics where Path is not a regular expression.
func (s *server) AddFault(f Fault) {
	t := newTrap(f)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.traps = append(s.traps, t)
}

// ClearFaults disarms all faults.
func (s *server) ClearFaults() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.traps = nil
}

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

// Requests are all requests so far, in the order in which they came.
func (s *server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := make([]Request, len(s.log))
	for i, e := range s.log {
		all[i] = e.Request
	}
	return all
}

// Writes counts the requests that reached the API, whatever it answered, and are neither GET nor POST /oauth/token.
func (s *server) Writes() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, e := range s.log {
		if e.reached && e.Method != http.MethodGet && e.Path != "/oauth/token" {
			n++
		}
	}
	return n
}

// Unknown lists the requests, as "METHOD /path", to endpoints that the sandbox does not have: a test that sees one fails.
func (s *server) Unknown() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.strange)
}

// noteUnknown records a request to an endpoint that the sandbox does not have.
func (s *server) noteUnknown(r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.strange = append(s.strange, r.Method+" "+r.URL.Path)
}

// ServeHTTP implements http.Handler.
func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	e, gate, latency := s.receive(r)
	if gate != nil {
		gate(e.Request)
	}
	pause(r.Context(), latency)
	fault := s.strike(r)
	a := s.process(e, fault, r)
	if fault.Truncate && a.body.Len() == 0 {
		panic(http.ErrAbortHandler) // half of nothing
	}
	s.settle(e, a.status)
	a.send(w, fault.Truncate)
}

// receive reads and records a request.
func (s *server) receive(r *http.Request) (*entry, func(Request), time.Duration) {
	body, _ := io.ReadAll(io.LimitReader(r.Body, maxBody)) // a body cut off is no JSON: the API says so
	r.Body = io.NopCloser(bytes.NewReader(body))
	e := &entry{Request: Request{
		Method: r.Method, Path: r.URL.Path, Query: r.URL.RawQuery,
		Header: r.Header.Clone(), Body: string(body), Time: time.Now(),
	}}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.log = append(s.log, e)
	return e, s.gate, s.latency
}

// strike is the fault that this request meets.
func (s *server) strike(r *http.Request) Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	var struck *trap
	for _, t := range s.traps {
		if t.due(r.Method, r.URL.Path) && struck == nil {
			struck = t
		}
	}
	if struck == nil {
		return Fault{}
	}
	return struck.strike()
}

// process makes the answer: the API's, the fault's, or both one after the other.
func (s *server) process(e *entry, fault Fault, r *http.Request) *answer {
	if !fault.After {
		fault.begin(r.Context())
		if fault.replaces() {
			return fault.answer()
		}
	}
	s.reach(e)
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

func (s *server) reach(e *entry) {
	s.mu.Lock()
	defer s.mu.Unlock()
	e.reached = true
}

func (s *server) settle(e *entry, status int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	e.Status = status
}

// An answer is a response that is whole before a byte of it is sent.
type answer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func newAnswer() *answer {
	return &answer{header: http.Header{}, status: http.StatusOK}
}

// Header implements http.ResponseWriter.
func (a *answer) Header() http.Header { return a.header }

// WriteHeader implements http.ResponseWriter.
func (a *answer) WriteHeader(status int) { a.status = status }

// Write implements http.ResponseWriter.
func (a *answer) Write(p []byte) (int, error) { return a.body.Write(p) }

// send writes the answer; half of its body where it is cut.
func (a *answer) send(w http.ResponseWriter, cut bool) {
	maps.Copy(w.Header(), a.header)
	body := a.body.Bytes()
	if a.status != http.StatusNoContent {
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	}
	if !cut {
		w.WriteHeader(a.status)
		w.Write(body) //nolint:errcheck // a client that went does not wait for its answer
		return
	}
	w.WriteHeader(a.status)
	w.Write(body[:len(body)/2])           //nolint:errcheck // as above
	http.NewResponseController(w).Flush() //nolint:errcheck // as above
	panic(http.ErrAbortHandler)
}

// writeJSON answers with v as JSON, without the escapes for HTML, as the real APIs do.
func writeJSON(w http.ResponseWriter, status int, v any) {
	var body bytes.Buffer
	enc := json.NewEncoder(&body)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		panic(err) // the sandbox made v itself
	}
	w.Header().Set("Content-Type", jsonType)
	w.WriteHeader(status)
	w.Write(bytes.TrimSuffix(body.Bytes(), []byte("\n"))) //nolint:errcheck // into memory
}
