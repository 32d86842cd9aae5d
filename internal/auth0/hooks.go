package auth0

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"auth0-hook-action/internal/secret"
	"auth0-hook-action/internal/tenant"
)

// A HooksEngine keeps hooks as Auth0 Hooks (https://auth0.com/docs/api/management/v2/hooks).
type HooksEngine struct{ c *Client }

var _ tenant.Engine = (*HooksEngine)(nil)

// Hooks is the engine for a tenant that still takes Hooks.
func (c *Client) Hooks() *HooksEngine { return &HooksEngine{c: c} }

// Limits implements tenant.Engine.
func (*HooksEngine) Limits() tenant.Limits { return tenant.Limits{Runtime: "hooks", MaxSecrets: 20} }

// Read implements tenant.Engine: one listing, and what it lacks of the hooks that are wanted.
func (e *HooksEngine) Read(ctx context.Context, want []tenant.Hook) ([]tenant.Hook, error) {
	listed, err := e.list(ctx)
	if err != nil {
		return nil, err
	}
	found := make([]*tenant.Hook, len(listed))
	needs := newNeeds(want)
	err = sideBySide(ctx, len(listed), func(ctx context.Context, i int) (err error) {
		found[i], err = e.complete(ctx, listed[i], needs.of(listed[i]))
		return err
	})
	if err != nil {
		return nil, err
	}
	hooks := []tenant.Hook{}
	for _, h := range found {
		if h != nil {
			hooks = append(hooks, *h)
		}
	}
	return hooks, nil
}

// A need says what has to be known of a hook beyond the listing.
type need struct{ script, secrets bool }

// needs tells what has to be known of which hook; of every one where it is nil.
type needs map[string][]tenant.Hook

func newNeeds(want []tenant.Hook) needs {
	if want == nil {
		return nil
	}
	return tenant.ByKey(want)
}

// of is what has to be known of a hook. Auth0 stores names in kebab form; a hook without a name is wanted by its id.
func (all needs) of(w wireHook) need {
	if all == nil {
		return need{script: true, secrets: true}
	}
	wanted := all[tenant.Hook{ID: w.ID, Name: w.Name}.Key()]
	return need{script: len(wanted) > 0, secrets: slices.ContainsFunc(wanted, func(w tenant.Hook) bool { return w.Secrets != nil })}
}

// complete reads what the listing lacks of a hook; nil where the hook was deleted meanwhile. It is not documented for
// certain that a listing has scripts.
func (e *HooksEngine) complete(ctx context.Context, w wireHook, n need) (*tenant.Hook, error) {
	if n.script && (w.Script == nil || w.Dependencies == nil) {
		whole, err := e.one(ctx, w.ID)
		if err != nil {
			return nil, unlessGone(err)
		}
		w = whole
	}
	h := w.hook()
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

// perPage is the most that the API gives at once.
const perPage = 100

// list reads all hooks, whatever their trigger. A list that changes between two of its pages is read again, since a hook
// may have slipped from one to the other unseen; what was seen in any reading is then in the result.
func (e *HooksEngine) list(ctx context.Context) ([]wireHook, error) {
	var all catalogue
	for range 3 {
		reading, steady, err := e.readPages(ctx)
		if err != nil {
			return nil, err
		}
		if steady {
			return reading.hooks, nil
		}
		all.add(reading.hooks)
	}
	return all.hooks, nil
}

// readPages reads the list once. It is steady where the total that the pages tell is the same on each, and is met.
func (e *HooksEngine) readPages(ctx context.Context) (reading catalogue, steady bool, err error) {
	steady = true
	left := maxList
	for n, total := 0, -1; ; n++ {
		var p hookPage
		if err := e.c.do(ctx, listRequest(n, &left), &p); err != nil {
			return reading, false, err
		}
		if n > 0 && p.total != total {
			steady = false
		}
		total = p.total
		switch fresh := reading.add(p.hooks); {
		case total >= 0 && len(reading.hooks) >= total:
			return reading, steady, nil
		case fresh == 0:
			return reading, steady && total < 0, nil
		}
	}
}

func listRequest(page int, left *int) request {
	return request{method: http.MethodGet, path: hooksPath, left: left, query: url.Values{
		"fields":         {"id,name,script,dependencies,enabled,triggerId"},
		"include_totals": {"true"},
		"page":           {strconv.Itoa(page)},
		"per_page":       {strconv.Itoa(perPage)},
	}}
}

// A catalogue is hooks, each once.
type catalogue struct {
	hooks []wireHook
	seen  map[string]bool
}

// add adds those hooks that are not there yet, and says how many they are.
func (c *catalogue) add(hooks []wireHook) (fresh int) {
	if c.seen == nil {
		c.seen = map[string]bool{}
	}
	for _, h := range hooks {
		if h.ID != "" && c.seen[h.ID] {
			continue
		}
		c.seen[h.ID] = true
		c.hooks = append(c.hooks, h)
		fresh++
	}
	return fresh
}

// A hookPage is one page of the list: an object with totals, or an array where the server does not heed include_totals.
type hookPage struct {
	total int // -1: not told
	hooks []wireHook
}

// UnmarshalJSON implements json.Unmarshaler.
func (p *hookPage) UnmarshalJSON(b []byte) error {
	if bytes.HasPrefix(b, []byte("[")) {
		p.total = -1
		return json.Unmarshal(b, &p.hooks)
	}
	var page struct {
		Total *int       `json:"total"`
		Hooks []wireHook `json:"hooks"`
	}
	if err := json.Unmarshal(b, &page); err != nil {
		return err
	}
	p.total, p.hooks = -1, page.Hooks
	if page.Total != nil {
		p.total = max(*page.Total, 0)
	}
	return nil
}

// check keeps an answer of another shape from looking like an empty tenant.
func (p *hookPage) check() error {
	nameless := func(h wireHook) bool { return h.ID == "" && h.Name == "" }
	if p.hooks == nil || slices.ContainsFunc(p.hooks, nameless) {
		return errors.New("JSON of another shape than documented")
	}
	return nil
}

// A wireHook is a hook as the API gives it. What a request did not ask for, or an old hook lacks, is nil or empty.
type wireHook struct {
	ID           string            `json:"id"`
	Name         string            `json:"name"`
	Script       *string           `json:"script"`
	TriggerID    string            `json:"triggerId"`
	Enabled      *bool             `json:"enabled"`
	Dependencies map[string]string `json:"dependencies"`
}

func (w *wireHook) check() error {
	if !isIdentifier(w.ID) {
		return errors.New("JSON of another shape than documented: there is no hook's id in it")
	}
	return nil
}

// is holds the answer against the id that was asked for.
func (w *wireHook) is(id string) error {
	if w.ID != id {
		return fmt.Errorf("the tenant was asked about hook %s and answered about %s", id, w.ID)
	}
	return nil
}

func (w *wireHook) hook() tenant.Hook {
	h := tenant.Hook{ID: w.ID, Name: w.Name, Enabled: new(bool), Dependencies: w.Dependencies}
	h.Trigger, _ = tenant.ParseTrigger(w.TriggerID) // 0: one that this program does not know
	if w.Script != nil {
		h.Script = *w.Script
	}
	if w.Enabled != nil {
		h.Enabled = w.Enabled
	}
	return h
}

// secrets reads the names of a hook's secrets: the API does not give the values.
func (e *HooksEngine) secrets(ctx context.Context, id string) (map[string]secret.Value, error) {
	path, err := hookPath(id, "secrets")
	if err != nil {
		return nil, err
	}
	var got map[string]string
	if err := e.c.do(ctx, request{method: http.MethodGet, path: path}, &got); err != nil {
		return nil, err
	}
	if got == nil {
		return nil, fmt.Errorf("GET %s: the answer is JSON of another shape than documented", path)
	}
	names := make(map[string]secret.Value, len(got))
	for name := range got {
		names[name] = secret.Value{}
	}
	return names, nil
}

func hookPath(id string, more ...string) (string, error) {
	return apiPath(append([]string{"hooks", id}, more...)...), checkID(id)
}
