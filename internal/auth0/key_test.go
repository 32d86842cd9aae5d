package auth0

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

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/secret"
)

// pemOf is a key in PKCS #8, or in the form that its own kind has.
func pemOf(t *testing.T, label string, key any) secret.Value {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(key)
	switch key := key.(type) {
	case *rsa.PrivateKey:
		if label == "RSA PRIVATE KEY" {
			der = x509.MarshalPKCS1PrivateKey(key)
		}
	case *ecdsa.PrivateKey:
		if label == "EC PRIVATE KEY" {
			der, err = x509.MarshalECPrivateKey(key)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	return secret.New(string(pem.EncodeToMemory(&pem.Block{Type: label, Bytes: der})))
}

// Issue 18.6: ways in which a key arrives, and is unmistakable all the same.
func TestParseKey(t *testing.T) {
	t.Parallel()
	pkcs8 := pemOf(t, "PRIVATE KEY", rsaKey()).Reveal()
	pkcs1 := pemOf(t, "RSA PRIVATE KEY", rsaKey()).Reveal()
	indented := "  " + strings.ReplaceAll(pkcs1, "\n", "\n    ")
	tests := map[string]string{
		"PKCS #8":                  pkcs8,
		"PKCS #1":                  pkcs1,
		"CRLF":                     strings.ReplaceAll(pkcs8, "\n", "\r\n"),
		"line breaks as \\n":       strings.ReplaceAll(pkcs8, "\n", `\n`),
		"line breaks as \\r\\n":    strings.ReplaceAll(pkcs1, "\n", `\r\n`),
		"line breaks as spaces":    strings.ReplaceAll(pkcs8, "\n", " "),
		"no line breaks":           strings.ReplaceAll(pkcs8, "\n", ""),
		"in quotes, with \\n":      `"` + strings.ReplaceAll(pkcs8, "\n", `\n`) + `"`,
		"in single quotes":         "'" + pkcs8 + "'\n",
		"indented":                 indented,
		"base64 of it":             base64.StdEncoding.EncodeToString([]byte(pkcs8)),
		"base64 of it, unpadded":   base64.RawURLEncoding.EncodeToString([]byte(pkcs1)),
		"base64 of it, in lines":   strings.ReplaceAll(base64.StdEncoding.EncodeToString([]byte(pkcs8)), "A", "A\n"),
		"below a certificate":      "-----BEGIN CERTIFICATE-----\naHVzaA==\n-----END CERTIFICATE-----\n" + pkcs8,
		"with attributes of a bag": "Bag Attributes\n    friendlyName: x\nKey Attributes: <No Attributes>\n" + pkcs8,
	}
	for name, text := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			key, err := ParseKey(secret.New(text))
			if err != nil || !key.Equal(rsaKey()) {
				t.Errorf("another key, or error %v", err)
			}
		})
	}
}

// Issue 18.6: what is no RSA private key is named for what it is, with the command that makes the right one.
func TestParseKeyRefused(t *testing.T) {
	t.Parallel()
	ec, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	_, ed, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	block := func(label string) string {
		return "-----BEGIN " + label + "-----\naHVzaGh1c2g=\n-----END " + label + "-----\n"
	}
	pkcs8 := pemOf(t, "PRIVATE KEY", rsaKey()).Reveal()
	parameters := "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n"
	encrypted := strings.Replace(block("RSA PRIVATE KEY"), "\n", "\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\n", 1)
	const makeRSA = "openssl genpkey -algorithm RSA"
	tests := map[string]struct{ text, wantError, wantHint string }{
		"EC, PKCS #8": {pemOf(t, "PRIVATE KEY", ec).Reveal(),
			"an EC (elliptic curve) key, and Auth0 accepts RSA keys alone", makeRSA},
		"EC, SEC 1":             {pemOf(t, "EC PRIVATE KEY", ec).Reveal(), "an EC", makeRSA},
		"EC with parameters":    {parameters + pemOf(t, "EC PRIVATE KEY", ec).Reveal(), "an EC", makeRSA},
		"EC parameters alone":   {parameters, "parameters of an EC", makeRSA},
		"Ed25519":               {pemOf(t, "PRIVATE KEY", ed).Reveal(), "an Ed25519 key", makeRSA},
		"DSA":                   {block("DSA PRIVATE KEY"), "a DSA key", makeRSA},
		"a public key":          {block("PUBLIC KEY"), "a public key", "private key that belongs to it"},
		"an RSA public key":     {block("RSA PUBLIC KEY"), "a public key", "private key that belongs to it"},
		"a public key for SSH":  {"ssh-rsa AAAAB3NzaC1yc2E hush", "a public key", "private key that belongs to it"},
		"a certificate":         {block("CERTIFICATE"), "a certificate", "private key that belongs to it"},
		"encrypted, PKCS #8":    {block("ENCRYPTED PRIVATE KEY"), "a passphrase", "openssl pkey -in key.pem -out plain.pem"},
		"encrypted, PKCS #1":    {encrypted, "a passphrase", "openssl pkey"},
		"OpenSSH":               {block("OPENSSH PRIVATE KEY"), "OpenSSH's own format", "ssh-keygen -p"},
		"without its end":       {pkcs8[:len(pkcs8)/2], "cut off", "gh secret set"},
		"without its beginning": {pkcs8[100:], "cut off", "gh secret set"},
		"without its middle":    {pkcs8[:300] + pkcs8[900:], "cut off", "gh secret set"},
		"one character less":    {strings.Replace(pkcs8, "MII", "MI", 1), "cut off", "gh secret set"},
		"the file's name":       {"key.pem", "not a key in PEM", "gh secret set"},
		"a JWK":                 {`{"kty":"RSA","d":"hush"}`, "JSON", makeRSA},
		"base64 of a secret":    {base64.StdEncoding.EncodeToString([]byte("hushhush")), "not a key in PEM", "gh secret set"},
		"nothing":               {"", "not a key in PEM", "gh secret set"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := ParseKey(secret.New(tt.text))
			if err == nil || !strings.Contains(err.Error(), tt.wantError) || !strings.Contains(diag.Hint(err), tt.wantHint) {
				t.Fatalf("error %v with the hint %q, want %q and %q", err, diag.Hint(err), tt.wantError, tt.wantHint)
			}
			for _, private := range []string{"hush", "aHVzaG", "MII", "AAAAB3"} {
				if strings.Contains(err.Error()+diag.Hint(err), private) {
					t.Errorf("error %v quotes the key", err)
				}
			}
		})
	}
}

// FuzzParseKey: whatever is given, there is a key or an error with a hint.
func FuzzParseKey(f *testing.F) {
	f.Add("-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----")
	f.Add("LS0tLS1CRUdJTiBQUklWQVRFIEtFWS0tLS0t")
	f.Add(`"\n"`)
	f.Fuzz(func(t *testing.T, text string) {
		if _, err := ParseKey(secret.New(text)); err != nil && diag.Hint(err) == "" {
			t.Errorf("%v without a hint", err)
		}
	})
}
