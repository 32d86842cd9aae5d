package retry

import (
	"bytes"
	"context"
	"io"
	"net/http"
)

// A Repeat says when a request may be sent again.
type Repeat int

// When a request may be sent again.
const (
	// IfRefused: only after an answer that says that it was not carried out. The default of POST.
	IfRefused Repeat = iota + 1
	// IfLost: also where it is unknown whether it was carried out. The default of all other methods.
	IfLost
)

type (
	repeatKey struct{}
	bodyKey   struct{}
)

// WithRepeat makes the requests of a context repeatable as r says, whatever their method.
func WithRepeat(ctx context.Context, r Repeat) context.Context {
	return context.WithValue(ctx, repeatKey{}, r)
}

// WithBody gives the requests of a context a body that is made anew for each try, in the place of their own: for what may
// be sent once only, such as a client assertion.
func WithBody(ctx context.Context, body func() ([]byte, error)) context.Context {
	return context.WithValue(ctx, bodyKey{}, body)
}

func repeatOf(req *http.Request) Repeat {
	if r, ok := req.Context().Value(repeatKey{}).(Repeat); ok {
		return r
	}
	if req.Method == http.MethodPost {
		return IfRefused
	}
	return IfLost
}

// bodyOf gives the body of each try. It reads and closes the request's own.
func bodyOf(req *http.Request) (func() ([]byte, error), error) {
	var own []byte
	if req.Body != nil {
		defer req.Body.Close()
		var err error
		if own, err = io.ReadAll(req.Body); err != nil {
			return nil, err
		}
	}
	if made, ok := req.Context().Value(bodyKey{}).(func() ([]byte, error)); ok {
		return made, nil
	}
	return func() ([]byte, error) { return own, nil }, nil
}

// withBody is the request of one try.
func withBody(ctx context.Context, req *http.Request, body []byte) *http.Request {
	try := req.Clone(ctx)
	try.ContentLength = int64(len(body))
	try.Body, try.GetBody = http.NoBody, nil
	if len(body) > 0 {
		try.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
		try.Body, _ = try.GetBody() // it cannot fail
	}
	return try
}
