package sandbox

import (
	"maps"
	"net/http"
	"slices"
	"time"
)

// Limits of the Actions API: https://auth0.com/docs/customize/actions/limitations.
const (
	maxActions       = 100
	maxBound         = 20
	maxVersions      = 50
	maxDependencies  = 10
	maxActionSecrets = 30
	maxCode          = 100_000 // bytes
	actionPageSize   = 20
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

// A run is a Progress under way.
type run struct {
	Progress
	started time.Time
	looked  int
}

// look reports whether the run has ended.
func (r *run) look(now time.Time) bool {
	r.looked++
	return !r.Stuck && r.looked > r.Looks && now.Sub(r.started) >= r.Time
}

// A Progress says how a build, or a deployment, goes on after the request that began it. The zero value has ended at the
// next look. Reading an Action or its versions is a look, and so are attempts to deploy, test or bind it.
type Progress struct {
	Looks int           // how many looks find it going on
	Time  time.Duration // it takes this long at least
	Fail  string        // where not empty, it fails in the end, with this message
	Stuck bool          // it never ends
}

// pathAction returns the Action that the request's path names. Such requests have no query.
func (t *Tenant) pathAction(r *http.Request) (*action, error) {
	if q := readQuery(r); q.err != nil {
		return nil, q.err
	}
	return t.action(r.PathValue("id"))
}
