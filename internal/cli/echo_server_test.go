package cli_test

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// An echoer stands before the servers. It learns the places of their answers at which a text can stand, or puts one
// there.
type echoer struct {
	mu     sync.Mutex
	learn  map[string]bool
	place  string // of the echo; empty while it learns
	kind   string
	form   int
	struck int
	values map[string]string // secrets by their kind: those that are given, and those that only the requests show
}

// give says which secrets the run has; an empty one it has not.
func (e *echoer) give(pairs ...string) {
	for pair := range slices.Chunk(pairs, 2) {
		e.values[pair[0]] = pair[1]
		if pair[1] == "" {
			delete(e.values, pair[0])
		}
	}
}

// strike says the secret at the place.
func (e *echoer) strike() string {
	e.struck++
	if e.values[e.kind] == "" {
		return "nothing"
	}
	return "it was " + echoForms(e.values[e.kind])[e.form]
}

func (e *echoer) before(server string, inner http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		route := server + " " + r.Method + " " + routeOf(r.URL.Path)
		if e.refuses(w, r, route, string(body)) {
			return
		}
		answer := httptest.NewRecorder()
		inner.ServeHTTP(answer, r)
		text := e.edit(route, answer.Body.Bytes())
		maps.Copy(w.Header(), answer.Header())
		w.Header().Del("Content-Length")
		w.WriteHeader(answer.Code)
		_, _ = w.Write(text)
	})
}

var idSegment = regexp.MustCompile(`/[0-9A-Za-z-]*[0-9][0-9A-Za-z-]*`)

func routeOf(path string) string {
	return strings.Replace(idSegment.ReplaceAllString(path, "/{id}"), "/api/{id}/", "/api/v2/", 1)
}

// echoAnswers are answers in place of the servers', by the place of a text in them.
func echoAnswers(text string) map[string]func(http.ResponseWriter, *http.Request) {
	problem := func(fields map[string]any) func(http.ResponseWriter, *http.Request) {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(http.StatusBadRequest)
			_ = json.NewEncoder(w).Encode(fields)
		}
	}
	page := func(kind, body string, status int) func(http.ResponseWriter, *http.Request) {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", kind)
			w.WriteHeader(status)
			_, _ = io.WriteString(w, body)
		}
	}
	return map[string]func(http.ResponseWriter, *http.Request){
		"error message":     problem(map[string]any{"statusCode": 400, "error": "Bad Request", "message": text}),
		"error word":        problem(map[string]any{"statusCode": 400, "error": text, "message": "no"}),
		"error code":        problem(map[string]any{"statusCode": 400, "error": "Bad Request", "message": "no", "errorCode": text}),
		"error description": problem(map[string]any{"error": "access_denied", "error_description": text}),
		"page":              page("text/html", "<html><body>"+text+"</body></html>", http.StatusForbidden),
		"content type":      page("text/"+strings.ReplaceAll(text, "\n", " "), "no", http.StatusNotFound),
		"location": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Location", "http://"+strangers+"/?"+strings.ReplaceAll(text, "\n", " "))
			w.WriteHeader(http.StatusTemporaryRedirect)
		},
	}
}

func (e *echoer) refuses(w http.ResponseWriter, r *http.Request, route, body string) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	if _, assertion, found := strings.Cut(body, "client_assertion="); found {
		assertion, _, _ = strings.Cut(assertion, "&")
		e.values["assertion"] = assertion
		e.values["signature"] = assertion[strings.LastIndex(assertion, ".")+1:]
	}
	for where := range echoAnswers("") {
		if e.learn != nil {
			e.learn[route+": "+where] = true
		}
		if e.place == route+": "+where {
			echoAnswers(e.strike())[where](w, r)
			return true
		}
	}
	return false
}

// edit puts the text into a field of an answer, wherever the field stands.
func (e *echoer) edit(route string, body []byte) []byte {
	e.mu.Lock()
	defer e.mu.Unlock()
	var answer any
	if json.Unmarshal(body, &answer) != nil {
		return body
	}
	if top, ok := answer.(map[string]any); ok && e.values["issued token"] == "" {
		e.values["issued token"], _ = top["access_token"].(string)
	}
	var found []string
	walk(answer, func(field, value string) string {
		found = append(found, route+": field "+field)
		if e.place == route+": field "+field {
			return e.strike()
		}
		return value
	})
	for _, place := range found {
		if e.learn != nil {
			e.learn[place] = true
		}
	}
	if !slices.Contains(found, e.place) {
		return body
	}
	edited, _ := json.Marshal(answer) // it was unmarshalled
	return edited
}

// walk replaces the texts in fields.
func walk(node any, replace func(field, value string) string) {
	switch n := node.(type) {
	case []any:
		for _, inner := range n {
			walk(inner, replace)
		}
	case map[string]any:
		for field, inner := range n {
			if text, ok := inner.(string); ok {
				n[field] = replace(field, text)
			}
			walk(inner, replace)
		}
	}
}
