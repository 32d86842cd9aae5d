package runner

import (
	"strings"

	"auth0-hook-action/internal/sandbox"
)

// repositoryID is the id of the sandbox's repository.
const repositoryID = 5001

// repository is the payload's part about the sandbox's repository.
func repository() map[string]any {
	return map[string]any{
		"id": repositoryID, "full_name": sandbox.Repository, "name": "login-hooks", "private": true, "visibility": "private",
		"owner": map[string]any{"login": "octo-org"}, "default_branch": "main",
	}
}

// pullRequest is the payload of event pull_request, from a branch of the head repository.
func pullRequest(action, head string) map[string]any {
	owner, _, _ := strings.Cut(head, "/")
	id := repositoryID
	if head != sandbox.Repository {
		id++
	}
	return map[string]any{
		"action": action, "number": 1, "repository": repository(), "sender": map[string]any{"login": "octocat"},
		"pull_request": map[string]any{
			"number": 1, "state": "open", "user": map[string]any{"login": "octocat"},
			"head": map[string]any{
				"ref": "topic-1", "sha": strings.Repeat("a", 40),
				"repo": map[string]any{
					"id": id, "full_name": head, "fork": head != sandbox.Repository, "owner": map[string]any{"login": owner},
				},
			},
			"base": map[string]any{"ref": "main", "sha": strings.Repeat("b", 40), "repo": repository()},
		},
	}
}

// push is the payload of event push to the default branch.
func push() map[string]any {
	return map[string]any{
		"ref": "refs/heads/main", "after": strings.Repeat("d", 40), "before": strings.Repeat("b", 40),
		"repository": repository(), "sender": map[string]any{"login": "octocat"},
	}
}
