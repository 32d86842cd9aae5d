// Package auth0 is a client of the parts of Auth0's Management API for Hooks and Actions: tokens, one way to send a request,
// and an engine for each of the two.
package auth0

import (
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/retry"
	"auth0-hook-action/internal/secret"
)

// Config says which tenant to speak to, and as whom: with a Token, or with a ClientID and one of ClientSecret, PrivateKey
// and ClientAssertion.
type Config struct {
	// BaseURL is https://HOST, or http://HOST of this machine itself; HOST may have a port.
	BaseURL string
	// Token is an access token for the Management API.
	Token secret.Value
	// ClientID of an application that may use the Management API.
	ClientID string
	// ClientSecret of that application.
	ClientSecret secret.Value
	// PrivateKey of that application, RSA in PEM, for private_key_jwt: see ParseKey.
	PrivateKey secret.Value
	// SigningAlgorithm of assertions: RS256, RS384 or PS256, that of the application's credential. Empty: RS256.
	SigningAlgorithm string
	// ClientAssertion is an assertion (JWT) that was signed elsewhere: see CheckAssertion. It gets one token.
	ClientAssertion secret.Value
	// Audience of the token. Empty: https://HOST/api/v2/. A custom domain needs the tenant's own.
	Audience string
	// HTTP repeats and paces the requests. nil: one with a pace.
	HTTP *retry.Transport
	// OnToken gets each new token before it is used. nil: none.
	OnToken func(secret.Value)
	// UserAgent names this program to Auth0. Empty: its name.
	UserAgent string
	// Redact removes secrets from what Auth0 says. nil: what has the shape of a token alone.
	Redact func(string) secret.Redacted
}

// A Client speaks to one tenant. It may be used by several goroutines at once.
type Client struct {
	base    string // no slash at its end
	agent   string
	redact  func(string) secret.Redacted
	http    *http.Client
	tokens  *tokens
	slowest atomic.Int64 // nanoseconds of the slowest answer of the Management API
}

// New makes a Client. It makes no request.
func New(cfg Config) (*Client, error) {
	base, err := parseBase(cfg.BaseURL)
	if err != nil {
		return nil, err
	}
	if cfg.HTTP == nil {
		cfg.HTTP = retry.New(retry.Config{Pace: true})
	}
	if cfg.UserAgent == "" {
		cfg.UserAgent = "auth0-hook-action"
	}
	if cfg.Redact == nil {
		cfg.Redact = (*secret.Redactor)(nil).Redact
	}
	c := &Client{
		base: base.Scheme + "://" + base.Host, agent: cfg.UserAgent, redact: cfg.Redact,
		http: &http.Client{Transport: cfg.HTTP, CheckRedirect: retry.SameOrigin},
	}
	c.tokens, err = newTokens(c, cfg, base.Host)
	return c, err
}

// CloseIdleConnections closes the connections that no request is using.
func (c *Client) CloseIdleConnections() { c.http.CloseIdleConnections() }

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

// parseBase reads the tenant's address. A token goes to https only, or to this machine.
func parseBase(text string) (*url.URL, error) {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.User != nil || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" {
		return nil, errors.New("the tenant's address is not https://HOST")
	}
	if u.Scheme != "https" && (u.Scheme != "http" || !isLoopback(u.Hostname())) {
		return nil, fmt.Errorf("a token is not sent to %q: the address is not https", u.Scheme+"://"+u.Host)
	}
	return u, nil
}

func isLoopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}
