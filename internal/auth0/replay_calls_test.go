package auth0

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"auth0-hook-action/internal/secret"
	"auth0-hook-action/internal/tenant"
)

// A call makes one request of the client. What it gives is the answer as the client understood it, in the API's terms.
type call func(ctx context.Context, c *Client) (any, error)

// callOf is how the client asks what was recorded; nil where it never does.
func callOf(t *testing.T, one interaction) call {
	t.Helper()
	at := one.path(t)
	if at[0] == "hooks" {
		return hookCall(t, one, at)
	}
	body, path := one.Request.Body, apiPath(at...)
	switch one.Request.Method + " " + shape(at) {
	case "POST actions/actions", "PATCH actions/actions/*":
		return direct(one, path, decodeAs[wireDraft](t, body), &wireAction{})
	case "GET actions/actions":
		return func(ctx context.Context, c *Client) (any, error) {
			all, err := newActions(c).listActions(ctx)
			return wireActions{all}, err
		}
	case "GET actions/actions/*":
		return func(ctx context.Context, c *Client) (any, error) { return newActions(c).get(ctx, at[2]) }
	case "DELETE actions/actions/*":
		return func(ctx context.Context, c *Client) (any, error) { return nil, newActions(c).remove(ctx, at[2]) }
	case "POST actions/actions/*/deploy":
		return direct(one, path, nil, &wireVersion{})
	case "GET actions/actions/*/versions":
		return direct(one, path, nil, &wireVersions{})
	case "GET actions/triggers":
		return direct(one, path, nil, &wireTriggers{})
	case "GET actions/triggers/*/bindings":
		trigger, err := tenant.ParseTrigger(at[2])
		if err != nil {
			return nil
		}
		return func(ctx context.Context, c *Client) (any, error) {
			bound, err := newActions(c).readBindings(ctx, trigger)
			return wireBindings{bound}, err
		}
	case "PATCH actions/triggers/*/bindings":
		return direct(one, path, decodeAs[struct {
			Bindings []wireBind `json:"bindings"`
		}](t, body), &wireBindings{})
	}
	return nil
}

// shape is a path below /actions with a star for each identifier.
func shape(at []string) string {
	var b strings.Builder
	for i, segment := range at {
		if i%2 == 0 && i > 0 {
			segment = "*"
		}
		b.WriteString("/" + segment)
	}
	return strings.TrimPrefix(b.String(), "/")
}

func newActions(c *Client) *ActionsEngine { return c.Actions(ActionsConfig{}) }

func decodeAs[T any](t *testing.T, text string) T {
	t.Helper()
	var v T
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// direct sends what an engine would send.
func direct(one interaction, path string, body, out any) call {
	return func(ctx context.Context, c *Client) (any, error) {
		return out, c.do(ctx, request{method: one.Request.Method, path: path, body: body}, out)
	}
}

func hookCall(t *testing.T, one interaction, at []string) call {
	t.Helper()
	method := one.Request.Method
	switch len(at) {
	case 1:
		if method == http.MethodPost {
			return createHook(decodeAs[wireHook](t, one.Request.Body))
		}
		return func(ctx context.Context, c *Client) (any, error) {
			all, err := c.Hooks().list(ctx)
			return map[string]any{"hooks": all}, err
		}
	case 2:
		return oneHook(t, one, at[1])
	}
	return hookSecrets(t, one, at[1])
}

func createHook(body wireHook) call {
	return func(ctx context.Context, c *Client) (any, error) {
		have := body.observed()
		got, err := c.Hooks().create(ctx, tenant.Desired{Name: have.Name, Trigger: have.Trigger, Script: *have.Script,
			Enabled: have.Enabled, Dependencies: have.Dependencies})
		return wireHook{got.ID, got.Name, got.Script, got.Trigger.String(), got.Enabled, got.Dependencies}, err
	}
}

func oneHook(t *testing.T, one interaction, id string) call {
	t.Helper()
	switch one.Request.Method {
	case http.MethodGet:
		return func(ctx context.Context, c *Client) (any, error) { return c.Hooks().one(ctx, id) }
	case http.MethodDelete:
		return func(ctx context.Context, c *Client) (any, error) { return nil, c.Hooks().remove(ctx, id) }
	}
	body := decodeAs[hookChange](t, one.Request.Body)
	return func(ctx context.Context, c *Client) (any, error) {
		hook := tenant.Observed{ID: id}
		err := c.Hooks().patch(ctx, &hook, tenant.Change{Script: body.Script, Enabled: body.Enabled, Dependencies: body.Dependencies})
		return hookChange{hook.Script, hook.Enabled, hook.Dependencies}, err
	}
}

func hookSecrets(t *testing.T, one interaction, id string) call {
	t.Helper()
	switch one.Request.Method {
	case http.MethodGet:
		return func(ctx context.Context, c *Client) (any, error) {
			found, err := c.Hooks().secrets(ctx, id)
			if want := decodeAs[map[string]string](t, one.Response.Body); len(found) != len(want) {
				t.Errorf("%v: %d secrets, want %d", one, len(found), len(want))
			}
			masked := map[string]string{}
			for _, name := range found {
				masked[name] = "_VALUE_NOT_SHOWN_"
			}
			return masked, err
		}
	case http.MethodDelete:
		names := decodeAs[[]string](t, one.Request.Body)
		return func(ctx context.Context, c *Client) (any, error) {
			return nil, c.Hooks().dropSecrets(ctx, &tenant.Observed{ID: id}, names)
		}
	}
	values := map[string]secret.Value{}
	for name, value := range decodeAs[map[string]string](t, one.Request.Body) {
		values[name] = secret.New(value)
	}
	return func(ctx context.Context, c *Client) (any, error) {
		path, err := hookPath(id, "secrets")
		if err == nil {
			err = c.Hooks().putSecrets(ctx, &tenant.Observed{ID: id}, one.Request.Method, path, values)
		}
		return struct{}{}, err
	}
}
