package tenant

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"auth0-hook-action/internal/diag"
)

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
		s.Change.EditsSource())
}

// carryOut does a step. After an ambiguous answer or a conflict it reads the tenant before it writes again, so that a
// creation whose answer was lost is not repeated where it was carried out.
func (a *applier) carryOut(ctx context.Context, t *task, s Step) {
	for plans := 1; ; plans++ {
		now, err := a.engines.of(s.Runtime).Do(ctx, s)
		t.took(now, err)
		a.noteLate(t, s, err)
		switch {
		case err == nil:
			return
		case errors.Is(err, ErrHooksEnded) && a.mayMove(s):
			a.ended.Store(true)
			t.refused = true
			return
		case s.Blind:
			t.fail(ctx, blind(s, err))
			return
		case !unsure(err) || plans == maxPlans:
			t.fail(ctx, err)
			return
		}
		next, found := a.planAgain(ctx, s, err)
		if found = errors.Join(found, next.Err); found != nil {
			t.fail(ctx, afterLook(err, found))
			return
		}
		if errors.Is(err, ErrConflict) {
			t.Status = statusOf(next)
		}
		if !next.Change.writes() && next.Change.Enabled == nil && next.Op != Create {
			t.took(*next.Have, nil)
			return
		}
		if errors.Is(err, ErrUnknown) {
			t.fail(ctx, err)
			return
		}
		s = next
	}
}

// noteLate notes until when a creation whose answer was lost may still be carried out. What is found meanwhile may be a
// concurrent run's, so that there are two in the end.
func (a *applier) noteLate(t *task, s Step, err error) {
	if a.mayLandLate(s, err) {
		t.mayLand = time.Now().Add(ambiguousCreation)
	}
}

func (a *applier) mayLandLate(s Step, err error) bool {
	return s.Op == Create && errors.Is(err, ErrAmbiguous) && !a.have[0].access(s.Runtime).Limits.UniqueNames
}

func unsure(err error) bool {
	return errors.Is(err, ErrAmbiguous) || errors.Is(err, ErrUnknown) || errors.Is(err, ErrConflict)
}

// afterLook is the error of a write whose result is not known, and of the look at the tenant that was to tell it.
func afterLook(write, look error) error {
	if errors.Is(look, context.Canceled) || errors.Is(look, context.DeadlineExceeded) {
		return diag.WithHint(fmt.Errorf("%w, and the tenant could not be read again", write),
			"Run the workflow again: it reads the tenant first, and repeats nothing that was done")
	}
	return fmt.Errorf("%w; then the tenant was read: %w", write, look)
}

// blind explains the failure of a creation for which nothing could be read.
func blind(s Step, err error) error {
	switch {
	case errors.Is(err, ErrConflict):
		err = fmt.Errorf("a hook named %q exists, and it could not be read for an update: %w",
			s.Want.Name, err)
	case unsure(err):
		err = fmt.Errorf("it is not known whether the hook was created, and the tenant cannot be read to find out: %w", err)
	default:
		return err
	}
	return diag.WithHint(err, "Grant the token read:hooks and update:hooks, so that the hook can be found and updated")
}

// planAgain plans a step from what the tenant has now, the slot and the place aside. A creation whose answer was lost
// is looked for as long as it may still arrive.
func (a *applier) planAgain(ctx context.Context, s Step, cause error) (Step, error) {
	late := a.mayLandLate(s, cause)
	began := time.Now()
	for pause := firstLook; ; pause = min(pause*3/2, lastLook) {
		next, err := a.planOne(ctx, s)
		if err != nil || next.Op != Create || !late || time.Since(began) >= ambiguousCreation {
			return next, err
		}
		if err := wait(ctx, pause); err != nil {
			return next, err
		}
	}
}

// planOne plans a step from what its runtime has now.
func (a *applier) planOne(ctx context.Context, s Step) (Step, error) {
	goal := a.goal.only(s.Want)
	goal.Runtime, goal.ReplaceEnabled = s.Runtime, true
	goal.Desired[0].Position = Position{}
	have, err := read(ctx, a.engines, goal, Query{Desired: goal.Desired})
	if err != nil {
		return Step{}, err
	}
	next := Diff(goal, have).Steps[0]
	next.Displaces = nil
	return next, nil
}

// delete deletes a step's hook, and what goes with it.
func (a *applier) delete(ctx context.Context, t *task) {
	for _, o := range append([]Observed{*t.Step.Have}, t.Step.Duplicates...) {
		if err := a.remove(ctx, t.Step.Want, o); err != nil {
			t.fail(ctx, err)
			return
		}
		t.wrote = true
	}
	t.Status = Deleted
}

// remove deletes one Hook or Action. After an ambiguous answer it looks whether it is still there.
func (a *applier) remove(ctx context.Context, want Desired, o Observed) error {
	engine := a.engines.of(o.Runtime)
	for plans := 1; ; plans++ {
		_, err := engine.Do(ctx, Step{Op: Delete, Runtime: o.Runtime, Want: want, Have: &o})
		if err == nil || !unsure(err) || plans == maxPlans {
			return err
		}
		have, readErr := engine.Read(ctx, Query{})
		if readErr != nil {
			return afterLook(err, readErr)
		}
		if !slices.ContainsFunc(have, o.is) {
			return nil
		}
		if errors.Is(err, ErrUnknown) {
			return err
		}
	}
}
