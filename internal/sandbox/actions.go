package sandbox

import (
	"cmp"
	"maps"
	"slices"
	"time"
)

// An Action as the tenant has it. Unlike the API it shows the values of its secrets.
type Action struct {
	ID             string // UUID
	Name           string
	Trigger        string
	TriggerVersion string // empty in AddAction: the current one
	Code           string // of the draft
	Runtime        string // empty in AddAction: the trigger's default
	Dependencies   []Dependency
	Secrets        map[string]string
	Status         string // of the draft's build; empty in AddAction: built
	// Integration is the name of the marketplace integration that the Action was installed from; empty: none.
	Integration string
	// Deployed is the version that runs, nil where none does. In AddAction the zero Version deploys the draft as it is.
	Deployed *Version
	// Versions are all versions, the oldest first. AddAction makes them from Deployed.
	Versions []Version
	// Deploys counts the deployments that the API was asked for and that it accepted.
	Deploys int
}

// A Dependency is an npm package that an Action requires.
type Dependency struct {
	Name     string `json:"name"`
	Version  string `json:"version"`
	Registry string `json:"registry_url,omitempty"`
}

// A Version of an Action is what was deployed at one time.
type Version struct {
	ID           string
	Number       int
	Code         string
	Runtime      string
	Dependencies []Dependency
	Secrets      map[string]string
	Status       string
	Errors       []string
}

// action is an Action with what the tenant alone knows about it.
type action struct {
	id, name         string
	trigger          triggerVersion
	integration      string
	draft            source
	status           string
	build            *run // nil where the draft's build has ended
	revision         int  // of the draft: counts its changes
	created, updated time.Time
	listedFrom       time.Time  // it is in no list before
	versions         []*version // the oldest first
	numbers          int        // of versions made so far
	deployed         *version
	deploys          int
}

// source is what a draft and a version have in common.
type source struct {
	code, runtime string
	dependencies  []Dependency
	secrets       map[string]actionSecret
}

type actionSecret struct {
	value   string
	updated time.Time
}

type version struct {
	source
	id                      string
	number                  int
	revision                int // of the draft it was made from
	status                  string
	errors                  []string
	deploy                  *run // nil where its deployment has ended
	created, updated, built time.Time
}

func (s source) clone() source {
	s.dependencies, s.secrets = slices.Clone(s.dependencies), maps.Clone(s.secrets)
	return s
}

// values returns the secrets without their dates.
func (s source) values() map[string]string {
	values := map[string]string{}
	for name, secret := range s.secrets {
		values[name] = secret.value
	}
	return values
}

func newSource(code, runtime string, deps []Dependency, secrets map[string]string, now time.Time) source {
	s := source{code: code, runtime: runtime, dependencies: slices.Clone(deps), secrets: map[string]actionSecret{}}
	for name, value := range secrets {
		s.secrets[name] = actionSecret{value, now}
	}
	return s
}

// AddAction puts an Action on the tenant as it is and gives it an ID if it has none. It panics where the tenant has no
// such trigger.
func (t *Tenant) AddAction(a Action) (id string) {
	t.state.Lock()
	defer t.state.Unlock()
	trigger, ok := findTrigger(a.Trigger, a.TriggerVersion)
	if !ok {
		panic("sandbox: no trigger " + a.Trigger + " " + a.TriggerVersion)
	}
	now := t.now()
	added := &action{
		id: cmp.Or(a.ID, newUUID()), name: a.Name, trigger: trigger, status: cmp.Or(a.Status, "built"),
		integration: a.Integration, deploys: a.Deploys, created: now, updated: now,
		draft: newSource(a.Code, cmp.Or(a.Runtime, trigger.runtime), a.Dependencies, a.Secrets, now),
	}
	if v := a.Deployed; v != nil {
		added.deployed = added.newVersion(now)
		added.deployed.finish("built", "", now)
		if v.Code != "" {
			added.deployed.source = newSource(v.Code, cmp.Or(v.Runtime, trigger.runtime), v.Dependencies, v.Secrets, now)
			added.revision++
		}
	}
	t.actions = append(t.actions, added)
	return added.id
}

// EditCode changes the code of an Action's draft behind the API's back and does not deploy it, as somebody at the
// Dashboard would. It does nothing without that Action.
func (t *Tenant) EditCode(id, code string) {
	t.state.Lock()
	defer t.state.Unlock()
	if a, err := t.action(id); err == nil {
		a.editCode(code, t.now())
	}
}

// DeployCode changes an Action's code and deploys it behind the API's back. It does nothing without that Action.
func (t *Tenant) DeployCode(id, code string) {
	t.state.Lock()
	defer t.state.Unlock()
	a, err := t.action(id)
	if err != nil {
		return
	}
	now := t.now()
	a.editCode(code, now)
	a.deployed = a.newVersion(now)
	a.deployed.finish("built", "", now)
}

func (a *action) editCode(code string, now time.Time) {
	a.draft.code, a.updated, a.status, a.build = code, now, "built", nil
	a.revision++
}

// RemoveAction deletes an Action and its bindings behind the API's back. It does nothing without that Action.
func (t *Tenant) RemoveAction(id string) {
	t.state.Lock()
	defer t.state.Unlock()
	t.removeAction(id)
}

// removeAction removes the Action from its trigger's flow too.
func (t *Tenant) removeAction(id string) {
	a, err := t.action(id)
	if err != nil {
		return
	}
	rest := slices.DeleteFunc(t.bound(a.trigger.id), func(b Binding) bool { return b.ActionID == id })
	t.setFlow(a.trigger.id, rest)
	t.actions = slices.DeleteFunc(t.actions, func(one *action) bool { return one == a })
}

// Actions returns copies of all Actions, in the order of their creation.
func (t *Tenant) Actions() []Action {
	t.state.Lock()
	defer t.state.Unlock()
	all := make([]Action, len(t.actions))
	for i, a := range t.actions {
		all[i] = a.snapshot()
	}
	return all
}

func (a *action) snapshot() Action {
	s := Action{
		ID: a.id, Name: a.name, Trigger: a.trigger.id, TriggerVersion: a.trigger.version, Integration: a.integration,
		Code: a.draft.code, Runtime: a.draft.runtime, Dependencies: slices.Clone(a.draft.dependencies),
		Secrets: a.draft.values(), Status: a.status, Deploys: a.deploys,
	}
	for _, v := range a.versions {
		s.Versions = append(s.Versions, v.snapshot())
	}
	if a.deployed != nil {
		s.Deployed = new(a.deployed.snapshot())
	}
	return s
}

func (v *version) snapshot() Version {
	return Version{
		ID: v.id, Number: v.number, Code: v.code, Runtime: v.runtime,
		Dependencies: slices.Clone(v.dependencies), Secrets: v.values(),
		Status: v.status, Errors: slices.Clone(v.errors),
	}
}

func (t *Tenant) action(id string) (*action, error) {
	for _, a := range t.actions {
		if a.id == id {
			return a, nil
		}
	}
	return nil, errNoAction()
}
