package auth0

import (
	"context"
	"fmt"
	"net/http"

	"auth0-hook-action/internal/tenant"
)

// version is the current version of a trigger, and whether the tenant itself gave it. With another one Auth0 binds to
// nothing (GET /actions/triggers, recorded 2026-08).
func (e *ActionsEngine) version(t tenant.Trigger) (version string, known bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if v, ok := e.versions[t.String()]; ok {
		return v, true
	}
	switch t {
	case tenant.PostLogin:
		return "v3", false
	case tenant.PasswordResetPostChallenge, tenant.CustomPhoneProvider, tenant.CustomEmailProvider:
		return "v1", false
	}
	return "v2", false
}

// readVersion asks the tenant for its triggers' versions, when it refused that of the table.
func (e *ActionsEngine) readVersion(ctx context.Context, t tenant.Trigger) (string, error) {
	var body wireTriggers
	if err := e.c.do(ctx, request{method: http.MethodGet, path: apiPath("actions", "triggers")}, &body); err != nil {
		return "", err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.versions = map[string]string{}
	for _, one := range body.Triggers {
		if one.Status == "CURRENT" {
			e.versions[one.ID] = one.Version
		}
	}
	if v, ok := e.versions[t.String()]; ok {
		return v, nil
	}
	return "", fmt.Errorf("the tenant has no current version of the trigger %s", t)
}
