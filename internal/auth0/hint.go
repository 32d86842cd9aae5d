package auth0

import (
	"errors"
	"net/http"
	"regexp"
	"strings"
	"sync"

	"auth0-hook-action/internal/tenant"
)

// Where to read on about the end of Hooks.
const migratePage = "https://auth0.com/docs/customize/actions/migrate/migrate-from-hooks-to-actions"

// serverFault is the hint for a 5xx.
const serverFault = "Run the job again: it creates nothing twice, and failures of Auth0 are usually short"

// Hint says what to check or change after this error; empty where there is nothing to say.
func (e *Error) Hint() string {
	if e.Path == tokenPath {
		return e.tokenHint()
	}
	switch {
	case errors.Is(e.kind, tenant.ErrHooksEnded):
		return "Set `runtime: actions` (or `auto`), and the same script is deployed as an Action. " +
			"Auth0 made Hooks read-only on 2024-11-18 and ended them on 2026-11-18; see " + migratePage
	case e.Status == http.StatusBadRequest && (e.Code == "Bearer" || strings.Contains(e.Message, "authentication header")):
		return "Check `token`: it is not an access token for the Management API. " +
			"A token that was requested without an audience fails in the same way"
	case e.Status == http.StatusUnauthorized:
		return "Get a new token, or use `client-id` and `client-secret`: this one has expired, was revoked, or is another tenant's. " +
			"With a custom domain, request the token from that domain, " +
			"with the tenant's own `audience` (https://TENANT.REGION.auth0.com/api/v2/)"
	case e.Status == http.StatusForbidden:
		return e.forbiddenHint()
	case e.Status >= http.StatusInternalServerError:
		return serverFault
	case e.Status == http.StatusTooManyRequests:
		return "Run fewer jobs at once, or raise `timeout`: the clients of this tenant have used up its rate limit"
	}
	return ""
}

// Hint says what to check. A 5xx may come from Auth0's own edge.
func (e *NotAuth0Error) Hint() string {
	if e.Status >= http.StatusInternalServerError {
		return checkAgain
	}
	return checkDomain
}

// expectedScopes is the list of scopes in "Insufficient scope, expected any of: create:hooks."; documentation and
// recordings differ in what stands before it.
var expectedScopes = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`expected any of: *([a-z_]+:[a-z_]+(?:, *[a-z_]+:[a-z_]+)*)`)
})

// Scopes are the scopes of which the request needs one, as the API names them, such as "read:hooks, update:hooks"; empty
// where it names none.
func (e *Error) Scopes() string {
	if m := expectedScopes().FindStringSubmatch(e.Message); m != nil {
		return m[1]
	}
	return ""
}

// lacksFeature reports that the tenant's plan or settings do not include what was asked for.
func (e *Error) lacksFeature() bool {
	text := strings.ToLower(e.Message)
	return strings.Contains(text, "upgrade") || strings.Contains(text, "not enabled") ||
		e.Code == "feature_not_enabled" || e.Code == "insufficient_entitlement" || e.Code == "operation_not_supported"
}

func (e *Error) forbiddenHint() string {
	switch scopes := e.Scopes(); {
	case scopes != "":
		remedy := "Grant the application the scope " + scopes
		if strings.HasSuffix(scopes, ":hooks") {
			remedy += " or, on Auth0's public cloud, where Hooks have ended, set `runtime: actions`"
		}
		return remedy + ". Scopes are granted in the Auth0 Dashboard under " +
			"Applications → APIs → Auth0 Management API → Machine to Machine Applications"
	case e.lacksFeature():
		return "The tenant's plan or settings do not include this: no scope will help"
	case e.Code == "insufficient_scope":
		return "Grant the application read, create, update and delete for what `runtime` uses, hooks or actions: the token lacks a scope"
	}
	return ""
}

// tokenHint is about POST /oauth/token. Auth0 answers access_denied for quite different reasons, which its text distinguishes.
func (e *Error) tokenHint() string {
	text := strings.ToLower(e.Message)
	switch {
	case e.Skew != 0:
		return "Set the clock of the runner, by NTP for instance, and run the job again"
	case strings.Contains(text, "service not enabled"):
		return "Set `audience` to https://TENANT.REGION.auth0.com/api/v2/, with the slash at its end. " +
			"The audience of this run is not an API of this tenant; a custom domain always needs the input"
	case strings.Contains(text, "client-grant"), strings.Contains(text, "not authorized to access"):
		return "Authorize the application for the Management API. In the Auth0 Dashboard, under " +
			"Applications → APIs → Auth0 Management API → Machine to Machine Applications, switch it on and choose its scopes"
	case strings.Contains(text, "grant type"), e.Code == "unauthorized_client":
		return "Enable the Client Credentials grant of the application. In the Auth0 Dashboard it is under " +
			"Applications → the application → Advanced Settings → Grant Types; it must be a Machine to Machine application"
	case e.Status == http.StatusTooManyRequests:
		return "Wait, or give a `token` that several jobs share: the application's quota of tokens is used up"
	case e.Status == http.StatusUnauthorized:
		return "Check `client-id` and `client-secret` (or `private-key`, `signing-algorithm`, `client-assertion`) against the " +
			"application's Credentials tab, and that `domain` is the tenant it belongs to"
	case e.Status >= http.StatusInternalServerError:
		return serverFault
	}
	return ""
}
