package auth0

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/tenant"
)

// deploy waits until the draft is built, tests it, deploys it and waits until it runs. A deployment whose answer was
// lost is not asked for again where it turns out to run.
func (e *ActionsEngine) deploy(ctx context.Context, id string, events [][]byte) (wireAction, []tenant.TestRun, error) {
	a, err := e.built(ctx, id, firstPoll)
	if err != nil {
		return a, nil, err
	}
	tests, err := e.test(ctx, a, events)
	for try, lost := 1, 0; err == nil; try++ {
		var made wireVersion
		asked := e.request(ctx, request{method: http.MethodPost, path: actionPath(id, "deploy")}, &made)
		if asked == nil {
			a, err = e.running(ctx, id, made.ID)
			return a, tests, err
		}
		if isAmbiguous(asked) {
			lost++
		} else if !isUnbuilt(asked) {
			return a, tests, asked
		}
		switch {
		case lost == maxLostWrites:
			return a, tests, fmt.Errorf("%w: %w", tenant.ErrUnknown, asked)
		case try == maxDeployments:
			return a, tests, asked
		}
		if a, err = e.built(ctx, id, firstPoll<<lost); err != nil {
			err = fmt.Errorf("%w; then: %w", asked, err)
		} else if a.isLive() {
			return a, tests, nil
		}
	}
	return a, tests, err
}

// isUnbuilt reports by Auth0's words that a deployment came before the build had ended.
func isUnbuilt(err error) bool {
	e, ok := asError(err)
	return ok && e.Status == http.StatusBadRequest && strings.Contains(e.Message, "must be in the 'built' state")
}

// built waits for the draft's build. The first look comes after the given time.
func (e *ActionsEngine) built(ctx context.Context, id string, first time.Duration) (wireAction, error) {
	began := time.Now()
	status := "pending"
	a, err := e.polls.wait(ctx, id, "the builds of Actions", first, func(a *wireAction) bool {
		status = a.Status
		return a.Status == statusBuilt || a.Status == statusFailed
	})
	switch {
	case ctx.Err() != nil:
		return a, diag.WithHint(fmt.Errorf("the Action's build is still %q after %s: %w", status,
			time.Since(began).Round(time.Second), context.Cause(ctx)),
			"Auth0 gives a build 5 minutes: run the workflow again, with a longer timeout if this one was short")
	case err != nil:
		return a, fmt.Errorf("the status of the Action's build could not be read: %w", err)
	case a.Status == statusFailed:
		return a, e.buildFailed(ctx, a)
	}
	return a, nil
}

// buildFailed gives the reason where the API has one: an Action itself has none, but its versions may.
func (e *ActionsEngine) buildFailed(ctx context.Context, a wireAction) error {
	var body wireVersions
	err := e.request(ctx, request{method: http.MethodGet, path: actionPath(a.ID, "versions")}, &body)
	why := []string{"the build of the draft failed, and " + a.stays()}
	for _, v := range body.Versions {
		why = append(why, e.reasons(v)...)
	}
	failed := diag.WithHint(errors.New(strings.Join(why, "; ")),
		"Check `dependencies`: a package that does not exist in that version, is private or needs native code is the usual cause")
	return errors.Join(failed, err)
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

// running waits until the deployment of a version has taken effect. Where that takes more than two looks its version is
// asked whether it has failed.
func (e *ActionsEngine) running(ctx context.Context, id, version string) (wireAction, error) {
	isRunning := func(a *wireAction) bool {
		return a.Deployed != nil && a.Deployed.Deployed && (a.Deployed.ID == version || a.AllLive)
	}
	first := time.Duration(0) // mostly it has at once
	for {
		looks := 0
		a, err := e.polls.wait(ctx, id, "the deployments of Actions", first, func(a *wireAction) bool {
			looks++
			return isRunning(a) || looks > 1
		})
		switch {
		case ctx.Err() != nil:
			return a, fmt.Errorf("its deployment has not taken effect: %w", context.Cause(ctx))
		case err != nil:
			return a, fmt.Errorf("the deployment was started, and it is not known whether it took effect: %w", err)
		case isRunning(&a):
			return a, nil
		}
		if err := e.checkVersion(ctx, id, version); err != nil {
			return a, err
		}
		first = lastPoll
	}
}

// checkVersion is an error where the deployment of a version has failed.
func (e *ActionsEngine) checkVersion(ctx context.Context, id, version string) error {
	var v wireVersion
	if err := e.request(ctx, request{method: http.MethodGet, path: actionPath(id, "versions", version)},
		&v); err != nil {
		return err
	}
	if v.Status == statusFailed {
		return errors.New(strings.Join(append([]string{"the deployment failed"}, e.reasons(v)...), "; "))
	}
	return nil
}
