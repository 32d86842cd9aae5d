package sandbox

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"
)

const (
	// maxCommentLength is in characters, not in bytes.
	maxCommentLength = 65_536
	githubDocs       = "https://docs.github.com/rest"
	commentDocs      = githubDocs + "/issues/comments"
	pullDocs         = githubDocs + "/pulls/pulls"
	// githubHourly is how many requests a workflow's token has in an hour.
	githubHourly = 1000
)

// A githubError is an error answer in the shape that all of GitHub's endpoints share.
type githubError struct {
	Message string          `json:"message"`
	Errors  []githubProblem `json:"errors,omitempty"`
	Docs    string          `json:"documentation_url"`
	Status  string          `json:"status"`

	accepted string // the permissions that would be enough
	sso      string // where to authorize the token for single sign-on
}

type githubProblem struct {
	Resource string `json:"resource"`
	Code     string `json:"code"`
	Field    string `json:"field"`
	Message  string `json:"message"`
}

// Error implements error.
func (e *githubError) Error() string { return e.Status + " " + e.Message }

func githubRefuse(status int, docs, message string) *githubError {
	return &githubError{Message: message, Docs: docs, Status: strconv.Itoa(status)}
}

func errGitHubNotFound(docs string) *githubError {
	return githubRefuse(http.StatusNotFound, docs, "Not Found")
}

// errComment is a comment that GitHub does not take.
func errComment(message string) *githubError {
	e := githubRefuse(http.StatusUnprocessableEntity, commentDocs, "Validation Failed")
	e.Errors = []githubProblem{{Resource: "IssueComment", Code: "unprocessable", Field: "data", Message: message}}
	return e
}

// readComment returns the text of a comment to be written.
func readComment(r *http.Request) (string, error) {
	var in map[string]any
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		return "", githubRefuse(http.StatusBadRequest, commentDocs, "Problems parsing JSON")
	}
	for _, name := range sortedKeys(in) {
		if name != "body" {
			return "", githubRefuse(http.StatusUnprocessableEntity, commentDocs,
				fmt.Sprintf("Invalid request.\n\n%q is not a permitted key.", name))
		}
	}
	text, ok := in["body"].(string)
	switch {
	case !ok:
		return "", githubRefuse(http.StatusUnprocessableEntity, commentDocs, "Invalid request.\n\n\"body\" wasn't supplied.")
	case strings.TrimSpace(text) == "":
		return "", errComment("Body cannot be blank")
	case utf8.RuneCountInString(text) > maxCommentLength:
		return "", errComment(fmt.Sprintf("Body is too long (maximum is %d characters)", maxCommentLength))
	}
	return text, nil
}

// pathNumber returns a number in the request's path, 0 where it is none.
func pathNumber(r *http.Request, name string) int64 {
	n, err := strconv.ParseInt(r.PathValue(name), 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// sendPage answers with the page of all that the request asks for, and names the others in the Link header as GitHub does:
// with the repository's number in the path.
func sendPage[T any](w http.ResponseWriter, r *http.Request, base, rest string, all []T) {
	query := r.URL.Query()
	size := min(queryNumber(query, "per_page", 30), 100)
	n := queryNumber(query, "page", 1)
	last := max((len(all)+size-1)/size, 1)
	link := func(page int, rel string) string {
		query.Set("page", strconv.Itoa(page))
		return fmt.Sprintf("<%s/repositories/%d%s?%s>; rel=%q", base, numberOf(Repository), rest, query.Encode(), rel)
	}
	var links []string
	if n > 1 {
		links = append(links, link(n-1, "prev"))
	}
	if n < last {
		links = append(links, link(n+1, "next"), link(last, "last"))
	}
	if n > 1 {
		links = append(links, link(1, "first"))
	}
	if len(links) > 0 {
		w.Header().Set("Link", strings.Join(links, ", "))
	}
	writeJSON(w, http.StatusOK, append([]T{}, page(all, n-1, size)...)) // an empty page is [], not null
}

// queryNumber returns a number above 0; anything else counts as absent.
func queryNumber(query url.Values, name string, absent int) int {
	n, err := strconv.Atoi(query.Get(name))
	if err != nil || n < 1 {
		return absent
	}
	return n
}

// base returns the address at which the client reached REST.
func (g *GitHub) base(r *http.Request) string {
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	return scheme + "://" + r.Host + g.prefix
}
