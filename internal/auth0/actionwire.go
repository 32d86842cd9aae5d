package auth0

import (
	"cmp"
	"fmt"
	"maps"
	"time"

	"auth0-hook-action/internal/secret"
	"auth0-hook-action/internal/shim"
	"auth0-hook-action/internal/tenant"
)

// A wireAction is an Action as the API answers it. Fields that are zero may be left out.
type wireAction struct {
	ID         string          `json:"id"`
	Name       string          `json:"name"`
	Triggers   []wireTriggerID `json:"supported_triggers"`
	CreatedAt  time.Time       `json:"created_at"`
	Status     string          `json:"status"`
	AllLive    bool            `json:"all_changes_deployed"`
	Deployed   *wireVersion    `json:"deployed_version"`
	wireSource                 // the draft
}

// A wireVersion is what was deployed at one time.
type wireVersion struct {
	ID       string `json:"id"`
	Deployed bool   `json:"deployed"`
	Status   string `json:"status"`
	Errors   []struct {
		Message string `json:"msg"`
	} `json:"errors"`
	wireSource
}

type (
	wireActions struct {
		Actions []wireAction `json:"actions"`
	}
	wireVersions struct {
		Versions []wireVersion `json:"versions"`
	}
	wireTriggers struct {
		Triggers []wireTrigger `json:"triggers"`
	}
)

// An answer without its list is none: to take it for an empty one would be to create or unbind what is there.

func (a *wireActions) check() error {
	for _, one := range a.Actions {
		if err := one.check(); err != nil {
			return err
		}
	}
	return present(a.Actions != nil, "actions")
}

func (v *wireVersions) check() error { return present(v.Versions != nil, "versions") }
func (t *wireTriggers) check() error { return present(t.Triggers != nil, "triggers") }
func (v *wireVersion) check() error  { return checkID(v.ID) }
func (a *wireAction) check() error   { return checkID(a.ID) }

func present(there bool, name string) error {
	if !there {
		return fmt.Errorf("JSON without %q", name)
	}
	return nil
}

// wireSource is what a draft and a version have in common. Of secrets only names are told.
type wireSource struct {
	Code         string           `json:"code"`
	Runtime      string           `json:"runtime"`
	Dependencies []wireDependency `json:"dependencies"`
	Secrets      []wireSecret     `json:"secrets"`
}

type wireDependency struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

type wireSecret struct {
	Name  string `json:"name"`
	Value string `json:"value,omitempty"`
}

type wireTriggerID struct {
	ID      string `json:"id"`
	Version string `json:"version"`
}

type wireTrigger struct {
	wireTriggerID
	Status string `json:"status"`
}

// A wireDraft is an Action as it is sent; what is empty stays as it is.
type wireDraft struct {
	Name         string            `json:"name,omitempty"`
	Triggers     []wireTriggerID   `json:"supported_triggers,omitempty"`
	Code         string            `json:"code,omitempty"`
	Runtime      string            `json:"runtime,omitempty"`
	Dependencies *[]wireDependency `json:"dependencies,omitempty"`
	Secrets      *[]wireSecret     `json:"secrets,omitempty"`
}

// before reports whether a is older than b.
func (a wireAction) before(b wireAction) bool {
	return cmp.Or(a.CreatedAt.Compare(b.CreatedAt), cmp.Compare(a.ID, b.ID)) < 0
}

// hook reads an Action back as the hook it came from. What counts is the version that runs.
func (a wireAction) hook() tenant.Hook {
	h := tenant.Hook{ID: a.ID, Name: a.Name, Secrets: map[string]secret.Value{}}
	if len(a.Triggers) > 0 {
		h.Trigger, _ = tenant.ParseTrigger(a.Triggers[0].ID) // one that Hooks do not have stays 0
	}
	for _, s := range a.Secrets {
		h.Secrets[s.Name] = secret.Value{}
	}
	live := a.live()
	origin, draft := shim.Unwrap(live.Code), shim.Unwrap(a.Code)
	h.Script, h.Dependencies = origin.Script, origin.Dependencies
	switch {
	case origin.State == shim.Foreign && draft.State == shim.Foreign:
		h.Locked = fmt.Sprintf("the tenant has an Action %q that this action did not deploy, and leaves alone:"+
			" choose another hook-name, or rename or delete that Action", a.Name)
	case origin.State == shim.Foreign:
		h.Script, h.Dependencies, h.Edited, h.Redo = live.Code, draft.Dependencies, true, "its code was replaced by hand"
	case origin.State == shim.Edited:
		h.Edited, h.Redo = true, "its code was edited by hand"
	default:
		h.Redo = a.redo(h, origin)
	}
	return h
}

// live is the source of the version that runs, or of the draft where none does.
func (a wireAction) live() wireSource {
	if a.Deployed != nil {
		return a.Deployed.wireSource
	}
	return a.wireSource
}

// redo says why an Action that looks like its hook must be deployed again; nothing where it need not be.
func (a wireAction) redo(h tenant.Hook, origin shim.Origin) string {
	switch {
	case a.Status == statusFailed:
		return "the build of its last draft failed"
	case a.Deployed == nil:
		return "it was never deployed"
	case !a.AllLive:
		return "it has a draft that is not deployed"
	case origin.Version != shim.Version():
		return "it was wrapped by another version of the shim"
	case a.Deployed.Runtime != nodeRuntime:
		return fmt.Sprintf("it runs on %q instead of %s", a.Deployed.Runtime, nodeRuntime)
	case !a.hasPackages(h):
		return "its packages are not those of the hook"
	}
	return ""
}

func (a wireAction) hasPackages(h tenant.Hook) bool {
	want, err := shim.Dependencies(h)
	if err != nil {
		return true // such a script is refused elsewhere
	}
	have := map[string]string{}
	for _, d := range a.Deployed.Dependencies {
		have[d.Name] = d.Version
	}
	return maps.Equal(want, have)
}
