package auth0

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"auth0-hook-action/internal/secret"
	"auth0-hook-action/internal/shim"
	"auth0-hook-action/internal/tenant"
)

// A wireAction is an Action as the API answers it (https://auth0.com/docs/api/management/v2/actions/get-action). Fields
// that are zero may be left out.
type wireAction struct {
	ID          string          `json:"id"`
	Name        string          `json:"name"`
	Triggers    []wireTriggerID `json:"supported_triggers"`
	Status      string          `json:"status"`
	AllLive     bool            `json:"all_changes_deployed"`
	Deployed    *wireVersion    `json:"deployed_version"`
	Integration json.RawMessage `json:"integration"` // of an Action from the marketplace
	wireSource                  // the draft
}

// A wireVersion is what was deployed at one time.
type wireVersion struct {
	ID       string `json:"id"`
	Number   int    `json:"number"`
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

func (a *wireActions) isValid() bool {
	return a.Actions != nil && !slices.ContainsFunc(a.Actions, func(one wireAction) bool { return !one.isValid() })
}

func (v *wireVersions) isValid() bool { return v.Versions != nil }
func (t *wireTriggers) isValid() bool { return t.Triggers != nil }
func (v *wireVersion) isValid() bool  { return isIdentifier(v.ID) }
func (a *wireAction) isValid() bool   { return isIdentifier(a.ID) }

// wireSource is what a draft and a version have in common. The API gives the names of secrets alone.
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

// The states of a build that end it.
const (
	statusBuilt  = "built"
	statusFailed = "failed"
)

// isLive reports whether the draft is the version that runs.
func (a *wireAction) isLive() bool { return a.AllLive && a.Deployed != nil && a.Deployed.Deployed }

// live is the source of the version that runs, or of the draft where none does.
func (a *wireAction) live() wireSource {
	if a.Deployed != nil {
		return a.Deployed.wireSource
	}
	return a.wireSource
}

// observed reads an Action back. What counts is the version that runs.
func (a *wireAction) observed() tenant.Observed {
	live := a.live()
	o := tenant.Observed{Runtime: tenant.RuntimeActions, ID: a.ID, Name: a.Name, Format: tenant.FormatAction,
		Script:  &live.Code,
		Secrets: []string{}, Dependencies: map[string]string{},
		Installed: len(a.Integration) > 0 && string(a.Integration) != "null"}
	if len(a.Triggers) > 0 {
		o.Trigger, _ = tenant.ParseTrigger(a.Triggers[0].ID) // 0: one that this program does not know
	}
	for _, s := range a.Secrets {
		o.Secrets = append(o.Secrets, s.Name)
	}
	slices.Sort(o.Secrets)
	for _, d := range live.Dependencies {
		o.Dependencies[d.Name] = d.Version
	}
	if a.Deployed != nil {
		o.Version = a.Deployed.Number
	}
	a.readOrigin(&o, live)
	return o
}

// readOrigin fills in what the first line of the code says: of the version that runs, else of a draft of this program
// that an earlier run left.
func (a *wireAction) readOrigin(o *tenant.Observed, live wireSource) {
	origin := shim.Unwrap(a.Name, live.Code)
	if origin.State != shim.Unmanaged {
		o.Format, o.Script = origin.Format, &origin.Script
		o.Edited = origin.State == shim.Edited
	} else if origin = shim.Unwrap(a.Name, a.Code); origin.State == shim.Unmanaged {
		o.Redo = raised(live.Runtime)
		return
	}
	o.Managed = true
	o.Given, o.Repository, o.Path = origin.Seal.Dependencies, origin.Seal.Repository, origin.Seal.Path
	o.HideDiff = origin.Seal.Filled
	o.DraftEdited = a.Deployed != nil && !a.AllLive && shim.Unwrap(a.Name, a.Code).State != shim.Managed
	o.Redo = a.redo(*o, origin)
}

// redo says why an Action that looks as it is wanted must be deployed again; empty where it need not be.
func (a *wireAction) redo(o tenant.Observed, origin shim.Origin) string {
	switch {
	case a.Status == statusFailed:
		return "the build of its last draft failed"
	case a.Deployed == nil:
		return "it was never deployed"
	case o.Edited:
		return "its code was edited by hand"
	case o.DraftEdited:
		return "its draft was edited by hand"
	case !a.AllLive:
		return "it has a draft that is not deployed"
	case origin.Outdated():
		return "it was wrapped by another version of the shim"
	}
	return raised(a.Deployed.Runtime)
}

// raised says that an Action of another Node.js is deployed for the current one.
func raised(runtime string) string {
	if runtime == nodeRuntime {
		return ""
	}
	return fmt.Sprintf("it runs on %q instead of %s", runtime, nodeRuntime)
}

func dependencyList(all map[string]string) *[]wireDependency {
	list := make([]wireDependency, 0, len(all))
	for _, name := range slices.Sorted(maps.Keys(all)) {
		list = append(list, wireDependency{Name: name, Version: all[name]})
	}
	return &list
}

// secretList is the whole set of an Action's secrets; nil where it stays.
func secretList(values map[string]secret.Value) *[]wireSecret {
	if values == nil {
		return nil
	}
	list := make([]wireSecret, 0, len(values))
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if !values[name].IsZero() {
			list = append(list, wireSecret{Name: name, Value: values[name].Reveal()})
		}
	}
	return &list
}

// nodeRuntime is the Node.js that Actions are made for, the default of all triggers since node16 ended
// (https://auth0.com/docs/customize/actions/manage-versions).
const nodeRuntime = "node22"

// stays says what runs where a draft does not go live.
func (a *wireAction) stays() string {
	if a.Deployed == nil {
		return "no version of the Action runs"
	}
	return "the live version keeps running"
}
