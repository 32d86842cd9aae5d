package auth0

import (
	"crypto/rand"
	"crypto/rsa"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"auth0-hook-action/internal/secret"
)

// SigningAlgorithms are those that Auth0 accepts for client assertions, the default first
// (https://auth0.com/docs/get-started/authentication-and-authorization-flow/authenticate-with-private-key-jwt).
func SigningAlgorithms() []string { return []string{"RS256", "RS384", "PS256"} }

// An assertion proves who the client is in the place of a secret (private_key_jwt). It is used by one goroutine at a time.
type assertion interface {
	// next gives the JWT for one try of a token request.
	next() (string, error)
	// judge is the error of a token request, with what this kind of assertion adds to it. err may be nil.
	judge(err error) error
}

// A signer signs an assertion for each try: Auth0 accepts each identifier (jti) once.
type signer struct {
	method   jwt.SigningMethod
	key      *rsa.PrivateKey
	client   string
	audience string // the tenant's address, with a slash at its end
}

func newSigner(cfg Config, audience string) (*signer, error) {
	key, err := ParseKey(cfg.PrivateKey)
	if err != nil {
		return nil, fmt.Errorf("private key: %w", err)
	}
	algorithm := cfg.SigningAlgorithm
	if algorithm == "" {
		algorithm = SigningAlgorithms()[0]
	}
	if !slices.Contains(SigningAlgorithms(), algorithm) {
		return nil, fmt.Errorf("the signing algorithm %q is not one of %s", algorithm, strings.Join(SigningAlgorithms(), ", "))
	}
	return &signer{method: jwt.GetSigningMethod(algorithm), key: key, client: cfg.ClientID, audience: audience}, nil
}

func (s *signer) next() (string, error) {
	now := time.Now()
	signed, err := jwt.NewWithClaims(s.method, jwt.MapClaims{
		"iss": s.client, "sub": s.client,
		"aud": s.audience, // a string: Auth0 accepts no list
		"iat": now.Add(-assertionBackdate).Unix(),
		"exp": now.Add(assertionLife).Unix(),
		"jti": rand.Text(),
	}).SignedString(s.key)
	if err != nil {
		return "", errSigning
	}
	return signed, nil
}

var errSigning = errors.New("signing with the private key failed")

func (*signer) judge(err error) error { return err }

// A readyAssertion was signed elsewhere, and is good for one token: it is sent again only after an answer from which it
// does not follow that Auth0 accepted it.
type readyAssertion struct {
	jwt   secret.Value
	tries int
	spent bool // it got a token
}

func newReadyAssertion(value secret.Value) (*readyAssertion, error) {
	if err := CheckAssertion(value); err != nil {
		return nil, fmt.Errorf("client assertion: %w", err)
	}
	return &readyAssertion{jwt: value}, nil
}

// CheckAssertion finds what is wrong with a ready client assertion without asking the tenant: it must be
// a JWT of at most 2048 bytes, signed with one of SigningAlgorithms. Its errors quote nothing of it.
func CheckAssertion(value secret.Value) error {
	text := strings.TrimSpace(value.Reveal())
	if len(text) > maxAssertion {
		return fmt.Errorf("it is %d bytes long, and Auth0 accepts %d at most", len(text), maxAssertion)
	}
	token, _, err := jwt.NewParser().ParseUnverified(text, jwt.MapClaims{})
	if err != nil || token.Method == nil {
		return errors.New("it is not a signed JWT: three parts in base64url, joined by dots")
	}
	if algorithm := token.Method.Alg(); !slices.Contains(SigningAlgorithms(), algorithm) {
		return fmt.Errorf("it is signed with %s, and Auth0 accepts %s", algorithm, strings.Join(SigningAlgorithms(), ", "))
	}
	return nil
}

func (a *readyAssertion) next() (string, error) {
	if a.spent {
		return "", &UsedAssertionError{}
	}
	a.tries++
	return strings.TrimSpace(a.jwt.Reveal()), nil
}

func (a *readyAssertion) judge(err error) error {
	a.spent = a.spent || err == nil
	if e, ok := errors.AsType[*Error](err); ok && a.tries > 1 && isFinal(e) {
		return &UsedAssertionError{Err: err}
	}
	return err
}

// A UsedAssertionError says that a ready client assertion gets no token any more, or may not: Auth0 accepts each one once.
type UsedAssertionError struct {
	// Err is Auth0's refusal; nil where a new token is needed and the assertion has got one already.
	Err error
}

// Error says why there is no token.
func (e *UsedAssertionError) Error() string {
	if e.Err == nil {
		return "the token is no longer accepted, and client-assertion has been used up by getting it"
	}
	return "client-assertion was sent more than once and may have been used up: " + e.Err.Error()
}

// Unwrap gives Auth0's refusal.
func (e *UsedAssertionError) Unwrap() error { return e.Err }

// Hint says how to get another one.
func (e *UsedAssertionError) Hint() string {
	return "Run the job again, so that the step before signs a new assertion: iss and sub are `client-id`, aud is " +
		"https://DOMAIN/ with the slash at its end, exp is at most 5 minutes ahead, jti is new. For runs that outlast a token use " +
		"`private-key` or `client-secret`"
}

// isFinal reports that the next caller would get the same error.
func isFinal(err error) bool {
	if _, used := errors.AsType[*UsedAssertionError](err); used || errors.Is(err, errSigning) {
		return true
	}
	e, ok := asError(err)
	return ok && !isServerFault(e) && e.Status != http.StatusTooManyRequests
}

// isServerFault reports that a token request failed for a reason that may be over soon.
func isServerFault(err error) bool {
	status := 0
	if e, ok := asError(err); ok {
		status = e.Status
	} else if e, ok := errors.AsType[*NotAuth0Error](err); ok {
		status = e.Status
	}
	return status >= http.StatusInternalServerError || status == http.StatusRequestTimeout
}
