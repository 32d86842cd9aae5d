package sandbox

import (
	"cmp"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"sync"
	"time"
)

// A Hook as the tenant has it. Unlike the API it shows the values of its secrets.
type Hook struct {
	ID           string // ULID
	Name         string // may be empty: very old hooks have none
	Trigger      string
	Script       string
	Enabled      bool
	Dependencies map[string]string
	Secrets      map[string]string
}

// A storedHook is a Hook with what the tenant alone knows about it.
type storedHook struct {
	Hook
	listedFrom time.Time // it is in no list before
}

func (h Hook) clone() Hook {
	h.Dependencies, h.Secrets = maps.Clone(h.Dependencies), maps.Clone(h.Secrets)
	return h
}

// AddHook puts a hook on the tenant as it is, whatever the API would say to it, and gives it an ID if it has none.
func (t *Tenant) AddHook(h Hook) (id string) {
	t.state.Lock()
	defer t.state.Unlock()
	h = h.clone()
	h.ID = cmp.Or(h.ID, newULID(t.now()))
	if h.Dependencies == nil {
		h.Dependencies = map[string]string{}
	}
	if h.Secrets == nil {
		h.Secrets = map[string]string{}
	}
	t.hooks = append(t.hooks, &storedHook{Hook: h})
	return h.ID
}

// EditHook changes a hook behind the API's back, as somebody at the Dashboard would. It does nothing without that hook.
func (t *Tenant) EditHook(id string, edit func(*Hook)) {
	t.state.Lock()
	defer t.state.Unlock()
	if h, err := t.hook(id); err == nil {
		edit(&h.Hook)
	}
}

// RemoveHook deletes a hook behind the API's back. It does nothing without that hook.
func (t *Tenant) RemoveHook(id string) {
	t.state.Lock()
	defer t.state.Unlock()
	t.removeHook(id)
}

func (t *Tenant) removeHook(id string) {
	t.hooks = slices.DeleteFunc(t.hooks, func(h *storedHook) bool { return h.ID == id })
}

// Hooks returns copies of all hooks, in the order of their creation.
func (t *Tenant) Hooks() []Hook {
	t.state.Lock()
	defer t.state.Unlock()
	all := make([]Hook, len(t.hooks))
	for i, h := range t.hooks {
		all[i] = h.clone()
	}
	return all
}

func (t *Tenant) routeHooks() {
	for pattern, e := range map[string]struct {
		scope string
		do    endpoint
	}{
		"GET /api/v2/hooks":                 {"read:hooks", t.listHooks},
		"POST /api/v2/hooks":                {"create:hooks", t.createHook},
		"GET /api/v2/hooks/{id}":            {"read:hooks", t.getHook},
		"PATCH /api/v2/hooks/{id}":          {"update:hooks", t.updateHook},
		"DELETE /api/v2/hooks/{id}":         {"delete:hooks", t.deleteHook},
		"GET /api/v2/hooks/{id}/secrets":    {"read:hooks", t.listSecrets},
		"POST /api/v2/hooks/{id}/secrets":   {"update:hooks", t.addSecrets},
		"PATCH /api/v2/hooks/{id}/secrets":  {"update:hooks", t.updateSecrets},
		"DELETE /api/v2/hooks/{id}/secrets": {"delete:hooks", t.deleteSecrets},
	} {
		t.on(pattern, e.scope, func(r *http.Request) (reply, error) {
			if t.age == HooksGone {
				return reply{}, t.refusal.answer()
			}
			return e.do(r)
		})
	}
}

func hookFields() []string {
	return []string{"id", "name", "script", "dependencies", "enabled", "triggerId"}
}

var hookName = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^[a-zA-Z0-9]([ \-a-zA-Z0-9]*[a-zA-Z0-9])?$`)
})

// hookBody is a request to create or to update a hook; nil is a property that is not there.
type hookBody struct {
	Name         *string           `json:"name"`
	Script       *string           `json:"script"`
	Enabled      *bool             `json:"enabled"`
	Dependencies map[string]string `json:"dependencies"`
	Trigger      string            `json:"triggerId"`
}

func (t *Tenant) createHook(r *http.Request) (reply, error) {
	if t.age == HooksReadOnly {
		return reply{}, t.refusal.answer()
	}
	props := hookProps()
	props["triggerId"] = oneOf(hookTriggers()...)
	body, err := decode[hookBody](r, object(props, 0, "name", "script", "triggerId"))
	if err != nil {
		return reply{}, err
	}
	now := t.now()
	h := &storedHook{listedFrom: now.Add(t.lags.HookList), Hook: Hook{
		ID: newULID(now), Trigger: body.Trigger, Dependencies: map[string]string{}, Secrets: map[string]string{},
	}}
	if err := t.applyHook(h, body); err != nil {
		return reply{}, err
	}
	t.hooks = append(t.hooks, h)
	return reply{http.StatusCreated, viewHook(h.Hook, hookFields())}, nil
}

// hookProps are the properties that can be set at creation and later.
func hookProps() fields {
	return fields{"name": pattern(hookName()), "script": text(1, 0), "enabled": flag, "dependencies": texts(0, 0)}
}

func (t *Tenant) getHook(r *http.Request) (reply, error) {
	q := readQuery(r, "fields", "include_fields")
	names := q.choices("fields", hookFields()...)
	if q.err != nil {
		return reply{}, q.err
	}
	h, err := t.pathHook(r)
	if err != nil {
		return reply{}, err
	}
	if names == nil {
		names = hookFields()
	}
	return reply{http.StatusOK, viewHook(h.Hook, names)}, nil
}

// updateHook changes what the body has.
func (t *Tenant) updateHook(r *http.Request) (reply, error) {
	body, err := decode[hookBody](r, object(hookProps(), 1))
	if err != nil {
		return reply{}, err
	}
	h, err := t.pathHook(r)
	if err != nil {
		return reply{}, err
	}
	if t.age == HooksReadOnly && (body.Name != nil || body.Script != nil || body.Dependencies != nil) {
		return reply{}, t.refusal.answer()
	}
	if err := t.applyHook(h, body); err != nil {
		return reply{}, err
	}
	return reply{http.StatusOK, viewHook(h.Hook, hookFields())}, nil // 201 is documented, 200 recorded
}

func (t *Tenant) deleteHook(r *http.Request) (reply, error) {
	h, err := t.pathHook(r)
	if err != nil {
		return reply{}, err
	}
	t.removeHook(h.ID)
	return reply{status: http.StatusNoContent}, nil
}

// applyHook puts a request's properties into h, all or none of them.
func (t *Tenant) applyHook(h *storedHook, body hookBody) error {
	if body.Name != nil {
		name := kebab(*body.Name)
		for _, other := range t.hooks {
			if other != h && other.Name == name {
				return refuse(http.StatusConflict, "", "Hook with the same name already exists.")
			}
		}
		body.Name = &name
	}
	if body.Enabled != nil && *body.Enabled {
		if err := t.enableBeside(h); err != nil {
			return err
		}
	}
	if body.Name != nil {
		h.Name = *body.Name
	}
	if body.Script != nil {
		h.Script = *body.Script
	}
	if body.Enabled != nil {
		h.Enabled = *body.Enabled
	}
	if body.Dependencies != nil {
		h.Dependencies = body.Dependencies
	}
	return nil
}

// enableBeside does what the tenant is assumed to do about the other enabled hooks of the trigger. By default that is
// nothing: one enabled hook a trigger is a rule for clients to keep.
func (t *Tenant) enableBeside(h *storedHook) error {
	for _, other := range t.hooks {
		if other == h || other.Trigger != h.Trigger || !other.Enabled {
			continue
		}
		switch t.assume.SecondEnabled {
		case DisableOthers:
			other.Enabled = false
		case RefuseSecond:
			return refuse(http.StatusConflict, "", "Only one hook can be enabled for an extensibility point.")
		}
	}
	return nil
}

// pathHook returns the hook that the request's path names.
func (t *Tenant) pathHook(r *http.Request) (*storedHook, error) {
	id, err := readID(r, "id")
	if err != nil {
		return nil, err
	}
	return t.hook(id)
}

func (t *Tenant) hook(id string) (*storedHook, error) {
	for _, h := range t.hooks {
		if h.ID == id {
			return h, nil
		}
	}
	return nil, errNoHook()
}
