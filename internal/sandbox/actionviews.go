package sandbox

import (
	"strings"
	"time"
)

// stamp returns a time as the Actions API writes it.
func stamp(at time.Time) string { return at.UTC().Format(time.RFC3339Nano) }

// base returns what is shown of an Action inside other objects. There all_changes_deployed is false whatever is true:
// recorded.
func (a *action) base() map[string]any {
	return map[string]any{
		"id": a.id, "name": a.name, "supported_triggers": a.supported(),
		"created_at": stamp(a.created), "updated_at": stamp(a.created), "all_changes_deployed": false,
	}
}

func (a *action) supported() []map[string]string {
	return []map[string]string{{"id": a.trigger.id, "version": a.trigger.version}}
}

// view returns an Action as it is shown by itself. The reason of a failed build is missing, only its versions have errors.
func (a *action) view() map[string]any {
	view := a.base()
	view["updated_at"] = stamp(a.updated)
	view["status"] = a.status
	view["all_changes_deployed"] = a.deployed != nil && a.deployed.revision == a.revision
	if a.integration != "" {
		view["installed_integration_id"] = madeUpUUID("installed " + a.integration)
		view["integration"] = map[string]any{"id": madeUpUUID(a.integration), "name": a.integration, "feature_type": "action"}
	}
	a.draft.show(view)
	a.showVersions(view)
	return view
}

// boundView returns an Action as a binding shows it: without its draft.
func (a *action) boundView() map[string]any {
	view := a.base()
	a.showVersions(view)
	return view
}

// showVersions adds the version that runs, and the newest one in a form that no document describes.
func (a *action) showVersions(view map[string]any) {
	if n := len(a.versions); n > 0 {
		v := a.versions[n-1]
		current := map[string]any{
			"id": v.id, "code": v.code, "runtime": v.runtime, "status": strings.ToUpper(v.status), "number": v.number,
			"created_at": stamp(v.created), "updated_at": stamp(v.updated),
		}
		if !v.built.IsZero() {
			current["build_time"] = stamp(v.built)
		}
		view["current_version"] = current
	}
	if a.deployed != nil {
		view["deployed_version"] = a.viewVersion(a.deployed)
	}
}

func (a *action) viewVersion(v *version) map[string]any {
	view := map[string]any{
		"id": v.id, "number": v.number, "deployed": v == a.deployed, "status": v.status,
		"created_at": stamp(v.created), "updated_at": stamp(v.updated), "supported_triggers": a.supported(),
	}
	if !v.built.IsZero() {
		view["built_at"] = stamp(v.built)
	}
	var errors []map[string]string
	for _, message := range v.errors {
		errors = append(errors, map[string]string{"id": "build_failed", "msg": message, "url": ""})
	}
	if errors != nil {
		view["errors"] = errors
	}
	v.show(view)
	return view
}

// ownVersion returns a version as it is shown by itself.
func (a *action) ownVersion(v *version) map[string]any {
	view := a.viewVersion(v)
	view["action"] = a.base()
	return view
}

// show adds what a draft and a version have in common; of secrets the names.
func (s source) show(view map[string]any) {
	secrets := []map[string]string{}
	for _, name := range sortedKeys(s.secrets) {
		secrets = append(secrets, map[string]string{"name": name, "updated_at": stamp(s.secrets[name].updated)})
	}
	view["code"], view["runtime"], view["secrets"] = s.code, s.runtime, secrets
	view["dependencies"] = append([]Dependency{}, s.dependencies...)
}

// paged returns one page of a list. Zeroes are left out: recorded.
func paged(name string, all []map[string]any, number, size int) map[string]any {
	body := map[string]any{name: append([]map[string]any{}, page(all, number, size)...)}
	for key, n := range map[string]int{"total": len(all), "page": number, "per_page": size} {
		if n != 0 {
			body[key] = n
		}
	}
	return body
}
