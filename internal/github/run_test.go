package github_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"auth0-hook-action/internal/github"
)

const (
	repo = "octo-org/login-hooks"
	fork = "octo-fan/login-hooks"
	// Commits of the payloads in testdata/events.
	headSHA   = "3e7a1c5d9b2f4860a1c3e5d7f9b0246813579bdf"
	forkSHA   = "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff00010203"
	mainSHA   = "c0ffee1234567890abcdef1234567890abcdef12"
	mergedSHA = "5a5a1b1b2c2c3d3d4e4e5f5f6a6a7b7b8c8c9d9d"
	queueSHA  = "7d4e2f1a0b9c8d7e6f5a4b3c2d1e0f9a8b7c6d5e"
	// testMerge is GitHub's own merge commit, GITHUB_SHA of a pull_request.
	testMerge = "1234123412341234123412341234123412341234"
	queueRef  = "gh-readonly-queue/release/2026/pr-7-" + mainSHA
)

// env looks variables up in a runner's environment with pairs of changes to it.
func env(pairs ...string) func(string) string {
	vars := map[string]string{
		"GITHUB_REPOSITORY": repo, "GITHUB_SERVER_URL": "https://github.com", "GITHUB_ACTOR": "octo-dev",
		"GITHUB_RUN_ID": "4242424242", "GITHUB_RUN_ATTEMPT": "1", "GITHUB_SHA": mainSHA, "GITHUB_REF": "refs/heads/main",
	}
	for pair := range slices.Chunk(pairs, 2) {
		vars[pair[0]] = pair[1]
	}
	return func(name string) string { return vars[name] }
}

// readEvent is a payload of testdata/events.
func readEvent(t *testing.T, name string) []byte {
	t.Helper()
	body, err := os.ReadFile(filepath.Join("../../testdata/events", name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	return body
}

// exported compares what others see of a Run.
var exported = cmpopts.IgnoreUnexported(github.Run{})

func TestParseRun(t *testing.T) {
	t.Parallel()
	for name, tc := range eventCases() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := github.ParseRun(eventOf(name), readEvent(t, name), env(tc.env...))
			if err != nil {
				t.Fatal(err)
			}
			tc.want.Event, tc.want.Repository, tc.want.RepositoryID, tc.want.DefaultBranch = eventOf(name), repo, 5001, "main"
			tc.want.Server, tc.want.ID, tc.want.Attempt = "https://github.com", 4242424242, 1
			if tc.want.Origin == 0 {
				tc.want.Origin = github.SameRepository
			}
			if diff := cmp.Diff(tc.want, got, exported); diff != "" {
				t.Errorf("run (-want +got):\n%s", diff)
			}
		})
	}
}

// A queue's branch is pushed to and tested as well, and what is built there is no more merged than in a merge_group. A
// fork's branch of that name is no queue's.
func TestMergeQueueInOtherEvents(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		event, branch string
		env           []string
		want          bool
	}{
		"push":                     {event: "push", env: []string{"GITHUB_REF", "refs/heads/" + queueRef}, want: true},
		"workflow_run":             {event: "workflow_run", branch: "audit-hook", want: true},
		"workflow_run of a fork's": {event: "workflow_run.fork", branch: "main"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			body := strings.ReplaceAll(string(readEvent(t, tc.event)),
				`"head_branch": "`+tc.branch+`"`, `"head_branch": "`+queueRef+`"`)
			run, err := github.ParseRun(eventOf(tc.event), []byte(body), env(tc.env...))
			if err != nil {
				t.Fatal(err)
			}
			if run.MergeQueue != tc.want || (run.Number == 7) != tc.want {
				t.Errorf("merge queue %t, number %d, want %t", run.MergeQueue, run.Number, tc.want)
			}
		})
	}
}

func TestParseRunWithoutWorkflow(t *testing.T) {
	t.Parallel()
	got, err := github.ParseRun("", nil, func(string) string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	want := github.Run{Server: "https://github.com", Origin: github.SameRepository}
	if diff := cmp.Diff(want, got, exported); diff != "" {
		t.Errorf("run (-want +got):\n%s", diff)
	}
	if got.URL() != "" || got.CommitURL() != "" {
		t.Errorf("links %q, %q, want none", got.URL(), got.CommitURL())
	}
}

func TestParseRunRefuses(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		body string
		env  []string
		want string
	}{
		"a payload that is no JSON":       {body: `{"pull_request":`, want: "payload"},
		"a payload of another type":       {body: `{"pull_request": {"number": "7"}}`, want: "payload"},
		"a repository with a third part":  {env: []string{"GITHUB_REPOSITORY", "a/b/c"}, want: `"a/b/c"`},
		"a repository that leads upwards": {env: []string{"GITHUB_REPOSITORY", "../b"}, want: `"../b"`},
		"a repository with an escape":     {env: []string{"GITHUB_REPOSITORY", "a/%2e%2e"}, want: `"a/%2e%2e"`},
		"a repository without a name":     {env: []string{"GITHUB_REPOSITORY", "a/"}, want: `"a/"`},
		"a server that is no address":     {env: []string{"GITHUB_SERVER_URL", "javascript:x"}, want: "GITHUB_SERVER_URL"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			run, err := github.ParseRun("workflow_run", []byte(tc.body), env(tc.env...))
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("error %v, want one with %s", err, tc.want)
			}
			if run.Origin != github.Undetermined {
				t.Errorf("origin %d of an event that cannot be read, want undetermined", run.Origin)
			}
			if run.Repository != repo && run.Repository != "" {
				t.Errorf("repository %q was kept", run.Repository)
			}
		})
	}
}

func TestRunLinks(t *testing.T) {
	t.Parallel()
	run, err := github.ParseRun("pull_request", readEvent(t, "pull_request"),
		env("GITHUB_SERVER_URL", "https://ghe.example.com/", "GITHUB_RUN_ATTEMPT", "3"))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"https://ghe.example.com/octo-org/login-hooks/actions/runs/4242424242/attempts/3",
		"https://ghe.example.com/octo-org/login-hooks/commit/" + headSHA,
	}
	if diff := cmp.Diff(want, []string{run.URL(), run.CommitURL()}); diff != "" {
		t.Errorf("links (-want +got):\n%s", diff)
	}
}

// The environment knows the repository's id too, for events without a payload.
func TestRepositoryID(t *testing.T) {
	t.Parallel()
	run, err := github.ParseRun("schedule", nil, env("GITHUB_REPOSITORY_ID", "5001"))
	if err != nil || run.RepositoryID != 5001 {
		t.Errorf("id %d, error %v, want 5001", run.RepositoryID, err)
	}
}

func TestWithoutSecrets(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		env  []string
		want bool
	}{
		"pull_request":             {},
		"pull_request.fork":        {want: true},
		"pull_request.dependabot":  {want: true},
		"pull_request_target.fork": {},
		"workflow_run.fork":        {},
		"issue_comment":            {},
		"push":                     {env: []string{"GITHUB_ACTOR", "dependabot[bot]"}, want: true},
		"schedule":                 {},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := parse(t, name, tc.env...).WithoutSecrets(); got != tc.want {
				t.Errorf("without secrets: %t, want %t", got, tc.want)
			}
		})
	}
}

func TestMayHavePull(t *testing.T) {
	t.Parallel()
	none := []string{"push.deleted", "schedule", "release", "issue_comment.issue", "repository_dispatch"}
	for name := range eventCases() {
		if got, want := parse(t, name).MayHavePull(), !slices.Contains(none, name); got != want {
			t.Errorf("%s: may have a pull request: %t, want %t", name, got, want)
		}
	}
}

func FuzzParseRun(f *testing.F) {
	files, err := filepath.Glob("../../testdata/events/*.json")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		body, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(eventOf(filepath.Base(file)), body, "refs/heads/main")
	}
	f.Fuzz(func(t *testing.T, event string, body []byte, ref string) {
		run, _ := github.ParseRun(event, body, env("GITHUB_REF", ref))
		if run.Number < 0 {
			t.Errorf("number %d", run.Number)
		}
		if run.Origin < github.Undetermined || run.Origin > github.Fork {
			t.Errorf("origin %d", run.Origin)
		}
		if run.Origin == github.SameRepository && run.Event == "workflow_run" && !json.Valid(body) {
			t.Error("an event that cannot be read counts as one of this repository's commit")
		}
		if (run.Origin == github.SameRepository) != (run.OriginReason == "") {
			t.Errorf("origin %d, reason %q", run.Origin, run.OriginReason)
		}
		if strings.ContainsAny(run.CommitURL(), " \n\r<>()") {
			t.Errorf("commit's link %q", run.CommitURL())
		}
	})
}
