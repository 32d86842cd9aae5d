package report

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/secret"
	"auth0-hook-action/internal/tenant"
)

// A Run is what is known of one run when its report is written.
type Run struct {
	// Mode is what the run was asked to do; 0 where the input could not be read.
	Mode tenant.Mode
	// Domain is the tenant's host; empty where none was given.
	Domain string
	// HookName is the input hook-name as the workflow has it; empty with hooks-path.
	HookName string
	// Results has one row for each hook, in the order in which they are reported. In a check, and where nothing was begun, it names
	// the hooks that are desired.
	Results []tenant.Result
	// Diagnostics are what was found in inputs, files and scripts, and warnings about the run as a whole. With an Error among them
	// nothing was begun.
	Diagnostics []diag.Diagnostic
	// RuntimeNote says why runtime: auto chose as it did, as a clause; empty where the workflow named the runtime.
	RuntimeNote string
	// Files are what an export or a conversion wrote and Removed what an export removed, both relative to the workspace. Paste is the
	// block of variables that the exported files need, as YAML for the workflow.
	Files, Removed []string
	Paste          string
	// Conversions are what a conversion made of each hook file.
	Conversions []Conversion
	// Skipped says why nothing was done although nothing is wrong; empty where something was.
	Skipped string
	// Err ended the run before its hooks, or in the midst of them.
	Err error

	// ShowDiff allows scripts to be shown; otherwise lines are only counted.
	ShowDiff bool
	// Redact removes secrets from a text; nil removes what has the shape of a token and no more.
	Redact func(string) secret.Redacted

	// Commit that was deployed, and its page. Blob is the address below which the repository's files stand at that commit, with a
	// slash at its end. Each may be empty.
	Commit, CommitURL, Blob string
	// Checkout is the folder of the workspace that holds the repository, where actions/checkout was given a path; empty for the
	// workspace itself. A file outside it is in no link.
	Checkout string
	// RunURL is the page of the workflow run, which shows the summary.
	RunURL string
	// Stamp identifies the run, and says when it began.
	Stamp Stamp

	diffs []*diff // one for each result: see Compared
}

// A diff is what a step does to a script, line by line.
type diff struct {
	added, removed int
	// lines are those of the unified diff, fit to be shown; none where they must not be.
	lines []string
}

// A Conversion is what a conversion made of one hook file.
type Conversion struct {
	// From is the hook file and To the native Action beside it, relative to the workspace; To is empty where none was made.
	From, To string
	// Result is "idiomatic", "adapter" or "native already"; empty where it failed. Why says what, at Line of From, kept it from being
	// idiomatic.
	Result, Why string
	Line        int
	// Written is set where To was written by this run, and not set where it was there already.
	Written bool
	// Lines counts those of To.
	Lines int
	// Dependencies are all packages that the Action must declare, with their versions; nil where it declares them already.
	Dependencies map[string]string
	// Description is the file of a set that describes the hook; empty of a single hook, which the inputs describe.
	Description string
}

// A Comment is the pull request's comment: its id and its page, zero where there is none, and the pull request's number.
type Comment struct {
	ID     int64
	URL    string
	Number int
}

// Failed reports whether the run did not do what it was asked to.
func Failed(run Run) bool {
	return run.Err != nil || diag.Errors(run.Diagnostics) || run.Skipped == "" && !tenant.Succeeded(run.Results)
}

// Changed is the output "changed": whether the tenant differs from before or, of a plan, would. Of a conversion it is whether a
// file was written.
func Changed(run Run) bool {
	if run.Mode == tenant.ModeConvert {
		return slices.ContainsFunc(run.Conversions, func(c Conversion) bool { return c.Written })
	}
	return slices.ContainsFunc(run.Results, func(r tenant.Result) bool { return isTouched(r) || isPlanned(r) })
}

// redact removes secrets. It comes before any cutting or escaping, which would hide them.
func (run Run) redact(text string) secret.Redacted {
	if run.Redact == nil {
		return (*secret.Redactor)(nil).Redact(text)
	}
	return run.Redact(text)
}

// isCancelled reports whether somebody stopped the run.
func (run Run) isCancelled() bool { return errors.Is(run.Err, context.Canceled) }

// isBlocked reports whether a set was not begun since a part of it is refused.
func (run Run) isBlocked() bool {
	return slices.ContainsFunc(run.Results, func(r tenant.Result) bool { return errors.Is(r.Err, tenant.ErrNotAttempted) })
}

// hasBegun reports whether any hook was looked at on the tenant.
func (run Run) hasBegun() bool { return run.count(tenant.Skipped) < len(run.Results) }

func (run Run) count(s tenant.Status) int { return len(run.with(s)) }

// with are the results of one status.
func (run Run) with(s tenant.Status) []tenant.Result {
	return slices.DeleteFunc(slices.Clone(run.Results), func(r tenant.Result) bool { return r.Status != s })
}

// runtime is that of all results; RuntimeAuto where they differ, and 0 where none has one.
func (run Run) runtime() tenant.Runtime {
	var used tenant.Runtime
	for _, r := range run.Results {
		switch {
		case used == 0:
			used = r.Step.Runtime
		case r.Step.Runtime != 0 && r.Step.Runtime != used:
			return tenant.RuntimeAuto
		}
	}
	return used
}

// inRepository is the path of a file of the workspace in the repository; ok is not set where it lies outside.
func (run Run) inRepository(file string) (path string, ok bool) {
	if run.Checkout == "" || run.Checkout == "." {
		return file, true
	}
	return strings.CutPrefix(file, strings.TrimSuffix(run.Checkout, "/")+"/")
}

// isPlanned reports whether a result says that there is something to do.
func isPlanned(r tenant.Result) bool { return r.Status == tenant.Planned && r.Step.Changes() }

// isTouched reports whether the tenant differs from before, by a step that was carried out or by one that failed half-way.
func isTouched(r tenant.Result) bool {
	switch r.Status {
	case tenant.Created, tenant.Updated, tenant.Deleted:
		return true
	case tenant.Failed:
		return !isSame(r.Step.Have, r.Now)
	}
	return false
}

// isSame reports whether nothing is known to have changed of a hook.
func isSame(have, now *tenant.Observed) bool {
	switch {
	case now == nil || have == now:
		return true
	case have == nil || have.ID != now.ID || have.IsEnabled() != now.IsEnabled():
		return false
	}
	return have.Script == nil || now.Script == nil || *have.Script == *now.Script
}

// current is the hook as the tenant has it: after the run or, where nothing is known of that, before it.
func current(r tenant.Result) *tenant.Observed {
	if r.Now != nil {
		return r.Now
	}
	return r.Step.Have
}

// nameOf is that under which the tenant stores the hook, or will; a check may have nothing but the file's.
func (run Run) nameOf(r tenant.Result) string {
	if o := current(r); o != nil {
		return cmp.Or(o.Name, r.Step.Want.Name, o.ID)
	}
	name, given := r.Step.Name(), r.Step.Want.Name
	if run.redact(given).String() != given {
		name = given // another form of it might show a part of the secret
	}
	return cmp.Or(name, r.Step.Want.File)
}

// order gives the places of the results in the order of the report: what is deleted first, and of that what was enabled.
func (run Run) order() []int {
	order := make([]int, len(run.Results))
	for i := range order {
		order[i] = i
	}
	rank := func(i int) int {
		if run.Results[i].Step.Op != tenant.Delete {
			return 2
		}
		return 1 - wasEnabled(run.Results[i])
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(rank(a), rank(b)) })
	return order
}

func idOf(r tenant.Result) string {
	if o := current(r); o != nil {
		return o.ID
	}
	return ""
}

// versionOf is the number of the deployed version; 0 where there is none.
func versionOf(r tenant.Result) int {
	if o := current(r); o != nil && r.Status != tenant.Deleted {
		return o.Version
	}
	return 0
}

// enabledOf is how the hook stands on the tenant; nil where it does not stand there, or that is unknown.
func enabledOf(r tenant.Result) *bool {
	if o := current(r); o != nil && r.Status != tenant.Deleted {
		return o.Enabled
	}
	return nil
}

// isUnchanged reports whether nothing is to be said of a hook but its name, and that its secrets were written.
func isUnchanged(r tenant.Result) bool {
	return r.Err == nil && len(r.Tests) == 0 && (r.Status == tenant.Unchanged || r.Status == tenant.Planned && !r.Step.Changes())
}

// showsHooks reports whether the report says of each hook what became of it.
func (run Run) showsHooks() bool {
	return run.Mode != tenant.ModeCheck && run.Mode != tenant.ModeConvert && run.Mode != tenant.ModeExport
}

func wasEnabled(r tenant.Result) int {
	if r.Step.Have != nil && r.Step.Have.IsEnabled() {
		return 1
	}
	return 0
}

// resultOutput is the result of one hook.
func (run Run) resultOutput(r tenant.Result) string {
	switch {
	case r.Status == tenant.Failed || r.Status == tenant.Skipped:
	case run.Mode == tenant.ModeCheck:
		return "checked"
	case run.Mode == tenant.ModeExport:
		return "exported"
	case run.Mode == tenant.ModeConvert:
		return "converted"
	}
	return r.Status.String()
}

// wantsEnabled is what a step makes of the enabled state; nil where it leaves it.
func wantsEnabled(s tenant.Step) *bool {
	switch enabled := s.Change.Enabled; {
	case s.Op == tenant.Create && s.Want.Enabled == nil:
		return new(false)
	case s.Op == tenant.Create:
		return s.Want.Enabled
	case enabled == nil || s.Have != nil && s.Have.Enabled != nil && *s.Have.Enabled == *enabled: // it only displaces others
		return nil
	default:
		return enabled
	}
}
