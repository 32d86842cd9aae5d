package tenant

import "slices"

// Share gives each wanted hook to the engine that has it, where a tenant may have both: an Action of ours is deployed as an
// Action, and all others as Hooks, new ones too. A Hook of the name beside such an Action was left behind when its file
// became an Action: nothing of it counts but that it may still be enabled. A deletion goes to both where both have it.
func Share(want, hooks, actions []Hook, deletion bool) (toHooks, toActions []Hook) {
	asHook, asAction := ByKey(hooks), ByKey(actions)
	for _, w := range want {
		ours := slices.ContainsFunc(asAction[w.Key()], func(h Hook) bool { return h.Locked == "" })
		if ours {
			toActions = append(toActions, w)
		}
		if !ours || deletion && asHook[w.Key()] != nil {
			toHooks = append(toHooks, w)
		}
	}
	return toHooks, toActions
}

// LeftBehind are the enabled Hooks that would run beside the bound Action h: the one of its name, which its file was
// before, and with takes, where h takes the trigger's slot in this run, the others at its trigger.
func LeftBehind(h Hook, hooks []Hook, takes bool) []Hook {
	var behind []Hook
	for _, old := range hooks {
		if old.Trigger == h.Trigger && old.IsEnabled() && (takes || old.Key() == h.Key()) {
			behind = append(behind, old)
		}
	}
	return behind
}
