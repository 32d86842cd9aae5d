package sandbox

import (
	"errors"
	"fmt"
	"net/http"
	"path"
	"strconv"
	"strings"
	"time"
)

// A githubEndpoint does what one request asks for. The state is locked meanwhile.
type githubEndpoint func(w http.ResponseWriter, r *http.Request, who GitHubToken) error

func (g *GitHub) addRoutes() {
	const repo = "/repos/" + Repository
	g.on("GET "+repo+"/issues/{number}/comments", permitPulls, g.listComments)
	g.on("POST "+repo+"/issues/{number}/comments", permitPulls, g.createComment)
	g.on("PATCH "+repo+"/issues/comments/{id}", permitPulls, g.editComment)
	g.on("DELETE "+repo+"/issues/comments/{id}", permitPulls, g.deleteComment)
	g.on("GET "+repo+"/pulls", permitPulls, g.listPulls)
	g.on("GET "+repo+"/pulls/{number}", permitPulls, g.getPull)
	g.on("GET "+repo+"/commits/{sha}/pulls", permitPulls, g.listCommitPulls)
	g.on("GET "+repo+"/commits/{sha}/branches-where-head", permitContents, g.listBranchesOfHead)
	g.on("GET "+repo+"/compare/{basehead...}", permitContents, g.compare)
	g.on("GET "+repo+"/commits/{ref...}", permitContents, g.getCommitSHA)
}

// on adds an endpoint about the repository. permission is what reading there needs.
func (g *GitHub) on(pattern, permission string, do githubEndpoint) {
	g.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		g.serveAs(w, r, func(w http.ResponseWriter, r *http.Request, who GitHubToken) error {
			if err := g.mayRead(who, permission); err != nil {
				return err
			}
			return do(w, r, who)
		})
	})
}

// serveAs lets do answer a request for the owner of its token.
func (g *GitHub) serveAs(w http.ResponseWriter, r *http.Request, do githubEndpoint) {
	who, err := g.identify(r)
	if err == nil {
		err = do(w, r, who)
	}
	if e, ok := errors.AsType[*githubError](err); ok {
		g.sendError(w, e)
	} else if err != nil {
		g.sendError(w, githubRefuse(http.StatusInternalServerError, githubDocs, err.Error()))
	}
}

func (g *GitHub) sendError(w http.ResponseWriter, e *githubError) {
	if e.accepted != "" {
		w.Header().Set("X-Accepted-GitHub-Permissions", e.accepted)
	}
	if e.sso != "" {
		w.Header().Set("X-GitHub-SSO", "required; url="+e.sso)
	}
	status, err := strconv.Atoi(e.Status)
	if err != nil {
		panic(err) // githubRefuse made it
	}
	writeJSON(w, status, e)
}

// handle answers a request, one at a time.
func (g *GitHub) handle(w http.ResponseWriter, r *http.Request) {
	g.state.Lock()
	defer g.state.Unlock()
	g.countRequest(w)
	switch inner, pattern := g.match(r); {
	case pattern == "":
		g.recordUnknown(r)
		g.sendError(w, errGitHubNotFound(githubDocs))
	case inner == nil:
		g.serveAs(w, r, g.graphQL)
	default:
		g.mux.ServeHTTP(w, inner)
	}
}

// match returns the request as REST's endpoints know it, and the pattern of its endpoint. The pattern is empty where there
// is none, and the request nil where it is for GraphQL. A path that is not clean has no endpoint, where net/http would
// redirect: the sandbox is stricter with its clients.
func (g *GitHub) match(r *http.Request) (*http.Request, string) {
	if r.Method == http.MethodPost && r.URL.Path == strings.TrimSuffix(g.prefix, "/v3")+"/graphql" {
		return nil, "POST /graphql"
	}
	rest, ok := strings.CutPrefix(r.URL.Path, g.prefix)
	if !ok || path.Clean(rest) != rest {
		return r, ""
	}
	inner := r.Clone(r.Context())
	inner.URL.Path, inner.URL.RawPath = rest, ""
	_, pattern := g.mux.Handler(inner)
	return inner, pattern
}

// routeOf returns the pattern of the request's endpoint.
func (g *GitHub) routeOf(r *http.Request) string {
	g.state.Lock()
	defer g.state.Unlock()
	_, pattern := g.match(r)
	return pattern
}

// countRequest sends the headers of the hourly limit, which is never reached: a fault does that.
func (g *GitHub) countRequest(w http.ResponseWriter) {
	g.served++
	left := max(githubHourly-g.served, 1)
	reset := g.now().Truncate(time.Hour).Add(time.Hour)
	for name, value := range map[string]string{
		"X-GitHub-Media-Type":   "github.v3; format=json",
		"X-GitHub-Request-Id":   fmt.Sprintf("SAND:%04X", g.served),
		"X-RateLimit-Limit":     strconv.Itoa(githubHourly),
		"X-RateLimit-Remaining": strconv.Itoa(left),
		"X-RateLimit-Used":      strconv.Itoa(githubHourly - left),
		"X-RateLimit-Reset":     strconv.FormatInt(reset.Unix(), 10),
		"X-RateLimit-Resource":  "core",
	} {
		w.Header().Set(name, value)
	}
}

// identify returns the owner of the request's token.
func (g *GitHub) identify(r *http.Request) (GitHubToken, error) {
	kind, text, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	who, known := g.tokens[text]
	switch {
	case text == "":
		return who, githubRefuse(http.StatusUnauthorized, githubDocs, "Requires authentication")
	case !known || (!strings.EqualFold(kind, "Bearer") && !strings.EqualFold(kind, "token")):
		return who, githubRefuse(http.StatusUnauthorized, githubDocs, "Bad credentials")
	}
	return who, nil
}
