package retry

import (
	"bytes"
	"math"
	"net/http"
	"strconv"
	"time"
)

// An outcome is what one try ended with: an answer, or an error where there was none.
type outcome struct {
	res     *http.Response
	body    []byte
	err     error
	foreign bool // the answer is not the server's own
	verdict Verdict
}

// A Class is what an answer means for the request.
type Class int

// What an answer can mean.
const (
	// Final: it is the answer.
	Final Class = iota + 1
	// Refused: the request was not carried out, and may be sent again later, whatever its method.
	Refused
	// Fault: the request may or may not have been carried out.
	Fault
)

// A Verdict is how to go on after an answer.
type Verdict struct {
	Class Class
	// Wait is how long the server asks to wait; 0: it does not say.
	Wait time.Duration
	// Least is the wait where the server does not say, doubled with each further try; 0: the usual growing one.
	Least time.Duration
}

// Auth0 judges answers of Auth0: 429 is a refusal, 408 and 5xx are faults
// (https://auth0.com/docs/troubleshoot/customer-support/operational-policies/rate-limit-policy). A 501 is neither: it says
// that there is no such feature.
func Auth0(res *http.Response, _ []byte) Verdict {
	v := Verdict{Class: classOf(res.StatusCode)}
	if v.Class != Final {
		v.Wait = askedWait(res.Header, time.Now(), v.Class == Refused)
	}
	return v
}

// GitHub judges answers of GitHub, whose rate limits refuse with 429 or with 403
// (https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api). A 403 for another reason is final.
func GitHub(res *http.Response, body []byte) Verdict {
	v := Verdict{Class: classOf(res.StatusCode)}
	if res.StatusCode == http.StatusForbidden && limited(res.Header, body) {
		v.Class = Refused
	}
	switch v.Class {
	case Refused:
		v.Wait = askedWait(res.Header, time.Now(), exhausted(res.Header))
		v.Least = gitHubWait
	case Fault:
		v.Wait = askedWait(res.Header, time.Now(), false)
	}
	return v
}

// notItsOwn judges an answer that is not the server's own. Its Retry-After is obeyed within reason: it may be a firewall's.
func notItsOwn(res *http.Response, v Verdict) Verdict {
	if v.Class == Fault {
		return v
	}
	wait := askedWait(res.Header, time.Now(), false)
	if wait > longestWait {
		wait = 0
	}
	return Verdict{Class: Fault, Wait: wait}
}

// limited tells a rate limit's 403 from one that lacks a permission.
func limited(h http.Header, body []byte) bool {
	body = bytes.ToLower(body)
	return h.Get("Retry-After") != "" || exhausted(h) ||
		bytes.Contains(body, []byte("secondary rate limit")) || bytes.Contains(body, []byte("abuse"))
}

func exhausted(h http.Header) bool { return h.Get("X-Ratelimit-Remaining") == "0" }

func classOf(status int) Class {
	switch {
	case status == http.StatusTooManyRequests:
		return Refused
	case status == http.StatusNotImplemented:
		return Final
	case status == http.StatusRequestTimeout, status >= 500:
		return Fault
	}
	return Final
}

// askedWait is the wait that an answer's headers ask for: Retry-After, else (where the limit is what refused) the time to
// x-ratelimit-reset. 0: none.
func askedWait(h http.Header, now time.Time, limit bool) time.Duration {
	now = serverTime(h, now)
	if d := retryAfter(h.Get("Retry-After"), now); d > 0 || !limit {
		return d
	}
	return untilReset(h, now)
}

// retryAfter reads seconds or a date (RFC 9110, 10.2.3).
func retryAfter(text string, now time.Time) time.Duration {
	if date, err := http.ParseTime(text); err == nil {
		return max(0, date.Sub(now))
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return time.Duration(min(n, math.MaxInt64/int64(time.Second))) * time.Second
}

// lastSecond is in the year 2242: what is above it counts something else.
const lastSecond = 1 << 33

// untilReset reads x-ratelimit-reset: the epoch second at which the server adds to what is left.
func untilReset(h http.Header, now time.Time) time.Duration {
	n, err := strconv.ParseInt(h.Get("X-Ratelimit-Reset"), 10, 64)
	if err != nil || n <= 0 || n > lastSecond {
		return 0
	}
	return max(0, time.Unix(n, 0).Sub(now))
}

// serverTime is the time by which the server means its epoch seconds: this machine's, which is the finer one, unless the
// answer's Date shows that the two clocks differ.
func serverTime(h http.Header, now time.Time) time.Time {
	date, err := http.ParseTime(h.Get("Date"))
	if ahead := now.Sub(date); err != nil || ahead > -time.Second/2 && ahead < 2*time.Second {
		return now
	}
	return date
}
