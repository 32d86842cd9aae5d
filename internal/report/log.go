package report

import (
	"fmt"
	"strings"

	"auth0-hook-action/internal/tenant"
)

// How much the log shows of one diff, in lines, and of one message, in characters.
const (
	maxLogDiff    = 2000
	maxLogMessage = 20_000
)

// Log is the report as lines of plain text: the first line of the summary, and a line a hook with its diff, or the number
// of lines, below. What is wrong is left to annotations, which the log shows too.
func Log(run Run) []string {
	v := plain(run)
	lines := []string{v.headline()}
	if !run.told(run.Skipped) {
		lines = append(lines, v.split("  ", run.Skipped)...)
	}
	for _, r := range run.Results {
		lines = append(lines, v.hookLines(r)...)
	}
	return lines
}

func (v voice) hookLines(r tenant.Result) []string {
	d := v.scriptDiff(r.Step)
	var parts []string
	for _, f := range v.facts(r, d) {
		parts = append(parts, strings.ToLower(f.label)+" "+f.text)
	}
	line := fmt.Sprintf("  %s%s: %s", v.code(name(r)), about(r), v.outcome(r))
	if parts != nil {
		line += ": " + strings.Join(parts, "; ")
	}
	if wish := v.wish(r); v.Skipped != "" && wish != "" {
		line += ": a deployment would " + v.would() + ": " + wish
	}
	lines := []string{line}
	if d == nil {
		return lines
	}
	for _, l := range d.lines[:min(len(d.lines), maxLogDiff)] {
		lines = append(lines, "    "+l)
	}
	if left := len(d.lines) - maxLogDiff; left > 0 {
		lines = append(lines, "    … "+plural(left, "more line"))
	}
	return lines
}

// about is the trigger of a hook and the runtime that has it.
func about(r tenant.Result) string {
	var parts []string
	if t := r.Step.Trigger(); t != 0 {
		parts = append(parts, t.String())
	}
	if r.Runtime != "" {
		parts = append(parts, r.Runtime)
	}
	if parts == nil {
		return ""
	}
	return " (" + strings.Join(parts, ", ") + ")"
}

// split begins the first line of a text with prefix and indents the others.
func (v voice) split(prefix, text string) []string {
	var lines []string
	for line := range strings.Lines(strings.TrimRight(clip(v.clean(text), maxLogMessage), "\r\n")) {
		if lines != nil {
			prefix = "    "
		}
		lines = append(lines, prefix+v.prose(strings.TrimRight(line, "\r\n")))
	}
	if lines == nil {
		return []string{strings.TrimRight(prefix, " ")}
	}
	return lines
}
