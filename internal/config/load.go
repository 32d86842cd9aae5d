package config

import (
	"context"
	"fmt"
	"io/fs"
	"slices"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/hookfile"
	"auth0-hook-action/internal/tenant"
)

// reported are the problems without those that a value gives which GitHub keeps from the run, or a part of it: such as
// the domain, which no such run needs.
func (c Config) reported(found []diag.Diagnostic) []diag.Diagnostic {
	withheld := []string{RuleCredentials, hookfile.RuleEmpty, hookfile.RuleVariables}
	return slices.DeleteFunc(found, func(d diag.Diagnostic) bool {
		return c.withheld && (slices.Contains(withheld, d.Rule) || d.Input == "domain" || d.Input == "audience")
	})
}

// Load reads the files that the inputs name: one script, or a set of hooks. In a deletion of one hook it reads none, and
// before an export it looks only whether the directory can take one. It finds every problem, and gives what could be read
// also beside errors. The error says that ctx has ended, and nothing else; the Set then has its Masks.
func Load(ctx context.Context, c Config, files fs.FS) (hookfile.Set, []diag.Diagnostic, error) {
	set, found, err := c.load(ctx, files)
	return set, c.reported(found), err
}

func (c Config) load(ctx context.Context, files fs.FS) (hookfile.Set, []diag.Diagnostic, error) {
	switch {
	case c.Mode == tenant.ModeExport:
		found, err := hookfile.CheckTarget(ctx, files, c.HooksPath)
		return hookfile.Set{Masks: c.Variables.Masks(c.public)}, found, err
	case c.HooksPath != "":
		return hookfile.Read(ctx, hookfile.Source{Files: files, Path: c.HooksPath, Variables: c.Variables,
			Public:    c.public,
			NamesOnly: c.Mode == tenant.ModeDelete, KeepMarkers: c.Mode == tenant.ModeConvert,
			Prune: c.Prune && c.Mode != tenant.ModeDelete, Adopt: c.Adopt})
	case c.Mode == tenant.ModeDelete:
		return hookfile.ReadOne(ctx, files, c.Hook, "", "")
	}
	return hookfile.ReadOne(ctx, files, c.Hook, c.ScriptPath, c.TestPayload)
}

// CheckFormats finds what is wrong with the hooks of a Set once the format of each is known: what hookfile.Set.Check
// finds, and what contradicts the inputs.
func (c Config) CheckFormats(set hookfile.Set) []diag.Diagnostic {
	found := set.Check()
	report := func(p diag.Place, message, hint string) {
		found = append(found, diag.Diagnostic{Rule: RuleInput, Severity: diag.Error, Place: p, Message: message,
			Hint: hint})
	}
	for _, h := range set.Hooks {
		native := h.Format == tenant.FormatAction
		if c.Runtime == tenant.RuntimeHooks && native {
			report(h.Place(hookfile.FieldScript),
				"the script of "+h.DisplayName()+" is a native Action, and runtime is hooks",
				"leave runtime out, or set it to actions")
		}
		if c.Runtime == tenant.RuntimeHooks && len(h.Tests) > 0 && c.HooksPath != "" {
			report(h.Place(hookfile.FieldTestPayload), noTests, "leave testPayload out, or set runtime to actions")
		}
		if c.HooksPath == "" && c.ReplaceEnabled && native && !h.Trigger.TakesOneAction() && h.Trigger != 0 {
			report(diag.Place{Input: "replace-enabled"},
				fmt.Sprintf("the script is a native Action, and %s runs any number of those: there is none to replace", h.Trigger),
				"leave replace-enabled out; position says where in the list the Action runs")
		}
	}
	return found
}
