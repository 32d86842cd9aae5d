package github

import (
	"net/http"
	"sync"
	"time"
)

// A clock reads GitHub's time from the Date header of its answers (RFC 9110, section 6.6.1), on their way through.
type clock struct {
	next http.RoundTripper

	mu            sync.Mutex
	begin, newest time.Time
}

// RoundTrip implements http.RoundTripper.
func (c *clock) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := c.next.RoundTrip(req)
	if err != nil {
		return resp, err
	}
	if date, parseErr := http.ParseTime(resp.Header.Get("Date")); parseErr == nil {
		c.saw(date.UTC())
	}
	return resp, nil
}

func (c *clock) saw(date time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.begin.IsZero() {
		c.begin = date
	}
	c.newest = date
}

func (c *clock) first() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.begin
}

// now is GitHub's time as of its last answer; the machine's where no answer had a date.
func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.newest.IsZero() {
		return time.Now()
	}
	return c.newest
}
