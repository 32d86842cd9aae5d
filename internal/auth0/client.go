// Package auth0 is a client of Auth0's Management API, as far as Hooks and Actions go: tokens, one way to send a request,
// and an engine for each of the two.
package auth0

import (
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"strings"

	"auth0-hook-action/internal/retry"
	"auth0-hook-action/internal/secret"
)

// Config says which tenant to speak to, and as whom: with a Token, or with a ClientID and either a ClientSecret or a
// PrivateKey.
type Config struct {
	// BaseURL is https://HOST, or http://HOST of this machine itself; HOST may have a port.
	BaseURL string
	// Token is an access token for the Management API.
	Token secret.Value
	// ClientID of an application that may use the Management API.
	ClientID string
	// ClientSecret of that application.
	ClientSecret secret.Value
	// PrivateKey of that application in PEM, RSA or EC (P-256), for private_key_jwt.
	PrivateKey secret.Value
	// Audience of the token. Empty: https://HOST/api/v2/. A custom domain needs the tenant's own.
	Audience string
	// HTTP repeats and paces the requests. nil: one with a pace.
	HTTP *retry.Transport
	// OnToken is told each token that was got, before it is used. nil: nobody is.
	OnToken func(secret.Value)
	// UserAgent names this program to Auth0. Empty: its name.
	UserAgent string
	// Redact takes secrets out of what Auth0 says, before it is cut to a length: a part of a secret could not be told any
	// more. nil: there are none.
	Redact func(string) string
}

// A Client speaks to one tenant. It may be used by several goroutines at once.
type Client struct {
	base   string // no slash at its end
	agent  string
	redact func(string) string
	http   *http.Client
	tokens *tokens
}

// New makes a Client. No request is made.
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
		cfg.Redact = func(text string) string { return text }
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

// parseBase reads the tenant's address. A token goes to https only, or to this machine.
func parseBase(text string) (*url.URL, error) {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.User != nil || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" {
		return nil, errors.New("the tenant's address is not https://HOST")
	}
	if u.Scheme != "https" && (u.Scheme != "http" || !loopback(u.Hostname())) {
		return nil, fmt.Errorf("a token is not sent to %q: the address is not https", u.Scheme+"://"+u.Host)
	}
	return u, nil
}

func loopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}
