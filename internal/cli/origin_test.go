package cli_test

import (
	"testing"

	"auth0-hook-action/internal/sandbox"
)

// listedPulls begins the list of pull requests of a check, which is empty where the commit is a fork's. A deployment
// has none.
const listedPulls = `"pull_requests": [`

// foreignCommits are runs that have the secrets and are about a commit that is not shown to be this repository's.
func foreignCommits() map[string]strangerCase {
	called := func(event string) []string { return []string{"GITHUB_EVENT_NAME", event} }
	foreign := []string{branchSHA, forkSHA, listedPulls, `"pull_requests": [], "others": [`}
	head := `{"number": 12, "head": {"sha": "` + forkSHA + `", "repo": {"id": 6002, "full_name": "octo-fan/login-hooks"}}}`
	all := map[string]strangerCase{
		"pull_request":            {event: "pull_request.fork", wantSays: refusedForFork},
		"pull_request, fork gone": {event: "pull_request.fork_deleted", wantSays: "a repository that has been deleted"},
		"pull_request_review":     {event: "pull_request.fork", vars: called("pull_request_review"), wantSays: refusedForFork},
		"pull_request_review_comment": {event: "pull_request.fork", vars: called("pull_request_review_comment"),
			wantSays: refusedForFork},
		"pull_request_target":     {event: "pull_request_target.fork", wantSays: refusedForFork},
		"in capitals":             {event: "pull_request_target.fork", vars: called("Pull_Request_Target"), wantSays: refusedForFork},
		"workflow_run":            {event: "workflow_run.fork", wantSays: refusedForFork},
		"workflow_run of a push":  {event: "workflow_run.fork", edit: runOf("push"), wantSays: refusedForFork},
		"workflow_run, fork gone": {event: "workflow_run.fork_deleted", wantSays: "a repository that has been deleted"},
		"workflow_run of a comment": {event: "workflow_run", edit: runOf("issue_comment"),
			wantSays: "which does not say whose commit it worked on"},
		"workflow_run of a dispatch": {event: "workflow_run", edit: runOf("repository_dispatch"),
			wantSays: "which does not say whose commit it worked on"},
		"deployment":                  {event: "deployment_status", edit: foreign, vars: called("deployment"), wantSays: refusedCommit},
		"deployment_status":           {event: "deployment_status", edit: foreign, wantSays: refusedCommit},
		"check_run":                   {event: "check_run", edit: foreign, wantSays: refusedCommit},
		"check_suite":                 {event: "check_suite", edit: foreign, wantSays: refusedCommit},
		"dispatch with a fork's pull": {event: "repository_dispatch", edit: carrying(head), wantSays: refusedForFork},
		"dispatch with its number":    {event: "repository_dispatch", edit: carrying("12"), wantSays: refusedForFork},
	}
	for name, tc := range all {
		tc.secrets = true
		all[name] = tc
	}
	return all
}

// runOf edits the payload of a workflow_run: the run before was started by this event.
func runOf(event string) []string {
	return []string{`"event": "pull_request"`, `"event": "` + event + `"`}
}

// carrying edits the payload of a repository_dispatch: its sender put a pull request into it.
func carrying(pull string) []string {
	return []string{`"reason": "nightly"`, `"pull_request": ` + pull}
}

// A commit of this repository is recognized with `contents: read` alone, and a commit that nobody may ask about is not
// deployed: the error names the permission.
func TestOriginByContentsAlone(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		token    sandbox.GitHubToken
		sha      string
		wantCode int
		wantSays string
	}{
		"the default branch's head": {token: sandbox.GitHubToken{NoPulls: true}, sha: mainSHA},
		"an older commit of it":     {token: sandbox.GitHubToken{NoPulls: true}, sha: mergedSHA},
		"a branch's head":           {token: sandbox.GitHubToken{NoPulls: true}, sha: branchSHA},
		"another commit":            {token: sandbox.GitHubToken{NoPulls: true}, sha: forkSHA, wantCode: 1, wantSays: refusedCommit},
		"nobody may ask, of a branch": {token: sandbox.GitHubToken{NoContents: true}, sha: branchSHA, wantCode: 1,
			wantSays: "`contents: read`"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := newEnv(t).at("deployment_status").edit(branchSHA, tc.sha)
			e.github.SetBranch(sandbox.DefaultBranch, mergedSHA, mainSHA)
			e.github.SetPrivate(true)
			tc.token.Login, tc.token.ReadOnly = sandbox.WorkflowBot, true
			e.inputs("github-token", e.github.AddToken(tc.token))
			if tc.wantCode == 0 {
				e.run().want(0, "result", "created")
				return
			}
			e.run().want(tc.wantCode, "result", "failed").says(tc.wantSays)
			if n := e.auth0.Writes(); n != 0 {
				t.Errorf("%d writes", n)
			}
		})
	}
}

// A payload that cannot be read does not say whose commit it is: the run is refused, and a plan goes on.
func TestEventThatCannotBeReadIsRefused(t *testing.T) {
	t.Parallel()
	for name, payload := range map[string]string{"no JSON": "{", "another shape": `{"pull_request": 7}`, "empty": "",
		"nothing in it": "{}"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := newEnv(t)
			e.file("../event.json", payload)
			e.run().want(1, "result", "failed", "pr-number", "").says("its payload does not say whose commit it is", "allow-fork")
			if n := len(e.auth0.Requests()); n != 0 {
				t.Errorf("%d requests to the tenant", n)
			}
			e.inputs("mode", "plan").run().want(0, "result", "planned")
			e.inputs("mode", "apply", "allow-fork", "true").run().want(0, "result", "created")
		})
	}
}
