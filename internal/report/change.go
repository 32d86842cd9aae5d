package report

import (
	"cmp"
	"errors"
	"maps"
	"slices"
	"strings"

	"auth0-hook-action/internal/tenant"
)

// A fact is one field of a hook that a step changes.
type fact struct {
	label string
	// short is enough for a line that names many, as HTML; empty where it says nothing there. text says all.
	short, text string
	// inTable is set where the table of several hooks has it too.
	inTable bool
}

// facts are what a step changes, or would, in the order in which a reader asks.
func (re renderer) facts(r tenant.Result, d *diff) []fact {
	c := change{re, r}
	all := []fact{c.script(d), c.format(), c.move(), c.adoption(), c.enabled(), c.position(), c.dependencies(), c.secrets(),
		c.displaced(), c.deletedToo(), c.redo(), c.tests()}
	return slices.DeleteFunc(all, func(f fact) bool { return f.text == "" })
}

// A change puts what a step changes of one hook into words.
type change struct {
	renderer
	r tenant.Result
}

func (c change) script(d *diff) fact {
	if d == nil {
		return fact{}
	}
	text := d.counts() + " lines"
	if d.added+d.removed == 1 {
		text = d.counts() + " line"
	}
	if file := c.r.Step.Want.File; file != "" && !c.plain {
		text += " · " + c.file(file)
	}
	if c.r.Step.Op == tenant.Delete {
		return fact{"Script", d.counts(), text + c.mark(false), true}
	}
	switch {
	case len(d.lines) > 0:
	case c.r.Step.HideDiff:
		text += " (not shown, because " + c.code("variables") + " filled in values)"
	case len(c.Results) == 1: // of several it is said once
		text += " (" + c.code("show-diff: true") + " shows them)"
	}
	return fact{"Script", d.counts(), text + c.mark(hasScript(c.r.Now, c.r.Step.Want.Script)), true}
}

func (c change) format() fact {
	now := c.r.Step.Change.Format
	formats := map[tenant.Format]string{tenant.FormatHook: "hook file", tenant.FormatAction: "native Action"}
	if now == 0 || c.r.Step.Have == nil {
		return fact{}
	}
	text := formats[c.r.Step.Have.Format] + " → " + formats[now]
	return fact{"Format", text, text + c.mark(c.r.Now != nil && c.r.Now.Format == now), false}
}

// move is of an Action that takes the place of the Hook of the same name.
func (c change) move() fact {
	hook := c.r.Step.Replaces
	if hook == nil || c.r.Status == tenant.Failed {
		return fact{} // the error says how they stand
	}
	text := "from Hooks to Actions; the Hook " + c.code(cmp.Or(hook.Name, hook.ID)) + " " + c.disabled()
	return fact{"Moved", "moved from Hooks", text, false}
}

func (c change) adoption() fact {
	if !c.r.Step.Change.Adopts {
		return fact{}
	}
	text := "from another deployer; secrets, dependencies and position are kept where none are given"
	return fact{"Adopted", "adopted", text + c.mark(c.r.Now != nil && c.r.Now.Managed), false}
}

func (c change) enabled() fact {
	if have := c.r.Step.Have; c.r.Step.Op == tenant.Delete && have != nil && have.Enabled != nil {
		return fact{"Was enabled", "was " + isEnabled(*have.Enabled), yesNo(*have.Enabled), true}
	}
	want := wantsEnabled(c.r.Step)
	if want == nil {
		return fact{}
	}
	now := c.r.Now
	return fact{"Enabled", isEnabled(*want), yesNo(*want) + c.mark(now != nil && now.Enabled != nil && *now.Enabled == *want), true}
}

func (c change) position() fact {
	p := c.r.Step.Change.Position
	if p == (tenant.Position{}) {
		return fact{}
	}
	words := map[tenant.Where]string{tenant.First: "first", tenant.Last: "last", tenant.Before: "before ", tenant.After: "after "}
	text := words[p.Where]
	if p.Name != "" {
		text += c.code(p.Name)
	}
	return fact{"Position", "moved in the list", text + c.mark(false), false}
}

func (c change) dependencies() fact {
	s := c.r.Step
	after := s.Change.Dependencies
	if s.Op == tenant.Create {
		after = declared(s)
	}
	var before map[string]string
	if s.Have != nil {
		before = s.Have.Dependencies
	}
	if after == nil {
		return fact{}
	}
	var parts []string
	for _, name := range keys(before, after) {
		was, had := before[name]
		is, has := after[name]
		switch {
		case !had:
			parts = append(parts, c.code(name)+" "+c.code(is)+" added")
		case !has:
			parts = append(parts, c.code(name)+" "+c.code(was)+" removed")
		case was != is:
			parts = append(parts, c.code(name)+" "+c.code(was)+" → "+c.code(is))
		}
	}
	if len(parts) == 0 {
		return fact{}
	}
	done := c.r.Now != nil && maps.Equal(c.r.Now.Dependencies, after)
	return fact{"Dependencies", plural(len(parts), "package"), list(parts) + c.mark(done), false}
}

// declared are the packages of a new hook; an Action has those beside them whose version the script itself names.
func declared(s tenant.Step) map[string]string {
	all := maps.Clone(s.Want.Dependencies)
	if s.Runtime != tenant.RuntimeActions || len(s.Want.Required) == 0 {
		return all
	}
	if all == nil {
		all = map[string]string{}
	}
	maps.Copy(all, s.Want.Required)
	return all
}

// secrets has names, never values. Of a failed step it says of each whether it was written.
func (c change) secrets() fact {
	s := c.r.Step
	added := keys(s.Change.AddSecrets, nil)
	if s.Op == tenant.Create {
		added = keys(s.Want.Secrets, nil)
	}
	var groups []string
	n := len(added) + len(s.Change.SetSecrets) + len(s.Change.DropSecrets)
	add := func(names []string, is func(string) bool, done, planned string) {
		for _, verb := range []string{c.verb(true, done, planned), c.verb(false, done, planned)} {
			var parts []string
			for _, n := range names {
				if c.verb(is(n), done, planned) == verb {
					parts = append(parts, c.code(n))
				}
			}
			if group := verb + " " + list(parts); parts != nil && !slices.Contains(groups, group) {
				groups = append(groups, group)
			}
		}
	}
	written := func(n string) bool { return slices.Contains(c.r.SecretsWritten, n) }
	gone := func(n string) bool {
		return c.r.Now != nil && c.r.Now.Secrets != nil && !slices.Contains(c.r.Now.Secrets, n)
	}
	add(added, written, "added", "to add")
	add(keys(s.Change.SetSecrets, nil), written, "written", "to write")
	add(slices.Sorted(slices.Values(s.Change.DropSecrets)), gone, "removed", "to remove")
	return fact{"Secrets", plural(n, "secret"), strings.Join(groups, "; "), false}
}

func (c change) displaced() fact {
	if len(c.r.Step.Displaces) == 0 || c.r.Status == tenant.Failed {
		return fact{} // the error says how they stand
	}
	why := "a trigger has one enabled hook"
	if t := c.r.Step.Trigger(); c.r.Step.Format() == tenant.FormatAction && t.TakesOneAction() {
		why = t.String() + " runs one Action"
	}
	text := names(c.renderer, c.r.Step.Displaces) + ", which " + c.disabled() + ": " + why
	return fact{"Replaces", "replaces " + plural(len(c.r.Step.Displaces), "hook"), text, false}
}

// deletedToo are others of the same hook, such as the Hook beside the Action.
func (c change) deletedToo() fact {
	if c.r.Step.Op != tenant.Delete || len(c.r.Step.Duplicates) == 0 || c.r.Status == tenant.Failed {
		return fact{}
	}
	kinds := map[tenant.Runtime]string{tenant.RuntimeHooks: "the Hook ", tenant.RuntimeActions: "the Action "}
	var parts []string
	for _, o := range c.r.Step.Duplicates {
		parts = append(parts, kinds[o.Runtime]+c.code(cmp.Or(o.Name, o.ID)))
	}
	return fact{"With it", "", list(parts), false}
}

func (c change) redo() fact {
	if c.r.Step.Change.Redo == "" {
		return fact{}
	}
	return fact{"Deployed again", "deployed again", "since " + c.prose(c.r.Step.Change.Redo) + c.mark(false), false}
}

// tests says how many events a draft is run with; what came of it stands in a table.
func (c change) tests() fact {
	events := len(c.r.Step.Want.Tests)
	if events == 0 || c.r.Status != tenant.Planned || !c.r.Step.Changes() {
		return fact{}
	}
	return fact{"Draft test", "", "would run with " + plural(events, "event") + " before the Action goes live", false}
}

// mark is put behind a field that a failed step did not bring to the tenant.
func (c change) mark(done bool) string {
	switch {
	case c.r.Status == tenant.Failed && !done && (errors.Is(c.r.Err, tenant.ErrAmbiguous) || errors.Is(c.r.Err, tenant.ErrUnknown)):
		return " (unknown whether done)"
	case c.r.Status == tenant.Skipped || c.r.Status == tenant.Failed && !done:
		return " (not done)"
	}
	return ""
}

// verb picks the word for what was done or, in a plan, would be; after a failure it is negated where it was not done.
func (c change) verb(is bool, done, planned string) string {
	switch {
	case c.r.Status == tenant.Planned:
		return planned
	case c.r.Status == tenant.Skipped || c.r.Status == tenant.Failed && !is:
		return "not " + done
	}
	return done
}

// disabled says what becomes of a hook that gives its place to the step's.
func (c change) disabled() string {
	switch c.r.Status {
	case tenant.Planned:
		return "would be disabled"
	case tenant.Skipped:
		return "is not disabled"
	}
	return "is disabled"
}

func names(re renderer, all []tenant.Observed) string {
	var parts []string
	for _, o := range all {
		parts = append(parts, re.code(cmp.Or(o.Name, o.ID)))
	}
	return list(parts)
}

func hasScript(o *tenant.Observed, script string) bool {
	return o != nil && o.Script != nil && *o.Script == script
}
