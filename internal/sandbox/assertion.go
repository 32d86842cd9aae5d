package sandbox

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"time"
)

const (
	assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
	assertionLife = 5 * time.Minute
	clockSkew     = 10 * time.Second
)

// AddKey registers a public key (*rsa.PublicKey or *ecdsa.PublicKey) with which the client may sign its assertions.
func (t *Tenant) AddKey(key crypto.PublicKey) {
	t.state.Lock()
	defer t.state.Unlock()
	t.keys = append(t.keys, key)
}

// An assertion is what private_key_jwt sends in the place of a secret. Its aud is one string, not a list.
type assertion struct {
	Issuer    string `json:"iss"`
	Subject   string `json:"sub"`
	Audience  string `json:"aud"`
	ID        string `json:"jti"`
	Expires   int64  `json:"exp"`
	IssuedAt  int64  `json:"iat"`
	NotBefore int64  `json:"nbf"`
}

// checkAssertion accepts an assertion once, if the client signed it for this tenant and not too long ago. See
// https://auth0.com/docs/get-started/authentication-and-authorization-flow/authenticate-with-private-key-jwt.
func (t *Tenant) checkAssertion(host string, form map[string]string) error {
	token := form["client_assertion"]
	if form["client_assertion_type"] != assertionType {
		return fmt.Errorf("client_assertion_type must be %s", assertionType)
	}
	if form["client_secret"] != "" {
		return errors.New("more than one way of client authentication")
	}
	if len(token) > 2048 {
		return errors.New("client_assertion is longer than 2048 bytes")
	}
	if err := t.verify(token); err != nil {
		return err
	}
	var a assertion
	if !readPart(strings.Split(token, ".")[1], &a) {
		return errors.New("client_assertion has claims that cannot be read")
	}
	if id, given := form["client_id"]; given && id != a.Subject {
		return errors.New("client_id is not the subject of client_assertion")
	}
	if err := a.check(t.now(), host); err != nil {
		return err
	}
	if t.assertions[a.ID] {
		return errors.New("client_assertion was used before (jti)")
	}
	t.assertions[a.ID] = true
	return nil
}

// check looks at the claims.
func (a assertion) check(now time.Time, host string) error {
	audiences := []string{"https://" + Domain + "/", "https://" + host + "/", "http://" + host + "/"}
	expires := time.Unix(a.Expires, 0)
	switch {
	case a.Issuer != clientID || a.Subject != clientID:
		return errors.New("client_assertion is not from the client (iss, sub)")
	case !slices.Contains(audiences, a.Audience):
		return fmt.Errorf("client_assertion is not for this tenant (aud %q)", a.Audience)
	case a.ID == "" || len(a.ID) > 64:
		return errors.New("client_assertion needs an identifier of 1 to 64 characters (jti)")
	case !expires.After(now):
		return errors.New("client_assertion is expired (exp)")
	case expires.After(now.Add(assertionLife + clockSkew)):
		return errors.New("client_assertion is valid for more than five minutes (exp)")
	case time.Unix(a.IssuedAt, 0).After(now.Add(clockSkew)), time.Unix(a.NotBefore, 0).After(now.Add(clockSkew)):
		return errors.New("client_assertion is not valid yet (iat, nbf)")
	}
	return nil
}

// verify checks the signature against the registered keys.
func (t *Tenant) verify(token string) error {
	parts := strings.Split(token, ".")
	var header struct {
		Algorithm string `json:"alg"`
	}
	if len(parts) != 3 || !readPart(parts[0], &header) {
		return errors.New("client_assertion is not a JWT")
	}
	signature, err := base64.RawURLEncoding.DecodeString(parts[2])
	if err != nil {
		return errors.New("client_assertion is not a JWT")
	}
	digest := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	for _, key := range t.keys {
		if signedBy(key, header.Algorithm, digest[:], signature) {
			return nil
		}
	}
	return fmt.Errorf("client_assertion is not signed by a key of the client (alg %q)", header.Algorithm)
}

func signedBy(key crypto.PublicKey, algorithm string, digest, signature []byte) bool {
	switch key := key.(type) {
	case *rsa.PublicKey:
		return algorithm == "RS256" && rsa.VerifyPKCS1v15(key, crypto.SHA256, digest, signature) == nil
	case *ecdsa.PublicKey:
		if algorithm != "ES256" || len(signature) != 64 { // two numbers of 32 bytes: RFC 7518, 3.4
			return false
		}
		r, s := new(big.Int).SetBytes(signature[:32]), new(big.Int).SetBytes(signature[32:])
		return ecdsa.Verify(key, digest, r, s)
	}
	return false
}
