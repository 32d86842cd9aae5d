package config

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"
)

// script reads the script's file, and sets it as the place where problems of the script are shown.
func (d *description) script(h *described, e entry) {
	given, ok := d.text(e)
	if !ok {
		return
	}
	file, problem := d.scriptFile(given)
	if problem != "" {
		d.problem(e.line, "script %s: %s", d.quote(e.value.line, given), problem)
		return
	}
	text := d.scriptText(file)
	switch {
	case errors.Is(text.err, errNoFile):
		d.problem(e.line, "script %s: there is no file %s in the workspace", d.quote(e.value.line, given), d.quote(e.value.line, file))
	case text.err != nil:
		d.problem(e.line, "script %s: %v", d.quote(e.value.line, given), text.err)
	case text.fillErr != nil:
		d.fileProblem(file, 0, "%v", text.fillErr)
	default:
		d.markers(file, 0, text.filled)
		h.Script, h.File, h.HideDiff = text.filled.text, file, len(text.filled.used) > 0
	}
}

// A scriptText is a script's file, its markers replaced.
type scriptText struct {
	filled  filling
	err     error // in reading it
	fillErr error // in replacing its markers
}

// scriptText reads a script once, however many hooks have it.
func (r *setReader) scriptText(file string) scriptText {
	if t, read := r.texts[file]; read {
		return t
	}
	var t scriptText
	var text string
	text, t.err = readText(r.files, file, maxScript)
	if r.size += len(text); t.err == nil && r.size > maxScripts {
		t.err = fmt.Errorf("with it the scripts of the set are larger than %s", size(maxScripts))
	}
	switch {
	case t.err != nil:
	case strings.TrimSpace(text) == "":
		t.err = errors.New("the file is empty")
	default:
		t.filled, t.fillErr = fill(text, r.vars, maxScript)
	}
	r.texts[file] = t
	return t
}

// scriptFile finds a script as the Deploy CLI does: relative to the file that describes the hook or, as in its first
// versions, to where it is run: the workspace.
func (d *description) scriptFile(given string) (file, problem string) {
	given = strings.ReplaceAll(given, `\`, "/")
	if path.IsAbs(given) || strings.Contains(given, "\x00") {
		return "", "give a path relative to this file"
	}
	file = path.Join(path.Dir(d.file), given)
	if !fs.ValidPath(file) {
		return "", "it leads out of the workspace: give a path relative to this file"
	}
	other := path.Clean(given)
	if _, err := fs.Stat(d.files, file); errors.Is(err, fs.ErrNotExist) && fs.ValidPath(other) {
		if _, err := fs.Stat(d.files, other); err == nil {
			return other, ""
		}
	}
	return file, ""
}
