package github_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"auth0-hook-action/internal/github"
	"auth0-hook-action/internal/sandbox"
	"auth0-hook-action/internal/secret"
)

func TestFind(t *testing.T) {
	t.Parallel()
	const otherSHA = "abababababababababababababababababababab"
	const commits, pulls = "GET /repos/" + repo + "/commits/", "GET /repos/" + repo + "/pulls"
	ours := sandbox.Pull{Number: 7, HeadRef: "audit-hook", HeadSHA: headSHA}
	theirs := sandbox.Pull{Number: 12, HeadRepo: fork, HeadRef: "main", HeadSHA: forkSHA}
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
		"pull_request: nothing to ask":    {event: "pull_request", pulls: []sandbox.Pull{ours}, want: 7},
		"pull_request: the given number":  {event: "pull_request", given: 99, want: 99},
		"pull_request_target: no request": {event: "pull_request_target.fork", want: 12},
		"push: what became the commit": {
			event: "push", env: merge, want: 7, asked: []string{commits + mergedSHA + "/pulls"},
			pulls: []sandbox.Pull{{Number: 3, Contains: []string{mergedSHA}}, {Number: 4, HeadSHA: mergedSHA}, merged},
		},
		"push: the open one whose head it is": {
			event: "push", env: topic, want: 7, asked: []string{commits + headSHA + "/pulls"},
			pulls: []sandbox.Pull{{Number: 3, HeadSHA: headSHA, Closed: true}, {Number: 5, Contains: []string{headSHA}}, ours},
		},
		"push: the same of two each time": {
			event: "push", env: topic, want: 7, asked: []string{commits + headSHA + "/pulls"},
			pulls: []sandbox.Pull{ours, {Number: 8, HeadSHA: headSHA, Base: "release"}},
		},
		"push: one that merely contains it": {
			event: "push", env: merge, pulls: []sandbox.Pull{{Contains: []string{mergedSHA}}},
			asked: []string{commits + mergedSHA + "/pulls"},
		},
		"push: the given number":    {event: "push", env: merge, pulls: []sandbox.Pull{merged}, given: 5, want: 5},
		"push: a deleted branch":    {event: "push.deleted", pulls: []sandbox.Pull{ours}},
		"merge_group: no request":   {event: "merge_group", want: 7},
		"workflow_run: no request":  {event: "workflow_run", want: 7},
		"workflow_run: a fork's":    {event: "workflow_run.fork", pulls: []sandbox.Pull{ours, theirs}, want: 12, asked: []string{pulls}},
		"workflow_run: a head gone": {event: "workflow_run.fork_deleted", pulls: []sandbox.Pull{theirs}},
		"workflow_run: a head passed": {
			event: "workflow_run.fork", asked: []string{pulls},
			pulls: []sandbox.Pull{{Number: 12, HeadRepo: fork, HeadRef: "main", HeadSHA: otherSHA}},
		},
		"workflow_run: another fork of the owner": {
			event: "workflow_run.fork", asked: []string{pulls},
			pulls: []sandbox.Pull{{Number: 12, HeadRepo: "octo-fan/other", HeadRef: "main", HeadSHA: forkSHA}},
		},
		"workflow_dispatch: the branch's":      {event: "workflow_dispatch", env: topic, pulls: []sandbox.Pull{theirs, ours}, want: 7, asked: []string{pulls}},
		"workflow_dispatch: none":              {event: "workflow_dispatch", pulls: []sandbox.Pull{ours}, asked: []string{pulls}},
		"workflow_dispatch: a tag":             {event: "workflow_dispatch", env: []string{"GITHUB_REF", "refs/tags/v1"}},
		"workflow_dispatch: the given number":  {event: "workflow_dispatch", given: 7, want: 7},
		"repository_dispatch: none":            {event: "repository_dispatch", asked: []string{pulls}},
		"schedule: none":                       {event: "schedule", pulls: []sandbox.Pull{theirs}, asked: []string{pulls}},
		"release: none is looked for":          {event: "release", env: merge, pulls: []sandbox.Pull{merged}},
		"deployment_status: the commit's":      {event: "deployment_status", pulls: []sandbox.Pull{ours}, want: 7, asked: []string{commits + headSHA + "/pulls"}},
		"check_run: no request":                {event: "check_run", want: 7},
		"issue_comment: on an issue":           {event: "issue_comment.issue", pulls: []sandbox.Pull{{Number: 9}}},
		"issue_comment: the head is asked for": {event: "issue_comment", pulls: []sandbox.Pull{ours}, want: 7, asked: []string{pulls + "/7"}},
		"issue_comment: the given number does not change whose head it is": {
			event: "issue_comment", pulls: []sandbox.Pull{ours}, given: 5, want: 5, asked: []string{pulls + "/7"},
		},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			site, client := newBare(t)
			for _, p := range tc.pulls {
				site.AddPull(p)
			}
			got, err := client.Find(t.Context(), parse(t, tc.event, tc.env...), tc.given)
			if err != nil {
				t.Fatal(err)
			}
			if got.Number != tc.want {
				t.Errorf("number %d, want %d", got.Number, tc.want)
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

func TestFindReadsHeadOfComment(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		pull sandbox.Pull
		want github.Run
	}{
		"a branch": {
			pull: sandbox.Pull{HeadRef: "audit-hook", HeadSHA: headSHA},
			want: github.Run{HeadSHA: headSHA, HeadRef: "audit-hook", HeadRepo: repo},
		},
		"a fork": {
			pull: sandbox.Pull{HeadRepo: fork, HeadRef: "main", HeadSHA: forkSHA},
			want: github.Run{HeadSHA: forkSHA, HeadRef: "main", HeadRepo: fork, Fork: true},
		},
		"a fork that is gone": {
			pull: sandbox.Pull{HeadRepo: fork, HeadGone: true, HeadRef: "main", HeadSHA: forkSHA},
			want: github.Run{HeadSHA: forkSHA, HeadRef: "main", Fork: true},
		},
		"Dependabot's": {
			pull: sandbox.Pull{HeadRef: "dependabot/x", HeadSHA: headSHA, User: "dependabot[bot]"},
			want: github.Run{HeadSHA: headSHA, HeadRef: "dependabot/x", HeadRepo: repo, Dependabot: true},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			site, client := newBare(t)
			tc.pull.Number, tc.want.Number = 7, 7
			site.AddPull(tc.pull)
			got, err := client.Find(t.Context(), parse(t, "issue_comment"), 0)
			if err != nil {
				t.Fatal(err)
			}
			same := cmpopts.IgnoreFields(github.Run{},
				"Event", "Action", "Server", "Repository", "Private", "ID", "Attempt", "Privileged")
			if diff := cmp.Diff(tc.want, got, same); diff != "" {
				t.Errorf("run (-want +got):\n%s", diff)
			}
		})
	}
}

// Whoever cannot ask must not deploy what might be a fork's.
func TestFindThatFailsKeepsFork(t *testing.T) {
	t.Parallel()
	_, client := newBare(t)
	got, err := client.Find(t.Context(), parse(t, "issue_comment"), 0)
	if err == nil || !strings.HasPrefix(err.Error(), "read pull request #7: GET ") || !got.Fork || got.Number != 7 {
		t.Errorf("run %+v, error %v", got, err)
	}
}

func TestFindRefusesNumber(t *testing.T) {
	t.Parallel()
	site, client := newBare(t)
	_, err := client.Find(t.Context(), parse(t, "push"), -1)
	if err == nil || len(site.Requests()) > 0 {
		t.Errorf("error %v, requests %q", err, asked(site))
	}
}

// A commit of a long history is in more pull requests than a page holds.
func TestFindReadsAllPages(t *testing.T) {
	t.Parallel()
	site, client := newBare(t)
	oldest := site.AddPull(sandbox.Pull{MergeSHA: mergedSHA}) // the list begins with the newest
	for range 150 {
		site.AddPull(sandbox.Pull{Contains: []string{mergedSHA}})
	}
	got, err := client.Find(t.Context(), parse(t, "push", "GITHUB_SHA", mergedSHA), 0)
	if err != nil || got.Number != oldest {
		t.Errorf("number %d, error %v, want %d", got.Number, err, oldest)
	}
}
