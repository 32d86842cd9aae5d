package github

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"

	gogithub "github.com/google/go-github/v60/github"

	"auth0-hook-action/internal/diag"
)

// The permissions of a workflow's token that the requests need.
const (
	readContents = "contents: read"
	readPulls    = "pull-requests: read"
	writePulls   = "pull-requests: write"
)

// ResolveOrigin finds out whose commit the run is about where its event does not say, with at most 2 requests. Of an
// issue_comment it also finds the head. A commit is this repository's that is the head of one of its branches or tags or is
// contained in its default branch (needs `contents: read`), and a pull request's whose head's repository is this one (needs
// `pull-requests: read`). The Origin stays Undetermined beside an error alone, which says what could not be learned and
// names the permission.
func (c *Client) ResolveOrigin(ctx context.Context, run Run) (Run, error) {
	switch {
	case run.Origin != Undetermined:
		return run, nil
	case run.lookup == byPull:
		return c.originOfPull(ctx, run)
	case run.lookup == byCommit:
		return c.originOfCommit(ctx, run)
	}
	return run, fmt.Errorf("%s: %s", run.Event, run.OriginReason)
}

// originOfPull asks for the pull request that was commented on.
func (c *Client) originOfPull(ctx context.Context, run Run) (Run, error) {
	op := operation{fmt.Sprintf("read pull request #%d", run.Number), readPulls}
	pull, resp, err := c.github().PullRequests.Get(ctx, c.owner, c.name, run.Number)
	if err != nil {
		what := fmt.Sprintf("the head of pull request #%d", run.Number)
		return run, &OriginError{what, readPulls, c.failed(ctx, op, resp, err)}
	}
	head := branch{SHA: pull.GetHead().GetSHA(), Ref: pull.GetHead().GetRef()}
	if repo := pull.GetHead().Repo; repo != nil {
		head.Repo = &repository{ID: repo.GetID(), FullName: repo.GetFullName()}
	}
	run.setHead(head, repository{ID: pull.GetBase().GetRepo().GetID(), FullName: run.Repository})
	run.Dependabot = run.Dependabot || pull.GetUser().GetLogin() == dependabot
	return run, nil
}

// originOfCommit asks for the heads first, which is the shorter answer. Where one question gets no answer at all the other
// one would wait in vain as well.
func (c *Client) originOfCommit(ctx context.Context, run Run) (Run, error) {
	var errs error
	for _, holds := range []func(context.Context, Run) (bool, error){c.isHead, c.isInDefaultBranch} {
		found, err := holds(ctx, run)
		if found {
			run.own()
			return run, nil
		}
		errs = errors.Join(errs, err)
		if _, answered := errors.AsType[*Error](err); err != nil && !answered {
			break
		}
	}
	if errs != nil {
		return run, &OriginError{fmt.Sprintf("commit %.7s", run.HeadSHA), readContents, errs}
	}
	run.fork(fmt.Sprintf("commit %.7s is neither the head of a branch or tag of %s nor contained in its default branch",
		run.HeadSHA, run.Repository))
	return run, nil
}

// An OriginError says that it could not be learned whose commit a run is about.
type OriginError struct {
	// What the question is about, such as "commit 1a2b3c4", and the permission that an answer needs.
	What, Needs string
	// Err is why there is no answer.
	Err error
}

// Error names what could not be learned, the permission and why.
func (e *OriginError) Error() string { return e.Brief() + ": " + e.Err.Error() }

// Brief leaves out why.
func (e *OriginError) Brief() string {
	return fmt.Sprintf("it could not be determined whether %s is of this repository or of a fork, which needs %#q", e.What, e.Needs)
}

// Hint is that of the reason, which is the better one, or what to do in general.
func (e *OriginError) Hint() string {
	return cmp.Or(diag.Hint(e.Err), "Run the job again, or set `allow-fork: true` after the code has been read")
}

// Unwrap gives the reason.
func (e *OriginError) Unwrap() error { return e.Err }

// isHead reports whether the commit is the tag's of the run, else whether it is the head of a branch.
func (c *Client) isHead(ctx context.Context, run Run) (bool, error) {
	if run.Tag != "" {
		return c.isTagged(ctx, run)
	}
	branches, resp, err := c.github().Repositories.ListBranchesHeadCommit(ctx, c.owner, c.name, run.HeadSHA)
	if err != nil {
		return false, c.unlessUnknown(ctx, fmt.Sprintf("look for the branches with head %.7s", run.HeadSHA), resp, err)
	}
	return len(branches) > 0, nil
}

// isTagged asks for the commit of the tag, whether the tag is an annotated one or not
// (https://docs.github.com/rest/commits/commits#get-a-commit).
func (c *Client) isTagged(ctx context.Context, run Run) (bool, error) {
	sha, resp, err := c.github().Repositories.GetCommitSHA1(ctx, c.owner, c.name, "tags/"+run.Tag, "")
	if err != nil {
		return false, c.unlessUnknown(ctx, fmt.Sprintf("look for the commit of tag %q", run.Tag), resp, err)
	}
	return sha == run.HeadSHA, nil
}

// isInDefaultBranch compares the commit with the default branch
// (https://docs.github.com/rest/commits/commits#compare-two-commits).
func (c *Client) isInDefaultBranch(ctx context.Context, run Run) (bool, error) {
	if run.DefaultBranch == "" {
		return false, fmt.Errorf("%s: the payload does not name the default branch", run.Event)
	}
	op := operation{fmt.Sprintf("compare %.7s with the default branch", run.HeadSHA), readContents}
	diff, resp, err := c.github().Repositories.CompareCommits(ctx, c.owner, c.name, run.DefaultBranch, run.HeadSHA,
		&gogithub.ListOptions{PerPage: 1})
	if err != nil {
		err = c.failed(ctx, op, resp, err)
		if e, ok := errors.AsType[*Error](err); ok && e.Status == http.StatusNotFound && e.says("no common ancestor") {
			return false, nil
		}
		return false, err
	}
	return diff.GetStatus() == "identical" || diff.GetStatus() == "behind", nil
}

// unlessUnknown is the error of a request about a commit, except that the commit is none that GitHub knows.
func (c *Client) unlessUnknown(ctx context.Context, text string, resp *gogithub.Response, err error) error {
	if err = c.failed(ctx, operation{text, readContents}, resp, err); hasStatus(err, http.StatusUnprocessableEntity) {
		return nil
	}
	return err
}
