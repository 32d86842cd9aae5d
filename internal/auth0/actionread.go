package auth0

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"auth0-hook-action/internal/tenant"
)

// Read gives all Actions of the tenant as hooks; those that this program did not write are Locked. Whether a hook is
// enabled is read for the triggers that want names, and for those of all hooks where want is nil.
func (e *ActionsEngine) Read(ctx context.Context, want []tenant.Hook) ([]tenant.Hook, error) {
	hooks, err := e.settled(ctx, want)
	if err != nil {
		return nil, err
	}
	ours := map[tenant.Trigger]bool{}
	for i := range hooks {
		if hooks[i].Locked == "" && (want == nil || named(want, hooks[i].Trigger)) {
			ours[hooks[i].Trigger] = true
		}
	}
	for t := range ours {
		bound, err := e.readBindings(ctx, t.String())
		if err != nil {
			return nil, err
		}
		for i := range hooks {
			if hooks[i].Trigger == t {
				on := isBound(bound, hooks[i].ID)
				hooks[i].Enabled = &on
			}
		}
	}
	return hooks, nil
}

// settled lists all Actions as hooks. Where there are two of ours by a name that is wanted, of which runs that race each
// made one, it lists again: all but the oldest are on their way out.
func (e *ActionsEngine) settled(ctx context.Context, want []tenant.Hook) ([]tenant.Hook, error) {
	for try := 1; ; try++ {
		began := time.Now()
		actions, err := e.list(ctx, "")
		if err != nil {
			return nil, err
		}
		hooks := make([]tenant.Hook, len(actions))
		for i, a := range actions {
			hooks[i] = a.hook()
		}
		if try == 6 || !slices.ContainsFunc(want, func(w tenant.Hook) bool { return twice(hooks, w) }) {
			return hooks, nil
		}
		// A run looks and removes its own: two requests.
		if err := settle(ctx, max(4*time.Since(began), 100*time.Millisecond)); err != nil {
			return nil, err
		}
	}
}

// twice reports that there are several hooks of ours where want means one.
func twice(hooks []tenant.Hook, want tenant.Hook) bool {
	n := 0
	for _, h := range hooks {
		if want.Name != "" && h.Key() == want.Key() && h.Trigger == want.Trigger && h.Locked == "" {
			n++
		}
	}
	return n > 1
}

func named(want []tenant.Hook, t tenant.Trigger) bool {
	return slices.ContainsFunc(want, func(h tenant.Hook) bool { return h.Trigger == t })
}

// list reads all pages of the tenant's Actions, or of those with one name. The API leaves zeroes out, totals too, and it
// is not known whether it filters by the whole name: so it is filtered again here.
func (e *ActionsEngine) list(ctx context.Context, name string) ([]wireAction, error) {
	const size = 100
	left := maxList
	var all []wireAction
	for page := 0; ; page++ {
		query := url.Values{"page": {strconv.Itoa(page)}, "per_page": {strconv.Itoa(size)}}
		if name != "" {
			query.Set("actionName", name)
		}
		var body wireActions
		if err := e.c.do(ctx, request{method: http.MethodGet, path: actionsPath, query: query, left: &left}, &body); err != nil {
			return nil, err
		}
		for _, a := range body.Actions {
			known := slices.ContainsFunc(all, func(b wireAction) bool { return b.ID == a.ID })
			if !known && (name == "" || a.Name == name) {
				all = append(all, a)
			}
		}
		if len(body.Actions) < size {
			return all, nil
		}
	}
}
