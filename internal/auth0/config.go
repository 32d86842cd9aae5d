package auth0

import (
	"auth0-hook-action/internal/retry"
	"auth0-hook-action/internal/secret"
)

// Config says which tenant to speak to, and as whom: with a Token, or with a ClientID and one of ClientSecret, PrivateKey
// and ClientAssertion.
type Config struct {
	// BaseURL is https://HOST, or http://HOST of this machine itself; HOST may have a port.
	BaseURL string
	// Token is an access token for the Management API.
	Token secret.Value
	// ClientID of an application that may use the Management API.
	ClientID string
	// ClientSecret of that application.
	ClientSecret secret.Value
	// PrivateKey of that application, RSA in PEM, for private_key_jwt: see ParseKey.
	PrivateKey secret.Value
	// SigningAlgorithm of assertions: RS256, RS384 or PS256, that of the application's credential. Empty: RS256.
	SigningAlgorithm string
	// ClientAssertion is an assertion (JWT) that was signed elsewhere: see CheckAssertion. It gets one token.
	ClientAssertion secret.Value
	// Audience of the token. Empty: https://HOST/api/v2/. A custom domain needs the tenant's own.
	Audience string
	// HTTP repeats and paces the requests. nil: one with a pace.
	HTTP *retry.Transport
	// OnToken gets each new token before it is used. nil: none.
	OnToken func(secret.Value)
	// Redact removes secrets from what Auth0 says. nil: what has the shape of a token alone.
	Redact func(string) secret.Redacted
}
