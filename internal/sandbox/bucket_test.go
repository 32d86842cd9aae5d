package sandbox

import (
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestBucket(t *testing.T) {
	t.Parallel()
	type answer struct {
		Status                              int
		Limit, Remaining, Reset, RetryAfter string
	}
	at := time.Unix(1_700_000_000, 0)
	reset := func(seconds int64) string { return strconv.FormatInt(at.Unix()+seconds, 10) }
	tests := map[string]struct {
		retryAfter bool
		after      []time.Duration // between two requests
		want       []answer
	}{
		"runs dry": {
			after: []time.Duration{0, 0, 0},
			want: []answer{
				{200, "2", "1", reset(3), ""}, {200, "2", "0", reset(3), ""}, {429, "2", "0", reset(3), ""},
			},
		},
		"refills continuously": {
			after: []time.Duration{0, 0, time.Second, time.Second, 10 * time.Second},
			want: []answer{
				{200, "2", "1", reset(3), ""}, {200, "2", "0", reset(3), ""}, {429, "2", "0", reset(3), ""},
				{200, "2", "0", reset(5), ""}, {200, "2", "1", reset(15), ""},
			},
		},
		"with Retry-After": {
			retryAfter: true,
			after:      []time.Duration{0, 0, 500 * time.Millisecond},
			want: []answer{
				{200, "2", "1", reset(3), ""}, {200, "2", "0", reset(3), ""}, {429, "2", "0", reset(3), "2"},
			},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tenant := NewTenant()
			tenant.clock = func() time.Time { return at }
			a := newAsker(t, tenant)
			tenant.SetBucket(2, 0.5)
			tenant.Assume(Assumptions{RetryAfter: tt.retryAfter})
			var got []answer
			for _, d := range tt.after {
				later(tenant, d)
				rec := a.record("GET /hooks", "")
				one := func(name string) string { // as written: Header.Get would ask for X-Ratelimit-…
					if values := rec.Header()[name]; len(values) == 1 {
						return values[0]
					}
					return ""
				}
				got = append(got, answer{
					rec.Code, one("x-ratelimit-limit"), one("x-ratelimit-remaining"), one("x-ratelimit-reset"),
					one("Retry-After"),
				})
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("answers (-want +got):\n%s", diff)
			}
		})
	}
}

func TestRefusedRequestsTakeATokenToo(t *testing.T) {
	t.Parallel()
	tenant := NewTenant()
	tenant.SetBucket(1, 0.001)
	asker{t, tenant, ""}.run([]step{
		{"GET /hooks", "", 400, "Bad HTTP"},
		{"GET /hooks", "", 429,
			`"message":"Global limit has been reached","errorCode":"too_many_requests"}`},
	})
}
