package github_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"auth0-hook-action/internal/github"
	"auth0-hook-action/internal/sandbox"
	"auth0-hook-action/internal/secret"
)

const (
	releaseSHA = "1e1e2d2d3c3c4b4b5a5a69697878878796966a6a"
	oldSHA     = "0a1b2c3d4e5f60718293a4b5c6d7e8f901234567"
	strayerSHA = "9f9e9d9c9b9a99989796959493929190a0b0c0d0"
)

// newHistory is a repository with commits old and main on its default branch, release on a branch and with a tag, pull
// request 7 from a branch and pull request 12 from a fork.
func newHistory(t *testing.T) (*sandbox.GitHub, string) {
	t.Helper()
	site := sandbox.NewGitHub()
	site.SetPrivate(true)
	site.SetBranch(sandbox.DefaultBranch, oldSHA, mainSHA)
	site.SetBranch("release/2026", oldSHA, strayerSHA, releaseSHA)
	site.AddTag("v1/2", strayerSHA)
	site.AddPull(sandbox.Pull{Number: 7, HeadRef: "audit-hook", HeadSHA: headSHA})
	site.AddPull(sandbox.Pull{Number: 12, HeadRepo: fork, HeadRef: "main", HeadSHA: forkSHA})
	address, stop := site.Start()
	t.Cleanup(func() {
		stop()
		if unknown := site.Unknown(); len(unknown) > 0 {
			t.Errorf("requests that GitHub does not know: %q", unknown)
		}
	})
	return site, address
}

// An originCase is an event that may or may not say whose commit it is about.
type originCase struct {
	event string
	body  string // the payload; the ids of repositories are 5001 here and 5002 elsewhere
	env   []string

	want     github.Origin
	wantSays string // part of the reason or of the error
	asked    []string
}

const here, elsewhere = `{"id":5001,"full_name":"octo-org/login-hooks"}`, `{"id":5002,"full_name":"octo-fan/login-hooks"}`

// pullBody is the payload of an event of a pull request.
func pullBody(headRepo string) string {
	return `{"pull_request":{"number":7,"head":{"sha":"` + headSHA + `","ref":"x","repo":` + headRepo + `}}}`
}

func runBody(event, headRepo string) string {
	return `{"workflow_run":{"event":"` + event + `","head_sha":"` + headSHA + `","head_branch":"x",` +
		`"head_repository":` + headRepo + `}}`
}

// saidCases need no request.
func saidCases() map[string]originCase {
	const same, notHere, unsaid = github.SameRepository, github.Fork, github.Undetermined
	all := map[string]originCase{
		"push":                           {event: "push", want: same},
		"push without a payload":         {event: "PUSH", body: "-", want: same},
		"an event of the default branch": {event: "issues", body: `{"issue":{"number":7}}`, want: same},
		"a comment on an issue":          {event: "issue_comment", body: `{"issue":{"number":7}}`, want: same},
		"a merge queue":                  {event: "merge_group", want: same},
		"an event of tomorrow, of a fork": {
			event: "pull_request_merged", body: pullBody(elsewhere), want: notHere, wantSays: "the fork octo-fan",
		},
		"a pull request without payload": {event: "pull_request", body: "-", want: unsaid, wantSays: "does not say"},
		"a pull request without a head": {
			event: "pull_request", body: `{"pull_request":{"number":7}}`, want: notHere, wantSays: "deleted",
		},
		"another repository of that name": {
			event: "pull_request", body: pullBody(`{"id":5002,"full_name":"octo-org/login-hooks"}`), want: notHere,
		},
		"a repository that was renamed": {
			event: "pull_request", body: pullBody(`{"id":5001,"full_name":"octo-org/old"}`), want: same,
		},
		"a head with a name alone": {
			event: "pull_request", body: pullBody(`{"full_name":"Octo-Org/login-hooks"}`), want: same,
		},
		"a head with another name alone": {event: "pull_request", body: pullBody(`{"full_name":"octo-fan/x"}`), want: notHere},
		"a run of a comment": {
			event: "workflow_run", body: runBody("issue_comment", here), want: unsaid, wantSays: `was started by "issue_comment"`,
		},
		"a run of a run":          {event: "workflow_run", body: runBody("workflow_run", here), want: unsaid},
		"a run that says nothing": {event: "workflow_run", body: "{}", want: unsaid, wantSays: "does not say"},
		"a check of a pull request from here": {
			event: "check_run", want: same,
			body: `{"check_run":{"head_sha":"` + headSHA + `","pull_requests":[` +
				`{"number":7,"head":{"sha":"` + headSHA + `","repo":{"id":5001}}}]}}`,
		},
		"a dispatch": {
			event: "repository_dispatch", body: `{"client_payload":{"reason":"nightly"}}`, want: same,
		},
		"a dispatch with any JSON": {event: "repository_dispatch", body: `{"client_payload":[7]}`, want: same},
		"a dispatch of a branch's pull": {
			event: "repository_dispatch", body: `{"client_payload":` + pullBody(here) + `}`, want: same,
		},
		"a dispatch of a fork's pull": {
			event: "repository_dispatch", body: `{"client_payload":` + pullBody(elsewhere) + `}`, want: notHere,
		},
		"a dispatch of something": {
			event: "repository_dispatch", body: `{"client_payload":{"pull_request":"the last one"}}`,
			want: unsaid, wantSays: "does not say",
		},
	}
	for _, event := range []string{"pull_request", "pull_request_target", "pull_request_review", "pull_request_review_comment"} {
		all[event+" of a branch"] = originCase{event: event, body: pullBody(here), want: same}
		all[event+" of a fork"] = originCase{event: event, body: pullBody(elsewhere), want: notHere, wantSays: "the fork " + fork}
		all[event+" of a fork that is gone"] = originCase{event: event, body: pullBody("null"), want: notHere, wantSays: "deleted"}
		all["a run of "+event+" of a branch"] = originCase{event: "workflow_run", body: runBody(event, here), want: same}
		all["a run of "+event+" of a fork"] = originCase{event: "workflow_run", body: runBody(event, elsewhere), want: notHere}
	}
	for _, event := range []string{"push", "schedule", "workflow_dispatch", "release", "create"} {
		all["a run of "+event] = originCase{event: "workflow_run", body: runBody(event, here), want: same}
		all["a run of "+event+" in a fork"] = originCase{event: "workflow_run", body: runBody(event, elsewhere), want: notHere}
	}
	return all
}

// askedCases are found out with at most two requests.
func askedCases() map[string]originCase {
	const api = "GET /repos/" + repo
	const commits, compare, pulls = api + "/commits/", api + "/compare/", api + "/pulls/"
	const same, notHere = github.SameRepository, github.Fork
	tag := []string{"GITHUB_REF", "refs/tags/v1/2"}
	heads := func(sha string) string { return commits + sha + "/branches-where-head" }
	all := map[string]originCase{
		"a comment on a branch's pull request": {
			event: "issue_comment", body: `{"issue":{"number":7,"pull_request":{}}}`, want: same, asked: []string{pulls + "7"},
		},
		"a comment on a fork's": {
			event: "issue_comment", body: `{"issue":{"number":12,"pull_request":{}}}`, want: notHere, wantSays: "the fork octo-fan",
			asked: []string{pulls + "12"},
		},
		"a dispatch of a branch's number": {
			event: "repository_dispatch", body: `{"client_payload":{"pull_request":{"number":7}}}`,
			want: same, asked: []string{pulls + "7"},
		},
		"a dispatch of a fork's number": {
			event: "repository_dispatch", body: `{"client_payload":{"pull_request":"12"}}`,
			want: notHere, asked: []string{pulls + "12"},
		},
		"a dispatch with the ref of a pull request": {
			event: "repository_dispatch", body: `{"client_payload":{"ref":"refs/pull/12/merge","sha":"x"}}`,
			want: notHere, asked: []string{pulls + "12"},
		},
		"a deployment of a tag": {
			event: "deployment", env: tag, body: `{"deployment":{"sha":"` + strayerSHA + `"}}`,
			want: same, asked: []string{commits + "tags/v1/2"},
		},
		"a deployment of another commit than its tag's": {
			event: "deployment", env: tag, body: `{"deployment":{"sha":"` + forkSHA + `"}}`, want: notHere,
			asked: []string{commits + "tags/v1/2", compare + "main..." + forkSHA},
		},
		"a deployment of an older commit, without the name of the default branch": {
			event: "deployment", body: `{"deployment":{"sha":"` + oldSHA + `"},"repository":{"id":5001}}`,
			want: github.Undetermined, wantSays: "does not name the default branch", asked: []string{heads(oldSHA)},
		},
	}
	for event, body := range map[string]string{
		"deployment":        `{"deployment":{"sha":"SHA"}}`,
		"deployment_status": `{"deployment":{"sha":"SHA"}}`,
		"check_run":         `{"check_run":{"head_sha":"SHA"}}`,
		"check_suite":       `{"check_suite":{"head_sha":"SHA","pull_requests":[]}}`,
		"status":            `{"sha":"SHA"}`,
	} {
		for name, c := range map[string]originCase{
			"the default branch's head": {body: mainSHA, want: same, asked: []string{heads(mainSHA)}},
			"a branch's head":           {body: releaseSHA, want: same, asked: []string{heads(releaseSHA)}},
			"an older commit": {
				body: oldSHA, want: same, asked: []string{heads(oldSHA), compare + "main..." + oldSHA},
			},
			"a fork's commit": {
				body: forkSHA, want: notHere, wantSays: "commit f0f1f2f is neither the head of a branch or tag",
				asked: []string{heads(forkSHA), compare + "main..." + forkSHA},
			},
		} {
			c.event, c.body = event, strings.ReplaceAll(body, "SHA", c.body)
			all[event+" of "+name] = c
		}
	}
	return all
}

func TestResolveOriginWithoutARequest(t *testing.T) {
	t.Parallel()
	for name, tc := range saidCases() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			testOrigin(t, tc)
		})
	}
}

func TestResolveOriginByAsking(t *testing.T) {
	t.Parallel()
	for name, tc := range askedCases() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if len(tc.asked) > 2 {
				t.Fatalf("%d requests are expected, at most 2 are allowed", len(tc.asked))
			}
			testOrigin(t, tc)
		})
	}
}

// payload is the body with this repository and its default branch, unless it has one.
func (tc originCase) payload() []byte {
	switch tc.body {
	case "-":
		return nil
	case "":
		tc.body = "{}"
	}
	if strings.Contains(tc.body, `"repository":`) {
		return []byte(tc.body)
	}
	here := `{"repository":{"id":5001,"full_name":"` + repo + `","default_branch":"main"}`
	if tc.body != "{}" {
		here += ","
	}
	return []byte(here + tc.body[1:])
}

func testOrigin(t *testing.T, tc originCase) {
	t.Helper()
	site, address := newHistory(t)
	client := newClient(t, github.Config{API: address, Token: secret.New(site.Token())})
	run, err := github.ParseRun(tc.event, tc.payload(), env(tc.env...))
	if err != nil {
		t.Fatal(err)
	}
	run, err = client.ResolveOrigin(t.Context(), run)
	if run.Origin != tc.want || (err != nil) != (tc.want == github.Undetermined) {
		t.Errorf("origin %d, error %v, want %d", run.Origin, err, tc.want)
	}
	says := run.OriginReason
	if err != nil {
		says = err.Error()
	}
	if !strings.Contains(says, tc.wantSays) || (tc.want != github.SameRepository) != (says != "") {
		t.Errorf("it says %q, want %q", says, tc.wantSays)
	}
	if diff := cmp.Diff(tc.asked, asked(site)); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
}
