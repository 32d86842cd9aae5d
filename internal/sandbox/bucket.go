package sandbox

import (
	"math"
	"net/http"
	"strconv"
	"time"
)

// A bucket of tokens that refills continuously, as Auth0's rate limits are described: each request takes one.
type bucket struct {
	burst, perSecond float64
	level            float64
	filled           time.Time // when level was true
}

func newBucket(burst int, perSecond float64, now time.Time) bucket {
	return bucket{burst: float64(burst), perSecond: perSecond, level: float64(burst), filled: now}
}

// take takes a token; it reports false where there is none.
func (b *bucket) take(now time.Time) bool {
	b.level = min(b.burst, b.level+max(now.Sub(b.filled).Seconds(), 0)*b.perSecond) // the clock may be set back
	b.filled = now
	if b.level < 1 {
		return false
	}
	b.level--
	return true
}

// wait is how long it takes until there is a token more than now.
func (b *bucket) wait() time.Duration {
	missing := math.Floor(b.level) + 1 - b.level
	return time.Duration(missing / b.perSecond * float64(time.Second))
}

// A Plan is the rate limit of the Management API that Auth0 publishes for a subscription.
type Plan struct {
	Burst     int     // requests at once
	PerSecond float64 // requests a second after that
}

// Plans returns the published rate limits by subscription. See
// https://auth0.com/docs/troubleshoot/customer-support/operational-policies/rate-limit-policy/rate-limit-configurations.
func Plans() map[string]Plan {
	return map[string]Plan{
		"Free":                        {2, 2},
		"Essentials and Professional": {10, 2.5}, // 150 a minute
		"Enterprise":                  {50, 16},
		"Enterprise, not production":  {10, 2},
		"private cloud, development":  {20, 20},
		"private cloud, 100 a second": {50, 50},
		"private cloud, largest tier": {250, 500},
	}
}

// SetBucket sets the tenant's rate limit: so many requests at once, and so many a second after that. The bucket is full.
func (t *Tenant) SetBucket(burst int, perSecond float64) {
	t.state.Lock()
	defer t.state.Unlock()
	t.bucket = newBucket(burst, perSecond, t.now())
}

// take reports whether a request may pass, and writes the headers that each answer of the Management API has. Recorded: names
// in lower case, and a reset one or two seconds ahead.
func (t *Tenant) take(w http.ResponseWriter) bool {
	now := t.now()
	ok := t.bucket.take(now)
	wait := t.bucket.wait()
	reset := now.Add(wait).Unix() + 1 // a whole second that is not too early
	for name, value := range map[string]int64{
		"x-ratelimit-limit":     int64(t.bucket.burst),
		"x-ratelimit-remaining": int64(t.bucket.level),
		"x-ratelimit-reset":     reset,
	} {
		w.Header()[name] = []string{strconv.FormatInt(value, 10)}
	}
	if !ok && t.assume.RetryAfter {
		w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
	}
	return ok
}
