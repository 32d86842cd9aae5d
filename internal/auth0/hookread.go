package auth0

import (
	"context"
	"maps"
	"net/http"
	"slices"

	"auth0-hook-action/internal/tenant"
)

// Read implements tenant.Engine: one listing, and what it lacks of the hooks that q names.
func (e *HooksEngine) Read(ctx context.Context, q tenant.Query) ([]tenant.Observed, error) {
	listed, err := e.list(ctx)
	if err != nil {
		return nil, err
	}
	found := make([]*tenant.Observed, len(listed))
	needs := newNeeds(q)
	err = sideBySide(ctx, len(listed), func(ctx context.Context, i int) (err error) {
		found[i], err = e.complete(ctx, listed[i], needs.of(listed[i]))
		return err
	})
	if err != nil {
		return nil, err
	}
	hooks := []tenant.Observed{}
	for _, h := range found {
		if h != nil {
			hooks = append(hooks, *h)
		}
	}
	return hooks, nil
}

// A need says what must be known of a hook beyond the listing.
type need struct{ script, secrets bool }

// needs is what must be known of which hook, by name and trigger.
type needs struct {
	all   *need // of every hook; nil: of those in byKey alone
	byKey map[string]need
}

func newNeeds(q tenant.Query) needs {
	n := needs{byKey: map[string]need{}}
	if q.All {
		n.all = &need{script: true, secrets: true}
	}
	for _, d := range q.Desired {
		d.Format = tenant.FormatHook // a native Action may take the place of a Hook
		one := n.byKey[d.Key()]
		n.byKey[d.Key()] = need{script: true, secrets: one.secrets || q.Secrets || d.Secrets != nil}
	}
	return n
}

// of is what must be known of a hook. Auth0 stores names in kebab form; a hook without a name goes by its id.
func (n needs) of(w wireHook) need {
	if n.all != nil {
		return *n.all
	}
	return n.byKey[w.observed().Key()]
}

// complete reads what the listing lacks of a hook; nil where the hook was deleted meanwhile. It is not documented for
// certain that a listing has scripts.
func (e *HooksEngine) complete(ctx context.Context, w wireHook, n need) (*tenant.Observed, error) {
	if n.script && (w.Script == nil || w.Dependencies == nil) {
		whole, err := e.one(ctx, w.ID)
		if err != nil {
			return nil, unlessGone(err)
		}
		w = whole
	}
	h := w.observed()
	if n.secrets {
		var err error
		if h.Secrets, err = e.secrets(ctx, w.ID); err != nil {
			return nil, unlessGone(err)
		}
	}
	return &h, nil
}

func (e *HooksEngine) one(ctx context.Context, id string) (wireHook, error) {
	path, err := hookPath(id)
	if err != nil {
		return wireHook{}, err
	}
	var got wireHook
	if err := e.c.do(ctx, request{method: http.MethodGet, path: path}, &got); err != nil {
		return wireHook{}, err
	}
	if err := got.is(id); err != nil {
		return wireHook{}, err
	}
	return got, nil
}

// unlessGone drops the error that says that a hook was deleted since it was listed.
func unlessGone(err error) error {
	if hasStatus(err, http.StatusNotFound) {
		return nil
	}
	return err
}

// secrets reads the names of a hook's secrets, sorted: the API does not give the values.
func (e *HooksEngine) secrets(ctx context.Context, id string) ([]string, error) {
	path, err := hookPath(id, "secrets")
	if err != nil {
		return nil, err
	}
	var got secretNames
	if err := e.c.do(ctx, request{method: http.MethodGet, path: path}, &got); err != nil {
		return nil, err
	}
	return slices.AppendSeq([]string{}, slices.Values(slices.Sorted(maps.Keys(got)))), nil
}
