package sandbox

import (
	"crypto"
	"errors"
	"net/http"
	"path"
	"sync"
	"time"
)

// Domain is the name under which the tenant knows itself, whatever address it is reached at.
const Domain = "sandbox.eu.auth0.com"

// A Tenant is an Auth0 tenant: Hooks, Actions and the tokens for them. It is an http.Handler; all its methods may be
// called while it serves.
type Tenant struct {
	server
	mux *http.ServeMux
	now func() time.Time

	state sync.Mutex // held while a request is processed; it guards all that follows

	tokens       map[string]standing
	keys         []crypto.PublicKey
	assertions   map[string]bool // used identifiers (jti)
	granted      []string
	tokenFailure TokenFailure
	custom       bool
	bucket       bucket
	retryAfter   bool

	age           Age
	refusal       Refusal
	hooks         []*Hook
	listsNoScript bool

	actions  []*action
	bindings map[string][]*Binding
	build    Progress
	deploy   Progress
}

// NewTenant is a tenant without hooks and Actions that takes both, with one client (see Client) that may do everything,
// and a rate limit that nobody meets.
func NewTenant() *Tenant {
	t := &Tenant{
		mux: http.NewServeMux(), now: time.Now,
		tokens: map[string]standing{}, assertions: map[string]bool{}, granted: allScopes(),
		age: HooksOn, refusal: NotAllowed,
		bindings: map[string][]*Binding{},
	}
	t.bucket = newBucket(1000, 1000, t.now())
	t.api = t.handle
	t.routeHooks()
	t.routeActions()
	return t
}

// A reply is what an endpoint answers; a nil body is none.
type reply struct {
	status int
	body   any
}

// An endpoint does what one request asks for. The tenant's state is locked meanwhile.
type endpoint func(r *http.Request) (reply, error)

// on adds an endpoint of the Management API that asks for a scope.
func (t *Tenant) on(pattern, scope string, do endpoint) {
	t.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		if !t.take(w) {
			sendRefusal(w, errTooMany())
			return
		}
		err := t.authorize(r, scope)
		var rep reply
		if err == nil {
			rep, err = do(r)
		}
		send(w, rep, err)
	})
}

// handle answers a request, one at a time.
func (t *Tenant) handle(w http.ResponseWriter, r *http.Request) {
	t.state.Lock()
	defer t.state.Unlock()
	if r.Method == http.MethodPost && r.URL.Path == "/oauth/token" {
		t.issue(w, r)
		return
	}
	// A path that is not clean would be redirected, and a wrong method told: the sandbox is stricter with its clients.
	if _, pattern := t.mux.Handler(r); pattern == "" || path.Clean(r.URL.Path) != r.URL.Path {
		t.noteUnknown(r)
		sendRefusal(w, errNotFound())
		return
	}
	t.mux.ServeHTTP(w, r)
}

func send(w http.ResponseWriter, rep reply, err error) {
	var e *apiError
	switch {
	case errors.As(err, &e):
		sendRefusal(w, e)
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
