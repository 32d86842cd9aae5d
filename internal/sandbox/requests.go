package sandbox

import (
	"net/http"
	"slices"
	"strings"
	"time"
)

// A Request is one request as a sandbox received it.
type Request struct {
	Method, Path, Query string
	// Route is the endpoint's pattern, such as "PATCH /api/v2/hooks/{id}"; empty where the sandbox has no such endpoint.
	Route  string
	Header http.Header
	Body   string
	// Cut is set where the client broke off before all of the body had arrived.
	Cut bool
	// Status is that of the answer, 0 where none was sent (yet).
	Status int
	// Processed is set where the request reached the API, now or later, whatever it answered: no fault was in the way.
	Processed bool
	Time      time.Time
}

// Requests returns all requests so far, in the order in which they came.
func (s *server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := make([]Request, len(s.log))
	for i, e := range s.log {
		all[i] = *e
	}
	return all
}

// ClearRequests forgets all requests so far, so that a further run can be counted by itself.
func (s *server) ClearRequests() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.log, s.unknown = nil, nil
}

// RequestCounts returns the number of requests so far by Route; a request to no endpoint counts as "METHOD /path".
func (s *server) RequestCounts() map[string]int {
	return s.counts(func(Request) bool { return true })
}

// WriteCounts returns the number of Writes so far by Route.
func (s *server) WriteCounts() map[string]int { return s.counts(isWrite) }

// Writes returns the number of requests that reached the API, whatever it answered, and that could change something
// there: all but GET, a request for a token and a GraphQL query.
func (s *server) Writes() int {
	n := 0
	for _, count := range s.WriteCounts() {
		n += count
	}
	return n
}

func isWrite(r Request) bool {
	return r.Processed && r.Method != http.MethodGet && r.Path != tokenPath && !strings.HasSuffix(r.Path, "/graphql")
}

func (s *server) counts(fits func(Request) bool) map[string]int {
	counts := map[string]int{}
	for _, r := range s.Requests() {
		if !fits(r) {
			continue
		}
		if r.Route == "" {
			r.Route = r.Method + " " + r.Path
		}
		counts[r.Route]++
	}
	return counts
}

// Unknown returns the requests, as "METHOD /path", to endpoints that the sandbox does not have: a test that sees one fails.
func (s *server) Unknown() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.unknown)
}

// recordUnknown records a request to an endpoint that the sandbox does not have.
func (s *server) recordUnknown(r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.unknown = append(s.unknown, r.Method+" "+r.URL.Path)
}

func (s *server) markProcessed(e *Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	e.Processed = true
}

func (s *server) recordStatus(e *Request, status int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	e.Status = status
}
