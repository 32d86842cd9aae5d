package auth0

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/sandbox"
	"auth0-hook-action/internal/tenant"
)

// TestTokenRenewed: a token that ends in the middle is exchanged once, and the request is made after all, a POST too.
func TestTokenRenewed(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(*sandbox.Tenant){
		"expired": (*sandbox.Tenant).ExpireTokens, "revoked": (*sandbox.Tenant).RevokeTokens,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := sandbox.NewTenant()
			c := newGranted(t, server, Config{})
			if _, err := c.Hooks().Read(t.Context(), tenant.Query{}); err != nil {
				t.Fatal(err)
			}
			end(server)
			if _, err := c.Hooks().Do(t.Context(), creation()); err != nil {
				t.Fatal(err)
			}
			if got := len(server.Requests()); got != 5 || len(server.Hooks()) != 1 {
				t.Errorf("%d requests and %d hooks, want 5 and 1", got, len(server.Hooks()))
			}
		})
	}
}

// Issue 12: three hooks, the token expires at the first write, and /oauth/token answers 503 five times and then well.
func TestTokenRenewedAfterFaults(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := sandbox.NewTenant()
		c := newGranted(t, server, Config{})
		if _, err := c.Hooks().Read(t.Context(), tenant.Query{}); err != nil {
			t.Fatal(err)
		}
		server.ExpireTokens()
		server.AddFault(sandbox.Fault{Path: tokenPath, Status: 503, Times: 5})
		var all sync.WaitGroup
		for _, name := range []string{"one", "two", "three"} {
			all.Go(func() {
				step := creation()
				step.Want.Name = name
				if _, err := c.Hooks().Do(t.Context(), step); err != nil {
					t.Errorf("%s: %v", name, err)
				}
			})
		}
		all.Wait()
		if got, tokens := len(server.Hooks()), tokenRequests(server); got != 3 || tokens != 7 {
			t.Errorf("%d hooks and %d requests for tokens, want 3 and 7", got, tokens)
		}
	})
}

// Issue 14.14: who waited for a token that could not be had shares the error, with its hint; who comes later tries again.
func TestTokenRenewedLater(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := sandbox.NewTenant()
		c := newGranted(t, server, Config{})
		server.AddFault(sandbox.Fault{Path: tokenPath, Status: 503, Times: 2 * 5,
			Body: `{"error":"temporarily_unavailable","error_description":"later"}`})
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				_, err := c.Hooks().Read(t.Context(), tenant.Query{})
				if !hasStatus(err, 503) || !strings.Contains(diag.Hint(err), "Run the job again") {
					t.Errorf("error %v, want 503 with its hint", err)
				}
			})
		}
		all.Wait()
		if _, err := c.Hooks().Read(t.Context(), tenant.Query{}); err != nil || tokenRequests(server) != 11 {
			t.Errorf("error %v after %d requests for tokens, want none after 11", err, tokenRequests(server))
		}
	})
}

// TestTokenWaitEnds: who waits for another's token stops when its own context ends.
func TestTokenWaitEnds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := sandbox.NewTenant()
		server.SetLatency(20 * time.Second)
		c := newGranted(t, server, Config{})
		var first sync.WaitGroup
		first.Go(func() { c.Hooks().Read(t.Context(), tenant.Query{}) }) //nolint:errcheck // it is in the way, that is all
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := c.Hooks().Read(ctx, tenant.Query{}); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error %v, want the context's", err)
		}
		first.Wait()
	})
}
