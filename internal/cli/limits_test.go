package cli_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"auth0-hook-action/internal/sandbox"
)

// limitOf is an answer of GitHub that refuses a request for its rate.
func limitOf(status int, message string, header ...string) sandbox.Fault {
	f := sandbox.Fault{Status: status, Body: fmt.Sprintf(`{"message":%q,"documentation_url":"https://docs.github.com/rest","status":"%d"}`,
		message, status)}
	f.Header = map[string]string{}
	for i := 0; i+1 < len(header); i += 2 {
		f.Header[header[i]] = header[i+1]
	}
	return f
}

const (
	primary   = "API rate limit exceeded for installation ID 4242."
	secondary = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."
)

// reset is the header of a limit that ends that much after a bubble's begin.
func reset(after time.Duration) string {
	return fmt.Sprint(time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC).Add(after).Unix())
}

// GitHub's limits are waited out as it asks, and the log tells what is waited for. A lookup has 20 s of its own: a
// longer wait is not begun there, and costs the comment alone.
func TestC11LimitsAreWaitedOut(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		limit sandbox.Fault
		want  time.Duration
	}{
		"primary, 403": {limitOf(403, primary, "X-RateLimit-Remaining", "0", "X-RateLimit-Reset",
			reset(90*time.Second)), 90 * time.Second},
		"primary, 429": {limitOf(429, primary, "X-RateLimit-Remaining", "0", "X-RateLimit-Reset",
			reset(90*time.Second)), 90 * time.Second},
		"secondary, Retry-After":                {limitOf(403, secondary, "Retry-After", "15"), 15 * time.Second},
		"secondary, 429":                        {limitOf(429, secondary, "Retry-After", "15"), 15 * time.Second},
		"secondary, a longer Retry-After":       {limitOf(429, secondary, "Retry-After", "40"), 40 * time.Second},
		"secondary, without a word of how long": {limitOf(403, secondary), time.Minute},
		"secondary, beside the hourly reset": {limitOf(403, secondary, "X-RateLimit-Remaining", "4000", "X-RateLimit-Reset",
			reset(55*time.Minute)), time.Minute},
		"abuse":              {limitOf(403, "You have triggered an abuse detection mechanism."), time.Minute},
		"Retry-After alone":  {limitOf(403, "Forbidden", "Retry-After", "7"), 7 * time.Second},
		"429 without a word": {limitOf(429, "Too many requests"), time.Minute},
	} {
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			t.Run(name+", "+method, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					b := newBubble(t, false)
					limit := tc.limit // of this test alone: the methods run side by side
					limit.Method = method
					b.github.AddFault(limit)
					began := time.Now()
					o := b.runIn(b.ctx).want(0, "result", "created", "pr-number", "1")
					if method == http.MethodGet && tc.want > 20*time.Second {
						o.annotated("warning", "the tenant was changed", fmt.Sprintf("asks to wait %.0f s", tc.want.Seconds()))
						if n, took := len(b.github.Comments(1)), time.Since(began); n != 0 || took > 5*time.Second {
							t.Errorf("%d comments after %s, want none, at once", n, took)
						}
						return
					}
					if n := len(b.github.Comments(1)); n != 1 || strings.Contains(o.log, "::warning") {
						t.Errorf("%d comments, want 1\n%s", n, o.log)
					}
					b.wantWait(o, tc.want)
				})
			})
		}
	}
}

// annotated checks that one annotation of the log holds all of the texts.
func (o outcome) annotated(level string, texts ...string) outcome {
	o.t.Helper()
	for line := range strings.Lines(o.log) {
		lacks := func(text string) bool { return !strings.Contains(line, text) }
		if strings.HasPrefix(line, "::"+level) && !slices.ContainsFunc(texts, lacks) {
			return o
		}
	}
	o.t.Errorf("no %s says %q\n%s", level, texts, unmasked(o.log))
	return o
}

// wantWait checks how long it took from the refusal to the next request to the same place, and that the log has it.
func (b *bubble) wantWait(o outcome, want time.Duration) {
	b.t.Helper()
	all := b.github.Requests()
	for i, r := range all {
		if r.Status != 403 && r.Status != 429 {
			continue
		}
		if i+1 == len(all) {
			b.t.Fatal("the refused request was not sent again")
		}
		if waited := all[i+1].Time.Sub(r.Time); waited < want || waited > want+time.Second {
			b.t.Errorf("waited %s, want %s", waited, want)
		}
	}
	if !strings.Contains(o.log, "for GitHub's rate limit") {
		b.t.Errorf("the log does not tell of the wait:\n%s", o.log)
	}
}

// A refusal that goes on is met with longer waits, and no more than five tries.
func TestC11SecondaryLimitThatGoesOn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t, false)
		b.inputs("timeout", "1h")
		limit := limitOf(403, secondary)
		limit.Method, limit.Times = http.MethodPost, -1
		b.github.AddFault(limit)
		o := b.runIn(b.ctx).want(0, "result", "created", "comment-id", "").annotated("warning", "the tenant was changed",
			"GitHub limits how much")
		var gaps []string
		last := time.Time{}
		for _, r := range b.github.Requests() {
			if r.Method == http.MethodPost {
				if !last.IsZero() {
					gaps = append(gaps, r.Time.Sub(last).Round(time.Second).String())
				}
				last = r.Time
			}
		}
		if got := strings.Join(gaps, " "); got != "1m0s 2m0s 4m0s 8m0s" {
			t.Errorf("waits %s\n%s", got, o.log)
		}
	})
}

// A wait that the run has no time for is not begun, and the message says how long GitHub asked for.
func TestC11LimitLongerThanTheRun(t *testing.T) {
	t.Parallel()
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		t.Run(method, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				b := newBubble(t, false)
				limit := limitOf(403, primary, "X-RateLimit-Remaining", "0", "X-RateLimit-Reset", reset(50*time.Minute))
				limit.Method, limit.Times = method, -1
				b.github.AddFault(limit)
				begin := time.Now()
				b.runIn(b.ctx).want(0, "result", "created", "comment-id", "").annotated("warning", "the tenant was changed",
					"asks to wait 3000 s")
				if took := time.Since(begin); took > time.Minute {
					t.Errorf("it took %s", took)
				}
				if n := len(b.asked(method)); n != 1 {
					t.Errorf("%d tries, want 1: %q", n, b.asked(""))
				}
			})
		})
	}
}

// A refusal for another reason than the rate is final.
func TestC11PlainRefusalIsNotRepeated(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]sandbox.Fault{
		"403": limitOf(403, "Resource not accessible by integration"), "403, locked": limitOf(403,
			"Unable to create comment because issue is locked."),
		"401": limitOf(401, "Bad credentials"), "404": limitOf(404, "Not Found"), "410": limitOf(410, "This issue was deleted"),
		"422": limitOf(422, "Validation Failed"), "400": limitOf(400, "Problems parsing JSON"),
	} {
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			t.Run(name+", "+method, func(t *testing.T) {
				t.Parallel()
				e := newEnv(t)
				fault := fault // of this test alone: the methods run side by side
				fault.Method, fault.Times = method, -1
				e.github.AddFault(fault)
				level := "warning"
				if name == "403" && method == http.MethodGet {
					level = "notice" // whether there is a pull request's comment at all is not known
				}
				e.run().want(0, "result", "created", "comment-id", "").annotated(level, "the tenant was changed")
				if n := len(e.asked(method)); n != 1 {
					t.Errorf("%d tries, want 1: %q", n, e.asked(""))
				}
			})
		}
	}
}

// After a limit the library would answer further calls itself, for up to an hour, without a request.
func TestC11LibraryDoesNotBlockItself(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t, false)
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			limit := limitOf(403, secondary, "Retry-After", "5", "X-RateLimit-Remaining", "0", "X-RateLimit-Reset", reset(time.Hour))
			limit.Method = method
			b.github.AddFault(limit)
		}
		begin := time.Now()
		b.runIn(b.ctx).want(0, "result", "created", "comment-id", "2500000001")
		if took := time.Since(begin); took > 15*time.Second {
			t.Errorf("it took %s", took)
		}
	})
}

// Writes are at least a second apart, as GitHub asks.
func TestC11WritesAreASecondApart(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t, false)
		b.runIn(b.ctx).want(0)
		for range 3 { // left by runs of long ago
			b.github.AddComment(1, sandbox.WorkflowBot, b.github.Comments(1)[0].Body)
		}
		b.file("hooks/audit.js", audit+"//\n")
		b.runIn(b.ctx).want(0, "result", "updated")
		if n := len(b.github.Comments(1)); n != 1 {
			t.Errorf("%d comments, want 1", n)
		}
		var last time.Time
		for _, r := range b.github.Requests() {
			if r.Method == http.MethodGet {
				continue
			}
			if gap := r.Time.Sub(last); gap < time.Second && r.Method != http.MethodPatch {
				t.Errorf("%s %s came %s after the write before it", r.Method, r.Path, gap)
			}
			last = r.Time
		}
	})
}
