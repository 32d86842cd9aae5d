package cli_test

import (
	"encoding/json"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"auth0-hook-action/internal/sandbox"
)

// A description is what the Management API says of itself, in OpenAPI 3.1.
type description struct {
	operations []operation
	schemas    map[string]*schema
}

type operation struct {
	name       string // METHOD /path/{id}
	method     string
	path       []string
	Parameters []parameter
	Body       *content `json:"requestBody"`
	Responses  map[string]content
}

type parameter struct {
	Name   string
	In     string
	Schema *schema
}

type content struct {
	Content map[string]struct{ Schema *schema }
}

// described is the description that AUTH0_OPENAPI names; nil where it names none.
var described = sync.OnceValues(func() (*description, error) {
	file := os.Getenv("AUTH0_OPENAPI")
	if file == "" {
		return nil, nil
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	return parseDescription(text)
})

func parseDescription(text []byte) (*description, error) {
	var raw struct {
		Paths      map[string]map[string]operation
		Components struct{ Schemas map[string]json.RawMessage }
	}
	if err := json.Unmarshal(text, &raw); err != nil {
		return nil, err
	}
	d := &description{schemas: map[string]*schema{}}
	for path, operations := range raw.Paths {
		for method, o := range operations {
			o.method, o.path = strings.ToUpper(method), strings.Split(path, "/")
			o.name = o.method + " " + path
			d.operations = append(d.operations, o)
		}
	}
	for name, text := range raw.Components.Schemas {
		d.schemas[name] = &schema{}
		if err := strictly(text, d.schemas[name]); err != nil {
			return nil, fmt.Errorf("schema %s: %w", name, err)
		}
	}
	return d, nil
}

// find is the operation of a request: of several that fit, that with the most words in its path.
func (d *description) find(method, path string) *operation {
	var best *operation
	at := strings.Split(strings.TrimPrefix(path, "/api/v2"), "/")
	for i, o := range d.operations {
		fits := o.method == method && slices.EqualFunc(o.path, at, func(a, b string) bool {
			return a == b || strings.HasPrefix(a, "{") && b != ""
		})
		if fits && (best == nil || o.words() > best.words()) {
			best = &d.operations[i]
		}
	}
	return best
}

func (o *operation) words() int {
	return len(slices.DeleteFunc(slices.Clone(o.path), func(s string) bool { return strings.HasPrefix(s, "{") }))
}

// checkRequest lists what a request has that the description has not.
func (d *description) checkRequest(r sandbox.Request) []string {
	o := d.find(r.Method, r.Path)
	if o == nil {
		return []string{r.Method + " " + r.Path + ": no such operation"}
	}
	wrong := append(d.checkPath(o, r.Path), d.checkQuery(o, r.Query)...)
	wrong = append(wrong, d.checkBody(o, r)...)
	return named(o.name, wrong)
}

func named(what string, wrong []string) []string {
	for i := range wrong {
		wrong[i] = what + ": " + wrong[i]
	}
	return wrong
}

func (o *operation) parameter(in, name string) *parameter {
	i := slices.IndexFunc(o.Parameters, func(p parameter) bool { return p.In == in && p.Name == name })
	if i < 0 {
		return nil
	}
	return &o.Parameters[i]
}

func (d *description) checkPath(o *operation, path string) []string {
	var wrong []string
	at := strings.Split(strings.TrimPrefix(path, "/api/v2"), "/")
	for i, segment := range o.path {
		name := strings.Trim(segment, "{}")
		if name == segment {
			continue
		}
		if p := o.parameter("path", name); p == nil {
			wrong = append(wrong, "path parameter "+name+": not described")
		} else {
			wrong = append(wrong, d.check(p.Schema, "path parameter "+name, at[i])...)
		}
	}
	return wrong
}

func (d *description) checkQuery(o *operation, query string) []string {
	values, err := url.ParseQuery(query)
	if err != nil {
		return []string{"the query cannot be parsed"}
	}
	var wrong []string
	for name, given := range values {
		where := "query parameter " + name
		switch p := o.parameter("query", name); {
		case p == nil:
			wrong = append(wrong, where+": not described")
		case len(given) > 1:
			wrong = append(wrong, where+": given more than once")
		default:
			wrong = append(wrong, d.check(p.Schema, where, typed(p.Schema, given[0]))...)
		}
	}
	return wrong
}

// typed is a parameter's text as a value of its type, if it is one.
func typed(s *schema, text string) any {
	switch {
	case slices.Contains(s.Type, "integer"):
		if n, err := strconv.Atoi(text); err == nil {
			return float64(n)
		}
	case slices.Contains(s.Type, "boolean"):
		if text == "true" || text == "false" {
			return text == "true"
		}
	}
	return text
}

func (d *description) checkBody(o *operation, r sandbox.Request) []string {
	switch {
	case o.Body == nil && r.Body != "":
		return []string{"a body where none is described"}
	case o.Body == nil:
		return nil
	case r.Body == "":
		return []string{"no body"}
	}
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if _, there := o.Body.Content[kind]; err != nil || !there {
		return []string{"a body of a type that is not described"}
	}
	return d.checkJSON(o.Body.Content[kind].Schema, "body", r.Body)
}

func (d *description) checkJSON(s *schema, where, text string) []string {
	var v any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		return []string{where + ": not JSON"}
	}
	return named(where, d.check(s, "", v))
}

// checkAnswer lists what an answer has that the description has not.
func (d *description) checkAnswer(x exchange) []string {
	o := d.find(x.Method, x.Path)
	if o == nil {
		return nil // knows of the request
	}
	answer, there := o.Responses[strconv.Itoa(x.Status)]
	var wrong []string
	if !there {
		wrong = append(wrong, fmt.Sprintf("status %d: not described", x.Status))
	}
	if !there && x.Status/100 == 2 {
		answer = o.done()
	}
	if s := answer.Content["application/json"].Schema; s != nil {
		wrong = append(wrong, d.checkJSON(s, "answer", x.Answer)...)
	} else if x.Status == http.StatusNoContent && x.Answer != "" {
		wrong = append(wrong, "status 204 with a body")
	}
	return named(o.name, wrong)
}

// done is the answer that is described for a request that was carried out.
func (o *operation) done() content {
	for status, answer := range o.Responses {
		if strings.HasPrefix(status, "2") {
			return answer
		}
	}
	return content{}
}

// checkRequests holds what a run asked of Auth0 against the API's description, where there is one.
func checkRequests(t *testing.T, requests []sandbox.Request) {
	t.Helper()
	d, err := described()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range requests {
		if d == nil || r.Path == "/oauth/token" || r.Cut { // which another document describes, or which a killed run did not send wholly
			continue
		}
		for _, wrong := range d.checkRequest(r) {
			t.Errorf("Auth0's description of its API says otherwise: %s", wrong)
		}
	}
}
