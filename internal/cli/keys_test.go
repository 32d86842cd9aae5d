package cli_test

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"auth0-hook-action/internal/sandbox"
)

func newRSA(t *testing.T) *rsa.PrivateKey {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func pkcs8(t *testing.T, key any) string {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
}

// Each algorithm that Auth0 takes, and each way in which a workflow may hold an RSA key.
func TestPrivateKey(t *testing.T) {
	t.Parallel()
	key := newRSA(t)
	text := pkcs8(t, key)
	pkcs1 := string(pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)}))
	for name, tt := range map[string]struct{ algorithm, text string }{
		"RS256":            {"RS256", text},
		"RS384":            {"RS384", text},
		"PS256":            {"PS256", text},
		"PKCS#1":           {"RS256", pkcs1},
		"escaped newlines": {"RS256", strings.ReplaceAll(text, "\n", `\n`)},
		"quotes":           {"RS256", `"` + strings.ReplaceAll(text, "\n", `\n`) + `"`},
		"base64":           {"RS256", base64.StdEncoding.EncodeToString([]byte(text))},
		"indented":         {"RS256", "  " + strings.ReplaceAll(text, "\n", "\n  ")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			timed(t, func(t *testing.T) {
				e := newEnv(t)
				id, _ := e.auth0.Client()
				e.without("token").inputs("client-id", id, "private-key", tt.text, "signing-algorithm", tt.algorithm, "audience",
					sandbox.Audience)
				e.secrets = append(e.secrets, strings.Split(text, "\n")[1])
				e.auth0.AddKey(key.Public(), tt.algorithm)
				e.auth0.AddFault(sandbox.Fault{Path: "/oauth/token", Drop: true, After: true}) // an assertion is taken once
				e.run().want(0, "result", "created")
			})
		})
	}
}

// A key that cannot sign is found out with all other problems, before any request, and is named for what it is.
func TestBadPrivateKey(t *testing.T) {
	t.Parallel()
	curve, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	_, edwards, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	key := newRSA(t)
	public, err := x509.MarshalPKIXPublicKey(key.Public())
	if err != nil {
		t.Fatal(err)
	}
	block := func(kind string, der []byte) string {
		return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
	}
	for name, tt := range map[string]struct{ key, want, command string }{
		"no PEM":      {"a text that is no key", "not a key in PEM", "gh secret set"},
		"EC":          {pkcs8(t, curve), "EC", "openssl"},
		"Ed25519":     {pkcs8(t, edwards), "Ed25519", "openssl"},
		"public":      {block("PUBLIC KEY", public), "public key", "openssl"},
		"certificate": {block("CERTIFICATE", public), "certificate", "openssl"},
		"encrypted":   {block("ENCRYPTED PRIVATE KEY", public), "encrypted", "openssl"},
		"OpenSSH":     {block("OPENSSH PRIVATE KEY", public), "OpenSSH", "ssh-keygen"},
		"cut off":     {pkcs8(t, key)[:400], "cut off", "gh secret set"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			timed(t, func(t *testing.T) {
				e := newEnv(t, "client-id", "x", "private-key", tt.key, "trigger", "none").without("token")
				e.run().want(2, "result", "failed").says("private-key", tt.want, tt.command, "trigger")
				if n := len(e.auth0.Requests()); n != 0 {
					t.Errorf("%d requests", n)
				}
			})
		})
	}
}

// assertionOf signs an assertion for the sandbox's client elsewhere than in the program.
func assertionOf(t *testing.T, e *env, key *rsa.PrivateKey) string {
	t.Helper()
	id, _ := e.auth0.Client()
	now := time.Now()
	text, err := jwt.NewWithClaims(jwt.SigningMethodRS256, jwt.MapClaims{"iss": id, "sub": id, "aud": e.domain + "/",
		"jti": rand.Text(),
		"iat": now.Unix(), "exp": now.Add(time.Minute).Unix()}).SignedString(key)
	if err != nil {
		t.Fatal(err)
	}
	e.auth0.AddKey(key.Public(), "RS256")
	e.assertion, e.secrets = text, append(e.secrets, text)
	return text
}

// An assertion that was signed elsewhere gets one token. Where it may have been used up the error says so and how to mint another.
func TestClientAssertion(t *testing.T) {
	t.Parallel()
	key := newRSA(t)
	for name, tt := range map[string]struct {
		fault    *sandbox.Fault
		expires  bool // the token does, in the midst of the run
		wantCode int
		wantSent int
		wantSays string
	}{
		"once":                         {nil, false, 0, 1, ""},
		"a lost answer, never carried": {&sandbox.Fault{Drop: true}, false, 0, 2, ""},
		"a lost answer, carried out":   {&sandbox.Fault{Drop: true, After: true}, false, 1, 2, "may have been used up"},
		"503":                          {&sandbox.Fault{Status: 503}, false, 0, 2, ""},
		"a new token is needed":        {nil, true, 1, 1, "used up"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			timed(t, func(t *testing.T) {
				e := newEnv(t, "runtime", "hooks").without("token")
				id, _ := e.auth0.Client()
				e.inputs("client-id", id, "client-assertion", assertionOf(t, e, key), "audience", sandbox.Audience)
				if tt.fault != nil {
					tt.fault.Path = "/oauth/token"
					e.auth0.AddFault(*tt.fault)
				}
				if tt.expires {
					e.auth0.AddFault(sandbox.Fault{Method: "GET", Path: "/hooks$", After: true, Hook: e.auth0.ExpireTokens})
				}
				o := e.run().want(tt.wantCode)
				if tt.wantSays != "" {
					o.says(tt.wantSays, "client-assertion")
				}
				if n := len(e.requests("POST", "/oauth/token")); n != tt.wantSent {
					t.Errorf("the assertion was sent %d times, want %d", n, tt.wantSent)
				}
			})
		})
	}
}

// What can be seen to be no assertion is an input error.
func TestBadClientAssertion(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{"no JWT": "abc.def", "unsigned": "eyJhbGciOiJub25lIn0.e30.",
		"two at once": "a.b.c a.b.c"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			timed(t, func(t *testing.T) {
				e := newEnv(t, "client-id", "x", "client-assertion", text, "trigger", "none").without("token")
				e.run().want(2, "result", "failed").says("client-assertion", "trigger")
				if n := len(e.auth0.Requests()); n != 0 {
					t.Errorf("%d requests", n)
				}
			})
		})
	}
}

// The machine's clock may differ from Auth0's: by 30 s an assertion is taken; a refusal says first that the clocks differ.
func TestClockOfAnAssertion(t *testing.T) {
	t.Parallel()
	key := newRSA(t)
	for name, tt := range map[string]struct {
		offset   time.Duration
		wantCode int
	}{
		"25 s behind": {-25 * time.Second, 0}, "25 s ahead": {25 * time.Second, 0},
		"3 minutes behind": {-3 * time.Minute, 1}, "an hour ahead": {time.Hour, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			timed(t, func(t *testing.T) {
				e := newEnv(t, "runtime", "hooks").without("token")
				id, _ := e.auth0.Client()
				e.inputs("client-id", id, "private-key", pkcs8(t, key), "audience", sandbox.Audience)
				e.secrets = append(e.secrets, strings.Split(pkcs8(t, key), "\n")[1])
				e.auth0.AddKey(key.Public(), "RS256")
				e.auth0.SetClockOffset(tt.offset)
				if o := e.run().want(tt.wantCode); tt.wantCode != 0 {
					o.says("clock")
				}
			})
		})
	}
}
