package retry

import (
	"math"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// A limiter is a server with a token bucket, as Auth0 describes its rate limits.
type limiter struct {
	burst, rate float64
	latency     func(n int) time.Duration // of the n-th request, half of it before it is counted
	reset       func(now time.Time, wait time.Duration) int64

	mu       sync.Mutex
	level    float64
	filled   time.Time
	requests int
	refused  int
	slowest  time.Duration
}

// newLimiter is a full bucket whose answers take 50 to 100 ms.
func newLimiter(burst, rate float64) *limiter {
	return &limiter{burst: burst, rate: rate, level: burst, filled: time.Now(),
		latency: uneven(50*time.Millisecond, 50*time.Millisecond), reset: lateReset}
}

func (l *limiter) RoundTrip(req *http.Request) (*http.Response, error) {
	l.mu.Lock()
	l.requests++
	latency := l.latency(l.requests)
	l.slowest = max(l.slowest, latency)
	l.mu.Unlock()
	pause(latency / 2)
	res := l.count(req)
	pause(latency / 2)
	return res, req.Context().Err()
}

func pause(d time.Duration) {
	if d > 0 {
		<-time.After(d)
	}
}

// count takes a token, if there is one.
func (l *limiter) count(req *http.Request) *http.Response {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	l.level = min(l.burst, l.level+now.Sub(l.filled).Seconds()*l.rate)
	l.filled = now
	status := http.StatusOK
	if l.level >= 1 {
		l.level--
	} else {
		l.refused++
		status = http.StatusTooManyRequests
	}
	wait := time.Duration((math.Floor(l.level) + 1 - l.level) / l.rate * float64(time.Second))
	return answer(req, status, "{}", http.Header{
		"X-Ratelimit-Limit":     {strconv.Itoa(int(l.burst))},
		"X-Ratelimit-Remaining": {strconv.Itoa(int(l.level))},
		"X-Ratelimit-Reset":     {strconv.FormatInt(l.reset(now, wait), 10)},
	})
}

func exactReset(now time.Time, wait time.Duration) int64 {
	return int64(math.Ceil(float64(now.Add(wait).UnixNano()) / 1e9))
}

func lateReset(now time.Time, wait time.Duration) int64 { return now.Add(wait).Unix() + 1 }

func none(int) time.Duration { return 0 }

// uneven latencies let answers overtake each other.
func uneven(least, spread time.Duration) func(int) time.Duration {
	return func(n int) time.Duration { return least + time.Duration(n*7919%101)*spread/100 }
}
