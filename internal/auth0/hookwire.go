package auth0

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"auth0-hook-action/internal/tenant"
)

// A wireHook is a hook as the API gives it. What a request did not ask for, or an old hook lacks, is nil or empty.
type wireHook struct {
	ID           string            `json:"id"`
	Name         string            `json:"name"`
	Script       *string           `json:"script"`
	TriggerID    string            `json:"triggerId"`
	Enabled      *bool             `json:"enabled"`
	Dependencies map[string]string `json:"dependencies"`
}

func (w *wireHook) isValid() bool { return isIdentifier(w.ID) }

// is compares the answer with the id that was asked for.
func (w *wireHook) is(id string) error {
	if w.ID != id {
		return fmt.Errorf("the tenant was asked about the hook %s and answered about %s", id, w.ID)
	}
	return nil
}

// observed is the hook in the domain's terms.
func (w *wireHook) observed() tenant.Observed {
	h := tenant.Observed{Runtime: tenant.RuntimeHooks, Format: tenant.FormatHook, Managed: true, ID: w.ID, Name: w.Name,
		Script: w.Script, Enabled: w.Enabled, Dependencies: w.Dependencies, Given: w.Dependencies}
	h.Trigger, _ = tenant.ParseTrigger(w.TriggerID) // 0: one that this program does not know
	if h.Enabled == nil {
		h.Enabled = new(bool)
	}
	return h
}

// secretNames are a hook's secrets: the values are masks.
type secretNames map[string]string

func (s *secretNames) isValid() bool { return *s != nil }

func hookPath(id string, more ...string) (string, error) {
	return apiPath(append([]string{"hooks", id}, more...)...), checkID(id)
}

// markEnded marks a refusal that is the tenant's word that it has no Hooks any more. On the collection that is said in more
// ways than of an edit of the source; what is said of anything else decides nothing.
func markEnded(err error, collection bool) error {
	e, ok := asError(err)
	if !ok || e.Path == tokenPath { // who gives no token says nothing of what the tenant has
		return err
	}
	said := false
	switch e.Status {
	case http.StatusNotImplemented:
		said = true
	case http.StatusNotFound, http.StatusGone:
		said = collection
	case http.StatusForbidden:
		said = e.Code == "hooks_not_allowed" || strings.Contains(strings.ToLower(e.Message), "disabled for your tenant")
	}
	if said {
		e.kind = tenant.ErrHooksEnded
	}
	return err
}

// isGone reports that an edit found its hook deleted.
func isGone(err error) bool {
	return errors.Is(err, tenant.ErrConflict) && (hasStatus(err, http.StatusNotFound) || hasStatus(err, http.StatusGone))
}
