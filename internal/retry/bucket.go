package retry

import (
	"math"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// A bucket is what is known of a server's token bucket: it holds up to limit tokens, each request takes one, and it is
// refilled at a constant rate that the server does not state.
//
// The rule is: send while more is left than requests are under way, else wait for the next token. It comes at the reset that
// the last answer states, or by the lowest rate that is published for a bucket of that size, whichever is sooner. A server
// with a higher rate then answers with more remaining tokens, and those are used at once. All figures are lower bounds, so
// that no request is refused although answers overtake each other.
type bucket struct {
	queue chan struct{} // has an element while a request is the next to be sent

	mu      sync.Mutex
	changed chan struct{} // closed when an answer changes what is known

	known     bool // an answer stated the limit
	unlimited bool // answers state none
	limit     int  // tokens at most

	level   float64   // tokens that are there for certain and not meant for a request under way
	at      time.Time // when level was true
	rate    float64   // tokens a second, at least; 0: unknown
	reset   time.Time // when the server adds a token; zero: unknown
	granted int       // requests in all that may have been sent by the reset
	blocked time.Time // before which the server wants no request

	sent, done int // requests so far
	lowest     int // least remaining tokens that an answer stated since no request was under way
}

// A permit is the leave to send one request.
type permit struct {
	counted int // requests that the server has certainly counted once it has counted this one
}

func newBucket() *bucket {
	return &bucket{queue: make(chan struct{}, 1), changed: make(chan struct{})}
}

// take takes a token, or says how long it is until there is one.
func (b *bucket) take(now time.Time) (p permit, wait time.Duration, changed <-chan struct{}) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.refill(now)
	if wait = b.untilToken(now); wait != 0 {
		return permit{}, wait, b.changed
	}
	if b.sent == b.done {
		b.lowest = math.MaxInt
	}
	b.sent++
	b.level--
	return permit{counted: b.done + 1}, 0, nil
}

func (b *bucket) untilToken(now time.Time) time.Duration {
	switch {
	case now.Before(b.blocked):
		return b.blocked.Sub(now)
	case b.unlimited, !b.known && b.sent-b.done < smallestLimit, b.known && b.level >= 1:
		return 0
	case !b.known: // the first answers tell whether there is a limit
		return untilAnswer
	}
	wait := time.Duration(untilAnswer)
	if !b.reset.IsZero() && b.granted > b.sent {
		wait = b.reset.Sub(now)
	}
	if b.rate > 0 {
		if next := seconds((1 - b.level) / b.rate); wait == untilAnswer || next < wait {
			wait = next
		}
	}
	return wait
}

// refill adds the tokens that have come since.
func (b *bucket) refill(now time.Time) {
	free := float64(b.limit - (b.sent - b.done))
	b.level = max(min(b.level+b.rate*now.Sub(b.at).Seconds(), free), 0)
	b.at = now
	if !b.reset.IsZero() && !now.Before(b.reset) {
		b.level, b.reset = max(b.level, float64(b.granted-b.sent)), time.Time{}
	}
}

// answered learns from the outcome of a request.
func (b *bucket) answered(p permit, o outcome, now time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.refill(now)
	b.done++
	if o.res == nil {
		b.lowest-- // it may have taken a token
	} else if limit, remaining, ok := rateLimits(o.res.Header); ok {
		if !b.known {
			b.rate = publishedRate(limit)
		}
		b.limit, b.known, b.unlimited = limit, true, false
		b.learn(p, remaining)
		b.noteReset(o.res.Header, now)
	} else {
		b.unlimited = !b.known
	}
	if o.verdict.Class == Refused && o.res != nil {
		b.refused(o.verdict.Wait, now)
	}
	if b.sent == b.done { // no answer is to come that could say when to go on
		b.granted = max(b.granted, b.sent+1)
		if b.reset.IsZero() {
			b.reset = now.Add(probeInterval)
		}
	}
	close(b.changed)
	b.changed = make(chan struct{})
}

// learn raises the level by what an answer says is left. All requests that were not answered when this one was sent may be
// yet to be counted; where none is under way, the lowest figure holds.
func (b *bucket) learn(p permit, remaining int) {
	b.lowest = min(b.lowest, remaining)
	least := remaining + p.counted - b.sent
	if b.sent == b.done {
		least = max(least, b.lowest, 0)
	}
	b.granted = least + b.sent + 1
	b.level = min(max(b.level, float64(least)), float64(remaining+1))
}

// noteReset keeps when the server adds a token. Of several answers the latest time holds for all.
func (b *bucket) noteReset(h http.Header, now time.Time) {
	wait := untilReset(h, serverTime(h, now)) + resetDelay
	if wait == resetDelay {
		wait = probeInterval
	}
	if at := now.Add(wait); at.After(b.reset) {
		b.reset = at
	}
}

// refused begins anew: another client takes from the bucket, or the rate is lower than any published one.
func (b *bucket) refused(wait time.Duration, now time.Time) {
	b.level, b.rate = 0, 0
	if wait > 0 {
		b.blocked = now.Add(wait)
		b.reset, b.granted = b.blocked, b.sent+1
	}
}

// seconds makes a duration of at least s seconds, and above 0.
func seconds(s float64) time.Duration {
	if s > math.MaxInt32 {
		return math.MaxInt64
	}
	return time.Duration(s*float64(time.Second)) + time.Microsecond
}

// rateLimits reads the two headers that every answer of the Management API has.
func rateLimits(h http.Header) (limit, remaining int, ok bool) {
	l, err := strconv.ParseInt(h.Get("X-Ratelimit-Limit"), 10, 32)
	if err != nil || l < 1 {
		return 0, 0, false
	}
	r, err := strconv.ParseInt(h.Get("X-Ratelimit-Remaining"), 10, 32)
	return int(l), int(r), err == nil
}

// untilAnswer is the wait of a request that depends on the answer to another one.
const untilAnswer = -1
