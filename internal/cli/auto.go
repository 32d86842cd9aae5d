package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"auth0-hook-action/internal/auth0"
	"auth0-hook-action/internal/config"
	"auth0-hook-action/internal/secret"
	"auth0-hook-action/internal/tenant"
)

// auto deploys each hook by the engine that the tenant has for it: a Hook of that name stays a Hook, else an Action of
// ours stays an Action, else a Hook is created; what the tenant refuses, because Hooks have ended there, becomes an
// Action. A lack of permission, a bad token or a fault never decides for Actions.
func (s *step) auto(ctx context.Context, client *auth0.Client) error {
	hooks := &side{engine: client.Hooks(), aim: s.aim(s.cfg.Hooks)}
	err := hooks.read(ctx)
	ended := errors.Is(err, tenant.ErrHooksEnded)
	if err != nil && !ended {
		return err
	}
	actions := &side{engine: client.Actions(s.prog.wait)}
	if err := s.share(ctx, hooks, actions, ended); err != nil {
		return err
	}
	memory := s.pull.memory(ctx)
	hooks.aim.Memory, actions.aim.Memory = memory, memory
	if ended {
		s.report.RuntimeNote = "this tenant takes no Hooks any more"
		s.report.Results = s.carryOut(ctx, actions)
		return nil
	}
	results := s.carryOut(ctx, hooks, actions)
	if s.cfg.Mode == config.Plan {
		s.report.Results = s.undecided(results)
		return nil
	}
	s.report.Results = results
	s.report.RuntimeNote = asDeployedBefore(results)
	return s.move(ctx, hooks, actions)
}

// asDeployedBefore says why auto chose as it did where no Hook was refused.
func asDeployedBefore(results []tenant.Result) string {
	switch {
	case len(results) == 0:
		return ""
	case !slices.ContainsFunc(results, func(r tenant.Result) bool { return r.Runtime == string(config.Actions) }):
		return "this tenant takes Hooks"
	}
	return "as deployed before"
}

// share gives each wanted hook to one of the engines. Actions are asked for only where the Hooks leave something open.
func (s *step) share(ctx context.Context, hooks, actions *side, ended bool) error {
	open := s.cfg.Hooks
	if !ended {
		there := tenant.ByKey(hooks.have)
		open = slices.DeleteFunc(slices.Clone(open), func(w tenant.Hook) bool { return s.settled(w, there[w.Key()]) })
	}
	actions.aim = s.aim(open)
	if len(open) == 0 && (!hooks.aim.Whole || !hooks.aim.Prune) {
		return nil
	}
	err := actions.read(ctx)
	switch {
	case ended && err == nil:
		s.refuse(&actions.aim)
	case ended, err != nil && !lacksScope(err):
		return err
	case err != nil:
		s.warn(fmt.Errorf("only Hooks were looked at: %w", err))
		actions.aim.Hooks, actions.aim.Whole = nil, false
	default:
		s.divide(hooks, actions, open)
	}
	return nil
}

// divide gives those hooks to the Actions that are there as Actions of ours, and all others to the Hooks.
func (s *step) divide(hooks, actions *side, open []tenant.Hook) {
	asHook, asAction := tenant.ByKey(hooks.have), tenant.ByKey(actions.have)
	actions.aim.Hooks = slices.DeleteFunc(open, func(w tenant.Hook) bool { return !isAction(w, asHook[w.Key()], asAction[w.Key()]) })
	if !s.aim(nil).Delete { // a deletion looks at both
		theirs := tenant.ByKey(actions.aim.Hooks)
		hooks.aim.Hooks = slices.DeleteFunc(slices.Clone(s.cfg.Hooks), func(w tenant.Hook) bool { return theirs[w.Key()] != nil })
	}
	hooks.aim.Kept, actions.aim.Kept = actions.aim.Hooks, s.cfg.Hooks
	s.refuse(&actions.aim)
}

// settled reports that a Hook of the wanted one's name decides alone. A deletion looks at both engines; a plan does where
// the source is another one, since the Hook may have been left behind when its file became an Action.
func (s *step) settled(want tenant.Hook, hooks []tenant.Hook) bool {
	return slices.ContainsFunc(hooks, func(h tenant.Hook) bool {
		moved := s.cfg.Mode == config.Plan && h.Script != want.Script
		return !moved && s.cfg.Mode != config.Delete
	})
}

// isAction reports that want is deployed as an Action of ours, by the Hooks and Actions of its name: there is no Hook, or
// it was left behind with an older source.
func isAction(want tenant.Hook, hooks, actions []tenant.Hook) bool {
	i := slices.IndexFunc(actions, func(h tenant.Hook) bool { return h.Locked == "" && h.Trigger == want.Trigger })
	if i < 0 {
		return false
	}
	return len(hooks) == 0 || want.Script == "" || actions[i].Script == want.Script
}

// lacksScope reports that the token may not do what was asked for.
func lacksScope(err error) bool {
	e, ok := errors.AsType[*auth0.Error](err)
	return ok && e.Code == "insufficient_scope"
}

// undecided leaves the runtime of a planned Hook open where the tenant may refuse it.
func (s *step) undecided(results []tenant.Result) []tenant.Result {
	for i, r := range results {
		if r.Runtime == string(config.Hooks) && r.Step.Op == tenant.Create {
			results[i].Runtime = ""
		}
	}
	return results
}

// move deploys as Actions what the tenant refused as Hooks.
func (s *step) move(ctx context.Context, hooks, actions *side) error {
	var left []tenant.Result
	moving := &side{engine: actions.engine, aim: s.aim(nil)}
	for _, r := range s.report.Results {
		if !refusedAsHook(r) {
			left = append(left, r)
			continue
		}
		moving.aim.Hooks = append(moving.aim.Hooks, s.leaving(r))
	}
	if len(moving.aim.Hooks) == 0 {
		return nil
	}
	if s.report.RuntimeNote = "this tenant takes no Hooks any more"; len(left) > 0 {
		s.report.RuntimeNote = "this tenant takes no new Hooks and no edits of their source any more"
	}
	if err := moving.read(ctx); err != nil {
		return err
	}
	moving.aim.Whole, moving.aim.Memory = false, hooks.aim.Memory
	s.refuse(&moving.aim)
	if err := s.checkLeft(ctx, hooks, &moving.aim); err != nil {
		return err
	}
	moved := s.carryOut(ctx, moving)
	for i := range moved {
		s.afterMove(ctx, hooks, &moved[i])
	}
	s.report.Results = append(left, moved...)
	slices.SortStableFunc(s.report.Results, func(a, b tenant.Result) int { return cmp.Compare(a.Step.Key(), b.Step.Key()) })
	return nil
}

// refusedAsHook reports that the tenant does not take the hook, or its source, as a Hook. An edit that leaves the source
// alone stays with the Hook.
func refusedAsHook(r tenant.Result) bool {
	return errors.Is(r.Err, tenant.ErrHooksEnded) && (r.Step.Op == tenant.Create || r.Step.Change.Script != nil || r.Step.Change.Dependencies != nil)
}

// leaving is the hook as it is to be as an Action. Where the old Hook is enabled and nothing is said, the Action is not
// bound: both would run.
func (s *step) leaving(r tenant.Result) tenant.Hook {
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
	for _, w := range aim.Hooks {
		i := slices.IndexFunc(have, func(h tenant.Hook) bool { return h.Name != "" && h.Key() == w.Key() })
		if i < 0 || s.cfg.Prune {
			continue
		}
		if names := lost(have[i].Secrets, w.Secrets); len(names) > 0 {
			aim.Refused[w.Key()] = fmt.Errorf("the Hook has secrets that were not given (%s) and that nobody can read:"+
				" give them in secrets, or set prune: true to go without", joined(names))
		}
	}
	return nil
}

// afterMove sees to the Hook that stays behind: with its Action bound, both would run.
func (s *step) afterMove(ctx context.Context, hooks *side, r *tenant.Result) {
	i := slices.IndexFunc(hooks.have, func(h tenant.Hook) bool {
		return h.Name != "" && h.Key() == r.Step.Key() && h.Trigger == r.Step.Trigger()
	})
	if i < 0 || !hooks.have[i].IsEnabled() || r.Err != nil {
		return
	}
	old := hooks.have[i]
	switch {
	case !r.Hook.IsEnabled():
		r.Warnings = append(r.Warnings, "the old Hook is still enabled, and so the Action is deployed but not bound:"+
			" set enabled: true and replace-enabled: true to exchange them")
	case !s.cfg.ReplaceEnabled:
		r.Warnings = append(r.Warnings, "the old Hook is still enabled beside the bound Action, and both run:"+
			" set replace-enabled: true, or disable the Hook")
	default:
		off := false
		_, err := hooks.engine.Do(ctx, tenant.Step{Op: tenant.Update, Want: old, Have: old, Change: tenant.Change{Enabled: &off}})
		if err != nil {
			r.Status, r.Err = tenant.Failed, fmt.Errorf("the Action is bound, but the old Hook is still enabled, and both run: %w", err)
		}
	}
}
