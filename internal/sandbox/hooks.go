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

func hookFields() []string {
	return []string{"id", "name", "script", "dependencies", "enabled", "triggerId"}
}

var hookName = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^[a-zA-Z0-9]([ \-a-zA-Z0-9]*[a-zA-Z0-9])?$`)
})

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
