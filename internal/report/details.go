package report

import (
	"fmt"
	"slices"
	"strings"

	"auth0-hook-action/internal/tenant"
)

// maxOpenDiff is how many lines the diff of a single hook may have to be open at first.
const maxOpenDiff = 40

// changed says what was changed, or would be: of a single hook at once, of several each in a fold.
func (p page) changed(budgets []int) string {
	switch {
	case p.Skipped != "" || !p.showsHooks():
		return ""
	case len(p.Results) == 1:
		return p.changedOne(p.Results[0], budgets[0])
	}
	var folds []string
	for i, r := range p.Results {
		if !p.isFolded(i) {
			continue
		}
		facts := p.facts(r, p.diffs[i])
		title := codeHTML(p.redact(p.nameOf(r))) + " " + p.became(r)
		if brief := briefly(facts); brief != "" {
			title += ": " + brief
		}
		folds = append(folds, fold(title, join(bullets(p.factItems(facts)), p.tests(r), p.diff(i, budgets[i]))))
	}
	return join(folds...)
}

// isFolded reports whether there is more to say of one of several hooks than the table does.
func (p page) isFolded(i int) bool {
	r, d := p.Results[i], p.diffs[i]
	if r.Status == tenant.Skipped || isUnchanged(r) {
		return false
	}
	more := slices.ContainsFunc(p.facts(r, d), func(f fact) bool { return !f.inTable })
	return more || len(r.Tests) > 0 || d != nil && len(d.lines) > 0
}

func (p page) changedOne(r tenant.Result, budget int) string {
	show := fold
	if d := p.diffs[0]; d != nil && len(d.lines) <= maxOpenDiff && r.Status != tenant.Failed {
		show = unfolded
	}
	return join(bullets(p.factItems(p.facts(r, p.diffs[0]))), p.tests(r), show("Diff: tenant → file", p.diff(0, budget)))
}

func (p page) factItems(facts []fact) []string {
	var items []string
	for _, f := range facts {
		items = append(items, p.label(f.label)+f.text)
	}
	return items
}

// briefly are facts as one line of HTML.
func briefly(facts []fact) string {
	var parts []string
	for _, f := range facts {
		if f.short != "" {
			parts = append(parts, f.short)
		}
	}
	return strings.Join(parts, ", ")
}

// frame is what a block of code takes beside the lines of a diff.
func frame(d *diff) int { return 2*len(fence(d.lines)) + len("diff\n") + len("\n\n") }

// diff is the block with as many lines of a diff as fit.
func (p page) diff(i, budget int) string {
	d := p.diffs[i]
	if d == nil || len(d.lines) == 0 {
		return ""
	}
	budget -= frame(d)
	n := 0
	for _, l := range d.lines {
		if budget -= p.budget.size(l) + 1; budget < 0 {
			break
		}
		n++
	}
	more := ""
	if left := len(d.lines) - n; left > 0 {
		more = "*" + plural(left, "more line") + " " + p.rest + ".*"
	}
	return join(block("diff", d.lines[:n]), more)
}

// tests has a row for each event with which a draft was run.
func (p page) tests(r tenant.Result) string {
	if len(r.Tests) == 0 {
		return ""
	}
	rows := []string{row([]string{"Event", "Time", "Draft test"}), row([]string{"---:", "---:", "---"})}
	for _, t := range r.Tests {
		rows = append(rows, row([]string{fmt.Sprint(t.Number), took(t.Took), cell(p.testResult(t))}))
	}
	return strings.Join(rows, "\n")
}
