package report

import (
	"fmt"
	"strings"

	"github.com/aymanbagabas/go-udiff"

	"auth0-hook-action/internal/tenant"
)

// maxDiffLines bounds what is kept of one diff. Beyond it lines are counted only.
const maxDiffLines = 10_000

// A diff is what a step does to a script, line by line.
type diff struct {
	added, removed int
	// lines are those of the unified diff, fit to be shown; none where they must not be.
	lines []string
}

// scriptDiff compares the tenant's script with the file's; nil where the step leaves the script as it is. Of a deleted
// script lines are only counted: it may hold values that an earlier run was given.
func (run Run) scriptDiff(s tenant.Step) *diff {
	if s.Op != tenant.Create && s.Op != tenant.Delete && s.Change.Script == nil {
		return nil
	}
	before, after := s.Have.Script, s.Want.Script
	if s.Op == tenant.Delete {
		after = ""
	}
	d := count(unified(before, after))
	if d.added+d.removed == 0 {
		return nil // it was not read
	}
	if run.shows(s) {
		d.lines = unifiedLines(unified(run.clean(before), run.clean(after)))
	}
	return &d
}

// shows reports whether the lines of a step's script may be shown.
func (run Run) shows(s tenant.Step) bool {
	return run.ShowDiff && !s.Want.HideDiff && s.Op != tenant.Delete
}

func unified(before, after string) udiff.UnifiedDiff {
	before, after = unixEnds(before, after)
	left := closely
	u, err := udiff.ToUnifiedDiff("", "", before, edits(before, after, &left), udiff.DefaultContextLines)
	if err != nil {
		panic("report: udiff made edits that do not fit: " + err.Error())
	}
	return u
}

// closely is how many bytes edits compares: enough for each difference of a script of any usual size, while a very large one is
// compared in larger parts.
const closely = 4 << 20

// edits turn one text into the other. udiff looks for about a hundred differences and takes what lies between them for
// one: so each text that it replaces is compared anew, until nothing in common is found, or left is used up.
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

// unixEnds leaves it out where every line on both sides ends the way Windows has it: that is no difference to show.
func unixEnds(before, after string) (string, string) {
	if !windows(before) || !windows(after) {
		return before, after
	}
	return strings.ReplaceAll(before, "\r\n", "\n"), strings.ReplaceAll(after, "\r\n", "\n")
}

func windows(s string) bool { return strings.Count(s, "\r\n") == strings.Count(s, "\n") }

func count(u udiff.UnifiedDiff) diff {
	var d diff
	for _, h := range u.Hunks {
		for _, l := range h.Lines {
			switch l.Kind {
			case udiff.Insert:
				d.added++
			case udiff.Delete:
				d.removed++
			}
		}
	}
	return d
}

// unifiedLines writes a diff as diff -u does. Each line begins with a sign of the format, so that none is markup.
func unifiedLines(u udiff.UnifiedDiff) []string {
	if len(u.Hunks) == 0 {
		return nil // what differs was removed as a secret
	}
	lines := []string{"--- on the tenant", "+++ in the file"}
	for _, h := range u.Hunks {
		lines = append(lines, hunkHead(h))
		for _, l := range h.Lines {
			if len(lines) >= maxDiffLines {
				return lines
			}
			text, ended := strings.CutSuffix(l.Content, "\n")
			lines = append(lines, signs[l.Kind]+scriptLine(text))
			if !ended {
				lines = append(lines, `\ No newline at end of file`)
			}
		}
	}
	return lines
}

var signs = map[udiff.OpKind]string{udiff.Delete: "-", udiff.Insert: "+", udiff.Equal: " "}

// hunkHead says which lines follow. A side without lines is told by the line before it, as diff -u does.
func hunkHead(h *udiff.Hunk) string {
	var from, to int
	for _, l := range h.Lines {
		if l.Kind != udiff.Insert {
			from++
		}
		if l.Kind != udiff.Delete {
			to++
		}
	}
	side := func(start, n int) string {
		if n == 0 {
			start--
		}
		return fmt.Sprintf("%d,%d", start, n)
	}
	return "@@ -" + side(h.FromLine, from) + " +" + side(h.ToLine, to) + " @@"
}

// scriptLine shows one line of a script, tabs as they are.
func scriptLine(s string) string {
	short := clip(s, maxLine)
	parts := strings.Split(short, "\t")
	for i := range parts {
		parts[i] = visible(parts[i])
	}
	return tameTicks(strings.Join(parts, "\t"))
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

// fence opens and closes a block of code that holds lines.
func fence(lines []string) string {
	longest := 2
	for _, l := range lines {
		longest = max(longest, longestTicks(l))
	}
	return strings.Repeat("`", longest+1)
}
