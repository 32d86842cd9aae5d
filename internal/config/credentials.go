package config

import (
	"fmt"
	"strings"

	"auth0-hook-action/internal/hookfile"
	"auth0-hook-action/internal/secret"
)

// maxCredential bounds a credential, in bytes: GitHub's secrets end at 48 KiB
// (https://docs.github.com/en/actions/reference/security/secrets).
const maxCredential = 48 << 10

// credentials reads the credentials of the tenant.
func (in *reader) credentials(c *Config) {
	c.Token = in.credential("token")
	c.ClientID = in.oneLine("client-id")
	c.ClientSecret = in.credential("client-secret")
	c.ClientAssertion = in.credential("client-assertion")
	c.PrivateKey = in.privateKey(c)
	c.SigningAlgorithm = algorithms[in.oneOf("signing-algorithm", algorithms...)]
	c.Audience = in.audience(c.Domain)
}

// algorithms are those that Auth0 accepts for private_key_jwt
// (https://auth0.com/docs/get-started/authentication-and-authorization-flow/authenticate-with-private-key-jwt).
var algorithms = []string{"RS256", "RS384", "PS256"}

// ways are the credentials of a client, of which one is given beside client-id.
var ways = []string{"client-secret", "private-key", "client-assertion"}

// needs reports what is missing of domain and credentials where the mode makes requests to the tenant, and what is given
// twice.
func (in *reader) needs(c Config) {
	if !c.Mode.NeedsTenant() || c.withheld {
		return
	}
	if !in.has("domain") {
		in.report("domain", "it is missing", "give the tenant's domain, such as tenant.eu.auth0.com")
	}
	var client []string
	for _, name := range ways {
		if in.has(name) {
			client = append(client, name)
		}
	}
	report := func(name, message, hint string) { in.reportRule(RuleCredentials, name, message, hint) }
	const empty = " (does the GitHub secret exist for this event and environment?)"
	switch {
	case in.has("token") && (in.has("client-id") || len(client) > 0):
		report("token", given+"client credentials", "give one of the two")
	case in.has("token"):
	case !in.has("client-id") && len(client) == 0:
		report("token", "it is missing"+empty,
			"give a Management API token, or client-id with client-secret, private-key or client-assertion")
	case !in.has("client-id"):
		report("client-id", "it is missing beside "+client[0], "give the client id of the application")
	case len(client) == 0:
		report("client-secret", "it is missing beside client-id"+empty, "give client-secret, private-key or client-assertion")
	case len(client) > 1:
		report(client[1], given+client[0], "give one of the two")
	}
}

// credential reads a secret that goes into a header or a form: visible ASCII, of a bounded length.
func (in *reader) credential(name string) secret.Value {
	v := in.get(name)
	switch {
	case len(v) > maxCredential:
		in.reportRule(RuleCredentials, name,
			fmt.Sprintf("it is longer than %d KiB, which no credential of Auth0 is", maxCredential>>10), "")
		return secret.Value{}
	case strings.ContainsFunc(v, func(r rune) bool { return r <= ' ' || r > '~' }):
		in.reportRule(RuleCredentials, name, "it contains white space or characters that no credential of Auth0 has",
			"copy the value alone, without quotes or a line break")
	}
	return secret.New(v)
}

// privateKey reads a key, whose line breaks may be written as \n. Both forms are secrets. What is in it is judged where
// it is used.
func (in *reader) privateKey(c *Config) secret.Value {
	v := in.get("private-key")
	if len(v) > maxCredential {
		in.reportRule(RuleCredentials, "private-key",
			fmt.Sprintf("it is longer than %d KiB, which no key is", maxCredential>>10), "")
		return secret.Value{}
	}
	c.Secrets = append(c.Secrets, secret.New(v))
	return secret.New(strings.NewReplacer("\r\n", "\n", `\r\n`, "\n", `\n`, "\n").Replace(v))
}

// audience is the identifier of the Management API: its slash at the end is part of it
// (https://auth0.com/docs/secure/tokens/access-tokens/management-api-access-tokens).
func (in *reader) audience(domain string) string {
	v := in.oneLine("audience")
	switch {
	case v == "" && domain != "":
		return "https://" + domain + "/api/v2/"
	case v != "" && !strings.HasPrefix(v, "https://"):
		in.report("audience", hookfile.Quote(v)+" is not an identifier of the Management API",
			"give one such as https://tenant.eu.auth0.com/api/v2/")
	}
	return v
}
