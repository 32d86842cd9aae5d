package sandbox

import (
	"context"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"
)

// A lateRequest is answered already, and not processed yet.
type lateRequest struct {
	timer   *time.Timer
	process func() // once, however often it is called
}

// processLater has the API process the request after d. Nobody sees its answer.
func (s *server) processLater(e *Request, r *http.Request, d time.Duration) {
	later := r.Clone(context.WithoutCancel(r.Context()))
	later.Body = io.NopCloser(strings.NewReader(e.Body))
	process := sync.OnceFunc(func() {
		s.markProcessed(e)
		s.api(newAnswer(), later)
	})
	s.mu.Lock()
	defer s.mu.Unlock()
	s.late = append(s.late, lateRequest{time.AfterFunc(d, process), process})
}

// Land has the API process all requests now that a fault made late, and returns how many there were: a test need not wait
// for them.
func (s *server) Land() int {
	s.mu.Lock()
	late := s.late
	s.late = nil
	s.mu.Unlock()
	n := 0
	for _, one := range late {
		if one.timer.Stop() {
			one.process()
			n++
		}
	}
	return n
}
