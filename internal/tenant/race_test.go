package tenant_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"auth0-hook-action/internal/tenant"
)

// A race is several runs on one tenant at once.
type race struct {
	state string
	have  []tenant.Observed
	lag   time.Duration
	goal  func(i int) tenant.Goal
	check func(f *fake, ran []tenant.Result) string
}

func races() map[string]race {
	same := func(r tenant.Runtime, d tenant.Desired) func(int) tenant.Goal {
		return func(int) tenant.Goal { return goalOf(r, d) }
	}
	each := func(r tenant.Runtime, replace bool) func(int) tenant.Goal {
		return func(i int) tenant.Goal {
			g := goalOf(r, on(want(fmt.Sprintf("racer %c", 'a'+i), "x")))
			g.ReplaceEnabled = replace
			return g
		}
	}
	first := func(i int) tenant.Goal { // the first run alone enables it
		d := want("a", "x")
		if i == 0 {
			d = on(d)
		}
		return goalOf(tenant.RuntimeAuto, d)
	}
	old := hook("1", "old", "x", true)
	return map[string]race{
		"one Hook":          {"on", nil, 0, same(tenant.RuntimeHooks, on(want("a", "x"))), oneOf},
		"one Action":        {"gone", nil, 0, same(tenant.RuntimeActions, on(want("a", "x"))), oneOf},
		"one Action, a lag": {"gone", nil, time.Second, same(tenant.RuntimeActions, on(want("a", "x"))), oneOf},
		"one native Action": {"gone", nil, time.Second, same(tenant.RuntimeAuto, on(asNative(want("A", "x")))),
			oneOf},
		"one move": {"read-only", []tenant.Observed{hook("1", "a", "old", true)}, 0,
			same(tenant.RuntimeAuto, on(want("a", "x"))), oneOf},
		"one move, a lag": {"read-only", []tenant.Observed{hook("1", "a", "old", true)}, time.Second,
			same(tenant.RuntimeAuto, on(want("a", "x"))), oneOf},
		"one Action, a big lag, one enables": {"gone", nil, 4 * time.Second, first, oneOf},
		"one move, a big lag, one enables": {"read-only", []tenant.Observed{hook("1", "a", "old", true)}, 4 * time.Second,
			first, oneOf},
		"one slot, Hooks":     {"on", nil, 0, each(tenant.RuntimeHooks, false), oneWins},
		"one slot, Actions":   {"gone", nil, 0, each(tenant.RuntimeActions, false), oneWins},
		"a taken slot, Hooks": {"on", []tenant.Observed{old}, 0, each(tenant.RuntimeHooks, true), oneTakes},
		"a taken slot, Actions": {"gone", []tenant.Observed{action("1", "old", "x", true),
			native(action("2", "n", "x", true))}, 0,
			each(tenant.RuntimeActions, true), oneTakes},
		"one list": {"gone", nil, 0, func(i int) tenant.Goal {
			return goalOf(tenant.RuntimeActions, on(asNative(want(fmt.Sprintf("Racer %d", i), "x"))))
		}, allBound},
	}
}

// enabledNow are the names of what runs, other than the native Action n.
func enabledNow(f *fake) []string {
	all := slices.Concat(f.enabledHooks(flow), f.names())
	return slices.DeleteFunc(all, func(name string) bool { return name == "n" })
}

func oneOf(f *fake, ran []tenant.Result) string {
	for _, r := range ran {
		if r.Err != nil {
			return fmt.Sprintf("a run failed: %v", r.Err)
		}
	}
	if n := len(enabledNow(f)); n != 1 {
		return fmt.Sprintf("enabled %v, want one", enabledNow(f))
	}
	actions := 0
	for _, i := range f.items {
		if i.o.Runtime == tenant.RuntimeActions {
			actions++
		}
	}
	if actions > 1 {
		return fmt.Sprintf("%d Actions of one name", actions)
	}
	return ""
}

// oneWins: one has the slot, and its run alone says that all is done.
func oneWins(f *fake, ran []tenant.Result) string {
	now := enabledNow(f)
	if len(now) != 1 {
		return fmt.Sprintf("enabled %v, want one", now)
	}
	for _, r := range ran {
		if wins := tenant.Kebab(r.Step.Want.Name) == now[0]; wins != (r.Err == nil) {
			return fmt.Sprintf("%s has the slot, and %s says %v", now[0], r.Step.Want.Name, r.Err)
		}
	}
	return ""
}

// oneTakes: one has the slot, and its run says so. Another one may have had it before, and said so then.
func oneTakes(f *fake, ran []tenant.Result) string {
	now := enabledNow(f)
	if len(now) != 1 {
		return fmt.Sprintf("enabled %v, want one", now)
	}
	for _, r := range ran {
		if tenant.Kebab(r.Step.Want.Name) == now[0] && r.Err != nil {
			return fmt.Sprintf("%s has the slot, and says %v", now[0], r.Err)
		}
	}
	return ""
}

func allBound(f *fake, ran []tenant.Result) string {
	for _, r := range ran {
		if r.Err != nil || !slices.Contains(f.names(), r.Step.Want.Name) {
			return fmt.Sprintf("%s: %v; bound are %v", r.Step.Want.Name, r.Err, f.names())
		}
	}
	return ""
}

// TestRaces runs interleavings of two to four runs, whose calls take up to 100 ms each. FULL_MATRIX=1 runs 1,000 of
// each.
func TestRaces(t *testing.T) {
	t.Parallel()
	seeds := uint64(40)
	if os.Getenv("FULL_MATRIX") != "" {
		seeds = 1000
	}
	for name, r := range races() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for seed := range seeds {
				synctest.Test(t, func(t *testing.T) { r.run(t, seed) })
			}
		})
	}
}

func (r race) run(t *testing.T, seed uint64) {
	t.Helper()
	rnd := rand.New(rand.NewPCG(seed, 1))
	f := newFake(r.state, r.have...)
	f.lag, f.ids = r.lag, randomIDs(rand.New(rand.NewPCG(seed, 4)))
	var mu sync.Mutex
	f.latency = func() time.Duration {
		mu.Lock()
		defer mu.Unlock()
		return time.Duration(1+rnd.IntN(100)) * time.Millisecond
	}
	ran := make([]tenant.Result, 2+rnd.IntN(3))
	begins := make([]time.Duration, len(ran))
	for i := range begins {
		begins[i] = time.Duration(rnd.IntN(400)) * time.Millisecond
	}
	var wg sync.WaitGroup
	for i, begin := range begins {
		wg.Go(func() {
			pause(t.Context(), begin)
			ran[i] = tryRun(t.Context(), f, r.goal(i))
		})
	}
	wg.Wait()
	if problem := r.check(f, ran); problem != "" {
		t.Errorf("seed %d, %d runs: %s", seed, len(ran), problem)
		for _, call := range f.log {
			t.Log(call)
		}
	}
}

// tryRun is one run; what cannot be read is its result.
func tryRun(ctx context.Context, f *fake, goal tenant.Goal) tenant.Result {
	have, err := tenant.Look(ctx, f.engines(), goal)
	if err != nil {
		return tenant.Result{Step: tenant.Step{Want: goal.Desired[0]}, Status: tenant.Failed, Err: err}
	}
	return tenant.Apply(ctx, f.engines(), goal, tenant.Diff(goal, have), nil)[0]
}
