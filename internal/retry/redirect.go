package retry

import (
	"errors"
	"fmt"
	"net/http"
)

// maxRedirects is as many as net/http follows by itself.
const maxRedirects = 10

// SameOrigin is a CheckRedirect for an http.Client that carries a token: it refuses a redirect to another scheme, host or
// port, and one that would turn a write into a GET, which would look as if the write had been done.
func SameOrigin(req *http.Request, via []*http.Request) error {
	from := via[0]
	switch {
	case req.URL.Scheme != from.URL.Scheme || req.URL.Host != from.URL.Host:
		return fmt.Errorf("redirect to another host refused: %q", req.URL.Scheme+"://"+req.URL.Host)
	case req.Method != from.Method:
		return fmt.Errorf("redirect refused that would turn %s into %s", from.Method, req.Method)
	case len(via) >= maxRedirects:
		return errors.New("too many redirects")
	}
	return nil
}
