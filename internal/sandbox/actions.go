package sandbox

import (
	"cmp"
	"slices"
	"time"
)

// AddAction puts an Action on the tenant as it is and gives it an ID if it has none. It panics where the tenant has no
// such trigger.
func (t *Tenant) AddAction(a Action) (id string) {
	t.state.Lock()
	defer t.state.Unlock()
	trigger, ok := findTrigger(a.Trigger, a.TriggerVersion)
	if !ok {
		panic("sandbox: no trigger " + a.Trigger + " " + a.TriggerVersion)
	}
	now := t.now()
	added := &action{
		id: cmp.Or(a.ID, newUUID()), name: a.Name, trigger: trigger, status: cmp.Or(a.Status, "built"),
		integration: a.Integration, deploys: a.Deploys, created: now, updated: now,
		draft: newSource(a.Code, cmp.Or(a.Runtime, trigger.runtime), a.Dependencies, a.Secrets, now),
	}
	if v := a.Deployed; v != nil {
		added.deployed = added.newVersion(now)
		added.deployed.finish("built", "", now)
		if v.Code != "" {
			added.deployed.source = newSource(v.Code, cmp.Or(v.Runtime, trigger.runtime), v.Dependencies, v.Secrets, now)
			added.revision++
		}
	}
	t.actions = append(t.actions, added)
	return added.id
}

// EditCode changes the code of an Action's draft behind the API's back and does not deploy it, as somebody at the
// Dashboard would. It does nothing without that Action.
func (t *Tenant) EditCode(id, code string) {
	t.state.Lock()
	defer t.state.Unlock()
	if a, err := t.action(id); err == nil {
		a.editCode(code, t.now())
	}
}

// DeployCode changes an Action's code and deploys it behind the API's back. It does nothing without that Action.
func (t *Tenant) DeployCode(id, code string) {
	t.state.Lock()
	defer t.state.Unlock()
	a, err := t.action(id)
	if err != nil {
		return
	}
	now := t.now()
	a.editCode(code, now)
	a.deployed = a.newVersion(now)
	a.deployed.finish("built", "", now)
}

func (a *action) editCode(code string, now time.Time) {
	a.draft.code, a.updated, a.status, a.build = code, now, "built", nil
	a.revision++
}

// RemoveAction deletes an Action and its bindings behind the API's back. It does nothing without that Action.
func (t *Tenant) RemoveAction(id string) {
	t.state.Lock()
	defer t.state.Unlock()
	t.removeAction(id)
}

// removeAction removes the Action from its trigger's flow too.
func (t *Tenant) removeAction(id string) {
	a, err := t.action(id)
	if err != nil {
		return
	}
	rest := slices.DeleteFunc(t.bound(a.trigger.id), func(b Binding) bool { return b.ActionID == id })
	t.setFlow(a.trigger.id, rest)
	t.actions = slices.DeleteFunc(t.actions, func(one *action) bool { return one == a })
}

// Actions returns copies of all Actions, in the order of their creation.
func (t *Tenant) Actions() []Action {
	t.state.Lock()
	defer t.state.Unlock()
	all := make([]Action, len(t.actions))
	for i, a := range t.actions {
		all[i] = a.snapshot()
	}
	return all
}
