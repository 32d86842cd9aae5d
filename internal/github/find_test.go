package github_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"auth0-hook-action/internal/github"
	"auth0-hook-action/internal/sandbox"
	"auth0-hook-action/internal/secret"
)

func TestFindPull(t *testing.T) {
	t.Parallel()
	const otherSHA = "abababababababababababababababababababab"
	const commits, pulls = "GET /repos/" + repo + "/commits/", "GET /repos/" + repo + "/pulls"
	own := sandbox.Pull{Number: 7, HeadRef: "audit-hook", HeadSHA: headSHA}
	forked := sandbox.Pull{Number: 12, HeadRepo: fork, HeadRef: "main", HeadSHA: forkSHA}
	merged := sandbox.Pull{Number: 7, HeadSHA: headSHA, MergeSHA: mergedSHA}
	merge := []string{"GITHUB_SHA", mergedSHA}
	topic := []string{"GITHUB_REF", "refs/heads/audit-hook", "GITHUB_SHA", headSHA}
	tests := map[string]struct {
		event string
		env   []string
		pulls []sandbox.Pull
		given int
		want  int
		asked []string
	}{
		"pull_request: nothing to ask":    {event: "pull_request", pulls: []sandbox.Pull{own}, want: 7},
		"pull_request: the given number":  {event: "pull_request", given: 99, want: 99},
		"pull_request_target: no request": {event: "pull_request_target.fork", want: 12},
		"push: what became the commit": {
			event: "push", env: merge, want: 7, asked: []string{commits + mergedSHA + "/pulls"},
			pulls: []sandbox.Pull{{Number: 3, Contains: []string{mergedSHA}}, {Number: 4, HeadSHA: mergedSHA}, merged},
		},
		"push: the open one whose head it is": {
			event: "push", env: topic, want: 7, asked: []string{commits + headSHA + "/pulls"},
			pulls: []sandbox.Pull{{Number: 3, HeadSHA: headSHA, Closed: true}, {Number: 5, Contains: []string{headSHA}}, own},
		},
		"push: the same of two each time": {
			event: "push", env: topic, want: 7, asked: []string{commits + headSHA + "/pulls"},
			pulls: []sandbox.Pull{own, {Number: 8, HeadSHA: headSHA, Base: "release"}},
		},
		"push: one that merely contains it": {
			event: "push", env: merge, pulls: []sandbox.Pull{{Contains: []string{mergedSHA}}},
			asked: []string{commits + mergedSHA + "/pulls"},
		},
		"push: the given number":   {event: "push", env: merge, pulls: []sandbox.Pull{merged}, given: 5, want: 5},
		"push: a deleted branch":   {event: "push.deleted", pulls: []sandbox.Pull{own}},
		"merge_group: no request":  {event: "merge_group", want: 7},
		"workflow_run: no request": {event: "workflow_run", want: 7},
		"workflow_run: a fork's": {
			event: "workflow_run.fork", pulls: []sandbox.Pull{own, forked}, want: 12, asked: []string{pulls},
		},
		"workflow_run: a head gone": {event: "workflow_run.fork_deleted", pulls: []sandbox.Pull{forked}},
		"workflow_run: a head passed": {
			event: "workflow_run.fork", asked: []string{pulls},
			pulls: []sandbox.Pull{{Number: 12, HeadRepo: fork, HeadRef: "main", HeadSHA: otherSHA}},
		},
		"workflow_run: another fork of the owner": {
			event: "workflow_run.fork", asked: []string{pulls},
			pulls: []sandbox.Pull{{Number: 12, HeadRepo: "octo-fan/other", HeadRef: "main", HeadSHA: forkSHA}},
		},
		"workflow_dispatch: the branch's": {
			event: "workflow_dispatch", env: topic, pulls: []sandbox.Pull{forked, own}, want: 7, asked: []string{pulls},
		},
		"workflow_dispatch: none":             {event: "workflow_dispatch", pulls: []sandbox.Pull{own}, asked: []string{pulls}},
		"workflow_dispatch: a tag":            {event: "workflow_dispatch", env: []string{"GITHUB_REF", "refs/tags/v1"}},
		"workflow_dispatch: the given number": {event: "workflow_dispatch", given: 7, want: 7},
		"repository_dispatch: no request":     {event: "repository_dispatch", pulls: []sandbox.Pull{own}},
		"schedule: no request":                {event: "schedule", pulls: []sandbox.Pull{forked}},
		"release: none is looked for":         {event: "release", env: merge, pulls: []sandbox.Pull{merged}},
		"deployment_status: the commit's": {
			event: "deployment_status", pulls: []sandbox.Pull{own}, want: 7, asked: []string{commits + headSHA + "/pulls"},
		},
		"check_run: no request":      {event: "check_run", want: 7},
		"issue_comment: on an issue": {event: "issue_comment.issue", pulls: []sandbox.Pull{{Number: 9}}},
		"issue_comment: no request":  {event: "issue_comment", pulls: []sandbox.Pull{own}, want: 7},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			site, client := newBare(t)
			for _, p := range tc.pulls {
				site.AddPull(p)
			}
			got, err := client.FindPull(t.Context(), parse(t, tc.event, tc.env...), tc.given)
			if err != nil {
				t.Fatal(err)
			}
			if got != tc.want {
				t.Errorf("number %d, want %d", got, tc.want)
			}
			if diff := cmp.Diff(tc.asked, asked(site)); diff != "" {
				t.Errorf("requests (-want +got):\n%s", diff)
			}
		})
	}
}

// newBare is a sandbox without pull requests.
func newBare(t *testing.T) (*sandbox.GitHub, *github.Client) {
	t.Helper()
	site := sandbox.NewGitHub()
	address, stop := site.Start()
	t.Cleanup(stop)
	return site, newClient(t, github.Config{API: address, Token: secret.New(site.Token())})
}

func parse(t *testing.T, event string, pairs ...string) github.Run {
	t.Helper()
	run, err := github.ParseRun(eventOf(event), readEvent(t, event), env(pairs...))
	if err != nil {
		t.Fatal(err)
	}
	return run
}

func TestFindPullRefusesNumber(t *testing.T) {
	t.Parallel()
	site, client := newBare(t)
	_, err := client.FindPull(t.Context(), parse(t, "push"), -1)
	if err == nil || len(site.Requests()) > 0 {
		t.Errorf("error %v, requests %q", err, asked(site))
	}
}

// A commit of a long history is in more pull requests than a page holds.
func TestFindPullReadsAllPages(t *testing.T) {
	t.Parallel()
	site, client := newBare(t)
	oldest := site.AddPull(sandbox.Pull{MergeSHA: mergedSHA}) // the list begins with the newest
	for range 150 {
		site.AddPull(sandbox.Pull{Contains: []string{mergedSHA}})
	}
	got, err := client.FindPull(t.Context(), parse(t, "push", "GITHUB_SHA", mergedSHA), 0)
	if err != nil || got != oldest {
		t.Errorf("number %d, error %v, want %d", got, err, oldest)
	}
}

// Without the permission there is no number, and the error says which permission that is.
func TestFindPullThatIsRefused(t *testing.T) {
	t.Parallel()
	site, address := newGitHub(t)
	site.SetPrivate(true)
	token := site.AddToken(sandbox.GitHubToken{Login: sandbox.WorkflowBot, NoPulls: true})
	client := newClient(t, github.Config{API: address, Token: secret.New(token)})
	_, err := client.FindPull(t.Context(), parse(t, "push"), 0)
	refusal, ok := errors.AsType[*github.Error](err)
	if !ok || !refusal.LacksPermission() || !strings.Contains(refusal.Hint(), "pull-requests: read") {
		t.Errorf("error %v, want one that names pull-requests: read", err)
	}
}
