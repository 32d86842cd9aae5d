package retry

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/cenkalti/backoff/v4"
)

// RoundTrip implements http.RoundTripper. It reads the request's body and leaves all else of the request alone.
func (t *Transport) RoundTrip(req *http.Request) (*http.Response, error) {
	body, err := bodyOf(req)
	if err != nil {
		return nil, err
	}
	c := &call{t: t, req: req, body: body, growing: backoff.NewExponentialBackOff(
		backoff.WithInitialInterval(firstWait), backoff.WithMultiplier(growthFactor),
		backoff.WithMaxInterval(longestWait), backoff.WithMaxElapsedTime(0))}
	// The context goes outermost: under another wrapper backoff would not see it.
	err = backoff.RetryNotify(c.try, backoff.WithContext(c, req.Context()), c.notify)
	return c.result(req.Context(), err)
}

// A call is one request and its tries. It is its own backoff.BackOff, since the server's word decides how long to wait.
type call struct {
	t       *Transport
	req     *http.Request
	body    func() ([]byte, error)
	growing *backoff.ExponentialBackOff

	tries    int
	outcome  outcome
	unclear  bool  // a try may have been carried out, although its answer does not say so
	waitsFor error // the outcome after which it waits, while it does
	tooLong  error // why a wait was not begun
}

// again is the error of a try that may be repeated.
type again struct{ outcome }

func (a again) Error() string {
	switch {
	case a.err != nil:
		return a.err.Error()
	case a.foreign:
		return StatusText(a.res.StatusCode) + ", not an answer of the server itself"
	}
	return StatusText(a.res.StatusCode)
}

// try sends the request once, as soon as the pace allows it.
func (c *call) try() error {
	c.tries++
	c.outcome, c.waitsFor = outcome{}, nil
	answered, err := c.acquire()
	if err != nil {
		return backoff.Permanent(err)
	}
	body, err := c.body() // after the wait: an assertion does not last long
	if err != nil {
		answered(outcome{err: err})
		return backoff.Permanent(err)
	}
	c.outcome = c.t.send(c.req, body)
	c.unclear = c.unclear || c.outcome.verdict.Class == Fault || errors.Is(c.outcome.err, errLong)
	answered(c.outcome)
	c.logTry()
	return c.judge()
}

// acquire waits until the request may be sent. The caller passes the outcome to answered.
func (c *call) acquire() (answered func(outcome), err error) {
	ctx := c.req.Context()
	if interval := c.t.cfg.WriteInterval; interval > 0 && c.req.Method != http.MethodGet {
		if err := c.t.writes.wait(ctx, interval); err != nil {
			return nil, err
		}
	}
	if !c.t.cfg.Pace {
		return func(outcome) {}, context.Cause(ctx)
	}
	return c.t.pacer.acquire(ctx, c.req.URL, func(wait time.Duration) { c.logWait(c.tries, wait, rateLimitReason) })
}

// judge says whether the outcome is the end of the call.
func (c *call) judge() error {
	o := c.outcome
	switch {
	case o.err != nil && c.req.Context().Err() != nil, o.verdict.Class == Fault && c.repeat() != IfAmbiguous:
		return backoff.Permanent(c.ambiguous())
	case o.verdict.Class == Final && o.err != nil:
		return backoff.Permanent(o.err)
	case o.verdict.Class == Final:
		return nil
	}
	return again{o}
}

func (c *call) repeat() Repeat { return repeatOf(c.req) }

// ambiguous is the error of an answer that will not come any more.
func (c *call) ambiguous() error {
	o := c.outcome
	if c.repeat() == IfAmbiguous || !c.unclear {
		return o.err
	}
	e := &AmbiguousError{Err: o.err, Body: o.body}
	if o.res != nil {
		e.Status, e.Header = o.res.StatusCode, o.res.Header
	}
	return e
}

// NextBackOff implements backoff.BackOff: the server's word, else a growing wait. It says Stop when the tries are used up,
// and where the context has less time, since the wait would be in vain.
func (c *call) NextBackOff() time.Duration {
	if c.tries >= c.t.cfg.MaxTries {
		return backoff.Stop
	}
	v := c.outcome.verdict
	wait := c.growing.NextBackOff()
	switch {
	case v.Wait > 0:
		wait = v.Wait
	case v.Least > 0:
		wait = v.Least << (c.tries - 1)
	}
	left := timeLeft(c.req.Context())
	if wait <= left {
		return wait
	}
	if v.Wait > 0 || v.Least > 0 {
		c.tooLong = &WaitError{Asked: wait, Left: left, Status: c.outcome.res.StatusCode, RateLimit: v.Class == Refused}
	}
	return backoff.Stop
}

// Reset implements backoff.BackOff.
func (c *call) Reset() { c.growing.Reset() }

// rateLimitReason is the reason of the waits that the server's rate limit asks for.
const rateLimitReason = "rate limit"

// notify gets each wait before it begins.
func (c *call) notify(err error, wait time.Duration) {
	c.waitsFor = err
	reason := err.Error()
	if c.outcome.verdict.Class == Refused && c.outcome.res != nil {
		reason = rateLimitReason
	}
	c.logWait(c.tries+1, wait, reason)
}

// result is what the caller gets: the last answer if there was one, whatever its status.
func (c *call) result(ctx context.Context, err error) (*http.Response, error) {
	if err == nil {
		return c.outcome.res, nil
	}
	last, repeatable := errors.AsType[again](err)
	switch {
	case c.tooLong != nil:
		err = c.tooLong
	case c.waitsFor != nil:
		err = fmt.Errorf("%w while waiting after: %w", context.Cause(ctx), c.waitsFor)
	case repeatable && last.res != nil:
		return last.res, nil
	case repeatable:
		err = fmt.Errorf("%w (tried %d times)", last.err, c.tries)
	}
	if c.unclear {
		return nil, err
	}
	return nil, &UnsentError{err}
}

func (c *call) logTry() {
	e := Event{Method: c.req.Method, Path: c.req.URL.EscapedPath(), Try: c.tries}
	if c.outcome.err != nil {
		e.Reason = c.outcome.err.Error()
	} else {
		e.Status = c.outcome.res.StatusCode
	}
	c.t.cfg.Log(e)
}

func (c *call) logWait(try int, wait time.Duration, reason string) {
	c.t.cfg.Log(Event{Method: c.req.Method, Path: c.req.URL.EscapedPath(), Try: try, Wait: wait, Reason: reason})
}
