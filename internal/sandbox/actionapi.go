package sandbox

import (
	"net/http"
	"slices"
	"strings"
)

func (t *Tenant) routeActions() {
	t.on("GET /api/v2/actions/actions", "read:actions", t.listActions)
	t.on("POST /api/v2/actions/actions", "create:actions", t.createAction)
	t.on("GET /api/v2/actions/actions/{id}", "read:actions", t.getAction)
	t.on("PATCH /api/v2/actions/actions/{id}", "update:actions", t.updateAction)
	t.on("DELETE /api/v2/actions/actions/{id}", "delete:actions", t.deleteAction)
	t.on("POST /api/v2/actions/actions/{id}/deploy", "create:actions", t.deployAction)
	t.on("GET /api/v2/actions/actions/{id}/versions", "read:actions", t.listVersions)
	t.on("GET /api/v2/actions/actions/{id}/versions/{version}", "read:actions", t.getVersion)
	t.on("POST /api/v2/actions/actions/{id}/test", "create:actions", t.testAction)
	t.on("GET /api/v2/actions/triggers", "read:actions", t.listTriggers)
	t.on("GET /api/v2/actions/triggers/{trigger}/bindings", "read:actions", t.listBindings)
	t.on("PATCH /api/v2/actions/triggers/{trigger}/bindings", "update:actions", t.replaceBindings)
}

// listActions filters by the beginning of a name, unless the tenant is assumed to want the whole of it: a client has to
// compare names itself.
func (t *Tenant) listActions(r *http.Request) (reply, error) {
	q := readQuery(r, "triggerId", "actionName", "deployed", "installed", "page", "per_page")
	number, size := q.number("page", 0, 1<<20), q.number("per_page", actionPageSize, 100)
	trigger := q.choice("triggerId", triggerIDs()...)
	deployed, installed := q.flag("deployed"), q.flag("installed")
	if q.err != nil {
		return reply{}, q.err
	}
	var found []map[string]any
	for _, a := range t.actions {
		switch {
		case trigger != "" && trigger != a.trigger.id, !t.named(a, q.values.Get("actionName")),
			deployed != nil && *deployed != (a.deployed != nil),
			installed != nil && *installed != (a.integration != ""),
			a.listedFrom.After(t.now()):
			continue
		}
		t.progress(a)
		found = append(found, a.view())
	}
	return reply{http.StatusOK, paged("actions", found, number, size)}, nil
}

// named reports whether a filter by name includes the Action.
func (t *Tenant) named(a *action, filter string) bool {
	if t.assume.ExactActionName && filter != "" {
		return a.name == filter
	}
	return strings.HasPrefix(a.name, filter)
}

// createAction creates an Action beside others of its name, unless names are assumed to be unique. How the real API
// refuses the 101st Action is assumed too.
func (t *Tenant) createAction(r *http.Request) (reply, error) {
	props := t.actionProps()
	props["deploy"] = flag
	body, err := decode[actionBody](r, object(props, 0, "name", "supported_triggers"))
	if err != nil {
		return reply{}, err
	}
	sameName := func(a *action) bool { return a.name == *body.Name }
	switch {
	case len(t.actions) >= maxActions:
		return reply{}, refuse(http.StatusForbidden, "too_many_entities",
			"You reached the limit of entities of this type for this tenant.")
	case t.assume.UniqueActionNames && slices.ContainsFunc(t.actions, sameName):
		return reply{}, refuse(http.StatusConflict, "", "An action with that name already exists.")
	}
	now := t.now()
	a := &action{id: newUUID(), created: now, listedFrom: now.Add(t.lags.ActionList),
		draft: source{secrets: map[string]actionSecret{}}}
	if err := a.apply(body, now); err != nil {
		return reply{}, err
	}
	t.startBuild(a)
	if body.Deploy {
		a.deployed = a.newVersion(now)
		a.deployed.status = "pending"
		a.deploys++
	}
	t.actions = append(t.actions, a)
	return reply{http.StatusCreated, a.view()}, nil
}

func (t *Tenant) getAction(r *http.Request) (reply, error) {
	a, err := t.pathAction(r)
	if err != nil {
		return reply{}, err
	}
	t.progress(a)
	return reply{http.StatusOK, a.view()}, nil
}

// updateAction changes the draft and has it built again; what runs does not change before a deployment.
func (t *Tenant) updateAction(r *http.Request) (reply, error) {
	body, err := decode[actionBody](r, object(t.actionProps(), 0))
	if err != nil {
		return reply{}, err
	}
	a, err := t.pathAction(r)
	if err != nil {
		return reply{}, err
	}
	if err := a.apply(body, t.now()); err != nil {
		return reply{}, err
	}
	a.revision++
	t.startBuild(a)
	return reply{http.StatusOK, a.view()}, nil
}

func (t *Tenant) deleteAction(r *http.Request) (reply, error) {
	q := readQuery(r, "force")
	force := q.flag("force")
	if q.err != nil {
		return reply{}, q.err
	}
	a, err := t.action(r.PathValue("id"))
	if err != nil {
		return reply{}, err
	}
	isBound := func(b Binding) bool { return b.ActionID == a.id }
	if (force == nil || !*force) && slices.ContainsFunc(t.bound(a.trigger.id), isBound) {
		return reply{}, refuse(http.StatusConflict, "", "Unable to delete an action bound to a trigger.")
	}
	t.removeAction(a.id)
	return reply{status: http.StatusNoContent}, nil
}
