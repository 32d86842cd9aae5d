package retry

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"math"
	"net"
	"net/http"
	"time"
)

// A LostError says that a request may or may not have been carried out, and that it may not be sent again.
type LostError struct {
	// Status and Body of the answer that does not tell (408, 5xx); 0 where there was no answer.
	Status int
	Body   []byte
	// Err is why there was no answer; nil where there was one.
	Err error
}

// Error says what became of the answer.
func (e *LostError) Error() string {
	if e.Err != nil {
		return "no answer: " + e.Err.Error()
	}
	return "no answer but " + statusText(e.Status)
}

// Unwrap gives why there was no answer.
func (e *LostError) Unwrap() error { return e.Err }

// A WaitError says that the server asks for a longer wait than the context has time for. Nothing waited in vain.
type WaitError struct {
	// Asked is how long the server wants no request, Left how much time there was.
	Asked, Left time.Duration
	// Status of the answer that asked; 0 where the pace did, by the headers of earlier answers.
	Status int
}

// Error says both times in seconds.
func (e *WaitError) Error() string {
	who := "the server's rate limit"
	if e.Status >= http.StatusInternalServerError || e.Status == http.StatusRequestTimeout {
		who = "the server"
	}
	text := fmt.Sprintf("%s asks to wait %.0f s, and only %.0f s are left", who,
		math.Ceil(e.Asked.Seconds()), math.Floor(e.Left.Seconds()))
	if e.Status != 0 {
		text = statusText(e.Status) + ": " + text
	}
	return text
}

// An UnsentError says that a request was not carried out: it was not sent, or each time refused.
type UnsentError struct{ Err error }

// Error says why.
func (e *UnsentError) Error() string { return e.Err.Error() }

// Unwrap gives why.
func (e *UnsentError) Unwrap() error { return e.Err }

// Hint says what to do about it.
func (e *WaitError) Hint() string {
	return "Run the job again later, with fewer jobs at once, or raise `timeout`"
}

// errSlow is why a try without an answer was ended.
var errSlow = errors.New("the server took too long to answer")

// errLong is an answer beyond the bound. It is not repeated: it would be as long again.
var errLong = errors.New("the answer is longer than 32 MiB")

// unsent reports that the request did not leave this machine: whatever its method, it may be sent again.
func unsent(err error) bool {
	op, ok := errors.AsType[*net.OpError](err)
	return ok && op.Op == "dial"
}

// hopeless reports that another try would fail likewise: no such host, a certificate that is not the server's, an answer
// that is too long.
func hopeless(err error) bool {
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
	return "where the certificate is of an authority of your own, set SSL_CERT_FILE in the step's env to a PEM file with it"
}

// explained gives an error of the network the hint that there is for it.
func explained(err error) error {
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return certificateError{err}
	}
	return err
}

func statusText(status int) string {
	return fmt.Sprintf("%d %s", status, http.StatusText(status))
}

// timeLeft is how long the context has; far away where it has no deadline.
func timeLeft(ctx context.Context) time.Duration {
	if deadline, ok := ctx.Deadline(); ok {
		return time.Until(deadline)
	}
	return math.MaxInt64
}

// sleep waits for d, or gives a WaitError at once where the context ends before.
func sleep(ctx context.Context, d time.Duration) error {
	if left := timeLeft(ctx); d > left {
		return &WaitError{Asked: d, Left: left}
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
