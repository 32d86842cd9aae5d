package cli

import (
	"fmt"
	"maps"
	"slices"

	"auth0-hook-action/internal/auth0"
	"auth0-hook-action/internal/config"
	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/hookfile"
	"auth0-hook-action/internal/script"
	"auth0-hook-action/internal/shim"
	"auth0-hook-action/internal/tenant"
)

// A judge says what is wrong with the scripts of a run.
type judge struct {
	mode    tenant.Mode
	runtime tenant.Runtime
	strict  bool
}

func newJudge(c config.Config) judge {
	return judge{mode: c.Mode, runtime: c.Runtime, strict: c.Strict}
}

// A judgement is what is to be said of a script at a trigger: of the text itself, and of what an Action cannot keep of it.
type judgement struct {
	format             tenant.Format
	required           map[string]string
	packages           []tenant.Package
	findings, asAction []diag.Diagnostic
	missing            map[string]diag.Diagnostic
}

// checkSecrets finds more secrets than the runtime takes; where that is not known yet, more than any does.
func (j judge) checkSecrets(h hookfile.Hook) []diag.Diagnostic {
	limits := auth0.ActionLimits()
	if j.runtimeOf(h.Format) == tenant.RuntimeHooks {
		limits = auth0.HookLimits()
	}
	if err := limits.CheckSecrets(len(h.Secrets)); err != nil {
		return []diag.Diagnostic{{Rule: hookfile.RuleSecrets, Severity: diag.Error, Place: h.Place(hookfile.FieldSecrets),
			Message: err.Error(), Hint: diag.Hint(err)}}
	}
	return nil
}

func (j judge) one(h *hookfile.Hook, parsed *script.Script, judged map[string]judgement) []diag.Diagnostic {
	key := fmt.Sprintf("%s %t%v %t%q %t", h.Trigger, h.Dependencies == nil, h.Dependencies, h.Secrets == nil,
		slices.Sorted(maps.Keys(h.Secrets)), h.HasMarkers())
	found, ok := judged[key]
	if !ok {
		found = j.judge(*h, parsed)
		judged[key] = found
	}
	h.Format, h.Required, h.Packages = found.format, found.required, slices.Clone(found.packages)
	h.MissingSecrets = found.missing
	for i, p := range h.Packages {
		said := h.Findings([]diag.Diagnostic{diag.Diagnostic{Place: p.Place}.Saying(diag.Say("%s", diag.Quote(p.Name)), diag.Say(""))})[0]
		h.Packages[i].Shown, h.Packages[i].Place = said.Message, said.Place
	}
	all := h.Findings(j.severities(found.findings))
	return append(all, j.fit(h, h.Findings(j.severities(found.asAction)))...)
}

func (j judge) judge(h hookfile.Hook, parsed *script.Script) judgement {
	found := judgement{format: h.Trigger.FormatOf(parsed.Format())}
	found.findings = parsed.Findings(script.Options{Trigger: h.Trigger, Runtime: j.runtimeOf(found.format),
		Dependencies: j.dependencies(h.Desired), Secrets: j.secretNames(h.Desired), Markers: h.HasMarkers()})
	if h.Trigger != 0 {
		found.asAction = diag.Gravest(parsed.Allow(shim.Check(parsed, h.Trigger, h.Dependencies)), script.MaxFindings)
	}
	found.required, found.packages = packagesOf(parsed, found.format)
	if j.mode.NeedsTenant() {
		found.missing = parsed.MissingSecrets(h.Trigger)
	}
	return found
}

// runtimeOf is what a script of a format runs as: a native Action is always an Action.
func (j judge) runtimeOf(f tenant.Format) tenant.Runtime {
	if f == tenant.FormatAction {
		return tenant.RuntimeActions
	}
	return j.runtime
}

// dependencies are the packages that the script can count on; nil where only the tenant knows: then the plan compares. To a check
// what is omitted is not there.
func (j judge) dependencies(h tenant.Desired) map[string]string {
	if h.Dependencies == nil && !j.mode.NeedsTenant() {
		return map[string]string{}
	}
	return h.Dependencies
}

// secretNames are the secrets that the script can count on; nil where only the tenant knows: then the plan compares.
func (j judge) secretNames(h tenant.Desired) map[string]bool {
	if h.Secrets == nil || j.mode.NeedsTenant() {
		return nil
	}
	return nameSet(slices.Collect(maps.Keys(h.Secrets)))
}

func nameSet(names []string) map[string]bool {
	set := map[string]bool{}
	for _, name := range names {
		set[name] = true
	}
	return set
}

// severities makes errors of warnings where the run is strict.
func (j judge) severities(all []diag.Diagnostic) []diag.Diagnostic {
	strict := slices.Clone(all)
	for i := range strict {
		if j.strict && strict[i].Severity == diag.Warning {
			strict[i].Severity = diag.Error
		}
	}
	return strict
}

// fit keeps what an Action cannot keep of a hook for the plan, which alone knows whether it becomes one. Where it is certain to be
// one it is said at once; a check says it as a warning.
func (j judge) fit(h *hookfile.Hook, found []diag.Diagnostic) []diag.Diagnostic {
	switch {
	case j.mode == tenant.ModeConvert, j.runtime == tenant.RuntimeHooks && h.Format == tenant.FormatHook:
		return nil // the conversion says it itself
	case j.runtimeOf(h.Format) == tenant.RuntimeActions:
		return found
	case j.mode == tenant.ModeCheck:
		for i := range found {
			if !j.strict && found[i].Severity == diag.Error {
				found[i].Severity = diag.Warning
			}
		}
		return found
	}
	for _, d := range found {
		if d.Severity == diag.Error {
			h.Unfit = append(h.Unfit, d)
		} else {
			h.Unsure = append(h.Unsure, d)
		}
	}
	return nil
}

// packagesOf are the packages that a script needs beside Node's own: those whose version a hook file names itself, and those that
// something must declare.
func packagesOf(s *script.Script, f tenant.Format) (required map[string]string, undeclared []tenant.Package) {
	seen := map[string]bool{}
	for _, r := range s.Requires() {
		switch {
		case r.Builtin || r.Local:
		case r.Version != "" && f == tenant.FormatHook:
			if required == nil {
				required = map[string]string{}
			}
			required[r.Name] = r.Version
		case !r.InTry && !seen[r.Name]:
			seen[r.Name] = true
			undeclared = append(undeclared, tenant.Package{Name: r.Name, Module: r.Module,
				Place: diag.Place{Line: r.Line, Column: r.Column}})
		}
	}
	return required, undeclared
}
