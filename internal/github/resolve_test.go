package github_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/github"
	"auth0-hook-action/internal/sandbox"
	"auth0-hook-action/internal/secret"
)

func TestResolveOriginReadsTheHead(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		pull sandbox.Pull
		want github.Run
	}{
		"a branch": {
			pull: sandbox.Pull{HeadRef: "audit-hook", HeadSHA: headSHA},
			want: github.Run{HeadSHA: headSHA, HeadRef: "audit-hook", HeadRepo: repo, Origin: github.SameRepository},
		},
		"a fork": {
			pull: sandbox.Pull{HeadRepo: fork, HeadRef: "main", HeadSHA: forkSHA},
			want: github.Run{HeadSHA: forkSHA, HeadRef: "main", HeadRepo: fork, Origin: github.Fork},
		},
		"a fork that is gone": {
			pull: sandbox.Pull{HeadRepo: fork, HeadGone: true, HeadRef: "main", HeadSHA: forkSHA},
			want: github.Run{HeadSHA: forkSHA, HeadRef: "main", Origin: github.Fork},
		},
		"Dependabot's": {
			pull: sandbox.Pull{HeadRef: "dependabot/x", HeadSHA: headSHA, User: "dependabot[bot]"},
			want: github.Run{
				HeadSHA: headSHA, HeadRef: "dependabot/x", HeadRepo: repo, Dependabot: true, Origin: github.SameRepository,
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			site, client := newBare(t)
			tc.pull.Number = 7
			site.AddPull(tc.pull)
			got, err := client.ResolveOrigin(t.Context(), parse(t, "issue_comment"))
			if err != nil {
				t.Fatal(err)
			}
			seen := github.Run{
				HeadSHA: got.HeadSHA, HeadRef: got.HeadRef, HeadRepo: got.HeadRepo, Dependabot: got.Dependabot, Origin: got.Origin,
			}
			if diff := cmp.Diff(tc.want, seen, exported); diff != "" {
				t.Errorf("run (-want +got):\n%s", diff)
			}
		})
	}
}

// What cannot be learned is not this repository's, and the error names the permission.
func TestResolveOriginThatFails(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		event    string
		token    sandbox.GitHubToken
		fault    *sandbox.Fault
		want     []string // parts of the error and its hint
		requests int
	}{
		"no permission for commits": {
			event: "check_run.stray", token: sandbox.GitHubToken{NoContents: true}, requests: 2,
			want: []string{"whether commit f0f1f2f is of this repository", "`contents: read`", "permissions: { contents: read }"},
		},
		"no permission for pull requests": {
			event: "issue_comment", token: sandbox.GitHubToken{NoPulls: true}, requests: 1,
			want: []string{
				"whether the head of pull request #7", "`pull-requests: read`", "{ contents: read, pull-requests: read }",
			},
		},
		"not found": {
			event: "issue_comment", fault: &sandbox.Fault{Status: 404, Body: `{"message":"Not Found"}`, Times: -1}, requests: 1,
			want: []string{"404 Not Found", "`pull-requests: read`", "{ contents: read, pull-requests: read }"},
		},
		"no answer": {
			event: "check_run.stray", fault: &sandbox.Fault{Drop: true, Times: -1}, requests: 1,
			want: []string{"`contents: read`", "allow-fork: true"},
		},
		"an answer to one question alone": {
			event: "check_run.stray", fault: &sandbox.Fault{Path: "/compare/", Status: 500}, requests: 2,
			want: []string{"compare f0f1f2f with the default branch", "githubstatus.com"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			site, address := newHistory(t)
			if tc.fault != nil {
				site.AddFault(*tc.fault)
			}
			tc.token.Login = sandbox.WorkflowBot
			client := newClient(t, github.Config{API: address, Token: secret.New(site.AddToken(tc.token))})
			body := originCase{
				body: `{"issue":{"number":7,"pull_request":{}},"check_run":{"head_sha":"` + forkSHA + `"}}`,
			}.payload()
			run, err := github.ParseRun(eventOf(tc.event), body, env())
			if err != nil {
				t.Fatal(err)
			}
			got, err := client.ResolveOrigin(t.Context(), run)
			if err == nil || got.Origin != github.Undetermined {
				t.Fatalf("origin %d, error %v, want an error", got.Origin, err)
			}
			for _, part := range tc.want {
				if text := err.Error() + "\n" + diag.Hint(err); !strings.Contains(text, part) {
					t.Errorf("%q is not in\n%s", part, text)
				}
			}
			if n := len(site.Requests()); n != tc.requests {
				t.Errorf("%d requests, want %d", n, tc.requests)
			}
		})
	}
}

// A proxy's mistake in one answer does not outweigh the other one.
func TestResolveOriginTakesTheAnswerThereIs(t *testing.T) {
	t.Parallel()
	site, address := newHistory(t)
	site.AddFault(sandbox.Fault{Path: "/branches-where-head$", Status: 404, Body: `{"message":"Not Found"}`})
	client := newClient(t, github.Config{API: address, Token: secret.New(site.Token())})
	body := originCase{body: `{"deployment":{"sha":"` + mainSHA + `"}}`}.payload()
	run, err := github.ParseRun("deployment", body, env())
	if err != nil {
		t.Fatal(err)
	}
	if run, err = client.ResolveOrigin(t.Context(), run); err != nil || run.Origin != github.SameRepository {
		t.Errorf("origin %d, error %v", run.Origin, err)
	}
}
