// Package diag has the one kind of finding that every rule, input and file gives, and the functions that make untrusted
// text harmless before somebody reads it.
package diag

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
)

// A Severity says how much a Diagnostic matters.
type Severity int

// The severities, the gravest first.
const (
	Error   Severity = iota + 1 // nothing is deployed
	Warning                     // it is deployed, and may not do what its author thinks
	Notice                      // worth knowing, nothing to do
)

// String is the word of logs and annotations.
func (s Severity) String() string {
	switch s {
	case Error:
		return "error"
	case Warning:
		return "warning"
	case Notice:
		return "notice"
	}
	return "unknown"
}

// A Place is where a Diagnostic belongs: an input of the action, or a position in a file. The zero Place is the run as a whole.
type Place struct {
	// Input is the name of an input as action.yml spells it; empty for a place in a file.
	Input string
	// File is relative to the workspace, with slashes; empty for an input.
	File string
	// Line and Column count from 1, the column in characters as GitHub's annotations want them; 0 is unknown.
	Line, Column int
}

// String is the place as an error message names it: "input domain", "hooks/audit.js:3:5", or empty.
func (p Place) String() string {
	switch {
	case p.Input != "":
		return "input " + p.Input
	case p.File == "" || p.Line == 0:
		return p.File
	case p.Column == 0:
		return fmt.Sprintf("%s:%d", p.File, p.Line)
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column)
}

// A Diagnostic is one thing that an input, a file, a script or the tenant gives reason to say. It is made once, where the
// cause is known, and reaches the annotations, the summary and the log unchanged. It holds no secret.
type Diagnostic struct { //nolint:errname // it is a finding, of which an error is one kind
	// Rule is the stable name of the kind, such as "package" or "input": .github/CHECKS.md and .github/ERRORS.md list them.
	Rule     string
	Severity Severity
	Place
	// Message says what happened, to which item and why: lower case, no full stop. It may quote others' text.
	Message string
	// Hint says what to do: something to click or to write. It has no full stop; a reader sees it with a capital. Empty where the
	// message says it all.
	Hint string
	// Paste has lines of a workflow that belong below the hint, ready to paste; empty where there are none.
	Paste string
	// Said and Advised are Message and Hint with what they quote of a script, for Seen; zero where they quote nothing, or where
	// nothing need be hidden any more.
	Said, Advised Words
	// Source is the line of the script at the place, for the log, without what looks like a live secret; empty where there is
	// nothing to show.
	Source string
}

// Error is the place and the message, so that a Diagnostic can be wrapped as the cause of a failure.
func (d Diagnostic) Error() string {
	if where := d.Place.String(); where != "" {
		return where + ": " + d.Message
	}
	return d.Message
}

// Saying is the diagnostic with a message and a hint that quote a script.
func (d Diagnostic) Saying(message, hint Words) Diagnostic {
	d.Message, d.Hint, d.Said, d.Advised = message.String(), hint.String(), message, hint
	return d
}

// Words are those of the message.
func (d Diagnostic) Words() Words {
	if d.Said.format == "" {
		return Say("%s", d.Message)
	}
	return d.Said
}

// Quotes reports whether the message quotes such a piece of the script.
func (d Diagnostic) Quotes(is func(Quote) bool) bool { return d.Said.has(is) }

// Seen is the diagnostic as its reader may see it: with the quotes and the lines that the functions give for those of the script.
func (d Diagnostic) Seen(quote func(Quote) Quote, line func(Line) Line) Diagnostic {
	if d.Said.format != "" {
		d.Message, d.Hint = d.Said.seen(quote, line).String(), d.Advised.seen(quote, line).String()
	}
	d.Said, d.Advised = Words{}, Words{}
	return d
}

// An Identity tells diagnostics apart: two that have the same say the same of the same place.
type Identity struct {
	Place
	Severity            Severity
	Rule, Message, Hint string
}

// Identity is the diagnostic's.
func (d Diagnostic) Identity() Identity {
	return Identity{d.Place, d.Severity, d.Rule, d.Message, d.Hint}
}

// Says reports whether two diagnostics say the same of the same place.
func (d Diagnostic) Says(other Diagnostic) bool { return d.Identity() == other.Identity() }

// Errors reports whether one of the diagnostics is an Error.
func Errors(all []Diagnostic) bool {
	return slices.ContainsFunc(all, func(d Diagnostic) bool { return d.Severity == Error })
}

// Sort orders diagnostics for a reader: inputs first, in the order in which they came, then files by place.
func Sort(all []Diagnostic) {
	slices.SortStableFunc(all, func(a, b Diagnostic) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
}

// Gravest keeps at most limit diagnostics, the gravest, in the order in which they came.
func Gravest(all []Diagnostic, limit int) []Diagnostic {
	if len(all) <= limit {
		return all
	}
	counts := map[Severity]int{}
	for _, d := range all {
		counts[d.Severity]++
	}
	left := limit
	keep := map[Severity]int{}
	for s := Error; s <= Notice; s++ {
		keep[s] = min(counts[s], left)
		left -= keep[s]
	}
	kept := make([]Diagnostic, 0, limit)
	for _, d := range all {
		if keep[d.Severity] > 0 {
			keep[d.Severity]--
			kept = append(kept, d)
		}
	}
	return kept
}

// Brief is an error's short form: that of the first error in its chain that has a method Brief() string, else its text.
func Brief(err error) string {
	if b, ok := errors.AsType[interface {
		error
		Brief() string
	}](err); ok {
		return b.Brief()
	}
	return err.Error()
}

// Hint says what to do about an error: the hint of the first error in its tree that has one, which is a Diagnostic or has a
// method Hint() string; empty where none has.
func Hint(err error) string {
	hint := ""
	switch e := err.(type) { //nolint:errorlint // the tree is walked here
	case Diagnostic:
		hint = e.Hint
	case interface{ Hint() string }:
		hint = e.Hint()
	}
	if hint != "" {
		return hint
	}
	switch e := err.(type) { //nolint:errorlint // as above
	case interface{ Unwrap() error }:
		return Hint(e.Unwrap())
	case interface{ Unwrap() []error }:
		for _, inner := range e.Unwrap() {
			if hint := Hint(inner); hint != "" {
				return hint
			}
		}
	}
	return ""
}

// WithHint adds what to do to an error.
func WithHint(err error, hint string) error { return &hinted{err, hint} }

type hinted struct {
	error
	hint string
}

func (h *hinted) Unwrap() error { return h.error }

// Hint implements what Hint looks for.
func (h *hinted) Hint() string { return h.hint }
