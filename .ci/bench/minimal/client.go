package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

// connections are as many as the action keeps.
const connections = 16

// beforeAnswer is how many requests are sent before an answer tells the rate limit: a tenant of the Free plan refuses more.
const beforeAnswer = 2

// A client makes requests.
type client struct {
	http        http.Client
	base, token string
	refused     atomic.Int64
	pace        *bucket // nil: no limit
	// starts has a place for each request that may be sent before the first answer, which closes answered.
	starts, answered chan struct{}
	first            sync.Once

	mu      sync.Mutex
	longest time.Duration // that an answer took
}

func newClient() *client {
	c := &client{starts: make(chan struct{}, beforeAnswer), answered: make(chan struct{})}
	c.base, c.token, c.http = os.Getenv("BASE"), os.Getenv("TOKEN"), http.Client{Transport: &http.Transport{
		MaxConnsPerHost: connections, MaxIdleConnsPerHost: connections, ForceAttemptHTTP2: true,
	}}
	burst, err := strconv.Atoi(os.Getenv("BURST"))
	perSecond, err2 := strconv.ParseFloat(os.Getenv("PER_SECOND"), 64)
	if err == nil && err2 == nil && burst > 0 {
		c.pace = &bucket{burst: burst, each: time.Duration(float64(time.Second) / perSecond)}
	}
	return c
}

// call makes a request and gives the decoded answer.
func call[T any](c *client, method, path string, body any) (answer T) {
	raw, err := json.Marshal(body)
	if err != nil {
		panic(err)
	}
	if body == nil {
		raw = nil
	}
	req, err := http.NewRequest(method, c.base+path, bytes.NewReader(raw))
	if err != nil {
		panic(err)
	}
	req.Header.Set("Authorization", "Bearer "+c.token)
	req.Header.Set("Content-Type", "application/json")
	c.begin()
	sent := time.Now()
	res, err := c.http.Do(req)
	c.took(time.Since(sent))
	if err != nil {
		panic(err)
	}
	defer res.Body.Close()
	if res.StatusCode/100 != 2 {
		if c.pace != nil {
			c.end(1) // it did not keep the limit after all
		}
		c.refused.Add(1)
		return answer
	}
	if err := json.NewDecoder(res.Body).Decode(&answer); err != nil {
		panic(err)
	}
	return answer
}

// begin waits until a request may be sent.
func (c *client) begin() {
	if c.pace != nil {
		c.pace.take()
		return
	}
	select {
	case <-c.answered:
	case c.starts <- struct{}{}:
	}
}

func (c *client) took(d time.Duration) {
	c.first.Do(func() { close(c.answered) })
	c.mu.Lock()
	defer c.mu.Unlock()
	c.longest = max(c.longest, d)
}

func (c *client) slowest() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.longest
}

// slack is how much later than it was sent a request may arrive: the first ones wait for connections.
const slack = 100 * time.Millisecond

// end ends the program, which has refusals to report.
func (*client) end(refused int64) {
	_, _ = fmt.Fprintln(os.Stderr, refused, "requests were refused")
	os.Exit(1)
}

// A bucket is a rate limit that is known: so many requests at once, and one more after each time.
type bucket struct {
	mu    sync.Mutex
	burst int
	each  time.Duration
	next  time.Time // when the bucket would be full again
}

// take waits until the bucket has a token.
func (b *bucket) take() {
	b.mu.Lock()
	now := time.Now()
	if full := now.Add(slack); b.next.Before(full) {
		b.next = full
	}
	b.next = b.next.Add(b.each)
	wait := b.next.Sub(now) - time.Duration(b.burst)*b.each - slack
	b.mu.Unlock()
	if wait > 0 {
		time.Sleep(wait + slack) //nolint:forbidigo // it knows how long, and nothing cancels it
	}
}
