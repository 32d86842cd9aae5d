package cli

import (
	"context"
	"fmt"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/github"
)

// permission says whether this run may do what its mode asks for: skip is why nothing is done although nothing is wrong, err why
// it is refused. The facts are those of the event with what had to be asked of GitHub.
func permission(ctx context.Context, in inputs, pull *pull) (facts github.Run, skip string, err error) {
	facts = in.facts
	switch {
	case !in.HasCredentials():
		return facts, withoutCredentials(facts), nil
	case facts.MergeQueue && in.Mode.Writes():
		return facts, "a merge queue's trial commit is not deployed, because it is not merged yet", nil
	case facts.Origin == github.SameRepository:
		return facts, "", nil
	case facts.Origin == github.Undetermined:
		facts, err = pull.resolveOrigin(ctx, facts)
	}
	if !in.Mode.Writes() || in.AllowFork || facts.Origin == github.SameRepository {
		return facts, "", nil
	}
	if err == nil {
		err = fmt.Errorf("%s is not deployed: %s", facts.Event, facts.OriginReason)
	}
	return facts, "", diag.WithHint(err, allowHint(err))
}

// allowHint is what to do about a commit that is not this repository's own.
func allowHint(err error) string {
	const allow = "Read the change, then set `allow-fork: true`; or use `mode: plan`, which is always allowed"
	if hint := diag.Hint(err); hint != "" {
		return hint
	}
	return allow
}

// withoutCredentials says why GitHub gave the run no secrets. Of other runs they are asked for with the inputs.
func withoutCredentials(facts github.Run) string {
	if facts.Dependabot {
		return "GitHub gives no secrets to a run for Dependabot, so the tenant cannot be reached"
	}
	return "GitHub gives no secrets to a run for a fork's pull request, so the tenant cannot be reached"
}
