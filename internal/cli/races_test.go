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

// A race is several whole programs on one tenant and one pull request at once.
type race struct {
	prepare func(b *bubble)
	inputs  func(i int) []string // of the i-th program
	check   func(b *bubble, ran []outcome)
}

const flow = "credentials-exchange"

// races are what programs may race for, by name.
func races() map[string]race {
	same := func(runtime string, more ...string) func(int) []string {
		return func(int) []string { return append([]string{"runtime", runtime}, more...) }
	}
	own := func(runtime string, more ...string) func(int) []string {
		return func(i int) []string {
			return append([]string{"runtime", runtime, "hook-name", racer(i), "comment-id", "one"}, more...)
		}
	}
	old := func(runtime string) func(*bubble) {
		return func(b *bubble) {
			b.inputs("runtime", runtime, "hook-name", "old", "enabled", "true", "comment", "never").runIn(b.ctx).want(0)
		}
	}
	return map[string]race{
		"one name, Hooks":            {nil, same("hooks"), allDone},
		"one name, Actions":          {nil, same("actions"), allDone},
		"one name, enabled, Hooks":   {nil, same("hooks", "enabled", "true"), oneOfAll},
		"one name, enabled, Actions": {nil, same("actions", "enabled", "true"), oneOfAll},
		"one slot, Hooks":            {nil, own("hooks", "enabled", "true"), oneWins},
		"one slot, Actions":          {nil, own("actions", "enabled", "true"), oneWins},
		"one taken slot, Hooks":      {old("hooks"), own("hooks", "enabled", "true", "replace-enabled", "true"), oneTakes},
		"one taken slot, Actions":    {old("actions"), own("actions", "enabled", "true", "replace-enabled", "true"), oneTakes},
		"one list of bindings":       {bindAll, own("actions", "enabled", "false"), noneBound},
		"one list, in and out":       {bindAll, inAndOut, lastBound},
		"one pull request":           {nil, own("hooks"), onePull},
	}
}

func racer(i int) string { return fmt.Sprintf("racer-%c", 'a'+i) }

const racers = 8 // at most

// bindAll deploys each racer's hook as an Action and binds it, whatever the rule of one slot says.
func bindAll(b *bubble) {
	for i := range racers {
		id := b.inputs("runtime", "actions", "hook-name", racer(i), "comment", "never").runIn(b.ctx).want(0).outputs["hook-id"]
		b.auth0.AddBinding(id, racer(i))
	}
}

// inAndOut has the first program take the slot while all others leave the list.
func inAndOut(i int) []string {
	if i == 0 {
		return []string{"runtime", "actions", "hook-name", "newcomer", "enabled", "true", "replace-enabled", "true", "comment-id", "one"}
	}
	return []string{"runtime", "actions", "hook-name", racer(i), "enabled", "false", "comment-id", "one"}
}

// bound are the bindings' display names but those of others, which must be there in their order.
func (e *env) bound() []string {
	e.t.Helper()
	var ours, others []string
	for _, b := range e.auth0.Bindings(flow) {
		if strings.HasPrefix(b.DisplayName, "others") {
			others = append(others, b.DisplayName)
		} else {
			ours = append(ours, b.DisplayName)
		}
	}
	if !slices.Equal(others, []string{"others: others-action", "others: others-second"}) {
		e.t.Errorf("others' bindings are %v", others)
	}
	return ours
}

// enabled are the names of the Hooks that are enabled at the flow.
func (e *env) enabled() []string {
	var on []string
	for _, h := range e.auth0.Hooks() {
		if h.Enabled && h.Trigger == flow {
			on = append(on, h.Name)
		}
	}
	return on
}

func allDone(b *bubble, ran []outcome) {
	for _, o := range ran {
		o.want(0)
	}
	single(b)
}

// single: there is one of each name, and one comment.
func single(b *bubble) {
	for name, n := range b.state().Count {
		if n != 1 {
			b.t.Errorf("%d of the name %q", n, name)
		}
	}
	if n := len(b.github.Comments(1)); n != 1 {
		b.t.Errorf("%d comments, want 1", n)
	}
}

func oneOfAll(b *bubble, ran []outcome) {
	allDone(b, ran)
	if on := slices.Concat(b.enabled(), b.bound()); !slices.Equal(on, []string{"audit"}) {
		b.t.Errorf("enabled: %v, want audit", on)
	}
}

// oneWins: one holds the slot, and its program alone says that all is done.
func oneWins(b *bubble, ran []outcome) {
	on := slices.Concat(b.enabled(), b.bound())
	if len(on) != 1 {
		b.t.Errorf("enabled: %v, want one", on)
	}
	for i, o := range ran {
		wins := slices.Contains(on, racer(i))
		o.want(map[bool]int{true: 0, false: 1}[wins])
	}
	single(b)
}

// oneTakes: one has the slot, and its program says so. Another one may have had it before, and said so then.
func oneTakes(b *bubble, ran []outcome) {
	on := slices.Concat(b.enabled(), b.bound())
	if len(on) != 1 {
		b.t.Errorf("enabled: %v, want one", on)
	}
	for i, o := range ran {
		if slices.Contains(on, racer(i)) {
			o.want(0)
		}
	}
	single(b)
}

func noneBound(b *bubble, ran []outcome) {
	for i, o := range ran {
		o.want(0)
		if slices.Contains(b.bound(), racer(i)) {
			b.t.Errorf("%s is still bound", racer(i))
		}
	}
	if n := len(b.bound()); n != racers-len(ran) {
		b.t.Errorf("%v are bound", b.bound())
	}
}

func lastBound(b *bubble, ran []outcome) {
	for _, o := range ran {
		o.want(0)
	}
	if on := b.bound(); !slices.Equal(on, []string{"newcomer"}) {
		b.t.Errorf("bound: %v, want newcomer alone", on)
	}
}

func onePull(b *bubble, ran []outcome) {
	allDone(b, ran)
	for i, o := range ran {
		o.want(0, "result", "created", "hook-name", racer(i))
	}
}

// run runs the race once. The seed decides how many programs there are, when each begins and how long each of its requests
// is on its way: from one to four units, so that no write comes later after its reading than the settling delay, which is
// twice the time from before the reading to after the write.
func (r race) run(t *testing.T, seed uint64) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		rnd := rand.New(rand.NewPCG(seed, 7))
		b := newBubble(t, false)
		b.addOthers()
		if r.prepare != nil {
			r.prepare(b)
		}
		schedule(b, rand.New(rand.NewPCG(seed, 8)))
		ran := make([]outcome, 2+rnd.IntN(racers-1))
		var wg sync.WaitGroup
		for i := range ran {
			e := envOf(t, b.auth0, b.github, b.vars["INPUT_DOMAIN"], b.vars["GITHUB_API_URL"])
			e.inputs(r.inputs(i)...)
			e.vars["GITHUB_RUN_ID"] = fmt.Sprint(200 + i)
			begin := time.Duration(rnd.IntN(10_000)) * time.Microsecond
			wg.Go(func() {
				pass(begin)
				ran[i] = e.runIn(b.ctx)
			})
		}
		wg.Wait()
		b.rest()
		r.check(b, ran)
		if t.Failed() {
			t.Logf("seed %d, %d programs", seed, len(ran))
		}
	})
}

// schedule has the sandboxes hold each request for a time of its own.
func schedule(b *bubble, rnd *rand.Rand) {
	var mu sync.Mutex
	gate := func(sandbox.Request) {
		mu.Lock()
		d := time.Millisecond + time.Duration(rnd.IntN(3_000_000))
		mu.Unlock()
		pass(d)
	}
	b.auth0.SetGate(gate)
	b.github.SetGate(gate)
}

// TestRaces runs 1,000 seeded interleavings with FULL_MATRIX=1, otherwise some of them.
func TestRaces(t *testing.T) {
	t.Parallel()
	seeds := 40
	if os.Getenv("FULL_MATRIX") != "" {
		seeds = 1000
	}
	var tally tally
	t.Cleanup(func() {
		t.Logf("%d races × 2 to %d programs: %d interleavings, %d violations", len(races()), racers, tally.runs, tally.violations)
	})
	each := seeds/len(races()) + 1
	for name, r := range races() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for seed := range uint64(each) {
				t.Run(fmt.Sprint(seed), func(t *testing.T) {
					t.Parallel()
					t.Cleanup(func() { tally.count(t.Failed()) })
					r.run(t, seed)
				})
			}
		})
	}
}
