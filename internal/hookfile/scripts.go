package hookfile

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"auth0-hook-action/internal/script"
)

const (
	// maxPayload bounds a file of test events, and maxEvents how many it may hold: each is a call to the tenant.
	maxPayload = 1 << 20
	maxEvents  = 20
)

// script reads the script's file.
func (d *description) script(h *Hook, e entry) {
	if isCode(e.value) {
		d.wrong(e.line, "script is the path to a file, and this is code",
			"save the code as a file and write its path, such as ./NAME.js")
		return
	}
	file, given, ok := d.path(e)
	if !ok {
		return
	}
	text := d.scriptText(file)
	switch {
	case text.err != nil:
		d.unreadableAt(e, given, file, text.err)
	case text.tooBig:
		d.report(inFile(tooLarge(script.MaxSize), file, 0))
	default:
		d.markers(file, 0, text.filled.uses)
		h.Script, h.filled, h.ScriptFile = text.filled.text, text.filled, file
		h.HideDiff = text.filled.filled()
		h.Incomplete = h.Incomplete || h.HasMissing()
	}
}

// isCode reports whether somebody wrote a script where its path belongs.
func isCode(n *node) bool {
	if n.kind != textKind {
		return false
	}
	for _, sign := range []string{"\n", "module.exports", "exports.", "function", "=>", ";"} {
		if strings.Contains(n.value, sign) {
			return true
		}
	}
	return false
}

// scriptText reads a script once, however many hooks have it.
func (r *reader) scriptText(file string) scriptText {
	if t, read := r.texts[file]; read {
		return t
	}
	var t scriptText
	text, err := readScript(r.files, file)
	r.size += len(text)
	switch {
	case err != nil:
		t.err = err
	case r.size > maxScripts:
		t.err = fault(0, RuleFile, "with it the scripts of the set are larger than "+size(maxScripts), "")
	default:
		vars := r.vars
		if r.keepMarkers {
			vars = vars.asMarkers()
		}
		filled, ok := vars.fill(text, script.MaxSize)
		if len(filled.uses) > 0 { // lines as a finding counts them
			filled.sourceLines, filled.textLines = script.LineStarts(filled.source), script.LineStarts(filled.text)
		}
		t.filled, t.tooBig = filled, !ok
	}
	r.texts[file] = t
	return t
}

// readScript reads a script that has something in it.
func readScript(files fs.FS, file string) (string, error) {
	text, err := readText(files, file, script.MaxSize)
	if err == nil && strings.TrimSpace(text) == "" {
		err = fault(0, RuleFile, "the file is empty", "")
	}
	return text, err
}

// path finds the file that an entry names as the Deploy CLI does: relative to the file that describes the hook or, as in
// its first versions, to where it is run: the workspace.
func (d *description) path(e entry) (file, given string, ok bool) {
	given, ok = d.text(e)
	if !ok {
		return "", "", false
	}
	below := slashes(given)
	if path.IsAbs(below) || strings.Contains(below, "\x00") || len(below) > 1 && below[1] == ':' {
		d.wrong(e.line, e.key+" "+d.quote(e.value.line, given)+" is an absolute path",
			"give a path relative to this file")
		return "", "", false
	}
	file = path.Join(path.Dir(d.file), below)
	if !fs.ValidPath(file) {
		d.wrong(e.line, e.key+" "+d.quote(e.value.line, given)+" leads out of the workspace",
			"give a path relative to this file")
		return "", "", false
	}
	other := path.Clean(below)
	if _, err := fs.Stat(d.files, file); errors.Is(err, fs.ErrNotExist) && fs.ValidPath(other) {
		if _, err := fs.Stat(d.files, other); err == nil {
			return other, given, true
		}
	}
	return file, given, true
}

// tests reads the events with which the Action's draft is tested.
func (d *description) tests(h *Hook, e entry) {
	file, given, ok := d.path(e)
	if !ok {
		return
	}
	if d.events == nil {
		d.events = map[string]bool{}
	}
	d.events[file] = true
	events, err := readEvents(d.files, file)
	if err != nil {
		d.unreadableAt(e, given, file, err)
	}
	h.Tests = events
}

// readEvents reads a JSON file with an Action's event, or a list of them.
func readEvents(files fs.FS, file string) ([][]byte, error) {
	text, err := readText(files, file, maxPayload)
	if err != nil {
		return nil, err
	}
	text = strings.TrimPrefix(text, byteOrderMark)
	n, found := parseJSON(text)
	if len(found) > 0 {
		found[0].Rule = RuleFile
		return nil, found[0]
	}
	if n.kind == mapKind {
		return [][]byte{[]byte(strings.TrimSpace(text))}, nil
	}
	switch {
	case n.kind != listKind || len(n.items) == 0:
		return nil, fault(n.line, RuleFile, "it contains no event",
			"give an Action's event, which is a JSON object, or a list of them")
	case len(n.items) > maxEvents:
		return nil, fault(n.items[maxEvents].line, RuleFile,
			fmt.Sprintf("it contains %d events, and at most %d are run", len(n.items), maxEvents), "")
	}
	for i, item := range n.items {
		if item.kind != mapKind {
			return nil, fault(item.line, RuleFile, fmt.Sprintf("event %d is not a JSON object", i+1), "")
		}
	}
	return items(text), nil
}

// items are the elements of a list in JSON, each as it is written. The text is known to be valid.
func items(list string) [][]byte {
	var raw []json.RawMessage
	_ = json.Unmarshal([]byte(list), &raw)
	all := make([][]byte, len(raw))
	for i, item := range raw {
		all[i] = item
	}
	return all
}
