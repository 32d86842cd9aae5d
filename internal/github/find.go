package github

import (
	"context"
	"fmt"
	"strings"

	gogithub "github.com/google/go-github/v60/github"
)

// Find completes run with what the event does not hold: the number of its pull request and, of an issue_comment, the head
// that tells a fork. given is the number that the user asks for, 0 for none; it wins over the event's, and that over
// what GitHub knows of the commit or branch. Number stays 0 where there is no pull request, which is no error; beside an
// error the Run holds what is known.
func (c *Client) Find(ctx context.Context, run Run, given int) (Run, error) {
	if given < 0 {
		return run, fmt.Errorf("%d is no number of a pull request", given)
	}
	var err error
	switch {
	case run.Event == "issue_comment" && run.Number > 0:
		err = c.readHead(ctx, &run)
	case run.Number == 0 && given == 0:
		run.Number, err = c.lookUp(ctx, run)
	}
	if given > 0 {
		run.Number = given
	}
	return run, err
}

// readHead asks for the pull request that was commented on.
func (c *Client) readHead(ctx context.Context, run *Run) error {
	pull, resp, err := c.github().PullRequests.Get(ctx, c.owner, c.name, run.Number)
	if err != nil {
		return c.failed(fmt.Sprintf("read pull request #%d", run.Number), resp, err)
	}
	var repo *repository
	if r := pull.GetHead().GetRepo(); r != nil {
		repo = &repository{FullName: r.GetFullName()}
	}
	run.setHead(pull.GetHead().GetSHA(), pull.GetHead().GetRef(), repo)
	run.Dependabot = run.Dependabot || pull.GetUser().GetLogin() == dependabot
	return nil
}

// lookUp is the number of the pull request that the event does not name; 0 where there is none.
func (c *Client) lookUp(ctx context.Context, run Run) (int, error) {
	switch run.Event {
	case "push", "deployment", "deployment_status", "check_run", "check_suite":
		return c.byCommit(ctx, run.HeadSHA)
	case "workflow_run":
		return c.byBranch(ctx, run, run.HeadSHA)
	case "workflow_dispatch", "repository_dispatch", "schedule":
		return c.byBranch(ctx, run, "")
	}
	return 0, nil
}

// byCommit prefers the pull request that became the commit to an open one whose head it is. One that merely contains the
// commit is another's.
func (c *Client) byCommit(ctx context.Context, sha string) (int, error) {
	if sha == "" {
		return 0, nil
	}
	pulls, err := pages(c, "look for the pull request of "+sha,
		func(o gogithub.ListOptions) ([]*gogithub.PullRequest, *gogithub.Response, error) {
			return c.github().PullRequests.ListPullRequestsWithCommit(ctx, c.owner, c.name, sha, &o)
		})
	if n := lowest(pulls, func(p *gogithub.PullRequest) bool { return p.GetMergeCommitSHA() == sha }); n > 0 {
		return n, nil
	}
	return lowest(pulls, func(p *gogithub.PullRequest) bool {
		return p.GetState() == "open" && p.GetHead().GetSHA() == sha
	}), err
}

// byBranch is the open pull request from the run's branch, whose head is sha where that is given.
func (c *Client) byBranch(ctx context.Context, run Run, sha string) (int, error) {
	owner, _, _ := strings.Cut(run.HeadRepo, "/")
	if owner == "" || run.HeadRef == "" {
		return 0, nil
	}
	pulls, err := pages(c, fmt.Sprintf("look for the pull request from %q", run.HeadRef),
		func(o gogithub.ListOptions) ([]*gogithub.PullRequest, *gogithub.Response, error) {
			return c.github().PullRequests.List(ctx, c.owner, c.name,
				&gogithub.PullRequestListOptions{State: "open", Head: owner + ":" + run.HeadRef, ListOptions: o})
		})
	return lowest(pulls, func(p *gogithub.PullRequest) bool {
		head := p.GetHead()
		return head.GetRef() == run.HeadRef && (sha == "" || head.GetSHA() == sha) &&
			strings.EqualFold(head.GetRepo().GetFullName(), run.HeadRepo)
	}), err
}

// lowest is the lowest number among the pulls that fit, so that each run of a commit comes to the same one; 0 for none.
func lowest(pulls []*gogithub.PullRequest, fit func(*gogithub.PullRequest) bool) int {
	number := 0
	for _, p := range pulls {
		if n := p.GetNumber(); n > 0 && fit(p) && (number == 0 || n < number) {
			number = n
		}
	}
	return number
}
