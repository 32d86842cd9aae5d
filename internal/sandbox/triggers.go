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
	compatible          []string // other versions of it that may be bound as well
}

const (
	statusCurrent    = "CURRENT"
	statusDeprecated = "DEPRECATED"
	triggerBound     = "trigger-bound"
	entityBound      = "entity-bound"
)

// hookTriggers are those that a hook may have.
func hookTriggers() []string {
	return []string{
		"credentials-exchange", "pre-user-registration", "post-user-registration", "post-change-password",
		"send-phone-message",
	}
}

// providerTriggers have one Action that does the tenant's work, and no flow of several.
func providerTriggers() []string { return []string{"custom-phone-provider", "custom-email-provider"} }

// triggerVersions returns all versions of all triggers, as recorded in 2026. The current version of a trigger is not
// always the last or the first one listed.
func triggerVersions() []triggerVersion {
	node22, both := []string{"node22"}, []string{"node18-actions", "node22"}
	beta := []string{"node18", "node22"}
	all := []triggerVersion{
		{"post-login", "v3", statusCurrent, both, "node22", triggerBound, []string{"v2"}},
		{"post-login", "v1", statusDeprecated, node22, "node12", triggerBound, nil},
		{"post-login", "v2", statusDeprecated, beta, "node16", triggerBound, nil},
	}
	for i, id := range hookTriggers() {
		versions := []triggerVersion{
			{id, "v2", statusCurrent, both, "node22", triggerBound, nil},
			{id, "v1", statusDeprecated, node22, "node12", triggerBound, nil},
		}
		if i == 2 || i == 3 {
			slices.Reverse(versions)
		}
		all = append(all, versions...)
	}
	for _, id := range []string{"password-reset-post-challenge", "custom-phone-provider", "custom-email-provider"} {
		all = append(all, triggerVersion{id, "v1", statusCurrent, both, "node22", triggerBound, nil})
	}
	all = append(all, triggerVersion{"custom-token-exchange", "v1", statusCurrent, beta, "node22", entityBound, nil})
	for _, id := range []string{"event-stream", "password-hash-migration", "mcp-tool"} {
		all = append(all, triggerVersion{id, "v1", statusCurrent, node22, "node22", entityBound, nil})
	}
	return all
}

// findTrigger returns a version of a trigger; the current one where no version is given.
func findTrigger(id, version string) (triggerVersion, bool) {
	for _, tv := range triggerVersions() {
		if tv.id == id && (tv.version == version || version == "" && tv.status == statusCurrent) {
			return tv, true
		}
	}
	return triggerVersion{}, false
}

// accepts reports whether an Action of another version may be bound to this one.
func (tv triggerVersion) accepts(other triggerVersion) bool {
	return tv.id == other.id && (tv.version == other.version || slices.Contains(tv.compatible, other.version))
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
		for _, version := range tv.compatible {
			compatible = append(compatible, map[string]any{"id": tv.id, "version": version})
		}
		rows = append(rows, map[string]any{
			"id": tv.id, "version": tv.version, "status": tv.status, "runtimes": tv.runtimes,
			"default_runtime": tv.runtime, "binding_policy": tv.policy, "compatible_triggers": compatible,
		})
	}
	return reply{http.StatusOK, map[string]any{"triggers": rows}}, nil
}
