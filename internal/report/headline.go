package report

import (
	"fmt"
	"slices"
	"strings"

	"auth0-hook-action/internal/script"
	"auth0-hook-action/internal/tenant"
)

// headline is the line that a reader sees first: what became of which hook, where, by which runtime and why; of a failure
// the cause.
func (v voice) headline() string {
	rows := v.Results
	switch {
	case v.severity(script.Error) > 0 && v.Mode != "check":
		return v.nothing() + ": " + v.problems()
	case v.cancelled():
		return fmt.Sprintf("Cancelled: %s done", v.progress())
	case v.Err != nil && !v.begun():
		return v.nothing() + ": " + v.cause(v.Err)
	case v.Err != nil:
		return v.progress() + " done: " + v.cause(v.Err)
	case v.Skipped != "":
		return v.nothing() + ": " + v.prose(brief(v.clean(v.Skipped)))
	case v.Mode == "check" && v.severity(script.Error) > 0:
		return v.hooks() + " checked: " + v.tally() + ". " + v.problems()
	case v.Mode == "check":
		return v.hooks() + " checked: " + v.tally()
	case v.Mode == "export":
		return v.hooks() + " exported" + v.at(" from ")
	case len(rows) == 0:
		return "No hook to " + verb(v.Mode) + v.at(" on ")
	case len(rows) == 1:
		return v.one(rows[0])
	}
	return v.many()
}

// nothing begins the line of a run that began nothing.
func (v voice) nothing() string {
	what := "Nothing "
	if len(v.Results) == 1 {
		what = v.hooks() + " not "
	}
	switch v.Mode {
	case "plan":
		return what + "planned" + v.at(" for ")
	case "delete":
		return what + "deleted" + v.at(" from ")
	case "export":
		return what + "exported" + v.at(" from ")
	case "check":
		return what + "checked"
	}
	return what + "deployed" + v.at(" to ")
}

// verb is what there was no hook for.
func verb(mode string) string {
	switch mode {
	case "plan", "apply":
		return "deploy"
	}
	return mode
}

// progress is "2 of 5 hooks on X".
func (v voice) progress() string {
	done := len(v.Results) - v.count(tenant.Skipped) - v.count(tenant.Failed)
	return fmt.Sprintf("%d of %s%s", done, plural(len(v.Results), "hook"), v.at(" on "))
}

// one tells of a single hook.
func (v voice) one(r tenant.Result) string {
	who := v.hooks()
	switch r.Status {
	case tenant.Planned:
		return who + " " + planned(r) + v.at(" on ") + v.runtime()
	case tenant.Failed, tenant.Skipped:
		return who + " " + v.undone(r) + v.at(" on ") + v.runtime() + ": " + v.cause(r.Err)
	case tenant.Deleted:
		return who + " deleted" + v.at(" from ") + v.runtime()
	case tenant.Unchanged:
		if v.Mode == "delete" {
			return who + " is not" + v.at(" on ") + ": nothing to delete"
		}
	}
	return who + " " + r.Status.String() + v.at(" on ") + v.runtime()
}

// planned is what apply would do.
func planned(r tenant.Result) string {
	switch {
	case !r.Step.Changes():
		return "would stay as it is"
	case r.Step.Op == tenant.Create:
		return "would be created"
	case r.Step.Op == tenant.Delete:
		return "would be deleted"
	}
	return "would be updated"
}

// undone is what a failed step did not do, or not wholly.
func (v voice) undone(r tenant.Result) string {
	how := "not "
	if touched(r) {
		how = "only partly "
	}
	switch {
	case v.Mode == "plan":
		return "cannot be deployed"
	case r.Step.Op == tenant.Create:
		return how + "created"
	case r.Step.Op == tenant.Update:
		return how + "updated"
	case r.Step.Op == tenant.Delete || v.Mode == "delete":
		return how + "deleted"
	}
	return how + "deployed"
}

// many tells of several hooks by number, the failed first, and why the first of those failed.
func (v voice) many() string {
	counts := v.results()
	if v.Mode == "plan" {
		counts = v.plans()
	}
	line := v.hooks() + v.at(" on ") + v.runtime() + ": " + strings.Join(counts, ", ")
	for _, r := range v.Results {
		if r.Status == tenant.Failed {
			return line + ". " + v.code(name(r)) + ": " + v.cause(r.Err)
		}
	}
	return line
}

// results are the numbers of hooks that ended alike.
func (run Run) results() []string {
	var counts []string
	for _, s := range []tenant.Status{tenant.Failed, tenant.Deleted, tenant.Created, tenant.Updated, tenant.Unchanged,
		tenant.Skipped} {
		if n := run.count(s); n > 0 {
			counts = append(counts, fmt.Sprintf("%d %s", n, s))
		}
	}
	return counts
}

// plans are the numbers of hooks that are planned alike.
func (run Run) plans() []string {
	var would [tenant.Delete + 1]int
	for _, r := range run.Results {
		switch {
		case r.Status != tenant.Planned:
		case r.Step.Changes():
			would[r.Step.Op]++
		default:
			would[tenant.None]++
		}
	}
	var counts []string
	add := func(n int, text string) {
		if n > 0 {
			counts = append(counts, fmt.Sprintf("%d %s", n, text))
		}
	}
	add(run.count(tenant.Failed), "cannot be deployed")
	add(would[tenant.Delete], "to be deleted")
	add(would[tenant.Create], "to be created")
	add(would[tenant.Update], "to be updated")
	add(would[tenant.None], "unchanged")
	return counts
}

// runtime says which runtime was used where that is not the plain one, and why.
func (v voice) runtime() string {
	note := ""
	if v.RuntimeNote != "" {
		note = v.prose(v.RuntimeNote)
	}
	as := ""
	switch RuntimeUsed(v.Run) {
	case "actions":
		as = " as " + noun(len(v.Results), "an Action", "Actions")
	case "mixed":
		as = " as Hooks and Actions"
	case "hooks":
		if note != "" {
			as = " as " + noun(len(v.Results), "a Hook", "Hooks")
		}
	default:
		if v.undecided() {
			return " (as " + noun(len(v.Results), "an Action", "Actions") + " if the tenant refuses Hooks)"
		}
	}
	if note != "" {
		as += " (" + note + ")"
	}
	return as
}

// undecided reports whether a plan leaves it to apply which runtime a new hook gets.
func (run Run) undecided() bool { return slices.ContainsFunc(run.Results, undecided) }

func undecided(r tenant.Result) bool {
	return r.Status == tenant.Planned && r.Step.Op == tenant.Create && r.Runtime == ""
}

// at names the tenant, where it is known.
func (v voice) at(preposition string) string {
	if v.Domain == "" {
		return ""
	}
	return preposition + v.code(v.Domain)
}

// hooks names one hook, and counts several.
func (v voice) hooks() string {
	if len(v.Results) == 1 {
		return "Hook " + v.code(name(v.Results[0]))
	}
	return plural(len(v.Results), "hook")
}

func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}

func noun(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}
