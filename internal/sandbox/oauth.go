package sandbox

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// A TokenFailure is a reason for which POST /oauth/token refuses a client that has proved who it is.
type TokenFailure int

// What Auth0 refuses a client for, as its users quoted it.
const (
	GrantTypeOff  TokenFailure = iota + 1 // the application may not use client_credentials
	NoClientGrant                         // the application is not authorised for the Management API
	InvalidClient                         // another failure of the client's authentication
	QuotaExceeded                         // 429, with Retry-After: 1
)

// SetTokenFailure has POST /oauth/token refuse; 0 ends that.
func (t *Tenant) SetTokenFailure(f TokenFailure) {
	t.state.Lock()
	defer t.state.Unlock()
	t.tokenFailure = f
}

// SetGrant sets the scopes that the client is granted.
func (t *Tenant) SetGrant(scopes ...string) {
	t.state.Lock()
	defer t.state.Unlock()
	t.granted = scopes
}

// SetCustomDomain makes the address that the tenant is reached at a custom domain: an audience made from it is refused, and
// only Audience is accepted.
func (t *Tenant) SetCustomDomain(on bool) {
	t.state.Lock()
	defer t.state.Unlock()
	t.custom = on
}

// An oauthError has OAuth's shape, not that of the Management API.
type oauthError struct {
	status      int
	Name        string `json:"error"`
	Description string `json:"error_description"`
	URI         string `json:"error_uri,omitempty"`
}

func oauthRefuse(status int, name, format string, args ...any) *oauthError {
	return &oauthError{status: status, Name: name, Description: fmt.Sprintf(format, args...)}
}

// issue answers POST /oauth/token.
func (t *Tenant) issue(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-RateLimit-Limit", "1000000")
	w.Header().Set("X-RateLimit-Remaining", "999999")
	w.Header().Set("X-RateLimit-Reset", strconv.FormatInt(t.now().Unix()+1, 10))
	form, refused := readForm(r)
	if refused == nil {
		refused = t.authenticate(r.Host, form)
	}
	if refused == nil {
		refused = t.grants(r.Host, form)
	}
	if refused != nil {
		if refused.status == http.StatusTooManyRequests {
			w.Header().Set("Retry-After", "1")
		}
		writeJSON(w, refused.status, refused)
		return
	}
	writeJSON(w, http.StatusOK, t.grant(form))
}

// grant is the answer to a client that may have a token. Without an audience it is an opaque one, of no use here.
func (t *Tenant) grant(form map[string]string) map[string]any {
	answer := map[string]any{"token_type": "Bearer", "expires_in": int(tokenLife.Seconds())}
	if form["audience"] == "" {
		answer["access_token"] = rand.Text()
		return answer
	}
	answer["access_token"] = t.mint(t.granted)
	answer["scope"] = strings.Join(t.granted, " ")
	return answer
}

// readForm reads the parameters, which come as JSON or as a form.
func readForm(r *http.Request) (map[string]string, *oauthError) {
	bad := oauthRefuse(http.StatusBadRequest, "invalid_request", "The request body could not be read")
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, bad
	}
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	form := map[string]string{}
	switch kind {
	case "application/json":
		if json.Unmarshal(body, &form) != nil {
			return nil, bad
		}
	case "application/x-www-form-urlencoded":
		values, err := url.ParseQuery(string(body))
		if err != nil {
			return nil, bad
		}
		for name := range values {
			form[name] = values.Get(name)
		}
	default:
		return nil, bad
	}
	return form, nil
}

// authenticate checks that the client is who it says.
func (t *Tenant) authenticate(host string, form map[string]string) *oauthError {
	if form["client_assertion"] != "" {
		if err := t.checkAssertion(host, form); err != nil {
			return oauthRefuse(http.StatusUnauthorized, "invalid_client", "%v", err)
		}
		return nil
	}
	known := form["client_id"] == clientID
	if subtle.ConstantTimeCompare([]byte(form["client_secret"]), []byte(t.secret)) == 0 || !known {
		return oauthRefuse(http.StatusUnauthorized, "access_denied", "Unauthorized")
	}
	return nil
}

// grants checks that the client may have what it asks for.
func (t *Tenant) grants(host string, form map[string]string) *oauthError {
	audience := form["audience"]
	switch grant := form["grant_type"]; {
	case grant == "":
		return oauthRefuse(http.StatusBadRequest, "invalid_request", "Missing required parameter: grant_type")
	case grant != "client_credentials":
		return oauthRefuse(http.StatusForbidden, "unsupported_grant_type", "Unsupported grant type: %s", grant)
	case t.tokenFailure != 0:
		return t.tokenFailure.refuse(audience)
	case audience == "", audience == Audience, !t.custom && audience == "https://"+host+"/api/v2/":
		return nil
	}
	return oauthRefuse(http.StatusForbidden, "access_denied", "Service not enabled within domain: %s", audience)
}

func (f TokenFailure) refuse(audience string) *oauthError {
	switch f {
	case GrantTypeOff:
		e := oauthRefuse(http.StatusForbidden, "unauthorized_client",
			"Grant type 'client_credentials' not allowed for the client.")
		e.URI = "https://auth0.com/docs/clients/client-grant-types"
		return e
	case NoClientGrant:
		return oauthRefuse(http.StatusForbidden, "access_denied",
			"Client is not authorized to access %q. You need to create a \"client-grant\" associated to this API. "+
				"See: https://auth0.com/docs/api/v2#!/Client_Grants/post_client_grants", audience)
	case InvalidClient:
		return oauthRefuse(http.StatusUnauthorized, "invalid_client", "Client authentication failed")
	case QuotaExceeded:
		return oauthRefuse(http.StatusTooManyRequests, "too_many_requests", "Client quota exceeded")
	}
	panic(fmt.Sprintf("sandbox: no TokenFailure %d", f))
}
