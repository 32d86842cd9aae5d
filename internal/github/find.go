package github

import (
	"context"
	"fmt"
	"strings"

	gogithub "github.com/google/go-github/v60/github"
)

// FindPull is the number of the run's pull request: the one that is given (0: none), else the event's, else what GitHub
// knows of the commit or branch; 0 where there is none, which is no error. It takes at most 20 s, and then gives a
// *StallError: a deployment does not depend on it. It needs `pull-requests: read`.
func (c *Client) FindPull(ctx context.Context, run Run, given int) (int, error) {
	switch {
	case given < 0:
		return 0, fmt.Errorf("%d is not the number of a pull request", given)
	case given > 0:
		return given, nil
	case run.Number > 0:
		return run.Number, nil
	}
	ctx, stop := limited(ctx)
	defer stop()
	switch run.Event {
	case "push", "deployment", "deployment_status", "check_run", "check_suite", "status":
		return c.pullOfCommit(ctx, run.HeadSHA)
	case "workflow_run":
		return c.pullOfBranch(ctx, run, run.HeadSHA)
	case "workflow_dispatch":
		return c.pullOfBranch(ctx, run, "")
	}
	return 0, nil
}

// pullOfCommit prefers the pull request that became the commit to an open one whose head it is. One that merely contains
// the commit is another's.
func (c *Client) pullOfCommit(ctx context.Context, sha string) (int, error) {
	if sha == "" {
		return 0, nil
	}
	pulls, err := pages(ctx, c, operation{"look for the pull request of " + sha, readPulls},
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

// pullOfBranch is the open pull request from the run's branch, whose head is sha where that is given.
func (c *Client) pullOfBranch(ctx context.Context, run Run, sha string) (int, error) {
	owner, _, _ := strings.Cut(run.HeadRepo, "/")
	if owner == "" || run.HeadRef == "" {
		return 0, nil
	}
	pulls, err := pages(ctx, c, operation{fmt.Sprintf("look for the pull request from branch %q", run.HeadRef), readPulls},
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
