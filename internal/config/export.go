package config

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"

	"auth0-hook-action/internal/script"
	"auth0-hook-action/internal/secret"
	"auth0-hook-action/internal/tenant"
)

// Files gives a tenant's hooks as files, by their paths below hooks-path, in the directory format that readSet and the
// Auth0 Deploy CLI read. Values of secrets are not known: a marker such as ##AUDIT_LOG_API_KEY## stands for each. A text
// that holds a marker of its own is in the warnings, with the variable that keeps it as it is; so is what a tenant may hold
// and no deployment takes. Where two hooks would share a file or a marker the error says which, and there are no files.
func Files(hooks []tenant.Hook) (files map[string][]byte, warnings []string, err error) {
	x := &exporter{files: map[string][]byte{}, names: map[string]string{}, markers: map[string]string{}, enabled: map[tenant.Trigger]string{}}
	for _, h := range hooks {
		x.hook(h)
	}
	x.ownMarkers()
	if len(x.clashes) > 0 {
		return nil, nil, errors.Join(x.clashes...)
	}
	return x.files, x.warnings, nil
}

type exporter struct {
	files    map[string][]byte
	names    map[string]string         // whose a file is, by its name in lower case: some file systems tell no capitals apart
	markers  map[string]string         // whose a secret's marker is, by its key
	enabled  map[tenant.Trigger]string // whose a trigger's one enabled slot is
	own      []ownMarker
	warnings []string
	clashes  []error
}

// An ownMarker stands in the tenant's own text.
type ownMarker struct{ key, hook string }

// hookFile is a hook's JSON file. A map that is nil was not read, and is left out.
type hookFile struct {
	Name         string            `json:"name"`
	TriggerID    string            `json:"triggerId"`
	Enabled      *bool             `json:"enabled,omitzero"`
	Script       string            `json:"script"`
	Dependencies map[string]string `json:"dependencies,omitzero"`
	Secrets      map[string]string `json:"secrets,omitzero"`
}

func (x *exporter) hook(h tenant.Hook) {
	name := h.Name
	if name == "" {
		name = strings.ToLower(h.ID)
	}
	if h.Trigger == 0 {
		x.warn("hook %s is left out: its trigger is none that can be deployed", quoted(name))
		return
	}
	if problem := checkName(name); problem != "" {
		x.warn("hook %s: %s, so that its file cannot be deployed before it is renamed", quoted(name), problem)
	}
	file := fileName(name)
	if other, taken := x.names[strings.ToLower(file)]; taken {
		x.clash("hooks %s and %s would both be written to %s: rename one of them", quoted(other), quoted(name), quoted(file+".json"))
		return
	}
	x.names[strings.ToLower(file)] = name
	x.files[path.Join("hooks", file+".js")] = []byte(h.Script)
	x.files[path.Join("hooks", file+".json")] = x.json(hookFile{
		Name: name, TriggerID: h.Trigger.String(), Enabled: h.Enabled, Script: "./" + file + ".js",
		Dependencies: h.Dependencies, Secrets: x.secrets(name, h.Secrets),
	})
	x.undeployable(name, h)
	texts := []string{h.Script, name}
	for _, pkg := range slices.Sorted(maps.Keys(h.Dependencies)) {
		texts = append(texts, pkg, h.Dependencies[pkg])
	}
	for _, key := range markersIn(append(texts, slices.Sorted(maps.Keys(h.Secrets))...)...) {
		x.own = append(x.own, ownMarker{key, name})
	}
}

// undeployable warns of what keeps a hook's files from being deployed as they are.
func (x *exporter) undeployable(name string, h tenant.Hook) {
	if strings.TrimSpace(h.Script) == "" {
		x.warn("hook %s has no script, so that its file cannot be deployed before it has one", quoted(name))
		return
	}
	for _, f := range script.Check(h.Script, script.Options{Trigger: h.Trigger}) {
		if f.Severity == script.Error {
			x.warn("hook %s, line %d: %s: its file cannot be deployed before that is mended", quoted(name), f.Line, f.Message)
		}
	}
	for _, pkg := range slices.Sorted(maps.Keys(h.Dependencies)) {
		e := entry{key: pkg, value: &node{kind: textKind, value: h.Dependencies[pkg]}}
		if problem := checkDependency(e, func(_ int, s string) string { return quoted(s) }); problem != "" {
			x.warn("hook %s: %s: its file cannot be deployed before that is mended", quoted(name), problem)
		}
	}
	if !h.IsEnabled() {
		return
	}
	if other, taken := x.enabled[h.Trigger]; taken {
		x.warn("hooks %s and %s are both enabled at %s, which runs one hook: set enabled to false in one of their files",
			quoted(other), quoted(name), h.Trigger)
		return
	}
	x.enabled[h.Trigger] = name
}

// secrets are the markers that stand for a hook's secrets.
func (x *exporter) secrets(hook string, held map[string]secret.Value) map[string]string {
	if held == nil {
		return nil
	}
	all := make(map[string]string, len(held))
	for _, key := range slices.Sorted(maps.Keys(held)) {
		m := secretMarker(hook, key)
		whose := fmt.Sprintf("secret %s of hook %s", quoted(key), quoted(hook))
		if other, taken := x.markers[m]; taken {
			x.clash("%s and %s would share the marker %s: rename one of the secrets or hooks", other, whose, hashed(m))
		}
		x.markers[m] = whose
		all[key] = hashed(m)
	}
	return all
}

// ownMarkers warns of the markers that the tenant's own texts hold: a deployment would replace them.
func (x *exporter) ownMarkers() {
	for _, own := range x.own {
		if whose, taken := x.markers[own.key]; taken {
			x.clash("hook %s holds the text %s, which is the marker of %s too: rename the secret or change the text",
				quoted(own.hook), hashed(own.key), whose)
			continue
		}
		x.warn("hook %s holds the text of a marker: deploy its file with the variable %s: %q, which keeps it as it is",
			quoted(own.hook), own.key, hashed(own.key))
	}
}

func (x *exporter) warn(format string, args ...any) {
	x.warnings = append(x.warnings, fmt.Sprintf(format, args...))
}

func (x *exporter) clash(format string, args ...any) {
	x.clashes = append(x.clashes, fmt.Errorf(format, args...))
}

func (x *exporter) json(f hookFile) []byte {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	_ = enc.Encode(f) // texts and maps of texts do not fail
	return []byte(b.String())
}

// fileName is a name without what has a meaning in a path, short enough for every file system. A hook's name that the
// API accepts stays as it is, as with the Deploy CLI.
func fileName(name string) string {
	name = strings.Map(func(r rune) rune {
		if !strings.ContainsRune(letters+digits+" ._-", r) {
			return '-'
		}
		return r
	}, name)
	if trimmed := strings.TrimLeft(name, ". "); trimmed != name {
		name = "-" + trimmed
	}
	if len(name) > 200 {
		name = name[:200]
	}
	return name
}

var notInMarker = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`[^A-Z0-9]+`) })

// secretMarker is the key of the marker that stands for a secret.
func secretMarker(hook, key string) string {
	return notInMarker().ReplaceAllString(strings.ToUpper(hook+"_"+key), "_")
}
