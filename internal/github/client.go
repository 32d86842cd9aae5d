package github

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	gogithub "github.com/google/go-github/v60/github"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/retry"
	"auth0-hook-action/internal/secret"
)

// Config is what a Client needs.
type Config struct {
	// API is GITHUB_API_URL. It is used as it stands, with its path on a GitHub Enterprise Server; empty:
	// https://api.github.com.
	API string
	// Token is the github-token. Required.
	Token secret.Value
	// Repository is the "owner/name" of the pull requests. Required.
	Repository string
	// HTTP carries the requests, limits how much of an answer is read, and waits out GitHub's rate limits; nil: a
	// retry.Transport by GitHub's rules (https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api).
	HTTP http.RoundTripper
	// Redact removes secrets from what GitHub says, before it is cut; nil removes what has the shape of a token and
	// nothing else.
	Redact func(string) secret.Redacted
}

// A Client speaks to GitHub about one repository. It is safe for concurrent use.
type Client struct {
	base        *url.URL
	owner, name string
	token       secret.Value
	redact      func(string) secret.Redacted
	http        *http.Client
	clock       *clock
}

const (
	defaultAPI = "https://api.github.com"
	userAgent  = "auth0-hook-action"
	perPage    = 100 // GitHub's maximum
	// maxPages is more than GitHub keeps: 2,500 comments are 25 pages.
	maxPages = 100
	// WriteInterval is the least time between two writes that GitHub asks of programs
	// (https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api#pause-between-mutative-requests).
	WriteInterval = time.Second
	// lookupTime is how long a search for the pull request, or the reading of its comments, may take. A deployment does
	// not depend on either, so a GitHub that stalls must not use up the run's time.
	lookupTime = 20 * time.Second
)

// New makes a Client. It makes no request. The error says which variable or input is wrong.
func New(cfg Config) (*Client, error) {
	base, err := parseAPI(cfg.API)
	if err != nil {
		return nil, err
	}
	if err := checkRepository(cfg.Repository); err != nil {
		return nil, err
	}
	if cfg.Token.IsZero() {
		return nil, diag.WithHint(errors.New("github-token is empty"),
			"Omit `github-token`: its default is the workflow's own token")
	}
	if cfg.HTTP == nil {
		cfg.HTTP = retry.New(retry.Config{Classify: retry.GitHub, WriteInterval: WriteInterval})
	}
	if cfg.Redact == nil {
		cfg.Redact = (*secret.Redactor)(nil).Redact
	}
	owner, name, _ := strings.Cut(cfg.Repository, "/")
	dates := &clock{next: cfg.HTTP}
	return &Client{
		base: base, owner: owner, name: name, token: cfg.Token, redact: cfg.Redact, clock: dates,
		http: &http.Client{Transport: dates, CheckRedirect: retry.SameOrigin},
	}, nil
}

// FirstDate is the time of GitHub's first answer to this client, to the second, by GitHub's clock: when the run began, for
// whoever compares runs on machines whose clocks differ. It is the zero time before there is an answer.
func (c *Client) FirstDate() time.Time { return c.clock.first() }

// parseAPI gives the address a slash at its end, as the library wants it, and adds nothing else: the library's
// WithEnterpriseURLs would guess whether /api/v3 belongs there. The errors do not show the address, which may hold a password.
func parseAPI(address string) (*url.URL, error) {
	if address == "" {
		address = defaultAPI
	}
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return nil, errors.New("GITHUB_API_URL is not an address of the form https://HOST/PATH")
	}
	if u.Scheme != "https" && (u.Scheme != "http" || !retry.IsLoopback(u.Hostname())) {
		return nil, errors.New("GITHUB_API_URL must begin with https://, since the token is sent there")
	}
	return u.JoinPath("/"), nil
}

// personal reports whether the token is a person's, by the prefix that GitHub gives it. Others, such as a workflow's own,
// write as a bot
// (https://docs.github.com/authentication/keeping-your-account-and-data-secure/about-authentication-to-github).
func (c *Client) personal() bool {
	return slices.ContainsFunc([]string{"ghp_", "github_pat_", "gho_", "ghu_"}, func(prefix string) bool {
		return strings.HasPrefix(c.token.Reveal(), prefix)
	})
}

// github is the library for one request. A client of v60 that has seen a rate limit refuses further calls itself, for up to
// an hour, although the transport has waited. It also gives the token to redirected requests, wherever they lead:
// SameOrigin refuses those to another host.
func (c *Client) github() *gogithub.Client {
	g := gogithub.NewClient(c.http).WithAuthToken(c.token.Reveal())
	g.BaseURL = c.base
	g.UserAgent = userAgent
	return g
}

// limited is ctx with the time that a lookup has; its cause is then a *StallError.
func limited(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeoutCause(ctx, lookupTime, &StallError{After: lookupTime})
}

// pages calls list until there is no further page.
func pages[T any](
	ctx context.Context, c *Client, op operation, list func(gogithub.ListOptions) ([]T, *gogithub.Response, error),
) ([]T, error) {
	var all []T
	for page := 1; page <= maxPages; {
		some, resp, err := list(gogithub.ListOptions{Page: page, PerPage: perPage})
		if err != nil {
			return nil, c.failed(ctx, op, resp, err)
		}
		all = append(all, some...)
		if resp.NextPage == 0 {
			return all, nil
		}
		if resp.NextPage <= page {
			break
		}
		page = resp.NextPage
	}
	return nil, fmt.Errorf("%s: the list does not end", op.text)
}
