package auth0

import (
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/sandbox"
	"auth0-hook-action/internal/secret"
	"auth0-hook-action/internal/tenant"
)

// newGranted is a client that gets its own tokens.
func newGranted(t *testing.T, server *sandbox.Tenant, cfg Config) *Client {
	t.Helper()
	id, key := server.Client()
	cfg.ClientID = id
	if cfg.ClientSecret.IsZero() && cfg.PrivateKey.IsZero() && cfg.ClientAssertion.IsZero() {
		cfg.ClientSecret = secret.New(key)
	}
	return newClient(t, server, cfg)
}

func tokenRequests(server *sandbox.Tenant) int {
	return len(slices.DeleteFunc(server.Requests(), func(r sandbox.Request) bool { return r.Path != tokenPath }))
}

// TestTokenOnce: callers that come at once share one token, and OnToken hears of it before it is used.
func TestTokenOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := sandbox.NewTenant()
		server.SetLatency(time.Second)
		var heard []secret.Value
		c := newGranted(t, server, Config{OnToken: func(v secret.Value) {
			heard = append(heard, v)
			if n := len(server.Requests()); n != 1 {
				t.Errorf("heard after %d requests, want 1", n)
			}
		}})
		var wg sync.WaitGroup
		for range 10 {
			wg.Go(func() {
				if _, err := c.Hooks().Read(t.Context(), tenant.Query{}); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		got := sent(server)
		if n := tokenRequests(server); n != 1 || len(got) != 11 {
			t.Errorf("%d tokens in %d requests, want 1 in 11", n, len(got))
		}
		if len(heard) != 1 || !strings.HasPrefix(heard[0].Reveal(), "ey") {
			t.Errorf("heard of %d tokens", len(heard))
		}
	})
}

func TestTokenRequest(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		cfg  Config
		want string
	}{
		"audience from the domain": {cfg: Config{BaseURL: "https://tenant.example:8443"},
			want: "https://tenant.example:8443/api/v2/"},
		"https for loopback too": {cfg: Config{BaseURL: "http://127.0.0.1:8080"}, want: "https://127.0.0.1:8080/api/v2/"},
		"audience as given": {cfg: Config{BaseURL: "https://login.example", Audience: sandbox.Audience},
			want: sandbox.Audience},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := sandbox.NewTenant()
			server.SetCustomDomain(tt.cfg.Audience != "")
			c := newGranted(t, server, tt.cfg)
			if _, err := c.Hooks().Read(t.Context(), tenant.Query{}); err != nil {
				t.Fatal(err)
			}
			first := server.Requests()[0]
			var body map[string]string
			if err := json.Unmarshal([]byte(first.Body), &body); err != nil {
				t.Fatal(err)
			}
			id, key := server.Client()
			if body["audience"] != tt.want || body["client_id"] != id || body["client_secret"] != key || len(body) != 4 {
				t.Errorf("body %v", body)
			}
			if first.Query != "" || first.Header.Get("Authorization") != "" {
				t.Error("credentials outside of the body")
			}
		})
	}
}

// TestTokenRefusals: each is an error with its hint, made once, however many ask.
func TestTokenRefusals(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		set      func(*sandbox.Tenant, *Config)
		wantHint string
	}{
		"wrong secret": {set: func(_ *sandbox.Tenant, cfg *Config) { cfg.ClientSecret = secret.New("hush") },
			wantHint: "client-secret"},
		"grant type off": {set: func(s *sandbox.Tenant, _ *Config) { s.SetTokenFailure(sandbox.GrantTypeOff) },
			wantHint: "Grant Types"},
		"no grant": {set: func(s *sandbox.Tenant, _ *Config) { s.SetTokenFailure(sandbox.NoClientGrant) },
			wantHint: "Authorize the application"},
		"invalid client": {set: func(s *sandbox.Tenant, _ *Config) { s.SetTokenFailure(sandbox.InvalidClient) },
			wantHint: "client-id"},
		"custom domain": {set: func(s *sandbox.Tenant, _ *Config) { s.SetCustomDomain(true) }, wantHint: "`audience`"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := sandbox.NewTenant()
			var cfg Config
			tt.set(server, &cfg)
			c := newGranted(t, server, cfg)
			for range 3 {
				_, err := c.Hooks().Read(t.Context(), tenant.Query{})
				if _, ok := asError(err); !ok || !strings.Contains(diag.Hint(err), tt.wantHint) {
					t.Fatalf("error %v, want one whose hint has %q", err, tt.wantHint)
				}
				_, key := server.Client()
				if strings.Contains(err.Error(), key) || strings.Contains(err.Error(), "hush") {
					t.Errorf("error %v tells the secret", err)
				}
			}
			if got := len(server.Requests()); got != 1 {
				t.Errorf("%d requests, want 1", got)
			}
		})
	}
}

// TestTokenGiven: one that is refused cannot be exchanged.
func TestTokenGiven(t *testing.T) {
	t.Parallel()
	server := sandbox.NewTenant()
	c := newClient(t, server, Config{Token: secret.New(server.Token())})
	server.ExpireTokens()
	_, err := c.Hooks().Read(t.Context(), tenant.Query{})
	if !hasStatus(err, 401) || len(server.Requests()) != 1 {
		t.Errorf("error %v after %d requests, want 401 after 1", err, len(server.Requests()))
	}
}

// TestTokenNeverGood: a tenant that takes no token at all is not asked for ever.
func TestTokenNeverGood(t *testing.T) {
	t.Parallel()
	server := sandbox.NewTenant()
	never := refused(401)
	never.Path, never.Times = "^/api/", -1
	server.AddFault(never)
	_, err := newGranted(t, server, Config{}).Hooks().Read(t.Context(), tenant.Query{})
	if !hasStatus(err, 401) || len(server.Requests()) != 4 {
		t.Errorf("error %v after %d requests, want 401 after 4", err, len(server.Requests()))
	}
}

// TestTokenFaults: getting a token changes nothing, so it is repeated whatever happens.
func TestTokenFaults(t *testing.T) {
	t.Parallel()
	faults := sandbox.ForeignAnswers()
	maps.Copy(faults, map[string]sandbox.Fault{
		"500": {Status: 500}, "dropped": {Drop: true}, "dropped after": {Drop: true, After: true}, "429": {Status: 429},
		"stalled": {Delay: time.Hour},
	})
	for name, fault := range faults {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server := sandbox.NewTenant()
				fault.Path, fault.Times = tokenPath, 2
				server.AddFault(fault)
				if _, err := newGranted(t, server, Config{}).Hooks().Read(t.Context(), tenant.Query{}); err != nil {
					t.Error(err)
				}
			})
		})
	}
}

// A step that failed for want of a token has written nothing.
func TestNoTokenNothingWritten(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := sandbox.NewTenant()
		server.SetTokenFailure(sandbox.InvalidClient)
		if _, err := newGranted(t, server, Config{}).Hooks().Do(t.Context(), creation()); !errors.Is(err, tenant.ErrUntouched) {
			t.Errorf("error %v, want one that says that nothing was written", err)
		}
	})
}

// TestTokenAnswers that are no good.
func TestTokenAnswers(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"no token": `{"token_type":"Bearer","id_token":"hush"}`, "a web page": "<html>",
		"a token of two lines": `{"access_token":"hush\nhush"}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				c := newClient(t, reply(200, body), Config{ClientID: "id", ClientSecret: secret.New("s")})
				_, err := c.Hooks().Read(t.Context(), tenant.Query{})
				if err == nil || !strings.Contains(err.Error(), "POST /oauth/token") || strings.Contains(err.Error(), "hush") {
					t.Errorf("error %v", err)
				}
			})
		})
	}
}
