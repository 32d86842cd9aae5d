package sandbox

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// newEcho is a server whose API answers 200 "hello, world" and counts what reaches it.
func newEcho() (*server, *atomic.Int32) {
	var reached atomic.Int32
	s := &server{}
	s.api = func(w http.ResponseWriter, r *http.Request) {
		reached.Add(1)
		body, _ := io.ReadAll(r.Body)
		w.Header()["x-echo"] = []string{string(body)}
		io.WriteString(w, "hello, world") //nolint:errcheck // into memory
	}
	return s, &reached
}

// start serves s and gives a client whose connections are used once: net/http repeats a GET on one that was used before.
func start(t *testing.T, s *server) (url string, client *http.Client) {
	t.Helper()
	url, stop := s.Start()
	t.Cleanup(stop)
	return url, &http.Client{
		Transport:     &http.Transport{DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// get is the status and body of a GET; where none came, 0 and what went wrong.
func get(t *testing.T, client *http.Client, url string) (int, string) {
	t.Helper()
	resp, err := client.Get(url)
	if err != nil {
		return 0, err.Error()
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return resp.StatusCode, string(body) + " and " + err.Error()
	}
	return resp.StatusCode, string(body)
}

func TestFaults(t *testing.T) {
	t.Parallel()
	const hello = "hello, world"
	tests := map[string]struct {
		fault       Fault
		wantStatus  int
		want        string
		wantReached int32
	}{
		"nothing wrong":        {Fault{}, 200, hello, 1},
		"another method":       {Fault{Method: "POST", Status: 500}, 200, hello, 1},
		"another path":         {Fault{Path: "^/b", Status: 500}, 200, hello, 1},
		"this method and path": {Fault{Method: "GET", Path: "^/a$", Status: 502, Body: "bad"}, 502, "bad", 0},
		"applied":              {Fault{Status: 503, Body: "bad", After: true}, 503, "bad", 1},
		"drop before":          {Fault{Drop: true}, 0, "EOF", 0},
		"drop after":           {Fault{Drop: true, After: true}, 0, "EOF", 1},
		"truncate":             {Fault{Truncate: true}, 200, "hello, and unexpected EOF", 1},
		"truncate status":      {Fault{Truncate: true, Status: 500, Body: "four"}, 500, "fo and unexpected EOF", 0},
		"truncate nothing":     {Fault{Truncate: true, Status: 204}, 0, "EOF", 0},
		"redirect":             {Fault{Redirect: "http://other.example/"}, 307, "", 0},
		"redirect by status":   {Fault{Redirect: "http://other.example/", Status: 302, Body: "moved"}, 302, "moved", 0},
		"trailing":             {Fault{Trailing: "HTTP/1.1 200 OK\r\n"}, 200, hello, 1},
		"trailing a status":    {Fault{Trailing: "x", Status: 404, Body: "bad"}, 404, "bad", 0},
		"late after a status":  {Fault{Status: 502, Body: "bad", LandsLate: time.Hour}, 502, "bad", 0},
		"late after a drop":    {Fault{Drop: true, LandsLate: time.Hour}, 0, "EOF", 0},
		"late and no answer":   {Fault{LandsLate: time.Hour}, 0, "EOF", 0},
		"delay":                {Fault{Delay: time.Millisecond}, 200, hello, 1},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, reached := newEcho()
			s.AddFault(tt.fault)
			url, client := start(t, s)
			status, body := get(t, client, url+"/a")
			if status != tt.wantStatus || !strings.Contains(body, tt.want) {
				t.Errorf("got %d %q, want %d %q", status, body, tt.wantStatus, tt.want)
			}
			if got := reached.Load(); got != tt.wantReached {
				t.Errorf("reached the API %d times, want %d", got, tt.wantReached)
			}
			if got := s.Requests()[0].Status; got != tt.wantStatus {
				t.Errorf("recorded status %d, want %d", got, tt.wantStatus)
			}
		})
	}
}

func TestFaultTimes(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		faults []Fault
		want   []int
	}{
		"the next one":         {[]Fault{{Status: 500}}, []int{500, 200, 200, 200}},
		"the second one":       {[]Fault{{Status: 500, Nth: 2}}, []int{200, 500, 200, 200}},
		"two of them":          {[]Fault{{Status: 500, Times: 2}}, []int{500, 500, 200, 200}},
		"two from the second":  {[]Fault{{Status: 500, Nth: 2, Times: 2}}, []int{200, 500, 500, 200}},
		"all of them":          {[]Fault{{Status: 500, Times: -1}}, []int{500, 500, 500, 500}},
		"all from the third":   {[]Fault{{Status: 500, Nth: 3, Times: -1}}, []int{200, 200, 500, 500}},
		"one after the other":  {[]Fault{{Status: 500, Times: 2}, {Status: 501}}, []int{500, 500, 501, 200}},
		"one inside the other": {[]Fault{{Status: 500, Nth: 2}, {Status: 501, Times: 2}}, []int{501, 500, 501, 200}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, _ := newEcho()
			for _, f := range tt.faults {
				s.AddFault(f)
			}
			url, client := start(t, s)
			var got []int
			for range tt.want {
				status, _ := get(t, client, url)
				got = append(got, status)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("statuses (-want +got):\n%s", diff)
			}
		})
	}
}

func TestFaultHeaderIsSentAsWritten(t *testing.T) {
	t.Parallel()
	s, _ := newEcho()
	s.AddFault(Fault{Status: 429, Header: map[string]string{"x-ratelimit-reset": "7", "Content-Type": "text/html"}})
	url, client := start(t, s)
	resp, err := client.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	got := []string{resp.Header.Get("X-RateLimit-Reset"), resp.Header.Get("Content-Type")}
	if diff := cmp.Diff([]string{"7", "text/html"}, got); diff != "" {
		t.Errorf("headers (-want +got):\n%s", diff)
	}
}

func TestFaultDelayEndsWhenTheClientGoes(t *testing.T) {
	t.Parallel()
	s, reached := newEcho()
	ctx, cancel := context.WithCancel(t.Context())
	s.AddFault(Fault{Delay: time.Hour, Hook: cancel})
	url, stop := s.Start()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, strings.NewReader("x"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := http.DefaultClient.Do(req); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want a cancelled context", err)
	}
	stop() // would hang, or leave the handler behind
	if reached.Load() != 0 || s.Writes() != 0 {
		t.Errorf("reached the API %d times, %d writes, want none", reached.Load(), s.Writes())
	}
}

func TestHookComesAfterTheRequestWhereAfterIsSet(t *testing.T) {
	t.Parallel()
	for name, after := range map[string]bool{"before": false, "after": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, reached := newEcho()
			var seen int32
			s.AddFault(Fault{After: after, Hook: func() { seen = reached.Load() }})
			url, client := start(t, s)
			get(t, client, url)
			if got := seen == 1; got != after {
				t.Errorf("the hook saw %d requests processed", seen)
			}
		})
	}
}

func TestGateDecidesTheOrder(t *testing.T) {
	t.Parallel()
	s, _ := newEcho()
	var order []string
	api := s.api
	s.api = func(w http.ResponseWriter, r *http.Request) {
		order = append(order, r.URL.Path) // safe: the gate lets one through at a time
		api(w, r)
	}
	second := make(chan struct{})
	s.SetGate(func(r Request) {
		if r.Path == "/first" {
			<-second
		}
	})
	url, client := start(t, s)
	var wg sync.WaitGroup
	wg.Go(func() { get(t, client, url+"/first") })
	get(t, client, url+"/second")
	close(second)
	wg.Wait()
	if diff := cmp.Diff([]string{"/second", "/first"}, order); diff != "" {
		t.Errorf("order (-want +got):\n%s", diff)
	}
}

func TestStartTLS(t *testing.T) {
	t.Parallel()
	s, _ := newEcho()
	url, certPEM, stop := s.StartTLS()
	defer stop()
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(certPEM) {
		t.Fatal("no certificate")
	}
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}}}
	defer client.CloseIdleConnections()
	if status, body := get(t, client, url); status != 200 {
		t.Errorf("got %d %s, want 200", status, body)
	}
	if status, _ := get(t, &http.Client{Transport: &http.Transport{}}, url); status != 0 {
		t.Error("a client that does not trust the certificate got an answer")
	}
	if n := s.Handshakes(); n != 2 {
		t.Errorf("%d handshakes, want 2: one was begun in vain", n)
	}
}
