package sandbox

import (
	"cmp"
	"net/http"
	"slices"
	"time"
)

// A Binding puts an Action into a trigger's flow.
type Binding struct {
	ID          string // changes whenever the trigger's bindings are written
	Trigger     string
	ActionID    string
	ActionName  string
	DisplayName string
	Created     time.Time
}

// A flow is what is bound to a trigger, in the order in which it runs.
type flow struct {
	listedFrom time.Time // the one before it is listed until then
	bindings   []Binding
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
	t.flows[b.Trigger] = append(t.flows[b.Trigger], flow{bindings: append(t.bound(b.Trigger), b)})
	return b.ID
}

func newBinding(a *action, displayName string, now time.Time) Binding {
	return Binding{
		ID: newUUID(), Trigger: a.trigger.id, ActionID: a.id, ActionName: a.name,
		DisplayName: cmp.Or(displayName, a.name), Created: now,
	}
}

// Bindings returns copies of a trigger's bindings in the order in which they run.
func (t *Tenant) Bindings(trigger string) []Binding {
	t.state.Lock()
	defer t.state.Unlock()
	return t.bound(trigger)
}

// Bound returns the names of the Actions that are bound to a trigger, in the order in which they run.
func (t *Tenant) Bound(trigger string) []string {
	var names []string
	for _, b := range t.Bindings(trigger) {
		names = append(names, b.ActionName)
	}
	return names
}

// SetBindingRefusals has the next n bindings of an Action that was not bound before refused, as happens right after its
// deployment: the Action "has not been deployed yet".
func (t *Tenant) SetBindingRefusals(n int) {
	t.state.Lock()
	defer t.state.Unlock()
	t.bindingRefusals = n
}

// bound returns a copy of what is bound, listed or not, under the present names.
func (t *Tenant) bound(trigger string) []Binding {
	flows := t.flows[trigger]
	if len(flows) == 0 {
		return nil
	}
	return t.present(flows[len(flows)-1].bindings)
}

// listed returns a copy of what a listing shows as bound.
func (t *Tenant) listed(trigger string) []Binding {
	now := t.now()
	for _, f := range slices.Backward(t.flows[trigger]) {
		if !f.listedFrom.After(now) {
			return t.present(f.bindings)
		}
	}
	return nil
}

// present returns the bindings of Actions that are still there, with their present names.
func (t *Tenant) present(bindings []Binding) []Binding {
	var all []Binding
	for _, b := range bindings {
		if a, err := t.action(b.ActionID); err == nil {
			b.ActionName = a.name
			all = append(all, b)
		}
	}
	return all
}

func (t *Tenant) setFlow(trigger string, bindings []Binding) {
	t.flows[trigger] = append(t.flows[trigger], flow{t.now().Add(t.lags.Bindings), bindings})
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
	if trigger.policy == entityBound && !t.assume.EntityBindingsEmpty {
		return reply{}, refuse(http.StatusBadRequest, "", "cannot list action bindings for an entity-bound trigger")
	}
	return reply{http.StatusOK, paged("bindings", t.viewBindings(t.listed(trigger.id)), number, size)}, nil
}

func (t *Tenant) viewBindings(bindings []Binding) []map[string]any {
	views := []map[string]any{}
	for _, b := range bindings {
		a, err := t.action(b.ActionID)
		if err != nil {
			panic(err) // present left it out
		}
		views = append(views, map[string]any{
			"id": b.ID, "trigger_id": b.Trigger, "display_name": b.DisplayName, "action": a.boundView(),
			"created_at": stamp(b.Created), "updated_at": stamp(b.Created),
		})
	}
	return views
}

// pathTrigger returns the current version of the trigger that the request's path names.
func pathTrigger(r *http.Request) (triggerVersion, error) {
	id := r.PathValue("trigger")
	trigger, ok := findTrigger(id, "")
	if !ok {
		return trigger, errPath("triggerId", "No enum match for: %s", id)
	}
	return trigger, nil
}
