package tenant

import (
	"slices"
	"testing"
)

func TestJudge(t *testing.T) {
	t.Parallel()
	act := func(id, name string, on bool) Observed {
		return Observed{Runtime: RuntimeActions, ID: id, Name: name, Trigger: CredentialsExchange, Format: FormatHook,
			Managed: true, Enabled: &on}
	}
	nat := func(o Observed) Observed { o.Format = FormatAction; return o }
	unread := func(o Observed) Observed { o.Enabled = nil; return o }
	tests := map[string]struct {
		own       Observed
		displaced []Observed
		looks     int
		seen      []Observed
		want      verdict
		wantOf    []string
	}{
		"as written": {act("5", "a", true), nil, 0, []Observed{act("5", "a", true)}, asWritten, nil},
		"its state was not read": {act("5", "a", false), nil, 0, []Observed{unread(act("5", "a", false))},
			asWritten, nil},
		"deleted": {act("5", "a", true), nil, 0, nil, gone, nil},
		"a smaller id of the name": {act("5", "a", true), nil, 0,
			[]Observed{act("5", "a", true), act("3", "a", true)}, superseded, []string{"3"}},
		"a larger id, and the own one is gone": {act("5", "a", true), nil, 0, []Observed{act("7", "a", true)},
			superseded,
			[]string{"7"}},
		"a larger id of the name": {act("5", "a", true), nil, 0,
			[]Observed{act("5", "a", true), act("7", "a", false)}, duplicated, []string{"7"}},
		"an older list": {act("5", "a", true), nil, 0, []Observed{act("5", "a", false)}, undone, nil},
		"bound again":   {act("5", "a", false), nil, 0, []Observed{act("5", "a", true)}, undone, nil},
		"a rival, first look": {act("5", "a", true), nil, 0,
			[]Observed{act("5", "a", true), act("3", "b", true)}, contested, []string{"3"}},
		"a rival with a smaller id stays": {act("5", "a", true), nil, 1,
			[]Observed{act("5", "a", true), act("3", "b", true)}, yields, []string{"3"}},
		"a rival with a larger id": {act("5", "a", true), nil, 1,
			[]Observed{act("5", "a", true), act("7", "b", true)}, contested, []string{"7"}},
		"a rival that never yields": {act("5", "a", true), nil, maxRivalReadings,
			[]Observed{act("5", "a", true), act("7", "b", true)}, yields, []string{"7"}},
		"a rival took the slot": {act("5", "a", true), nil, 0,
			[]Observed{act("5", "a", false), act("7", "b", true)}, takenOver, []string{"7"}},
		"a native Action is no rival": {act("5", "a", true), nil, 0,
			[]Observed{act("5", "a", true), nat(act("3", "b", true))}, asWritten, nil},
		"a native Action has no slot": {nat(act("5", "a", true)), nil, 1,
			[]Observed{nat(act("5", "a", true)), act("3", "b", true)}, asWritten, nil},
		"the displaced one is back": {act("5", "a", true), []Observed{act("3", "b", true)}, 0,
			[]Observed{act("5", "a", true), act("3", "b", true)},
			undone, []string{"3"}},
		"it is back each time": {act("5", "a", true), []Observed{act("3", "b", true)}, maxDisplacements,
			[]Observed{act("5", "a", true), act("3", "b", true)},
			yields, []string{"3"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, others := judge(tt.own, tt.displaced, tt.looks, tt.seen)
			if got != tt.want || !slices.Equal(ids(others), tt.wantOf) {
				t.Errorf("verdict %d about %v, want %d about %v", got, ids(others), tt.want, tt.wantOf)
			}
		})
	}
}
