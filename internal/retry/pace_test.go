package retry

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// TestPace compares the pace with what the buckets of the published plans can give: n requests at once take (n - burst)/rate
// seconds, and then the last answer has to come.
func TestPace(t *testing.T) {
	t.Parallel()
	buckets := []struct {
		burst, rate float64
		n           int
	}{
		{2, 2, 100}, {2, 2, 6}, // Free
		{10, 2.5, 60}, {10, 2, 40}, {10, 2, 14}, // Essentials; Enterprise, development
		{50, 16, 100}, {50, 16, 90}, // Enterprise
		{20, 20, 200}, {50, 50, 400}, {500, 250, 3000}, // private clouds
		{10, 10, 100},
	}
	latencies := map[string]func(int) time.Duration{
		"none":       none,
		"50-150 ms":  uneven(50*time.Millisecond, 100*time.Millisecond),
		"130-400 ms": uneven(130*time.Millisecond, 270*time.Millisecond),
	}
	resets := map[string]func(time.Time, time.Duration) int64{"exact": exactReset, "late": lateReset}
	for _, b := range buckets {
		for name, latency := range latencies {
			for kind, reset := range resets {
				l := &limiter{burst: b.burst, rate: b.rate, latency: latency, reset: reset}
				t.Run(fmt.Sprintf("%v at %v a second, latency %s, reset %s", b.burst, b.rate, name, kind), func(t *testing.T) {
					t.Parallel()
					synctest.Test(t, func(t *testing.T) { testPace(t, l, b.n) })
				})
			}
		}
	}
}

func testPace(t *testing.T, l *limiter, n int) {
	t.Helper()
	pause(300 * time.Millisecond) // not at a whole second
	l.level, l.filled = l.burst, time.Now()
	tr := New(Config{Base: l, Pace: true})
	begin := time.Now()
	side(t, tr, n)
	took, least := time.Since(begin)-l.slowest, time.Duration((float64(n)-l.burst)/l.rate*float64(time.Second))
	ratio := took.Seconds() / least.Seconds()
	t.Logf("%d requests, %d 429s, %s, at least %s: ratio %.3f", l.requests, l.refused, took, least, ratio)
	if l.refused > 0 {
		t.Errorf("%d answers 429", l.refused)
	}
	if ratio > 1.3 {
		t.Errorf("took %.3f of the least time", ratio)
	}
}

// TestPaceOfASlowBucket: a tenant that is slower than Auth0's plans refuses one request, and none after that.
func TestPaceOfASlowBucket(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := newLimiter(10, 1)
		begin := time.Now()
		side(t, New(Config{Base: l, Pace: true}), 40)
		if took := time.Since(begin); took > 34500*time.Millisecond || l.refused > 1 {
			t.Errorf("40 requests took %s and drew %d answers 429, want 30 s and 15 %% at most, and 1", took, l.refused)
		}
	})
}

// TestPaceAfterIdleTime: a bucket that was full meanwhile is not taken for a slow one, nor for a larger one.
func TestPaceAfterIdleTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := newLimiter(10, 10)
		tr := New(Config{Base: l, Pace: true})
		for range 3 {
			begin := time.Now()
			side(t, tr, 30)
			if took := time.Since(begin); took > 2500*time.Millisecond {
				t.Errorf("30 requests took %s, want 2 s, an answer's time and 20 %%", took)
			}
			pause(10 * time.Second)
		}
		if l.refused > 0 {
			t.Errorf("%d answers 429", l.refused)
		}
	})
}

// TestPaceShared: another client takes from the bucket too. All requests get through in the end.
func TestPaceShared(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := newLimiter(10, 10)
		ctx, stop := context.WithCancel(t.Context())
		var other sync.WaitGroup
		other.Go(func() {
			for ctx.Err() == nil {
				l.count(request(t, http.MethodGet, ""))
				pause(250 * time.Millisecond)
			}
		})
		begin := time.Now()
		side(t, New(Config{Base: l, Pace: true}), 60)
		stop()
		other.Wait()
		took := time.Since(begin)
		t.Logf("60 requests beside another client: %s, %d 429s for both", took, l.refused)
		if took > 10*time.Second || l.refused > 10 {
			t.Errorf("%s and %d answers 429, want 8.4 s and few", took, l.refused)
		}
	})
}

// TestPaceUnknown: without the headers nothing is slowed down; the first answer shows that.
func TestPaceUnknown(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		begin := time.Now()
		side(t, New(Config{Pace: true, Base: roundTripper(func(req *http.Request) (*http.Response, error) {
			pause(time.Second)
			return answer(req, http.StatusOK, "{}", nil), nil
		})}), 100)
		if took := time.Since(begin); took != 2*time.Second {
			t.Errorf("took %s, want 2 s", took)
		}
	})
}

// TestPaceAfterLosses: requests whose answers are lost hold nobody up for long.
func TestPaceAfterLosses(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := &limiter{burst: 2, rate: 2, level: 2, filled: time.Now(), latency: none, reset: lateReset}
		n := 0
		tr := New(Config{Pace: true, Base: roundTripper(func(req *http.Request) (*http.Response, error) {
			if n++; n%3 == 2 {
				return nil, errReset
			}
			return l.RoundTrip(req)
		})})
		begin := time.Now()
		for range 10 {
			side(t, tr, 1)
		}
		if took := time.Since(begin); took > 30*time.Second {
			t.Errorf("10 requests took %s", took)
		}
	})
}

// TestPaceEnds: the server's word to one request holds for all, and no request waits in vain.
func TestPaceEnds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 240*time.Second)
		defer cancel()
		server := &script{answers: []any{http.Header{"Retry-After": {"1800"}}}, begin: time.Now()}
		tr := New(Config{Base: server, Pace: true})
		for range 3 {
			_, err := tr.RoundTrip(request(t, http.MethodGet, "").WithContext(ctx))
			if wait, ok := errors.AsType[*WaitError](err); !ok || wait.Asked != 1800*time.Second {
				t.Errorf("error %v, want one that says 1800 s", err)
			}
		}
		if len(server.times) != 1 || time.Since(server.begin) != 0 {
			t.Errorf("%d requests in %s, want 1 at once", len(server.times), time.Since(server.begin))
		}
	})
}

// TestPaceCancelled: a queue of waiting requests ends with its context.
func TestPaceCancelled(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := &limiter{burst: 1, rate: 0.1, level: 1, filled: time.Now(), latency: none, reset: lateReset}
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(15*time.Second, cancel)
		tr := New(Config{Base: l, Pace: true})
		begin := time.Now()
		var wg sync.WaitGroup
		for range 20 {
			wg.Go(func() {
				_, err := tr.RoundTrip(request(t, http.MethodGet, "").WithContext(ctx))
				if err != nil && !errors.Is(err, context.Canceled) {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if took := time.Since(begin); took != 15*time.Second || l.requests != 2 {
			t.Errorf("%d requests in %s, want 2 and an end after 15 s", l.requests, took)
		}
	})
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

// side sends n requests side by side and wants 200 for each.
func side(t *testing.T, tr *Transport, n int) {
	t.Helper()
	var wg sync.WaitGroup
	for range n {
		wg.Go(func() {
			res, err := tr.RoundTrip(request(t, http.MethodGet, ""))
			if err != nil || res.StatusCode != http.StatusOK {
				t.Errorf("answer %v, %v", res, err)
			}
		})
	}
	wg.Wait()
}

func request(t *testing.T, method, body string) *http.Request {
	t.Helper()
	const address = "https://tenant.example/api/v2/hooks?page=0"
	req, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	return req
}

// A run begins with two reads, side by side: every published plan allows two requests at once, so the second need not wait for
// what the answer to the first says about the limit. A third waits for it.
func TestTwoRequestsBeforeTheFirstAnswer(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]time.Duration{2: 100 * time.Millisecond, 3: 200 * time.Millisecond} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				l := newLimiter(50, 16)
				l.latency = uneven(100*time.Millisecond, 0)
				begin := time.Now()
				side(t, New(Config{Base: l, Pace: true}), n)
				if took := time.Since(begin); took != want {
					t.Errorf("%d requests took %s, want %s", n, took, want)
				}
			})
		})
	}
}
