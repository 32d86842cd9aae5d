package auth0

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"auth0-hook-action/internal/secret"
	"auth0-hook-action/internal/shim"
	"auth0-hook-action/internal/tenant"
)

// nodeRuntime is the Node.js that Actions are made for: the default of all five triggers since node16 ended
// (https://auth0.com/docs/customize/actions/manage-versions).
const nodeRuntime = "node22"

// An ActionsEngine keeps hooks as Auth0 Actions: the script wrapped by package shim, deployed, and bound to its trigger
// where the hook is enabled. It may be used by several goroutines at once.
type ActionsEngine struct {
	c       *Client
	waiting func(what string, d time.Duration)

	asking   turn          // held by who looks at triggers
	triggers []wireTrigger // as the tenant has them, once asked for

	mu       sync.Mutex      // guards the map
	bindings map[string]turn // by trigger: one change of a list at a time
}

var _ tenant.Engine = (*ActionsEngine)(nil)

// Actions is the engine for Auth0 Actions. waiting is told what is waited for, and for how long at a time; nil: nobody is.
func (c *Client) Actions(waiting func(what string, d time.Duration)) *ActionsEngine {
	if waiting == nil {
		waiting = func(string, time.Duration) {}
	}
	return &ActionsEngine{c: c, waiting: waiting, asking: newTurn(), bindings: map[string]turn{}}
}

// Limits are those of the entity limit policy
// (https://auth0.com/docs/troubleshoot/customer-support/operational-policies/entity-limit-policy).
func (*ActionsEngine) Limits() tenant.Limits {
	return tenant.Limits{Runtime: "actions", MaxSecrets: 30, SecretsAsSet: true, ExchangesAtOnce: true,
		MaxPerTrigger: 20, MaxTotal: 100}
}

func (e *ActionsEngine) get(ctx context.Context, id string) (wireAction, error) {
	var a wireAction
	err := e.c.do(ctx, request{method: http.MethodGet, path: actionPath(id)}, &a)
	return a, err
}

func actionPath(id string, more ...string) string {
	return apiPath(append([]string{"actions", "actions", id}, more...)...)
}

// Do carries out one step. An Action goes live by its deployment, and by its binding where it was not bound before.
func (e *ActionsEngine) Do(ctx context.Context, s tenant.Step) (hook tenant.Hook, err error) {
	ctx, sent := watchWrites(ctx)
	switch s.Op {
	case tenant.Create:
		hook, err = e.create(ctx, s)
	case tenant.Update:
		hook, err = e.update(ctx, s)
	case tenant.Delete:
		hook, err = s.Have, e.remove(ctx, s.Have.ID)
	default:
		hook = s.Have
	}
	return hook, judged(err, sent)
}

// remove deletes an Action with its bindings. One that is gone already is what was wanted.
func (e *ActionsEngine) remove(ctx context.Context, id string) error {
	err := e.c.do(ctx, request{method: http.MethodDelete, path: actionPath(id), query: url.Values{"force": {"true"}}}, nil)
	if hasStatus(err, http.StatusNotFound) {
		return nil
	}
	return err
}

// create makes the Action. Names of Actions need not be unique, so it looks for one before and after: of two runs that
// raced the older Action stays, and this run's younger one goes before anything is bound to it.
func (e *ActionsEngine) create(ctx context.Context, s tenant.Step) (tenant.Hook, error) {
	name := s.Want.Key()
	there, err := e.list(ctx, name)
	if err != nil {
		return tenant.Hook{}, err
	}
	if len(there) > 0 {
		return tenant.Hook{}, fmt.Errorf("an Action %q has come up: %w", name, tenant.ErrConflict)
	}
	body, err := e.draft(ctx, s.Want)
	if err != nil {
		return tenant.Hook{}, err
	}
	body.Name, body.Secrets = name, secretList(s.Want.Secrets)
	var made wireAction
	if err := e.c.do(ctx, request{method: http.MethodPost, path: actionsPath, body: body}, &made); err != nil {
		return tenant.Hook{}, err
	}
	if err := e.yield(ctx, made); err != nil {
		return tenant.Hook{}, err
	}
	hook, err := e.goLive(ctx, made.ID, s, true)
	if err != nil {
		err = fmt.Errorf("the Action was created (%s), but not finished: %w", made.ID, err)
	}
	return hook, err
}

// yield removes the Action that was just made where an older one of the name has come up meanwhile.
func (e *ActionsEngine) yield(ctx context.Context, made wireAction) error {
	all, err := e.list(ctx, made.Name)
	if err != nil {
		return fmt.Errorf("look for another Action %q: %w", made.Name, err)
	}
	if !slices.ContainsFunc(all, func(a wireAction) bool { return a.before(made) }) {
		return nil
	}
	if err := e.remove(ctx, made.ID); err != nil {
		return fmt.Errorf("another run made an Action %q first, and this run's own (%s) could not be removed: %w", made.Name, made.ID, err)
	}
	return fmt.Errorf("another run made an Action %q first: %w", made.Name, tenant.ErrConflict)
}

// update writes the draft where the step changes it, deploys it, and then binds or unbinds.
func (e *ActionsEngine) update(ctx context.Context, s tenant.Step) (tenant.Hook, error) {
	id, c := s.Have.ID, s.Change
	source := c.Script != nil || c.Dependencies != nil || c.Redo != ""
	secrets := len(c.AddSecrets)+len(c.SetSecrets)+len(c.DropSecrets) > 0
	if source || secrets {
		var body wireDraft
		if source {
			want := s.Want
			if want.Dependencies == nil {
				want.Dependencies = s.Have.Dependencies
			}
			draft, err := e.draft(ctx, want)
			if err != nil {
				return s.Have, err
			}
			draft.Triggers = nil
			body = draft
		}
		if secrets {
			body.Secrets = secretList(s.Want.Secrets)
		}
		if err := e.c.do(ctx, request{method: http.MethodPatch, path: actionPath(id), body: body}, &wireAction{}); err != nil {
			return s.Have, err
		}
	}
	hook, err := e.goLive(ctx, id, s, source || secrets)
	if err != nil && (source || secrets) {
		err = fmt.Errorf("the Action's draft was written, but: %w", err)
	}
	return hook, err
}

// goLive deploys the draft where it is new, and binds or unbinds the Action as the step wants. It gives the hook as it
// then stands.
func (e *ActionsEngine) goLive(ctx context.Context, id string, s tenant.Step, deploy bool) (tenant.Hook, error) {
	stands := s.Have
	if deploy {
		a, err := e.deploy(ctx, id)
		if err != nil {
			stands.ID, stands.Name, stands.Trigger = id, s.Want.Key(), s.Want.Trigger
			return stands, err
		}
		stands = a.hook()
		if err := e.verify(stands, s); err != nil {
			return stands, err
		}
		stands.Enabled = s.Have.Enabled
		if stands.Enabled == nil {
			stands.Enabled = new(bool)
		}
	}
	on := s.Change.Enabled
	if s.Op == tenant.Create && s.Want.IsEnabled() {
		on = s.Want.Enabled
	}
	if on == nil {
		return stands, nil
	}
	x := exchange{trigger: s.Trigger().String(), action: id, name: s.Key(), bind: *on}
	for _, d := range s.Displaces {
		x.unbind = append(x.unbind, d.ID)
	}
	if err := e.exchange(ctx, x); err != nil {
		if deploy {
			err = fmt.Errorf("it was deployed, but: %w", err)
		}
		return stands, err
	}
	stands.Enabled = on
	return stands, nil
}

// verify holds what was read back after a deployment against what was asked for.
func (e *ActionsEngine) verify(stands tenant.Hook, s tenant.Step) error {
	missing := false
	for name := range s.Want.Secrets {
		_, there := stands.Secrets[name]
		missing = missing || !there
	}
	if stands.Script != s.Want.Script || stands.Key() != s.Want.Key() || stands.Redo != "" || missing ||
		s.Want.Dependencies != nil && !maps.Equal(stands.Dependencies, s.Want.Dependencies) {
		return fmt.Errorf("the tenant took the writes to %s and deployed something else", actionPath(stands.ID))
	}
	return nil
}

// draft is what a hook becomes as an Action.
func (e *ActionsEngine) draft(ctx context.Context, h tenant.Hook) (wireDraft, error) {
	code, err := shim.Wrap(h)
	if err != nil {
		return wireDraft{}, err
	}
	deps, err := shim.Dependencies(h)
	if err != nil {
		return wireDraft{}, err
	}
	trigger, err := e.trigger(ctx, h.Trigger.String())
	if err != nil {
		return wireDraft{}, err
	}
	list := make([]wireDependency, 0, len(deps))
	for _, name := range slices.Sorted(maps.Keys(deps)) {
		list = append(list, wireDependency{Name: name, Version: deps[name]})
	}
	return wireDraft{Code: code, Runtime: nodeRuntime, Dependencies: &list, Triggers: []wireTriggerID{trigger}}, nil
}

// trigger is the version of a trigger that the tenant calls current. With another one Auth0 binds to nothing.
func (e *ActionsEngine) trigger(ctx context.Context, id string) (wireTriggerID, error) {
	if err := e.asking.take(ctx); err != nil {
		return wireTriggerID{}, err
	}
	defer e.asking.give()
	if e.triggers == nil {
		var body wireTriggers
		if err := e.c.do(ctx, request{method: http.MethodGet, path: apiPath("actions", "triggers")}, &body); err != nil {
			return wireTriggerID{}, err
		}
		e.triggers = body.Triggers
	}
	for _, t := range e.triggers {
		if t.ID == id && t.Status == "CURRENT" {
			return t.wireTriggerID, nil
		}
	}
	return wireTriggerID{}, errors.New("the tenant has no current version of the trigger " + id)
}

func secretList(values map[string]secret.Value) *[]wireSecret {
	if values == nil {
		return nil
	}
	list := make([]wireSecret, 0, len(values))
	for _, name := range slices.Sorted(maps.Keys(values)) {
		list = append(list, wireSecret{Name: name, Value: values[name].Reveal()})
	}
	return &list
}
