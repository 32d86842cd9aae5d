package tenant

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"
)

// verify is the fourth phase: it reads what was written until there is nothing more to repair.
func (a *applier) verify(ctx context.Context, tasks []*task) {
	for round := 1; ; round++ {
		open := slices.DeleteFunc(slices.Clone(tasks),
			func(t *task) bool { return !t.unverified || t.Err != nil || t.Now == nil })
		if len(open) == 0 {
			return
		}
		seen, err := a.readBack(ctx, open)
		if err == nil && round > maxRounds {
			err = fmt.Errorf("a concurrent run overwrote it each time this run wrote it: %w", ErrConflict)
		}
		if err != nil {
			for _, t := range open {
				t.fail(ctx, fmt.Errorf("it could not be verified that the tenant still has what was written: %w", err))
			}
			return
		}
		again := map[switchKey]*Switch{}
		for _, t := range open {
			a.repair(ctx, t, seen, again)
		}
		a.switchAgain(ctx, open, again, round)
		a.awaitLate(ctx, open)
	}
}

// awaitLate waits, where nothing else must be verified, until no creation whose answer was lost can be carried out any
// more.
func (a *applier) awaitLate(ctx context.Context, tasks []*task) {
	var last time.Time
	for _, t := range tasks {
		switch {
		case !t.unverified || t.Err != nil:
		case !t.confirmed:
			return
		case t.mayLand.After(last):
			last = t.mayLand
		}
	}
	_ = wait(ctx, time.Until(last)) // the reading that follows fails where the run has ended
}

// readBack asks the engines for all that the tasks wrote.
func (a *applier) readBack(ctx context.Context, tasks []*task) ([]Observed, error) {
	var seen []Observed
	for _, r := range []Runtime{RuntimeHooks, RuntimeActions} {
		var written []Observed
		for _, t := range tasks {
			if t.Now.Runtime == r {
				written = append(written, *t.Now)
			}
		}
		if len(written) == 0 {
			continue
		}
		found, err := a.engines.of(r).Verify(ctx, written)
		if err != nil {
			return nil, err
		}
		seen = append(seen, found...)
	}
	return seen, nil
}

type switchKey struct {
	runtime Runtime
	trigger Trigger
}

// repair does what the verdict about one task asks for. What has to be switched again is gathered in again.
func (a *applier) repair(ctx context.Context, t *task, seen []Observed, again map[switchKey]*Switch) {
	if t.slotLost {
		a.retake(t, seen, again)
		return
	}
	v, others := judge(t.written(), t.Step.Displaces, t.looks, seen)
	t.confirmed = false
	switch v {
	case asWritten:
		t.confirmed = true
		t.unverified = t.mayLand.After(time.Now())
	case gone:
		t.fail(ctx, fmt.Errorf("a concurrent run deleted it: %w", ErrConflict))
	case superseded, duplicated:
		a.keepOne(ctx, t)
	case undone:
		t.looks++
		t.switchIn(again, t.Now.IsEnabled(), others)
	case contested:
		t.looks++
	case yields:
		t.slotLost = true
		t.switchIn(again, false, nil)
	case takenOver:
		t.slotLost = true
	}
}

// switchIn adds the task's hook to what is switched again.
func (t *task) switchIn(again map[switchKey]*Switch, on bool, off []Observed) {
	key := switchKey{t.Now.Runtime, t.Step.Trigger()}
	s := again[key]
	if s == nil {
		s = &Switch{Trigger: key.trigger}
		again[key] = s
	}
	s.Off = append(s.Off, ids(off)...)
	if !on {
		s.Off = append(s.Off, t.Now.ID)
		return
	}
	own := *t.Now
	own.Enabled = new(false)
	s.On = append(s.On, placementOf(t.next, own))
}

// retake enables a hook again that left its slot to a rival, where that one yielded too; else the rival keeps the slot.
func (a *applier) retake(t *task, seen []Observed, again map[switchKey]*Switch) {
	rivals := having(seen, func(o Observed) bool { return contends(o, t.Step.Trigger()) && !o.is(*t.Now) })
	if len(rivals) == 0 {
		t.slotLost, t.looks = false, 0
		t.switchIn(again, true, nil)
		return
	}
	t.unverified = false
	now := *t.Now
	now.Enabled = new(false)
	t.Now = &now
	t.Status, t.Err = Failed, fmt.Errorf("%w: %s is enabled, and this one is not", ErrSlotLost, quoted(rivals))
}

// switchAgain writes what the round asks for. Runs that write one list get out of step by a random pause. A conflict is
// for the next round to judge.
func (a *applier) switchAgain(ctx context.Context, tasks []*task, again map[switchKey]*Switch, round int) {
	if len(again) == 0 {
		return
	}
	err := error(nil)
	if round > 1 {
		longest := min(firstLook<<min(round, 5), longestPause)
		err = wait(ctx, rand.N(longest)) //nolint:gosec // nobody gains by guessing it
	}
	for key, s := range again {
		if err == nil {
			err = a.engines.of(key.runtime).Switch(ctx, *s)
		}
	}
	if err == nil || errors.Is(err, ErrConflict) {
		return
	}
	for _, t := range tasks {
		if again[switchKey{t.Now.Runtime, t.Step.Trigger()}] != nil && t.Err == nil {
			t.fail(ctx, err)
		}
	}
}
