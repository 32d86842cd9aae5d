package auth0

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"time"

	"auth0-hook-action/internal/shim"
	"auth0-hook-action/internal/tenant"
)

// Actions is the engine of Auth0 Actions.
func (c *Client) Actions(cfg ActionsConfig) *ActionsEngine {
	if cfg.Waiting == nil {
		cfg.Waiting = func(string, time.Duration) {}
	}
	e := &ActionsEngine{c: c, cfg: cfg, writes: make(chan struct{}, parallelWrites),
		lists: map[tenant.Trigger]ctxMutex{}, switched: map[tenant.Trigger]bool{}}
	e.polls = &poller{get: e.get, list: e.listActions, deploying: &e.deploying, waiting: cfg.Waiting, waiters: map[*waiter]bool{}}
	return e
}

// Do implements tenant.Engine. An Action that is bound goes live by its deployment.
func (e *ActionsEngine) Do(ctx context.Context, s tenant.Step) (now tenant.Observed, err error) {
	ctx, sent := watchWrites(ctx)
	switch s.Op {
	case tenant.Create:
		now, err = e.create(ctx, s)
	case tenant.Update:
		now, err = e.update(ctx, s)
	case tenant.Delete:
		now, err = *s.Have, e.remove(ctx, s.Have.ID)
	default:
		now = *s.Have
	}
	return now, judged(err, sent)
}

// remove deletes an Action with its bindings. It is done when the Action was looked for and is not there.
func (e *ActionsEngine) remove(ctx context.Context, id string) error {
	r := request{method: http.MethodDelete, path: actionPath(id), query: url.Values{"force": {"true"}}}
	gone := func(ctx context.Context) (bool, error) { return e.c.isMissing(ctx, actionPath(id), &wireAction{}) }
	accepted, err := e.c.deleted(ctx, r, gone)
	if !accepted {
		return err
	}
	return awaitAbsence(ctx, gone)
}

// create makes the Action and deploys it. Another one of the name is found by Verify.
func (e *ActionsEngine) create(ctx context.Context, s tenant.Step) (tenant.Observed, error) {
	want := s.Want
	name := tenant.Kebab(want.Name)
	if want.Format == tenant.FormatAction {
		name = want.Name
	}
	body, err := e.draft(name, want, want.Dependencies)
	if err != nil {
		return tenant.Observed{}, err
	}
	body.Name, body.Secrets = name, secretList(want.Secrets)
	made, err := e.post(ctx, want.Trigger, body)
	if err != nil {
		return tenant.Observed{}, err
	}
	e.noteWritten()
	now := made.observed()
	now.Enabled, now.Name, now.Trigger, now.Format, now.Managed = new(false), name, want.Trigger, want.Format, true
	now, err = e.goLive(ctx, s, now)
	if err != nil {
		err = fmt.Errorf("the Action was created (%s), but its deployment did not complete: %w", made.ID, err)
	}
	return now, err
}

// post sends the creation with the trigger's version of the table, or the tenant's own where that one is refused.
func (e *ActionsEngine) post(ctx context.Context, t tenant.Trigger, body wireDraft) (wireAction, error) {
	var made wireAction
	version, known := e.version(t)
	body.Triggers = []wireTriggerID{{ID: t.String(), Version: version}}
	err := e.request(ctx, request{method: http.MethodPost, path: actionsPath, body: body}, &made)
	if known || !hasStatus(err, http.StatusBadRequest) {
		return made, err
	}
	current, readErr := e.readVersion(ctx, t)
	if readErr != nil || current == version {
		return made, err
	}
	body.Triggers[0].Version = current
	err = e.request(ctx, request{method: http.MethodPost, path: actionsPath, body: body}, &made)
	return made, err
}

// update writes the draft where the step changes it, and deploys it.
func (e *ActionsEngine) update(ctx context.Context, s tenant.Step) (tenant.Observed, error) {
	have, c := *s.Have, s.Change
	if !c.EditsSource() && !c.WritesSecrets() {
		return have, nil
	}
	var body wireDraft
	if c.EditsSource() {
		given := s.Want.Dependencies
		if given == nil {
			given = have.Given
		}
		draft, err := e.draft(have.Name, s.Want, given)
		if err != nil {
			return have, err
		}
		body = draft
	}
	if c.WritesSecrets() {
		body.Secrets = secretList(s.Want.Secrets)
	}
	if err := e.request(ctx, request{method: http.MethodPatch, path: actionPath(have.ID), body: body},
		&wireAction{}); err != nil {
		return have, err
	}
	now, err := e.goLive(ctx, s, have)
	if err != nil {
		err = fmt.Errorf("the draft was written, but its deployment did not complete: %w", err)
	}
	return now, err
}

// draft is the code that a desired hook becomes, with its packages.
func (e *ActionsEngine) draft(name string, want tenant.Desired, given map[string]string) (wireDraft, error) {
	s := e.cfg.Scripts(want.Script)
	if s == nil {
		return wireDraft{}, errors.New("its script was not parsed in this run")
	}
	code := shim.Wrap(s, want.Trigger, shim.Seal{Name: name, Repository: e.cfg.Repository, Path: e.cfg.Path,
		Dependencies: given, Filled: want.HideDiff})
	all := map[string]string{}
	maps.Copy(all, given)
	maps.Copy(all, want.Required)
	return wireDraft{Code: code, Runtime: nodeRuntime, Dependencies: dependencyList(all)}, nil
}

// goLive deploys the draft when it is built and has passed its tests. now is the Action as it is known until then.
func (e *ActionsEngine) goLive(ctx context.Context, s tenant.Step, now tenant.Observed) (tenant.Observed, error) {
	e.deploying.Add(1)
	defer e.deploying.Add(-1)
	a, tests, err := e.deploy(ctx, now.ID, s.Want.Tests)
	if err != nil {
		now.Tests = tests
		return now, err
	}
	live := a.observed()
	live.Enabled, live.Places, live.Tests = now.Enabled, now.Places, tests
	return live, checkLive(a, live, s)
}

// checkLive compares what was read back after a deployment with what was sent. What counts is the version that runs: a
// draft that a concurrent run has written since is deployed by that run.
func checkLive(a wireAction, live tenant.Observed, s tenant.Step) error {
	missing := len(s.Want.Secrets) - len(live.Secrets)
	redrafted := a.Deployed != nil && !a.AllLive && !live.Edited
	same := live.Script != nil && *live.Script == s.Want.Script && live.Format == s.Want.Format &&
		(live.Redo == "" || redrafted)
	if !same || missing > 0 {
		return fmt.Errorf("the tenant accepted the writes to %s and runs something else: did another run deploy at the same time?",
			actionPath(live.ID))
	}
	return nil
}
