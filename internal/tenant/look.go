package tenant

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"auth0-hook-action/internal/diag"
)

// Engines are the two runtimes of one tenant. A run asks those that Goal.Runtime allows.
type Engines struct{ Hooks, Actions Engine }

func (e Engines) of(r Runtime) Engine {
	if r == RuntimeActions {
		return e.Actions
	}
	return e.Hooks
}

// Look reads what a goal needs to know, both runtimes side by side. With RuntimeAuto one that the tenant does not have,
// or that the token may not read, is no error as long as the goal can do without it. Any other error is Look's.
func Look(ctx context.Context, engines Engines, goal Goal) (Snapshot, error) {
	have, err := read(ctx, engines, goal, Query{Desired: goal.Desired})
	if err != nil || goal.Runtime != RuntimeAuto || !have.Hooks.readable() {
		return have, err
	}
	query := Query{Secrets: true, Desired: moving(goal, have)}
	if query.Desired == nil {
		return have, nil
	}
	hooks, err := engines.Hooks.Read(ctx, query)
	if err != nil {
		return have, fmt.Errorf("read the names of the secrets of Hooks: %w", err)
	}
	for i, h := range have.Observed {
		if at := slices.IndexFunc(hooks, h.is); at >= 0 && h.Secrets == nil {
			have.Observed[i].Secrets = hooks[at].Secrets
		}
	}
	return have, nil
}

// moving are the hooks that become Actions, and in a plan those that may, while nobody has read which secrets their Hooks have:
// an Action would lack them.
func moving(goal Goal, have Snapshot) []Desired {
	d := newDiffer(goal, have)
	var found []Desired
	for _, want := range goal.Desired {
		h := d.hook(want)
		if h == nil || h.Secrets != nil || goal.Mode == ModeDelete {
			continue
		}
		s := d.step(want)
		moves := s.Runtime == RuntimeActions && s.Op == Create
		if moves || goal.Mode == ModePlan && s.Fallback != nil {
			found = append(found, want)
		}
	}
	return found
}

// read asks the runtimes that the goal allows, and judges what cannot be read.
func read(ctx context.Context, engines Engines, goal Goal, query Query) (Snapshot, error) {
	have := Snapshot{Hooks: Access{Limits: engines.Hooks.Limits()}, Actions: Access{Limits: engines.Actions.Limits()}}
	var hooks, actions []Observed
	var wg sync.WaitGroup
	if goal.Runtime != RuntimeActions {
		wg.Go(func() { hooks = have.Hooks.read(ctx, engines.Hooks, query) })
	}
	if goal.Runtime != RuntimeHooks {
		wg.Go(func() { actions = have.Actions.read(ctx, engines.Actions, query) })
	}
	wg.Wait()
	have.Observed = slices.Concat(hooks, actions)
	err := have.judge(goal)
	return have, err
}

func (a *Access) read(ctx context.Context, engine Engine, query Query) []Observed {
	found, err := engine.Read(ctx, query)
	a.Status, a.Err = Readable, err
	switch {
	case err == nil:
	case errors.Is(err, ErrHooksEnded), errors.Is(err, ErrNoActions):
		a.Status = Ended
	case errors.Is(err, ErrForbidden):
		a.Status = Forbidden
	default:
		a.Status = NotRead
	}
	return found
}

// judge decides whether the goal can be reached with what could be read.
func (s *Snapshot) judge(goal Goal) error {
	for _, a := range []Access{s.Hooks, s.Actions} {
		if a.Err != nil && a.Status == NotRead {
			return fmt.Errorf("read the tenant's %s: %w", a.Limits.Runtime, a.Err)
		}
	}
	switch {
	case goal.Runtime == RuntimeHooks:
		return s.judgeAlone(goal, s.Hooks)
	case goal.Runtime == RuntimeActions:
		return wrapRead(s.Actions)
	case s.Hooks.Status == Ended:
		return wrapRead(s.Actions)
	case s.Hooks.Status == Forbidden && !s.Actions.readable():
		return s.judgeAlone(goal, s.Hooks)
	}
	s.warnUnread(goal)
	return s.judgeActions(goal)
}

func wrapRead(a Access) error {
	if a.Err == nil {
		return nil
	}
	return fmt.Errorf("read the tenant's %s: %w", a.Limits.Runtime, a.Err)
}

// judgeAlone lets a token that may create Hooks and read nothing create one: it is what Auth0's own page asks for
// (https://auth0.com/docs/customize/hooks/create-hooks).
func (s *Snapshot) judgeAlone(goal Goal, a Access) error {
	if a.Status != Forbidden {
		return wrapRead(a)
	}
	if needs := goal.needsReading(); needs != "" {
		return diag.WithHint(fmt.Errorf("%s cannot be carried out without reading the tenant: %w", needs, a.Err),
			"Grant the token read:hooks and update:hooks")
	}
	s.Warnings = append(s.Warnings, diag.Diagnostic{Rule: "scope", Severity: diag.Warning,
		Message: "Hooks were not read, because the token lacks read:hooks: this run can create the hook, but not update it",
		Hint:    "Grant the token read:hooks and update:hooks"})
	return nil
}

// warnUnread says what was not looked at and which runtime is meant in its place.
func (s *Snapshot) warnUnread(goal Goal) {
	if s.Hooks.Status == Forbidden {
		s.Warnings = append(s.Warnings, diag.Diagnostic{Rule: "scope", Severity: diag.Warning,
			Message: "Hooks were not read, because the token lacks read:hooks: this run uses Actions",
			Hint:    "Grant the token read:hooks, or set runtime: actions where the tenant no longer runs Hooks"})
	}
	if s.Actions.Status == Forbidden && (goal.Prune && goal.Whole || s.undecided(goal)) {
		s.Warnings = append(s.Warnings, diag.Diagnostic{Rule: "scope", Severity: diag.Warning,
			Message: "Actions were not read, because the token lacks read:actions: this run uses Hooks",
			Hint:    "Grant the token read:actions, or set runtime: hooks"})
	}
}

// judgeActions refuses a deletion that would have to look at Actions and may not.
func (s *Snapshot) judgeActions(goal Goal) error {
	if s.Actions.Status == Forbidden && goal.Mode == ModeDelete && s.undecided(goal) {
		return wrapRead(s.Actions)
	}
	return nil
}

// undecided reports whether a hook that is wanted is not among the Hooks, so that an Action may be it.
func (s *Snapshot) undecided(goal Goal) bool {
	d := newDiffer(goal, *s)
	return slices.ContainsFunc(goal.Desired, func(w Desired) bool { return d.hook(w) == nil })
}
