package retry

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"time"
)

// A Repeat says when a request may be sent again.
type Repeat int

// When a request may be sent again.
const (
	// IfRefused: only after an answer that says that it was not carried out. The default of POST.
	IfRefused Repeat = iota + 1
	// IfAmbiguous: also where it is not known whether it was carried out. The default of all other methods.
	IfAmbiguous
)

type (
	repeatKey struct{}
	bodyKey   struct{}
	shapeKey  struct{}
	answerKey struct{}
)

// WithRepeat makes the requests of a context repeatable as r says, whatever their method.
func WithRepeat(ctx context.Context, r Repeat) context.Context {
	return context.WithValue(ctx, repeatKey{}, r)
}

// WithBody gives the requests of a context a body that is made anew for each try, in the place of their own: for what may
// be sent once only, such as a client assertion. An error of body ends the request: with an
// *UnsentError where no earlier try may have been carried out.
func WithBody(ctx context.Context, body func() ([]byte, error)) context.Context {
	return context.WithValue(ctx, bodyKey{}, body)
}

// A Shape reports whether an answer, of which body is the whole body, can be the server's own.
type Shape func(res *http.Response, body []byte) bool

// WithShape has the answers to the requests of a context checked: one that cannot be the server's own, such as a proxy's
// page, is a Fault whatever its status.
func WithShape(ctx context.Context, shape Shape) context.Context {
	return context.WithValue(ctx, shapeKey{}, shape)
}

// OnAnswer has f get how long each answered try of a context's requests took, without the waits before it.
func OnAnswer(ctx context.Context, f func(took time.Duration)) context.Context {
	return context.WithValue(ctx, answerKey{}, f)
}

func noteAnswer(req *http.Request, took time.Duration) {
	if f, ok := req.Context().Value(answerKey{}).(func(time.Duration)); ok {
		f(took)
	}
}

func repeatOf(req *http.Request) Repeat {
	if r, ok := req.Context().Value(repeatKey{}).(Repeat); ok {
		return r
	}
	if req.Method == http.MethodPost {
		return IfRefused
	}
	return IfAmbiguous
}

// hasShape reports whether an answer can be the server's own.
func hasShape(req *http.Request, res *http.Response, body []byte) bool {
	shape, ok := req.Context().Value(shapeKey{}).(Shape)
	return !ok || shape(res, body)
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
