package tenant

import (
	"context"
	"slices"
)

// An exchange is all that is enabled, disabled and moved at one trigger, on both runtimes. Hooks that yield to an
// Action are disabled before it is bound, and an Action that yields to a Hook is unbound before that is enabled, so
// that the two never run at once.
type exchange struct {
	trigger              Trigger
	tasks                []*task
	onHooks, onActions   []Placement
	offHooks, offActions []Observed
	slot                 bool // one of them takes the trigger's enabled slot
}

func (x *exchange) off(all ...Observed) {
	for _, o := range all {
		list := &x.offHooks
		if o.Runtime == RuntimeActions {
			list = &x.offActions
		}
		if !slices.ContainsFunc(*list, o.is) {
			*list = append(*list, o)
		}
	}
}

func ids(all []Observed) []string {
	var found []string
	for _, o := range all {
		found = append(found, o.ID)
	}
	return found
}

// switchOnce writes the exchange: first it disables, then it enables.
func (a *applier) switchOnce(ctx context.Context, x exchange, have []Snapshot) error {
	hooks := Switch{Trigger: x.trigger, On: x.onHooks, Off: ids(x.offHooks)}
	actions := Switch{Trigger: x.trigger, On: x.onActions, Off: ids(x.offActions)}
	if x.slot {
		hooks.Known, actions.Known = known(have, RuntimeHooks, x.trigger), known(have, RuntimeActions, x.trigger)
	}
	order := []func() error{
		func() error { return a.engines.Hooks.Switch(ctx, hooks) },
		func() error { return a.engines.Actions.Switch(ctx, actions) },
	}
	needed := []bool{len(hooks.On)+len(hooks.Off) > 0, len(actions.On)+len(actions.Off) > 0}
	if len(hooks.On) > 0 {
		slices.Reverse(order)
		slices.Reverse(needed)
	}
	for i, do := range order {
		if !needed[i] {
			continue
		}
		if err := do(); err != nil {
			return err
		}
	}
	return nil
}

// known are the ids of what was enabled when the plan was made.
func known(have []Snapshot, r Runtime, t Trigger) []string {
	found := []string{}
	for _, snapshot := range have {
		for _, o := range snapshot.Observed {
			if o.Runtime == r && o.Trigger == t && o.IsEnabled() {
				found = append(found, o.ID)
			}
		}
	}
	return found
}
