package auth0

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/pem"
	"errors"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"auth0-hook-action/internal/secret"
)

// assertionLife is what Auth0 recommends at most.
const assertionLife = time.Minute

// A signer makes client assertions (private_key_jwt;
// https://auth0.com/docs/get-started/authentication-and-authorization-flow/authenticate-with-private-key-jwt).
type signer struct {
	method   jwt.SigningMethod
	key      any
	client   string
	audience string // the tenant's address, with a slash at its end
}

// newSigner reads a PEM key. Its errors do not quote the key.
func newSigner(key secret.Value, client, audience string) (*signer, error) {
	s := &signer{client: client, audience: audience}
	text := keyBlock(key)
	if rsa, err := jwt.ParseRSAPrivateKeyFromPEM(text); err == nil {
		s.method, s.key = jwt.SigningMethodRS256, rsa
		return s, nil
	}
	ec, err := jwt.ParseECPrivateKeyFromPEM(text)
	if err != nil {
		return nil, errors.New("it is not an RSA or EC key in PEM without a password (PKCS #1, PKCS #8 or SEC 1): " +
			"give the whole file, its line breaks included")
	}
	s.method, s.key = jwt.SigningMethodES256, ec
	return s, checkCurve(ec)
}

// CheckKey says what is wrong with a private key; nothing where client assertions can be signed with it.
func CheckKey(key secret.Value) error {
	_, err := newSigner(key, "", "")
	return err
}

// keyBlock is the PEM block that holds the key: OpenSSL puts an EC key's parameters in one before it.
func keyBlock(key secret.Value) []byte {
	rest := []byte(key.Reveal())
	for {
		block, more := pem.Decode(rest)
		if block == nil {
			return nil
		}
		if strings.HasSuffix(block.Type, "PRIVATE KEY") {
			return pem.EncodeToMemory(block)
		}
		rest = more
	}
}

// checkCurve: ES256 is defined for one curve.
func checkCurve(key *ecdsa.PrivateKey) error {
	if key.Curve != elliptic.P256() {
		return errors.New("it is an EC key that is not on the curve P-256, which ES256 needs")
	}
	return nil
}

// assertion signs a new one: Auth0 takes each identifier (jti) once.
func (s *signer) assertion() (string, error) {
	now := time.Now()
	signed, err := jwt.NewWithClaims(s.method, jwt.MapClaims{
		"iss": s.client, "sub": s.client,
		"aud": s.audience, // a string: Auth0 takes no list
		"iat": now.Unix(),
		"exp": now.Add(assertionLife).Unix(),
		"jti": rand.Text(),
	}).SignedString(s.key)
	if err != nil {
		return "", errors.New("the private key does not sign")
	}
	return signed, nil
}
