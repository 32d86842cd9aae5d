package github

import (
	"encoding/json"
	"fmt"
)

// A payload holds the parts of all events that a Run is made of
// (https://docs.github.com/webhooks/webhook-events-and-payloads). Typed, since a number in a map of any is a float64,
// which prints as 1.234567e+06.
type payload struct {
	Action      string       `json:"action"`
	Deleted     bool         `json:"deleted"`
	Repository  repository   `json:"repository"`
	Sender      user         `json:"sender"`
	PullRequest *pullRequest `json:"pull_request"`
	Issue       *issue       `json:"issue"`
	WorkflowRun *workflowRun `json:"workflow_run"`
	CheckRun    check        `json:"check_run"`
	CheckSuite  check        `json:"check_suite"`
	MergeGroup  struct {
		HeadSHA string `json:"head_sha"`
		HeadRef string `json:"head_ref"`
	} `json:"merge_group"`
	Deployment struct {
		SHA string `json:"sha"`
	} `json:"deployment"`
}

type repository struct {
	ID         int64  `json:"id"`
	FullName   string `json:"full_name"`
	Private    *bool  `json:"private"`
	Visibility string `json:"visibility"`
}

// isPrivate is nil where neither field says. An internal repository is private too.
func (r repository) isPrivate() *bool {
	if r.Visibility == "" {
		return r.Private
	}
	private := r.Visibility != "public"
	return &private
}

type user struct {
	Login string `json:"login"`
}

// A pullRequest is also what the lists of workflow_run and check_run hold, without user and full names.
type pullRequest struct {
	Number int    `json:"number"`
	User   user   `json:"user"`
	Head   branch `json:"head"`
	Base   branch `json:"base"`
}

// A branch's Repo is nil where the fork has been deleted.
type branch struct {
	SHA  string      `json:"sha"`
	Ref  string      `json:"ref"`
	Repo *repository `json:"repo"`
}

// An issue is a pull request where PullRequest is there: they share one space of numbers.
type issue struct {
	Number      int       `json:"number"`
	User        user      `json:"user"`
	PullRequest *struct{} `json:"pull_request"`
}

type workflowRun struct {
	HeadSHA        string        `json:"head_sha"`
	HeadBranch     string        `json:"head_branch"`
	HeadRepository *repository   `json:"head_repository"`
	Actor          user          `json:"actor"`
	PullRequests   []pullRequest `json:"pull_requests"`
}

// A check is a check_run or a check_suite.
type check struct {
	HeadSHA      string        `json:"head_sha"`
	PullRequests []pullRequest `json:"pull_requests"`
}

// decode reads an event's payload; none at all is a payload that says nothing.
func decode(body []byte) (payload, error) {
	if len(body) == 0 {
		return payload{}, nil
	}
	var p payload
	if err := json.Unmarshal(body, &p); err != nil {
		return payload{}, fmt.Errorf("read the event's payload: %w", err)
	}
	return p, nil
}
