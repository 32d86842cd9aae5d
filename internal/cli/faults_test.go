package cli_test

import (
	"context"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"auth0-hook-action/internal/sandbox"
)

// A faultCase is one run of a scene that meets a fault at one request.
type faultCase struct {
	*baseline
	what string
	fault
	k      int // the request, from 1, of those that the fault may happen to
	gitHub bool
}

func (c faultCase) String() string {
	where := map[bool]string{true: "GitHub", false: "the tenant"}[c.gitHub]
	lasting := map[bool]string{true: " from then on", false: ""}[c.lasting]
	return fmt.Sprintf("%s as %s: %s at request %d to %s%s", c.name, c.runtime, c.what, c.k, where, lasting)
}

// run runs the whole program with the fault, and then once more without, which must repair everything.
func (c faultCase) run(t *testing.T) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		b := c.begin(t, c.connection == badTLS)
		if c.ownToken {
			id, value := b.auth0.Client()
			b.without("token").inputs("client-id", id, "client-secret", value, "audience", sandbox.Audience)
		}
		ctx, cancel := context.WithCancel(b.ctx)
		defer cancel()
		b.auth0.ClearRequests()
		watch := watchSlots(b)
		c.addTo(b, c.k, c.gitHub, cancel)
		began := time.Now()
		o := b.runIn(ctx)
		v := verdict{faultCase: c, b: b, o: o, took: time.Since(began), requests: b.auth0.Requests()}
		b.rest()
		v.check()
		b.clearFaults()
		if !c.ownToken {
			b.token = b.auth0.Token()
			b.inputs("token", b.token)
		}
		v.checkNext(b.runIn(b.ctx))
		b.rest()
		watch.check(t)
		if t.Failed() {
			t.Logf("%s\nexit code %d\n%s", c, o.code, unmasked(o.log))
		}
	})
}

// clearFaults ends all faults.
func (b *bubble) clearFaults() {
	b.auth0.ClearFaults()
	b.github.ClearFaults()
	b.tenant.harm("", 0, 0)
	b.hub.harm("", 0, 0)
}

// Strides of the matrix: primes, so that each scene, fault and request has its share. With FULL_MATRIX=1 all cases are run.
const (
	stride      = 97
	shortStride = 211 // under the race detector, for which CI asks by -short
)

func strideOf() int {
	switch {
	case os.Getenv("FULL_MATRIX") != "":
		return 1
	case testing.Short():
		return shortStride
	}
	return stride
}

// TestFaultMatrix runs each scene with each fault at each request, or at those that the stride selects.
func TestFaultMatrix(t *testing.T) {
	t.Parallel()
	all := baselines()
	var tally tally
	t.Cleanup(func() { t.Log(figures(all, &tally)) })
	for _, l := range all {
		t.Run(l.name+" as "+l.runtime, func(t *testing.T) {
			t.Parallel()
			l.record(t)
			for i, c := range l.cases() {
				if i%strideOf() != 0 {
					continue
				}
				t.Run(fmt.Sprint(c), func(t *testing.T) {
					t.Parallel()
					t.Cleanup(func() { tally.count(t.Failed()) })
					c.run(t)
				})
			}
		})
	}
}

// figures are those of the whole matrix.
func figures(all []*baseline, y *tally) string {
	cases, positions := 0, 0
	for _, l := range all {
		cases += len(l.cases())
		positions += len(l.toTenant) + len(l.toHub)
	}
	return fmt.Sprintf("%d scenes, %d faults, %d requests: %d cases, of which %d were run, with %d violations",
		len(all), len(faults()), positions, cases, y.runs, y.violations)
}

// cases are all cases of a scene. The end of a token does not matter to GitHub, and its sandbox has no certificate.
func (l *baseline) cases() []faultCase {
	var all []faultCase
	kinds := faults()
	for _, what := range slices.Sorted(maps.Keys(kinds)) {
		f := kinds[what]
		for _, lasting := range []bool{false, true} {
			if f.lasting = lasting; lasting && f.action != nil {
				continue
			}
			for k := range f.count(l.toTenant) {
				all = append(all, faultCase{l, what, f, k + 1, false})
			}
			for k := range f.count(l.toHub) {
				if f.connection != badTLS && !strings.Contains(what, "token") {
					all = append(all, faultCase{l, what, f, k + 1, true})
				}
			}
		}
	}
	return all
}

// count is how many of the requests the fault may happen to.
func (f fault) count(requests []sandbox.Request) int {
	n := 0
	path := regexp.MustCompile(f.Path)
	for _, r := range requests {
		if (f.Method == "" || f.Method == r.Method) && path.MatchString(r.Path) {
			n++
		}
	}
	if f.ownToken {
		n++ // the request for the token
	}
	return n
}

// A tally counts runs.
type tally struct {
	mu               sync.Mutex
	runs, violations int
}

func (y *tally) count(failed bool) {
	y.mu.Lock()
	defer y.mu.Unlock()
	y.runs++
	if failed {
		y.violations++
	}
}
