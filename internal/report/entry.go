package report

import (
	"cmp"
	"errors"
	"slices"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/tenant"
)

// Rules of the entries that only a report makes.
const (
	ruleRun    = "run"    // the run ended
	ruleDeploy = "deploy" // a hook's step failed
	ruleDrift  = "drift"  // the tenant has neither the desired script nor the one that was deployed last
)

// ruleStray is the rule of a file that belongs to no hook, also where the run has one hook only.
const ruleStray = "stray-file"

// An entry is one thing that a run has to say, once however many hooks and places it concerns.
type entry struct {
	diag.Diagnostic
	// detail is an error's whole text, where Message is its short form.
	detail string
	// hooks are the results it concerns; none where it concerns the run.
	hooks []*tenant.Result
	// places are where it belongs beside the file that describes the hook.
	places []diag.Place
}

// entries are all that the run has to say, the gravest first. What says the same is one entry, whatever hooks and places it
// concerns; with each set those at several places are several entries.
func (run Run) entries(each bool) []entry {
	all := run.failures()
	for i := range run.Results {
		if r := &run.Results[i]; r.Step.Drift {
			all = append(all, aboutHook(r, drift(*r)))
		}
	}
	for i := range run.Results {
		r := &run.Results[i]
		for _, w := range r.Warnings {
			all = append(all, aboutHook(r, w))
		}
	}
	for _, d := range run.Diagnostics {
		e := entry{Diagnostic: d, places: places(d.Place)}
		if d.Rule != ruleStray {
			e.hooks = run.describedIn(d.File)
		}
		all = append(all, e)
	}
	all = merge(all, each)
	slices.SortStableFunc(all, func(a, b entry) int { return cmp.Compare(a.Severity, b.Severity) })
	return all
}

// failures are what ended the run and the hooks' steps, apart from what is among the run's diagnostics.
func (run Run) failures() []entry {
	var all []entry
	if run.Err != nil {
		all = entriesOf(run.Err, ruleRun, nil)
	}
	for i := range run.Results {
		if r := &run.Results[i]; r.Status == tenant.Failed {
			all = append(all, entriesOf(r.Err, ruleDeploy, []*tenant.Result{r})...)
		}
	}
	return slices.DeleteFunc(all, func(e entry) bool { return slices.ContainsFunc(run.Diagnostics, e.Says) })
}

// entriesOf are the diagnostics that caused an error, the first with all that the error says beside them; else the error itself.
// What an error wants to be known first, by a short form of its own, comes first.
func entriesOf(err error, rule string, hooks []*tenant.Result) []entry {
	var all []entry
	for _, d := range causes(err) {
		d.Severity = diag.Error
		all = append(all, entry{Diagnostic: d, hooks: hooks, places: placeBeside(d.Place, hooks)})
	}
	switch {
	case all == nil || diag.Brief(err) != err.Error():
		return append([]entry{entryOf(err, rule, hooks)}, all...)
	case addsWords(err):
		all[0].detail = err.Error()
	}
	return all
}

// addsWords reports whether an error says more than what it wraps.
func addsWords(err error) bool {
	switch e := err.(type) { //nolint:errorlint // the tree is walked here
	case interface{ Unwrap() error }:
		return e.Unwrap().Error() != err.Error() || addsWords(e.Unwrap())
	case interface{ Unwrap() []error }:
		return slices.ContainsFunc(e.Unwrap(), func(inner error) bool { return causes(inner) == nil || addsWords(inner) })
	}
	return false
}

func entryOf(err error, rule string, hooks []*tenant.Result) entry {
	e := entry{Diagnostic: diag.Diagnostic{Rule: rule, Severity: diag.Error, Message: "no reason given"}, hooks: hooks}
	if len(hooks) > 0 {
		e.File, e.Line = hooks[0].Step.Want.File, hooks[0].Step.Want.Line
	}
	if err != nil {
		e.Message, e.Hint, e.detail = diag.Brief(err), diag.Hint(err), err.Error()
	}
	return e
}

// causes are the diagnostics in an error's tree.
func causes(err error) []diag.Diagnostic {
	switch e := err.(type) { //nolint:errorlint // the tree is walked here
	case diag.Diagnostic:
		return []diag.Diagnostic{e}
	case interface{ Unwrap() []error }:
		var all []diag.Diagnostic
		for _, inner := range e.Unwrap() {
			all = append(all, causes(inner)...)
		}
		return all
	case interface{ Unwrap() error }:
		return causes(e.Unwrap())
	}
	return nil
}

func aboutHook(r *tenant.Result, d diag.Diagnostic) entry {
	hooks := []*tenant.Result{r}
	return entry{Diagnostic: d, hooks: hooks, places: placeBeside(d.Place, hooks)}
}

// placeBeside is a place, unless that is where the hook is described.
func placeBeside(p diag.Place, hooks []*tenant.Result) []diag.Place {
	if len(hooks) > 0 && p == (diag.Place{File: hooks[0].Step.Want.File, Line: hooks[0].Step.Want.Line}) {
		return nil
	}
	return places(p)
}

func places(p diag.Place) []diag.Place {
	if p.File == "" && p.Input == "" {
		return nil
	}
	return []diag.Place{p}
}

// describedIn are the hooks that a finding in a file is about: that of the run, or the one that the file describes.
func (run Run) describedIn(file string) []*tenant.Result {
	if file == "" {
		return nil
	}
	var found []*tenant.Result
	for i := range run.Results {
		if r := &run.Results[i]; r.Step.Want.File == file || len(run.Results) == 1 {
			found = append(found, r)
		}
	}
	if len(found) > 1 {
		return nil
	}
	return found
}

// merge makes one entry of those that say the same.
func merge(all []entry, each bool) []entry {
	var merged []entry
	index := map[diag.Identity]int{}
	for _, e := range all {
		key := e.Identity()
		key.Place = diag.Place{}
		if each && len(e.places) > 0 {
			key.Place = e.places[0]
		}
		i, ok := index[key]
		if !ok {
			index[key] = len(merged)
			e.hooks, e.places = slices.Clone(e.hooks), slices.Clone(e.places)
			merged = append(merged, e)
			continue
		}
		merged[i].add(e)
	}
	return merged
}

func (e *entry) add(other entry) {
	if e.detail != other.detail {
		e.detail = e.Message // the short form, which all have alike
	}
	for _, p := range other.places {
		if !slices.Contains(e.places, p) {
			e.places = append(e.places, p)
		}
	}
	for _, r := range other.hooks {
		if !slices.Contains(e.hooks, r) {
			e.hooks = append(e.hooks, r)
		}
	}
}

// drift says that the script on the tenant is not the one that was deployed last, and what becomes of it.
func drift(r tenant.Result) diag.Diagnostic {
	text := "the script on the tenant differs from the one that this pull request's comment recorded"
	switch have := r.Step.Have; {
	case have != nil && have.Edited:
		text = "the Action's code was edited on the tenant since it was deployed"
	case have != nil && have.DraftEdited:
		text = "the Action's draft was edited on the tenant and not deployed"
	}
	switch {
	case r.Status == tenant.Planned:
		text += ", and apply would overwrite it"
	case hasScript(r.Now, r.Step.Want.Script):
		text += ", and this run overwrote it"
	case r.Status == tenant.Failed && r.Now != nil && r.Step.Have != nil && isSame(r.Step.Have, r.Now):
		text += ", and it was not overwritten"
	}
	return diag.Diagnostic{Rule: ruleDrift, Severity: diag.Warning, Message: text,
		Hint:  "Copy into the file what you want to keep of it",
		Place: diag.Place{File: r.Step.Want.File, Line: r.Step.Want.Line}}
}

// of are the entries of one severity.
func of(all []entry, s diag.Severity) []entry {
	return slices.DeleteFunc(slices.Clone(all), func(e entry) bool { return e.Severity != s })
}

// tally counts entries: "2 errors", "1 warning".
func tally(all []entry, severities ...diag.Severity) []string {
	var parts []string
	for _, s := range severities {
		if n := len(of(all, s)); n > 0 {
			parts = append(parts, plural(n, s.String()))
		}
	}
	return parts
}

// blocking are the hooks of a set that is not begun because of them.
func (run Run) blocking() []tenant.Result {
	return slices.DeleteFunc(run.with(tenant.Failed), func(r tenant.Result) bool { return !errors.Is(r.Err, tenant.ErrRefused) })
}
