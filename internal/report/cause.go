package report

import (
	"errors"
	"regexp"
	"strings"
	"sync"

	"auth0-hook-action/internal/script"
)

// maxCause is how much of an error the first line tells, in characters.
const maxCause = 110

// request is the part of an error that says which request failed. The first line leaves it out.
var request = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\b(?:GET|POST|PUT|PATCH|DELETE) /\S*: `) })

// cause is an error in a sentence's length, its first line without the request, and what to do about it in another.
func (v voice) cause(err error) string {
	if err == nil {
		return "no reason given"
	}
	text := v.prose(brief(v.clean(err.Error())))
	if advice := remedy(hint(err)); advice != "" {
		text += ". " + v.prose(v.clean(advice))
	}
	return text
}

// remedy is the first sentence of a hint, which says what to do.
func remedy(hint string) string {
	first, _, _ := strings.Cut(hint, "\n")
	if i := strings.Index(first, ". "); i >= 0 {
		first = first[:i]
	}
	return clip(strings.TrimSuffix(first, "."), 2*maxCause)
}

func brief(text string) string {
	first, _, _ := strings.Cut(text, "\n")
	text = request().ReplaceAllLiteralString(first, "")
	short := clip(text, maxCause)
	if i := strings.LastIndexByte(short, ' '); short != text && i > maxCause/2 {
		return short[:i] + " …" // whole words
	}
	return short
}

// hint is what the error's chain says to do.
func hint(err error) string {
	if h, ok := errors.AsType[interface {
		error
		Hint() string
	}](err); ok {
		return h.Hint()
	}
	return ""
}

// tally counts findings: "2 errors, 1 warning".
func (run Run) tally() string {
	var parts []string
	if n := run.severity(script.Error); n > 0 {
		parts = append(parts, plural(n, "error"))
	}
	if n := run.severity(script.Warning); n > 0 {
		parts = append(parts, plural(n, "warning"))
	}
	if parts == nil {
		return "nothing found"
	}
	return strings.Join(parts, ", ")
}

// problems names the first of the errors, and counts the others.
func (v voice) problems() string {
	first := v.sorted()[0]
	text := v.code(first.place()) + ": " + v.prose(brief(v.clean(first.Message)))
	if first.Hint != "" {
		text += ". " + v.prose(v.clean(remedy(first.Hint)))
	}
	if others := v.severity(script.Error) - 1; others > 0 {
		text += " (and " + plural(others, "more error") + ")"
	}
	return text
}
