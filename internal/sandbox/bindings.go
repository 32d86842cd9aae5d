package sandbox

import (
	"net/http"
	"slices"
	"time"
)

// A Binding puts an Action into a trigger's flow.
type Binding struct {
	ID          string // changes whenever the trigger's bindings are written
	Trigger     string
	ActionID    string
	DisplayName string

	created time.Time
}

// AddBinding appends an Action to its trigger's flow, whatever the API would say to it; an empty display name is the
// Action's. It panics without that Action.
func (t *Tenant) AddBinding(actionID, displayName string) (id string) {
	t.state.Lock()
	defer t.state.Unlock()
	a, err := t.action(actionID)
	if err != nil {
		panic(err)
	}
	b := newBinding(a, displayName, t.now())
	t.bindings[b.Trigger] = append(t.bindings[b.Trigger], b)
	return b.ID
}

func newBinding(a *action, displayName string, now time.Time) *Binding {
	return &Binding{
		ID: newUUID(), Trigger: a.trigger.id, ActionID: a.id, DisplayName: orElse(displayName, a.name), created: now,
	}
}

// Bindings are copies of a trigger's bindings in the order in which they run.
func (t *Tenant) Bindings(trigger string) []Binding {
	t.state.Lock()
	defer t.state.Unlock()
	var all []Binding
	for _, b := range t.bindings[trigger] {
		all = append(all, *b)
	}
	return all
}

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

func (t *Tenant) listBindings(r *http.Request) (reply, error) {
	q := readQuery(r, "page", "per_page")
	number, size := q.number("page", 0, 1<<20), q.number("per_page", actionPageSize, 100)
	if q.err != nil {
		return reply{}, q.err
	}
	trigger, err := pathTrigger(r)
	if err != nil {
		return reply{}, err
	}
	return reply{http.StatusOK, paged("bindings", t.viewBindings(t.bindings[trigger]), number, size)}, nil
}

// replaceBindings writes a trigger's whole flow: what is left out is unbound, and every binding gets a new identifier.
// There is no precondition, so that of two writers one is lost.
func (t *Tenant) replaceBindings(r *http.Request) (reply, error) {
	body, err := decode[bindingsBody](r, bindingsRule())
	if err != nil {
		return reply{}, err
	}
	trigger, err := pathTrigger(r)
	if err != nil {
		return reply{}, err
	}
	if n := len(body.Bindings); n > maxBound {
		return reply{}, errBody("bindings", "Array is too long (%d), maximum %d", n, maxBound)
	}
	next := []*Binding{}
	for _, given := range body.Bindings {
		a, err := t.bindable(trigger, given.Ref)
		if err != nil {
			return reply{}, err
		}
		next = append(next, newBinding(a, given.DisplayName, t.now()))
	}
	t.bindings[trigger] = next
	return reply{http.StatusOK, map[string]any{"bindings": t.viewBindings(next)}}, nil
}

// bindable is the Action that a binding is to name.
func (t *Tenant) bindable(trigger string, ref bindingRef) (*action, error) {
	a := t.referred(trigger, ref)
	if a == nil {
		return nil, refuse(http.StatusBadRequest, "", "That action does not exist.")
	}
	t.look(a)
	if a.trigger.id != trigger {
		return nil, refuse(http.StatusBadRequest, "",
			"Trying to create a binding between an incompatible action and trigger.")
	}
	if a.deployed == nil {
		return nil, refuse(http.StatusBadRequest, "",
			"Trying to create a binding for an action that has not been deployed yet")
	}
	return a, nil
}

func (t *Tenant) referred(trigger string, ref bindingRef) *action {
	id := ref.Value
	if ref.Type == "binding_id" {
		i := slices.IndexFunc(t.bindings[trigger], func(b *Binding) bool { return b.ID == ref.Value })
		if i < 0 {
			return nil
		}
		id = t.bindings[trigger][i].ActionID
	}
	for _, a := range t.actions {
		if ref.Type == "action_name" && a.name == ref.Value || ref.Type != "action_name" && a.id == id {
			return a
		}
	}
	return nil
}

func (t *Tenant) viewBindings(bindings []*Binding) []map[string]any {
	views := []map[string]any{}
	for _, b := range bindings {
		a, err := t.action(b.ActionID)
		if err != nil {
			panic(err) // deleting an Action deletes its bindings
		}
		views = append(views, map[string]any{
			"id": b.ID, "trigger_id": b.Trigger, "display_name": b.DisplayName, "action": a.bound(),
			"created_at": stamp(b.created), "updated_at": stamp(b.created),
		})
	}
	return views
}

func pathTrigger(r *http.Request) (string, error) {
	trigger := r.PathValue("trigger")
	if !slices.Contains(triggerIDs(), trigger) {
		return "", errPath("triggerId", "No enum match for: %s", trigger)
	}
	return trigger, nil
}
