package cli

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"auth0-hook-action/internal/config"
	"auth0-hook-action/internal/gha"
	"auth0-hook-action/internal/script"
	"auth0-hook-action/internal/secret"
	"auth0-hook-action/internal/shim"
	"auth0-hook-action/internal/tenant"
)

// What of a hook an Action cannot keep is found without the tenant where the runtime is known: with runtime actions it is
// an error of the files, in a check with auto a warning. With auto otherwise only those hooks are asked that turn out to
// become Actions.

// checkFidelity looks at the wanted hooks before the tenant is asked. Its error joins problems as config.Load's does.
func (s *step) checkFidelity() error {
	auto := s.cfg.Runtime == config.Auto && s.cfg.Mode == config.Check
	if s.cfg.Mode == config.Delete || s.cfg.Runtime != config.Actions && !auto {
		return nil
	}
	var problems []error
	for _, h := range s.cfg.Hooks {
		for f, p := range config.FindingProblems(h, shim.Check(h)) {
			if f.Severity == script.Error && !auto || s.cfg.Strict {
				problems = append(problems, p)
			} else {
				s.cfg.Warnings = append(s.cfg.Warnings, p)
			}
		}
	}
	return errors.Join(problems...)
}

// refuse keeps from Actions what could not run there, before anything is written, and warns of what will be otherwise.
func (s *step) refuse(aim *tenant.Aim) {
	aim.Refused = map[string]error{}
	if aim.Delete || s.cfg.Runtime == config.Actions {
		return
	}
	for _, h := range aim.Hooks {
		for f, p := range config.FindingProblems(h, shim.Check(h)) {
			if f.Severity == script.Error || s.cfg.Strict {
				aim.Refused[h.Key()] = errors.Join(aim.Refused[h.Key()], &hinted{
					error: fmt.Errorf("it would have to become an Action: %w", p), hint: p.Hint})
				continue
			}
			s.finding(p, gha.Warning)
		}
	}
}

// warnOfActions tells what of hooks would be refused, or be otherwise, if they had to become Actions.
func (s *step) warnOfActions(hooks []tenant.Hook) {
	for _, h := range hooks {
		for _, p := range config.FindingProblems(h, shim.Check(h)) {
			p.Message = "if the tenant refuses Hooks: " + p.Message
			s.finding(p, gha.Warning)
		}
	}
}

// warnOfPackages names what the new scripts of Actions require and nothing declares: a Hook had many packages without a word,
// an Action has those of dependencies.
func (s *step) warnOfPackages(d *side) {
	if d.engine.Limits().Runtime != string(config.Actions) {
		return
	}
	given := map[string]bool{}
	for _, h := range s.cfg.Hooks {
		given[h.Key()] = h.Dependencies != nil // looked at when the files were
	}
	for _, st := range d.plan.Steps {
		if given[st.Key()] || st.Op != tenant.Create && st.Change.Script == nil {
			continue
		}
		have := map[string]string{}
		maps.Copy(have, st.Have.Dependencies)
		maps.Copy(have, st.Want.Dependencies) // of a Hook that becomes an Action
		found := script.Check(st.Want.Script, script.Options{Trigger: st.Want.Trigger, Dependencies: have})
		for f, p := range config.FindingProblems(st.Want, found) {
			if f.Rule == "package" {
				s.finding(p, gha.Warning)
			}
		}
	}
}

// lost are the names of secrets that a Hook has and that were not given: nobody can read their values.
func lost(have, given map[string]secret.Value) []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(have)), func(name string) bool {
		_, ok := given[name]
		return ok
	})
}
