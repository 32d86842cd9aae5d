package auth0

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"auth0-hook-action/internal/sandbox"
	"auth0-hook-action/internal/tenant"
)

// killed are ways in which a run may end in the midst of its work: from some request on nothing arrives any more,
// whether the last one was carried out or not.
func killed(nth int, after bool) sandbox.Fault {
	return sandbox.Fault{Nth: nth, Times: -1, Drop: true, After: after}
}

// TestKilledAnywhere ends a run at each of its requests, and has the next run bring the tenant to what the files say.
func TestKilledAnywhere(t *testing.T) {
	t.Parallel()
	const trigger = "credentials-exchange"
	want := tenant.Desired{Name: "audit", Trigger: tenant.CredentialsExchange, Format: tenant.FormatHook,
		Script: hookFile, Enabled: new(true)}
	old := sandbox.Hook{Name: "audit", Trigger: trigger, Script: "module.exports = function () {};\n", Enabled: true}
	other := sandbox.Hook{Name: "other", Trigger: trigger, Script: old.Script, Enabled: true}
	tests := map[string]struct {
		age       sandbox.Age
		hooks     []sandbox.Hook
		wantHooks []string // enabled at the end
		wantBound []string
	}{
		"the move":           {sandbox.HooksReadOnly, []sandbox.Hook{old}, nil, []string{"audit"}},
		"create, enabled":    {sandbox.HooksGone, nil, nil, []string{"audit"}},
		"exchange of Hooks":  {sandbox.HooksOn, []sandbox.Hook{other}, []string{"audit"}, nil},
		"a Hook yields":      {sandbox.HooksReadOnly, []sandbox.Hook{other}, nil, []string{"audit"}},
		"create, on Hooks":   {sandbox.HooksOn, nil, []string{"audit"}, nil},
		"the edit of a Hook": {sandbox.HooksOn, []sandbox.Hook{old}, []string{"audit"}, nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, after := range []bool{false, true} {
				for nth := range 14 {
					synctest.Test(t, func(t *testing.T) {
						d := newDeployment(t, 10*time.Millisecond)
						d.server.SetAge(tt.age)
						for _, h := range tt.hooks {
							d.server.AddHook(h)
						}
						goal := tenant.Goal{Desired: []tenant.Desired{want}, Mode: tenant.ModeApply,
							Runtime:    tenant.RuntimeAuto,
							Repository: "7", ReplaceEnabled: true}
						d.server.AddFault(killed(nth+1, after))
						ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
						first := apply(ctx, d.engines, goal)
						cancel()
						d.server.ClearFaults()
						d.use(newClientOf(t, d.server))
						second := apply(t.Context(), d.engines, goal)
						if problem := d.differs(trigger, tt.wantHooks, tt.wantBound); problem != "" || second != nil {
							t.Errorf("killed at request %d (carried out: %v): %s; the runs said %v; %v", nth+1, after,
								problem, first, second)
						}
					})
				}
			}
		})
	}
}

// differs says what runs at a trigger where that is not what is wanted, or where a name is there twice.
func (d *deployment) differs(trigger string, wantHooks, wantBound []string) string {
	var enabled []string
	for _, h := range d.server.Hooks() {
		if h.Enabled {
			enabled = append(enabled, h.Name)
		}
	}
	bound := d.server.Bound(trigger)
	if len(d.server.Actions()) > 1 || !slices.Equal(enabled, wantHooks) || !slices.Equal(bound,
		wantBound) && len(bound)+len(wantBound) > 0 {
		return fmt.Sprintf("enabled Hooks %v, bound %v of %d Actions", enabled, strings.Join(bound, " "),
			len(d.server.Actions()))
	}
	return ""
}

// racingSeeds is how many interleavings of each kind are run; package tenant runs more, without HTTP.
const racingSeeds = 8

// TestRacingRuns has several runs create, enable and move the same hook at once, with requests that take up to 100 ms.
func TestRacingRuns(t *testing.T) {
	t.Parallel()
	want := tenant.Desired{Name: "audit", Trigger: tenant.CredentialsExchange, Format: tenant.FormatHook,
		Script: hookFile, Enabled: new(true)}
	goal := tenant.Goal{Desired: []tenant.Desired{want}, Mode: tenant.ModeApply, Runtime: tenant.RuntimeAuto,
		Repository: "7"}
	tests := map[string]struct {
		age sandbox.Age
		lag time.Duration
	}{
		"Actions":             {sandbox.HooksGone, 0},
		"Actions, a lag":      {sandbox.HooksGone, time.Second},
		"the move":            {sandbox.HooksReadOnly, 0},
		"the move, a lag":     {sandbox.HooksReadOnly, time.Second},
		"the move, a big lag": {sandbox.HooksReadOnly, 3 * time.Second},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for seed := range uint64(racingSeeds) {
				synctest.Test(t, func(t *testing.T) {
					rnd := rand.New(rand.NewPCG(seed, 3))
					d := newDeployment(t, 0)
					d.server.SetAge(tt.age)
					d.server.SetLags(sandbox.Lags{ActionList: tt.lag})
					if tt.age == sandbox.HooksReadOnly {
						d.server.AddHook(sandbox.Hook{Name: "audit", Trigger: want.Trigger.String(),
							Script: "module.exports = 1;\n", Enabled: true})
					}
					var mu sync.Mutex
					d.server.SetGate(func(sandbox.Request) {
						mu.Lock()
						pause := time.Duration(1+rnd.IntN(100)) * time.Millisecond
						mu.Unlock()
						pauseFor(t, pause)
					})
					begins := make([]time.Duration, 2+rnd.IntN(4))
					for i := range begins {
						begins[i] = time.Duration(rnd.IntN(500)) * time.Millisecond
					}
					errs := make([]error, len(begins))
					var wg sync.WaitGroup
					for i, begin := range begins {
						run := &deployment{t: t, server: d.server}
						run.use(newClientOf(t, d.server))
						wg.Go(func() {
							pauseFor(t, begin)
							errs[i] = apply(t.Context(), run.engines, goal)
						})
					}
					wg.Wait()
					problem := d.differs(want.Trigger.String(), nil, []string{"audit"})
					if err := errors.Join(errs...); problem != "" || err != nil {
						t.Errorf("seed %d, %d runs: %s; %v", seed, len(errs), problem, err)
					}
				})
			}
		})
	}
}
