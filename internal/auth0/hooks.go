package auth0

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"auth0-hook-action/internal/retry"
	"auth0-hook-action/internal/tenant"
)

// A HooksEngine keeps hooks as Auth0 Hooks (https://auth0.com/docs/api/management/v2/hooks).
type HooksEngine struct{ c *Client }

var _ tenant.Engine = (*HooksEngine)(nil)

// Hooks is the engine for a tenant that still accepts Hooks.
func (c *Client) Hooks() *HooksEngine { return &HooksEngine{c: c} }

// Limits implements tenant.Engine. That a name is taken is documented as a 409.
func (*HooksEngine) Limits() tenant.Limits {
	return tenant.Limits{Runtime: tenant.RuntimeHooks, MaxSecrets: maxHookSecrets, UniqueNames: true}
}

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

// Verify implements tenant.Engine. A hook counts as shown when the listing has it.
func (e *HooksEngine) Verify(ctx context.Context, written []tenant.Observed) ([]tenant.Observed, error) {
	wait := e.c.verificationDelay()
	for end := time.Now().Add(wait + verificationTime); ; wait = verificationPoll {
		if err := retry.Wait(ctx, wait); err != nil {
			return nil, err
		}
		listed, err := e.list(ctx)
		if err != nil {
			return nil, err
		}
		if showsAll(listed, written) || time.Now().Add(verificationPoll).After(end) {
			return concerned(listed, written), nil
		}
	}
}

func showsAll(listed []wireHook, written []tenant.Observed) bool {
	for _, w := range written {
		if !slices.ContainsFunc(listed, func(l wireHook) bool { return l.ID == w.ID }) {
			return false
		}
	}
	return true
}

// concerned are the hooks at the names and triggers of written.
func concerned(listed []wireHook, written []tenant.Observed) []tenant.Observed {
	hooks := []tenant.Observed{}
	for _, l := range listed {
		h := l.observed()
		same := func(w tenant.Observed) bool {
			return h.Trigger == w.Trigger || h.ID == w.ID || tenant.Kebab(h.Name) == tenant.Kebab(w.Name)
		}
		if slices.ContainsFunc(written, same) {
			hooks = append(hooks, h)
		}
	}
	return hooks
}

// Switch implements tenant.Engine. What was disabled stays so where the rest fails: to put it back is the caller's business.
func (e *HooksEngine) Switch(ctx context.Context, s tenant.Switch) (err error) {
	ctx, sent := watchWrites(ctx)
	defer func() { err = judged(err, sent) }()
	if s.Known != nil {
		if err := e.checkKnown(ctx, s); err != nil {
			return err
		}
	}
	for _, id := range s.Off {
		err := e.setEnabled(ctx, id, false)
		if err != nil && !isGone(err) {
			return fmt.Errorf("disable the hook %s: %w", id, err)
		}
	}
	for _, p := range s.On {
		if err := e.setEnabled(ctx, p.ID, true); err != nil {
			return fmt.Errorf("enable the hook %q: %w", p.Name, err)
		}
	}
	return nil
}

// checkKnown is a conflict where another hook was enabled at the trigger since the plan was made.
func (e *HooksEngine) checkKnown(ctx context.Context, s tenant.Switch) error {
	listed, err := e.list(ctx)
	if err != nil {
		return err
	}
	for _, l := range listed {
		h := l.observed()
		on := slices.ContainsFunc(s.On, func(p tenant.Placement) bool { return p.ID == h.ID })
		if h.Trigger == s.Trigger && h.IsEnabled() && !on && !slices.Contains(s.Known, h.ID) && !slices.Contains(s.Off, h.ID) {
			return fmt.Errorf("the hook %s was enabled at %s: %w", h.DisplayName(), s.Trigger, tenant.ErrConflict)
		}
	}
	return nil
}

func (e *HooksEngine) setEnabled(ctx context.Context, id string, on bool) error {
	return e.patch(ctx, &tenant.Observed{ID: id}, tenant.Change{Enabled: &on})
}

func hookPath(id string, more ...string) (string, error) {
	return apiPath(append([]string{"hooks", id}, more...)...), checkID(id)
}

// markEnded marks a refusal that is the tenant's word that it has no Hooks any more. On the collection that is said in more
// ways than of an edit of the source; what is said of anything else decides nothing.
func markEnded(err error, collection bool) error {
	e, ok := asError(err)
	if !ok {
		return err
	}
	said := false
	switch e.Status {
	case http.StatusNotImplemented:
		said = true
	case http.StatusNotFound, http.StatusGone:
		said = collection
	case http.StatusForbidden:
		said = e.Code == "hooks_not_allowed" || strings.Contains(strings.ToLower(e.Message), "disabled for your tenant")
	}
	if said {
		e.kind = tenant.ErrHooksEnded
	}
	return err
}
