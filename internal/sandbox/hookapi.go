package sandbox

import "net/http"

func (t *Tenant) routeHooks() {
	for pattern, e := range map[string]struct {
		scope string
		do    endpoint
	}{
		"GET /api/v2/hooks":                 {"read:hooks", t.listHooks},
		"POST /api/v2/hooks":                {"create:hooks", t.createHook},
		"GET /api/v2/hooks/{id}":            {"read:hooks", t.getHook},
		"PATCH /api/v2/hooks/{id}":          {"update:hooks", t.updateHook},
		"DELETE /api/v2/hooks/{id}":         {"delete:hooks", t.deleteHook},
		"GET /api/v2/hooks/{id}/secrets":    {"read:hooks", t.listSecrets},
		"POST /api/v2/hooks/{id}/secrets":   {"update:hooks", t.addSecrets},
		"PATCH /api/v2/hooks/{id}/secrets":  {"update:hooks", t.updateSecrets},
		"DELETE /api/v2/hooks/{id}/secrets": {"delete:hooks", t.deleteSecrets},
	} {
		t.on(pattern, e.scope, func(r *http.Request) (reply, error) {
			if t.age == HooksGone {
				return reply{}, t.refusal.answer()
			}
			return e.do(r)
		})
	}
}

// hookBody is a request to create or to update a hook; nil is a property that is not there.
type hookBody struct {
	Name         *string           `json:"name"`
	Script       *string           `json:"script"`
	Enabled      *bool             `json:"enabled"`
	Dependencies map[string]string `json:"dependencies"`
	Trigger      string            `json:"triggerId"`
}

func (t *Tenant) createHook(r *http.Request) (reply, error) {
	if t.age == HooksReadOnly {
		return reply{}, t.refusal.answer()
	}
	props := hookProps()
	props["triggerId"] = oneOf(hookTriggers()...)
	body, err := decode[hookBody](r, object(props, 0, "name", "script", "triggerId"))
	if err != nil {
		return reply{}, err
	}
	now := t.now()
	h := &storedHook{listedFrom: now.Add(t.lags.HookList), Hook: Hook{
		ID: newULID(now), Trigger: body.Trigger, Dependencies: map[string]string{}, Secrets: map[string]string{},
	}}
	if err := t.applyHook(h, body); err != nil {
		return reply{}, err
	}
	t.hooks = append(t.hooks, h)
	return reply{http.StatusCreated, viewHook(h.Hook, hookFields())}, nil
}

// hookProps are the properties that can be set at creation and later.
func hookProps() fields {
	return fields{"name": pattern(hookName()), "script": text(1, 0), "enabled": flag, "dependencies": texts(0, 0)}
}

func (t *Tenant) getHook(r *http.Request) (reply, error) {
	q := readQuery(r, "fields", "include_fields")
	names := q.choices("fields", hookFields()...)
	if q.err != nil {
		return reply{}, q.err
	}
	h, err := t.pathHook(r)
	if err != nil {
		return reply{}, err
	}
	if names == nil {
		names = hookFields()
	}
	return reply{http.StatusOK, viewHook(h.Hook, names)}, nil
}

// updateHook changes what the body has.
func (t *Tenant) updateHook(r *http.Request) (reply, error) {
	body, err := decode[hookBody](r, object(hookProps(), 1))
	if err != nil {
		return reply{}, err
	}
	h, err := t.pathHook(r)
	if err != nil {
		return reply{}, err
	}
	if t.age == HooksReadOnly && (body.Name != nil || body.Script != nil || body.Dependencies != nil) {
		return reply{}, t.refusal.answer()
	}
	if err := t.applyHook(h, body); err != nil {
		return reply{}, err
	}
	return reply{http.StatusOK, viewHook(h.Hook, hookFields())}, nil // 201 is documented, 200 recorded
}

func (t *Tenant) deleteHook(r *http.Request) (reply, error) {
	h, err := t.pathHook(r)
	if err != nil {
		return reply{}, err
	}
	t.removeHook(h.ID)
	return reply{status: http.StatusNoContent}, nil
}

// applyHook puts a request's properties into h, all or none of them.
func (t *Tenant) applyHook(h *storedHook, body hookBody) error {
	if body.Name != nil {
		name := kebab(*body.Name)
		for _, other := range t.hooks {
			if other != h && other.Name == name {
				return refuse(http.StatusConflict, "", "Hook with the same name already exists.")
			}
		}
		body.Name = &name
	}
	if body.Enabled != nil && *body.Enabled {
		if err := t.enableBeside(h); err != nil {
			return err
		}
	}
	if body.Name != nil {
		h.Name = *body.Name
	}
	if body.Script != nil {
		h.Script = *body.Script
	}
	if body.Enabled != nil {
		h.Enabled = *body.Enabled
	}
	if body.Dependencies != nil {
		h.Dependencies = body.Dependencies
	}
	return nil
}

// enableBeside does what the tenant is assumed to do about the other enabled hooks of the trigger. By default that is
// nothing: one enabled hook a trigger is a rule for clients to keep.
func (t *Tenant) enableBeside(h *storedHook) error {
	for _, other := range t.hooks {
		if other == h || other.Trigger != h.Trigger || !other.Enabled {
			continue
		}
		switch t.assume.SecondEnabled {
		case DisableOthers:
			other.Enabled = false
		case RefuseSecond:
			return refuse(http.StatusConflict, "", "Only one hook can be enabled for an extensibility point.")
		}
	}
	return nil
}
