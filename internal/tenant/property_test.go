package tenant_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"testing/synctest"

	"auth0-hook-action/internal/tenant"
)

// After Apply a second plan is empty, whatever the tenant has and the files want, unless something was refused.
func TestSecondPlanIsEmpty(t *testing.T) {
	t.Parallel()
	changed := 0
	for seed := range uint64(1500) {
		synctest.Test(t, func(t *testing.T) {
			rnd := rand.New(rand.NewPCG(seed, 2))
			f := newFake([]string{"on", "read-only", "gone"}[rnd.IntN(3)], anyTenant(rnd)...)
			if f.state == "gone" {
				for id, i := range f.items {
					if i.o.Runtime == tenant.RuntimeHooks {
						delete(f.items, id)
					}
				}
			}
			goal := anyGoal(rnd)
			results := run(t.Context(), t, f, goal)
			changed += len(f.writes())
			if !tenant.Succeeded(results) {
				return
			}
			have, err := tenant.Look(t.Context(), f.engines(), goal)
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range tenant.Diff(goal, have).Steps {
				if s.Changes() || s.Err != nil {
					t.Errorf("seed %d: %q is to %v: %+v, error %v\n%v", seed, s.Name(), s.Op, s.Change, s.Err, f.log)
				}
			}
			if goal.Runtime == tenant.RuntimeAuto {
				oneEngine(t, seed, f, goal)
			}
		})
	}
	if changed == 0 {
		t.Error("no run wrote anything")
	}
}

// oneEngine: nothing that the goal describes runs on both runtimes.
func oneEngine(t *testing.T, seed uint64, f *fake, goal tenant.Goal) {
	t.Helper()
	for _, d := range goal.Desired {
		for _, name := range f.enabledHooks(d.Trigger) {
			if name == tenant.Kebab(d.Name) && slices.ContainsFunc(f.list(d.Trigger),
				func(b tenant.Binding) bool { return b.Name == name && f.items[b.ActionID].o.Managed }) {
				t.Errorf("seed %d: %q runs as a Hook and as an Action\n%v", seed, name, f.log)
			}
		}
	}
}

var words = []string{"a", "b", "c d"}

func anyTenant(rnd *rand.Rand) []tenant.Observed {
	var all []tenant.Observed
	for i, name := range words {
		kebab := tenant.Kebab(name)
		if rnd.IntN(2) == 0 {
			all = append(all, hook(fmt.Sprint(10+i), kebab, anyScript(rnd), rnd.IntN(4) == 0))
		}
		switch rnd.IntN(5) {
		case 0:
			all = append(all, action(fmt.Sprint(20+i), kebab, anyScript(rnd), rnd.IntN(4) == 0))
		case 1:
			all = append(all, native(action(fmt.Sprint(20+i), name, anyScript(rnd), rnd.IntN(2) == 0)))
		case 2:
			all = append(all, unowned(action(fmt.Sprint(20+i), name, anyScript(rnd), rnd.IntN(2) == 0)))
		}
	}
	for i := range all {
		if all[i].Runtime == tenant.RuntimeActions && all[i].Managed {
			all[i].Repository, all[i].Path = "7", "hooks"
		}
	}
	return all
}

func anyScript(rnd *rand.Rand) string { return []string{"x", "y"}[rnd.IntN(2)] }

func anyGoal(rnd *rand.Rand) tenant.Goal {
	var all []tenant.Desired
	for _, name := range words {
		d := want(name, anyScript(rnd))
		if rnd.IntN(3) == 0 {
			d = asNative(d)
		}
		switch rnd.IntN(4) {
		case 0:
			d = on(d)
		case 1:
			d = off(d)
		}
		d.Adopt = rnd.IntN(2) == 0
		if rnd.IntN(3) == 0 {
			d.Position = tenant.Position{Where: tenant.First + tenant.Where(rnd.IntN(2))}
		}
		if rnd.IntN(3) == 0 {
			d.Dependencies = map[string]string{"p": "1.0.0"}
		}
		if rnd.IntN(4) == 0 {
			d = withSecrets(d, "K")
		}
		if rnd.IntN(4) > 0 {
			all = append(all, d)
		}
	}
	goal := goalOf([]tenant.Runtime{tenant.RuntimeAuto, tenant.RuntimeAuto, tenant.RuntimeActions}[rnd.IntN(3)], all...)
	goal.Whole, goal.ReplaceEnabled, goal.Prune = true, rnd.IntN(2) == 0, rnd.IntN(2) == 0
	if rnd.IntN(8) == 0 {
		goal.Mode = tenant.ModeDelete
	}
	return goal
}
