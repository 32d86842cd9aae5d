package tenant

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

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

// took notes what Do gave.
func (t *task) took(now Observed, err error) {
	t.did = t.did || err == nil
	t.wrote = t.wrote || err == nil || now.ID != "" && !errors.Is(err, ErrUntouched)
	if now.ID == "" {
		return
	}
	t.Now = &now
	if now.Tests != nil {
		t.Tests = now.Tests
	}
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

// written is the task's hook as this run wrote it. Where it is to stay enabled or disabled as it is, that is for concurrent
// runs to decide.
func (t *task) written() Observed {
	own := *t.Now
	if s := t.next; s.Want.Enabled == nil && s.Change.Enabled == nil && !wantsSlot(s) {
		own.Enabled = nil
	}
	return own
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

// written are the names of the secrets that a step writes, sorted.
func (s Step) written() []string {
	var names []string
	if s.Op == Create {
		names = slices.Collect(maps.Keys(s.Want.Secrets))
	} else {
		names = slices.Collect(maps.Keys(s.Change.AddSecrets))
		names = slices.AppendSeq(names, maps.Keys(s.Change.SetSecrets))
	}
	slices.Sort(names)
	return names
}

// kept is how many given secrets are not written, and so not compared.
func (s Step) kept() int {
	if s.Err != nil || s.Op == Create || s.Op == Delete {
		return 0
	}
	n := 0
	for name, value := range s.Want.Secrets {
		_, set := s.Change.SetSecrets[name]
		_, added := s.Change.AddSecrets[name]
		if !value.IsZero() && !set && !added {
			n++
		}
	}
	return n
}
