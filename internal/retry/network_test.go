package retry

import (
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// TestNetwork checks with real connections what the other tests check with stubs: how they break is net/http's word.
func TestNetwork(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		method        string
		first         http.HandlerFunc
		wantTries     int32
		wantAmbiguous bool
	}{
		"GET dropped":           {method: "GET", first: drop, wantTries: 2},
		"POST dropped":          {method: "POST", first: drop, wantTries: 1, wantAmbiguous: true},
		"DELETE cut":            {method: "DELETE", first: cut, wantTries: 2},
		"POST cut":              {method: "POST", first: cut, wantTries: 1, wantAmbiguous: true},
		"PATCH stalled":         {method: "PATCH", first: hang, wantTries: 2},
		"POST stalled":          {method: "POST", first: hang, wantTries: 1, wantAmbiguous: true},
		"GET stalled in a body": {method: "GET", first: hangInBody, wantTries: 2},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var tries atomic.Int32
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				io.Copy(io.Discard, r.Body) //nolint:errcheck // the client may be gone
				if tries.Add(1) == 1 {
					tt.first(w, r)
					return
				}
				io.WriteString(w, "{}") //nolint:errcheck // the client may be gone
			}))
			defer server.Close()
			tr := New(Config{TryTimeout: 300 * time.Millisecond})
			defer tr.CloseIdleConnections()
			req, err := http.NewRequestWithContext(t.Context(), tt.method, server.URL+"/api", strings.NewReader("{}"))
			if err != nil {
				t.Fatal(err)
			}
			res, err := tr.RoundTrip(req)
			if _, ambiguous := errors.AsType[*AmbiguousError](err); ambiguous != tt.wantAmbiguous || tries.Load() != tt.wantTries {
				t.Errorf("%d tries, error %v; want %d, ambiguous %v", tries.Load(), err, tt.wantTries, tt.wantAmbiguous)
			}
			if !tt.wantAmbiguous {
				checkResult(t, res, err, http.StatusOK, "")
			}
		})
	}
}

func drop(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }

func hang(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }

func cut(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Length", "1000")
	io.WriteString(w, `{"id":`)           //nolint:errcheck // the client sees it cut
	http.NewResponseController(w).Flush() //nolint:errcheck // as above
	panic(http.ErrAbortHandler)
}

func hangInBody(w http.ResponseWriter, r *http.Request) {
	io.WriteString(w, `{"id":`)           //nolint:errcheck // the client sees it cut
	http.NewResponseController(w).Flush() //nolint:errcheck // as above
	<-r.Context().Done()
}

// TestConnectionRefused: what never left this machine may be sent again, whatever its method.
func TestConnectionRefused(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+address, nil)
	if err != nil {
		t.Fatal(err)
	}
	_, err = New(Config{MaxTries: 2}).RoundTrip(req)
	if _, ambiguous := errors.AsType[*AmbiguousError](err); err == nil || ambiguous ||
		!strings.Contains(err.Error(), "tried 2 times") {
		t.Errorf("error %v, want one after 2 tries that is not a AmbiguousError", err)
	}
}

// TestUntrusted: a certificate that is not the server's does not become one by asking again.
func TestUntrusted(t *testing.T) {
	t.Parallel()
	server := httptest.NewUnstartedServer(http.NotFoundHandler())
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	defer server.Close()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	var tries int
	_, err = New(Config{Log: func(Event) { tries++ }}).RoundTrip(req)
	if err == nil || tries != 1 {
		t.Errorf("error %v after %d tries, want one after 1", err, tries)
	}
}
