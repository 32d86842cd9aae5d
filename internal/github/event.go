package github

import (
	"fmt"
	"strings"
)

// read takes over what the payload says about this event. unread is set where it could not be read.
func (r *Run) read(p payload, unread bool) {
	r.DefaultBranch = p.Repository.DefaultBranch
	r.Private = p.Repository.isPrivate()
	r.Dependabot = r.Dependabot || p.Sender.Login == dependabot
	if isOwnEvent(r.Event) || r.Event == "" { // no event: outside a workflow
		r.readOwn(p)
		return
	}
	r.unknown("its payload does not say whose commit it is")
	here := repository{ID: p.Repository.ID, FullName: r.Repository}
	switch {
	case unread:
	case isPullEvent(r.Event) || p.PullRequest != nil:
		r.readPull(p, here)
	case r.Event == "issue_comment":
		r.readIssue(p.Issue)
	case r.Event == "workflow_run":
		r.readWorkflow(p.WorkflowRun, here)
	case r.Event == "check_run":
		r.readCheck(p.CheckRun, here)
	case r.Event == "check_suite":
		r.readCheck(p.CheckSuite, here)
	case r.Event == "deployment", r.Event == "deployment_status":
		r.readCommit(p.Deployment.SHA)
	case r.Event == "status":
		r.readCommit(p.SHA)
		r.HeadRef, r.HeadRepo = "", ""
	case r.Event == "repository_dispatch":
		r.readDispatch(p.ClientPayload.pull(), here)
	case r.Event == "merge_group":
		r.HeadSHA = validSHA(p.MergeGroup.HeadSHA)
		r.setRef(p.MergeGroup.HeadRef)
		r.own()
	default: // such events run on the default branch
		r.own()
	}
}

// readOwn drops the commit where a push deleted the branch: GITHUB_SHA is then another branch's.
func (r *Run) readOwn(p payload) {
	r.own()
	if r.Event == "push" && p.Deleted {
		r.HeadSHA = ""
	}
}

func (r *Run) readPull(p payload, here repository) {
	pull := p.PullRequest
	if pull == nil {
		return
	}
	r.Number = max(pull.Number, 0)
	r.Dependabot = r.Dependabot || pull.User.Login == dependabot
	r.setHead(pull.Head, here)
}

// readIssue leaves the head open, which a comment's event does not hold. An issue that is no pull request has none.
func (r *Run) readIssue(i *issue) {
	switch {
	case i == nil:
	case i.PullRequest == nil:
		r.own()
	default:
		r.Dependabot = r.Dependabot || i.User.Login == dependabot
		r.askPull(i.Number)
	}
}

// readWorkflow takes the head of the run that this one follows; GITHUB_SHA is the default branch's here. A run before that
// was started by a comment, say, is on the default branch too, whatever it worked on.
func (r *Run) readWorkflow(w *workflowRun, here repository) {
	if w == nil {
		return
	}
	r.TriggeredBy = strings.ToLower(w.Event)
	r.Dependabot = r.Dependabot || w.Actor.Login == dependabot
	r.Number = pick(w.PullRequests, here, w.HeadSHA).Number
	r.setHead(branch{SHA: w.HeadSHA, Ref: w.HeadBranch, Repo: w.HeadRepository}, here)
	if r.Origin != SameRepository {
		return
	}
	r.setRef("refs/heads/" + w.HeadBranch) // in a fork anybody gives a branch any name
	if !isOwnEvent(r.TriggeredBy) && !isPullEvent(r.TriggeredBy) {
		r.unknown(fmt.Sprintf("the workflow before was started by %q, which does not say whose commit it worked on", r.TriggeredBy))
	}
}

// readCheck takes the commit that was checked. The run itself is on the default branch.
func (r *Run) readCheck(c check, here repository) {
	pull := pick(c.PullRequests, here, c.HeadSHA)
	r.Number = pull.Number
	r.readCommit(c.HeadSHA)
	r.HeadRef, r.HeadRepo, r.Tag = "", "", ""
	if r.HeadSHA != "" && pull.Head.SHA == r.HeadSHA && here.is(pull.Head.Repo) {
		r.own()
	}
}

// readCommit takes a commit that any repository of the network of forks may hold.
func (r *Run) readCommit(sha string) {
	if r.HeadSHA = validSHA(sha); r.HeadSHA != "" {
		r.lookup = byCommit
	}
}

// readDispatch takes the pull request that the sender of the event put into it, as bots do that obey comments.
func (r *Run) readDispatch(pull *pullRequest, here repository) {
	switch {
	case pull == nil:
		r.own()
	case pull.Head.Repo != nil:
		r.Number = max(pull.Number, 0)
		r.Dependabot = r.Dependabot || pull.User.Login == dependabot
		r.setHead(pull.Head, here)
	default:
		r.askPull(pull.Number)
	}
}

// askPull leaves the head of a pull request to be asked for.
func (r *Run) askPull(number int) {
	r.HeadSHA, r.HeadRef, r.HeadRepo, r.Tag = "", "", "", ""
	if r.Number = max(number, 0); r.Number > 0 {
		r.lookup = byPull
	}
}

// pick is the pull request among those listed whose head is sha, else the first one; those into another repository of the
// network of forks do not count. It is the zero value where there is none.
func pick(pulls []pullRequest, here repository, sha string) pullRequest {
	var first pullRequest
	for _, p := range pulls {
		elsewhere := p.Base.Repo != nil && p.Base.Repo.ID != 0 && here.ID != 0 && p.Base.Repo.ID != here.ID
		switch {
		case elsewhere || p.Number < 1:
		case p.Head.SHA == sha:
			return p
		case first.Number == 0:
			first = p
		}
	}
	return first
}
