package sandbox

import (
	"maps"
	"net/http"
)

const (
	maxHookSecrets = 20
	secretMask     = "_VALUE_NOT_SHOWN_"
)

// listSecrets answers the names, with a mask for each value.
func (t *Tenant) listSecrets(r *http.Request) (reply, error) {
	h, err := t.pathHook(r)
	if err != nil {
		return reply{}, err
	}
	masked := map[string]string{}
	for name := range h.Secrets {
		masked[name] = secretMask
	}
	return reply{http.StatusOK, masked}, nil
}

// addSecrets adds secrets whose names are new, all or none.
func (t *Tenant) addSecrets(r *http.Request) (reply, error) {
	h, given, err := t.readSecrets(r)
	if err != nil {
		return reply{}, err
	}
	for name := range given {
		if _, exists := h.Secrets[name]; exists {
			return reply{}, refuse(http.StatusConflict, "", "Secret with the same name already exists.")
		}
	}
	if n := len(h.Secrets) + len(given); n > maxHookSecrets {
		return reply{}, errBody("", "Too many properties defined (%d), maximum %d", n, maxHookSecrets)
	}
	maps.Copy(h.Secrets, given)
	return reply{http.StatusCreated, struct{}{}}, nil
}

// updateSecrets changes secrets that are there, all or none. The mask is a value like any other: sent back, it replaces
// the real one.
func (t *Tenant) updateSecrets(r *http.Request) (reply, error) {
	h, given, err := t.readSecrets(r)
	if err != nil {
		return reply{}, err
	}
	for name := range given {
		if _, exists := h.Secrets[name]; !exists {
			return reply{}, refuse(http.StatusNotFound, "", "Hook or secret not found.")
		}
	}
	maps.Copy(h.Secrets, given)
	return reply{http.StatusCreated, struct{}{}}, nil
}

// deleteSecrets removes secrets; a name that is not there is no mistake, so far as is known.
func (t *Tenant) deleteSecrets(r *http.Request) (reply, error) {
	names, err := decode[[]string](r, list(text(0, 0), 1, 0))
	if err != nil {
		return reply{}, err
	}
	h, err := t.pathHook(r)
	if err != nil {
		return reply{}, err
	}
	for _, name := range names {
		delete(h.Secrets, name)
	}
	return reply{status: http.StatusNoContent}, nil
}

func (t *Tenant) readSecrets(r *http.Request) (*storedHook, map[string]string, error) {
	given, err := decode[map[string]string](r, texts(1, maxHookSecrets))
	if err != nil {
		return nil, nil, err
	}
	if t.age == HooksReadOnly && t.assume.ReadOnlySecrets {
		return nil, nil, t.refusal.answer()
	}
	h, err := t.pathHook(r)
	return h, given, err
}
