package retry

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// A script is a server that gives one answer after the other, the last one for ever.
type script struct {
	answers []any // int: a status; error; http.Header: a 429; func(*http.Request) (*http.Response, error)

	mu     sync.Mutex
	bodies []string
	times  []time.Duration
	begin  time.Time
}

func (s *script) RoundTrip(req *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	s.bodies = append(s.bodies, string(body))
	s.times = append(s.times, time.Since(s.begin))
	next := s.answers[min(len(s.bodies), len(s.answers))-1]
	s.mu.Unlock()
	switch next := next.(type) {
	case int:
		return answer(req, next, fmt.Sprint(next), nil), nil
	case http.Header:
		return answer(req, http.StatusTooManyRequests, "slow down", next), nil
	case error:
		return nil, next
	case func(*http.Request) (*http.Response, error):
		return next(req)
	}
	panic("unknown answer")
}

func answer(req *http.Request, status int, body string, h http.Header) *http.Response {
	if h == nil {
		h = http.Header{}
	}
	return &http.Response{
		StatusCode: status, Header: h, Request: req,
		Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)),
	}
}

func stall(req *http.Request) (*http.Response, error) {
	<-req.Context().Done()
	return nil, req.Context().Err()
}

// stalledBody is an answer whose body does not end.
func stalledBody(req *http.Request) (*http.Response, error) {
	res := answer(req, http.StatusOK, "", nil)
	res.Body = io.NopCloser(readerFunc(func([]byte) (int, error) {
		<-req.Context().Done()
		return 0, req.Context().Err()
	}))
	return res, nil
}

// cutBody is an answer whose connection breaks in the middle.
func cutBody(req *http.Request) (*http.Response, error) {
	res := answer(req, http.StatusOK, "", nil)
	res.Body = io.NopCloser(io.MultiReader(strings.NewReader(`{"id":`), readerFunc(func([]byte) (int, error) {
		return 0, io.ErrUnexpectedEOF
	})))
	return res, nil
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

var (
	errReset   = &net.OpError{Op: "read", Err: syscall.ECONNRESET}
	errRefused = &net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}
	errNoHost  = &net.OpError{Op: "dial", Err: &net.DNSError{IsNotFound: true}}
)

// TestTries checks how often a request is sent, and what comes of it: 429 for every method; lost
// answers for what may be repeated.
func TestTries(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		method        string
		answers       []any
		repeat        Repeat
		wantTries     int
		wantStatus    int    // 0: an error
		wantError     string // substring
		wantAmbiguous string // substring of an AmbiguousError
	}{
		"good at once":             {method: "GET", answers: []any{200}, wantTries: 1, wantStatus: 200},
		"GET after 500":            {method: "GET", answers: []any{500, 200}, wantTries: 2, wantStatus: 200},
		"PATCH after 502":          {method: "PATCH", answers: []any{502, 200}, wantTries: 2, wantStatus: 200},
		"PUT after 503":            {method: "PUT", answers: []any{503, 200}, wantTries: 2, wantStatus: 200},
		"DELETE after 408":         {method: "DELETE", answers: []any{408, 204}, wantTries: 2, wantStatus: 204},
		"GET after a reset":        {method: "GET", answers: []any{errReset, 200}, wantTries: 2, wantStatus: 200},
		"GET after a stall":        {method: "GET", answers: []any{stall, 200}, wantTries: 2, wantStatus: 200},
		"GET after a stalled body": {method: "GET", answers: []any{stalledBody, 200}, wantTries: 2, wantStatus: 200},
		"GET after a cut body":     {method: "GET", answers: []any{cutBody, 200}, wantTries: 2, wantStatus: 200},
		"POST after 429":           {method: "POST", answers: []any{429, 429, 201}, wantTries: 3, wantStatus: 201},
		"POST not sent":            {method: "POST", answers: []any{errRefused, 201}, wantTries: 2, wantStatus: 201},
		"POST with 500":            {method: "POST", answers: []any{500, 201}, wantTries: 1, wantAmbiguous: "500 Internal"},
		"POST with 408":            {method: "POST", answers: []any{408, 201}, wantTries: 1, wantAmbiguous: "408 Request"},
		"POST with a reset":        {method: "POST", answers: []any{errReset, 201}, wantTries: 1, wantAmbiguous: "reset"},
		"POST with a stall":        {method: "POST", answers: []any{stall, 201}, wantTries: 1, wantAmbiguous: "too long"},
		"POST with a cut body":     {method: "POST", answers: []any{cutBody, 201}, wantTries: 1, wantAmbiguous: "unexpected EOF"},
		"POST that may be repeated": {method: "POST", answers: []any{500, errReset, 200}, repeat: IfAmbiguous,
			wantTries: 3, wantStatus: 200},
		"PATCH that may not":           {method: "PATCH", answers: []any{500, 200}, repeat: IfRefused, wantTries: 1, wantAmbiguous: " "},
		"PATCH that may not after 429": {method: "PATCH", answers: []any{429, 200}, repeat: IfRefused, wantTries: 2, wantStatus: 200},
		"400 is final":                 {method: "GET", answers: []any{400, 200}, wantTries: 1, wantStatus: 400},
		"401 is final":                 {method: "GET", answers: []any{401, 200}, wantTries: 1, wantStatus: 401},
		"403 is final":                 {method: "GET", answers: []any{403, 200}, wantTries: 1, wantStatus: 403},
		"404 is final":                 {method: "GET", answers: []any{404, 200}, wantTries: 1, wantStatus: 404},
		"409 is final":                 {method: "POST", answers: []any{409, 200}, wantTries: 1, wantStatus: 409},
		"410 is final":                 {method: "GET", answers: []any{410, 200}, wantTries: 1, wantStatus: 410},
		"501 is final":                 {method: "POST", answers: []any{501, 200}, wantTries: 1, wantStatus: 501},
		"307 is final":                 {method: "GET", answers: []any{307, 200}, wantTries: 1, wantStatus: 307},
		"no such host is final":        {method: "GET", answers: []any{errNoHost, 200}, wantTries: 1, wantError: "lookup"},
		"429 for ever":                 {method: "POST", answers: []any{429}, wantTries: 5, wantStatus: 429},
		"503 for ever":                 {method: "GET", answers: []any{503}, wantTries: 5, wantStatus: 503},
		"reset for ever": {method: "GET", answers: []any{errReset}, wantTries: 5,
			wantError: "reset by peer (tried 5 times)"},
		"reset after an answer": {method: "GET", answers: []any{503, errReset}, wantTries: 5, wantError: "reset"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server := &script{answers: tt.answers, begin: time.Now()}
				req := request(t, tt.method, `{"a":1}`)
				if tt.repeat != 0 {
					req = req.WithContext(WithRepeat(req.Context(), tt.repeat))
				}
				res, err := New(Config{Base: server, Pace: true}).RoundTrip(req)
				if got := len(server.bodies); got != tt.wantTries {
					t.Errorf("%d tries, want %d", got, tt.wantTries)
				}
				for i, body := range server.bodies {
					if body != `{"a":1}` {
						t.Errorf("body of try %d is %q", i+1, body)
					}
				}
				checkResult(t, res, err, tt.wantStatus, tt.wantError+tt.wantAmbiguous)
				if _, ambiguous := errors.AsType[*AmbiguousError](err); ambiguous != (tt.wantAmbiguous != "") {
					t.Errorf("error %v, want an ambiguous one: %q", err, tt.wantAmbiguous)
				}
			})
		})
	}
}

func checkResult(t *testing.T, res *http.Response, err error, wantStatus int, wantError string) {
	t.Helper()
	if wantStatus == 0 {
		if err == nil || !strings.Contains(err.Error(), wantError) {
			t.Errorf("error %v, want %q", err, wantError)
		}
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != wantStatus || res.ContentLength != int64(len(body)) || len(body) == 0 {
		t.Errorf("answer %d %q, %v; want %d and its body", res.StatusCode, body, err, wantStatus)
	}
}

// TestBodyOfEachTry: a client assertion may be sent once only.
func TestBodyOfEachTry(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := &script{answers: []any{429, 500, errReset, 200}, begin: time.Now()}
		n := 0
		req := request(t, "POST", "")
		ctx := WithBody(WithRepeat(req.Context(), IfAmbiguous), func() ([]byte, error) {
			n++
			return fmt.Append(nil, "assertion ", n), nil
		})
		if _, err := New(Config{Base: server}).RoundTrip(req.WithContext(ctx)); err != nil {
			t.Fatal(err)
		}
		want := []string{"assertion 1", "assertion 2", "assertion 3", "assertion 4"}
		if diff := cmp.Diff(want, server.bodies); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
	})
}

func TestBodyThatCannotBeMade(t *testing.T) {
	t.Parallel()
	server := &script{answers: []any{200}}
	ctx := WithBody(t.Context(), func() ([]byte, error) { return nil, errors.New("no key") })
	_, err := New(Config{Base: server, Pace: true}).RoundTrip(request(t, "POST", "").WithContext(ctx))
	if err == nil || !strings.Contains(err.Error(), "no key") || len(server.bodies) != 0 {
		t.Errorf("error %v, %d requests", err, len(server.bodies))
	}
}

func TestSameOrigin(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		method, to string
		wantErr    bool
	}{
		"another path":   {method: "GET", to: "https://tenant.example/other"},
		"another host":   {method: "GET", to: "https://evil.example/api/v2/hooks?page=0", wantErr: true},
		"a subdomain":    {method: "GET", to: "https://a.tenant.example/", wantErr: true},
		"another port":   {method: "GET", to: "https://tenant.example:8443/", wantErr: true},
		"another scheme": {method: "GET", to: "http://tenant.example/", wantErr: true},
		"a write kept":   {method: "PATCH", to: "https://tenant.example/other"},
		"a write lost":   {method: "PATCH-GET", to: "https://tenant.example/other", wantErr: true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			first, then, split := strings.Cut(tt.method, "-")
			if !split {
				then = first
			}
			req, err := http.NewRequestWithContext(t.Context(), then, tt.to, nil)
			if err != nil {
				t.Fatal(err)
			}
			if err := SameOrigin(req, []*http.Request{request(t, first, "")}); (err != nil) != tt.wantErr {
				t.Errorf("error %v, want one: %v", err, tt.wantErr)
			}
		})
	}
}
