package report

import (
	"slices"
	"strings"

	"auth0-hook-action/internal/tenant"
)

// overview says where the hook stands or, of several, has one row for each that is not as it was.
func (p page) overview() string {
	switch {
	case len(p.Results) == 0 || !p.showsHooks():
		return ""
	case p.Skipped != "":
		return p.desired()
	case len(p.Results) == 1:
		return strings.Join(p.context(p.Results[0]), " · ")
	}
	var columns []column
	var alike []string
	for _, c := range p.columns() {
		text, equal := p.sameInAll(c)
		switch {
		case !equal || c.alike == nil:
			columns = append(columns, c)
		case text != "" && c.alike(text) != "":
			alike = append(alike, c.alike(text))
		}
	}
	return join(p.common(alike), p.table(columns))
}

// common is what all hooks have in common.
func (p page) common(alike []string) string {
	var parts []string
	if alike != nil {
		parts = append(parts, "All "+strings.Join(alike, ", "))
	}
	if p.RuntimeNote != "" {
		parts = append(parts, p.prose(p.RuntimeNote))
	}
	kept := 0
	for _, r := range p.Results {
		kept += r.SecretsKept
	}
	if kept > 0 {
		parts = append(parts, plural(kept, "secret")+" not compared")
	}
	if !p.ShowDiff && p.hasDiff() {
		parts = append(parts, p.code("show-diff: true")+" shows the lines")
	}
	return capital(strings.Join(parts, " · "))
}

// A column of the table of several hooks. A column that is equal in all rows goes, and alike says in words what it has; it is nil
// for a column that stays.
type column struct {
	title, rule string
	of          func(i int) string
	alike       func(text string) string
}

func (p page) columns() []column {
	of := func(f func(tenant.Result) string) func(int) string {
		return func(i int) string { return f(p.Results[i]) }
	}
	columns := []column{
		{"Hook", "---", of(p.hook), nil},
		{"Result", "---", of(p.result), func(string) string { return "" }}, // the headline has it
		{"Lines", "---:", p.counts, nil},
		{"Trigger", "---", of(p.trigger), func(text string) string { return "at " + text }},
		{"Runtime", "---", of(p.runtimeOf), asAll},
		{"Version", "---:", of(p.version), func(text string) string { return "version " + text }},
		{p.enabledTitle(), "---", of(p.enabled), func(text string) string {
			return map[string]string{"yes": "enabled", "no": "not enabled"}[text]
		}},
	}
	if p.count(tenant.Failed) > 0 {
		columns[1].alike = nil
	}
	return slices.DeleteFunc(columns, func(c column) bool { return c.title == "Lines" && !p.hasDiff() })
}

// asAll says which runtime all hooks have.
func asAll(runtime string) string {
	if runtime == openRuntime {
		return "as Hooks, or as Actions if the tenant refuses Hooks"
	}
	return "as " + runtime + "s"
}

func (p page) hasDiff() bool {
	return slices.ContainsFunc(p.diffs, func(d *diff) bool { return d != nil })
}

// sameInAll is a column's text where it is equal for all results.
func (p page) sameInAll(c column) (text string, equal bool) {
	for i := range p.Results {
		switch got := c.of(i); {
		case i == 0:
			text = got
		case got != text:
			return "", false
		}
	}
	return text, true
}

// table has a row for each hook that is not as it was.
func (p page) table(columns []column) string {
	order := slices.DeleteFunc(p.order(), func(i int) bool {
		return isUnchanged(p.Results[i]) || p.Results[i].Status == tenant.Skipped
	})
	if len(order) == 0 || len(columns) < 2 && !slices.ContainsFunc(order, func(i int) bool { return !p.isFolded(i) }) {
		return "" // the folds below name them
	}
	if len(order) == 1 {
		return p.line(columns, order[0])
	}
	var titles, rules []string
	for _, c := range columns {
		titles, rules = append(titles, c.title), append(rules, c.rule)
	}
	rows := []string{row(titles), row(rules)}
	for _, i := range order {
		var cells []string
		for _, c := range columns {
			cells = append(cells, cell(c.of(i)))
		}
		rows = append(rows, row(cells))
	}
	return strings.Join(rows, "\n")
}

// line is a table of one row.
func (p page) line(columns []column, i int) string {
	var parts []string
	for _, c := range columns {
		text := c.of(i)
		if c.title == p.enabledTitle() && text != "" {
			text = c.alike(text)
		}
		if text != "" {
			parts = append(parts, text)
		}
	}
	return strings.Join(parts, " · ")
}

// result is what became of a hook; what is not as it was stands out.
func (p page) result(r tenant.Result) string {
	switch {
	case r.Status == tenant.Failed:
		return "❌ **" + p.became(r) + "**"
	case isTouched(r) || isPlanned(r):
		return "**" + p.became(r) + "**"
	}
	return p.became(r)
}

func (p page) counts(i int) string {
	if d := p.diffs[i]; d != nil {
		return d.counts()
	}
	return ""
}

func (p page) enabledTitle() string {
	if p.Mode == tenant.ModeDelete {
		return "Was enabled"
	}
	return "Enabled"
}

// enabled is how the hook stands after the run or, in a plan, would; where all hooks are deleted, how it stood.
func (p page) enabled(r tenant.Result) string {
	state := enabledOf(r)
	if want := wantsEnabled(r.Step); want != nil && r.Status == tenant.Planned {
		state = want
	}
	switch {
	case p.Mode == tenant.ModeDelete && r.Step.Have != nil:
		state = r.Step.Have.Enabled
	case r.Step.Op == tenant.Delete:
		return ""
	}
	if state == nil {
		return ""
	}
	return yesNo(*state)
}

// unchanged names the hooks that stay as they are, of several.
func (p page) unchanged() string {
	if len(p.Results) == 1 || !p.showsHooks() {
		return ""
	}
	var same, written []tenant.Result
	for _, r := range p.Results {
		switch {
		case isUnchanged(r) && len(r.SecretsWritten) > 0:
			written = append(written, r)
		case isUnchanged(r):
			same = append(same, r)
		}
	}
	return join(p.named("unchanged", same), p.named("unchanged, secrets written", written))
}

// notAttempted names what a failed run did not come to.
func (p page) notAttempted() string {
	if p.Skipped != "" || len(p.Results) == 1 {
		return ""
	}
	return p.named("not attempted", p.with(tenant.Skipped))
}

// others names the hooks of a check or an export.
func (p page) others() string {
	if len(p.Results) == 1 || p.Mode != tenant.ModeCheck && p.Mode != tenant.ModeExport || p.Err != nil {
		return ""
	}
	return p.named(p.Mode.String()+"ed", p.Results)
}

// desired says what a run was asked for that did nothing of it. What of that is on the tenant already only the tenant knows.
func (p page) desired() string {
	if len(p.Results) == 0 {
		return ""
	}
	var items []string
	for _, r := range p.Results {
		item := p.code(p.nameOf(r))
		if t := p.trigger(r); t != "" {
			item += " at " + t
		}
		if text := p.desiredOf(r); text != "" {
			item += ": " + text
		}
		items = append(items, item)
	}
	if len(items) > maxSubjects {
		return fold(capital(p.wouldDo()), bullets(items))
	}
	return capital(p.wouldDo()) + ":\n\n" + bullets(items)
}
