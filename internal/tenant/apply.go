package tenant

import (
	"context"
	"slices"
)

// Apply carries out a plan that Diff made for the goal, and gives a result for each step, in the plan's order. A plan
// that is Refused is not attempted. The phases are:
//
//  1. what frees an enabled slot or a place: deletions, and Hooks that are disabled;
//  2. all other writes side by side (16 Hooks and 100 Actions at once); an Action is built, tested and deployed and not bound yet.
//     With RuntimeAuto what the tenant refuses as a Hook is planned again as an Action;
//  3. one Switch for each trigger and runtime that enables, disables and moves. What cannot be exchanged is put back;
//  4. one verifying read for each runtime. Races with concurrent runs are judged there, and repaired.
//
// One failing step does not stop the others. A cancelled context does: what was not attempted is Skipped, and Apply may go on for
// putBackTime at each trigger, to enable again what it has disabled. progress, where
// not nil, gets each hook as its writes end, one call at a time; what it gets may still change in the later phases.
func Apply(ctx context.Context, engines Engines, goal Goal, plan Plan, progress func(Result)) []Result {
	if plan.Refused() {
		return NotAttempted(plan)
	}
	a := &applier{engines: engines, goal: goal, have: []Snapshot{plan.Have}, progress: progress}
	tasks := make([]*task, len(plan.Steps))
	for i, s := range plan.Steps {
		tasks[i] = &task{Result: resultOf(s), next: s}
	}
	a.writeAll(ctx, slices.DeleteFunc(slices.Clone(tasks), func(t *task) bool { return !t.Step.goesFirst() }))
	a.writeAll(ctx, slices.DeleteFunc(slices.Clone(tasks), func(t *task) bool { return t.Step.goesFirst() }))
	a.move(ctx, tasks)
	a.switchAll(ctx, tasks)
	a.verify(ctx, tasks)
	results := make([]Result, len(tasks))
	for i, t := range tasks {
		results[i] = t.finished()
	}
	markDisplaced(results, Updated)
	return results
}
