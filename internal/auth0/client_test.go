package auth0

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"auth0-hook-action/internal/retry"
	"auth0-hook-action/internal/sandbox"
	"auth0-hook-action/internal/secret"
)

// A memory serves requests without a network, so that the clock of a bubble can run.
type memory struct{ http.Handler }

var errBroken = errors.New("connection reset by peer")

func (m memory) RoundTrip(req *http.Request) (res *http.Response, err error) {
	defer func() {
		if recover() != nil { // http.ErrAbortHandler: the answer is cut, or there is none
			res, err = nil, errBroken
		}
	}()
	in := req.Clone(req.Context())
	in.RequestURI, in.RemoteAddr = req.URL.RequestURI(), "127.0.0.1:1"
	if in.Host == "" {
		in.Host = req.URL.Host
	}
	if in.Body == nil {
		in.Body = http.NoBody
	}
	rec := httptest.NewRecorder()
	m.ServeHTTP(rec, in)
	if err := req.Context().Err(); err != nil {
		return nil, err
	}
	res = rec.Result()
	res.Request = req
	for name, values := range maps.Clone(res.Header) { // net/http would do so as it reads from the wire
		delete(res.Header, name)
		res.Header[http.CanonicalHeaderKey(name)] = values
	}
	return res, nil
}

const testBase = "https://tenant.example"

// newClient is a client of a handler, with a token.
func newClient(t *testing.T, h http.Handler, cfg Config) *Client {
	t.Helper()
	if cfg.BaseURL == "" {
		cfg.BaseURL = testBase
	}
	if cfg.Token.IsZero() && cfg.ClientID == "" {
		cfg.Token = secret.New("token")
	}
	cfg.HTTP = retry.New(retry.Config{Base: memory{h}, Pace: true})
	c, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// newTenant is a sandbox and a client of it. In a bubble neither takes time.
func newTenant(t *testing.T) (*sandbox.Tenant, *Client) {
	t.Helper()
	server := sandbox.NewTenant()
	t.Cleanup(func() {
		if unknown := server.Unknown(); len(unknown) > 0 {
			t.Errorf("requests that Auth0 does not have: %v", unknown)
		}
	})
	return server, newClient(t, server, Config{Token: secret.New(server.Token())})
}

// sent lists the requests that a sandbox got, as "METHOD path body".
func sent(server *sandbox.Tenant) []string {
	var all []string
	for _, r := range server.Requests() {
		all = append(all, strings.TrimSpace(r.Method+" "+strings.TrimPrefix(r.Path, "/api/v2")+" "+r.Body))
	}
	return all
}

// reply is a handler that always answers the same.
func reply(status int, body string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		w.WriteHeader(status)
		io.WriteString(w, body) //nolint:errcheck // into memory
	})
}

func TestNew(t *testing.T) {
	t.Parallel()
	token := secret.New("token")
	tests := map[string]struct {
		cfg       Config
		wantError string // empty: none
	}{
		"https":                 {cfg: Config{BaseURL: "https://tenant.example", Token: token}},
		"https with a port":     {cfg: Config{BaseURL: "https://tenant.example:8443/", Token: token}},
		"http on loopback":      {cfg: Config{BaseURL: "http://127.0.0.1:8080", Token: token}},
		"http on IPv6 loopback": {cfg: Config{BaseURL: "http://[::1]:8080", Token: token}},
		"http on localhost":     {cfg: Config{BaseURL: "http://localhost:8080", Token: token}},
		"http elsewhere":        {cfg: Config{BaseURL: "http://tenant.example", Token: token}, wantError: "not https"},
		"http on a namesake":    {cfg: Config{BaseURL: "http://localhost.example", Token: token}, wantError: "not https"},
		"another scheme":        {cfg: Config{BaseURL: "ftp://tenant.example", Token: token}, wantError: "not https"},
		"no scheme":             {cfg: Config{BaseURL: "tenant.example", Token: token}, wantError: "not https://HOST"},
		"a path": {cfg: Config{BaseURL: "https://tenant.example/api", Token: token},
			wantError: "not https://HOST"},
		"user name or a password": {cfg: Config{BaseURL: "https://u:p@tenant.example", Token: token},
			wantError: "not https://HOST"},
		"no credentials":       {cfg: Config{BaseURL: testBase}, wantError: "neither"},
		"a token of two lines": {cfg: Config{BaseURL: testBase, Token: secret.New("a\r\nHost: b")}, wantError: "white space"},
		"a huge token": {cfg: Config{BaseURL: testBase, Token: secret.New(strings.Repeat("a", 1<<20))},
			wantError: "1048576 bytes"},
		"a key that is none": {cfg: Config{BaseURL: testBase, ClientID: "id", PrivateKey: secret.New("hush")},
			wantError: "private key"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := New(tt.cfg)
			switch {
			case tt.wantError == "" && err != nil:
				t.Error(err)
			case tt.wantError != "" && (err == nil || !strings.Contains(err.Error(), tt.wantError)):
				t.Errorf("error %v, want %q", err, tt.wantError)
			}
			for _, private := range []string{"hush", "u:p", "Host: b"} {
				if err != nil && strings.Contains(err.Error(), private) {
					t.Errorf("error %v tells %q", err, private)
				}
			}
		})
	}
}

// TestRequestHeaders: what each request says of itself.
func TestRequestHeaders(t *testing.T) {
	t.Parallel()
	var got http.Header
	c := newClient(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got = r.Header
		io.WriteString(w, "{}") //nolint:errcheck // into memory
	}), Config{})
	if err := c.do(t.Context(), request{method: "PATCH", path: "/api/v2/x", body: []int{1}}, nil); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"Authorization": "Bearer token", "User-Agent": "auth0-hook-action",
		"Accept": "application/json", "Content-Type": "application/json"}
	for name, value := range want {
		if got.Get(name) != value {
			t.Errorf("%s is %q, want %q", name, got.Get(name), value)
		}
	}
}

// TestRedirect: the token does not follow to another host, and a write does not become a read.
func TestRedirect(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		method, to string
		status     int
	}{
		"another host":          {method: "GET", to: "https://evil.example/", status: 307},
		"another port":          {method: "GET", to: testBase + ":8443/", status: 302},
		"plain http":            {method: "GET", to: "http://tenant.example/api/v2/hooks", status: 301},
		"a write made a GET":    {method: "PATCH", to: testBase + "/other", status: 302},
		"a POST made a GET":     {method: "POST", to: testBase + "/other", status: 303},
		"without end":           {method: "GET", to: testBase + "/api/v2/hooks", status: 307},
		"nowhere":               {method: "GET", to: "", status: 302},
		"a POST to another one": {method: "POST", to: "https://evil.example/", status: 308},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			requests := 0
			c := newClient(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				requests++
				if r.Host != "tenant.example" || r.Method != tt.method {
					t.Errorf("%s to %s", r.Method, r.Host)
				}
				if tt.to != "" {
					w.Header().Set("Location", tt.to)
				}
				w.WriteHeader(tt.status)
			}), Config{})
			err := c.do(t.Context(), request{method: tt.method, path: hooksPath,
				query: map[string][]string{"q": {"secret"}}}, nil)
			if err == nil || strings.Contains(err.Error(), "q=") {
				t.Errorf("error %v, want one without the query", err)
			}
			if requests > 10 {
				t.Errorf("%d requests", requests)
			}
		})
	}
}

// refused is a refusal in Auth0's shape.
func refused(status int) sandbox.Fault {
	return sandbox.Fault{Status: status, Body: fmt.Sprintf(`{"statusCode":%d,"error":"no","message":"no"}`, status)}
}
