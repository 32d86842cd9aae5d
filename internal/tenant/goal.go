package tenant

import (
	"fmt"

	"auth0-hook-action/internal/diag"
)

// A Goal is what one run is to reach on a tenant.
type Goal struct {
	// Desired are the hooks that are wanted; with ModeDelete those to be deleted, of which name and trigger alone
	// count.
	Desired []Desired
	// Mode is ModeApply, ModePlan or ModeDelete. A plan is the same in ModeApply and ModePlan.
	Mode Mode
	// Runtime as it was asked for.
	Runtime Runtime
	// Whole is set where Desired describes all hooks of a hooks-path: with Prune others are deleted.
	Whole bool
	// Prune removes what is not described: secrets that are not among the given ones and, with Whole, hooks.
	Prune bool
	// ReplaceEnabled allows a hook to take the one enabled slot of its trigger from another.
	ReplaceEnabled bool
	// WriteMissing writes only those secrets that the tenant lacks, and never updates a value.
	WriteMissing bool
	// Repository is the id of the repository of this run, and Path its hooks-path: prune deletes Actions that both
	// match. Without an id it deletes none.
	Repository, Path string
	// LastApplied is what was deployed last; nil where nothing is known.
	LastApplied LastApplied
}

// only is the goal reduced to some of its hooks.
func (g Goal) only(desired ...Desired) Goal {
	g.Desired, g.Whole = desired, false
	return g
}

// needsReading says which part of the goal cannot be reached without reading the tenant; empty where none.
func (g Goal) needsReading() string {
	switch {
	case g.Mode == ModeDelete:
		return "mode: delete"
	case g.Whole:
		return "hooks-path"
	case g.Prune:
		return "prune: true"
	}
	for _, want := range g.Desired {
		if want.WantsEnabled() {
			return "enabled: true"
		}
		if want.Format == FormatAction {
			return "a native Action"
		}
	}
	return ""
}

// A refusal is the error of a step that can never be carried out. It is an ErrRefused.
type refusal struct {
	text, hint string
	causes     []diag.Diagnostic
}

func refuse(hint, format string, args ...any) error {
	return &refusal{text: fmt.Sprintf(format, args...), hint: hint}
}

// refuseFor is a refusal for what a check found in the script, which is at least one thing.
func refuseFor(text string, found []diag.Diagnostic) error {
	r := &refusal{text: text + ": " + found[0].Error(), hint: found[0].Hint, causes: found}
	if len(found) > 1 {
		r.text += fmt.Sprintf(" (and %d more)", len(found)-1)
	}
	return r
}

func (r *refusal) Error() string { return r.text }

// Unwrap gives what was found, each with its place.
func (r *refusal) Unwrap() []error {
	all := make([]error, len(r.causes))
	for i, d := range r.causes {
		all[i] = d
	}
	return all
}

// Hint says what to do, for diag.Hint.
func (r *refusal) Hint() string { return r.hint }

// Is makes each refusal an ErrRefused.
func (r *refusal) Is(target error) bool { return target == ErrRefused }

// failing is an error with what to do about it that stops its own step alone.
func failing(hint, format string, args ...any) error {
	return diag.WithHint(fmt.Errorf(format, args...), hint)
}

// warning and notice are for the reader of a plan, about one hook.
func warning(want Desired, rule, hint, format string, args ...any) diag.Diagnostic {
	return diag.Diagnostic{Rule: rule, Severity: diag.Warning, Place: diag.Place{File: want.File, Line: want.Line},
		Message: fmt.Sprintf(format, args...), Hint: hint}
}

func notice(want Desired, rule, format string, args ...any) diag.Diagnostic {
	d := warning(want, rule, "", format, args...)
	d.Severity = diag.Notice
	return d
}
