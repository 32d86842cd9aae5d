package sandbox

import (
	"fmt"
	"maps"
	"net/url"
	"strings"
	"time"
)

// A document is a JSON object as GitHub sends it, with all the properties that its description requires
// (https://github.com/github/rest-api-description).
type document map[string]any

func nodeID(kind string, id int64) string { return fmt.Sprintf("%s_kwDOSand%d", kind, id) }

func viewComment(base string, c PullComment) document {
	repo := base + "/repos/" + Repository
	view := document{
		"id": c.ID, "node_id": nodeID("IC", c.ID),
		"url":                      fmt.Sprintf("%s/issues/comments/%d", repo, c.ID),
		"html_url":                 c.HTMLURL,
		"issue_url":                fmt.Sprintf("%s/issues/%d", repo, c.Number),
		"body":                     c.Body,
		"user":                     viewUser(base, c.Login),
		"created_at":               c.CreatedAt.Format(time.RFC3339),
		"updated_at":               c.UpdatedAt.Format(time.RFC3339),
		"author_association":       "NONE",
		"performed_via_github_app": nil,
		"minimized":                nil,
	}
	if c.Minimized {
		view["minimized"] = document{"reason": "outdated"}
	}
	if c.Login == "" {
		view["user"] = nil
	}
	return view
}

func viewUser(base, login string) document {
	home, kind, page := base+"/users/"+url.PathEscape(login), "User", webPage(login)
	if isBot(login) {
		kind, page = "Bot", webPage("apps/"+strings.TrimSuffix(login, "[bot]"))
	}
	id := numberOf(login)
	view := document{
		"login": login, "id": id, "node_id": nodeID("U", int64(id)), "type": kind, "site_admin": false,
		"avatar_url":  fmt.Sprintf("https://avatars.githubusercontent.com/u/%d?v=4", id),
		"gravatar_id": "", "url": home, "html_url": page,
		"events_url":    home + "/events{/privacy}",
		"following_url": home + "/following{/other_user}",
		"gists_url":     home + "/gists{/gist_id}",
		"starred_url":   home + "/starred{/owner}{/repo}",
		"repos_url":     home + "/repos", "organizations_url": home + "/orgs",
	}
	for _, name := range []string{"followers", "received_events", "subscriptions"} {
		view[name+"_url"] = home + "/" + name
	}
	return view
}

// repositoryPaths returns the ends of a repository's addresses, by the name of the property.
func repositoryPaths() map[string]string {
	return map[string]string{
		"archive": "/{archive_format}{/ref}", "assignees": "/assignees{/user}", "blobs": "/git/blobs{/sha}",
		"branches": "/branches{/branch}", "collaborators": "/collaborators{/collaborator}", "comments": "/comments{/number}",
		"commits": "/commits{/sha}", "compare": "/compare/{base}...{head}", "contents": "/contents/{+path}",
		"contributors": "/contributors", "deployments": "/deployments", "downloads": "/downloads", "events": "/events",
		"forks": "/forks", "git_commits": "/git/commits{/sha}", "git_refs": "/git/refs{/sha}", "git_tags": "/git/tags{/sha}",
		"hooks": "/hooks", "issue_comment": "/issues/comments{/number}", "issue_events": "/issues/events{/number}",
		"issues": "/issues{/number}", "keys": "/keys{/key_id}", "labels": "/labels{/name}", "languages": "/languages",
		"merges": "/merges", "milestones": "/milestones{/number}", "notifications": "/notifications{?since,all,participating}",
		"pulls": "/pulls{/number}", "releases": "/releases{/id}", "stargazers": "/stargazers", "statuses": "/statuses/{sha}",
		"subscribers": "/subscribers", "subscription": "/subscription", "tags": "/tags", "teams": "/teams",
		"trees": "/git/trees{/sha}",
	}
}

func (g *GitHub) viewRepository(base, full string) document {
	owner, name, _ := strings.Cut(full, "/")
	home, page, id := base+"/repos/"+full, webPage(full), numberOf(full)
	view := document{
		"id": id, "node_id": nodeID("R", int64(id)), "name": name, "full_name": full, "owner": viewUser(base, owner),
		"private": g.private, "visibility": "public", "fork": full != Repository, "default_branch": DefaultBranch,
		"html_url": page, "url": home, "clone_url": page + ".git", "svn_url": page,
		"git_url": "git://github.com/" + full + ".git", "ssh_url": "git@github.com:" + full + ".git",
		"description": nil, "homepage": nil, "language": nil, "mirror_url": nil, "license": nil,
		"created_at": "2024-01-02T03:04:05Z", "updated_at": "2024-01-02T03:04:05Z", "pushed_at": "2024-01-02T03:04:05Z",
		"archived": g.archived, "disabled": false, "has_downloads": true, "has_issues": true, "has_pages": false,
		"has_projects": true, "has_wiki": true, "size": 1,
		"forks": 0, "forks_count": 0, "open_issues": 0, "open_issues_count": 0, "stargazers_count": 0, "watchers": 0,
		"watchers_count": 0,
	}
	if g.private {
		view["visibility"] = "private"
	}
	for name, path := range repositoryPaths() {
		view[name+"_url"] = home + path
	}
	return view
}

// viewPull returns a pull request as lists have it.
func (g *GitHub) viewPull(base string, p Pull) document {
	repo := base + "/repos/" + Repository
	id := int64(numberOf(fmt.Sprint(Repository, p.Number)))
	view := document{
		"id": id, "node_id": nodeID("PR", id), "number": p.Number, "state": "open", "locked": g.locked[p.Number],
		"title": fmt.Sprintf("Pull request %d", p.Number), "body": nil, "user": viewUser(base, p.User),
		"labels": []any{}, "assignee": nil, "milestone": nil, "auto_merge": nil, "draft": false,
		"author_association": "CONTRIBUTOR",
		"created_at":         "2024-01-02T03:04:05Z", "updated_at": "2024-01-02T03:04:05Z",
		"closed_at": nil, "merged_at": nil, "merge_commit_sha": madeUpSHA("merge of " + p.HeadSHA),
		"head":     g.viewBranch(base, p.HeadRepo, p.HeadRef, p.HeadSHA, p.HeadGone),
		"base":     g.viewBranch(base, Repository, p.Base, madeUpSHA(p.Base), false),
		"diff_url": webPage(fmt.Sprintf("%s/pull/%d.diff", Repository, p.Number)),
	}
	if p.Closed {
		view["state"], view["closed_at"] = "closed", "2024-01-03T03:04:05Z"
	}
	if p.MergeSHA != "" {
		view["merged_at"], view["merge_commit_sha"] = "2024-01-03T03:04:05Z", p.MergeSHA
	}
	addLinks(view, repo, p)
	return view
}

// addLinks adds a pull request's addresses, which GitHub has twice.
func addLinks(view document, repo string, p Pull) {
	pull, issue := fmt.Sprintf("%s/pulls/%d", repo, p.Number), fmt.Sprintf("%s/issues/%d", repo, p.Number)
	page := webPage(fmt.Sprintf("%s/pull/%d", Repository, p.Number))
	links := map[string]string{
		"self": pull, "html": page, "issue": issue, "comments": issue + "/comments", "commits": pull + "/commits",
		"review_comments": pull + "/comments", "review_comment": repo + "/pulls/comments{/number}",
		"statuses": repo + "/statuses/" + p.HeadSHA,
	}
	both := document{}
	for name, link := range links {
		both[name] = document{"href": link}
		view[name+"_url"] = link
	}
	delete(view, "self_url")
	view["url"], view["patch_url"], view["_links"] = pull, page+".patch", both
}

func (g *GitHub) viewBranch(base, repo, ref, sha string, gone bool) document {
	view := document{
		"label": ownerOf(repo) + ":" + ref, "ref": ref, "sha": sha,
		"user": viewUser(base, ownerOf(repo)), "repo": g.viewRepository(base, repo),
	}
	if gone {
		view["repo"] = nil
	}
	return view
}

// addDetails adds what the answer about one pull request alone has.
func addDetails(view document, p Pull, comments int) {
	maps.Copy(view, document{
		"merged": p.MergeSHA != "", "merged_by": nil, "mergeable": !p.Closed, "mergeable_state": "clean",
		"rebaseable": !p.Closed, "maintainer_can_modify": false, "comments": comments, "review_comments": 0,
		"commits": 1 + len(p.Contains), "additions": 1, "deletions": 1, "changed_files": 1,
	})
}
