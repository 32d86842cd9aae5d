package retry

import (
	"errors"
	"fmt"
	"net/http"
)

// A RedirectError is a redirect that was not followed, since the token or the write would have gone astray.
type RedirectError struct {
	// To is the scheme and host that it leads to, From and Became the method before and after it.
	To, From, Became string
}

// Error says where the redirect leads, or what the request would have become.
func (e *RedirectError) Error() string {
	if e.From != e.Became {
		return fmt.Sprintf("redirect refused that would turn %s into %s", e.From, e.Became)
	}
	return fmt.Sprintf("redirect to another host refused: %q", e.To)
}

// Hint says what to check.
func (e *RedirectError) Hint() string {
	return "Check the address, and whether a proxy, a login page of the network or a firewall answers instead of the server"
}

// SameOrigin is a CheckRedirect for an http.Client that carries a token. It gives a *RedirectError for a redirect to another
// scheme, host or port, and for one that would turn a write into a GET, which would look as if the write had been done.
func SameOrigin(req *http.Request, via []*http.Request) error {
	from := via[0]
	switch {
	case req.URL.Scheme != from.URL.Scheme || req.URL.Host != from.URL.Host || req.Method != from.Method:
		return &RedirectError{To: req.URL.Scheme + "://" + req.URL.Host, From: from.Method, Became: req.Method}
	case len(via) >= maxRedirects:
		return errors.New("too many redirects")
	}
	return nil
}
