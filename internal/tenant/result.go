package tenant

import (
	"errors"
	"maps"
	"slices"
	"strings"

	"auth0-hook-action/internal/diag"
)

// A Status is how a hook's run ended.
type Status int

// How a hook's run can end.
const (
	Created Status = iota + 1
	Updated
	Unchanged
	Deleted
	Planned
	Skipped // not wanted, or not attempted since the run ended before
	Failed
)

var statuses = [...]string{Created: "created", Updated: "updated", Unchanged: "unchanged", Deleted: "deleted",
	Planned: "planned", Skipped: "skipped", Failed: "failed"}

// String is the word of the output "result".
func (s Status) String() string { return word(statuses[:], int(s)) }

// A Result is what became of one step.
type Result struct {
	Step   Step
	Status Status
	// Now is what is known of the hook on the tenant after the step; nil where it is not there.
	Now *Observed
	// SecretsWritten are the names of the secrets that were written, and SecretsKept how many given ones were not, and
	// so not compared.
	SecretsWritten []string
	SecretsKept    int
	// Tests are the runs of the draft, in the order of the events.
	Tests []TestRun
	// Warnings are the step's and those that came up on the way.
	Warnings []diag.Diagnostic
	// Err is why it failed or was skipped.
	Err error
}

// Preview gives the results of a plan that is only shown: Planned, or Failed where a step cannot be carried out. Where
// a hook may become an Action it warns of what that would need.
func Preview(plan Plan) []Result {
	results := make([]Result, len(plan.Steps))
	for i, s := range plan.Steps {
		results[i] = resultOf(s)
		if results[i].Status = Planned; s.Err != nil {
			results[i].Status = Failed
		}
		results[i].Warnings = slices.Concat(s.Warnings, warnFallback(s))
	}
	markDisplaced(results, Planned)
	return results
}

// warnFallback says what of a Hook would be different, or missing, if it became an Action.
func warnFallback(s Step) []diag.Diagnostic {
	if s.Fallback == nil {
		return nil
	}
	const lead = "if the tenant refuses Hooks, it becomes an Action: "
	if err := s.Fallback.Err; err != nil {
		return notMoved(s.Want, err)
	}
	found := slices.Clone(s.Fallback.Warnings)
	for i := range found {
		found[i].Message = lead + found[i].Message
	}
	if hook := s.Fallback.Replaces; hook != nil {
		text := "the Hook %s is disabled, and the Action takes its place"
		if s.Want.WantsDisabled() {
			text = "the Hook %s is disabled too"
		}
		found = append(found, notice(s.Want, "move", lead+text, hook.DisplayName()))
	}
	var more []string
	for _, name := range slices.Sorted(maps.Keys(packages(s.Fallback.Want))) {
		if _, shown := s.Want.Dependencies[name]; !shown {
			more = append(more, name+" "+packages(s.Fallback.Want)[name])
		}
	}
	if len(more) > 0 {
		found = append(found, notice(s.Want, "move", lead+"it declares %s", strings.Join(more, ", ")))
	}
	return found
}

// notMoved says why a Hook could not become an Action: each thing that was found, else the error.
func notMoved(want Desired, err error) []diag.Diagnostic {
	const lead = "if the tenant refuses Hooks, it cannot become an Action: "
	r, ok := errors.AsType[*refusal](err)
	if !ok || len(r.causes) == 0 {
		return []diag.Diagnostic{warning(want, "move", diag.Hint(err), lead+"%v", err)}
	}
	found := slices.Clone(r.causes)
	for i := range found {
		found[i].Severity, found[i].Message = diag.Warning, lead+found[i].Message
	}
	return found
}

// NotAttempted gives the results of a plan that is not carried out, because a step of its set is refused.
func NotAttempted(plan Plan) []Result {
	results := make([]Result, len(plan.Steps))
	for i, s := range plan.Steps {
		results[i] = resultOf(s)
		if results[i].Status = Failed; s.Err == nil {
			results[i].Status, results[i].Err = Skipped, ErrNotAttempted
		}
	}
	return results
}

func resultOf(s Step) Result {
	return Result{Step: s, Now: s.Have, Warnings: s.Warnings, Err: s.Err}
}

// markDisplaced says in the rows of hooks of the same set that another one of it took their slot.
func markDisplaced(results []Result, as Status) {
	for _, r := range results {
		for _, d := range r.Step.Displaces {
			i := slices.IndexFunc(results, func(o Result) bool { return o.Now != nil && o.Now.is(d) && o.Err == nil })
			if i < 0 || r.Err != nil {
				continue
			}
			now := *results[i].Now
			now.Enabled = new(false)
			results[i].Now = &now
			results[i].Warnings = append(slices.Clone(results[i].Warnings),
				warning(results[i].Step.Want, "slot", "", "%q is enabled in its place", r.Step.Name()))
			if results[i].Status == Unchanged {
				results[i].Status = as
			}
		}
	}
}

// Succeeded reports whether all that was wanted was done: the one decision about a run's success.
func Succeeded(results []Result) bool {
	return !slices.ContainsFunc(results, func(r Result) bool { return r.Err != nil })
}

// Overall is the status of several results, which is that of the output "result": the first that applies of failed,
// deleted, created, updated, planned, unchanged and skipped. Without results it is Unchanged.
func Overall(results []Result) Status {
	for _, s := range []Status{Failed, Deleted, Created, Updated, Planned, Unchanged, Skipped} {
		if slices.ContainsFunc(results, func(r Result) bool { return r.Status == s }) {
			return s
		}
	}
	return Unchanged
}

// Remember is what LastApplied becomes by a run's results: the fingerprint of each script that is known to stand on the
// tenant as it was wanted, also where the rest of its step failed; deleted hooks are forgotten; all else is carried on.
// Of a script that may have come to the tenant with values that must not be shown nothing else is remembered.
func Remember(old LastApplied, results []Result) LastApplied {
	known := LastApplied{}
	maps.Copy(known, old)
	for _, r := range results {
		want, key := r.Step.Want, r.Step.Key()
		switch {
		case r.Status == Deleted:
			delete(known, key)
		case want.HideDiff && (r.stands() || r.Status == Failed):
			known[key] = hiddenScript
		case want.HideDiff:
		case want.Script != "" && r.stands():
			known[key] = Fingerprint(want.Script)
		}
	}
	return known
}

// stands reports whether the tenant is known to have the desired script.
func (r Result) stands() bool {
	if r.Status == Failed {
		return r.Now != nil && r.Now.Script != nil && *r.Now.Script == r.Step.Want.Script
	}
	return r.Status == Created || r.Status == Updated || r.Status == Unchanged
}
