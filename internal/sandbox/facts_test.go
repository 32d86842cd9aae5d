package sandbox

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v4"
)

// A fact is what is known of the real services, see testdata/README.md.
type fact struct {
	Fact, Source string
	Tenant       struct {
		Age, Refusal, Failing, OAuth, Hook string
		Looks, Bucket                      int
	}
	Steps []factStep
}

// A factStep is one request, and what must come back.
type factStep struct {
	Send    string
	Body    any
	Token   []string // scopes; nil: all
	Raw     string   // another token
	Status  int
	Headers []string
	At, As  string
	Is      json.RawMessage
	Keys    []string
	Has     map[string]any
	Not     map[string]any
	Of      *int
}

// readTable reads a table of testdata.
func readTable[T any](t *testing.T, name string) []T {
	t.Helper()
	text, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	var plain any
	if err := yaml.Unmarshal(text, &plain); err != nil {
		t.Fatal(err)
	}
	text, err = json.Marshal(plain)
	if err != nil {
		t.Fatal(err)
	}
	var rows []T
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&rows); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return rows
}

func TestFacts(t *testing.T) {
	t.Parallel()
	for _, table := range []string{"hooks.yaml", "actions.yaml", "tokens.yaml", "github.yaml"} {
		for _, f := range readTable[fact](t, table) {
			t.Run(strings.TrimSuffix(table, ".yaml")+": "+f.Fact, func(t *testing.T) {
				t.Parallel()
				if f.Source == "" || len(f.Steps) == 0 {
					t.Error("a fact needs a source and steps")
				}
				r := newFactRunner(t, f, table == "github.yaml")
				for i := range f.Steps {
					r.check(t, f.Steps[i])
				}
			})
		}
	}
}

func TestTriggerFacts(t *testing.T) {
	t.Parallel()
	answer := newAsker(t, NewTenant()).must(200, "GET /actions/triggers", "")
	want, got := readTable[any](t, "triggers.yaml"), dig[[]any](t, answer, "triggers")
	order := func(a, b any) int {
		key := func(row any) string { return dig[string](t, row, "id") + dig[string](t, row, "version") }
		return strings.Compare(key(a), key(b))
	}
	slices.SortFunc(want, order)
	slices.SortFunc(got, order)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("triggers (-known +got):\n%s", diff)
	}
}

// A factRunner sends a fact's requests to a sandbox of its own, and knows the ids of earlier answers by name.
type factRunner struct {
	handler http.Handler
	base    string // of the addresses
	token   func(factStep) string
	names   map[string]string
}

func newFactRunner(t *testing.T, f fact, github bool) *factRunner {
	t.Helper()
	if github {
		g := NewGitHub()
		g.AddPull(Pull{})
		tokens := map[string]string{"": g.Token(), "reader": g.AddToken(GitHubToken{Login: WorkflowBot, ReadOnly: true})}
		return &factRunner{g, "/repos/" + Repository, func(s factStep) string { return orRaw(tokens, s.Raw) },
			map[string]string{}}
	}
	tenant := NewTenant()
	if f.Tenant.Hook != "" {
		tenant.AddHook(Hook{ID: f.Tenant.Hook, Name: f.Tenant.Hook, Trigger: "credentials-exchange", Script: "x"})
	}
	tenant.SetAge(map[string]Age{"": HooksOn, "read-only": HooksReadOnly, "gone": HooksGone}[f.Tenant.Age])
	tenant.SetRefusal(map[string]Refusal{"": NotAllowed, "disabled": Disabled}[f.Tenant.Refusal])
	tenant.SetTokenFailure(map[string]TokenFailure{
		"no client grant": NoClientGrant, "grant type off": GrantTypeOff, "quota": QuotaExceeded,
	}[f.Tenant.OAuth])
	tenant.SetBuild(Progress{Looks: f.Tenant.Looks, Fail: f.Tenant.Failing})
	if f.Tenant.Bucket > 0 {
		tenant.SetBucket(f.Tenant.Bucket, 0.001)
	}
	id, secret := tenant.Client()
	token := func(s factStep) string {
		if s.Raw != "" {
			return s.Raw
		}
		return tenant.Token(s.Token...)
	}
	return &factRunner{tenant, "/api/v2", token, map[string]string{"client": id, "secret": secret, "audience": Audience}}
}

func orRaw(tokens map[string]string, name string) string {
	if token, ok := tokens[name]; ok {
		return token
	}
	return name
}

// check sends a step's request and compares the answer.
func (r *factRunner) check(t *testing.T, s factStep) {
	t.Helper()
	s = r.fill(t, s)
	rec := r.send(t, s)
	if rec.Code != s.Status {
		t.Fatalf("%s: status %d, known is %d: %s", s.Send, rec.Code, s.Status, rec.Body)
	}
	for _, name := range s.Headers {
		if rec.Header()[name] == nil {
			t.Errorf("%s: no header %s in %v", s.Send, name, rec.Header())
		}
	}
	var answer any = ""
	if rec.Body.Len() > 0 {
		answer = parse(t, rec.Body.String())
	}
	if s.Is != nil {
		if diff := cmp.Diff(parse(t, string(s.Is)), answer); diff != "" {
			t.Errorf("%s: answer (-known +got):\n%s", s.Send, diff)
		}
	}
	part := partOf(t, s.At, answer)
	checkPart(t, s, part)
	if s.As != "" {
		r.learn(t, s, part)
	}
}

// fill replaces the names of earlier answers in the whole step.
func (r *factRunner) fill(t *testing.T, s factStep) factStep {
	t.Helper()
	text, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	filled := string(text)
	for name, value := range r.names {
		filled = strings.ReplaceAll(filled, "{"+name+"}", value)
	}
	absent := s.Is == nil
	s = factStep{}
	if err := json.Unmarshal([]byte(filled), &s); err != nil {
		t.Fatal(err)
	}
	if absent {
		s.Is = nil // JSON made it null
	}
	return s
}

func (r *factRunner) send(t *testing.T, s factStep) *httptest.ResponseRecorder {
	t.Helper()
	method, path, _ := strings.Cut(s.Send, " ")
	if path != tokenPath && path != "/graphql" {
		path = r.base + path
	}
	var body []byte
	if s.Body != nil {
		text, err := json.Marshal(s.Body)
		if err != nil {
			t.Fatal(err)
		}
		body = text
	}
	req := httptest.NewRequest(method, path, bytes.NewReader(body))
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	req.Header.Set("Authorization", "Bearer "+r.token(s))
	rec := httptest.NewRecorder()
	r.handler.ServeHTTP(rec, req)
	return rec
}

// partOf is what is at a path of keys and positions, joined by dots.
func partOf(t *testing.T, at string, answer any) any {
	t.Helper()
	for step := range strings.SplitSeq(at, ".") {
		if i, err := strconv.Atoi(step); err == nil {
			answer = dig[any](t, answer, i)
		} else if step != "" {
			answer = dig[any](t, answer, step)
		}
	}
	return answer
}

// checkPart compares the part of the answer that the step is about.
func checkPart(t *testing.T, s factStep, part any) {
	t.Helper()
	if s.Of != nil && len(dig[[]any](t, part)) != *s.Of {
		t.Errorf("%s: %v, want %d of them", s.Send, part, *s.Of)
	}
	if s.Keys == nil && s.Has == nil && s.Not == nil {
		return
	}
	object := dig[map[string]any](t, part)
	if diff := cmp.Diff(s.Keys, sortedKeys(object)); diff != "" && s.Keys != nil {
		t.Errorf("%s: keys (-known +got):\n%s", s.Send, diff)
	}
	for name, want := range s.Has {
		got, ok := object[name]
		if diff := cmp.Diff(want, got); diff != "" || !ok {
			t.Errorf("%s: %s (-known +got):\n%s", s.Send, name, diff)
		}
	}
	for name, other := range s.Not {
		if cmp.Equal(object[name], other) {
			t.Errorf("%s: %s is still %v", s.Send, name, other)
		}
	}
}

// learn gives the id of a part of the answer a name.
func (r *factRunner) learn(t *testing.T, s factStep, part any) {
	t.Helper()
	switch id := dig[map[string]any](t, part)["id"].(type) {
	case string:
		r.names[s.As] = id
	case float64:
		r.names[s.As] = strconv.FormatInt(int64(id), 10)
	default:
		t.Fatalf("%s: no id in %v", s.Send, part)
	}
}
