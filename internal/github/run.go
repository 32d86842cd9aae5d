// Package github tells which pull request a workflow run belongs to and keeps one comment on it. ParseRun reads the
// event, Client.Find asks GitHub for what the event does not hold, Client.Read and Client.Write handle the comment.
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
	// Event is the name of the event, Action its activity type ("opened"), empty where it has none.
	Event, Action string
	// Server is the address of the web pages, without a slash at its end.
	Server string
	// Repository is the "owner/name" in which the workflow runs; empty outside a workflow.
	Repository string
	// Private is true for private and internal repositories, nil where the event does not say.
	Private *bool
	// ID and Attempt identify the run; 0 outside a workflow.
	ID, Attempt int64

	// Number is that of the pull request; 0 where the event does not say (ask Find) or where there is none.
	Number int
	// HeadSHA is the commit to show: of a pull request its head, not the merge commit that GitHub makes for the run.
	// It is empty where it is not known, or where a push deleted its branch.
	HeadSHA string
	// HeadRef is the branch, empty for a tag. Whoever opens a pull request chooses it.
	HeadRef string
	// HeadRepo is the "owner/name" that holds the head, empty where it is not known or has been deleted.
	HeadRepo string
	// Fork is set where the head is not in Repository. In a privileged run it is set as well while that is unknown:
	// of an issue_comment before Find, of an event that cannot be read.
	Fork bool
	// Dependabot is set where Dependabot started the run or opened the pull request.
	Dependabot bool
	// Privileged is set for the events that give a run secrets and a token that writes although a stranger may have
	// caused them: pull_request_target, workflow_run and issue_comment.
	Privileged bool
	// MergeQueue is set for a merge queue's trial build of what is not merged yet.
	MergeQueue bool
	// Closed is set where the event is the end of the pull request, merged or not.
	Closed bool
}

const defaultServer = "https://github.com"

// dependabot is the login under which Dependabot pushes and opens pull requests.
const dependabot = "dependabot[bot]"

// ParseRun reads the event's name, its payload (empty: none) and the variables that the runner sets. Beside an error the
// Run holds what could be read.
func ParseRun(event string, body []byte, getenv func(string) string) (Run, error) {
	run := Run{
		Event:      event,
		ID:         positive(getenv("GITHUB_RUN_ID")),
		Attempt:    positive(getenv("GITHUB_RUN_ATTEMPT")),
		HeadSHA:    validSHA(getenv("GITHUB_SHA")),
		Dependabot: getenv("GITHUB_ACTOR") == dependabot,
		Privileged: event == "pull_request_target" || event == "workflow_run" || event == "issue_comment",
	}
	run.Fork = run.Privileged // until the event says otherwise
	run.setRef(getenv("GITHUB_REF"))
	p, err := decode(body)
	err = errors.Join(err,
		run.setRepository(cmp.Or(getenv("GITHUB_REPOSITORY"), p.Repository.FullName)),
		run.setServer(getenv("GITHUB_SERVER_URL")))
	run.read(p)
	return run, err
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

// read takes over what the payload says about this event.
func (r *Run) read(p payload) {
	r.Action = p.Action
	r.Private = p.Repository.isPrivate()
	r.Dependabot = r.Dependabot || p.Sender.Login == dependabot
	switch r.Event {
	case "pull_request", "pull_request_target", "pull_request_review", "pull_request_review_comment":
		r.readPull(p.PullRequest)
		r.Closed = p.Action == "closed"
	case "issue_comment":
		r.readIssue(p.Issue)
	case "push":
		r.readPush(p)
	case "merge_group":
		r.HeadSHA = validSHA(p.MergeGroup.HeadSHA)
		r.setRef(p.MergeGroup.HeadRef)
	case "workflow_run":
		r.readWorkflow(p.WorkflowRun, p.Repository)
	case "check_run", "check_suite":
		r.readCheck(p)
	case "deployment", "deployment_status":
		r.HeadSHA = validSHA(p.Deployment.SHA)
	}
}

func (r *Run) readPull(pull *pullRequest) {
	if pull == nil {
		return
	}
	r.Number = max(pull.Number, 0)
	r.Dependabot = r.Dependabot || pull.User.Login == dependabot
	r.setHead(pull.Head.SHA, pull.Head.Ref, pull.Head.Repo)
}

// readIssue leaves the head open: a comment's event holds none. An issue that is no pull request has none.
func (r *Run) readIssue(i *issue) {
	switch {
	case i == nil:
	case i.PullRequest == nil:
		r.Fork = false
	default:
		r.Number = max(i.Number, 0)
		r.Dependabot = r.Dependabot || i.User.Login == dependabot
		r.HeadSHA, r.HeadRef, r.HeadRepo = "", "", ""
	}
}

// readPush drops the commit where the push deleted the branch: GITHUB_SHA is then another branch's.
func (r *Run) readPush(p payload) {
	if p.Deleted {
		r.HeadSHA = ""
	}
}

// readWorkflow takes the head of the run that this one follows. GITHUB_SHA is the default branch's tip here.
func (r *Run) readWorkflow(w *workflowRun, here repository) {
	if w == nil {
		return
	}
	r.Dependabot = r.Dependabot || w.Actor.Login == dependabot
	r.Number = pick(w.PullRequests, here, w.HeadSHA)
	r.setHead(w.HeadSHA, w.HeadBranch, w.HeadRepository)
	if !r.Fork { // in a fork anybody gives a branch any name
		r.setRef("refs/heads/" + w.HeadBranch)
	}
}

func (r *Run) readCheck(p payload) {
	c := p.CheckRun
	if r.Event == "check_suite" {
		c = p.CheckSuite
	}
	r.Number = pick(c.PullRequests, p.Repository, c.HeadSHA)
	r.HeadSHA, r.HeadRef, r.HeadRepo = validSHA(c.HeadSHA), "", "" // the run itself is on the default branch
}

// pick is the number of the pull request among those listed whose head is sha, else of the first one; those into
// another repository of the network of forks do not count.
func pick(pulls []pullRequest, here repository, sha string) int {
	first := 0
	for _, p := range pulls {
		elsewhere := p.Base.Repo != nil && p.Base.Repo.ID != 0 && here.ID != 0 && p.Base.Repo.ID != here.ID
		switch {
		case elsewhere || p.Number < 1:
		case p.Head.SHA == sha:
			return p.Number
		case first == 0:
			first = p.Number
		}
	}
	return first
}

// setHead is given the head of a pull request; repo is nil where the fork has been deleted.
func (r *Run) setHead(sha, ref string, repo *repository) {
	r.HeadSHA, r.HeadRef, r.HeadRepo = validSHA(sha), ref, ""
	if repo != nil && checkRepository(repo.FullName) == nil {
		r.HeadRepo = repo.FullName
	}
	r.Fork = !strings.EqualFold(r.HeadRepo, r.Repository) || r.HeadRepo == ""
}

// setRef reads a branch's full name. A merge queue's branch holds the number of the pull request: a push to it is as
// little merged as the merge_group itself.
func (r *Run) setRef(ref string) {
	if branch, ok := strings.CutPrefix(ref, "refs/heads/"); ok {
		r.HeadRef = branch
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

func (r *Run) setServer(address string) error {
	r.Server = defaultServer
	if address == "" {
		return nil
	}
	u, err := url.Parse(address)
	if err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Host == "" || u.User != nil {
		return fmt.Errorf("GITHUB_SERVER_URL: %q is not an address", address)
	}
	r.Server = strings.TrimRight(u.Scheme+"://"+u.Host+u.EscapedPath(), "/")
	return nil
}

// checkRepository keeps out what would change the path of a request.
func checkRepository(repo string) error {
	owner, name, _ := strings.Cut(repo, "/")
	if strings.Trim(owner, ".") == "" || strings.Trim(name, ".") == "" || strings.ContainsFunc(owner+name, isForeign) {
		return fmt.Errorf("%q is not a repository: want owner/name", repo)
	}
	return nil
}

// isForeign reports whether a character is none of those of an owner's or a repository's name.
func isForeign(r rune) bool {
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
