package github_test

import (
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"auth0-hook-action/internal/github"
)

type eventCase struct {
	env  []string
	want github.Run
}

// eventCases are all payloads; the part of a name before the first dot is the event's.
func eventCases() map[string]eventCase {
	private, public := true, false
	merge := []string{"GITHUB_SHA", testMerge, "GITHUB_REF", "refs/pull/7/merge"}
	tip := github.Run{HeadSHA: mainSHA, HeadRef: "main", HeadRepo: repo, Private: &private}
	own := github.Run{Number: 7, HeadSHA: headSHA, HeadRef: "audit-hook", HeadRepo: repo, Private: &private}
	forked := github.Run{
		Number: 12, HeadSHA: forkSHA, HeadRef: "main", HeadRepo: fork, Private: &public,
		Origin: github.Fork, OriginReason: "its commit is of the fork " + fork,
	}
	const gone = "its commit is of a repository that has been deleted"
	const unsaid = "its payload does not say whose commit it is"
	with := func(run github.Run, change func(*github.Run)) github.Run { change(&run); return run }
	return map[string]eventCase{
		"pull_request":        {env: merge, want: own},
		"pull_request.closed": {want: own},
		"pull_request.fork":   {env: merge, want: forked},
		"pull_request.fork_deleted": {env: merge, want: with(forked, func(r *github.Run) {
			r.HeadRepo, r.OriginReason = "", gone
		})},
		"pull_request.dependabot": {env: merge, want: with(own, func(r *github.Run) {
			r.Number, r.HeadRef, r.Dependabot = 15, "dependabot/npm_and_yarn/axios-1.9.0", true
		})},
		"pull_request_target.fork":    {want: forked},
		"pull_request_review":         {env: merge, want: own},
		"pull_request_review_comment": {env: merge, want: own},
		"issue_comment": {want: github.Run{
			Number: 7, Origin: github.Undetermined, OriginReason: unsaid, Private: &private,
		}},
		"issue_comment.issue": {want: tip},
		"push": {env: []string{"GITHUB_SHA", mergedSHA}, want: with(tip, func(r *github.Run) {
			r.HeadSHA = mergedSHA
		})},
		"push.tag": {env: []string{"GITHUB_REF", "refs/tags/v1.2.0"}, want: with(tip, func(r *github.Run) {
			r.HeadRef, r.Tag = "", "v1.2.0"
		})},
		"push.deleted": {want: with(tip, func(r *github.Run) { r.HeadSHA = "" })},
		"merge_group": {env: []string{"GITHUB_SHA", queueSHA, "GITHUB_REF", "refs/heads/" + queueRef},
			want: with(tip, func(r *github.Run) {
				r.Number, r.MergeQueue = 7, true
				r.HeadSHA, r.HeadRef = queueSHA, queueRef
			})},
		"workflow_run": {want: with(own, func(r *github.Run) { r.TriggeredBy = "pull_request" })},
		"workflow_run.fork": {want: with(forked, func(r *github.Run) {
			r.TriggeredBy, r.Number = "pull_request", 0
		})},
		"workflow_run.fork_deleted": {want: with(forked, func(r *github.Run) {
			r.TriggeredBy, r.Number, r.HeadRepo, r.OriginReason = "pull_request", 0, "", gone
		})},
		"workflow_dispatch":   {want: tip},
		"repository_dispatch": {want: tip},
		"schedule":            {want: tip},
		"release": {env: []string{"GITHUB_REF", "refs/tags/v1.2.0"}, want: with(tip, func(r *github.Run) {
			r.HeadRef, r.Tag = "", "v1.2.0"
		})},
		"deployment_status": {env: []string{"GITHUB_REF", ""}, want: with(tip, func(r *github.Run) {
			r.HeadSHA, r.HeadRef = headSHA, ""
			r.Origin, r.OriginReason = github.Undetermined, unsaid
		})},
		"check_run": {want: github.Run{Number: 7, HeadSHA: headSHA, Private: &private}},
		"check_suite": {want: github.Run{
			Number: 7, HeadSHA: headSHA, Private: &private,
		}},
	}
}

func eventOf(name string) string {
	event, _, _ := strings.Cut(name, ".")
	return event
}

func TestEveryPayloadIsRead(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../../testdata/events/*.json")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, file := range files {
		got = append(got, strings.TrimSuffix(filepath.Base(file), ".json"))
	}
	slices.Sort(got)
	if diff := cmp.Diff(slices.Sorted(maps.Keys(eventCases())), got); diff != "" {
		t.Errorf("payloads (-tested +there):\n%s", diff)
	}
}

func TestEventNamesInAnyCase(t *testing.T) {
	t.Parallel()
	run, err := github.ParseRun("Pull_Request_TARGET", readEvent(t, "pull_request_target.fork"), env())
	if err != nil || run.Event != "pull_request_target" || run.Origin != github.Fork || run.Number != 12 {
		t.Errorf("run %+v, error %v, want a fork's pull_request_target", run, err)
	}
}
