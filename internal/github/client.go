package github

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	gogithub "github.com/google/go-github/v60/github"

	"auth0-hook-action/internal/retry"
	"auth0-hook-action/internal/secret"
)

// Config is what a Client needs.
type Config struct {
	// API is GITHUB_API_URL as it stands, with the path it has on a server of one's own; empty: https://api.github.com.
	API string
	// Token is the github-token.
	Token secret.Value
	// Repository is the "owner/name" of the pull requests.
	Repository string
	// HTTP carries the requests, bounds what is read of the answers and waits out GitHub's limits; nil: a retry.Transport
	// by GitHub's rules (https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api).
	HTTP http.RoundTripper
	// Redact takes secrets out of what GitHub says, before it is cut to a length. nil: there are none.
	Redact func(string) string
}

// A Client speaks to GitHub about one repository. It may be used by several goroutines at once.
type Client struct {
	base        *url.URL
	owner, name string
	token       secret.Value
	redact      func(string) string
	http        *http.Client
}

const (
	defaultAPI = "https://api.github.com"
	userAgent  = "auth0-hook-action"
	perPage    = 100 // GitHub's most
	// maxPages is more than GitHub keeps: 2,500 comments are 25 pages.
	maxPages = 100
)

// New makes a Client. It makes no request.
func New(cfg Config) (*Client, error) {
	base, err := parseAPI(cfg.API)
	if err != nil {
		return nil, err
	}
	if err := checkRepository(cfg.Repository); err != nil {
		return nil, err
	}
	if cfg.Token.IsZero() {
		return nil, errors.New("github-token is empty")
	}
	if cfg.HTTP == nil {
		cfg.HTTP = retry.New(retry.Config{Classify: retry.GitHub, MinWriteGap: time.Second})
	}
	if cfg.Redact == nil {
		cfg.Redact = func(text string) string { return text }
	}
	owner, name, _ := strings.Cut(cfg.Repository, "/")
	return &Client{
		base: base, owner: owner, name: name, token: cfg.Token, redact: cfg.Redact,
		http: &http.Client{Transport: cfg.HTTP, CheckRedirect: retry.SameOrigin},
	}, nil
}

// parseAPI gives the address a slash at its end, as the library wants it, and adds nothing else: WithEnterpriseURLs would
// guess at /api/v3.
func parseAPI(address string) (*url.URL, error) {
	if address == "" {
		address = defaultAPI
	}
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return nil, fmt.Errorf("GITHUB_API_URL: %q is not an address", address)
	}
	if u.Scheme != "https" && (u.Scheme != "http" || !isLoopback(u.Hostname())) {
		return nil, fmt.Errorf("GITHUB_API_URL: %q must be https", address)
	}
	return u.JoinPath("/"), nil
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || (ip != nil && ip.IsLoopback())
}

// github is the library for one request: a client of v60 that has seen a rate limit answers further calls itself, for up
// to an hour, and the wait is the transport's business. It gives the token to redirected requests too, wherever they
// go: SameOrigin keeps them here.
func (c *Client) github() *gogithub.Client {
	g := gogithub.NewClient(c.http).WithAuthToken(c.token.Reveal())
	g.BaseURL = c.base
	g.UserAgent = userAgent
	return g
}

// pages calls list until there is no further page.
func pages[T any](
	c *Client, operation string, list func(gogithub.ListOptions) ([]T, *gogithub.Response, error),
) ([]T, error) {
	var all []T
	for page := 1; page <= maxPages; {
		some, resp, err := list(gogithub.ListOptions{Page: page, PerPage: perPage})
		if err != nil {
			return nil, c.failed(operation, resp, err)
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
	return nil, fmt.Errorf("%s: the list does not end", operation)
}
