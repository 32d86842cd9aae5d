package auth0

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/retry"
	"auth0-hook-action/internal/sandbox"
	"auth0-hook-action/internal/secret"
	"auth0-hook-action/internal/tenant"
)

// rsaKey is one key for all tests: to make one takes long.
var rsaKey = sync.OnceValue(func() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return key
})

// Issue 18.6: an assertion instead of a secret, of each algorithm, and a new one for each try.
func TestPrivateKey(t *testing.T) {
	t.Parallel()
	for _, algorithm := range append(SigningAlgorithms(), "") {
		t.Run("algorithm "+algorithm, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				want := algorithm
				if want == "" {
					want = "RS256"
				}
				server := sandbox.NewTenant()
				server.AddKey(&rsaKey().PublicKey, want)
				server.AddFault(sandbox.Fault{After: true, Drop: true, Times: 2})
				c := newGranted(t, server, Config{PrivateKey: pemOf(t, "PRIVATE KEY", rsaKey()), SigningAlgorithm: algorithm})
				if _, err := c.Hooks().Read(t.Context(), tenant.Query{}); err != nil {
					t.Fatal(err)
				}
				checkAssertions(t, server, want)
			})
		})
	}
}

func checkAssertions(t *testing.T, server *sandbox.Tenant, wantAlg string) {
	t.Helper()
	seen := map[string]bool{}
	for _, r := range server.Requests()[:3] {
		var body map[string]string
		if err := json.Unmarshal([]byte(r.Body), &body); err != nil {
			t.Fatal(err)
		}
		if _, there := body["client_secret"]; there {
			t.Error("a secret beside the assertion")
		}
		var claims struct {
			jwt.RegisteredClaims
			Audience string `json:"aud"` // a list would not fit
		}
		token, _, err := jwt.NewParser().ParseUnverified(body["client_assertion"], &claims)
		if err != nil {
			t.Fatal(err)
		}
		id, _ := server.Client()
		back, ahead := r.Time.Sub(claims.IssuedAt.Time).Truncate(time.Second), claims.ExpiresAt.Sub(r.Time.Truncate(time.Second))
		if claims.Issuer != id || claims.Subject != id || claims.Audience != "https://tenant.example/" ||
			back != 30*time.Second || ahead != 2*time.Minute || token.Header["alg"] != wantAlg {
			t.Errorf("header %v, claims %+v: %s back, %s ahead", token.Header, claims, back, ahead)
		}
		seen[claims.ID] = true
	}
	if len(seen) != 3 {
		t.Errorf("%d identifiers in 3 assertions", len(seen))
	}
}

func TestSigningAlgorithmRefused(t *testing.T) {
	t.Parallel()
	_, err := New(Config{BaseURL: testBase, ClientID: "id", PrivateKey: pemOf(t, "PRIVATE KEY", rsaKey()),
		SigningAlgorithm: "ES256", HTTP: retry.New(retry.Config{})})
	if err == nil || !strings.Contains(err.Error(), `"ES256" is not one of RS256, RS384, PS256`) {
		t.Errorf("error %v", err)
	}
}

// sign makes a ready assertion for the sandbox.
func sign(t *testing.T, server *sandbox.Tenant) secret.Value {
	t.Helper()
	id, _ := server.Client()
	s := &signer{method: jwt.SigningMethodPS256, key: rsaKey(), client: id, audience: testBase + "/"}
	text, err := s.next()
	if err != nil {
		t.Fatal(err)
	}
	return secret.New(text)
}

// Issue 18.6: a ready assertion gets one token. It is sent again only where it may not have been used.
func TestClientAssertion(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		fault    sandbox.Fault
		expire   bool // the token, after the first request
		wantUsed bool
		wantSent int // requests for a token
	}{
		"good":                     {wantSent: 1},
		"after 429":                {fault: sandbox.Fault{Status: 429, Body: `{"error":"too_many_requests"}`}, wantSent: 2},
		"after 503":                {fault: sandbox.Fault{Status: 503}, wantSent: 2},
		"lost before":              {fault: sandbox.Fault{Drop: true}, wantSent: 2},
		"lost after":               {fault: sandbox.Fault{Drop: true, After: true}, wantSent: 2, wantUsed: true},
		"a new token is needed":    {expire: true, wantSent: 1, wantUsed: true},
		"refused at the first try": {fault: sandbox.Fault{Status: 401, Body: `{"error":"invalid_client"}`}, wantSent: 1},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server := sandbox.NewTenant()
				server.AddKey(&rsaKey().PublicKey, "PS256")
				if tt.fault.Status != 0 || tt.fault.Drop {
					server.AddFault(tt.fault)
				}
				c := newGranted(t, server, Config{ClientAssertion: sign(t, server)})
				_, err := c.Hooks().Read(t.Context(), tenant.Query{})
				if tt.expire {
					server.ExpireTokens()
					_, err = c.Hooks().Read(t.Context(), tenant.Query{})
				}
				_, used := errors.AsType[*UsedAssertionError](err)
				if used != tt.wantUsed || used && !strings.Contains(diag.Hint(err), "jti") {
					t.Errorf("error %v with the hint %q; used up: %v", err, diag.Hint(err), tt.wantUsed)
				}
				if got := tokenRequests(server); got != tt.wantSent {
					t.Errorf("%d requests for a token, want %d", got, tt.wantSent)
				}
				if refused := tt.fault.Status == 401; (err != nil) != (used || refused) {
					t.Errorf("error %v", err)
				}
			})
		})
	}
}

func TestCheckAssertion(t *testing.T) {
	t.Parallel()
	claims := jwt.MapClaims{"iss": "id"}
	signed := func(method jwt.SigningMethod, key any, claims jwt.MapClaims) string {
		text, err := jwt.NewWithClaims(method, claims).SignedString(key)
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	long := jwt.MapClaims{"iss": strings.Repeat("a", 2048)}
	tests := map[string]struct{ value, want string }{
		"RS256":          {signed(jwt.SigningMethodRS256, rsaKey(), claims), ""},
		"PS256":          {signed(jwt.SigningMethodPS256, rsaKey(), claims), ""},
		"PS512":          {signed(jwt.SigningMethodPS512, rsaKey(), claims), "signed with PS512"},
		"a secret's":     {signed(jwt.SigningMethodHS256, []byte("k"), claims), "signed with HS256"},
		"unsigned":       {signed(jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, claims), "signed with none"},
		"too long":       {signed(jwt.SigningMethodRS256, rsaKey(), long), "2048 at most"},
		"no JWT":         {"hush", "not a signed JWT"},
		"an unknown one": {"eyJhbGciOiJYIn0.e30.aHVzaA", "not a signed JWT"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := CheckAssertion(secret.New(tt.value))
			if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want %q", err, tt.want)
			}
			if err != nil && strings.Contains(err.Error(), "hush") {
				t.Errorf("error %v quotes the assertion", err)
			}
		})
	}
}
