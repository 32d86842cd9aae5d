package cli_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"auth0-hook-action/internal/sandbox"
)

// openAPI are the npm packages that hold GitHub's description of its API, and the validator.
var openAPI = []string{"@octokit/openapi@23.0.2", "ajv@8.20.0", "ajv-formats@3.0.1"}

// What the program sends to GitHub, and what the sandbox answers, is as GitHub describes it: for github.com and for a
// server of one's own.
func TestGitHubTrafficIsAsDescribed(t *testing.T) {
	t.Parallel()
	folder := npmFolder(t, "github-openapi-1", openAPI...)
	for description, prefix := range map[string]string{"api.github.com": "", "ghes-3.19": "/api/v3"} {
		t.Run(description, func(t *testing.T) {
			t.Parallel()
			all := record(t, prefix)
			bad := tampered(t, all)
			found := make([]bool, len(bad))
			for _, w := range describedOtherwise(t, folder, description, append(all, bad...)) {
				if w.Exchange >= len(all) {
					found[w.Exchange-len(all)] = true
					continue
				}
				e := all[w.Exchange]
				t.Errorf("%s %s?%s: %s", e.Method, e.Path, e.Query, w.Problem)
			}
			if i := slices.Index(found, false); i >= 0 {
				t.Errorf("nothing is found wrong with %+v", bad[i])
			}
			t.Logf("%d requests and answers of %d kinds", len(all), kinds(all))
		})
	}
}

// A deviation is what is wrong with one of the exchanges.
type deviation struct {
	Exchange int
	Problem  string
}

func describedOtherwise(t *testing.T, folder, description string, all []exchange) []deviation {
	t.Helper()
	in, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "node", "testdata/openapi.js", folder, description)
	cmd.Stdin = bytes.NewReader(in)
	var wrong []deviation
	out, err := cmd.Output()
	if err == nil {
		err = json.Unmarshal(out, &wrong)
	}
	if err != nil {
		t.Fatalf("openapi.js: %v\n%s", err, out)
	}
	return wrong
}

// tampered are exchanges that a judge who sees nothing would let pass.
func tampered(t *testing.T, all []exchange) []exchange {
	t.Helper()
	i := slices.IndexFunc(all, func(e exchange) bool { return e.Status == http.StatusCreated })
	if i < 0 {
		t.Fatal("no comment was created")
	}
	var wrong []exchange
	for _, change := range []func(e *exchange){
		func(e *exchange) { e.Path = "/repos/octo-org/issues" },
		func(e *exchange) { e.Method = http.MethodPut },
		func(e *exchange) { e.Query = "page=1" },
		func(e *exchange) { e.Path = strings.Replace(e.Path, "/1/", "/one/", 1) },
		func(e *exchange) { e.Body = `{"text":"x"}` },
		func(e *exchange) { e.Answer = strings.Replace(e.Answer, `"user":`, `"author":`, 1) },
		func(e *exchange) { e.Answer = strings.Replace(e.Answer, `"type":"Bot"`, `"type":7`, 1) },
		func(e *exchange) { e.Status = http.StatusAccepted },
	} {
		e := all[i]
		change(&e)
		wrong = append(wrong, e)
	}
	return wrong
}

// kinds counts methods, endpoints and statuses that differ.
func kinds(all []exchange) int {
	seen := map[string]bool{}
	for _, e := range all {
		seen[fmt.Sprint(e.Method, strings.Trim(e.Path, "0123456789abcdef"), e.Status)] = true
	}
	return len(seen)
}

// npmFolder gives a folder of the user's cache that has npm packages, which are installed where it is not there yet. As it
// takes Node and the network, the test is skipped unless REQUIRE_NODE asks for it.
func npmFolder(t *testing.T, name string, packages ...string) string {
	t.Helper()
	if os.Getenv("REQUIRE_NODE") == "" {
		t.Skip("set REQUIRE_NODE=1 to compare with GitHub's description: it needs node, npm and the network")
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	folder := filepath.Join(cache, "auth0-hook-action", name)
	if _, err := os.Stat(folder); err == nil {
		return folder
	}
	if err := os.MkdirAll(filepath.Dir(folder), 0o755); err != nil {
		t.Fatal(err)
	}
	made, err := os.MkdirTemp(filepath.Dir(folder), name+"-") //nolint:usetesting // it stays, under the folder's name
	if err != nil {
		t.Fatal(err)
	}
	install := exec.CommandContext(t.Context(), "npm", append([]string{"install", "--prefix", made, "--no-save",
		"--no-package-lock", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"}, packages...)...)
	if out, err := install.CombinedOutput(); err != nil {
		t.Fatalf("npm install: %v\n%s", err, out)
	}
	big, err := filepath.Glob(filepath.Join(made, "node_modules/@octokit/openapi/generated/*.deref.json"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range big { // the same again, ten times as large
		if err := os.Remove(file); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Rename(made, folder); err != nil {
		t.Fatal(err)
	}
	return folder
}

// An exchange is a request to GitHub's REST API and its answer.
type exchange struct {
	Method    string `json:"method"`
	Path      string `json:"path"`
	Query     string `json:"query"`
	Body      string `json:"body"`
	Status    int    `json:"status"`
	Answer    string `json:"answer"`
	OnPurpose bool   `json:"onPurpose"` // the test's own request, which may be wrong
}

// A recorder keeps what goes to and from a handler below a path.
type recorder struct {
	http.Handler
	prefix string

	mu        sync.Mutex
	onPurpose bool
	all       []exchange
}

func (r *recorder) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	body, _ := io.ReadAll(req.Body)
	req.Body = io.NopCloser(bytes.NewReader(body))
	answer := httptest.NewRecorder()
	r.Handler.ServeHTTP(answer, req)
	path, below := strings.CutPrefix(req.URL.EscapedPath(), r.prefix)
	if below && !strings.HasSuffix(path, "/graphql") { // REST alone is described
		r.add(exchange{req.Method, path, req.URL.RawQuery, string(body), answer.Code, answer.Body.String(), false})
	}
	maps.Copy(w.Header(), answer.Header())
	w.WriteHeader(answer.Code)
	_, _ = w.Write(answer.Body.Bytes())
}

// add keeps an exchange before its answer goes out: who has the answer finds it in exchanges.
func (r *recorder) add(x exchange) {
	r.mu.Lock()
	defer r.mu.Unlock()
	x.OnPurpose = r.onPurpose
	r.all = append(r.all, x)
}

func (r *recorder) exchanges() []exchange {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.all)
}

// record plays all scenes in which GitHub has a part, each with a GitHub of its own.
func record(t *testing.T, prefix string) []exchange {
	t.Helper()
	changed := func(e *env) { e.file("hooks/audit.js", audit+"//\n") }
	scenes := map[string]func(e *env, run func()){
		"create, repeat, update": func(e *env, run func()) { run(); run(); changed(e); run() },
		"many comments": func(e *env, run func()) {
			for i := range 230 {
				e.github.AddComment(1, []string{"mona", "renovate[bot]", ""}[i%3], fmt.Sprint("comment ", i))
			}
			run()
		},
		"left by a race": func(e *env, run func()) {
			run()
			e.github.AddComment(1, sandbox.WorkflowBot, e.github.Comments(1)[0].Body)
			e.github.MinimizeComment(e.github.AddComment(1, sandbox.WorkflowBot, "hidden"))
			changed(e)
			run()
		},
		"another's marker": func(e *env, run func()) {
			run()
			e.github.AddComment(1, "mallory", e.github.Comments(1)[0].Body)
			changed(e)
			run()
		},
		"no permission":     func(e *env, run func()) { e.readOnly(); run() },
		"none to update":    func(e *env, run func()) { run(); e.readOnly(); changed(e); run() },
		"no such number":    func(e *env, run func()) { e.inputs("pr-number", "404"); run() },
		"no valid token":    func(e *env, run func()) { e.inputs("github-token", "ghs_ended"); run() },
		"comment's event":   func(e *env, run func()) { e.at("issue_comment"); run() },
		"push":              func(e *env, run func()) { e.at("push", "GITHUB_SHA", branchSHA); run() },
		"push, unknown":     func(e *env, run func()) { e.at("push", "GITHUB_SHA", mergedSHA); run() },
		"deployment":        func(e *env, run func()) { e.at("deployment_status"); run() },
		"workflow_run":      func(e *env, run func()) { e.at("workflow_run.fork").inputs("mode", "plan"); run() },
		"workflow_dispatch": func(e *env, run func()) { e.at("workflow_dispatch", "GITHUB_REF", "refs/heads/audit-hook"); run() },
		"a long branch":     func(e *env, run func()) { e.at("workflow_dispatch", "GITHUB_REF", "refs/heads/fix/ä b&c=d#1"); run() },
	}
	var all []exchange
	for _, name := range slices.Sorted(maps.Keys(scenes)) {
		e := newEnv(t)
		r := &recorder{Handler: e.github, prefix: prefix}
		server := httptest.NewServer(r)
		t.Cleanup(server.Close)
		e.github.SetPrefix(prefix)
		e.vars["GITHUB_API_URL"] = server.URL + prefix
		scenes[name](e, func() { e.run() })
		r.onPurpose = true
		for _, wrong := range []string{`{"body":""}`, `{"text":"x"}`, `{"body":"` + strings.Repeat("x", 65_537) + `"}`, `{`} {
			e.send(http.MethodPost, "/issues/1/comments", wrong)
		}
		e.send(http.MethodGet, "/pulls?state=all&per_page=1&page=2", "")
		e.send(http.MethodGet, "/pulls/404", "")
		all = append(all, r.exchanges()...)
	}
	return all
}

// send sends GitHub a request of the test's own.
func (e *env) send(method, path, body string) {
	e.t.Helper()
	req, err := http.NewRequestWithContext(e.t.Context(), method, e.vars["GITHUB_API_URL"]+"/repos/"+sandbox.Repository+path,
		strings.NewReader(body))
	if err != nil {
		e.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+e.github.Token())
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		e.t.Fatal(err)
	}
	_ = res.Body.Close()
}
