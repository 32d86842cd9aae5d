package retry

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestTimeout looks at the ends that a context sets.
func TestTimeout(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		answers   []any
		method    string
		cancel    bool // after 5 s; else the deadline is in 240 s
		wantAfter time.Duration
		wantError string
		wantIs    error
		wantWait  *WaitError
	}{
		"asked for too long": {
			answers: []any{http.Header{"Retry-After": {"1800"}}}, method: "POST",
			wantError: "429 Too Many Requests: the server's rate limit asks to wait 1800 s, and only 240 s are left",
			wantWait:  &WaitError{Asked: 1800 * time.Second, Left: 240 * time.Second, Status: 429, RateLimit: true},
		},
		"cancelled while waiting": {
			answers: []any{http.Header{"Retry-After": {"60"}}}, method: "POST", cancel: true, wantAfter: 5 * time.Second,
			wantError: "context canceled while waiting after: 429 Too Many Requests", wantIs: context.Canceled,
		},
		"cancelled while a GET is under way": {
			answers: []any{stall}, method: "GET", cancel: true, wantAfter: 5 * time.Second,
			wantError: "context canceled", wantIs: context.Canceled,
		},
		"cancelled while a POST is under way": {
			answers: []any{stall}, method: "POST", cancel: true, wantAfter: 5 * time.Second,
			wantError: "no answer: context canceled", wantIs: context.Canceled,
		},
		"stalled for ever": {
			answers: []any{stall}, method: "GET", wantError: "too long to answer (30s) (tried 5 times)",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				begin := time.Now()
				ctx, cancel := context.WithTimeout(t.Context(), 240*time.Second)
				defer cancel()
				if tt.cancel {
					time.AfterFunc(5*time.Second, cancel)
				}
				server := &script{answers: tt.answers, begin: begin}
				_, err := New(Config{Base: server, Pace: true}).RoundTrip(request(t, tt.method, "").WithContext(ctx))
				if err == nil || !strings.Contains(err.Error(), tt.wantError) {
					t.Fatalf("error %v, want %q", err, tt.wantError)
				}
				if tt.wantIs != nil && !errors.Is(err, tt.wantIs) {
					t.Errorf("error %v is not %v", err, tt.wantIs)
				}
				if took := time.Since(begin); tt.wantAfter != 0 && took != tt.wantAfter {
					t.Errorf("took %s, want %s", took, tt.wantAfter)
				}
				if got, _ := errors.AsType[*WaitError](err); !cmp.Equal(tt.wantWait, got) {
					t.Errorf("(-want +got)\n%s", cmp.Diff(tt.wantWait, got))
				}
			})
		})
	}
}

// TestOwnWaitFitsDeadline: where the server asks for no wait, the time that is left bounds the tries, and its last answer
// is kept.
func TestOwnWaitFitsDeadline(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		server := &script{answers: []any{503}, begin: time.Now()}
		res, err := New(Config{Base: server}).RoundTrip(request(t, "GET", "").WithContext(ctx))
		checkResult(t, res, err, 503, "")
		if ctx.Err() != nil {
			t.Error("it waited for the deadline")
		}
	})
}

// TestBounds: no answer fills the memory.
func TestBounds(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		status, size, want int // want 0: an error
	}{
		"an error is cut":       {status: 400, size: 2 << 20, want: 1 << 20},
		"a list that fits":      {status: 200, size: 2 << 20, want: 2 << 20},
		"a list that is longer": {status: 200, size: 33 << 20},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := &script{answers: []any{func(req *http.Request) (*http.Response, error) {
				res := answer(req, tt.status, "", nil)
				res.Body = io.NopCloser(io.LimitReader(readerFunc(func(p []byte) (int, error) { return len(p), nil }), int64(tt.size)))
				return res, nil
			}}}
			res, err := New(Config{Base: server}).RoundTrip(request(t, "GET", ""))
			if tt.want == 0 {
				if err == nil || len(server.bodies) != 1 {
					t.Errorf("error %v after %d tries", err, len(server.bodies))
				}
				return
			}
			if err != nil || res.ContentLength != int64(tt.want) {
				t.Errorf("%v, %v; want %d bytes", res, err, tt.want)
			}
		})
	}
}
