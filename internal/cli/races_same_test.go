package cli_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"auth0-hook-action/internal/sandbox"
)

// A sameHookRace is two to five runs that create, enable and move one hook at the same time, on a tenant whose lists lag.
type sameHookRace struct {
	mu   sync.Mutex // guards rnd
	rnd  *rand.Rand
	runs int
	// late is how long the first creation, whose answer is lost, takes to land; 0: no answer is lost.
	late time.Duration
	// later is set where something is listed later than a run waits for it: then the next run repairs.
	later bool
}

// maxBindingsLag is how far a trigger's list may lag for a run to see that a concurrent run wrote an older one: that one
// reads, and writes 100 ms later, and the verification delay of 400 ms holds two such lags and the requests.
const maxBindingsLag = 100 * time.Millisecond

// lostCreation is how long a run looks for a creation whose answer was lost; the README promises it.
const lostCreation = 10 * time.Second

func newSameHookRace(seed uint64) *sameHookRace {
	r := &sameHookRace{rnd: rand.New(rand.NewPCG(seed, 11))}
	r.runs = 2 + r.rnd.IntN(4)
	if r.rnd.IntN(4) == 0 {
		r.late = time.Duration(1+r.rnd.IntN(13)) * time.Second
	}
	return r
}

// millis is a random time below n milliseconds.
func (r *sameHookRace) millis(n int) time.Duration {
	r.mu.Lock() // the runs ask side by side
	defer r.mu.Unlock()
	return time.Duration(r.rnd.IntN(n)) * time.Millisecond
}

// prepare makes the tenant: without Hooks, or with a read-only one of the name that is enabled.
func (r *sameHookRace) prepare(b *bubble) {
	b.addOthers()
	age := []sandbox.Age{sandbox.HooksGone, sandbox.HooksReadOnly}[r.rnd.IntN(2)]
	b.auth0.SetAge(age)
	if age == sandbox.HooksReadOnly {
		b.auth0.AddHook(sandbox.Hook{Name: "audit", Trigger: flow, Script: audit + "// old\n", Enabled: true})
	}
	lags := sandbox.Lags{ActionList: r.millis(5000), HookList: r.millis(2000), Bindings: r.millis(100)}
	if r.rnd.IntN(8) == 0 {
		lags.Bindings = r.millis(1000)
	}
	r.later = r.late > 0 && r.late+lags.ActionList > lostCreation-time.Second || lags.Bindings > maxBindingsLag
	b.auth0.SetLags(lags)
	b.auth0.SetBuild(sandbox.Progress{Time: r.millis(2000)})
	if r.late > 0 {
		b.auth0.AddFault(sandbox.Fault{Method: "POST", Path: creation, Drop: true, LandsLate: r.late})
	}
	var mu sync.Mutex
	gate := func(sandbox.Request) {
		mu.Lock()
		d := time.Millisecond + r.millis(100)
		mu.Unlock()
		pass(d)
	}
	b.auth0.SetGate(gate)
	b.github.SetGate(gate)
}

// run runs the race. The first run enables the hook; each other one does, or leaves that as it is.
func (r *sameHookRace) run(t *testing.T, b *bubble) []outcome {
	t.Helper()
	ran := make([]outcome, r.runs)
	var wg sync.WaitGroup
	for i := range ran {
		e := envOf(t, b.auth0, b.github, b.vars["INPUT_DOMAIN"], b.vars["GITHUB_API_URL"])
		e.inputs("runtime", "auto", "enabled", []string{"true", ""}[min(i, r.rnd.IntN(2))])
		e.vars["GITHUB_RUN_ID"] = fmt.Sprint(200 + i)
		begin := r.millis(1000)
		wg.Go(func() {
			pass(begin)
			ran[i] = e.runIn(b.ctx)
		})
	}
	wg.Wait()
	return ran
}

// wrong is what is wrong with the tenant: there is one Action, it alone is bound, and no Hook is enabled beside it.
func (r *sameHookRace) wrong(b *bubble) string {
	s := b.state()
	if n := s.Count["Action audit"]; n != 1 {
		return fmt.Sprintf("%d Actions of the name", n)
	}
	if on := slices.Concat(b.enabled(), b.bound()); !slices.Equal(on, []string{"audit"}) || s.Entities["Hook audit"].Enabled {
		return fmt.Sprintf("enabled are %v", on)
	}
	if code := s.Entities["Action audit"].Script; !strings.HasSuffix(code, audit) && !strings.Contains(code, "example.com/audited") {
		return "the script is another one"
	}
	return ""
}

// TestRacesForOneHook runs 1,000 seeded interleavings with FULL_MATRIX=1, otherwise some of them. After the runs there is
// one Action and it alone runs; where a creation landed later than a run waits for, after the next run.
func TestRacesForOneHook(t *testing.T) {
	t.Parallel()
	seeds := 24
	switch {
	case os.Getenv("FULL_MATRIX") != "":
		seeds = 1000
	case testing.Short():
		seeds = 8
	}
	for seed := range uint64(seeds) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				b := newBubble(t, false)
				r := newSameHookRace(seed)
				r.prepare(b)
				ran := r.run(t, b)
				b.rest()
				if r.later {
					b.inputs("runtime", "auto", "enabled", "true")
					ran = []outcome{b.runIn(b.ctx)}
					b.rest()
				}
				for _, o := range ran {
					o.want(0)
				}
				if problem := r.wrong(b); problem != "" {
					t.Errorf("%d runs, late by %s: %s", r.runs, r.late, problem)
				}
				if t.Failed() {
					b.logRequests()
				}
			})
		})
	}
}

// logRequests logs what the tenant was asked, when and by which run.
func (b *bubble) logRequests() {
	b.t.Helper()
	runs, began := map[string]int{}, time.Time{}
	for _, r := range b.auth0.Requests() {
		token := r.Header.Get("Authorization")
		if _, ok := runs[token]; !ok {
			runs[token] = len(runs)
		}
		if began.IsZero() {
			began = r.Time
		}
		b.t.Logf("%6d ms run %d: %s %s %d", r.Time.Sub(began).Milliseconds(), runs[token], r.Method, r.Path, r.Status)
	}
}
