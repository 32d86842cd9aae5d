package cli_test

import (
	"slices"
	"strings"
	"testing"

	"auth0-hook-action/internal/sandbox"
)

// A strangerCase is a run that somebody from outside may have caused.
type strangerCase struct {
	event      string
	edit       []string // the payload: old text, new text
	vars       []string
	inputs     []string
	secrets    bool // the run has them
	wantCode   int
	wantResult string
	wantSays   string
}

const (
	noSecretsForFork       = "gives no secrets to a run for a fork's pull request"
	noSecretsForDependabot = "gives no secrets to a run for Dependabot"
	refusedForFork         = "is not deployed: its commit is of the fork octo-fan/login-hooks"
	refusedCommit          = "is neither the head of a branch or tag of " + sandbox.Repository
)

// strangerCases are forks, Dependabot and the merge queue, without and with secrets.
func strangerCases() map[string]strangerCase {
	dependabot := []string{"GITHUB_ACTOR", "dependabot[bot]"}
	queue := []string{"GITHUB_SHA", queueSHA, "GITHUB_REF", "refs/heads/gh-readonly-queue/main/pr-7-" + mainSHA}
	allowed := []string{"allow-fork", "true"}
	plan := []string{"mode", "plan"}
	remove := []string{"mode", "delete"}
	all := map[string]strangerCase{
		"fork":              {event: "pull_request.fork", wantResult: "skipped", wantSays: noSecretsForFork},
		"fork, to plan":     {event: "pull_request.fork", inputs: plan, wantResult: "skipped", wantSays: noSecretsForFork},
		"fork, to delete":   {event: "pull_request.fork", inputs: remove, wantResult: "skipped", wantSays: noSecretsForFork},
		"fork, allowed":     {event: "pull_request.fork", inputs: allowed, wantResult: "skipped", wantSays: noSecretsForFork},
		"fork that is gone": {event: "pull_request.fork_deleted", wantResult: "skipped", wantSays: noSecretsForFork},
		"fork, to check":    {event: "pull_request.fork", inputs: []string{"mode", "check"}, wantResult: "checked"},
		"Dependabot": {event: "pull_request.dependabot", vars: dependabot, wantResult: "skipped",
			wantSays: noSecretsForDependabot},
		"Dependabot, run again": {event: "pull_request.dependabot", vars: []string{"GITHUB_ACTOR", "mona"},
			wantResult: "skipped", wantSays: noSecretsForDependabot},
		"Dependabot's push":       {event: "push", vars: dependabot, wantResult: "skipped", wantSays: noSecretsForDependabot},
		"Dependabot with secrets": {event: "pull_request.dependabot", vars: dependabot, secrets: true, wantResult: "created"},

		"merge_group": {event: "merge_group", vars: queue, secrets: true, wantResult: "skipped", wantSays: "merge queue"},
		"merge_group, allowed": {event: "merge_group", vars: queue, inputs: allowed, secrets: true, wantResult: "skipped",
			wantSays: "merge queue"},
		"merge_group, plan": {event: "merge_group", vars: queue, inputs: plan, secrets: true, wantResult: "planned"},
		"push to the queue": {event: "push", vars: queue, secrets: true, wantResult: "skipped", wantSays: "merge queue"},

		"a branch without secrets": {event: "pull_request", wantCode: 2, wantResult: "failed", wantSays: "token"},
		"a comment without them":   {event: "issue_comment", wantCode: 2, wantResult: "failed", wantSays: "token"},

		"issue_comment of a branch": {event: "issue_comment", secrets: true, wantResult: "created"},
		"workflow_run of a branch":  {event: "workflow_run", secrets: true, wantResult: "created"},
		"workflow_run of a push":    {event: "workflow_run", edit: runOf("push"), secrets: true, wantResult: "created"},
		"dispatch with a branch":    {event: "repository_dispatch", edit: carrying("7"), secrets: true, wantResult: "created"},
	}
	for name, tc := range foreignCommits() {
		refused, planned, permitted := tc, tc, tc
		refused.wantCode, refused.wantResult = 1, "failed"
		planned.inputs, planned.wantResult, planned.wantSays = plan, "planned", ""
		permitted.inputs, permitted.wantResult, permitted.wantSays = allowed, "created", ""
		all[name], all[name+", plan"], all[name+", allowed"] = refused, planned, permitted
		refused.inputs = remove
		all[name+", delete"] = refused
	}
	return all
}

// edit replaces texts of the event's payload, which must be there.
func (e *env) edit(pairs ...string) *env {
	e.t.Helper()
	text := read(e.t, e.vars["GITHUB_EVENT_PATH"])
	for pair := range slices.Chunk(pairs, 2) {
		if !strings.Contains(text, pair[0]) && pair[0] != listedPulls {
			e.t.Fatalf("the payload lacks %s", pair[0])
		}
		text = strings.ReplaceAll(text, pair[0], pair[1])
	}
	e.file("../event.json", text)
	return e
}

// Writes of a stranger's run are those that its case says, and no others.
func TestC9StrangersDoNotDeploy(t *testing.T) {
	t.Parallel()
	for name, tc := range strangerCases() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := newEnv(t, tc.inputs...).at(tc.event, tc.vars...).edit(tc.edit...)
			if !tc.secrets {
				e.without("token")
			}
			o := e.run().want(tc.wantCode, "result", tc.wantResult)
			if tc.wantSays != "" {
				o.says(tc.wantSays)
			}
			writes := map[string]int{"created": 1}[tc.wantResult]
			if n := e.auth0.Writes(); n != writes {
				t.Errorf("%d writes to the tenant, want %d", n, writes)
			}
			if n := len(e.auth0.Requests()); tc.wantResult != "created" && tc.wantResult != "planned" && n != 0 {
				t.Errorf("%d requests to the tenant by a run that may do nothing there", n)
			}
			if notice := "::notice title=Hook audit not "; strings.Contains(o.log, notice) != (tc.wantResult == "skipped") {
				t.Errorf("a notice %q is there or is missing\n%s", notice, o.log)
			}
		})
	}
}

// The head of a pull request that was commented on is not in the event, nor is it guessed.
func TestC9CommentOnAForksPullRequest(t *testing.T) {
	t.Parallel()
	onFork := func(t *testing.T, inputs ...string) *env {
		t.Helper()
		e := newEnv(t, inputs...).at("issue_comment")
		e.file("../event.json", strings.ReplaceAll(read(t, e.vars["GITHUB_EVENT_PATH"]), `"number": 7`, `"number": 12`))
		return e
	}
	onFork(t).run().want(1, "result", "failed", "pr-number", "12").says(refusedForFork, "allow-fork")
	onFork(t, "comment", "never").run().want(1, "result", "failed").says(refusedForFork)
	onFork(t, "pr-number", "7").run().want(1, "result", "failed").says(refusedForFork)
	onFork(t, "mode", "plan").run().want(0, "result", "planned")
	onFork(t, "allow-fork", "true").run().want(0, "result", "created")

	unknown := onFork(t)
	unknown.github.AddFault(sandbox.Fault{Path: "/pulls/12$", Status: 404, Body: `{"message":"Not Found"}`})
	unknown.run().want(1, "result", "failed").says("could not be determined whether the head of pull request",
		"`pull-requests: read`")
	without := onFork(t).without("github-token")
	without.run().want(1, "result", "failed").says("github-token is empty")
	if n := unknown.auth0.Writes() + without.auth0.Writes(); n != 0 {
		t.Errorf("%d writes", n)
	}
}

// What GitHub keeps from a fork's run arrives as empty texts.
func TestC2NoSecrets(t *testing.T) {
	t.Parallel()
	for name, inputs := range map[string][]string{
		"a token":                    {"token", ""},
		"a client":                   {"token", "", "client-id", "", "client-secret", ""},
		"a client named in clear":    {"token", "", "client-id", "abc", "client-secret", ""},
		"a key":                      {"token", "", "client-id", "abc", "private-key", ""},
		"variables too":              {"token", "", "domain", ""},
		"the hook's secrets too":     {"token", "", "secrets", "API_KEY=\nOTHER="},
		"the hook's secrets as YAML": {"token", "", "secrets", `API_KEY: ""`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, event := range []string{"pull_request.fork", "pull_request.dependabot"} {
				e := newEnv(t, inputs...).at(event)
				e.run().want(0, "result", "skipped", "changed", "false", "comment-id", "").says("so the tenant cannot be reached")
				if n := len(e.auth0.Requests()); n != 0 {
					t.Errorf("%d requests to the tenant", n)
				}
			}
			for _, event := range []string{"pull_request", "pull_request_target.fork", "workflow_run.fork"} { // these have secrets
				newEnv(t, inputs...).at(event).run().want(2, "result", "failed")
			}
		})
	}
}

// Only the actor may tell that Dependabot caused a run, as where it comments on its own pull request.
func TestC2DependabotIsTheActor(t *testing.T) {
	t.Parallel()
	e := newEnv(t, "token", "").at("pull_request", "GITHUB_ACTOR", "dependabot[bot]")
	e.run().want(0, "result", "skipped").says("Dependabot")
}

// Nor are the values there that the files of a set ask for.
func TestC2NoVariables(t *testing.T) {
	t.Parallel()
	for name, variables := range map[string]string{"one is empty": "URL=\nKEY=", "all are": ""} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := newEnv(t, "token", "", "hooks-path", "set", "variables", variables).without("hook-name", "trigger", "script-path")
			e.file("set/audit.json", `{"name":"audit","triggerId":"credentials-exchange","script":"./audit.js","secrets":{"KEY":"##KEY##"}}`)
			e.file("set/audit.js", strings.Replace(audit, "https://example.com", "##URL##", 1))
			e.at("pull_request.fork").run().want(0, "result", "skipped").says("audit")
			e.at("pull_request").run().want(2, "result", "failed")
			e.file("set/audit.js", "module.exports = function (")
			e.at("pull_request.fork").run().want(2, "result", "failed").says("set/audit.js")
		})
	}
}

// The files are checked all the same, and the summary says what they ask for.
func TestC2SkippedRunsCheckAndTell(t *testing.T) {
	t.Parallel()
	e := newEnv(t, "token", "", "enabled", "true", "dependencies", "axios: 1.2.3").at("pull_request.fork")
	o := e.run().want(0, "result", "skipped")
	for _, text := range []string{"`audit`", "`credentials-exchange`",
		"[`hooks/audit.js`](https://github.com/" + sandbox.Repository + "/blob/" + forkSHA + "/hooks/audit.js)",
		"would create it, or update it", "enabled", "`axios` `1.2.3`"} {
		if !strings.Contains(o.summary, text) {
			t.Errorf("the summary lacks %q\n%s", text, o.summary)
		}
	}
	if rows := o.hooksOutput(); len(rows) != 1 || rows[0]["name"] != "audit" || rows[0]["result"] != "skipped" {
		t.Errorf("output hooks: %v", rows)
	}
	e.file("hooks/audit.js", "module.exports = function (")
	e.run().want(2, "result", "failed").says("hooks/audit.js")
}

// A run that may not do anything leaves the comment to those that did, and still names it.
func TestC2SkippedRunLeavesTheComment(t *testing.T) {
	t.Parallel()
	e := newEnv(t, "mode", "plan").at("workflow_run.fork")
	planned := e.run().want(0, "result", "planned", "pr-number", "12")
	before := e.github.Comments(12)[0]
	e.inputs("github-token", e.github.AddToken(sandbox.GitHubToken{Login: sandbox.WorkflowBot, ReadOnly: true}))
	o := e.without("token").at("pull_request.fork").run().want(0, "result", "skipped", "comment-id", planned.outputs["comment-id"],
		"comment-url", planned.outputs["comment-url"])
	if after := e.github.Comments(12)[0]; after != before || strings.Contains(o.log, "::warning") {
		t.Errorf("the comment is %+v, was %+v\n%s", after, before, o.log)
	}
}
