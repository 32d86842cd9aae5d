package auth0

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"auth0-hook-action/internal/retry"
	"auth0-hook-action/internal/secret"
)

// tokens holds the token of a client: the given one, or one that is got when it is first needed.
type tokens struct {
	turn    turn // held by who looks at the fields below
	value   secret.Value
	refused error // why there is none, for good

	fetch func(context.Context) (secret.Value, error) // nil: the token was given
}

func newTokens(c *Client, cfg Config, host string) (*tokens, error) {
	t := &tokens{turn: newTurn(), value: cfg.Token}
	if !cfg.Token.IsZero() {
		return t, checkToken(cfg.Token)
	}
	if cfg.ClientID == "" {
		return nil, errors.New("neither a token nor client credentials are given")
	}
	g := grant{client: c, id: cfg.ClientID, secret: cfg.ClientSecret, audience: cfg.Audience, onToken: cfg.OnToken}
	if g.audience == "" {
		g.audience = "https://" + host + "/api/v2/"
	}
	if !cfg.PrivateKey.IsZero() {
		s, err := newSigner(cfg.PrivateKey, cfg.ClientID, "https://"+host+"/")
		if err != nil {
			return nil, fmt.Errorf("private key: %w", err)
		}
		g.signer = s
	}
	t.fetch = g.token
	return t, nil
}

// maxToken is more than any server takes in a header.
const maxToken = 64 << 10

// checkToken keeps a token from breaking out of its header.
func checkToken(token secret.Value) error {
	text := token.Reveal()
	if len(text) > maxToken {
		return fmt.Errorf("the token is %d bytes long, which no server takes", len(text))
	}
	if strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return errors.New("the token holds white space or another character that no token has")
	}
	return nil
}

func (t *tokens) renewable() bool { return t.fetch != nil }

// get gives a token that is not the stale one. Callers that come while one is being got wait for it.
func (t *tokens) get(ctx context.Context, stale secret.Value) (secret.Value, error) {
	if err := t.turn.take(ctx); err != nil {
		return secret.Value{}, err
	}
	defer t.turn.give()
	if t.refused != nil {
		return secret.Value{}, t.refused
	}
	if !t.value.IsZero() && t.value != stale {
		return t.value, nil
	}
	value, err := t.fetch(ctx)
	if err != nil {
		if _, ok := errors.AsType[*Error](err); ok {
			t.refused = err // Auth0 would say the same to the next caller
		}
		return secret.Value{}, err
	}
	t.value = value
	return value, nil
}

// A grant gets tokens by client credentials
// (https://auth0.com/docs/get-started/authentication-and-authorization-flow/client-credentials-flow).
type grant struct {
	client       *Client
	id, audience string
	secret       secret.Value
	signer       *signer // in the place of the secret
	onToken      func(secret.Value)
}

// tokenRequest is the body of POST /oauth/token.
type tokenRequest struct {
	GrantType     string `json:"grant_type"`
	ClientID      string `json:"client_id"`
	Audience      string `json:"audience"`
	ClientSecret  string `json:"client_secret,omitempty"`
	AssertionType string `json:"client_assertion_type,omitempty"`
	Assertion     string `json:"client_assertion,omitempty"`
}

type tokenAnswer struct {
	AccessToken string `json:"access_token"`
}

func (a *tokenAnswer) check() error {
	if a.AccessToken == "" {
		return errors.New("one without a token")
	}
	return nil
}

// token gets a new token. That changes nothing at the tenant, so it may be repeated; each try signs a new assertion,
// since Auth0 takes one only once.
func (g grant) token(ctx context.Context) (secret.Value, error) {
	var got tokenAnswer
	err := g.client.do(ctx, request{
		method: http.MethodPost, path: tokenPath, mint: g.body, repeat: retry.IfLost, open: true,
	}, &got)
	if err != nil {
		return secret.Value{}, err
	}
	token := secret.New(got.AccessToken)
	if g.onToken != nil {
		g.onToken(token)
	}
	if err := checkToken(token); err != nil {
		return secret.Value{}, fmt.Errorf("POST %s: %w", tokenPath, err)
	}
	return token, nil
}

func (g grant) body() (any, error) {
	r := tokenRequest{GrantType: "client_credentials", ClientID: g.id, Audience: g.audience}
	if g.signer == nil {
		r.ClientSecret = g.secret.Reveal()
		return r, nil
	}
	r.AssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
	var err error
	r.Assertion, err = g.signer.assertion()
	return r, err
}
