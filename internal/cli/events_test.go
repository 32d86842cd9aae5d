package cli_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"auth0-hook-action/internal/sandbox"
)

// Commits of the payloads in testdata/events.
const (
	branchSHA = "3e7a1c5d9b2f4860a1c3e5d7f9b0246813579bdf" // the head of pull request 7
	forkSHA   = "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff00010203" // the head of 12, a fork's
	mainSHA   = "c0ffee1234567890abcdef1234567890abcdef12"
	mergedSHA = "5a5a1b1b2c2c3d3d4e4e5f5f6a6a7b7b8c8c9d9d"
	queueSHA  = "7d4e2f1a0b9c8d7e6f5a4b3c2d1e0f9a8b7c6d5e"
)

// at makes the step one of an event with a payload of testdata/events, whose name begins with the event's, and with
// variables of the runner by name and value. Pull requests 7, 12 (a fork's) and 15 (Dependabot's) are open.
func (e *env) at(payload string, vars ...string) *env {
	e.t.Helper()
	text, err := os.ReadFile(filepath.Join("../../testdata/events", payload+".json"))
	if err != nil {
		e.t.Fatal(err)
	}
	e.file("../event.json", string(text))
	e.vars["GITHUB_EVENT_NAME"], _, _ = strings.Cut(payload, ".")
	e.vars["GITHUB_REF"], e.vars["GITHUB_SHA"] = "refs/heads/main", mainSHA
	for pair := range slices.Chunk(vars, 2) {
		e.vars[pair[0]] = pair[1]
	}
	e.github.AddPull(sandbox.Pull{Number: 7, HeadRef: "audit-hook", HeadSHA: branchSHA})
	e.github.AddPull(sandbox.Pull{Number: 12, HeadRepo: "octo-fan/login-hooks", HeadRef: "main", HeadSHA: forkSHA})
	e.github.AddPull(sandbox.Pull{Number: 15, User: "dependabot[bot]"})
	return e
}

// An eventCase is an event and what the whole program makes of it. A mode of "" is apply.
type eventCase struct {
	event, mode string
	vars        []string
	merged      bool // pull request 3 became the commit mergedSHA
	given       string
	wantResult  string
	wantNumber  string // "": no pull request
	noneKnown   bool   // of an event that may have a pull request: a notice says that there is none
	wantCommit  string
}

// eventCases are the rows of the events' table: the pull request of each, and the commit that is shown there.
func eventCases() map[string]eventCase {
	const created, planned = "created", "planned"
	merge := []string{"GITHUB_SHA", "1234123412341234123412341234123412341234", "GITHUB_REF", "refs/pull/7/merge"}
	topic := []string{"GITHUB_SHA", branchSHA, "GITHUB_REF", "refs/heads/audit-hook"}
	landed := []string{"GITHUB_SHA", mergedSHA}
	tag := []string{"GITHUB_SHA", mergedSHA, "GITHUB_REF", "refs/tags/v1.2.0"}
	queue := []string{"GITHUB_SHA", queueSHA, "GITHUB_REF", "refs/heads/gh-readonly-queue/release/2026/pr-7-" + mainSHA}
	return map[string]eventCase{
		"pull_request": {event: "pull_request", vars: merge, wantResult: created, wantNumber: "7",
			wantCommit: branchSHA},
		"pull_request: closed": {event: "pull_request.closed", wantResult: created, wantNumber: "7", wantCommit: branchSHA},
		"pull_request: another is given": {event: "pull_request", vars: merge, given: "12", wantResult: created,
			wantNumber: "12", wantCommit: branchSHA},
		"pull_request_review": {event: "pull_request_review", vars: merge, wantResult: created, wantNumber: "7",
			wantCommit: branchSHA},
		"pull_request_review_comment": {event: "pull_request_review_comment", vars: merge, wantResult: created,
			wantNumber: "7", wantCommit: branchSHA},
		"pull_request_target: a fork": {event: "pull_request_target.fork", mode: "plan", wantResult: planned,
			wantNumber: "12", wantCommit: forkSHA},
		"issue_comment":           {event: "issue_comment", wantResult: created, wantNumber: "7", wantCommit: branchSHA},
		"issue_comment: an issue": {event: "issue_comment.issue", wantResult: created},
		"push: a merge": {event: "push", vars: landed, merged: true, wantResult: created, wantNumber: "3",
			wantCommit: mergedSHA},
		"push: an open branch": {event: "push", vars: topic, wantResult: created, wantNumber: "7", wantCommit: branchSHA},
		"push: none":           {event: "push", vars: landed, wantResult: created, noneKnown: true},
		"push: none, but one is given": {event: "push", vars: landed, given: "7", wantResult: created, wantNumber: "7",
			wantCommit: mergedSHA},
		"push: a tag": {event: "push.tag", vars: tag, merged: true, wantResult: created, wantNumber: "3",
			wantCommit: mergedSHA},
		"push: a branch was deleted": {event: "push.deleted", wantResult: created},
		"merge_group": {event: "merge_group", vars: queue, mode: "plan", wantResult: planned,
			wantNumber: "7", wantCommit: queueSHA},
		"workflow_run": {event: "workflow_run", wantResult: created, wantNumber: "7", wantCommit: branchSHA},
		"workflow_run: a fork": {event: "workflow_run.fork", mode: "plan", wantResult: planned, wantNumber: "12",
			wantCommit: forkSHA},
		"workflow_run: a fork is gone": {event: "workflow_run.fork_deleted", mode: "plan", wantResult: planned, noneKnown: true},
		"workflow_dispatch: on a branch": {event: "workflow_dispatch", vars: topic, wantResult: created, wantNumber: "7",
			wantCommit: branchSHA},
		"workflow_dispatch: on main": {event: "workflow_dispatch", wantResult: created, noneKnown: true},
		"workflow_dispatch: one is given": {event: "workflow_dispatch", given: "12", wantResult: created, wantNumber: "12",
			wantCommit: mainSHA},
		"repository_dispatch": {event: "repository_dispatch", wantResult: created},
		"schedule":            {event: "schedule", wantResult: created},
		"release":             {event: "release", vars: tag, merged: true, wantResult: created},
		"release: one is given": {event: "release", vars: tag, given: "7", wantResult: created, wantNumber: "7",
			wantCommit: mergedSHA},
		"deployment_status": {event: "deployment_status", wantResult: created, wantNumber: "7", wantCommit: branchSHA},
		"check_run":         {event: "check_run", wantResult: created, wantNumber: "7", wantCommit: branchSHA},
		"check_suite":       {event: "check_suite", wantResult: created, wantNumber: "7", wantCommit: branchSHA},
		// A called workflow has the event and the payload of its caller.
		"workflow_call": {event: "pull_request", vars: append([]string{"GITHUB_WORKFLOW_REF",
			"octo-org/.github/.github/workflows/hooks.yml@refs/heads/main"}, merge...),
			wantResult: created, wantNumber: "7", wantCommit: branchSHA},
	}
}

func TestC8PullRequestOfEachEvent(t *testing.T) {
	t.Parallel()
	for name, tc := range eventCases() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := newEnv(t, "mode", tc.mode, "pr-number", tc.given).at(tc.event, tc.vars...)
			// Each of these would be taken by who looks less closely, as its number is the lower one.
			e.github.AddPull(sandbox.Pull{Number: 2, HeadRef: "audit-hook", HeadSHA: branchSHA, Contains: []string{mergedSHA}, Closed: true})
			e.github.AddPull(sandbox.Pull{Number: 4, HeadRepo: "octo-fan/login-hooks", HeadRef: "main", HeadSHA: queueSHA,
				Contains: []string{mergedSHA}})
			if tc.merged {
				e.github.AddPull(sandbox.Pull{Number: 3, MergeSHA: mergedSHA})
			}
			o := e.run().want(0, "result", tc.wantResult, "pr-number", tc.wantNumber)
			e.wantOneComment(o, tc.wantNumber, tc.wantCommit)
			if noticed := strings.Contains(o.log, "::notice title=Comment::no comment was written: there is no pull request"); noticed != tc.noneKnown {
				t.Errorf("a notice that there is no pull request: %t\n%s", noticed, o.log)
			}
		})
	}
}

// wantOneComment checks that all there is on the pull requests is one comment, on that of the number and about the
// commit. Without a number there is none.
func (e *env) wantOneComment(o outcome, number, commit string) {
	e.t.Helper()
	var all []sandbox.PullComment
	for _, n := range []int{1, 2, 3, 4, 7, 12, 15} {
		all = append(all, e.github.Comments(n)...)
	}
	if number == "" {
		if len(all) > 0 || o.outputs["comment-id"] != "" {
			e.t.Errorf("comments %+v, want none", all)
		}
		return
	}
	page := "/pull/" + number + "#issuecomment-" + o.outputs["comment-id"]
	if len(all) != 1 || !strings.HasSuffix(all[0].HTMLURL, page) || o.outputs["comment-url"] != all[0].HTMLURL {
		e.t.Errorf("comments %+v, want one at %s", all, page)
	}
	if link := "https://github.com/" + sandbox.Repository + "/commit/" + commit +
		")"; len(all) == 1 && !strings.Contains(all[0].Body, link) {
		e.t.Errorf("the comment does not link %s\n%s", link, all[0].Body)
	}
}

// Each payload that is kept is used.
func TestEveryEventIsTried(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../../testdata/events/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d payloads: %v", len(files), err)
	}
	var tried []string
	for _, tc := range eventCases() {
		tried = append(tried, tc.event)
	}
	for _, tc := range strangerCases() {
		tried = append(tried, tc.event)
	}
	for _, file := range files {
		if name := strings.TrimSuffix(filepath.Base(file), ".json"); !slices.Contains(tried, name) {
			t.Errorf("no test tries %s", name)
		}
	}
}

func TestPullRequestNumberIsChecked(t *testing.T) {
	t.Parallel()
	for _, given := range []string{"0", "-7", "7.0", "seven", "+7", "99999999999999999999"} {
		t.Run(given, func(t *testing.T) {
			t.Parallel()
			e := newEnv(t, "pr-number", given)
			e.run().want(2, "result", "failed").says("pr-number")
			if n := len(e.auth0.Requests()); n != 0 {
				t.Errorf("%d requests", n)
			}
		})
	}
}
