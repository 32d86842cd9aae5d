package cli_test

import (
	"context"
	"fmt"
	"os"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"

	"auth0-hook-action/internal/sandbox"
)

// kill ends the run at its k-th request to the tenant, as kill -9 would: that request was carried out or was not, and
// nothing that comes later arrives anywhere.
func (b *bubble) kill(k int, carriedOut bool, cancel func()) {
	silence := func() {
		b.github.AddFault(sandbox.Fault{Times: -1, Drop: true})
		cancel()
	}
	b.auth0.AddFault(sandbox.Fault{Nth: k, Drop: true, After: carriedOut, Hook: silence})
	b.auth0.AddFault(sandbox.Fault{Nth: k, Times: -1, Drop: true})
}

// killedScenes are those in which something is enabled, and with what runtimes.
func killedScenes() map[string][]string {
	return map[string][]string{
		"move": {"auto"}, "first deployment": {"hooks", "actions", "auto"}, "with replacement": {"hooks", "actions"},
		"native, created": {"auto"}, "native, adopted": {"actions"}, "hook file becomes native": {"actions"},
		"set of five": {"actions"},
	}
}

// TestKilled kills a run at each of its requests. At no time two hooks run at one trigger, and the run after it brings the
// tenant to what the files say.
func TestKilled(t *testing.T) {
	t.Parallel()
	step := 5
	if os.Getenv("FULL_MATRIX") != "" {
		step = 1
	}
	for name, runtimes := range killedScenes() {
		for _, runtime := range runtimes {
			t.Run(name+" as "+runtime, func(t *testing.T) {
				t.Parallel()
				l := &baseline{scene: scenes()[name], name: name, runtime: runtime}
				l.record(t)
				for i := 0; i < 2*len(l.toTenant); i += step {
					k, carriedOut := i/2+1, i%2 == 1
					t.Run(fmt.Sprintf("request %d, carried out %t", k, carriedOut), func(t *testing.T) {
						t.Parallel()
						l.killed(t, k, carriedOut)
					})
				}
			})
		}
	}
}

func (l *baseline) killed(t *testing.T, k int, carriedOut bool) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		b := l.begin(t, false)
		ctx, cancel := context.WithCancel(b.ctx)
		defer cancel()
		watch := watchSlots(b)
		b.kill(k, carriedOut, cancel)
		first := b.runIn(ctx)
		b.rest()
		b.clearFaults()
		b.runIn(b.ctx).want(0)
		b.rest()
		watch.check(t)
		if d := cmp.Diff(l.after, b.state()); d != "" {
			t.Errorf("after the next run (-want +got):\n%s\nlog of the killed run:\n%s", d, unmasked(first.log))
		}
	})
}
