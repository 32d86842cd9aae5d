package auth0

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// pollEvery is how often a build or a deployment is looked at: a free tenant takes two requests a second in all
// (https://auth0.com/docs/troubleshoot/customer-support/operational-policies/rate-limit-policy).
const pollEvery = 2 * time.Second

// The states of a build.
const (
	statusBuilt  = "built"
	statusFailed = "failed"
)

// deploy waits until the draft is built, deploys it and waits until it runs. A deployment whose answer was lost is not
// asked for again where it turns out to run.
func (e *ActionsEngine) deploy(ctx context.Context, id string) (wireAction, error) {
	for {
		a, err := e.built(ctx, id)
		if err != nil {
			return a, err
		}
		if a.AllLive && a.Deployed != nil && a.Deployed.Deployed {
			return a, nil // by a request whose answer was lost
		}
		var made wireVersion
		err = e.c.do(ctx, request{method: http.MethodPost, path: actionPath(id, "deploy")}, &made)
		switch {
		case err == nil:
			if a, err = e.running(ctx, id, made.ID); err != nil {
				err = fmt.Errorf("it is being deployed, but: %w", err)
			}
			return a, err
		case hasStatus(err, http.StatusBadRequest) && strings.Contains(err.Error(), "must be in the 'built' state"):
		case isLost(err):
		default:
			return a, err
		}
		if err := e.pause(ctx, "the Action's build"); err != nil {
			return a, err
		}
	}
}

// built waits for the draft's build.
func (e *ActionsEngine) built(ctx context.Context, id string) (wireAction, error) {
	began := time.Now()
	for {
		a, err := e.get(ctx, id)
		if err != nil {
			return a, err
		}
		switch a.Status {
		case statusBuilt:
			return a, nil
		case statusFailed:
			return a, e.buildFailed(ctx, a)
		}
		if err := e.pause(ctx, "the Action's build"); err != nil {
			return a, fmt.Errorf("the Action's build is still %q after %s, and Auth0 gives a build 5 minutes:"+
				" run again, with a longer timeout if this was a short one: %w", a.Status, time.Since(began).Round(time.Second), err)
		}
	}
}

// running waits until the deployment of a version has taken effect: binding an Action before that fails.
func (e *ActionsEngine) running(ctx context.Context, id, version string) (wireAction, error) {
	for look := 1; ; look++ {
		a, err := e.get(ctx, id)
		if err != nil {
			return a, err
		}
		if a.AllLive && a.Deployed != nil && a.Deployed.Deployed {
			return a, nil
		}
		if look > 1 { // it takes its time, or it has failed: its version tells
			var v wireVersion
			if err := e.c.do(ctx, request{method: http.MethodGet, path: actionPath(id, "versions", version)}, &v); err != nil {
				return a, err
			}
			if v.Status == statusFailed {
				return a, errors.New(strings.Join(append([]string{"the deployment failed"}, e.reasons(v)...), "; "))
			}
		}
		if err := e.pause(ctx, "the Action's deployment"); err != nil {
			return a, fmt.Errorf("the Action's deployment has not taken effect: %w", err)
		}
	}
}

// buildFailed tells why, as far as the API does: an Action itself does not say, but its versions may.
func (e *ActionsEngine) buildFailed(ctx context.Context, a wireAction) error {
	var body wireVersions
	err := e.c.do(ctx, request{method: http.MethodGet, path: actionPath(a.ID, "versions")}, &body)
	why := []string{"the build failed: mostly a package in dependencies does not exist in that version, is private, or needs native code"}
	for _, v := range body.Versions {
		why = append(why, e.reasons(v)...)
	}
	return errors.Join(errors.New(strings.Join(why, "; ")), err)
}

// reasons are why a version failed, in Auth0's words.
func (e *ActionsEngine) reasons(v wireVersion) []string {
	var why []string
	for _, one := range v.Errors {
		if v.Status == statusFailed && one.Message != "" {
			why = append(why, fmt.Sprintf("Auth0 says %q", e.c.clean(one.Message, maxMessage)))
		}
	}
	return why
}

// pause waits for the next look.
func (e *ActionsEngine) pause(ctx context.Context, what string) error {
	e.waiting(what, pollEvery)
	return settle(ctx, pollEvery)
}
