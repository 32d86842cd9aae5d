package sandbox

import (
	"net/http"
	"slices"
)

// bindingRef names what is bound.
type bindingRef struct {
	Type  string `json:"type"`
	Value string `json:"value"`
}

type bindingsBody struct {
	Bindings []struct {
		Ref         bindingRef `json:"ref"`
		DisplayName string     `json:"display_name"`
	} `json:"bindings"`
}

func bindingsRule() rule {
	secret := open(fields{"name": text(1, 128), "value": text(0, 4096)})
	binding := object(fields{
		"ref":          open(fields{"type": oneOf("binding_id", "action_id", "action_name"), "value": text(1, 0)}),
		"display_name": text(0, 0),
		"secrets":      list(secret, 0, maxActionSecrets),
	}, 0, "ref")
	return object(fields{"bindings": list(noSchema(binding), 0, 0)}, 0, "bindings")
}

// replaceBindings writes a trigger's whole flow: what is left out is unbound, and every binding gets a new identifier.
// There is no precondition, so that the write of one of two writers is lost.
func (t *Tenant) replaceBindings(r *http.Request) (reply, error) {
	body, err := decode[bindingsBody](r, bindingsRule())
	if err != nil {
		return reply{}, err
	}
	trigger, err := pathTrigger(r)
	if err != nil {
		return reply{}, err
	}
	if err := t.checkFlow(trigger, len(body.Bindings)); err != nil {
		return reply{}, err
	}
	next := []Binding{}
	for _, given := range body.Bindings {
		a, err := t.bindable(trigger, given.Ref)
		if err != nil {
			return reply{}, err
		}
		twice := slices.ContainsFunc(next, func(b Binding) bool { return b.ActionID == a.id })
		if twice && t.assume.RefuseDoubleBinding {
			return reply{}, refuse(http.StatusBadRequest, "", "An action cannot be bound more than once to a trigger.")
		}
		next = append(next, newBinding(a, given.DisplayName, t.now()))
	}
	t.setFlow(trigger.id, next)
	return reply{http.StatusOK, map[string]any{"bindings": t.viewBindings(next)}}, nil
}

// checkFlow refuses a flow for its trigger or its length. How the real API words these refusals is assumed.
func (t *Tenant) checkFlow(trigger triggerVersion, n int) error {
	switch {
	case trigger.policy == entityBound:
		return refuse(http.StatusBadRequest, "", "cannot update action bindings for an entity-bound trigger")
	case n > 1 && slices.Contains(providerTriggers(), trigger.id) && !t.assume.ManyProviders:
		return refuse(http.StatusBadRequest, "", "Only one action can be bound to the %s trigger.", trigger.id)
	case n > maxBound:
		return errBody("bindings", "Array is too long (%d), maximum %d", n, maxBound)
	}
	return nil
}

// bindable returns the Action that a binding is to name.
func (t *Tenant) bindable(trigger triggerVersion, ref bindingRef) (*action, error) {
	a := t.referred(trigger.id, ref)
	if a == nil {
		return nil, refuse(http.StatusBadRequest, "", "That action does not exist.")
	}
	t.progress(a)
	if !trigger.accepts(a.trigger) {
		return nil, refuse(http.StatusBadRequest, "",
			"Trying to create a binding between an incompatible action and trigger.")
	}
	if a.deployed == nil || t.refusesBinding(trigger.id, a.id) {
		return nil, refuse(http.StatusBadRequest, "",
			"Trying to create a binding for an action that has not been deployed yet")
	}
	return a, nil
}

// refusesBinding counts a refusal that a test asked for.
func (t *Tenant) refusesBinding(trigger, id string) bool {
	was := slices.ContainsFunc(t.bound(trigger), func(b Binding) bool { return b.ActionID == id })
	if was || t.bindingRefusals == 0 {
		return false
	}
	t.bindingRefusals--
	return true
}

// referred returns the Action that a reference means, nil where there is none.
func (t *Tenant) referred(trigger string, ref bindingRef) *action {
	id := ref.Value
	if ref.Type == "binding_id" {
		bound := t.bound(trigger)
		i := slices.IndexFunc(bound, func(b Binding) bool { return b.ID == ref.Value })
		if i < 0 {
			return nil
		}
		id = bound[i].ActionID
	}
	for _, a := range t.actions {
		if ref.Type == "action_name" && a.name == ref.Value || ref.Type != "action_name" && a.id == id {
			return a
		}
	}
	return nil
}
