package sandbox

import (
	"errors"
	"net/http"
)

// Domain is the name under which the tenant knows itself, whatever address it is reached at.
const Domain = "sandbox.eu.auth0.com"

// Audience identifies the tenant's Management API, whatever address it is reached at.
const Audience = "https://" + Domain + "/api/v2/"

const tokenPath = "/oauth/token" //nolint:gosec // a path, not a credential

// A reply is what an endpoint answers; a nil body is none.
type reply struct {
	status int
	body   any
}

// An endpoint does what one request asks for. The tenant's state is locked meanwhile.
type endpoint func(r *http.Request) (reply, error)

func send(w http.ResponseWriter, rep reply, err error) {
	refusal, refused := errors.AsType[*apiError](err)
	switch {
	case refused:
		sendRefusal(w, refusal)
	case err != nil:
		sendRefusal(w, refuse(http.StatusInternalServerError, "", "%v", err))
	case rep.body == nil:
		w.Header().Set("Content-Type", jsonType) // recorded, although there is no body
		w.WriteHeader(rep.status)
	default:
		writeJSON(w, rep.status, rep.body)
	}
}

func sendRefusal(w http.ResponseWriter, e *apiError) { writeJSON(w, e.StatusCode, e) }
