package auth0

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"auth0-hook-action/internal/retry"
	"auth0-hook-action/internal/sandbox"
	"auth0-hook-action/internal/secret"
)

// keyPEM is a key in PKCS #8, or in the form that its own kind has.
func keyPEM(t *testing.T, kind string, key any) secret.Value {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(key)
	switch key := key.(type) {
	case *rsa.PrivateKey:
		if kind == "RSA PRIVATE KEY" {
			der = x509.MarshalPKCS1PrivateKey(key)
		}
	case *ecdsa.PrivateKey:
		if kind == "EC PRIVATE KEY" {
			der, err = x509.MarshalECPrivateKey(key)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	return secret.New(string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})))
}

// TestPrivateKey: an assertion instead of a secret, and a new one for each try.
func TestPrivateKey(t *testing.T) {
	t.Parallel()
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	ecKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		key     secret.Value
		public  any
		wantAlg string
	}{
		"EC, as OpenSSL writes it": {key: secret.New("-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n" +
			keyPEM(t, "EC PRIVATE KEY", ecKey).Reveal()), public: &ecKey.PublicKey, wantAlg: "ES256"},
		"RSA, PKCS #1": {key: keyPEM(t, "RSA PRIVATE KEY", rsaKey), public: &rsaKey.PublicKey, wantAlg: "RS256"},
		"RSA, PKCS #8": {key: keyPEM(t, "PRIVATE KEY", rsaKey), public: &rsaKey.PublicKey, wantAlg: "RS256"},
		"EC, SEC 1":    {key: keyPEM(t, "EC PRIVATE KEY", ecKey), public: &ecKey.PublicKey, wantAlg: "ES256"},
		"EC, PKCS #8":  {key: keyPEM(t, "PRIVATE KEY", ecKey), public: &ecKey.PublicKey, wantAlg: "ES256"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server := sandbox.NewTenant()
				server.AddKey(tt.public)
				server.AddFault(sandbox.Fault{After: true, Drop: true, Times: 2})
				c := newGranted(t, server, Config{PrivateKey: tt.key})
				if _, err := c.Hooks().Read(t.Context(), nil); err != nil {
					t.Fatal(err)
				}
				checkAssertions(t, server, tt.wantAlg)
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
		life := claims.ExpiresAt.Sub(claims.IssuedAt.Time)
		if claims.Issuer != id || claims.Subject != id || claims.Audience != "https://tenant.example/" ||
			life != time.Minute || token.Header["alg"] != wantAlg {
			t.Errorf("header %v, claims %+v", token.Header, claims)
		}
		seen[claims.ID] = true
	}
	if len(seen) != 3 {
		t.Errorf("%d identifiers in 3 assertions", len(seen))
	}
}

func TestPrivateKeyRefused(t *testing.T) {
	t.Parallel()
	p384, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		key  secret.Value
		want string
	}{
		"another curve": {key: keyPEM(t, "EC PRIVATE KEY", p384), want: "P-256"},
		"a public key":  {key: secret.New("-----BEGIN PUBLIC KEY-----\naHVzaA==\n-----END PUBLIC KEY-----\n"), want: "PEM"},
		"with password": {key: secret.New("-----BEGIN ENCRYPTED PRIVATE KEY-----\naHVzaA==\n-----END ENCRYPTED PRIVATE KEY-----\n"), want: "without a password"},
		"no PEM":        {key: secret.New("aHVzaA=="), want: "PEM"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := New(Config{BaseURL: testBase, ClientID: "id", PrivateKey: tt.key, HTTP: retry.New(retry.Config{})})
			if err == nil || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "aHVzaA") {
				t.Errorf("error %v, want %q", err, tt.want)
			}
		})
	}
}
