package sandbox

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// elapse lets time pass on the clock of a bubble.
func elapse(d time.Duration) { <-time.After(d) }

func TestLateRequests(t *testing.T) {
	t.Parallel()
	create := func(tenant *Tenant) int {
		status, _ := newAsker(t, tenant).ask("POST /hooks", newHook)
		return status
	}
	tests := map[string]struct {
		land      func(*Tenant) int
		wantHooks int
		wantLate  int
	}{
		"too early":    {func(*Tenant) int { elapse(3 * time.Second); return 0 }, 0, 0},
		"by itself":    {func(*Tenant) int { elapse(5 * time.Second); return 0 }, 1, 0},
		"at once":      {(*Tenant).Land, 1, 1},
		"not twice":    {func(tenant *Tenant) int { elapse(5 * time.Second); return tenant.Land() }, 1, 0},
		"second Land":  {func(tenant *Tenant) int { return 10*tenant.Land() + tenant.Land() }, 1, 10},
		"then by time": {func(tenant *Tenant) int { defer elapse(5 * time.Second); return tenant.Land() }, 1, 1},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				tenant := NewTenant()
				tenant.AddFault(Fault{Method: "POST", Path: "/hooks$", Status: 503, LandsLate: 4 * time.Second})
				if status := create(tenant); status != 503 || len(tenant.Hooks()) != 0 || tenant.Writes() != 0 {
					t.Errorf("status %d, hooks %v, %d writes", status, tenant.Hooks(), tenant.Writes())
				}
				if late := tt.land(tenant); late != tt.wantLate {
					t.Errorf("%d landed, want %d", late, tt.wantLate)
				}
				synctest.Wait()
				if n := len(tenant.Hooks()); n != tt.wantHooks || tenant.Writes() != n {
					t.Errorf("%d hooks, %d writes, want %d", n, tenant.Writes(), tt.wantHooks)
				}
			})
		})
	}
}

// A request that lands late is judged when it lands.
func TestLateRequestIsRefusedThen(t *testing.T) {
	t.Parallel()
	tenant := NewTenant()
	a := newAsker(t, tenant)
	tenant.AddFault(Fault{Method: "POST", Status: 503, LandsLate: time.Hour})
	a.run([]step{{"POST /hooks", newHook, 503, ""}, {"POST /hooks", newHook, 201, ""}})
	if n := tenant.Land(); n != 1 || len(tenant.Hooks()) != 1 {
		t.Errorf("%d landed, hooks %v, want the first refused for its name", n, tenant.Hooks())
	}
}

func TestTrailingBytes(t *testing.T) {
	t.Parallel()
	s, _ := newEcho()
	s.AddFault(Fault{Trailing: "SURPRISE"})
	url, stop := s.Start()
	defer stop()
	conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", strings.TrimPrefix(url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close() //nolint:errcheck // the server has closed it
	if _, err := io.WriteString(conn, "GET / HTTP/1.1\r\nHost: a\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	all, err := io.ReadAll(conn)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasSuffix(string(all), "\r\n\r\nhello, worldSURPRISE") || !strings.Contains(string(all),
		"Content-Length: 12\r\n") {
		t.Errorf("got %q", all)
	}
}

// None of the foreign answers has the shape of Auth0's errors, and each is sent as it stands.
func TestForeignAnswers(t *testing.T) {
	t.Parallel()
	for name, fault := range ForeignAnswers() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, reached := newEcho()
			s.AddFault(fault)
			server := httptest.NewServer(s)
			t.Cleanup(server.Close)
			resp, err := http.Get(server.URL)
			if err != nil {
				t.Fatal(err)
			}
			defer resp.Body.Close()
			body, err := io.ReadAll(resp.Body)
			if err != nil {
				t.Fatal(err)
			}
			got := []any{resp.StatusCode, resp.Header.Get("Content-Type"), string(body), reached.Load()}
			if diff := cmp.Diff([]any{fault.Status, fault.Header["Content-Type"], fault.Body, int32(0)}, got); diff != "" {
				t.Errorf("answer (-want +got):\n%s", diff)
			}
			if strings.Contains(string(body), "statusCode") {
				t.Error("it looks like Auth0's")
			}
		})
	}
}
