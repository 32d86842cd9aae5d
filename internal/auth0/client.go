// Package auth0 is a client of the parts of Auth0's Management API for Hooks and Actions: tokens, one way to send a request,
// and an engine for each of the two.
package auth0

import (
	"net/http"
	"sync/atomic"
	"time"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/secret"
)

// A Client speaks to one tenant. It may be used by several goroutines at once.
type Client struct {
	base    string // no slash at its end
	redact  func(string) secret.Redacted
	http    *http.Client
	tokens  *tokens
	slowest atomic.Int64 // nanoseconds of the slowest answer of the Management API
}

// clean is foreign text without secrets, on one line and of a sane length.
func (c *Client) clean(text string, limit int) string { return diag.Clean(c.redact(text), limit) }

// noteAnswer keeps how long the slowest answer took.
func (c *Client) noteAnswer(took time.Duration) {
	for {
		slowest := c.slowest.Load()
		if int64(took) <= slowest || c.slowest.CompareAndSwap(slowest, int64(took)) {
			return
		}
	}
}

// verificationDelay is how long after a run's last write a concurrent run may still write what it decided before.
func (c *Client) verificationDelay() time.Duration {
	return min(max(minVerificationDelay, slowFactor*time.Duration(c.slowest.Load())), maxVerificationDelay)
}
