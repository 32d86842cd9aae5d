package tenant

import (
	"context"
	"time"
)

// The times and counts of Apply, in one table. Those of requests, of builds and of verifying reads belong to the
// engines.
const (
	// parallelHooks and parallelActions are how many hooks are worked on at once. An Action mostly waits for its build,
	// and a tenant has at most 100
	// (https://auth0.com/docs/troubleshoot/customer-support/operational-policies/entity-limit-policy). The client's
	// rate limit bounds the requests of both.
	parallelHooks, parallelActions = 16, 100
	// maxPlans is how often one hook is planned again after an ambiguous answer or a conflict. Each time means a
	// concurrent writer or a fault; a run that meets five has no tenant to work with.
	maxPlans = 5
	// ambiguousCreation is how long a creation whose answer was lost is looked for where names are not unique: a
	// gateway may still hand it on. It is promised in the README.
	ambiguousCreation = 10 * time.Second
	// firstLook is the time before such a look is repeated; it grows by half each time up to lastLook, so that a tenant
	// with two requests a second (the Free plan) is not asked more often than it answers.
	firstLook, lastLook = 400 * time.Millisecond, 2 * time.Second
	// maxRounds is how often what was written is verified and repaired. With the growing random pause between rounds,
	// runs that write one list at the same time get out of step long before.
	maxRounds = 20
	// maxRivalReadings is how many looks a rival for the enabled slot has to yield before its run is assumed to have
	// ended.
	maxRivalReadings = 8
	// maxDisplacements is how many times a displaced hook that a concurrent run wrote back is displaced again before it counts as
	// a rival.
	maxDisplacements = 4
	// longestPause bounds the random pause between rounds.
	longestPause = 5 * time.Second
	// putBackTime bounds the repair after a failed exchange, which a cancelled run owes too: outputs and summary are
	// due 7 s after the cancellation.
	putBackTime = 5 * time.Second
)

// wait ends when the time has passed or the run ends; then it gives the reason.
func wait(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
