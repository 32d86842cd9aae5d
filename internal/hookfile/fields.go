package hookfile

import (
	"fmt"
	"strings"

	"auth0-hook-action/internal/tenant"
)

const fieldNames = "a hook has name, triggerId, enabled, script, dependencies, secrets, position, adopt and testPayload"

// list reads the hooks below hooks:.
func (d *description) list(n *node, prune bool) {
	hooks, found := n.entry("hooks")
	if !found {
		d.report(inFile(noHooks(prune, noSection), d.file, d.place(n.line)))
		return
	}
	d.used(n)
	switch list := hooks.value; {
	case list.kind != listKind && list.kind != nullKind:
		d.wrong(hooks.line, "hooks is not a list", "give - name: …, triggerId: … and so on below it")
	case len(list.items) == 0:
		d.report(inFile(noHooks(prune, "the list hooks is empty"), d.file, d.place(hooks.line)))
	}
	raw := d.rawItems(n, len(hooks.value.items))
	for i, item := range hooks.value.items {
		d.hook(item, raw[i])
	}
}

// rawItems are the entries of the list as they are written.
func (d *description) rawItems(n *node, count int) []*node {
	items := make([]*node, count)
	if raw := d.written(n); raw != nil {
		if hooks, found := raw.entry("hooks"); found && len(hooks.value.items) == count {
			copy(items, hooks.value.items)
		}
	}
	return items
}

// hook reads one hook and keeps it, with what could be read of it. raw is the entry as it is written, if that is known.
func (d *description) hook(n, raw *node) {
	if n.kind != mapKind {
		d.wrong(n.line, "this is not a hook", "give a map: "+fieldNames)
		return
	}
	if len(d.hooks) == maxHooks {
		f := fault(0, RuleSet, fmt.Sprintf("the set has more than %d hooks", maxHooks), "")
		d.report(inFile(f, d.file, d.place(n.line)))
		return
	}
	h := Hook{raw: raw, lines: map[string]int{}}
	h.File, h.Line = d.file, d.place(n.line)
	for _, e := range n.entries {
		if !d.namesOnly || e.key == FieldName || e.key == FieldTrigger {
			h.lines[e.key] = d.place(e.line)
			d.field(&h, e)
		}
	}
	for _, key := range []string{FieldName, FieldTrigger, FieldScript} {
		if _, found := n.entry(key); !found && (!d.namesOnly || key != FieldScript) {
			d.wrong(n.line, "the hook has no "+key, "")
		}
	}
	d.publish(h)
	d.hooks = append(d.hooks, h)
}

// publish keeps what everybody may read of the hook, and what a marker made that everybody would read.
func (d *description) publish(h Hook) {
	for _, field := range []string{FieldName, FieldTrigger, FieldScript} {
		if h.raw == nil {
			break
		}
		if e, found := h.raw.entry(field); found {
			d.public = append(d.public, marker().Split(e.value.value, -1)...)
		}
	}
	d.publishFilled(h.Name, h.lines[FieldName])
	d.publishFilled(h.ScriptFile, h.lines[FieldScript])
}

func (d *description) publishFilled(text string, line int) {
	m := filledText{text: text}
	for _, u := range d.filled.uses {
		value := d.vars.values[u.key].text.Reveal()
		if d.before+u.line == line && value != "" && strings.Contains(text, value) {
			m.keys = append(m.keys, u.key)
		}
	}
	switch {
	case len(m.keys) > 0:
		d.filledTexts = append(d.filledTexts, m)
	case !d.redacted[line] && !d.incomplete[line]:
		d.public = append(d.public, text)
	}
}

// field reads one key of a hook.
func (d *description) field(h *Hook, e entry) {
	line := d.place(e.value.line)
	h.Incomplete = h.Incomplete || d.incomplete[line]
	switch e.key {
	case FieldName:
		h.Name = d.name(e)
		if h.Name != "" {
			h.shown = d.quote(e.value.line, h.Name)
		}
	case FieldTrigger:
		h.Trigger = d.trigger(e)
	case FieldEnabled:
		if on, ok := d.boolean(e); ok {
			h.Enabled = &on
		}
	case FieldScript:
		d.script(h, e)
	case FieldDependencies:
		if m := d.mapOf(e); m != nil {
			deps, found := dependenciesOf(m, d.quote)
			h.Dependencies = deps
			d.findings(found)
		}
	case FieldSecrets:
		if m := d.mapOf(e); m != nil {
			rules := valueRules{call: func(_ int, e entry) string { return "the secret " + d.quote(e.line, e.key) }}
			vals, found := secretsOf(m, rules)
			h.Secrets = vals
			d.findings(found)
		}
	default:
		d.ownField(h, e)
	}
}

// ownField reads the keys that the Deploy CLI does not know.
func (d *description) ownField(h *Hook, e entry) {
	switch e.key {
	case FieldPosition:
		text, ok := d.text(e)
		if !ok {
			return
		}
		position, err := ParsePosition(text)
		if err != nil {
			d.wrong(e.line, "position is "+d.quote(e.value.line, text), "write first, last, before:NAME or after:NAME")
		}
		h.Position = position
	case FieldAdopt:
		h.Adopt, _ = d.boolean(e)
	case FieldTestPayload:
		d.tests(h, e)
	case "id": // the Deploy CLI writes it on demand; on another tenant it would be another
	default:
		d.wrong(e.line, d.quote(e.line, e.key)+" is not a key of a hook", fieldNames)
	}
}

func (d *description) name(e entry) string {
	d.missingHere(e)
	name, ok := d.text(e)
	if !ok {
		return ""
	}
	if f, ok := CheckName(name, d.quote(e.value.line, name), 0); !ok {
		f.Line = e.line
		d.findingAt(f)
	}
	return name
}

func (d *description) trigger(e entry) tenant.Trigger {
	d.missingHere(e)
	id, ok := d.text(e)
	if !ok {
		return 0
	}
	t, err := ParseTrigger(id, d.quote(e.value.line, id))
	if err != nil {
		d.wrong(e.line, err.Error(), "")
	}
	return t
}

// missingHere keeps the markers without a value where nothing but names and triggers is read: on other lines such markers
// do not matter there.
func (d *description) missingHere(e entry) {
	for _, u := range d.filled.uses {
		if d.namesOnly && d.before+u.line == d.place(e.line) && strings.Contains(e.value.value, u.key) {
			d.markers(d.file, d.before, []use{u})
		}
	}
}

// boolean is an entry that must be true or false. A marker may stand in quotes, and its variable be given as a text.
func (d *description) boolean(e entry) (value, ok bool) {
	v := strings.ToLower(e.value.value)
	marked := e.value.kind == textKind && d.redacted[d.place(e.value.line)]
	if e.value.kind == boolKind || marked && (v == "true" || v == "false") {
		return v == "true", true
	}
	d.wrong(e.line, e.key+" is neither true nor false",
		"write it without quotes, or leave it out to keep what the tenant has")
	return false, false
}

// mapOf is an entry that must be a map; nil where it is none. A marker may stand in quotes, and its variable be given as
// a text that is a map in JSON or YAML.
func (d *description) mapOf(e entry) *node {
	if e.value.kind == mapKind {
		return e.value
	}
	if e.value.kind == textKind && d.redacted[d.place(e.value.line)] {
		if n, found := parseMap(e.value.value, false); n != nil && len(found) == 0 {
			return n.at(e.value.line)
		}
	}
	d.wrong(e.line, e.key+" is not a map", "leave it out to keep what the tenant has; {} is an empty one")
	return nil
}

// at is the node with all its lines set to one.
func (n *node) at(line int) *node {
	n.line = line
	for i := range n.entries {
		n.entries[i].line = line
		n.entries[i].value.at(line)
	}
	for _, item := range n.items {
		item.at(line)
	}
	return n
}
