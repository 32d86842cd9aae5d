// Package github finds the pull request that a workflow run belongs to, finds out whose commit the run is about, and keeps
// one comment on the pull request. ParseRun reads the event, Client.ResolveOrigin and Client.FindPull ask GitHub for what
// the event does not hold, Client.ReadComment and Client.WriteComment handle the comment.
package github

import (
	"cmp"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
)

// A Run is the workflow run as its event and environment describe it
// (https://docs.github.com/actions/reference/workflows-and-actions/events-that-trigger-workflows).
type Run struct {
	// Event is the name of the event in lower case, Action its activity type ("opened"), empty where it has none.
	Event, Action string
	// TriggeredBy is the event that started the run before, of a workflow_run; else empty.
	TriggeredBy string
	// Server is the address of the web pages, without a slash at its end.
	Server string
	// Repository is the "owner/name" in which the workflow runs, RepositoryID its id; empty and 0 outside a workflow.
	Repository   string
	RepositoryID int64
	// DefaultBranch of the repository; empty where the event does not say.
	DefaultBranch string
	// Private is true for private and internal repositories, nil where the event does not say.
	Private *bool
	// ID and Attempt identify the run; 0 outside a workflow.
	ID, Attempt int64

	// Number is that of the pull request; 0 where the event does not say (ask FindPull) or where there is none.
	Number int
	// HeadSHA is the commit to show: of a pull request its head, not the merge commit that GitHub makes for the run.
	// It is empty where it is not known, or where a push deleted its branch.
	HeadSHA string
	// HeadRef is the branch, empty for a tag; Tag is the tag. Whoever opens a pull request chooses the branch's name.
	HeadRef, Tag string
	// HeadRepo is the "owner/name" that holds the head, empty where it is not known or has been deleted.
	HeadRepo string
	// Origin says whose the commit is, and OriginReason, unless it is this repository's, why that is thought: a clause to
	// follow the name of the event in a message.
	Origin       Origin
	OriginReason string
	// Dependabot is set where Dependabot started the run or opened the pull request.
	Dependabot bool
	// MergeQueue is set for a merge queue's trial build of what is not merged yet.
	MergeQueue bool
	// Closed is set where the event is the end of the pull request, merged or not.
	Closed bool

	lookup lookup
}

const defaultServer = "https://github.com"

// dependabot is the login under which Dependabot pushes and opens pull requests.
const dependabot = "dependabot[bot]"

// ParseRun reads the event's name in any case, its payload (empty: none) and the variables that the runner sets. Beside an
// error the Run holds what could be read; whose commit it is is then not known unless the event's name alone says it.
func ParseRun(event string, body []byte, getenv func(string) string) (Run, error) {
	run := Run{
		Event:        strings.ToLower(event),
		RepositoryID: positive(getenv("GITHUB_REPOSITORY_ID")),
		ID:           positive(getenv("GITHUB_RUN_ID")),
		Attempt:      positive(getenv("GITHUB_RUN_ATTEMPT")),
		HeadSHA:      validSHA(getenv("GITHUB_SHA")),
		Dependabot:   getenv("GITHUB_ACTOR") == dependabot,
	}
	run.setRef(getenv("GITHUB_REF"))
	p, err := decode(body)
	unread := err != nil
	err = errors.Join(err,
		run.setRepository(cmp.Or(getenv("GITHUB_REPOSITORY"), p.Repository.FullName)),
		run.setServer(getenv("GITHUB_SERVER_URL")))
	run.RepositoryID = cmp.Or(run.RepositoryID, p.Repository.ID)
	run.read(p, unread)
	return run, err
}

// WithoutSecrets reports whether GitHub gives no secrets to the run: that of a fork's pull request, and one that Dependabot
// caused, which has those set for Dependabot alone (https://docs.github.com/actions/reference/security/secure-use).
func (r Run) WithoutSecrets() bool {
	return r.Dependabot || r.Origin == Fork && isPullEvent(r.Event) && r.Event != "pull_request_target"
}

// MayHavePull reports whether a pull request can belong to the run: a schedule, a release or an issue has none.
func (r Run) MayHavePull() bool {
	if r.Number > 0 {
		return true
	}
	switch r.Event {
	case "push":
		return r.HeadSHA != "" // else a branch was deleted
	case "workflow_run", "workflow_dispatch", "merge_group",
		"deployment", "deployment_status", "check_run", "check_suite", "status":
		return true
	}
	return isPullEvent(r.Event)
}

// URL is the page of the run, empty outside a workflow.
func (r Run) URL() string {
	if r.ID == 0 || r.Repository == "" {
		return ""
	}
	page := fmt.Sprintf("%s/%s/actions/runs/%d", r.Server, r.Repository, r.ID)
	if r.Attempt > 1 {
		page += fmt.Sprintf("/attempts/%d", r.Attempt)
	}
	return page
}

// CommitURL is the page of the commit to show, empty where there is none. GitHub shows a fork's commits in the
// repository of the pull request too.
func (r Run) CommitURL() string {
	if r.HeadSHA == "" || r.Repository == "" {
		return ""
	}
	return fmt.Sprintf("%s/%s/commit/%s", r.Server, r.Repository, r.HeadSHA)
}

// setRef reads a full name of a branch or tag. A merge queue's branch holds the number of the pull request, and a push to
// it is as little merged as the merge_group itself.
func (r *Run) setRef(ref string) {
	if branch, ok := strings.CutPrefix(ref, "refs/heads/"); ok {
		r.HeadRef = branch
	}
	if tag, ok := strings.CutPrefix(ref, "refs/tags/"); ok {
		r.Tag = tag
	}
	if number, ok := queued(ref); ok {
		r.Number = number
		r.MergeQueue = true
	}
	r.MergeQueue = r.MergeQueue || r.Event == "merge_group"
}

// queued is the number of the pull request that a merge queue's branch tries: gh-readonly-queue/BASE/pr-NUMBER-SHA, where
// BASE may hold slashes. ok is not set for any other branch.
func queued(ref string) (number int, ok bool) {
	branch, found := strings.CutPrefix(ref, "refs/heads/gh-readonly-queue/")
	at := strings.LastIndex(branch, "/pr-")
	if !found || at < 1 {
		return 0, false
	}
	digits, sha, _ := strings.Cut(branch[at+len("/pr-"):], "-")
	number = int(positive(digits))
	return number, number > 0 && validSHA(sha) != ""
}

func (r *Run) setRepository(name string) error {
	if name == "" {
		return nil
	}
	if err := checkRepository(name); err != nil {
		return err
	}
	r.Repository, r.HeadRepo = name, name
	return nil
}

// setServer keeps the default where the address is wrong. The error does not show it, since it may hold a password.
func (r *Run) setServer(address string) error {
	r.Server = defaultServer
	if address == "" {
		return nil
	}
	u, err := url.Parse(address)
	if err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Host == "" || u.User != nil {
		return errors.New("GITHUB_SERVER_URL is not an address of the form https://HOST/PATH")
	}
	r.Server = strings.TrimRight(u.Scheme+"://"+u.Host+u.EscapedPath(), "/")
	return nil
}

// checkRepository refuses what would change the path of a request.
func checkRepository(repo string) error {
	owner, name, _ := strings.Cut(repo, "/")
	if strings.Trim(owner, ".") == "" || strings.Trim(name, ".") == "" || strings.ContainsFunc(owner+name, isNoNameCharacter) {
		return fmt.Errorf("%q is not a repository: want owner/name", repo)
	}
	return nil
}

// isNoNameCharacter reports whether a character is none of those of an owner's or a repository's name.
func isNoNameCharacter(r rune) bool {
	return !strings.ContainsRune("-._0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", r)
}

// validSHA is sha, or empty where it is none.
func validSHA(sha string) string {
	if len(sha) != 40 && len(sha) != 64 || strings.Trim(sha, "0123456789abcdef") != "" {
		return ""
	}
	return sha
}

// positive is the number above 0 that s holds, else 0.
func positive(s string) int64 {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return 0
	}
	return max(n, 0)
}
