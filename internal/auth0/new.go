package auth0

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"auth0-hook-action/internal/retry"
	"auth0-hook-action/internal/secret"
)

// New makes a Client. It makes no request. Its errors say that the address is neither https nor this machine's, that there are no
// credentials, or which of them cannot be one; of a private key that is a *KeyError.
func New(cfg Config) (*Client, error) {
	base, err := parseBase(cfg.BaseURL)
	if err != nil {
		return nil, err
	}
	if cfg.HTTP == nil {
		cfg.HTTP = retry.New(retry.Config{Pace: true})
	}
	if cfg.Redact == nil {
		cfg.Redact = (*secret.Redactor)(nil).Redact
	}
	c := &Client{
		base: base.Scheme + "://" + base.Host, redact: cfg.Redact,
		http: &http.Client{Transport: cfg.HTTP, CheckRedirect: retry.SameOrigin},
	}
	c.tokens, err = newTokens(c, cfg, base.Host)
	return c, err
}

// parseBase reads the tenant's address. A token goes to https only, or to this machine.
func parseBase(text string) (*url.URL, error) {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.User != nil || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" {
		return nil, errors.New("the tenant's address is not https://HOST")
	}
	if u.Scheme != "https" && (u.Scheme != "http" || !retry.IsLoopback(u.Hostname())) {
		return nil, fmt.Errorf("a token is not sent to %q: the address is not https", u.Scheme+"://"+u.Host)
	}
	return u, nil
}
