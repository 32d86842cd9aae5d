package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"auth0-hook-action/internal/auth0"
	"auth0-hook-action/internal/config"
	"auth0-hook-action/internal/secret"
	"auth0-hook-action/internal/tenant"
)

// auto deploys each hook by the engine that has it (tenant.Share), and a new one as a Hook; what the tenant refuses,
// because Hooks have ended there, becomes an Action. A lack of permission, a bad token or a fault never decides that.
func (s *step) auto(ctx context.Context, client *auth0.Client) error {
	hooks := &side{engine: client.Hooks(), aim: s.aim(s.cfg.Hooks)}
	actions := &side{engine: client.Actions(s.prog.wait), aim: s.aim(s.cfg.Hooks)}
	err := hooks.read(ctx)
	ended := errors.Is(err, tenant.ErrHooksEnded)
	if err != nil && !ended {
		return err
	}
	if err := s.readActions(ctx, hooks, actions, ended); err != nil {
		return err
	}
	hooks.aim.Hooks, actions.aim.Hooks = tenant.Share(s.cfg.Hooks, hooks.have, actions.have, hooks.aim.Delete)
	hooks.aim.Kept, actions.aim.Kept = s.cfg.Hooks, s.cfg.Hooks
	memory := s.pull.memory(ctx)
	hooks.aim.Memory, actions.aim.Memory = memory, memory
	if ended {
		s.report.RuntimeNote = "this tenant takes no Hooks any more"
		actions.aim.Hooks = s.cfg.Hooks
		s.refuse(&actions.aim)
		s.report.Results = s.carryOut(ctx, actions)
		return nil
	}
	s.refuse(&actions.aim)
	s.report.Results = oneRowEach(s.carryOut(ctx, hooks, actions))
	return s.afterwards(ctx, hooks, actions)
}

// readActions reads what there is as Actions. Where the tenant has Hooks it may have no Actions, and the token need not
// be allowed to see them as long as nothing depends on them.
func (s *step) readActions(ctx context.Context, hooks, actions *side, ended bool) error {
	err := actions.read(ctx)
	if err == nil || ended {
		return err
	}
	there := tenant.ByKey(hooks.have)
	open := slices.ContainsFunc(s.cfg.Hooks, func(w tenant.Hook) bool { return there[w.Key()] == nil })
	e, ok := errors.AsType[*auth0.Error](err)
	switch {
	case ok && noActions(e):
	case !ok || e.Code != "insufficient_scope", open && hooks.aim.Delete:
		return err
	case open:
		s.warn(fmt.Errorf("only Hooks were looked at: %w", err))
	}
	actions.have, actions.aim.Whole = nil, false
	return nil
}

// noActions reports that a tenant has no Actions at all, as private clouds and test doubles may.
func noActions(e *auth0.Error) bool {
	switch e.Status {
	case http.StatusNotFound, http.StatusGone, http.StatusNotImplemented:
		return true
	}
	return e.Status == http.StatusForbidden && e.Code == "feature_not_enabled"
}

// lacksScope reports that the token may not do what was asked for.
func lacksScope(err error) bool {
	e, ok := errors.AsType[*auth0.Error](err)
	return ok && e.Code == "insufficient_scope"
}

// oneRowEach leaves one row for a hook that was deleted from both engines.
func oneRowEach(results []tenant.Result) []tenant.Result {
	type hook struct {
		key     string
		trigger tenant.Trigger
	}
	var rows []tenant.Result
	places := map[hook]int{}
	for _, r := range results {
		h := hook{r.Step.Key(), r.Step.Trigger()}
		switch i, there := places[h]; {
		case !there:
			places[h] = len(rows)
			rows = append(rows, r)
		case rows[i].Err == nil && (r.Err != nil || rows[i].Step.Op == tenant.None):
			rows[i] = r
		}
	}
	return rows
}

// afterwards moves what was refused as a Hook, looks after Hooks that were left behind, and says why which runtime was used.
func (s *step) afterwards(ctx context.Context, hooks, actions *side) error {
	if s.cfg.Mode == config.Plan {
		s.foresee()
	} else if err := s.move(ctx, hooks, actions); err != nil {
		return err
	}
	if s.cfg.Mode != config.Delete {
		for i := range s.report.Results {
			s.leaveBehind(ctx, hooks, &s.report.Results[i])
		}
	}
	slices.SortStableFunc(s.report.Results, func(a, b tenant.Result) int { return cmp.Compare(a.Step.Key(), b.Step.Key()) })
	s.report.RuntimeNote = cmp.Or(s.report.RuntimeNote, asDeployedBefore(s.report.Results))
	return nil
}

// asDeployedBefore says why auto chose as it did where no Hook was refused.
func asDeployedBefore(results []tenant.Result) string {
	written := false
	for _, r := range results {
		if r.Runtime == string(config.Actions) {
			return "as deployed before"
		}
		source := r.Step.Op == tenant.Create || r.Step.Change.Script != nil
		written = written || source && (r.Status == tenant.Created || r.Status == tenant.Updated)
	}
	if written {
		return "this tenant takes Hooks"
	}
	return ""
}

// foresee leaves the runtime of a planned new Hook open, since the tenant may refuse it, and warns of what it, or one with
// another source, could not keep then.
func (s *step) foresee() {
	var open []tenant.Hook
	for i, r := range s.report.Results {
		switch {
		case r.Runtime != string(config.Hooks):
		case r.Step.Op == tenant.Create:
			s.report.Results[i].Runtime = ""
			open = append(open, r.Step.Want)
		case r.Step.Change.Script != nil:
			open = append(open, r.Step.Want)
		}
	}
	s.warnOfActions(open)
}

// move deploys as Actions what the tenant refused as Hooks.
func (s *step) move(ctx context.Context, hooks, actions *side) error {
	var left []tenant.Result
	moving := &side{engine: actions.engine, aim: s.aim(nil), have: actions.have}
	for _, r := range s.report.Results {
		if refusedAsHook(r) {
			moving.aim.Hooks = append(moving.aim.Hooks, leaving(r))
		} else {
			left = append(left, r)
		}
	}
	if len(moving.aim.Hooks) == 0 {
		return nil
	}
	s.report.RuntimeNote = "this tenant takes no new Hooks and no edits of their source any more"
	if err := moving.read(ctx); err != nil {
		return err
	}
	moving.aim.Whole, moving.aim.Memory = false, hooks.aim.Memory
	s.refuse(&moving.aim)
	if err := s.checkLeft(ctx, hooks, &moving.aim); err != nil {
		return err
	}
	s.report.Results = slices.Concat(left, s.carryOut(ctx, moving))
	return nil
}

// refusedAsHook reports that the tenant does not take the hook, or its source, as a Hook. An edit that leaves the source
// alone stays with the Hook.
func refusedAsHook(r tenant.Result) bool {
	return errors.Is(r.Err, tenant.ErrHooksEnded) && (r.Step.Op == tenant.Create || r.Step.Change.Script != nil || r.Step.Change.Dependencies != nil)
}

// leaving is the hook as it is to be as an Action: what its description leaves out stays what the Hook has.
func leaving(r tenant.Result) tenant.Hook {
	want := r.Step.Want
	if r.Step.Have.ID != "" && want.Dependencies == nil {
		want.Dependencies = r.Step.Have.Dependencies
	}
	return want
}

// checkLeft names, before any write, the secrets that the Hooks have and that were not given: nobody can read them.
func (s *step) checkLeft(ctx context.Context, hooks *side, aim *tenant.Aim) error {
	asked := slices.Clone(aim.Hooks)
	for i := range asked {
		asked[i].Secrets = map[string]secret.Value{}
	}
	have, err := hooks.engine.Read(ctx, asked)
	if err != nil {
		return fmt.Errorf("read the secrets' names of the Hooks that become Actions: %w", err)
	}
	hooks.have = have
	there := tenant.ByKey(have)
	for _, w := range aim.Hooks {
		if s.cfg.Prune || there[w.Key()] == nil {
			continue
		}
		if names := lost(there[w.Key()][0].Secrets, w.Secrets); len(names) > 0 {
			aim.Refused[w.Key()] = errors.Join(aim.Refused[w.Key()], fmt.Errorf("the Hook has secrets that were not given (%s)"+
				" and that nobody can read: give them in secrets, or set prune: true to go without", strings.Join(names, ", ")))
		}
	}
	return nil
}

// leaveBehind sees to the Hooks that would run beside an Action: the one that its file was before, and others whose slot
// it takes.
func (s *step) leaveBehind(ctx context.Context, hooks *side, r *tenant.Result) {
	if r.Runtime != string(config.Actions) || r.Err != nil {
		return
	}
	bound, off := r.Hook.IsEnabled(), r.Step.Want.Enabled != nil && !*r.Step.Want.Enabled
	if s.cfg.Mode == config.Plan {
		bound = bound && !off || r.Step.Enables()
	}
	for _, old := range tenant.LeftBehind(r.Step.Want, hooks.have, r.Step.Enables()) {
		switch {
		case (bound && s.cfg.ReplaceEnabled || off) && s.cfg.Mode == config.Plan:
			r.Warnings = append(r.Warnings, fmt.Sprintf("the Hook %s is enabled, and would be disabled", old.Called()))
		case bound && s.cfg.ReplaceEnabled || off:
			s.disable(ctx, hooks, old, r)
		case bound:
			r.Warnings = append(r.Warnings, fmt.Sprintf("the Hook %s is still enabled beside the bound Action, and both run:"+
				" set replace-enabled: true, or disable the Hook", old.Called()))
		default:
			r.Warnings = append(r.Warnings, fmt.Sprintf("the Hook %s is still enabled, and so the Action is deployed but not bound:"+
				" set enabled: true and replace-enabled: true to exchange them", old.Called()))
		}
	}
}

// disable switches a Hook off that would run beside an Action. It may outlive a cancelled run for a short while, as both
// run until then.
func (s *step) disable(ctx context.Context, hooks *side, old tenant.Hook, r *tenant.Result) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), reportTime)
	defer cancel()
	off := false
	_, err := hooks.engine.Do(ctx, tenant.Step{Op: tenant.Update, Want: old, Have: old, Change: tenant.Change{Enabled: &off}})
	if err != nil {
		r.Status, r.Err = tenant.Failed, fmt.Errorf("the Hook %s is still enabled beside it, and could not be disabled: %w", old.Called(), err)
		return
	}
	r.Warnings = append(r.Warnings, fmt.Sprintf("the Hook %s was disabled", old.Called()))
	for i, o := range s.report.Results {
		if o.Hook.ID == old.ID { // it has a row of its own
			s.report.Results[i].Hook.Enabled, s.report.Results[i].Status = &off, tenant.Updated
		}
	}
	if r.Status == tenant.Unchanged {
		r.Status = tenant.Updated
	}
}
