package auth0

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"auth0-hook-action/internal/script"
	"auth0-hook-action/internal/shim"
	"auth0-hook-action/internal/tenant"
)

// ActionsConfig is what the engine of Actions needs beside the client.
type ActionsConfig struct {
	// Scripts gives the parsed form of a desired script, by its text. Where it gives nil, Do fails before it writes anything.
	Scripts func(text string) *script.Script
	// Repository is the id of the repository of this run, and Path its hooks-path: both are kept in the code that is
	// deployed.
	Repository, Path string
	// Waiting is called with what is waited for, before each wait. nil: no call.
	Waiting func(what string, d time.Duration)
}

// An ActionsEngine reads and writes Auth0 Actions (https://auth0.com/docs/api/management/v2/actions). The code of those
// that it deploys begins with a line that says whose they are. It may be used by several goroutines at once.
type ActionsEngine struct {
	c     *Client
	cfg   ActionsConfig
	polls *poller
	// deploying is how many Actions are on their way from the draft to the deployed version.
	deploying atomic.Int32
	writes    chan struct{} // bounds the requests of Do

	mu        sync.Mutex
	lists     map[tenant.Trigger]ctxMutex // one change of a trigger's list at a time
	switched  map[tenant.Trigger]bool     // whose list this run wrote
	lastWrite time.Time                   // of what is verified
	versions  map[string]string           // of triggers, as the tenant has them, once it refused that of the table
}

var _ tenant.Engine = (*ActionsEngine)(nil)

// Limits implements tenant.Engine.
func (*ActionsEngine) Limits() tenant.Limits { return ActionLimits() }

// ActionLimits are what bounds Actions (https://auth0.com/docs/customize/actions/limitations). Their names need not be unique.
func ActionLimits() tenant.Limits {
	return tenant.Limits{Runtime: tenant.RuntimeActions, MaxSecrets: maxActionSecrets, SecretsAsSet: true,
		MaxDependencies: shim.MaxDependencies, MaxPerTrigger: maxActionsPerTrigger, MaxTotal: maxActions}
}

// request sends one request of Do, as soon as fewer than parallelWrites are under way.
func (e *ActionsEngine) request(ctx context.Context, r request, out any) error {
	select {
	case e.writes <- struct{}{}:
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	defer func() { <-e.writes }()
	return e.c.do(ctx, r, out)
}

func (e *ActionsEngine) get(ctx context.Context, id string) (wireAction, error) {
	var a wireAction
	err := e.request(ctx, request{method: http.MethodGet, path: actionPath(id)}, &a)
	if hasStatus(err, http.StatusNotFound) {
		err = fmt.Errorf("it has been deleted: %w: %w", tenant.ErrConflict, err)
	}
	return a, err
}

func actionPath(id string, more ...string) string {
	return apiPath(append([]string{"actions", "actions", id}, more...)...)
}

// noteWritten begins the delay before what was written is verified.
func (e *ActionsEngine) noteWritten() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.lastWrite = time.Now()
}
