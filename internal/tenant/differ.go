package tenant

import (
	"cmp"
	"maps"

	"auth0-hook-action/internal/diag"
)

type differ struct {
	goal    Goal
	have    Snapshot
	kebab   map[string][]*Observed // by kebab name
	notices []diag.Diagnostic
}

func newDiffer(goal Goal, have Snapshot) *differ {
	d := &differ{goal: goal, have: have, kebab: make(map[string][]*Observed, len(have.Observed))}
	for i := range have.Observed {
		o := &have.Observed[i]
		if key := Kebab(cmp.Or(o.Name, o.ID)); key != "" { // an export names a Hook without a name by its id
			d.kebab[key] = append(d.kebab[key], o)
		}
	}
	return d
}

// fields is what differs of the fields that both runtimes have alike. A nil field of want stays.
func fields(want Desired, have *Observed) Change {
	var c Change
	if have.Script == nil || want.Script != *have.Script {
		c.Script = &want.Script
	}
	if want.Enabled != nil && (have.Enabled == nil || *want.Enabled != *have.Enabled) {
		c.Enabled = want.Enabled
	}
	return c
}

// drifted reports that the tenant's script is neither the desired one nor the one that was deployed last, or that somebody has
// begun to change it.
func (d *differ) drifted(want Desired, have *Observed) bool {
	if have.Edited || have.DraftEdited {
		return true
	}
	last, known := d.goal.LastApplied[want.Key()]
	known = known && last != hiddenScript
	return known && have.Script != nil && *have.Script != want.Script && Fingerprint(*have.Script) != last
}

// hidesDiff reports that values must not be shown: of this run, or of an earlier one, which nothing else tells from other text.
func (d *differ) hidesDiff(s Step) bool {
	earlier := func(o *Observed) bool { return o != nil && o.HideDiff }
	return s.Want.HideDiff || earlier(s.Have) || earlier(s.Replaces) || d.goal.LastApplied[s.Key()] == hiddenScript
}

func sameMap(a, b map[string]string) bool { return maps.Equal(a, b) }
