// Package github finds the pull request that a workflow run belongs to, finds out whose commit the run is about, and keeps
// one comment on the pull request. ParseRun reads the event, Client.ResolveOrigin and Client.FindPull ask GitHub for what
// the event does not hold, Client.ReadComment and Client.WriteComment handle the comment.
package github

import (
	"fmt"
	"slices"
	"strings"
)

// A Run is the workflow run as its event and environment describe it
// (https://docs.github.com/actions/reference/workflows-and-actions/events-that-trigger-workflows).
type Run struct {
	// Event is the name of the event in lower case.
	Event string
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

	lookup lookup
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

// An Origin says whose commit a run is about. Whoever opens a pull request from a fork writes what is in it, so a fork's
// commit must not reach a tenant unless the workflow allows it.
type Origin int

// The origins of a commit.
const (
	// Undetermined: the event does not say; ResolveOrigin may find out.
	Undetermined Origin = iota + 1
	// SameRepository: somebody who may write to the repository put it there.
	SameRepository
	// Fork: it is another repository's, or cannot be shown to be this one's.
	Fork
)

// A lookup is how GitHub can be asked for an Origin.
type lookup int

const (
	byPull   lookup = iota + 1 // for the head of pull request Number
	byCommit                   // for the branches and tags that hold HeadSHA
)

func (r *Run) own() { r.Origin, r.OriginReason, r.lookup = SameRepository, "", 0 }

func (r *Run) fork(reason string) { r.Origin, r.OriginReason, r.lookup = Fork, reason, 0 }

func (r *Run) unknown(reason string) { r.Origin, r.OriginReason, r.lookup = Undetermined, reason, 0 }

// setHead is given the head of a pull request, whose Repo is nil where the fork has been deleted.
func (r *Run) setHead(head branch, here repository) {
	r.HeadSHA, r.HeadRef, r.HeadRepo, r.Tag = validSHA(head.SHA), head.Ref, "", ""
	if head.Repo != nil && checkRepository(head.Repo.FullName) == nil {
		r.HeadRepo = head.Repo.FullName
	}
	switch {
	case here.is(head.Repo):
		r.own()
	case head.Repo == nil:
		r.fork("its commit is of a repository that has been deleted")
	case r.HeadRepo == "":
		r.fork("its commit is of another repository")
	default:
		r.fork(fmt.Sprintf("its commit is of the fork %s", r.HeadRepo))
	}
}

// isPullEvent reports whether an event is about a pull request by its name, and has it in its payload.
func isPullEvent(event string) bool {
	return slices.Contains([]string{
		"pull_request", "pull_request_target", "pull_request_review", "pull_request_review_comment",
	}, event)
}

// isOwnEvent reports whether an event starts a run on a commit of this repository, whatever its payload says.
func isOwnEvent(event string) bool {
	return slices.Contains([]string{"push", "schedule", "workflow_dispatch", "release", "create"}, event)
}
