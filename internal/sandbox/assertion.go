package sandbox

import (
	"crypto"
	"crypto/rsa"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

const (
	assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
	assertionLife = 5 * time.Minute
	clockSkew     = 10 * time.Second // allowed at iat and nbf
	maxAssertion  = 2048             // bytes
	maxClaim      = 64               // characters of iss, sub and jti
)

// A credential is a key with which the client may sign its assertions, by one algorithm.
type credential struct {
	key       crypto.PublicKey
	algorithm string
}

// credentialAlgorithms are those that Auth0 accepts for private_key_jwt; it accepts no EC keys.
func credentialAlgorithms() []string { return []string{"RS256", "RS384", "PS256"} }

// AddKey registers a public key as a credential of the client, for RS256, RS384 or PS256. It panics for any other
// algorithm, and for a key that is not *rsa.PublicKey: Auth0 registers no such credential.
func (t *Tenant) AddKey(key crypto.PublicKey, algorithm string) {
	if _, ok := key.(*rsa.PublicKey); !ok || !slices.Contains(credentialAlgorithms(), algorithm) {
		panic(fmt.Sprintf("sandbox: a credential of %T and %s", key, algorithm))
	}
	t.state.Lock()
	defer t.state.Unlock()
	t.credentials = append(t.credentials, credential{key, algorithm})
}

// checkAssertion accepts an assertion once, if the client signed it for this tenant and not too long ago. See
// https://auth0.com/docs/get-started/authentication-and-authorization-flow/authenticate-with-private-key-jwt.
func (t *Tenant) checkAssertion(host string, form map[string]string) error {
	text := form["client_assertion"]
	switch {
	case form["client_assertion_type"] != assertionType:
		return fmt.Errorf("client_assertion_type must be %s", assertionType)
	case form["client_secret"] != "":
		return errors.New("more than one way of client authentication")
	case len(text) > maxAssertion:
		return fmt.Errorf("client_assertion is longer than %d bytes", maxAssertion)
	}
	c := claims{jwt.MapClaims{}}
	parser := jwt.NewParser(jwt.WithValidMethods(credentialAlgorithms()), jwt.WithTimeFunc(t.now), jwt.WithLeeway(clockSkew),
		jwt.WithIssuedAt(), jwt.WithExpirationRequired(), jwt.WithIssuer(clientID))
	if _, err := parser.ParseWithClaims(text, c.MapClaims, t.assertionKeys); err != nil {
		return fmt.Errorf("client_assertion: %w", err)
	}
	if err := c.checkAssertion(t.now(), host, form); err != nil {
		return err
	}
	if id := c.text("jti"); t.assertions[id] && !t.assume.ReusableAssertions {
		return errors.New("client_assertion was used before (jti)")
	}
	t.assertions[c.text("jti")] = true
	return nil
}

// assertionKeys returns the keys that are registered for the assertion's algorithm.
func (t *Tenant) assertionKeys(token *jwt.Token) (any, error) {
	var keys jwt.VerificationKeySet
	for _, one := range t.credentials {
		if one.algorithm == token.Method.Alg() {
			keys.Keys = append(keys.Keys, one.key)
		}
	}
	if keys.Keys == nil {
		return nil, fmt.Errorf("the client has no credential for %s", token.Method.Alg())
	}
	return keys, nil
}

// checkAssertion looks at what the library does not, or not as strictly. Its aud is one string and no list.
func (c claims) checkAssertion(now time.Time, host string, form map[string]string) error {
	audiences := []string{"https://" + Domain + "/", "https://" + host + "/", "http://" + host + "/"}
	expires, err := c.GetExpirationTime()
	if err != nil {
		return err
	}
	id, given := form["client_id"]
	switch {
	case c.text("sub") != clientID || given && id != clientID:
		return errors.New("client_id is not the subject of client_assertion (sub)")
	case !slices.Contains(audiences, c.text("aud")):
		return fmt.Errorf("client_assertion is not for this tenant (aud %v)", c.MapClaims["aud"])
	case c.text("jti") == "" || len(c.text("jti")) > maxClaim:
		return fmt.Errorf("client_assertion needs an identifier of 1 to %d characters (jti)", maxClaim)
	case !expires.After(now): // the skew is for iat and nbf
		return errors.New("client_assertion is expired (exp)")
	case expires.After(now.Add(assertionLife + clockSkew)):
		return errors.New("client_assertion is valid for more than five minutes (exp)")
	}
	return nil
}
