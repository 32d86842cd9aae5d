package hookfile

import (
	"slices"
	"strings"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/script"
	"auth0-hook-action/internal/tenant"
)

// A Hook is one hook as files, or as the action's inputs, describe it.
type Hook struct {
	tenant.Desired
	// ScriptFile is the script's file, relative to the workspace; empty in a deletion.
	ScriptFile string
	// Incomplete is set where a marker of the description or the script has no value. An error says so already, and what
	// else is found in the script may be about what stands in for the value.
	Incomplete bool
	// MissingSecrets has what is to be said where a secret that the script reads is neither given nor on the tenant, by its name.
	MissingSecrets map[string]diag.Diagnostic

	filled filling        // the script
	lines  map[string]int // by field: where the file says it. Empty where the inputs describe the hook.
	shown  string         // the name as a message may show it
	raw    *node          // the entry as it is written, markers and all; nil where that cannot be read
}

// Field names of a hook's description in a file, for Hook.Place. The inputs have names of their own for some of them.
const (
	FieldName         = "name"
	FieldTrigger      = "triggerId"
	FieldScript       = "script"
	FieldEnabled      = "enabled"
	FieldDependencies = "dependencies"
	FieldSecrets      = "secrets"
	FieldPosition     = "position"
	FieldAdopt        = "adopt"
	FieldTestPayload  = "testPayload"
)

var inputs = map[string]string{FieldName: "hook-name", FieldTrigger: "trigger", FieldScript: "script-path",
	FieldTestPayload: "test-payload"}

// Place is where a field of the hook is described: a line of a file, or an input. Where a file leaves the field out it is
// the hook's own line.
func (h Hook) Place(field string) diag.Place {
	if len(h.lines) == 0 {
		if input, ok := inputs[field]; ok {
			field = input
		}
		return diag.Place{Input: field}
	}
	line := h.Line
	if at, ok := h.lines[field]; ok {
		line = at
	}
	return diag.Place{File: h.File, Line: line}
}

// DisplayName is how a message names the hook.
func (h Hook) DisplayName() string {
	switch {
	case h.shown != "":
		return h.shown
	case h.Name != "":
		return Quote(h.Name)
	}
	return "a hook without a name"
}

// HasMissing reports whether a marker of the script has no value: what stands in for the value may be no JavaScript.
func (h Hook) HasMissing() bool { return anyMissing(h.filled.uses) }

// HasMarkers reports whether variables give the values of markers in the script, now or once it is deployed.
func (h Hook) HasMarkers() bool {
	return h.filled.markerIsValue || slices.ContainsFunc(h.filled.uses, func(u use) bool { return !u.missing })
}

// Restore gives what puts the markers that were kept in the script back into a text that was made of it; nil where there are none.
func (h Hook) Restore() func(text string) string {
	if !h.filled.keeps() {
		return nil
	}
	return h.filled.restored
}

// WrittenDependencies are the dependencies as the description has them, markers and all. ok is not set where they are no map there,
// but one marker.
func (h Hook) WrittenDependencies() (all map[string]string, ok bool) {
	if h.raw == nil {
		return h.Dependencies, true
	}
	e, found := h.raw.entry(FieldDependencies)
	if !found {
		return nil, true
	}
	all = map[string]string{}
	for _, d := range e.value.entries {
		all[d.key] = d.value.value
	}
	return all, e.value.kind == mapKind
}

// Findings are what was found in the hook's Script, made ready for a reader: with the script's file, at the place in the
// file as it is in the repository, and without any piece of a variable's value in message, hint and source line.
func (h Hook) Findings(found []diag.Diagnostic) []diag.Diagnostic {
	all := make([]diag.Diagnostic, len(found))
	for i, d := range found {
		all[i] = h.inRepository(d)
	}
	return all
}

// ParseErrors are like Findings, for what keeps the script from being parsed. Where the value of a variable is to blame
// the message names the variable.
func (h Hook) ParseErrors(found []diag.Diagnostic) []diag.Diagnostic {
	all := make([]diag.Diagnostic, len(found))
	for i, d := range found {
		all[i] = h.inRepository(d)
		u, ok := h.filled.suspect(h.filled.offset(d.Line, d.Column))
		if ok && d.Severity == diag.Error && d.Line > 0 && h.filled.isToBlame(u, all[i].Line) {
			all[i].Message, all[i].Hint = u.breaks("the script", all[i].Message)
		}
	}
	return all
}

func (h Hook) inRepository(d diag.Diagnostic) diag.Diagnostic {
	d.File = h.ScriptFile
	if d.File == "" || len(h.lines) == 0 && d.Line == 0 {
		d.Input = inputs[FieldScript]
	}
	if len(h.filled.uses) == 0 {
		d.Said, d.Advised = diag.Words{}, diag.Words{}
		return d
	}
	line := d.Line
	if line > 0 {
		d.Line, d.Column = h.filled.place(h.filled.offset(line, d.Column), d.Column > 0)
	}
	quote := func(q diag.Quote) diag.Quote { // any word of the script may be a part of a value, unless the file itself has it
		if strings.Contains(h.filled.source, string(q)) {
			return q
		}
		return "***"
	}
	switch restore := h.Restore(); {
	case restore != nil:
		d.Source = restore(d.Source)
		quote = func(q diag.Quote) diag.Quote { return diag.Quote(restore(string(q))) }
	case h.filled.valueOn(line):
		d.Source = ""
	}
	return d.Seen(quote, func(l diag.Line) diag.Line { return diag.Line(h.filled.line(int(l))) })
}

func anyMissing(uses []use) bool {
	return slices.ContainsFunc(uses, func(u use) bool { return u.missing })
}

// isToBlame reports whether the value of a marker is why a script is no JavaScript at a line of its source: whether that line is in
// order with nothing in the marker's place, or with a plain value.
func (f filling) isToBlame(u use, line int) bool {
	for _, plain := range []string{"", "0"} {
		without := f
		without.text = f.text[:u.at] + plain + f.text[u.end:]
		without.textLines = script.LineStarts(without.text)
		_, found := script.Parse(without.text)
		if len(found) == 0 {
			return true
		}
		at := without.offset(found[0].Line, found[0].Column)
		if at >= u.at+len(plain) {
			at += u.end - u.at - len(plain)
		}
		if lineAt(f.sourceLines, f.sourceOffset(at)) != line {
			return true
		}
	}
	return false
}
