package retry

import (
	"math"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// A bucket is what is known of a server's token bucket: it holds up to limit tokens, each request takes one, and it fills
// up at a constant rate that the server does not tell. Until it is seen, it is taken to be the lowest that Auth0 gives to a
// bucket of that size.
//
// All figures are lower bounds, so that a request that is let pass finds its token: answers overtake each other, and other
// clients may take from the same bucket. What the server says is left, less all that it may not have counted yet, raises
// the bound again, so that nothing stays unused for long. From two answers apart in time follows a lower bound of the rate.
type bucket struct {
	next chan struct{} // held by the request that is next

	mu      sync.Mutex
	changed chan struct{} // closed when an answer changes what is known

	known   bool      // an answer told the limit
	unpaced bool      // answers tell none
	limit   int       // tokens that it holds
	floor   float64   // tokens that are there for certain, and not meant for a request under way
	at      time.Time // when floor was true
	rate    float64   // tokens that come in a second, at least; 0: not known
	refill  time.Time // when the server adds a token, as it told; zero: not told
	granted int       // requests that may have been sent by then
	blocked time.Time // before which the server wants no request

	sent, done int           // requests so far
	recent     []time.Time   // when the last ones were sent
	low        int           // least remaining that was told since no request was under way
	quick      time.Duration // how long the quickest answer took
	from       mark
}

// A mark is the answer from which the rate is reckoned: at the time at the server had given out and kept at most total
// tokens.
type mark struct {
	at    time.Time
	total int
}

// A slip is the leave to send one request.
type slip struct {
	at      time.Time
	counted int // requests that the server has counted with this one, at least
}

// overtaking is by how much a request may be sent later than another and still be counted before it, beside the time that
// an answer takes.
const overtaking = 100 * time.Millisecond

// oneByOne is the wait for a token where neither a rate nor a refill is known.
const oneByOne = time.Second

// late is how much later than told a refill is taken to be: the clocks may differ, if only a little.
const late = 20 * time.Millisecond

func newBucket() *bucket {
	return &bucket{next: make(chan struct{}, 1), changed: make(chan struct{})}
}

// take takes a token, or says how long it is until there is one.
func (b *bucket) take(now time.Time) (s slip, wait time.Duration, changed <-chan struct{}) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.grow(now)
	wait = b.wait(now)
	if wait != 0 {
		return slip{}, wait, b.changed
	}
	if b.sent == b.done {
		b.low = math.MaxInt
	}
	s = slip{at: now, counted: b.counted(now) + 1}
	b.recent = append(b.recent, now)
	b.sent++
	b.floor--
	return s, 0, nil
}

// counted is how many requests the server has counted before one that is sent now: those that it answered, and those
// that were sent well before.
func (b *bucket) counted(now time.Time) int {
	well := now.Add(-max(overtaking, b.quick))
	for len(b.recent) > 0 && b.recent[0].Before(well) {
		b.recent = b.recent[1:]
	}
	return max(b.done, b.sent-len(b.recent))
}

func (b *bucket) wait(now time.Time) time.Duration {
	switch {
	case now.Before(b.blocked):
		return b.blocked.Sub(now)
	case b.unpaced, !b.known && b.sent == b.done, b.known && b.floor >= 1:
		return 0
	case !b.known: // the first answer tells whether there is a limit
		return untilAnswer
	}
	wait := time.Duration(untilAnswer)
	if !b.refill.IsZero() && b.granted > b.sent {
		wait = b.refill.Sub(now)
	}
	if b.rate > 0 {
		if full := seconds((1 - b.floor) / b.rate); wait == untilAnswer || full < wait {
			wait = full
		}
	}
	return wait
}

// published is the lowest rate, in requests a second, of all plans whose rate limit of the Management API allows limit
// requests at once, or fewer. 0: there is no such plan.
//
// https://auth0.com/docs/troubleshoot/customer-support/operational-policies/rate-limit-policy/rate-limit-configurations
func published(limit int) float64 {
	switch {
	case limit >= 50: // Enterprise
		return 16
	case limit >= 2: // Free; an Enterprise's tenant that is not for production has 10 at once
		return 2
	}
	return 0
}

// grow adds the tokens that have come since.
func (b *bucket) grow(now time.Time) {
	room := float64(b.limit - (b.sent - b.done))
	b.floor = max(min(b.floor+b.rate*now.Sub(b.at).Seconds(), room), 0)
	b.at = now
	if !b.refill.IsZero() && !now.Before(b.refill) {
		b.floor, b.refill = max(b.floor, float64(b.granted-b.sent)), time.Time{}
	}
}

// answered learns from the outcome of a request.
func (b *bucket) answered(s slip, o outcome, now time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.grow(now)
	b.done++
	if o.res == nil {
		b.low-- // it may have taken a token
	} else if limit, remaining, ok := limits(o.res.Header); ok {
		if !b.known {
			b.rate = published(limit)
		}
		b.limit, b.known, b.unpaced = limit, true, false
		b.learn(s, remaining, now)
		b.promise(o.res.Header, now)
	} else {
		b.unpaced = !b.known
	}
	if o.verdict.Class == Refused && o.res != nil {
		b.refused(o.verdict.Wait, now)
	}
	if b.sent == b.done {
		b.moveOn(now)
	}
	close(b.changed)
	b.changed = make(chan struct{})
}

// moveOn sees to it that another request is sent some time, where no answer is to come that could say when.
func (b *bucket) moveOn(now time.Time) {
	b.granted = max(b.granted, b.sent+1)
	if b.refill.IsZero() {
		b.refill = now.Add(oneByOne)
	}
}

// learn raises the bounds by what an answer says is left.
func (b *bucket) learn(s slip, remaining int, now time.Time) {
	b.learnRate(s, remaining, now)
	b.low = min(b.low, remaining)
	least := remaining + s.counted - b.sent // all others may be yet to be counted
	if b.sent == b.done {
		least = max(least, b.low, 0)
	}
	b.granted = least + b.sent + 1
	b.floor = min(max(b.floor, float64(least)), float64(remaining+1))
}

// learnRate reckons what came since the mark, and sets the mark anew where the bucket had been full since: then what came
// was lost.
func (b *bucket) learnRate(s slip, remaining int, now time.Time) {
	if took := now.Sub(s.at); b.quick == 0 || took < b.quick {
		b.quick = took
	}
	kept := mark{at: s.at, total: remaining + b.sent}
	if b.from.at.IsZero() {
		b.from = kept
	}
	came := float64(remaining + s.counted - b.from.total - 1)
	if since := (now.Sub(b.from.at) - b.quick).Seconds(); since > 0 {
		b.rate = max(b.rate, came/since)
	}
	expected := b.rate * kept.at.Sub(b.from.at).Seconds()
	if remaining >= b.limit-1 || float64(kept.total-b.from.total) <= expected {
		b.from = kept
	}
}

// promise keeps when the server adds a token. Of several answers the latest time holds for all.
func (b *bucket) promise(h http.Header, now time.Time) {
	told := untilReset(h, serverTime(h, now)) + late
	if told == late {
		told = oneByOne
	}
	if at := now.Add(told); at.After(b.refill) {
		b.refill = at
	}
}

// refused begins anew: somebody else takes from the bucket, or the rate has changed.
func (b *bucket) refused(wait time.Duration, now time.Time) {
	b.floor, b.rate, b.from = 0, 0, mark{}
	if wait > 0 {
		b.blocked = now.Add(wait)
		b.refill, b.granted = b.blocked, b.sent+1
	}
}

// seconds makes a time of at least s, and above 0.
func seconds(s float64) time.Duration {
	if s > math.MaxInt32 {
		return math.MaxInt64
	}
	return time.Duration(s*float64(time.Second)) + time.Microsecond
}

func atoi(text string) (int, error) {
	n, err := strconv.ParseInt(text, 10, 32)
	return int(n), err
}
