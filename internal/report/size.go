package report

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf16"
)

// A budget is how much a text may hold.
type budget struct {
	limit int
	size  func(string) int
}

var (
	// summaryBudget is that of a step's summary: more is dropped as a whole
	// (https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands#step-isolation-and-limits).
	summaryBudget = budget{limit: 1 << 20, size: func(s string) int { return len(s) }}
	// commentBudget is that of a comment: GitHub refuses more. Its characters are counted as UTF-16 units, which are never
	// fewer.
	commentBudget = budget{limit: 65_536, size: units}
)

func units(s string) int {
	n := 0
	for _, r := range s {
		n += utf16.RuneLen(r)
	}
	return n
}

// lines counts lines with the line ends they get.
func (b budget) lines(lines []string) int {
	n := 0
	for _, l := range lines {
		n += b.size(l) + 1
	}
	return n
}

// share divides a budget among texts by the sizes they need: one that needs little gets all of it, and the others an equal part of
// the rest.
func share(needs []int, available int) []int {
	order := make([]int, len(needs))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(needs[a], needs[b]) })
	got := make([]int, len(needs))
	for done, i := range order {
		got[i] = max(0, min(needs[i], available/(len(needs)-done)))
		available -= got[i]
	}
	return got
}

// cut keeps the lines of body that fit into limit, closes what they leave open, and says at the end what is missing.
func (b budget) cut(body string, limit int, note string) string {
	if b.size(body) <= limit {
		return body
	}
	limit -= b.size("\n\n" + note)
	var o outline
	var kept strings.Builder
	used := 0
	for line := range strings.Lines(body) {
		next := o
		next.line(strings.TrimSuffix(line, "\n"))
		if used += b.size(line); used+b.size(next.closing()) > limit {
			break
		}
		kept.WriteString(line)
		o = next
	}
	return strings.TrimRight(kept.String(), "\n") + o.closing() + "\n\n" + note
}

// An outline knows what is open after some lines of Markdown that this package wrote: there a block of code, a <details>
// and the section of the last change begin and end on lines of their own.
type outline struct {
	ends   []string // the lines that would close what is open, the innermost last
	broken bool     // something was closed that was not open
}

func (o *outline) line(s string) {
	inner := ""
	if n := len(o.ends); n > 0 {
		inner = o.ends[n-1]
	}
	switch {
	case inner != "" && s == inner:
		o.ends = o.ends[:len(o.ends)-1]
	case strings.HasPrefix(inner, "```"):
	case strings.HasPrefix(s, "```"):
		o.open(s[:len(s)-len(strings.TrimLeft(s, "`"))])
	case strings.HasPrefix(s, "<details"):
		o.open("</details>")
	case s == changeBegin:
		o.open(changeEnd)
	case s == "</details>" || s == changeEnd:
		o.broken = true
	}
}

// open copies, since an outline of the line before may still be in use.
func (o *outline) open(end string) { o.ends = append(slices.Clip(o.ends), end) }

// closing ends what is open, with the blank lines that Markdown needs around HTML.
func (o *outline) closing() string {
	var b strings.Builder
	for _, end := range slices.Backward(o.ends) {
		if !strings.HasPrefix(end, "```") {
			b.WriteString("\n")
		}
		b.WriteString("\n" + end)
	}
	return b.String()
}
