package tenant_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"auth0-hook-action/internal/tenant"
)

func TestArrange(t *testing.T) {
	t.Parallel()
	list := func(text string) []tenant.Binding {
		var all []tenant.Binding
		for id := range strings.FieldsSeq(text) {
			all = append(all, tenant.Binding{ActionID: id, Name: id, DisplayName: "shown " + id})
		}
		return all
	}
	put := func(id string, where tenant.Where, name string) tenant.Placement {
		return tenant.Placement{ID: id, Name: id, Position: tenant.Position{Where: where, Name: name}}
	}
	tests := map[string]struct {
		list, want string
		on         []tenant.Placement
		off        []string
		wantErr    error
	}{
		"nothing": {list: "a b", want: "a b"},
		"first":   {list: "a b", on: []tenant.Placement{put("x", tenant.First, "")}, want: "x a b"},
		"two first": {list: "a b",
			on: []tenant.Placement{put("x", tenant.First, ""), put("y", tenant.First, "")}, want: "x y a b"},
		"two last": {list: "a x b",
			on: []tenant.Placement{put("x", tenant.Last, ""), put("y", tenant.Last, "")}, want: "a b x y"},
		"two before": {list: "a b",
			on: []tenant.Placement{put("x", tenant.Before, "b"), put("y", tenant.Before, "b")}, want: "a x y b"},
		"two after": {list: "a b",
			on: []tenant.Placement{put("x", tenant.After, "a"), put("y", tenant.After, "a")}, want: "a x y b"},
		"after a new one": {list: "a b",
			on: []tenant.Placement{put("x", tenant.After, "y"), put("y", tenant.First, "")}, want: "y x a b"},
		"it keeps its place": {list: "a x b", on: []tenant.Placement{{ID: "x", Name: "x"}}, want: "a x b"},
		"it takes a place": {list: "a b c",
			on: []tenant.Placement{{ID: "x", Name: "x", Instead: []string{"b"},
				Position: tenant.Position{Where: tenant.First}}}, off: []string{"b"}, want: "a x c"},
		"it takes a place before its own": {list: "a b x c",
			on: []tenant.Placement{{ID: "x", Name: "x", Instead: []string{"b"},
				Position: tenant.Position{Where: tenant.First}}}, off: []string{"b"}, want: "a x c"},
		"the place is gone": {list: "a c",
			on: []tenant.Placement{{ID: "x", Name: "x", Instead: []string{"b"},
				Position: tenant.Position{Where: tenant.First}}}, off: []string{"b"}, want: "x a c"},
		"out":         {list: "a b c", off: []string{"b", "gone"}, want: "a c"},
		"bound twice": {list: "a x b x", on: []tenant.Placement{put("x", tenant.First, "")}, want: "x a b"},
		"beside what is gone": {list: "a", on: []tenant.Placement{put("x", tenant.After, "b")},
			wantErr: tenant.ErrConflict},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := tenant.Arrange(list(tt.list), tenant.Switch{On: tt.on, Off: tt.off})
			var ids []string
			for _, b := range got {
				ids = append(ids, b.ActionID)
				if old := strings.Contains(tt.list, b.ActionID); old != (b.DisplayName == "shown "+b.ActionID) {
					t.Errorf("%s is shown as %q", b.ActionID, b.DisplayName)
				}
			}
			if diff := cmp.Diff(strings.Fields(tt.want), ids, ignoreEmpty); diff != "" || !errors.Is(err, tt.wantErr) {
				t.Errorf("error %v, list (-want +got):\n%s", err, diff)
			}
		})
	}
}

func TestPosition(t *testing.T) {
	t.Parallel()
	bound := func(id, name string, places ...int) tenant.Observed {
		o := native(action(id, name, "x", true))
		o.Places = places
		return o
	}
	placed := func(name, position string) tenant.Desired {
		d := on(asNative(want(name, "x")))
		where, of, _ := strings.Cut(position, ":")
		d.Position = tenant.Position{Where: map[string]tenant.Where{"first": tenant.First, "last": tenant.Last,
			"before": tenant.Before, "after": tenant.After}[where], Name: of}
		return d
	}
	tests := map[string]struct {
		have     []tenant.Observed
		want     []tenant.Desired
		wantMove []string
		wantErr  string
	}{
		"there already": {[]tenant.Observed{bound("1", "A", 1), bound("2", "B", 2)},
			[]tenant.Desired{placed("A", "first"), placed("B", "last")}, nil, ""},
		"moved": {[]tenant.Observed{bound("1", "A", 1), bound("2", "B", 2)},
			[]tenant.Desired{placed("A", "last")}, []string{"A"}, ""},
		"two first, in order": {[]tenant.Observed{bound("1", "A", 1), bound("2", "B", 2)},
			[]tenant.Desired{placed("A", "first"), placed("B", "first")}, nil, ""},
		"two first, turned": {[]tenant.Observed{bound("1", "A", 1), bound("2", "B", 2)},
			[]tenant.Desired{placed("B", "first"), placed("A", "first")}, []string{"B"}, ""},
		"before": {[]tenant.Observed{bound("1", "A", 1), bound("2", "B", 2)},
			[]tenant.Desired{placed("A", "before:B"), placed("B", "after:A")}, nil, ""},
		"not next to it": {[]tenant.Observed{bound("1", "A", 1), bound("2", "B", 2), bound("3", "C", 3)},
			[]tenant.Desired{placed("A", "before:C")}, []string{"A"}, ""},
		"not bound": {[]tenant.Observed{bound("1", "A", 1)}, []tenant.Desired{placed("A", "before:B")}, nil,
			"not bound"},
		"bound in this run": {[]tenant.Observed{bound("1", "A", 1)},
			[]tenant.Desired{placed("A", "after:N"), placed("N", "first")}, []string{"A"}, ""},
		"itself": {[]tenant.Observed{bound("1", "A", 1)}, []tenant.Desired{placed("A", "after:A")}, nil,
			"itself"},
		"each after the other, both new": {nil, []tenant.Desired{placed("A", "after:B"), placed("B", "after:A")}, nil,
			"refers back"},
		"each beside the other, turned": {[]tenant.Observed{bound("2", "B", 1), bound("1", "A", 2)},
			[]tenant.Desired{placed("A", "before:B"), placed("B", "after:A")}, []string{"B"}, "refers back"},
		"bound twice": {[]tenant.Observed{bound("1", "A", 1), bound("2", "B", 2, 3)},
			[]tenant.Desired{placed("A", "after:B")}, nil, "2 times"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			plan := tenant.Diff(goalOf(tenant.RuntimeActions, tt.want...), snapshot(tt.have...))
			var moved []string
			for _, s := range plan.Steps {
				if s.Change.Position != (tenant.Position{}) {
					moved = append(moved, s.Name())
				}
			}
			if diff := cmp.Diff(tt.wantMove, moved, ignoreEmpty); diff != "" {
				t.Errorf("moved (-want +got):\n%s", diff)
			}
			failed := slices.ContainsFunc(plan.Steps, func(s tenant.Step) bool {
				return s.Err != nil && tt.wantErr != "" && strings.Contains(s.Err.Error(),
					tt.wantErr) && errors.Is(s.Err, tenant.ErrRefused)
			})
			if failed != (tt.wantErr != "") || plan.Refused() != failed {
				t.Errorf("refused %v, want %q: %+v", plan.Refused(), tt.wantErr, plan.Steps)
			}
		})
	}
}
