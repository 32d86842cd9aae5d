package sandbox

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

func (g *GitHub) listComments(w http.ResponseWriter, r *http.Request, _ GitHubToken) error {
	number := int(pathNumber(r, "number"))
	if g.findPull(number) < 0 {
		return errGitHubNotFound(commentDocs)
	}
	var all []document
	for _, c := range g.commentsOf(number) {
		all = append(all, viewComment(g.base(r), c))
	}
	sendPage(w, r, g.base(r), fmt.Sprintf("/issues/%d/comments", number), all)
	return nil
}

func (g *GitHub) createComment(w http.ResponseWriter, r *http.Request, who GitHubToken) error {
	number := int(pathNumber(r, "number"))
	if g.findPull(number) < 0 {
		return errGitHubNotFound(commentDocs)
	}
	if err := g.mayWrite(who); err != nil {
		return err
	}
	if g.locked[number] {
		return githubRefuse(http.StatusForbidden, commentDocs, "Unable to create comment because issue is locked.")
	}
	body, err := readComment(r)
	if err != nil {
		return err
	}
	made := viewComment(g.base(r), g.addComment(number, who.Login, body))
	w.Header().Set("Location", fmt.Sprint(made["url"]))
	writeJSON(w, http.StatusCreated, made)
	return nil
}

func (g *GitHub) editComment(w http.ResponseWriter, r *http.Request, who GitHubToken) error {
	i, err := g.writableComment(r, who)
	if err != nil {
		return err
	}
	body, err := readComment(r)
	if err != nil {
		return err
	}
	g.comments[i].Body = body
	g.comments[i].UpdatedAt = g.now().UTC().Truncate(time.Second)
	writeJSON(w, http.StatusOK, viewComment(g.base(r), g.comments[i]))
	return nil
}

func (g *GitHub) deleteComment(w http.ResponseWriter, r *http.Request, who GitHubToken) error {
	i, err := g.writableComment(r, who)
	if err != nil {
		return err
	}
	g.comments = slices.Delete(g.comments, i, i+1)
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// writableComment returns the index of the path's comment. As on GitHub, who may write may write anybody's.
func (g *GitHub) writableComment(r *http.Request, who GitHubToken) (int, error) {
	i := g.findComment(pathNumber(r, "id"))
	if i < 0 {
		return 0, errGitHubNotFound(commentDocs)
	}
	return i, g.mayWrite(who)
}

func (g *GitHub) getPull(w http.ResponseWriter, r *http.Request, _ GitHubToken) error {
	i := g.findPull(int(pathNumber(r, "number")))
	if i < 0 {
		return errGitHubNotFound(pullDocs)
	}
	pull := g.viewPull(g.base(r), g.pulls[i])
	addDetails(pull, g.pulls[i], len(g.commentsOf(g.pulls[i].Number)))
	writeJSON(w, http.StatusOK, pull)
	return nil
}

// listPulls lists the newest first; without a state, the open ones.
func (g *GitHub) listPulls(w http.ResponseWriter, r *http.Request, _ GitHubToken) error {
	query := r.URL.Query()
	state, head := query.Get("state"), query.Get("head")
	g.sendPulls(w, r, "/pulls", func(p Pull) bool {
		fits := state == "all" || p.Closed == (state == "closed")
		return fits && (head == "" || head == ownerOf(p.HeadRepo)+":"+p.HeadRef)
	})
	return nil
}

// listCommitPulls lists the pull requests that contain the commit, in whatever way.
func (g *GitHub) listCommitPulls(w http.ResponseWriter, r *http.Request, _ GitHubToken) error {
	sha := r.PathValue("sha")
	if len(sha) != 40 {
		return githubRefuse(http.StatusUnprocessableEntity, githubDocs+"/commits/commits", "No commit found for SHA: "+sha)
	}
	g.sendPulls(w, r, "/commits/"+sha+"/pulls", func(p Pull) bool {
		return p.HeadSHA == sha || p.MergeSHA == sha || slices.Contains(p.Contains, sha)
	})
	return nil
}

func (g *GitHub) sendPulls(w http.ResponseWriter, r *http.Request, rest string, fit func(Pull) bool) {
	var all []document
	for _, p := range slices.Backward(g.pulls) {
		if fit(p) {
			all = append(all, g.viewPull(g.base(r), p))
		}
	}
	sendPage(w, r, g.base(r), rest, all)
}

// graphQL knows one question: whose token this is.
func (g *GitHub) graphQL(w http.ResponseWriter, r *http.Request, who GitHubToken) error {
	var in struct {
		Query string `json:"query"`
	}
	err := json.NewDecoder(r.Body).Decode(&in)
	if err != nil || strings.Join(strings.Fields(in.Query), " ") != "query { viewer { login } }" {
		g.recordUnknown(r)
		return githubRefuse(http.StatusBadRequest, "https://docs.github.com/graphql", "A query attribute must be specified")
	}
	writeJSON(w, http.StatusOK, document{"data": document{"viewer": document{"login": who.Login}}})
	return nil
}
