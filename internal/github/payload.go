package github

import (
	"encoding/json"
	"fmt"
	"strings"
)

// A payload holds the parts of all events that a Run is made of
// (https://docs.github.com/webhooks/webhook-events-and-payloads). It is typed, since a number in a map of any is a float64,
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
	SHA           string   `json:"sha"` // of a status
	ClientPayload dispatch `json:"client_payload"`
}

type repository struct {
	ID            int64  `json:"id"`
	FullName      string `json:"full_name"`
	DefaultBranch string `json:"default_branch"`
	Private       *bool  `json:"private"`
	Visibility    string `json:"visibility"`
}

// isPrivate is nil where neither field says. An internal repository is private too.
func (r repository) isPrivate() *bool {
	if r.Visibility == "" {
		return r.Private
	}
	return new(r.Visibility != "public")
}

// is reports whether other is the same repository: by id, since a name can be given to another repository, and by name
// where one of them has no id.
func (r repository) is(other *repository) bool {
	switch {
	case other == nil:
		return false
	case r.ID != 0 && other.ID != 0:
		return r.ID == other.ID
	}
	return r.FullName != "" && strings.EqualFold(r.FullName, other.FullName)
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
	Event          string        `json:"event"`
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

// A dispatch is the client_payload of a repository_dispatch: any JSON that its sender likes
// (https://docs.github.com/rest/repos/repos#create-a-repository-dispatch-event).
type dispatch json.RawMessage

// UnmarshalJSON keeps the JSON as it is.
func (d *dispatch) UnmarshalJSON(text []byte) error { return (*json.RawMessage)(d).UnmarshalJSON(text) }

// pull is the pull request in a client_payload: an object as in other events, a number, or the one whose ref the payload has
// (refs/pull/N/merge). It is nil where there is none, and the zero value where what is there cannot be read.
func (d dispatch) pull() *pullRequest {
	var carrier struct {
		PullRequest json.RawMessage `json:"pull_request"`
		Ref         any             `json:"ref"`
	}
	if json.Unmarshal(d, &carrier) != nil {
		return nil
	}
	if len(carrier.PullRequest) == 0 || string(carrier.PullRequest) == "null" {
		ref, _ := carrier.Ref.(string)
		if of, isPull := strings.CutPrefix(ref, "refs/pull/"); isPull {
			number, _, _ := strings.Cut(of, "/")
			return &pullRequest{Number: int(positive(number))}
		}
		return nil
	}
	var pull pullRequest
	if json.Unmarshal(carrier.PullRequest, &pull) == nil {
		return &pull
	}
	number := strings.Trim(string(carrier.PullRequest), `"`)
	return &pullRequest{Number: int(positive(number))}
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
