package sandbox

import (
	"cmp"
	"net/http"
	"slices"
	"time"
)

// actionBody is a request to create or to update an Action; nil is a property that is not there.
type actionBody struct {
	Name     *string `json:"name"`
	Triggers []struct {
		ID      string `json:"id"`
		Version string `json:"version"`
	} `json:"supported_triggers"`
	Code         *string      `json:"code"`
	Runtime      *string      `json:"runtime"`
	Dependencies []Dependency `json:"dependencies"`
	Secrets      []struct {
		Name  string  `json:"name"`
		Value *string `json:"value"`
	} `json:"secrets"`
	Deploy bool `json:"deploy"`
}

// actionProps are the properties that can be set at creation and later.
func (t *Tenant) actionProps() fields {
	code := atMost(maxCode)
	if t.assume.BigCode {
		code = text(0, 0)
	}
	anything := func(string, any) error { return nil }
	return fields{
		"name": text(1, 0),
		"supported_triggers": list(object(fields{
			"id": oneOf(triggerIDs()...), "version": text(0, 0), "status": text(0, 0), "runtimes": anything,
			"default_runtime": text(0, 0), "compatible_triggers": anything, "binding_policy": text(0, 0),
		}, 0, "id"), 1, 1),
		"code":    code,
		"runtime": text(1, 0),
		"dependencies": list(object(fields{
			"name": text(1, 0), "version": text(1, 0), "registry_url": text(0, 0),
		}, 0, "name", "version"), 0, maxDependencies),
		"secrets": list(open(fields{"name": text(1, 128), "value": text(0, 4096)}), 0, maxActionSecrets),
	}
}

// atMost is a string of so many bytes.
func atMost(max int) rule {
	return func(where string, v any) error {
		if s, ok := v.(string); ok && len(s) > max {
			return errBody(where, "String is too long (%d chars), maximum %d", len(s), max)
		}
		return text(0, 0)(where, v)
	}
}

// apply puts a request's properties into the Action, all or none of them.
func (a *action) apply(body actionBody, now time.Time) error {
	next := *a
	next.draft = a.draft.clone()
	next.updated = now
	if body.Name != nil {
		next.name = *body.Name
	}
	if body.Code != nil {
		next.draft.code = *body.Code
	}
	if body.Dependencies != nil {
		next.draft.dependencies = slices.Clone(body.Dependencies)
	}
	if err := next.applyTrigger(body); err != nil {
		return err
	}
	if err := next.applyRuntime(body); err != nil {
		return err
	}
	if err := next.applySecrets(body, now); err != nil {
		return err
	}
	*a = next
	return nil
}

// applyTrigger sets the trigger once: whether the real API would let it change is not known.
func (a *action) applyTrigger(body actionBody) error {
	if body.Triggers == nil {
		return nil
	}
	given := body.Triggers[0]
	found, ok := findTrigger(given.ID, given.Version)
	if !ok {
		return errBody("supported_triggers[0].version", "No enum match for: %s", given.Version)
	}
	if a.trigger.id != "" && a.trigger.id != found.id {
		return refuse(http.StatusBadRequest, "", "The trigger of an action cannot be changed.")
	}
	a.trigger = found
	return nil
}

func (a *action) applyRuntime(body actionBody) error {
	switch {
	case body.Runtime == nil:
		a.draft.runtime = cmp.Or(a.draft.runtime, a.trigger.runtime)
	case !slices.Contains(a.trigger.runtimes, *body.Runtime):
		return refuse(http.StatusBadRequest, "", "runtime is not supported")
	default:
		a.draft.runtime = *body.Runtime
	}
	return nil
}

// applySecrets replaces the whole set. A secret without a value is refused: what the real API does is not known.
func (a *action) applySecrets(body actionBody, now time.Time) error {
	if body.Secrets == nil {
		return nil
	}
	a.draft.secrets = map[string]actionSecret{}
	for _, s := range body.Secrets {
		if s.Name == "" || s.Value == nil {
			return errBody("secrets", "Missing required property: name, value")
		}
		a.draft.secrets[s.Name] = actionSecret{*s.Value, now}
	}
	return nil
}
