package sandbox

import (
	"net/http"
	"slices"
)

// A triggerVersion is one row of GET /actions/triggers.
type triggerVersion struct {
	id, version, status string
	runtimes            []string
	runtime             string // the default
	policy              string
}

// triggerVersions are those that a hook can become an Action of, and some others that a tenant has too. As recorded, the
// current version of a trigger is not always the last or the first one listed.
func triggerVersions() []triggerVersion {
	const current, deprecated = "CURRENT", "DEPRECATED"
	const tenant, entity = "trigger-bound", "entity-bound"
	node22, both := []string{"node22"}, []string{"node18-actions", "node22"}
	all := []triggerVersion{
		{"post-login", "v3", current, both, "node22", tenant},
		{"post-login", "v1", deprecated, node22, "node12", tenant},
		{"post-login", "v2", deprecated, []string{"node18", "node22"}, "node16", tenant},
	}
	for i, id := range hookTriggers() {
		versions := []triggerVersion{
			{id, "v2", current, both, "node22", tenant},
			{id, "v1", deprecated, node22, "node12", tenant},
		}
		if i%2 == 1 {
			slices.Reverse(versions)
		}
		all = append(all, versions...)
	}
	return append(all,
		triggerVersion{"password-reset-post-challenge", "v1", current, both, "node22", tenant},
		triggerVersion{"custom-token-exchange", "v1", current, []string{"node18", "node22"}, "node22", entity},
	)
}

// findTrigger is a version of a trigger; the current one where no version is given.
func findTrigger(id, version string) (triggerVersion, bool) {
	for _, tv := range triggerVersions() {
		if tv.id == id && (tv.version == version || version == "" && tv.status == "CURRENT") {
			return tv, true
		}
	}
	return triggerVersion{}, false
}

func triggerIDs() []string {
	var ids []string
	for _, tv := range triggerVersions() {
		ids = append(ids, tv.id)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

func (t *Tenant) listTriggers(*http.Request) (reply, error) {
	var rows []map[string]any
	for _, tv := range triggerVersions() {
		compatible := []map[string]any{}
		if tv.id == "post-login" && tv.version == "v3" {
			compatible = append(compatible, map[string]any{"id": tv.id, "version": "v2"})
		}
		rows = append(rows, map[string]any{
			"id": tv.id, "version": tv.version, "status": tv.status, "runtimes": tv.runtimes,
			"default_runtime": tv.runtime, "binding_policy": tv.policy, "compatible_triggers": compatible,
		})
	}
	return reply{http.StatusOK, map[string]any{"triggers": rows}}, nil
}
