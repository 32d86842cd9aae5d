package sandbox

import (
	"crypto/rand"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

const (
	clientID     = "Qm4xT8vLk2ZsWc7RyHb3NdJf6PgAe9Uo"
	clientSecret = "sandbox-client-secret-Vx3kq9TzRw7LmB2nYp5HsD8fJc4GtKaQ6ZuEeXiO1"
	tokenLife    = 24 * time.Hour
)

// claims of an access token. Its aud is one string, which the library's own type would make a list.
type claims struct {
	jwt.MapClaims
}

func (c claims) text(name string) string {
	text, _ := c.MapClaims[name].(string)
	return text
}

// allScopes are those that the endpoints need.
func allScopes() []string {
	var scopes []string
	for _, what := range []string{"hooks", "actions"} {
		for _, verb := range []string{"read", "create", "update", "delete"} {
			scopes = append(scopes, verb+":"+what)
		}
	}
	return scopes
}

// Client returns the tenant's machine-to-machine application.
func (t *Tenant) Client() (id, secret string) {
	t.state.Lock()
	defer t.state.Unlock()
	return clientID, t.secret
}

// SetClientSecret changes the secret of the tenant's application.
func (t *Tenant) SetClientSecret(secret string) {
	t.state.Lock()
	defer t.state.Unlock()
	t.secret = secret
}

// Token issues an access token with these scopes; with all that the endpoints need where none is named.
func (t *Tenant) Token(scopes ...string) string {
	if len(scopes) == 0 {
		scopes = allScopes()
	}
	t.state.Lock()
	defer t.state.Unlock()
	return t.mint(scopes)
}

// ExpireTokens makes the tokens issued so far expired ones.
func (t *Tenant) ExpireTokens() {
	t.state.Lock()
	defer t.state.Unlock()
	for _, id := range t.issued {
		t.expired[id] = true
	}
}

// RevokeTokens makes the tokens issued so far invalid: the tenant signs with another key.
func (t *Tenant) RevokeTokens() {
	t.state.Lock()
	defer t.state.Unlock()
	t.signingKey = []byte(rand.Text())
}

// mint makes an access token. It is signed by a secret where the real one is signed by a key: clients do not look.
func (t *Tenant) mint(scopes []string) string {
	now, id := t.now(), rand.Text()
	token := jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.MapClaims{
		"iss": "https://" + Domain + "/", "sub": clientID + "@clients", "aud": Audience, "azp": clientID,
		"iat": now.Unix(), "exp": now.Add(tokenLife).Unix(), "scope": strings.Join(scopes, " "),
		"gty": "client-credentials", "jti": id,
	})
	text, err := token.SignedString(t.signingKey)
	if err != nil {
		panic(err) // strings and numbers
	}
	t.issued = append(t.issued, id)
	return text
}

// authorize checks the request's token and whether its scope allows the request.
func (t *Tenant) authorize(r *http.Request, scope string) error {
	text, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok {
		return errTokenFormat()
	}
	c := claims{jwt.MapClaims{}}
	parser := jwt.NewParser(jwt.WithValidMethods([]string{"HS256"}), jwt.WithTimeFunc(t.now), jwt.WithExpirationRequired())
	_, err := parser.ParseWithClaims(text, c.MapClaims, func(*jwt.Token) (any, error) { return t.signingKey, nil })
	switch {
	case errors.Is(err, jwt.ErrTokenMalformed):
		return errTokenFormat()
	case errors.Is(err, jwt.ErrTokenExpired), err == nil && t.expired[c.text("jti")]:
		return errToken("Expired token received for JSON Web Token validation")
	case err != nil:
		return errToken("Invalid token")
	case !slices.Contains(strings.Fields(c.text("scope")), scope):
		return errScope(scope)
	}
	return nil
}
