package retry

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"math"
	"net"
	"net/http"
	"strings"
	"time"
)

// An AmbiguousError says that a request may or may not have been carried out, and that it may not be sent again.
type AmbiguousError struct {
	// Status, Header and Body of the answer that does not tell; Status is 0 where there was no answer.
	Status int
	Header http.Header
	Body   []byte
	// Err is why there was no answer; nil where there was one.
	Err error
}

// Error says what became of the answer.
func (e *AmbiguousError) Error() string {
	if e.Err != nil {
		return "no answer: " + e.Err.Error()
	}
	return "no answer but " + StatusText(e.Status)
}

// Unwrap gives why there was no answer.
func (e *AmbiguousError) Unwrap() error { return e.Err }

// An UnsentError says that a request was not carried out: it was not sent, or each time refused.
type UnsentError struct{ Err error }

// Error says why.
func (e *UnsentError) Error() string { return e.Err.Error() }

// Unwrap gives why.
func (e *UnsentError) Unwrap() error { return e.Err }

// A WaitError says that the server asks for a longer wait than the context has time for. The wait was not begun.
type WaitError struct {
	// Asked is how long the server wants no request, Left how much time there was.
	Asked, Left time.Duration
	// Status of the answer that asked; 0 where the pace did, by the headers of earlier answers.
	Status int
	// RateLimit is set where a rate limit is the reason, not a fault.
	RateLimit bool
}

// Error says both times in seconds.
func (e *WaitError) Error() string {
	who := "the server"
	if e.RateLimit {
		who = "the server's rate limit"
	}
	text := fmt.Sprintf("%s asks to wait %.0f s, and only %.0f s are left", who,
		math.Ceil(e.Asked.Seconds()), math.Floor(e.Left.Seconds()))
	if e.Status != 0 {
		text = StatusText(e.Status) + ": " + text
	}
	return text
}

// Hint says what to do about it.
func (e *WaitError) Hint() string {
	return "Run the job again later, with fewer jobs at once, or raise `timeout`"
}

var (
	// errSlow is why a try without an answer was ended.
	errSlow = errors.New("the server took too long to answer")
	// errLong is an answer beyond the bound. It is not repeated: it would be as long again.
	errLong = fmt.Errorf("the answer is longer than %d MiB", maxBody>>20)
)

// classOfError says what an error in the place of an answer means for the request.
func classOfError(err error) Class {
	switch {
	case permanent(err):
		return Final
	case notSent(err):
		return Refused
	}
	return Fault
}

// notSent reports that the request did not leave this machine: whatever its method, it may be sent again.
func notSent(err error) bool {
	op, ok := errors.AsType[*net.OpError](err)
	return ok && op.Op == "dial"
}

// permanent reports that another try would fail likewise: no such host, a certificate that is not the server's, an answer
// that is too long.
func permanent(err error) bool {
	if dns, ok := errors.AsType[*net.DNSError](err); ok {
		return dns.IsNotFound
	}
	_, cert := errors.AsType[*tls.CertificateVerificationError](err)
	return cert || errors.Is(err, errLong)
}

// A certificateError is a server whose certificate cannot be verified.
type certificateError struct{ error }

func (e certificateError) Unwrap() error { return e.error }

// Hint says how an authority of one's own is made known (https://pkg.go.dev/crypto/x509#SystemCertPool).
func (e certificateError) Hint() string {
	return "If a certificate authority of your own signed it, set SSL_CERT_FILE in the step's env to a PEM file with that authority"
}

// withHint gives an error of the network the hint that there is for it.
func withHint(err error) error {
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return certificateError{err}
	}
	return err
}

// StatusText is a status of HTTP in words: "404 Not Found".
func StatusText(status int) string {
	return strings.TrimSpace(fmt.Sprintf("%d %s", status, http.StatusText(status)))
}

// timeLeft is how long the context has; far away where it has no deadline.
func timeLeft(ctx context.Context) time.Duration {
	if deadline, ok := ctx.Deadline(); ok {
		return time.Until(deadline)
	}
	return math.MaxInt64
}
