package report

import (
	"strings"

	"auth0-hook-action/internal/tenant"
)

// wishes tell what a run was asked for that did nothing of it. What of that is on the tenant already only the tenant could
// say.
func (p page) wishes() string {
	if p.Skipped == "" || len(p.Results) == 0 || p.Mode == "export" {
		return ""
	}
	lines := []string{"A deployment would " + p.would() + ":\n"}
	for _, r := range p.Results {
		line := "- " + p.code(name(r)) + " at " + p.code(r.Step.Trigger().String())
		if wish := p.wish(r); wish != "" {
			line += ": " + wish
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

// would is what a deployment could come to.
func (run Run) would() string {
	it := noun(len(run.Results), "it", "each")
	if run.Mode == "delete" {
		return "delete " + it + " where the tenant has it"
	}
	return "create " + it + ", or update it where the tenant's differs"
}

// wish is what is wanted of a hook: "script of 12 lines from hooks/audit.js, enabled, dependencies axios 1.2.3".
func (v voice) wish(r tenant.Result) string {
	want := r.Step.Want
	if v.Mode == "delete" || want.Script == "" {
		return ""
	}
	parts := []string{"script of " + plural(strings.Count(strings.TrimSuffix(want.Script, "\n"), "\n")+1, "line")}
	if want.File != "" {
		parts[0] += " from " + v.link(v.code(want.File), v.fileURL(want.File))
	}
	if want.Enabled != nil {
		parts = append(parts, map[bool]string{true: "enabled", false: "disabled"}[*want.Enabled])
	}
	var packages, secrets []string
	for _, name := range keys(want.Dependencies, nil) {
		packages = append(packages, v.code(name)+" "+v.code(want.Dependencies[name]))
	}
	for _, name := range keys(want.Secrets, nil) {
		secrets = append(secrets, v.code(name))
	}
	t := teller{voice: v}
	if list := t.list(packages, ""); list != "" {
		parts = append(parts, "dependencies "+list)
	}
	if list := t.list(secrets, ""); list != "" {
		parts = append(parts, "secrets "+list)
	}
	return strings.Join(parts, ", ")
}
