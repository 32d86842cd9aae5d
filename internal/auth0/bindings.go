package auth0

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/retry"
	"auth0-hook-action/internal/tenant"
)

// A wireBinding is one place in a trigger's list of Actions
// (https://auth0.com/docs/api/management/v2/actions/get-bindings).
type wireBinding struct {
	DisplayName string `json:"display_name"`
	Action      struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	} `json:"action"`
}

type wireBindings struct {
	Bindings []wireBinding `json:"bindings"`
}

func (b *wireBindings) isValid() bool {
	if b.Bindings == nil {
		return false
	}
	for _, one := range b.Bindings {
		if id := one.Action.ID; id != "" && !isIdentifier(id) {
			return false
		}
	}
	return true
}

// A wireBind is a place as it is sent: a write replaces the whole list.
type wireBind struct {
	Ref         wireRef `json:"ref"`
	DisplayName string  `json:"display_name"`
}

type wireRef struct {
	Type  string `json:"type"`
	Value string `json:"value"`
}

func bindingsPath(t tenant.Trigger) string {
	return apiPath("actions", "triggers", t.String(), "bindings")
}

// readBindings reads all pages: what a write leaves out is unbound.
func (e *ActionsEngine) readBindings(ctx context.Context, t tenant.Trigger) ([]wireBinding, error) {
	left := maxList
	var all []wireBinding
	for page := 0; ; page++ {
		query := url.Values{"page": {strconv.Itoa(page)}, "per_page": {strconv.Itoa(bindingsPerPage)}}
		var body wireBindings
		if err := e.c.do(ctx, request{method: http.MethodGet, path: bindingsPath(t), query: query, left: &left},
			&body); err != nil {
			return nil, fmt.Errorf("bindings of %s: %w", t, err)
		}
		all = append(all, body.Bindings...)
		if len(body.Bindings) < bindingsPerPage {
			return all, nil
		}
	}
}

// Switch implements tenant.Engine. The API has no precondition, so the list is read just before it is written, and
// Verify looks whether a concurrent run wrote an older one. A write whose answer was lost is not repeated before the
// list was read again. That an Action's deployment has not arrived yet is a reason to wait.
func (e *ActionsEngine) Switch(ctx context.Context, s tenant.Switch) (err error) {
	ctx, sent := watchWrites(ctx)
	defer func() { err = judged(err, sent) }()
	list := e.listOf(s.Trigger)
	if err := list.lock(ctx); err != nil {
		return fmt.Errorf("bindings of %s: %w", s.Trigger, err)
	}
	defer list.unlock()
	refusals, pause := 0, firstPoll
	for writes := 1; ; {
		err := e.switchOnce(ctx, s)
		switch {
		case err == nil:
			return nil
		case isUndeployed(err):
			if refusals++; refusals == maxBindingRefusals {
				return undeployed(s, err)
			}
			e.cfg.Waiting("an Action's deployment, before it can be bound", pause)
			if err := retry.Wait(ctx, pause); err != nil {
				return fmt.Errorf("bindings of %s: the deployment of an Action has not taken effect yet: %w", s.Trigger,
					err)
			}
			pause = min(pause*3/2, lastPoll)
		case isUnknownAction(err) && writes < maxLostWrites:
			writes++
			if err := e.checkExist(ctx, s.On); err != nil {
				return fmt.Errorf("bindings of %s: %w", s.Trigger, err)
			}
		case (isAmbiguous(err) || errors.Is(err, tenant.ErrUnknown)) && writes < maxLostWrites && ctx.Err() == nil:
			writes++
		default:
			return fmt.Errorf("bindings of %s: %w", s.Trigger, err)
		}
	}
}

// switchOnce reads the list and writes it where it is not as it is wanted.
func (e *ActionsEngine) switchOnce(ctx context.Context, s tenant.Switch) error {
	bound, err := e.readBindings(ctx, s.Trigger)
	if err != nil {
		return err
	}
	have := make([]tenant.Binding, len(bound))
	for i, b := range bound {
		have[i] = tenant.Binding{ActionID: b.Action.ID, Name: b.Action.Name, DisplayName: b.DisplayName}
		if b.Action.ID == "" {
			return errors.New("a binding names no Action, so the list cannot be written back in full: nothing was written")
		}
	}
	if name, ok := newcomer(have, s); ok {
		return fmt.Errorf("%q was bound at the same time: %w", name, tenant.ErrConflict)
	}
	want, err := tenant.Arrange(have, s)
	if err != nil || slices.Equal(want, have) {
		return err
	}
	return e.writeBindings(ctx, s.Trigger, want)
}

// newcomer is an Action that the plan did not know to be bound. A second one of the same name is for Verify to find.
func newcomer(have []tenant.Binding, s tenant.Switch) (name string, ok bool) {
	if s.Known == nil {
		return "", false
	}
	for _, b := range have {
		on := slices.ContainsFunc(s.On, func(p tenant.Placement) bool { return p.ID == b.ActionID || p.Name == b.Name })
		if !on && !slices.Contains(s.Off, b.ActionID) && !slices.Contains(s.Known, b.ActionID) {
			return b.Name, true
		}
	}
	return "", false
}

// writeBindings sends the list once.
func (e *ActionsEngine) writeBindings(ctx context.Context, t tenant.Trigger, list []tenant.Binding) error {
	body := struct {
		Bindings []wireBind `json:"bindings"`
	}{make([]wireBind, len(list))}
	for i, b := range list {
		body.Bindings[i] = wireBind{wireRef{"action_id", b.ActionID}, b.DisplayName}
	}
	err := e.c.do(ctx, request{method: http.MethodPatch, path: bindingsPath(t), body: body, repeat: retry.IfRefused},
		&wireBindings{})
	e.mu.Lock()
	defer e.mu.Unlock()
	if _, refused := asError(err); !refused {
		e.switched[t], e.lastWrite = true, time.Now()
	}
	return err
}

// isUndeployed tells by Auth0's words that a binding came before the deployment of its Action took effect.
func isUndeployed(err error) bool {
	e, ok := asError(err)
	return ok && e.Status == http.StatusBadRequest && strings.Contains(e.Message, "has not been deployed yet")
}

// isUnknownAction tells by Auth0's words that an Action of the list was deleted since it was read.
func isUnknownAction(err error) bool {
	e, ok := asError(err)
	return ok && (e.Status == http.StatusBadRequest || e.Status == http.StatusNotFound) && strings.Contains(e.Message,
		"does not exist")
}

// checkExist is an ErrConflict where one of those that are to be bound was deleted.
func (e *ActionsEngine) checkExist(ctx context.Context, on []tenant.Placement) error {
	for _, p := range on {
		if _, err := e.get(ctx, p.ID); err != nil {
			return err
		}
	}
	return nil
}

// undeployed ends the wait for a deployment.
func undeployed(s tenant.Switch, err error) error {
	names := make([]string, len(s.On))
	for i, p := range s.On {
		names[i] = strconv.Quote(p.Name)
	}
	text := "the deployment of %s did not take effect: after %d tries the tenant still refuses to bind it: %w"
	return diag.WithHint(fmt.Errorf(text, strings.Join(names, ", "), maxBindingRefusals, err),
		"Deploy the Action in the Dashboard (Actions > Library) if it is not deployed there, and run this workflow again")
}

// listOf keeps this process from changing one list in two goroutines at once.
func (e *ActionsEngine) listOf(t tenant.Trigger) ctxMutex {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.lists[t] == nil {
		e.lists[t] = newCtxMutex()
	}
	return e.lists[t]
}
