package config

import (
	"fmt"
	"strings"

	"auth0-hook-action/internal/tenant"
)

// A description is a text that describes hooks, its markers replaced.
type description struct {
	*setReader
	file   string
	before int // lines of the file that stand before the text
	filled filling
	// Lines of the file: those about which something was said that makes the rest of them unsure, and those that a variable
	// was put into, nothing of which may be shown.
	open, veiled map[int]bool
}

// describe replaces the markers of a description. It goes on where one has no value, with a text that stands in for it:
// the other lines' problems are to be found too.
func (r *setReader) describe(file, text string, before, most int) (*description, bool) {
	filled, err := fill(text, r.vars, most)
	if err != nil {
		r.fileProblem(file, 0, "%v", err)
		return nil, false
	}
	d := &description{setReader: r, file: file, before: before, filled: filled, open: map[int]bool{}, veiled: map[int]bool{}}
	if !r.names {
		r.markers(file, before, filled)
	}
	for _, u := range filled.open {
		d.open[before+u.line] = true
	}
	for _, u := range filled.used {
		d.veiled[before+u.line] = true
	}
	return d, true
}

// parsed keeps what was found in parsing. It reports whether there is something to go on with.
func (d *description) parsed(n *node, wrong []problemAt) bool {
	if n == nil {
		for _, p := range wrong {
			d.problemWithHint(p.line, d.filled.hint(), p.message)
		}
		return false
	}
	d.keepAll(wrong)
	for _, p := range wrong {
		d.open[d.place(p.line)] = true
	}
	d.keepAll(n.repeated())
	for _, u := range d.filled.changed(n, d.vars) {
		d.fileProblem(d.file, d.before+u.line, "the value of %s would be changed in being read: write @@%s@@, which stands for the value in quotes", u.mark, u.key)
	}
	return true
}

// markers keeps the problems of a text's markers.
func (r *setReader) markers(file string, before int, filled filling) {
	for _, u := range filled.open {
		r.fileProblem(file, before+u.line, "%s"+noValue+"%s to the input variables (or %s: %q, where the text is meant as it stands)",
			u.mark, u.key, u.key, u.mark)
	}
}

// quote shows a piece of a line of the filled text.
func (d *description) quote(line int, s string) string {
	if d.veiled[d.place(line)] {
		return `"***"`
	}
	return quoted(s)
}

// place is the line of the file that a line of the filled text comes from; 0 stays 0.
func (d *description) place(line int) int {
	if line == 0 {
		return 0
	}
	return d.before + d.filled.line(line)
}

// problem keeps what is wrong at a line of the filled text. On an open line nothing else is said: it would be about what
// stands in for a value.
func (d *description) problem(line int, format string, args ...any) {
	d.problemWithHint(line, "", fmt.Sprintf(format, args...))
}

func (d *description) problemWithHint(line int, hint, message string) {
	if line = d.place(line); !d.open[line] {
		d.setReader.keep(Problem{File: d.file, Line: line, Message: message, Hint: hint})
	}
}

func (d *description) keepAll(wrong []problemAt) {
	for _, p := range wrong {
		d.problem(p.line, "%s", p.message)
	}
}

// list reads the hooks below hooks:.
func (d *description) list(n *node) {
	hooks, found := n.entry("hooks")
	if !found {
		d.problem(n.line, "%s", noHooks)
		return
	}
	switch list := hooks.value; {
	case list.kind != listKind && list.kind != nullKind:
		d.problem(hooks.line, "hooks is not a list: give - name: …, triggerId: … and so on below it")
	case len(list.items) == 0:
		d.problem(hooks.line, "there are no hooks in the list hooks:")
	}
	for _, item := range hooks.value.items {
		d.hook(item)
	}
}

// hook reads one hook and keeps it, with what could be read of it.
func (d *description) hook(n *node) {
	if n.kind != mapKind {
		d.problem(n.line, "this is not a hook: give a map of name, triggerId, enabled, script, dependencies and secrets")
		return
	}
	if len(d.hooks) == maxHooks {
		d.problem(n.line, "the set has more than %d hooks", maxHooks)
		return
	}
	h := described{file: d.file, shown: "another"}
	for _, e := range n.entries {
		if !d.names || e.key == "name" || e.key == "triggerId" {
			d.field(&h, e)
		}
	}
	for _, key := range []string{"name", "triggerId", "script"} {
		if _, found := n.entry(key); !found && (!d.names || key != "script") {
			d.problem(n.line, "the hook has no %s", key)
		}
	}
	h.name, h.enabled = d.place(h.name), d.place(h.enabled)
	d.hooks = append(d.hooks, h)
}

// field reads one key of a hook.
func (d *description) field(h *described, e entry) {
	switch e.key {
	case "name":
		h.Name, h.name = d.name(e), e.line
		if h.Name != "" {
			h.shown = d.quote(e.value.line, h.Name)
		}
	case "triggerId":
		h.Trigger = d.trigger(e)
	case "enabled":
		h.Enabled, h.enabled = d.enabled(e), e.line
	case "script":
		d.script(h, e)
	case "dependencies":
		if d.isMap(e) {
			var wrong []problemAt
			h.Dependencies, wrong = dependencies(e.value, d.quote)
			d.keepAll(wrong)
		}
	case "secrets":
		if d.isMap(e) {
			var wrong []problemAt
			h.Secrets, wrong = valuesOf(e.value, valueRules{call: func(_ int, e entry) string { return "the secret " + d.quote(e.line, e.key) }})
			d.keepAll(wrong)
		}
	case "id": // the Deploy CLI writes it on demand; on another tenant it would be another
	default:
		d.problem(e.line, "%s is not a key of a hook: there are name, triggerId, enabled, script, dependencies and secrets", d.quote(e.line, e.key))
	}
}

// text is an entry that must be a text with something in it.
func (d *description) text(e entry) (string, bool) {
	what := "is not text: put it in quotes"
	switch v := e.value; {
	case v.block:
		what = "is a block of lines: write it on one line"
	case v.kind == nullKind, v.kind == textKind && v.value == "":
		what = "is empty"
	case v.kind == textKind:
		return v.value, true
	}
	d.problem(e.line, "%s %s", e.key, what)
	return "", false
}

func (d *description) name(e entry) string {
	d.closed(e)
	name, ok := d.text(e)
	if !ok {
		return ""
	}
	for _, u := range d.filled.used {
		if d.before+u.line == d.place(e.value.line) && strings.Contains(name, d.vars[u.key].Reveal()) {
			d.inNames[u.key] = true
		}
	}
	if problem := checkName(name); problem != "" {
		d.problem(e.line, "%s", strings.Replace(problem, quoted(name), d.quote(e.value.line, name), 1))
	}
	return name
}

func (d *description) trigger(e entry) tenant.Trigger {
	d.closed(e)
	id, ok := d.text(e)
	if !ok {
		return 0
	}
	t, err := tenant.ParseTrigger(id)
	if err != nil {
		d.problem(e.line, "%s", strings.Replace(err.Error(), fmt.Sprintf("%q", id), d.quote(e.value.line, id), 1))
	}
	return t
}

// closed keeps the problem of a marker without a value where nothing but names and triggers is read: on other lines such
// markers do not matter there.
func (d *description) closed(e entry) {
	for _, u := range d.filled.open {
		if d.names && d.before+u.line == d.place(e.line) {
			d.markers(d.file, d.before, filling{open: []use{u}})
		}
	}
}

func (d *description) enabled(e entry) *bool {
	if e.value.kind != boolKind {
		d.problem(e.line, "enabled is neither true nor false (without quotes; leave it out to keep what the tenant has)")
		return nil
	}
	on := strings.EqualFold(e.value.value, "true")
	return &on
}

func (d *description) isMap(e entry) bool {
	if e.value.kind != mapKind {
		d.problem(e.line, "%s is not a map (leave it out to keep what the tenant has, {} is an empty one)", e.key)
	}
	return e.value.kind == mapKind
}
