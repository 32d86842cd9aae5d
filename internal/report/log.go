package report

import (
	"fmt"
	"strings"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/tenant"
)

// A Line is one line of the log. Source is set on a line of a script, in which no problem matcher may find a place.
type Line struct {
	Text   string
	Source bool
}

// How much the log shows: lines of one diff, and characters of a cause in the headline.
const (
	maxLogDiff = 2000
	maxCause   = 300
)

// Log is the report as lines of plain text: the headline first, which names the cause of a failure, then a line for each hook with
// its diff below. Findings and warnings are left to Annotations, which the log shows too.
func Log(run Run) []Line {
	if run.diffs == nil {
		run = run.Compared()
	}
	re := renderer{Run: run, plain: true}
	all := run.entries(false)
	headline := re.headline(all) + re.firstCause(all)
	if re.RuntimeNote != "" {
		headline += " (" + re.prose(re.RuntimeNote) + ")"
	}
	lines := []Line{{Text: headline}}
	for _, i := range run.order() {
		if len(run.Conversions) == 0 {
			lines = append(lines, re.hookLines(run.Results[i], run.diffs[i])...)
		}
	}
	for _, c := range run.Conversions {
		parts := append([]string{re.conversionResult(c)}, re.conversion(c)...)
		lines = append(lines, Line{Text: "  " + re.file(c.From) + ": " + strings.Join(parts, "; ")})
	}
	for _, f := range run.Files {
		lines = append(lines, Line{Text: "  " + re.code(f) + " written"})
	}
	for _, f := range run.Removed {
		lines = append(lines, Line{Text: "  " + re.code(f) + " removed"})
	}
	return lines
}

// firstCause is the cause of a failure that stopped everything, or of the first hook that failed.
func (re renderer) firstCause(all []entry) string {
	if re.Skipped != "" && !Failed(re.Run) {
		return ": " + oneLine(re.redact(re.Skipped), maxCause)
	}
	found := of(all, diag.Error)
	if len(found) == 0 || re.isCancelled() {
		return ""
	}
	first := found[0]
	text := oneLine(re.redact(first.Message), maxCause)
	switch place := first.Place.String(); {
	case len(first.places) > 0:
		text = re.code(place) + ": " + text
	case len(first.hooks) > 0 && len(re.Results) > 1:
		text = re.code(re.nameOf(*first.hooks[0])) + ": " + text
	}
	return ": " + text
}

func (re renderer) hookLines(r tenant.Result, d *diff) []Line {
	line := "  " + re.code(re.nameOf(r))
	if context := re.context(r); len(context) > 0 {
		line += " (" + strings.Join(context, ", ") + ")"
	}
	line += ": " + re.became(r)
	if r.Status == tenant.Skipped && re.Skipped == "" {
		return []Line{{Text: line}}
	}
	var parts []string
	for _, f := range re.facts(r, d) {
		parts = append(parts, re.label(f.label)+f.text)
	}
	if text := re.desiredOf(r); re.Skipped != "" && text != "" {
		parts = append(parts, re.wouldDo()+": "+text)
	}
	if parts != nil {
		line += ": " + strings.Join(parts, "; ")
	}
	lines := []Line{{Text: line}}
	for _, t := range r.Tests {
		lines = append(lines, Line{Text: fmt.Sprintf("    draft test, event %d (%s): %s", t.Number, took(t.Took), re.testResult(t))})
	}
	if d == nil {
		return lines
	}
	for _, l := range d.lines[:min(len(d.lines), maxLogDiff)] {
		lines = append(lines, Line{Text: l, Source: true})
	}
	if left := len(d.lines) - maxLogDiff; left > 0 {
		lines = append(lines, Line{Text: "    … " + plural(left, "more line")})
	}
	return lines
}
