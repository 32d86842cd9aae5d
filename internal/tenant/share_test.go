package tenant_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"auth0-hook-action/internal/tenant"
)

func TestShare(t *testing.T) {
	t.Parallel()
	locked := hook("9", "c", "x")
	locked.Locked = "not ours"
	want := []tenant.Hook{wanted("a", "x"), wanted("B", "x"), wanted("c", "x"), wanted("d", "x")}
	hooks := []tenant.Hook{hook("1", "a", "x"), hook("2", "b", "old")}
	actions := []tenant.Hook{hook("3", "b", "x"), locked, hook("4", "d", "x")}
	for name, tt := range map[string]struct {
		deletion                 bool
		wantHooks, wantToActions []string
	}{
		"deployment": {false, []string{"a", "c"}, []string{"B", "d"}},
		"deletion":   {true, []string{"a", "B", "c"}, []string{"B", "d"}},
	} {
		toHooks, toActions := tenant.Share(want, hooks, actions, tt.deletion)
		if diff := cmp.Diff(tt.wantHooks, hookNames(toHooks)); diff != "" {
			t.Errorf("%s: to Hooks (-want +got):\n%s", name, diff)
		}
		if diff := cmp.Diff(tt.wantToActions, hookNames(toActions)); diff != "" {
			t.Errorf("%s: to Actions (-want +got):\n%s", name, diff)
		}
	}
}

func TestLeftBehind(t *testing.T) {
	t.Parallel()
	elsewhere := enabled(hook("4", "a", "x"))
	elsewhere.Trigger = tenant.PostChangePassword
	hooks := []tenant.Hook{enabled(hook("1", "a", "x")), enabled(hook("2", "other", "x")), hook("3", "A", "x"), elsewhere}
	for takes, want := range map[bool][]string{false: {"a"}, true: {"a", "other"}} {
		if diff := cmp.Diff(want, hookNames(tenant.LeftBehind(wanted("a", "x"), hooks, takes))); diff != "" {
			t.Errorf("takes %t (-want +got):\n%s", takes, diff)
		}
	}
}

func hookNames(hooks []tenant.Hook) []string {
	var all []string
	for _, h := range hooks {
		all = append(all, h.Name)
	}
	return all
}
