package report

import (
	"fmt"
	"strings"

	"github.com/aymanbagabas/go-udiff"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/tenant"
)

// maxDiffLines bounds what is kept of one diff. Beyond it lines are only counted.
const maxDiffLines = 10_000

// Compared is the run with the diffs of its scripts, which log, summary and comment show.
func (run Run) Compared() Run {
	run.diffs = make([]*diff, len(run.Results))
	for i, r := range run.Results {
		run.diffs[i] = run.scriptDiff(r.Step)
	}
	return run
}

// scriptDiff compares the script on the tenant with the file's; nil where the step leaves the script as it is. Of a deleted
// script lines are only counted: it may hold values that an earlier run was given.
func (run Run) scriptDiff(s tenant.Step) *diff {
	if s.Op != tenant.Create && s.Op != tenant.Delete && s.Change.Script == nil {
		return nil
	}
	before, after := scriptBefore(s), s.Want.Script
	if s.Op == tenant.Delete {
		after = ""
	}
	d := count(unified(before, after))
	if d.added+d.removed == 0 {
		return nil // it was not read, or an Action takes the place of a Hook with the same script
	}
	if run.shows(s) {
		d.lines = shown(unified(run.redact(before).String(), run.redact(after).String()))
	}
	return &d
}

// scriptBefore is the script that the step replaces: that of the hook itself or of the Hook whose place an Action takes.
func scriptBefore(s tenant.Step) string {
	for _, o := range []*tenant.Observed{s.Have, s.Replaces} {
		if o != nil && o.Script != nil {
			return *o.Script
		}
	}
	return ""
}

// shows reports whether the lines of a step's script may be shown.
func (run Run) shows(s tenant.Step) bool {
	return run.ShowDiff && !s.HideDiff && s.Op != tenant.Delete
}

// unified is the lines of a unified diff, without the two that name the files.
func unified(before, after string) []string {
	before, after = unixEnds(before, after)
	left := compareLimit
	text, err := udiff.ToUnified("", "", before, edits(before, after, &left), udiff.DefaultContextLines)
	if err != nil {
		panic("report: udiff made edits that do not fit: " + err.Error())
	}
	if text == "" {
		return nil
	}
	return strings.Split(strings.TrimSuffix(text, "\n"), "\n")[2:]
}

// compareLimit is how many bytes edits compares: enough for each difference between scripts of the permitted size, unless they
// have next to nothing in common.
const compareLimit = 4 << 20

// edits turn one text into the other. udiff stops at about a hundred differences and takes what lies between them for one: so each
// text that it replaces is compared anew, until nothing in common is found, or left is used up.
func edits(before, after string, left *int) []udiff.Edit {
	*left -= len(before) + len(after)
	var all []udiff.Edit
	for _, e := range udiff.Lines(before, after) {
		old := before[e.Start:e.End]
		if old == before && e.New == after || old == "" || e.New == "" || *left < 0 {
			all = append(all, e)
			continue
		}
		for _, inner := range edits(old, e.New, left) {
			all = append(all, udiff.Edit{Start: e.Start + inner.Start, End: e.Start + inner.End, New: inner.New})
		}
	}
	return all
}

// unixEnds makes line ends alike where every line on both sides ends the way Windows has it: that is no difference to show.
func unixEnds(before, after string) (string, string) {
	if !isWindows(before) || !isWindows(after) {
		return before, after
	}
	return strings.ReplaceAll(before, "\r\n", "\n"), strings.ReplaceAll(after, "\r\n", "\n")
}

func isWindows(s string) bool { return strings.Count(s, "\r\n") == strings.Count(s, "\n") }

func count(lines []string) diff {
	var d diff
	for _, l := range lines {
		switch l[0] {
		case '+':
			d.added++
		case '-':
			d.removed++
		}
	}
	return d
}

// shown makes the lines of a diff fit to be shown. Each begins with a sign of the format, so that none is markup.
func shown(lines []string) []string {
	if len(lines) == 0 {
		return nil // what differs was removed as a secret
	}
	fit := []string{"--- on the tenant", "+++ in the file"}
	for _, l := range lines[:min(len(lines), maxDiffLines)] {
		fit = append(fit, l[:1]+scriptLine(l[1:]))
	}
	return fit
}

// scriptLine shows one line of a script, which is redacted already, with tabs as they are.
func scriptLine(s string) string {
	parts := strings.Split(cutLine(s), "\t")
	for i := range parts {
		parts[i] = diag.Visible(parts[i])
	}
	return limitTicks(strings.Join(parts, "\t"))
}

func cutLine(s string) string {
	n := 0
	for i := range s {
		if n++; n > maxLine {
			return s[:i] + "…"
		}
	}
	return s
}

// counts is "+12 −3".
func (d diff) counts() string {
	switch {
	case d.removed == 0:
		return fmt.Sprintf("+%d", d.added)
	case d.added == 0:
		return fmt.Sprintf("−%d", d.removed)
	}
	return fmt.Sprintf("+%d −%d", d.added, d.removed)
}
