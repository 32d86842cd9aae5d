package tenant

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"
)

// parallel is how many hooks are worked on side by side; the client's pace bounds them further.
const parallel = 16

// looks is how often a step is planned anew after a lost answer or a conflict before it fails.
const looks = 5

// Apply carries out a plan that Diff made for aim, side by side, and gives a result for each step, in the plan's order.
// One failing step does not stop the others; a cancelled context does, and what was not begun is Skipped. A plan that is
// Refused is not begun at all. done, where not nil, is told each result as it comes, one at a time.
func Apply(ctx context.Context, engine Engine, aim Aim, plan Plan, done func(Result)) []Result {
	if plan.Refused() {
		return Hold(plan, engine.Limits())
	}
	a := applier{engine: engine, aim: aim, done: done}
	results := make([]Result, len(plan.Steps))
	frees := func(s Step) bool { return s.frees() }
	a.phase(ctx, plan.Steps, results, frees)
	a.phase(ctx, plan.Steps, results, func(s Step) bool { return !frees(s) })
	displaced(results, Updated)
	return results
}

// displaced tells of the hooks that another hook of the same set took the slot from, in their own rows.
func displaced(results []Result, as Status) {
	for _, r := range results {
		for _, d := range r.Step.Displaces {
			i := slices.IndexFunc(results, func(o Result) bool { return o.Hook.ID == d.ID && o.Err == nil })
			if i < 0 || r.Err != nil {
				continue
			}
			results[i].Hook.Enabled = new(bool)
			results[i].Warnings = append(results[i].Warnings, fmt.Sprintf("%q takes the enabled slot from it", r.Step.Name()))
			if results[i].Status == Unchanged {
				results[i].Status = as
			}
		}
	}
}

type applier struct {
	engine Engine
	aim    Aim
	mu     sync.Mutex
	done   func(Result)
}

// Foresee gives the results of a plan that is only shown: Planned, or Failed where it could not be carried out.
func Foresee(plan Plan, limits Limits) []Result {
	results := make([]Result, len(plan.Steps))
	for i, s := range plan.Steps {
		results[i] = s.result(limits)
		if results[i].Status = Planned; s.Err != nil {
			results[i].Status = Failed
		}
	}
	displaced(results, Planned)
	return results
}

// phase runs the steps that belong to it side by side. Those that give an enabled slot free come before all others.
func (a *applier) phase(ctx context.Context, steps []Step, results []Result, belongs func(Step) bool) {
	var wg sync.WaitGroup
	free := make(chan struct{}, parallel)
	for i, s := range steps {
		if !belongs(s) {
			continue
		}
		free <- struct{}{}
		wg.Go(func() {
			defer func() { <-free }()
			results[i] = a.run(ctx, s)
			a.tell(results[i])
		})
	}
	wg.Wait()
}

func (a *applier) tell(r Result) {
	if a.done == nil {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.done(r)
}

// Hold gives the results of a plan that is not begun, since a part of its set is refused.
func Hold(plan Plan, limits Limits) []Result {
	results := make([]Result, len(plan.Steps))
	for i, s := range plan.Steps {
		results[i] = s.result(limits)
		if results[i].Status = Failed; s.Err == nil {
			results[i].Status = Skipped
			results[i].Err = errors.New("nothing of this set was begun, since a part of it is refused")
		}
	}
	return results
}

// run carries out one step.
func (a *applier) run(ctx context.Context, s Step) Result {
	r := s.result(a.engine.Limits())
	switch {
	case s.Err != nil:
		r.Status = Failed
	case s.Op == None:
		r.Status = Unchanged
	case ctx.Err() != nil:
		r.Status, r.Err = Skipped, notBegun(ctx)
	case s.Enables():
		a.takeSlot(ctx, &r)
	default:
		r.Hook, r.Status, r.Err = a.write(ctx, s)
	}
	return a.finish(r)
}

// notBegun says that the run ended before a step.
func notBegun(ctx context.Context) error { return fmt.Errorf("not begun: %w", context.Cause(ctx)) }

func (s Step) result(limits Limits) Result {
	return Result{Step: s, Runtime: limits.Runtime, Hook: s.Have, Warnings: s.Warnings, Err: s.Err}
}

// finish fills in what follows from how a step ended.
func (a *applier) finish(r Result) Result {
	if r.Err != nil && r.Status != Skipped {
		r.Status = Failed
	}
	if r.Hook.ID == "" {
		r.Hook = r.Step.Have
	}
	if r.Err == nil && (r.Step.Op == Create || r.Step.Op == Update) {
		r.SecretsWritten = r.Step.written()
	}
	return r
}

// written are the names of the secrets that a step writes, sorted.
func (s Step) written() []string {
	names := slices.Collect(maps.Keys(s.Change.AddSecrets))
	names = slices.AppendSeq(names, maps.Keys(s.Change.SetSecrets))
	if s.Op == Create {
		names = slices.Collect(maps.Keys(s.Want.Secrets))
	}
	slices.Sort(names)
	return names
}

// write does a step. After a lost answer, or where somebody was faster, it looks at the tenant before it writes again:
// so a creation whose answer was lost is not repeated where it landed. A step that was still waiting for its turn when the
// run ended is Skipped.
func (a *applier) write(ctx context.Context, s Step) (Hook, Status, error) {
	status := s.status()
	for look := 1; ; look++ {
		hook, err := a.engine.Do(ctx, s)
		if look == 1 && ctx.Err() != nil && errors.Is(err, ErrUntouched) {
			return hook, Skipped, notBegun(ctx)
		}
		unknown := errors.Is(err, ErrUnknown)
		unsure := unknown || errors.Is(err, ErrLost) || errors.Is(err, ErrConflict)
		if !unsure || look == looks {
			return hook, status, err
		}
		next, lookErr := a.look(ctx, s)
		if lookErr == nil && next.Op == Create && errors.Is(err, ErrLost) { // a gateway may hand it on after it has given up
			if lookErr = wait(ctx, lateWrite); lookErr == nil {
				next, lookErr = a.look(ctx, s)
			}
		}
		if lookErr = cmp.Or(lookErr, next.Err); lookErr != nil {
			return hook, status, fmt.Errorf("%w; looking at what there is: %w", err, lookErr)
		}
		if errors.Is(err, ErrConflict) {
			status = next.status()
		}
		if next.Op == None {
			return next.Have, status, nil
		}
		if unknown {
			return hook, status, err
		}
		s = next
	}
}

// lateWrite is how long a creation whose answer was lost may still be on its way.
const lateWrite = 3 * time.Second

// look plans a step anew from what the tenant has now.
func (a *applier) look(ctx context.Context, s Step) (Step, error) {
	aim := a.aim
	aim.Hooks, aim.Whole = []Hook{s.subject()}, false
	aim.Delete = s.Op == Delete
	have, err := a.engine.Read(ctx, aim.Hooks)
	if err != nil {
		return Step{}, err
	}
	return Diff(aim, have, a.engine.Limits()).Steps[0], nil
}

// status is how a step ends where all goes well.
func (s Step) status() Status {
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

// Remember is what a Memory becomes by a run's results: the fingerprint of each script that is now known to stand on the
// tenant as it was wanted, also where the rest of its step failed; deleted hooks are forgotten; all else is carried on. A
// script that got values that must not be shown is not remembered: its fingerprint would tell a guess from the truth.
func Remember(old Memory, results []Result) Memory {
	m := Memory{}
	maps.Copy(m, old)
	for _, r := range results {
		want := r.Step.Want
		stands := r.Status == Failed && r.Hook.Script == want.Script
		switch {
		case r.Status == Deleted || want.HideDiff:
			delete(m, r.Step.Key())
		case want.Script != "" && (stands || r.Status == Created || r.Status == Updated || r.Status == Unchanged):
			m[r.Step.Key()] = Fingerprint(want.Script)
		}
	}
	return m
}

// putBackTime bounds the repair after a failed exchange, which also a cancelled run owes.
const putBackTime = 5 * time.Second
