package retry

import (
	"fmt"
	"net/http"
	"testing"
	"testing/synctest"
	"time"
)

// TestWaits compares the time between two tries with what the first answer's headers ask for.
func TestWaits(t *testing.T) {
	t.Parallel()
	// A test in a bubble begins at midnight, 2000-01-01 UTC.
	const begin = 946684800
	const retryAfter, reset, left, date = "Retry-After", "X-Ratelimit-Reset", "X-Ratelimit-Remaining", "Date"
	type h = map[string]string
	quarter, more := 250*time.Millisecond, 750*time.Millisecond
	tests := map[string]struct {
		classify         func(*http.Response, []byte) Verdict
		status           int
		header           h
		body             string
		wantMin, wantMax time.Duration // both 0: not repeated
	}{
		"Retry-After": {status: 429, header: h{retryAfter: "7"}, wantMin: 7 * time.Second},
		"Retry-After as a date": {status: 429,
			header: h{retryAfter: "Sat, 01 Jan 2000 00:00:09 GMT"}, wantMin: 9 * time.Second},
		"Retry-After before reset": {status: 429,
			header: h{retryAfter: "2", reset: fmt.Sprint(begin + 60)}, wantMin: 2 * time.Second},
		"reset": {status: 429,
			header: h{reset: fmt.Sprint(begin + 4)}, wantMin: 4 * time.Second},
		"reset by the server's clock": {status: 429,
			header:  h{reset: fmt.Sprint(begin + 3604), date: "Sat, 01 Jan 2000 01:00:00 GMT"},
			wantMin: 4 * time.Second},
		"reset in the past": {status: 429,
			header: h{reset: fmt.Sprint(begin - 4)}, wantMin: quarter, wantMax: more},
		"reset in milliseconds": {status: 429,
			header: h{reset: fmt.Sprint((begin + 4) * 1000)}, wantMin: quarter, wantMax: more},
		"bare": {status: 429, wantMin: quarter, wantMax: more},
		"nonsense": {status: 429,
			header: h{retryAfter: "-1", reset: "soon"}, wantMin: quarter, wantMax: more},
		"503 with Retry-After": {status: 503, header: h{retryAfter: "3"}, wantMin: 3 * time.Second},
		"503 ignores the reset": {status: 503,
			header: h{reset: fmt.Sprint(begin + 4)}, wantMin: quarter, wantMax: more},
		"GitHub: plain 403": {classify: GitHub, status: 403,
			body: `{"message":"Resource not accessible by integration"}`},
		"GitHub: 403 with more left": {classify: GitHub, status: 403,
			header: h{left: "12", reset: fmt.Sprint(begin + 4)}},
		"GitHub: primary 403": {classify: GitHub, status: 403,
			header: h{left: "0", reset: fmt.Sprint(begin + 40)}, wantMin: 40 * time.Second},
		"GitHub: primary 429": {classify: GitHub, status: 429,
			header: h{left: "0", reset: fmt.Sprint(begin + 40)}, wantMin: 40 * time.Second},
		"GitHub: secondary 403": {classify: GitHub, status: 403,
			body: `{"message":"You have exceeded a secondary rate limit."}`, wantMin: time.Minute},
		"GitHub: secondary, far reset": {classify: GitHub, status: 403, body: `secondary rate limit`,
			header: h{left: "900", reset: fmt.Sprint(begin + 3300)}, wantMin: time.Minute},
		"GitHub: secondary Retry-After": {classify: GitHub, status: 403,
			header: h{retryAfter: "61"}, wantMin: 61 * time.Second},
		"GitHub: bare 429": {classify: GitHub, status: 429, wantMin: time.Minute},
		"GitHub: 502":      {classify: GitHub, status: 502, wantMin: quarter, wantMax: more},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				header := http.Header{}
				for k, v := range tt.header {
					header.Set(k, v)
				}
				first := func(req *http.Request) (*http.Response, error) {
					return answer(req, tt.status, tt.body, header), nil
				}
				server := &script{answers: []any{first, 200}, begin: time.Now()}
				if _, err := New(Config{Base: server, Classify: tt.classify}).RoundTrip(request(t, "GET", "")); err != nil {
					t.Fatal(err)
				}
				if tt.wantMin == 0 {
					if len(server.times) != 1 {
						t.Errorf("sent %d times, want once", len(server.times))
					}
					return
				}
				if got := server.times[1]; got < tt.wantMin || got > max(tt.wantMin, tt.wantMax) {
					t.Errorf("waited %s, want %s to %s", got, tt.wantMin, max(tt.wantMin, tt.wantMax))
				}
			})
		})
	}
}

// FuzzHeaders: no header makes a wait below zero or stops the program.
func FuzzHeaders(f *testing.F) {
	f.Add("7", "946684804", "10", "0", "Sat, 01 Jan 2000 00:00:00 GMT")
	f.Add("Sat, 01 Jan 2000 00:00:09 GMT", "99999999999999", "-1", "2147483648", "yesterday")
	f.Add("9223372036854775807", "-9223372036854775808", "", "", "")
	f.Fuzz(func(t *testing.T, after, reset, limit, remaining, date string) {
		h := http.Header{"Retry-After": {after}, "X-Ratelimit-Reset": {reset}, "X-Ratelimit-Limit": {limit},
			"X-Ratelimit-Remaining": {remaining}, "Date": {date}}
		now := time.Now()
		b := newBucket()
		for _, status := range []int{200, 403, 429, 503} {
			res := &http.Response{StatusCode: status, Header: h}
			for _, v := range []Verdict{Auth0(res, nil), GitHub(res, nil)} {
				if v.Wait < 0 || v.Least < 0 {
					t.Errorf("waits %+v", v)
				}
				s, wait, _ := b.take(now)
				if wait == 0 {
					b.answered(s, outcome{res: res, verdict: v}, now.Add(time.Millisecond))
				} else if wait < 0 {
					t.Errorf("pace waits %s with nothing under way", wait)
				}
			}
		}
	})
}
