package retry

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/cenkalti/backoff/v4"
)

// Bounds of the bodies that are read: of an error, and of any other answer.
const (
	maxErrorBody = 1 << 20
	maxBody      = 32 << 20
)

// The growing wait where the server asks for none: half a second at first, 30 s at most, each by half longer or shorter.
const (
	firstWait   = 500 * time.Millisecond
	longestWait = 30 * time.Second
	growth      = 2
)

// rateLimit is the reason of the waits that the server's rate limit asks for.
const rateLimit = "rate limit"

// RoundTrip implements http.RoundTripper. It reads the request's body and leaves all else of the request alone.
func (t *Transport) RoundTrip(req *http.Request) (*http.Response, error) {
	body, err := bodyOf(req)
	if err != nil {
		return nil, fmt.Errorf("request body: %w", err)
	}
	c := &call{t: t, req: req, body: body, growing: backoff.NewExponentialBackOff(
		backoff.WithInitialInterval(firstWait), backoff.WithMultiplier(growth),
		backoff.WithMaxInterval(longestWait), backoff.WithMaxElapsedTime(0))}
	// The context goes outermost: under another wrapper backoff would not see it.
	return c.result(backoff.RetryNotify(c.try, backoff.WithContext(c, req.Context()), c.waiting)) //nolint:contextcheck // a call has its request's
}

// A call is one request and its tries. It is its own backoff.BackOff, since the server's word decides how long to wait.
type call struct {
	t       *Transport
	req     *http.Request
	body    func() ([]byte, error)
	growing *backoff.ExponentialBackOff

	tries   int
	outcome outcome
	unclear bool  // a try may have been carried out, although it was not answered so
	resting error // the outcome that a wait follows, while it lasts
	inVain  error // why a wait was not begun
}

// An outcome is what one try ended with: an answer, or an error where there was none.
type outcome struct {
	res     *http.Response
	body    []byte
	err     error
	verdict Verdict
}

// again is the error of a try that may be repeated.
type again struct{ outcome }

func (a again) Error() string {
	if a.err != nil {
		return a.err.Error()
	}
	return statusText(a.res.StatusCode)
}

// try sends the request once, when it is its turn.
func (c *call) try() error {
	c.tries++
	c.outcome, c.resting = outcome{}, nil
	answered, err := c.turn()
	if err != nil {
		return backoff.Permanent(err)
	}
	body, err := c.body() // after the wait: an assertion does not last long
	if err != nil {
		answered(outcome{err: err})
		return backoff.Permanent(fmt.Errorf("request body: %w", err))
	}
	c.outcome = c.t.send(c.req, body)
	c.unclear = c.unclear || c.outcome.verdict.Class == Fault || errors.Is(c.outcome.err, errLong)
	answered(c.outcome)
	c.logTry()
	return c.judge()
}

// turn waits until the request may be sent. What it returns wants to be told of the outcome.
func (c *call) turn() (answered func(outcome), err error) {
	ctx := c.req.Context()
	if gap := c.t.cfg.MinWriteGap; gap > 0 && c.req.Method != http.MethodGet {
		if err := c.t.gap.wait(ctx, gap); err != nil {
			return nil, err
		}
	}
	if !c.t.cfg.Pace {
		return func(outcome) {}, context.Cause(ctx)
	}
	return c.t.pacer.turn(ctx, c.req.URL, func(wait time.Duration) { c.logWait(c.tries, wait, rateLimit) })
}

// judge says whether the outcome is the end of the call.
func (c *call) judge() error {
	o := c.outcome
	switch {
	case o.err != nil && c.req.Context().Err() != nil, o.verdict.Class == Fault && c.repeat() != IfLost:
		return backoff.Permanent(c.lost())
	case o.verdict.Class == Final && o.err != nil:
		return backoff.Permanent(o.err)
	case o.verdict.Class == Final:
		return nil
	}
	return again{o}
}

func (c *call) repeat() Repeat { return repeatOf(c.req) }

// unsent marks an error of a request that was not carried out by any of its tries.
func (c *call) unsent(err error) error {
	if c.unclear {
		return err
	}
	return &UnsentError{err}
}

// lost is the error of an answer that will not come any more.
func (c *call) lost() error {
	o := c.outcome
	if c.repeat() == IfLost || !c.unclear {
		return o.err
	}
	lost := &LostError{Err: o.err, Body: o.body}
	if o.res != nil {
		lost.Status = o.res.StatusCode
	}
	return lost
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
		c.inVain = &WaitError{Asked: wait, Left: left, Status: c.outcome.res.StatusCode}
	}
	return backoff.Stop
}

// Reset implements backoff.BackOff.
func (c *call) Reset() { c.growing.Reset() }

// waiting is told of each wait before it begins.
func (c *call) waiting(err error, wait time.Duration) {
	c.resting = err
	reason := err.Error()
	if c.outcome.verdict.Class == Refused && c.outcome.res != nil {
		reason = rateLimit
	}
	c.logWait(c.tries+1, wait, reason)
}

// result is what the caller gets: the last answer if there was one, whatever its status.
func (c *call) result(err error) (*http.Response, error) {
	if err == nil {
		return c.outcome.res, nil
	}
	last, repeatable := errors.AsType[again](err)
	switch {
	case c.inVain != nil:
		err = c.inVain
	case c.resting != nil:
		err = fmt.Errorf("%w while waiting after: %w", context.Cause(c.req.Context()), c.resting)
	case repeatable && last.res != nil:
		return last.res, nil
	case repeatable:
		err = fmt.Errorf("%w (tried %d times)", last.err, c.tries)
	}
	return nil, c.unsent(err)
}

// send sends the request once and reads the whole answer.
func (t *Transport) send(req *http.Request, body []byte) outcome {
	ctx, cancel := context.WithTimeoutCause(req.Context(), t.cfg.TryTimeout, errSlow)
	defer cancel()
	res, err := t.cfg.Base.RoundTrip(withBody(ctx, req, body))
	var o outcome
	if err == nil {
		o.body, err = readBody(res)
	}
	switch {
	case err == nil:
		res.Body, res.ContentLength = io.NopCloser(bytes.NewReader(o.body)), int64(len(o.body))
		res.Request = req
		o.res, o.verdict = res, t.cfg.Classify(res, o.body)
		return o
	case req.Context().Err() != nil:
		err = context.Cause(req.Context())
	case ctx.Err() != nil:
		err = fmt.Errorf("%w (%s)", errSlow, t.cfg.TryTimeout)
	}
	return outcome{err: explained(err), verdict: Verdict{Class: classOfError(err)}}
}

func classOfError(err error) Class {
	switch {
	case hopeless(err):
		return Final
	case unsent(err):
		return Refused
	}
	return Fault
}

// readBody reads and closes an answer's body. Of an error that is too long the beginning is enough.
func readBody(res *http.Response) ([]byte, error) {
	defer res.Body.Close()
	limit := int64(maxBody)
	if res.StatusCode >= http.StatusBadRequest {
		limit = maxErrorBody
	}
	body, err := io.ReadAll(io.LimitReader(res.Body, limit+1))
	switch {
	case err != nil:
		return nil, err
	case int64(len(body)) <= limit:
		return body, nil
	case limit == maxErrorBody:
		return body[:limit], nil
	}
	return nil, errLong
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
