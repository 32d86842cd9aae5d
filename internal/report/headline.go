package report

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/tenant"
)

// headline is what a reader sees first, on one line: what became of which hook, where, and how many warnings there are.
func (re renderer) headline(all []entry) string {
	if diag.Errors(re.Diagnostics) && re.Mode != tenant.ModeCheck && len(re.Conversions) == 0 {
		return re.nothing() + ": " + strings.Join(tally(all, diag.Error, diag.Warning), " · ")
	}
	if re.Mode == tenant.ModeCheck && re.Err == nil {
		found := tally(all, diag.Error, diag.Warning)
		if found == nil {
			found = []string{"nothing found"}
		}
		return re.subject() + " checked: " + strings.Join(found, " · ")
	}
	return strings.Join(append([]string{re.outcome()}, tally(all, diag.Warning)...), " · ")
}

func (re renderer) outcome() string {
	switch {
	case re.isCancelled() && !re.hasBegun():
		return "Cancelled. " + re.nothing()
	case re.isCancelled() && len(re.Results) == 1:
		return "Cancelled. " + re.one(re.Results[0])
	case re.isCancelled():
		return fmt.Sprintf("Cancelled: %s done", re.progress())
	case re.Err != nil && !re.hasBegun():
		return re.nothing()
	case re.isBlocked():
		return fmt.Sprintf("%s: %d of %s cannot be deployed", re.nothing(), re.count(tenant.Failed), plural(len(re.Results), "hook"))
	case re.Err != nil && re.Mode.Writes():
		return re.progress() + " done"
	case re.Skipped != "":
		return re.nothing() + ": skipped"
	case re.Mode == tenant.ModeConvert:
		return re.converted()
	case re.Mode == tenant.ModeExport:
		return re.exported()
	case len(re.Results) == 0:
		return "No hook to " + verbOf(re.Mode) + re.at(" on ")
	case len(re.Results) == 1:
		return re.one(re.Results[0])
	}
	return re.many()
}

// nothing begins the line of a run that began nothing.
func (re renderer) nothing() string {
	what := "Nothing "
	if len(re.Results) == 1 {
		what = re.subject() + " not "
	}
	switch re.Mode {
	case tenant.ModePlan:
		return what + "planned" + re.at(" for ")
	case tenant.ModeDelete:
		return what + "deleted" + re.at(" from ")
	case tenant.ModeExport:
		return what + "exported" + re.at(" from ")
	case tenant.ModeCheck:
		return what + "checked"
	case tenant.ModeConvert:
		return what + "converted"
	}
	return what + "deployed" + re.at(" to ")
}

// verbOf is what there was no hook for.
func verbOf(mode tenant.Mode) string {
	switch mode {
	case tenant.ModePlan, tenant.ModeApply:
		return "deploy"
	}
	return mode.String()
}

// progress is "2 of 5 hooks on X".
func (re renderer) progress() string {
	done := len(re.Results) - re.count(tenant.Skipped) - re.count(tenant.Failed)
	return fmt.Sprintf("%d of %s%s", done, plural(len(re.Results), "hook"), re.at(" on "))
}

// one is about a single hook.
func (re renderer) one(r tenant.Result) string {
	as, on := re.asWhat(r), re.at(" on ")
	switch r.Status {
	case tenant.Planned:
		return re.subject() + " " + planned(r) + as + on
	case tenant.Failed, tenant.Skipped:
		return re.subject() + " " + re.undone(r) + as + on
	case tenant.Deleted:
		return re.subject() + " deleted" + re.at(" from ")
	case tenant.Unchanged:
		if re.Mode == tenant.ModeDelete {
			return re.subject() + " is not" + on + ": nothing to delete"
		}
		return re.subject() + " unchanged" + on
	}
	return re.subject() + " " + r.Status.String() + as + on
}

// asWhat says that a hook file is a new Action.
func (re renderer) asWhat(r tenant.Result) string {
	if r.Step.Op == tenant.Create && r.Step.Format() != tenant.FormatAction && r.Step.Runtime == tenant.RuntimeActions {
		return " as an Action"
	}
	return ""
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

// many counts several hooks, the failed first.
func (re renderer) many() string {
	if re.Mode == tenant.ModePlan {
		return "Plan" + re.at(" for ") + ": " + strings.Join(re.plans(), " · ")
	}
	return re.subject() + re.at(" on ") + ": " + strings.Join(re.results(), " · ")
}

// results are the numbers of hooks that ended alike.
func (re renderer) results() []string {
	var counts []string
	all := []tenant.Status{tenant.Failed, tenant.Deleted, tenant.Created, tenant.Updated, tenant.Unchanged, tenant.Skipped}
	for _, s := range all {
		word := s.String()
		if s == tenant.Skipped && re.Skipped == "" {
			word = "not attempted"
		}
		if n := re.count(s); n > 0 {
			counts = append(counts, fmt.Sprintf("%d %s%s", n, word, re.ofThemEnabled(s)))
		}
	}
	return counts
}

// ofThemEnabled says how many of the deleted hooks were enabled.
func (re renderer) ofThemEnabled(s tenant.Status) string {
	n := 0
	for _, r := range re.with(s) {
		n += wasEnabled(r)
	}
	if s != tenant.Deleted || n == 0 {
		return ""
	}
	return fmt.Sprintf(", %d of them enabled", n)
}

// plans are the numbers of hooks that are planned alike.
func (re renderer) plans() []string {
	var would [tenant.Delete + 1]int
	for _, r := range re.with(tenant.Planned) {
		if r.Step.Changes() {
			would[r.Step.Op]++
		} else {
			would[tenant.None]++
		}
	}
	counts := []string{
		fmt.Sprintf("%d cannot be deployed", re.count(tenant.Failed)), fmt.Sprintf("%d to delete", would[tenant.Delete]),
		fmt.Sprintf("%d to create", would[tenant.Create]), fmt.Sprintf("%d to update", would[tenant.Update]),
		fmt.Sprintf("%d unchanged", would[tenant.None]),
	}
	return slices.DeleteFunc(counts, func(c string) bool { return strings.HasPrefix(c, "0 ") })
}

func (re renderer) exported() string {
	parts := []string{re.subject() + " exported" + re.at(" from ")}
	if n := len(re.Files); n > 0 {
		parts = append(parts, plural(n, "file")+" written")
	}
	if n := len(re.Removed); n > 0 {
		parts = append(parts, plural(n, "file")+" removed")
	}
	if len(parts) == 1 && re.Err == nil {
		parts = append(parts, "no file to write")
	}
	return strings.Join(parts, " · ")
}

func (re renderer) converted() string {
	if len(re.Conversions) == 1 && !Failed(re.Run) {
		c := re.Conversions[0]
		if c.To == "" {
			return re.code(c.From) + " is a native Action already"
		}
		return re.code(c.From) + " converted to " + re.code(c.To)
	}
	counts := map[string]int{}
	for _, c := range re.Conversions {
		counts[c.Result]++
	}
	var parts []string
	for _, result := range slices.Sorted(maps.Keys(counts)) {
		word := result
		if result == "" {
			word = "not converted"
		}
		parts = append(parts, fmt.Sprintf("%d %s", counts[result], re.prose(word)))
	}
	if parts == nil {
		return re.nothing()
	}
	return plural(len(re.Conversions), "file") + ": " + strings.Join(parts, " · ")
}

// subject names one hook, and counts several.
func (re renderer) subject() string {
	if len(re.Results) == 1 {
		return kindOf(re.Results[0]) + " " + re.code(re.nameOf(re.Results[0]))
	}
	return plural(len(re.Results), "hook")
}
