package report

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"auth0-hook-action/internal/secret"
	"auth0-hook-action/internal/tenant"
)

// A fact is one field of a hook that a step changes.
type fact struct {
	label string
	// short is enough for a line that names many, text tells all.
	short, text string
}

// facts are what a step changes, or would, in the order in which a reader asks.
func (v voice) facts(r tenant.Result, d *diff) []fact {
	t := teller{voice: v, r: r}
	var all []fact
	for _, f := range []fact{t.script(d), t.enabled(), t.dependencies(), t.secrets(), t.displaced(), t.redo()} {
		if f.text != "" {
			all = append(all, f)
		}
	}
	return all
}

// A teller puts the change of one hook into words.
type teller struct {
	voice
	r tenant.Result
}

func (t teller) script(d *diff) fact {
	if d == nil {
		return fact{}
	}
	text := d.counts() + " lines"
	if d.added+d.removed == 1 {
		text = d.counts() + " line"
	}
	if file := t.r.Step.Want.File; file != "" {
		text += " from " + t.link(t.code(file), t.fileURL(file))
	}
	switch {
	case t.r.Step.Op == tenant.Delete || len(d.lines) > 0:
	case t.r.Step.Want.HideDiff:
		text += " (not shown, since " + t.code("variables") + " filled in values)"
	default:
		text += " (" + t.code("show-diff") + " would show them)"
	}
	done := t.r.Hook.Script == t.r.Step.Want.Script && t.r.Step.Op != tenant.Delete
	text += t.undone(done)
	return fact{label: "Script", short: d.counts(), text: text}
}

func (t teller) enabled() fact {
	want := wantsEnabled(t.r.Step)
	if want == nil || t.r.Step.Op == tenant.Create && !*want {
		return fact{}
	}
	text := yesNo(t.r.Step.Have.Enabled) + " → " + yesNo(want)
	if t.r.Step.Op == tenant.Create {
		text = yesNo(want)
	}
	return fact{label: "Enabled", text: text + t.undone(t.r.Hook.IsEnabled() == *want)}
}

// wantsEnabled is what a step makes of a hook's switch; nil where it leaves it.
func wantsEnabled(s tenant.Step) *bool {
	switch on := s.Change.Enabled; {
	case s.Op == tenant.Create:
		return s.Want.Enabled
	case on == nil || s.Have.Enabled != nil && *s.Have.Enabled == *on: // it only takes the place of others
		return nil
	default:
		return on
	}
}

func (t teller) dependencies() fact {
	before, after := t.r.Step.Have.Dependencies, t.r.Step.Change.Dependencies
	if t.r.Step.Op == tenant.Create {
		after = t.r.Step.Want.Dependencies
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
			parts = append(parts, t.code(name)+" "+t.code(is)+" added")
		case !has:
			parts = append(parts, t.code(name)+" "+t.code(was)+" removed")
		case was != is:
			parts = append(parts, t.code(name)+" "+t.code(was)+" → "+t.code(is))
		}
	}
	return fact{label: "Dependencies", text: t.list(parts, t.undone(maps.Equal(t.r.Hook.Dependencies, after)))}
}

// secrets tells names, never values. Of a failed step it says of each whether it was written.
func (t teller) secrets() fact {
	c := t.r.Step.Change
	if t.r.Step.Op == tenant.Create {
		c.AddSecrets = t.r.Step.Want.Secrets
	}
	var parts []string
	tell := func(names []string, is func(string) bool, done, planned string) {
		for _, n := range names {
			parts = append(parts, t.code(n)+" "+t.tense(is(n), done, planned))
		}
	}
	written := func(n string) bool { return slices.Contains(t.r.SecretsWritten, n) }
	gone := func(n string) bool {
		_, there := t.r.Hook.Secrets[n]
		return t.r.Hook.Secrets != nil && !there
	}
	tell(keys(c.AddSecrets, nil), written, "added", "to be added")
	tell(keys(c.SetSecrets, nil), written, "written", "to be written")
	tell(slices.Sorted(slices.Values(c.DropSecrets)), gone, "removed", "to be removed")
	return fact{label: "Secrets", text: t.list(parts, "")}
}

func (t teller) displaced() fact {
	var parts []string
	for _, h := range t.r.Step.Displaces {
		parts = append(parts, t.code(cmp.Or(h.Name, h.ID)))
	}
	if parts == nil || t.r.Err != nil {
		return fact{} // the error says how they stand
	}
	text := ", " + t.tense(true, "disabled", "to be disabled") + " since a trigger has one enabled hook"
	return fact{label: "Replaces", text: strings.Join(parts, ", ") + text}
}

func (t teller) redo() fact {
	if t.r.Step.Change.Redo == "" {
		return fact{}
	}
	return fact{label: "Deployed anew", text: "since " + t.prose(t.r.Step.Change.Redo) + t.undone(false)}
}

// undone marks a field that a failed step did not bring to the tenant.
func (t teller) undone(done bool) string {
	switch {
	case t.r.Status == tenant.Failed && !done && (errors.Is(t.r.Err, tenant.ErrLost) || errors.Is(t.r.Err, tenant.ErrUnknown)):
		return " (unknown whether done)"
	case t.r.Status == tenant.Skipped || t.r.Status == tenant.Failed && !done:
		return " (not done)"
	}
	return ""
}

// tense picks the word for what was done or, in a plan, would be; after a failure it is negated where it was not done.
func (t teller) tense(is bool, done, planned string) string {
	switch {
	case t.r.Status == tenant.Planned:
		return planned
	case t.r.Status == tenant.Skipped || t.r.Status == tenant.Failed && !is:
		return "not " + done
	}
	return done
}

// maxParts is how many dependencies or secrets are named.
const maxParts = 50

func (t teller) list(parts []string, end string) string {
	if n := len(parts) - maxParts; n > 0 {
		parts = append(parts[:maxParts:maxParts], fmt.Sprintf("%d more", n))
	}
	if len(parts) == 0 {
		return ""
	}
	return strings.Join(parts, ", ") + end
}

func yesNo(b *bool) string {
	switch {
	case b == nil:
		return "–"
	case *b:
		return "yes"
	}
	return "no"
}

// keys are those of two maps together, sorted.
func keys[V string | secret.Value](a, b map[string]V) []string {
	all := slices.AppendSeq(slices.Collect(maps.Keys(a)), maps.Keys(b))
	slices.Sort(all)
	return slices.Compact(all)
}
