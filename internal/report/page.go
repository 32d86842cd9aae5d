package report

import (
	"fmt"
	"strings"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/tenant"
)

// A page is a Markdown text about a run.
type page struct {
	renderer
	budget budget
	// rest says where to find what does not fit.
	rest    string
	entries []entry
	// changes is set where the tenant differs from before; section is that of an earlier change, last.
	changes bool
	last    lastChange
	section string
}

func newPage(run Run, b budget, rest string) page {
	if run.diffs == nil {
		run = run.Compared()
	}
	return page{renderer: renderer{Run: run}, budget: b, rest: rest, entries: run.entries(false),
		changes: Changed(run) && run.Mode != tenant.ModePlan}
}

func (p page) items(all []entry) []string {
	var items []string
	for _, e := range all {
		items = append(items, p.item("", e))
	}
	return items
}

// maxSubjects is how many hooks or places of one entry are named.
const maxSubjects = 5

// item is an entry as an item of a list: where, what happened, and what to do.
func (p page) item(icon string, e entry) string {
	message := e.Message
	if e.detail != "" {
		message = e.detail
	}
	text, about := p.sentences(message), p.about(e)
	if len(about) == 1 {
		text = about[0] + ": " + text
	} else {
		text = capital(text)
	}
	if len(about) > 1 {
		text += "<br>**Where:** " + strings.Join(about, ", ")
	}
	return icon + text + p.remedy(e.Hint, e.Paste)
}

// remedy is what to do, with a block to copy.
func (p page) remedy(hint, paste string) string {
	if hint == "" {
		return ""
	}
	text := "<br>**What to do:** " + capital(p.sentences(hint))
	if paste == "" {
		return ended(text)
	}
	var lines []string
	for line := range strings.SplitSeq(p.redact(paste).String(), "\n") {
		lines = append(lines, oneLine(p.redact(line), maxLine))
	}
	return text + "\n\n" + block("yaml", lines)
}

// about names the places of an entry, else its hooks unless the run has but one.
func (p page) about(e entry) []string {
	var parts []string
	for _, place := range e.places {
		parts = append(parts, p.place(place))
	}
	word := "more place"
	if parts == nil && len(p.Results) > 1 {
		word = "more hook"
		for _, r := range e.hooks {
			parts = append(parts, p.hook(*r))
		}
	}
	if more := len(parts) - maxSubjects; more > 0 {
		parts = append(parts[:maxSubjects:maxSubjects], plural(more, word))
	}
	return parts
}

// place is where an entry lies, with a link to the line.
func (p page) place(at diag.Place) string {
	if at.File == "" {
		return p.code(at.Input)
	}
	return p.fileAt(at.String(), at.File, at.Line)
}

// capital begins a sentence, where that begins with a plain word.
func capital(s string) string {
	first, _, _ := strings.Cut(s, " ")
	if strings.Trim(first, "abcdefghijklmnopqrstuvwxyz") != "" || first == "" {
		return s
	}
	return strings.ToUpper(first[:1]) + s[1:]
}

// ended ends a sentence.
func ended(s string) string {
	if strings.HasSuffix(s, ".") || strings.HasSuffix(s, "?") || strings.HasSuffix(s, "!") {
		return s
	}
	return s + "."
}

// named lists hooks in one line: a few at once, more of them folded.
func (p page) named(what string, results []tenant.Result) string {
	switch n := len(results); {
	case n == 0:
		return ""
	case n <= maxSubjects:
		return fmt.Sprintf("**%d %s:** %s", n, what, p.hooks(results))
	default:
		return fold(fmt.Sprintf("%d %s", n, what), p.names(results))
	}
}
