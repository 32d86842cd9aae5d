package sandbox

import (
	"cmp"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
)

const commitDocs = githubDocs + "/commits/commits"

// SetBranch makes a branch of these commits, the oldest first: the last one is its head. A branch of that name is replaced,
// and without commits deleted; its commits stay known to GitHub, as those of forks are.
func (g *GitHub) SetBranch(name string, commits ...string) {
	g.state.Lock()
	defer g.state.Unlock()
	g.others = append(g.others, g.branches[name])
	g.branches[name] = slices.Clone(commits)
	if len(commits) == 0 {
		delete(g.branches, name)
	}
}

// AddTag adds a tag at a commit.
func (g *GitHub) AddTag(name, sha string) {
	g.state.Lock()
	defer g.state.Unlock()
	g.tags[name] = sha
}

// addCommits adds the commits of a pull request: to the branch of an open one of Repository, and its merge to the base.
func (g *GitHub) addCommits(p Pull) {
	commits := slices.Concat(g.branches[p.Base], p.Contains, []string{p.HeadSHA})
	if p.MergeSHA != "" {
		g.branches[p.Base] = append(g.branches[p.Base], p.MergeSHA)
	}
	if p.Closed || p.HeadRepo != Repository || p.HeadRef == p.Base {
		g.others = append(g.others, commits)
		return
	}
	g.branches[p.HeadRef] = commits
}

// history returns the commits up to a branch's head, a tag or a commit, the oldest first; nil where there is no such thing.
func (g *GitHub) history(ref string) []string {
	if commits := g.branches[ref]; commits != nil {
		return commits
	}
	sha := cmp.Or(g.tags[ref], ref)
	histories := slices.Clone(g.others)
	for _, name := range sortedKeys(g.branches) {
		histories = append(histories, g.branches[name])
	}
	for _, commits := range slices.Backward(histories) {
		if i := slices.Index(commits, sha); i >= 0 {
			return commits[:i+1]
		}
	}
	for _, tagged := range g.tags {
		if tagged == sha {
			return []string{sha}
		}
	}
	return nil
}

// listBranchesOfHead lists the branches of this repository whose head the commit is; a fork's commit is none's.
func (g *GitHub) listBranchesOfHead(w http.ResponseWriter, r *http.Request, _ GitHubToken) error {
	sha := r.PathValue("sha")
	if len(sha) != 40 || g.history(sha) == nil {
		return githubRefuse(http.StatusUnprocessableEntity, commitDocs, "No commit found for SHA: "+sha)
	}
	all := []document{}
	for _, name := range sortedKeys(g.branches) {
		if commits := g.branches[name]; commits[len(commits)-1] == sha {
			all = append(all, document{
				"name": name, "protected": name == DefaultBranch,
				"commit": document{"sha": sha, "url": g.base(r) + "/repos/" + Repository + "/commits/" + sha},
			})
		}
	}
	writeJSON(w, http.StatusOK, all)
	return nil
}

// getCommitSHA answers the SHA of a branch, a tag or a commit as plain text: the only media type that is known here.
func (g *GitHub) getCommitSHA(w http.ResponseWriter, r *http.Request, _ GitHubToken) error {
	accepted := []string{"application/vnd.github.sha", "application/vnd.github.v3.sha"}
	if !slices.Contains(accepted, r.Header.Get("Accept")) {
		g.recordUnknown(r)
		return errGitHubNotFound(commitDocs)
	}
	ref := strings.TrimPrefix(strings.TrimPrefix(r.PathValue("ref"), "tags/"), "heads/")
	commits := g.history(ref)
	if commits == nil {
		return githubRefuse(http.StatusUnprocessableEntity, commitDocs, "No commit found for SHA: "+r.PathValue("ref"))
	}
	w.Header().Set("Content-Type", accepted[1]+"; charset=utf-8")
	w.WriteHeader(http.StatusOK)
	_, err := io.WriteString(w, commits[len(commits)-1])
	return err
}

// compare says how the head stands to the base: ahead, behind, identical or diverged. Both are branches, tags or commits,
// a fork's too.
func (g *GitHub) compare(w http.ResponseWriter, r *http.Request, _ GitHubToken) error {
	from, to, ok := strings.Cut(r.PathValue("basehead"), "...")
	base, head := g.history(from), g.history(to)
	if !ok || base == nil || head == nil {
		return errGitHubNotFound(commitDocs)
	}
	common := 0
	for common < min(len(base), len(head)) && base[common] == head[common] {
		common++
	}
	if common == 0 {
		return githubRefuse(http.StatusNotFound, commitDocs, fmt.Sprintf("No common ancestor between %s and %s.", from, to))
	}
	writeJSON(w, http.StatusOK, g.viewComparison(g.base(r), base, head, common))
	return nil
}

// viewComparison returns what GitHub shows of two histories that have the first commits in common.
func (g *GitHub) viewComparison(base string, from, to []string, common int) document {
	ahead, behind := len(to)-common, len(from)-common
	status := "diverged"
	switch {
	case ahead == 0 && behind == 0:
		status = "identical"
	case ahead == 0:
		status = "behind"
	case behind == 0:
		status = "ahead"
	}
	commits := []document{}
	for _, sha := range to[common:] {
		commits = append(commits, viewCommit(base, sha))
	}
	between := from[len(from)-1] + "..." + to[len(to)-1]
	page := webPage(Repository + "/compare/" + between)
	return document{
		"url": base + "/repos/" + Repository + "/compare/" + between, "html_url": page, "permalink_url": page,
		"diff_url": page + ".diff", "patch_url": page + ".patch",
		"base_commit": viewCommit(base, from[len(from)-1]), "merge_base_commit": viewCommit(base, from[common-1]),
		"status": status, "ahead_by": ahead, "behind_by": behind, "total_commits": ahead, "commits": commits,
		"files": []document{},
	}
}

func viewCommit(base, sha string) document {
	commit := base + "/repos/" + Repository + "/git/commits/" + sha
	person := document{"name": "The Octocat", "email": "octocat@github.com", "date": "2024-01-02T03:04:05Z"}
	tree := document{"sha": madeUpSHA("tree of " + sha), "url": base + "/repos/" + Repository + "/git/trees/" + sha}
	return document{
		"sha": sha, "node_id": nodeID("C", int64(numberOf(sha))), "html_url": webPage(Repository + "/commit/" + sha),
		"url":          base + "/repos/" + Repository + "/commits/" + sha,
		"comments_url": base + "/repos/" + Repository + "/commits/" + sha + "/comments",
		"commit": document{
			"url": commit, "author": person, "committer": person, "message": "Change " + sha[:min(7, len(sha))], "comment_count": 0,
			"tree": tree,
		},
		"author": viewUser(base, "octocat"), "committer": viewUser(base, "octocat"), "parents": []document{},
	}
}
