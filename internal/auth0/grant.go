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

func newTokens(c *Client, cfg Config, host string) (*tokens, error) {
	t := &tokens{mu: newCtxMutex(), value: cfg.Token}
	if !cfg.Token.IsZero() {
		return t, checkToken(cfg.Token)
	}
	if cfg.ClientID == "" {
		return nil, errors.New("neither a token nor client credentials are given")
	}
	g := &grant{client: c, id: cfg.ClientID, secret: cfg.ClientSecret, audience: cfg.Audience, onToken: cfg.OnToken}
	if g.audience == "" {
		g.audience = "https://" + host + "/api/v2/"
	}
	var err error
	switch {
	case !cfg.PrivateKey.IsZero():
		g.assertion, err = newSigner(cfg, "https://"+host+"/")
	case !cfg.ClientAssertion.IsZero():
		g.assertion, err = newReadyAssertion(cfg.ClientAssertion)
	}
	t.fetch = g.token
	return t, err
}

// checkToken keeps a token from breaking out of its header.
func checkToken(token secret.Value) error {
	text := token.Reveal()
	if len(text) > maxToken {
		return fmt.Errorf("the token is %d bytes long, which no server accepts", len(text))
	}
	if strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return errors.New("the token contains white space or another character that no token has")
	}
	return nil
}

// A grant gets tokens by client credentials
// (https://auth0.com/docs/get-started/authentication-and-authorization-flow/client-credentials-flow).
type grant struct {
	client       *Client
	id, audience string
	secret       secret.Value
	assertion    assertion // in the place of the secret; nil: none
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

func (a *tokenAnswer) isValid() bool { return a.AccessToken != "" }

// token gets a new token. That changes nothing at the tenant, so it may be repeated.
func (g *grant) token(ctx context.Context) (secret.Value, error) {
	var got tokenAnswer
	err := g.client.send(ctx, request{
		method: http.MethodPost, path: tokenPath, makeBody: g.body, repeat: retry.IfAmbiguous, open: true,
	}, secret.Value{}, &got)
	if g.assertion != nil {
		err = g.assertion.judge(err)
	}
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

func (g *grant) body() (any, error) {
	r := tokenRequest{GrantType: "client_credentials", ClientID: g.id, Audience: g.audience}
	if g.assertion == nil {
		r.ClientSecret = g.secret.Reveal()
		return r, nil
	}
	r.AssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
	var err error
	r.Assertion, err = g.assertion.next()
	return r, err
}
