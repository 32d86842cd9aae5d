package tenant

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"auth0-hook-action/internal/diag"
)

// List reads in full what a tenant has of the runtimes asked for, as an export needs it: of the Actions those that
// this program deployed. A hook that is both is the Action. A runtime that cannot be listed is a warning, and an error
// where no other one can.
func List(ctx context.Context, engines Engines, asked Runtime) (Snapshot, error) {
	have := Snapshot{Hooks: Access{Limits: engines.Hooks.Limits()}, Actions: Access{Limits: engines.Actions.Limits()}}
	query := Query{All: true, Secrets: true}
	var hooks, actions []Observed
	if asked != RuntimeActions {
		hooks = have.Hooks.read(ctx, engines.Hooks, query)
	}
	if asked != RuntimeHooks {
		actions = slices.DeleteFunc(have.Actions.read(ctx, engines.Actions, query),
			func(o Observed) bool { return !o.Managed })
	}
	have.Observed = merge(hooks, actions)
	var errs []error
	for _, a := range []Access{have.Hooks, have.Actions} {
		switch {
		case a.Err == nil:
		case a.Status == NotRead: // a fault says nothing about the runtime
			return have, wrapRead(a)
		default:
			errs = append(errs, wrapRead(a))
			have.Warnings = append(have.Warnings,
				diag.Diagnostic{Rule: "export", Severity: diag.Warning, Hint: diag.Hint(a.Err),
					Message: fmt.Sprintf("%s were not exported: %s", runtimeNames[a.Limits.Runtime],
						diag.Brief(a.Err))})
		}
	}
	if !have.Hooks.readable() && !have.Actions.readable() {
		return have, errors.Join(errs...)
	}
	return have, nil
}

var runtimeNames = map[Runtime]string{RuntimeHooks: "Hooks", RuntimeActions: "Actions"}

// Complete reports whether all runtimes that were asked for could be listed: only then is what is missing gone.
func (s Snapshot) Complete() bool { return s.Hooks.Err == nil && s.Actions.Err == nil }

// merge leaves out the Hooks that are Actions now, of whatever format. Where such a Hook is still enabled beside an unbound
// Action neither answer to "enabled" would be true.
func merge(hooks, actions []Observed) []Observed {
	for i, a := range actions {
		replaced := func(h Observed) bool { return isSameHook(a, h) }
		if !a.IsEnabled() && slices.ContainsFunc(hooks, func(h Observed) bool { return replaced(h) && h.IsEnabled() }) {
			actions[i].Enabled = nil
		}
		hooks = slices.DeleteFunc(hooks, replaced)
	}
	return slices.Concat(hooks, actions)
}

// isSameHook reports whether an Action of this program and a Hook are one hook.
func isSameHook(action, hook Observed) bool {
	return action.Trigger == hook.Trigger && Kebab(action.Name) == Kebab(hook.Name)
}
