package hookfile

import (
	"errors"
	"fmt"

	"auth0-hook-action/internal/diag"
)

// A description is a text that describes hooks, its markers replaced.
type description struct {
	*reader
	file   string
	before int // lines of the file that stand before the text
	filled filling
	parse  func(source string) (*node, []diag.Diagnostic)
	// Lines of the file: those about which something was said that makes the rest of them unsure, and those that a
	// variable was put into, nothing of which may be shown.
	incomplete, redacted map[int]bool
}

// describe replaces the markers of a description. It goes on where one has no value, with a text that stands in for it:
// the other lines' problems are to be found too.
func (r *reader) describe(file, text string, before int, parse func(string) (*node, []diag.Diagnostic)) (*description, bool) {
	filled, ok := r.vars.fill(text, maxJSON)
	if !ok {
		r.report(inFile(tooLarge(maxJSON), file, 0))
		return nil, false
	}
	d := &description{reader: r, file: file, before: before, filled: filled, parse: parse, incomplete: map[int]bool{},
		redacted: map[int]bool{}}
	for _, u := range filled.uses {
		if u.missing {
			d.incomplete[before+u.line] = true
		} else {
			d.redacted[before+u.line] = true
		}
	}
	return d, true
}

// tooLarge is what is said of a text that its markers made too large.
func tooLarge(most int) diag.Diagnostic {
	return fault(0, RuleMarker, "with its markers replaced it is larger than "+size(most), "")
}

// root reads the text. The node is nil where there is nothing to go on with; why is said then.
func (d *description) root() *node {
	n, found := d.parse(d.filled.text)
	if n == nil {
		if !d.namesOnly {
			d.markers(d.file, d.before, d.filled.uses)
		}
		for _, f := range found {
			d.findingAt(d.blame(f))
		}
		return nil
	}
	d.findings(found)
	for _, f := range found {
		d.incomplete[d.place(f.Line)] = true
	}
	d.findings(n.repeated())
	return n
}

// blame names the marker whose value keeps the text from being read, where one does.
func (d *description) blame(f diag.Diagnostic) diag.Diagnostic {
	if f.Line == 0 || len(d.filled.uses) == 0 {
		return f
	}
	end := len(d.filled.text)
	if f.Line < len(d.filled.textLines) {
		end = d.filled.textLines[f.Line] - 1
	}
	if u, ok := d.filled.suspect(end); ok {
		f.Message, f.Hint = u.breaks("the file", f.Message)
	}
	return f
}

// used keeps what is wrong with the markers of a text that describes hooks: those without a value, and those whose value
// is changed in being read.
func (d *description) used(n *node) {
	if d.namesOnly {
		return
	}
	d.markers(d.file, d.before, d.filled.uses)
	for _, u := range d.filled.changed(n, d.vars) {
		f := fault(0, RuleMarker,
			fmt.Sprintf("YAML or JSON would read the value of the variable %s as something else", u.key),
			fmt.Sprintf("write @@%s@@ instead of %s, for the value in quotes", u.key, u.mark))
		d.report(inFile(f, d.file, d.before+u.line))
	}
}

// written is the text as it is in the file, its markers in it; nil where that cannot be read.
func (d *description) written(n *node) *node {
	if len(d.filled.uses) == 0 {
		return n
	}
	raw, found := d.parse(asWritten(d.filled.source))
	if len(found) > 0 {
		return nil
	}
	return raw
}

// quote shows a piece of a line of the filled text.
func (d *description) quote(line int, s string) string {
	if d.redacted[d.place(line)] {
		return `"***"`
	}
	return Quote(s)
}

// place is the line of the file that a line of the filled text comes from; 0 stays 0.
func (d *description) place(line int) int {
	if line == 0 {
		return 0
	}
	return d.before + d.filled.line(line)
}

// wrong says what is wrong with a field of a hook at a line of the filled text.
func (d *description) wrong(line int, message, hint string) {
	d.findingAt(fault(line, RuleHook, message, hint))
}

// findingAt keeps a finding about a line of the filled text. On an incomplete line nothing else is said: it would be
// about what stands in for a value.
func (d *description) findingAt(f diag.Diagnostic) {
	if line := d.place(f.Line); !d.incomplete[line] {
		d.report(inFile(f, d.file, line))
	}
}

func (d *description) findings(all []diag.Diagnostic) {
	for _, f := range all {
		d.findingAt(f)
	}
}

// noHooks is what is said of files that describe no hook.
func noHooks(prune bool, why string) diag.Diagnostic {
	f := diag.Diagnostic{Rule: RuleNoHooks, Severity: diag.Notice, Message: "no hook is described here: " + why}
	if prune {
		f.Severity = diag.Error
		f.Hint = "with prune: true all hooks would be deleted: to delete hooks use mode: delete"
	}
	return f
}

// text is an entry that must be a text with something in it.
func (d *description) text(e entry) (string, bool) {
	switch v := e.value; {
	case v.block:
		d.wrong(e.line, e.key+" is a block of lines", "write it on one line")
	case v.kind == nullKind, v.kind == textKind && v.value == "":
		d.wrong(e.line, e.key+" is empty", "")
	case v.kind != textKind:
		d.wrong(e.line, e.key+" is not text", "put it in quotes")
	default:
		return v.value, true
	}
	return "", false
}

// unreadableAt says why the file that an entry names cannot be read: at the entry, unless a line of the file is known.
func (d *description) unreadableAt(e entry, given, file string, err error) {
	f := unreadable(file, err)
	if f.Line > 0 {
		d.report(f)
		return
	}
	f.Line, f.Message = e.line, fmt.Sprintf("%s %s: %s", e.key, d.quote(e.value.line, given), f.Message)
	if errors.Is(err, errAbsent) {
		f.Message = fmt.Sprintf("%s: there is no file %s in the workspace", e.key, d.quote(e.value.line, file))
	}
	d.findingAt(f)
}
