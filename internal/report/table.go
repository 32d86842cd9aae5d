package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"auth0-hook-action/internal/tenant"
)

// table has one row a hook, with the columns that say something in this mode.
func (p page) table() string {
	if len(p.Results) == 0 {
		return ""
	}
	columns := []column{
		{"Hook", p.linked},
		{"Trigger", func(r tenant.Result) string {
			if r.Step.Trigger() == 0 { // a check need not know it
				return "–"
			}
			return p.code(r.Step.Trigger().String())
		}},
		{"Runtime", runtime},
		{"Result", p.result},
		{"Enabled", p.enabled},
	}
	if p.Mode == "check" {
		columns = columns[:2]
	}
	rows := []string{
		row(columns, func(c column) string { return c.title }),
		row(columns, func(column) string { return "---" }),
	}
	for _, r := range p.Results {
		rows = append(rows, row(columns, func(c column) string { return cell(c.of(r)) }))
	}
	return strings.Join(rows, "\n")
}

func row(columns []column, text func(column) string) string {
	cells := make([]string, 0, len(columns))
	for _, c := range columns {
		cells = append(cells, text(c))
	}
	return "| " + strings.Join(cells, " | ") + " |"
}

type column struct {
	title string
	of    func(tenant.Result) string
}

// linked is the hook's name, which leads to the Auth0 Dashboard where the hook stands there.
func (p page) linked(r tenant.Result) string {
	if r.Status == tenant.Deleted || r.Hook.ID == "" {
		return p.code(name(r))
	}
	return link(p.code(name(r)), Dashboard(p.Domain, r.Runtime, r.Hook))
}

func runtime(r tenant.Result) string {
	switch {
	case r.Runtime == "hooks":
		return "Hooks"
	case r.Runtime == "actions":
		return "Actions"
	case undecided(r):
		return "Hooks, else Actions"
	}
	return "–"
}

// result is the outcome; what is another than before stands out.
func (p page) result(r tenant.Result) string {
	text := p.outcome(r)
	switch {
	case r.Status == tenant.Failed:
		return "❌ **" + text + "**"
	case touched(r) || r.Status == tenant.Planned && r.Step.Changes():
		return "**" + text + "**"
	}
	return text
}

// outcome is what became of a hook, or would.
func (run Run) outcome(r tenant.Result) string {
	switch {
	case r.Status == tenant.Planned && !r.Step.Changes():
		return "unchanged"
	case r.Status == tenant.Planned:
		return planned(r)
	case r.Status == tenant.Unchanged && len(r.SecretsWritten) > 0:
		return "unchanged, secrets written"
	}
	return run.word(r)
}

// enabled is how the hook stands, and in a plan how it would.
func (p page) enabled(r tenant.Result) string {
	if want := wantsEnabled(r.Step); want != nil && r.Status == tenant.Planned {
		return yesNo(r.Hook.Enabled) + " → " + yesNo(want)
	}
	return yesNo(enabled(r))
}

// sorted are the findings, the gravest first, then as they lie in the files.
func (run Run) sorted() []Finding {
	all := slices.Clone(run.Findings)
	slices.SortStableFunc(all, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Severity, b.Severity), cmp.Compare(a.File, b.File),
			cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return all
}

// place is where a finding lies: "hooks/audit.js:12:3".
func (f Finding) place() string {
	switch {
	case f.File == "":
		return f.Input
	case f.Line == 0:
		return f.File
	case f.Column == 0:
		return fmt.Sprintf("%s:%d", f.File, f.Line)
	}
	return fmt.Sprintf("%s:%d:%d", f.File, f.Line, f.Column)
}
