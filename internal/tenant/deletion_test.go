package tenant_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"auth0-hook-action/internal/tenant"
)

func TestPrune(t *testing.T) {
	t.Parallel()
	of := func(o tenant.Observed, repository, path string) tenant.Observed {
		o.Repository, o.Path = repository, path
		return o
	}
	goal := goalOf(tenant.RuntimeAuto, want("a", "x"), asNative(want("N n", "x")))
	goal.Whole, goal.Prune = true, true
	have := snapshot(hook("1", "a", "x", false), hook("2", "stray", "x", true), hook("3", "", "x", false),
		of(native(action("4", "N n", "x", false)), "7", "hooks"), of(action("5", "left", "x", false), "7", "hooks"),
		of(action("6", "preview", "x", false), "7", ""), of(action("7", "others", "x", false), "8",
			"hooks"), unowned(action("8", "theirs", "x", false)))
	deleted := func(plan tenant.Plan) (ids []string) {
		for _, s := range plan.Steps {
			if s.Op == tenant.Delete {
				ids = append(ids, s.Have.ID)
			}
		}
		return ids
	}
	plan := tenant.Diff(goal, have)
	if diff := cmp.Diff([]string{"5", "2"}, deleted(plan)); diff != "" {
		t.Errorf("deleted (-want +got):\n%s", diff)
	}
	if len(plan.Notices) != 1 || !strings.Contains(plan.Notices[0].Message, `"preview", "others"`) {
		t.Errorf("notices: %v", plan.Notices)
	}
	goal.Repository = ""
	if diff := cmp.Diff([]string{"2"}, deleted(tenant.Diff(goal, have))); diff != "" {
		t.Errorf("deleted without the repository's id (-want +got):\n%s", diff)
	}
}

func TestLimits(t *testing.T) {
	t.Parallel()
	full := snapshot(action("1", "b", "x", false), action("2", "c", "x", false), action("3", "d", "x", false),
		unowned(action("4", "e", "x", false)))
	s := tenant.Diff(goalOf(tenant.RuntimeActions, want("a", "x")), full).Steps[0]
	if !errors.Is(s.Err, tenant.ErrRefused) || !strings.Contains(s.Err.Error(), "number 5 at") {
		t.Errorf("error %v", s.Err)
	}
}
