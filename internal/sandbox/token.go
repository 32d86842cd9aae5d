package sandbox

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"
)

const (
	clientID     = "Qm4xT8vLk2ZsWc7RyHb3NdJf6PgAe9Uo"
	clientSecret = "sandbox-client-secret-Vx3kq9TzRw7LmB2nYp5HsD8fJc4GtKaQ6ZuEeXiO1"
	tokenLife    = 24 * time.Hour
)

// A standing says what became of an issued token.
type standing int

const (
	valid standing = iota + 1
	expired
	revoked
)

// claims of an access token, as far as the tenant reads them.
type claims struct {
	Issuer   string `json:"iss"`
	Subject  string `json:"sub"`
	Audience string `json:"aud"`
	IssuedAt int64  `json:"iat"`
	Expires  int64  `json:"exp"`
	Scope    string `json:"scope"`
	Grant    string `json:"gty"`
	Party    string `json:"azp"`
}

// allScopes are those that the endpoints ask for.
func allScopes() []string {
	var scopes []string
	for _, what := range []string{"hooks", "actions"} {
		for _, verb := range []string{"read", "create", "update", "delete"} {
			scopes = append(scopes, verb+":"+what)
		}
	}
	return scopes
}

// Client is the tenant's machine-to-machine application.
func (t *Tenant) Client() (id, secret string) { return clientID, clientSecret }

// Token issues an access token with these scopes; with all that the endpoints ask for where none is named.
func (t *Tenant) Token(scopes ...string) string {
	if len(scopes) == 0 {
		scopes = allScopes()
	}
	t.state.Lock()
	defer t.state.Unlock()
	return t.mint(scopes)
}

// ExpireTokens makes the tokens issued so far expired ones.
func (t *Tenant) ExpireTokens() { t.standAll(expired) }

// RevokeTokens makes the tokens issued so far invalid.
func (t *Tenant) RevokeTokens() { t.standAll(revoked) }

func (t *Tenant) standAll(s standing) {
	t.state.Lock()
	defer t.state.Unlock()
	for token := range t.tokens {
		t.tokens[token] = s
	}
}

// mint makes a token in the shape of a JWT. Its signature is random: the tenant knows its tokens by heart.
func (t *Tenant) mint(scopes []string) string {
	now := t.now()
	payload, err := json.Marshal(claims{
		Issuer: "https://" + Domain + "/", Subject: clientID + "@clients", Audience: Audience,
		IssuedAt: now.Unix(), Expires: now.Add(tokenLife).Unix(),
		Scope: strings.Join(scopes, " "), Grant: "client-credentials", Party: clientID,
	})
	if err != nil {
		panic(err) // strings and numbers
	}
	signature := make([]byte, 256)
	rand.Read(signature)
	enc := base64.RawURLEncoding
	header := enc.EncodeToString([]byte(`{"alg":"RS256","typ":"JWT","kid":"sandbox"}`))
	token := strings.Join([]string{header, enc.EncodeToString(payload), enc.EncodeToString(signature)}, ".")
	t.tokens[token] = valid
	return token
}

// authorize checks the request's token and whether its scope allows the request.
func (t *Tenant) authorize(r *http.Request, scope string) error {
	token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok {
		return errTokenFormat()
	}
	c, ok := readClaims(token)
	if !ok {
		return errTokenFormat()
	}
	standing := t.tokens[token]
	if standing == valid && c.Expires <= t.now().Unix() {
		standing = expired
	}
	switch standing {
	case valid:
	case expired:
		return errToken("Expired token received for JSON Web Token validation")
	default:
		return errToken("Invalid token")
	}
	if !slices.Contains(strings.Fields(c.Scope), scope) {
		return errScope(scope)
	}
	return nil
}

// readClaims reads a token that has the shape of a JWT.
func readClaims(token string) (claims, bool) {
	var c claims
	parts := strings.Split(token, ".")
	if len(parts) != 3 || parts[2] == "" {
		return c, false
	}
	var header struct {
		Algorithm string `json:"alg"`
	}
	return c, readPart(parts[0], &header) && header.Algorithm != "" && readPart(parts[1], &c)
}

func readPart(part string, into any) bool {
	raw, err := base64.RawURLEncoding.DecodeString(part)
	return err == nil && json.Unmarshal(raw, into) == nil
}
