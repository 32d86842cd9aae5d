// Package retry is the transport under the clients of Auth0 and GitHub: it decides when a request may be sent again, how
// long to wait before that, and how fast requests may follow each other. It is built on cenkalti/backoff/v4.
package retry

import (
	"net/http"
	"net/netip"
	"time"
)

// Config says how a Transport behaves. Its zero value is good for Auth0's Management API, without a pace.
type Config struct {
	// Base sends one request. nil: a transport of its own with net/http's defaults, which uses the proxies of the environment
	// (see CheckProxies).
	Base http.RoundTripper
	// MaxTries is how often one request is sent at most. 0: 5.
	MaxTries int
	// TryTimeout bounds one try, the reading of its answer's body included. 0: 30 s.
	TryTimeout time.Duration
	// Classify says what an answer means; body is all of its body. nil: Auth0.
	Classify func(res *http.Response, body []byte) Verdict
	// Pace slows requests down before the server has to refuse them, by the x-ratelimit headers of its answers.
	Pace bool
	// WriteInterval is the least time from one request that is no GET to the next. 0: none.
	WriteInterval time.Duration
	// Log gets each try and each wait; calls may come from several goroutines at once. nil: none.
	Log func(Event)
}

// An Event is one try, or one wait before a try (then Wait is above 0). It holds no query, no header and no body.
type Event struct {
	Method, Path string
	// Try counts from 1. Of a wait it is the try that follows.
	Try int
	// Status is that of the answer; 0 where there was none.
	Status int
	Wait   time.Duration
	// Reason says why there is a wait, or why there was no answer.
	Reason string
}

// A Transport is an http.RoundTripper that repeats what may be repeated:
//
//   - an answer that says that the request was not carried out (429): whatever the method, when the server says;
//   - a lost connection, a 408, most 5xx and an answer that is not the server's own (WithShape): GET, PUT, PATCH and DELETE,
//     and what WithRepeat names, after a growing wait.
//
// A request that may have been carried out and may not be repeated gives an *AmbiguousError, one that certainly was not
// carried out an *UnsentError. A wait that would outlast the context is not begun: where the server asked for it that gives
// a *WaitError. When the tries are used up the last answer is returned as it came. Bodies are read whole before they are
// returned, up to 1 MiB of an error and 32 MiB otherwise.
//
// It may be used by several goroutines at once.
type Transport struct {
	cfg    Config
	pacer  pacer
	writes spacer
}

// IsLoopback reports whether a host is this machine: what goes there needs no TLS.
func IsLoopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

// New makes a Transport.
func New(cfg Config) *Transport {
	if cfg.Base == nil {
		cfg.Base = ownTransport()
	}
	if cfg.MaxTries == 0 {
		cfg.MaxTries = maxTries
	}
	if cfg.TryTimeout == 0 {
		cfg.TryTimeout = tryTimeout
	}
	if cfg.Classify == nil {
		cfg.Classify = Auth0
	}
	if cfg.Log == nil {
		cfg.Log = func(Event) {}
	}
	return &Transport{cfg: cfg}
}

// ownTransport does not share http.DefaultTransport, whose connections other code may use and close.
func ownTransport() http.RoundTripper {
	t, ok := http.DefaultTransport.(*http.Transport)
	if !ok {
		return http.DefaultTransport
	}
	t = t.Clone()
	// Without a bound a request that finds all in use makes one more, and mostly ends up on one that came free meanwhile.
	t.MaxConnsPerHost, t.MaxIdleConnsPerHost = connections, connections
	return t
}

// CloseIdleConnections closes the connections that no request is using.
func (t *Transport) CloseIdleConnections() {
	if c, ok := t.cfg.Base.(interface{ CloseIdleConnections() }); ok {
		c.CloseIdleConnections()
	}
}
