package tenant

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"
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
// One failing step does not stop the others. A cancelled context does: what was not attempted is Skipped. progress, where
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

// goesFirst reports whether the step belongs to the first phase.
func (s Step) goesFirst() bool {
	return s.Op == Delete || s.Runtime == RuntimeHooks && s.Disables() && !s.bySwitch()
}

// bySwitch reports whether the enabled state of the step's hook is written by Switch, and not by Do.
func (s Step) bySwitch() bool {
	if s.Op != Create && s.Op != Update {
		return false
	}
	if s.Runtime != RuntimeActions {
		return len(s.Displaces) > 0
	}
	return s.Enables() || s.Change.Enabled != nil || s.Change.Position != (Position{}) || s.exchanges()
}

// withoutSwitch is the part of a step that Do carries out.
func (s Step) withoutSwitch() Step {
	if s.bySwitch() {
		s.Change.Enabled, s.Change.Position = nil, Position{}
		s.Want.Enabled = nil
	}
	return s
}

type applier struct {
	engines Engines
	goal    Goal
	have    []Snapshot // what was planned from: first the whole plan, then what moved
	// ended is set when the tenant has refused a Hook: then no other one is tried.
	ended    atomic.Bool
	at       map[Trigger][]*task // from the third phase on
	mu       sync.Mutex
	progress func(Result)
}

// A task is one step on its way through the phases.
type task struct {
	Result
	// next is what Switch carries out: the step itself, or as it was planned again.
	next Step
	// displaced are all that were disabled for it and are enabled again where it cannot be enabled.
	displaced []Observed
	// superseded is set where a concurrent run has created an Action of the name, whose id is smaller.
	superseded bool
	// refused is set where the tenant refused the step as a Hook.
	refused bool
	// wrote is set when something may have been written, and did when Do or Switch ended well.
	wrote, did bool
	// unverified is set until a reading shows that what was written stays.
	unverified bool
	// confirmed is set when a reading has shown that, and mayLand is until when the answer to a creation that was lost
	// makes a further reading necessary.
	confirmed bool
	mayLand   time.Time
	// looks counts the readings that showed a rival, and slotLost is set while this run leaves the slot to a rival.
	looks    int
	slotLost bool
}

func (a *applier) writeAll(ctx context.Context, tasks []*task) {
	hooks, actions := make(chan struct{}, parallelHooks), make(chan struct{}, parallelActions)
	var wg sync.WaitGroup
	for _, t := range tasks {
		if t.Step.Op == Create && t.Step.Runtime == 0 {
			t.Step.Runtime, t.next.Runtime = RuntimeHooks, RuntimeHooks
		}
		places := hooks
		if t.Step.Runtime == RuntimeActions {
			places = actions
		}
		places <- struct{}{}
		wg.Go(func() {
			defer func() { <-places }()
			a.write(ctx, t)
			a.report(t)
		})
	}
	wg.Wait()
}

func (a *applier) report(t *task) {
	if a.progress == nil || t.refused {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.progress(t.finished())
}

// write carries out what Do can of a task.
func (a *applier) write(ctx context.Context, t *task) {
	s := t.next
	switch {
	case t.Err != nil:
		return
	case s.Op == None:
		t.Status = Unchanged
		return
	case ctx.Err() != nil:
		t.fail(ctx, nil)
		return
	case s.Op == Delete:
		a.delete(ctx, t)
		return
	}
	t.Status = statusOf(s)
	do := s.withoutSwitch()
	if do.Op == Update && !do.Change.writes() && do.Change.Enabled == nil {
		return
	}
	if a.mayMove(do) && a.ended.Load() {
		t.refused = true
		return
	}
	a.carryOut(ctx, t, do)
	if t.Err == nil && !t.refused {
		t.unverified = do.Op == Create && do.Runtime == RuntimeActions || do.Enables()
	}
}

// mayMove reports whether a step becomes an Action where the tenant refuses it as a Hook.
func (a *applier) mayMove(s Step) bool {
	return a.goal.Runtime == RuntimeAuto && s.Runtime == RuntimeHooks && (s.Op == Create || s.Op == Update &&
		s.Change.source())
}

// fail ends a task with an error. One that wrote nothing before the run ended was not attempted.
func (t *task) fail(ctx context.Context, err error) {
	t.unverified = false
	if ctx.Err() != nil && !t.wrote && (err == nil || errors.Is(err, ErrUntouched)) {
		t.Status, t.Err = Skipped, fmt.Errorf("not attempted: %w", context.Cause(ctx))
		return
	}
	if t.did && t.Status != 0 && t.Status != Unchanged {
		err = fmt.Errorf("it was %s, but: %w", t.Status, err)
	}
	t.Status, t.Err = Failed, err
}

// finished is the task's result.
func (t *task) finished() Result {
	r := t.Result
	if r.Err != nil && r.Status != Skipped {
		r.Status = Failed
	}
	if r.Status == Deleted {
		r.Now = nil
	}
	if r.Err == nil && (r.Step.Op == Create || r.Step.Op == Update) {
		r.SecretsWritten = r.Step.written()
	}
	r.SecretsKept = r.Step.kept()
	return r
}

// statusOf is how a step ends where all goes well.
func statusOf(s Step) Status {
	switch {
	case s.Op == Create:
		return Created
	case s.Op == Delete:
		return Deleted
	case s.Changes():
		return Updated
	}
	return Unchanged
}
