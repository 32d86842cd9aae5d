package sandbox

import (
	"crypto/rand"
	"net/http"
	"path"
	"sync"
	"time"
)

// A Tenant is an Auth0 tenant: Hooks, Actions and the tokens for them. It is an http.Handler; all its methods may be
// called while it serves.
type Tenant struct {
	server
	mux *http.ServeMux

	state sync.Mutex // locked while a request is processed; it guards all that follows

	assume       Assumptions
	lags         Lags
	signingKey   []byte
	expired      map[string]bool // access tokens, by jti
	issued       []string        // access tokens, by jti
	secret       string
	credentials  []credential
	assertions   map[string]bool // used ones, by jti
	granted      []string
	tokenFailure TokenFailure
	custom       bool
	bucket       bucket

	age     Age
	refusal Refusal
	hooks   []*storedHook

	actions         []*action
	flows           map[string][]flow // by trigger, the newest last
	build           Progress
	deploy          Progress
	bindingRefusals int
	runTest         func(TestRun) TestResult
	testRuns        []TestRun
}

// NewTenant returns a tenant without hooks and Actions that accepts both, with one client (see Client) that may do
// everything, and a rate limit that nobody reaches.
func NewTenant() *Tenant {
	t := &Tenant{
		mux: http.NewServeMux(), signingKey: []byte(rand.Text()), expired: map[string]bool{}, secret: clientSecret,
		assertions: map[string]bool{}, granted: allScopes(), age: HooksOn, refusal: NotAllowed,
		flows: map[string][]flow{}, runTest: runBuiltIn,
	}
	t.bucket = newBucket(1000, 1000, t.now())
	t.api, t.route = t.handle, t.routeOf
	t.routeHooks()
	t.routeActions()
	return t
}

// Lags are how long what is made from now on is missing in listings. Its timestamps are those of the request that made it,
// and it can be read by its id at once.
type Lags struct {
	HookList   time.Duration // a hook in GET /hooks
	ActionList time.Duration // an Action in GET /actions/actions
	Bindings   time.Duration // a change in GET /actions/triggers/{trigger}/bindings
}

// SetLags sets how far listings lag behind what is made from now on.
func (t *Tenant) SetLags(l Lags) {
	t.state.Lock()
	defer t.state.Unlock()
	t.lags = l
}

// A Snapshot is all that a tenant has, for comparing it with what it had before.
type Snapshot struct {
	Hooks    []Hook
	Actions  []Action
	Bindings map[string][]Binding // by trigger; one without bindings is left out
}

// Snapshot returns copies of all that the tenant has.
func (t *Tenant) Snapshot() Snapshot {
	s := Snapshot{Hooks: t.Hooks(), Actions: t.Actions(), Bindings: map[string][]Binding{}}
	for _, trigger := range triggerIDs() {
		if bound := t.Bindings(trigger); len(bound) > 0 {
			s.Bindings[trigger] = bound
		}
	}
	return s
}

// handle answers a request, one at a time.
func (t *Tenant) handle(w http.ResponseWriter, r *http.Request) {
	t.state.Lock()
	defer t.state.Unlock()
	switch t.routeOf(r) {
	case "POST " + tokenPath:
		t.issue(w, r)
	case "":
		t.recordUnknown(r)
		sendRefusal(w, errNotFound())
	default:
		t.mux.ServeHTTP(w, r)
	}
}

// routeOf returns the pattern of the request's endpoint. A path that is not clean has none, where net/http would redirect:
// the sandbox is stricter with its clients.
func (t *Tenant) routeOf(r *http.Request) string {
	if r.URL.Path == tokenPath && r.Method == http.MethodPost {
		return "POST " + tokenPath
	}
	if path.Clean(r.URL.Path) != r.URL.Path {
		return ""
	}
	_, pattern := t.mux.Handler(r)
	return pattern
}
