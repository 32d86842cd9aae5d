package cli_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"auth0-hook-action/internal/cli"
	"auth0-hook-action/internal/sandbox"
)

// audit is the script that most tests deploy.
const audit = `module.exports = function (client, scope, audience, context, cb) {
  cb(null, { scope: scope, 'https://example.com/audited': true });
};
`

const headSHA = "5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f"

// An env is a step of a workflow on a machine of its own: a tenant, a GitHub with pull request 1, a workspace.
type env struct {
	t      *testing.T
	dir    string
	vars   map[string]string
	auth0  *sandbox.Tenant
	github *sandbox.GitHub
	domain string // of the tenant, as an input
	token  string
	// assertion is a ready one that the step gives.
	assertion string
	secrets   []string        // no byte of these may show up anywhere
	ctx       context.Context // nil: the test's
}

// newEnv is a step whose servers listen on this machine, or in a bubble's network where the test runs in one.
func newEnv(t *testing.T, inputs ...string) *env {
	t.Helper()
	if inBubble() {
		return newBubble(t, false).inputs(inputs...)
	}
	auth0, github := sandbox.NewTenant(), sandbox.NewGitHub()
	github.AddPull(sandbox.Pull{HeadSHA: headSHA})
	domain, stopTenant := auth0.Start()
	api, stopGitHub := github.Start()
	t.Cleanup(stopTenant)
	t.Cleanup(stopGitHub)
	return envOf(t, auth0, github, domain, api).inputs(inputs...)
}

// envOf is a step of a workflow that reaches a tenant and a GitHub at these addresses.
func envOf(t *testing.T, auth0 *sandbox.Tenant, github *sandbox.GitHub, domain, api string) *env {
	t.Helper()
	e := &env{t: t, dir: t.TempDir(), auth0: auth0, github: github, domain: domain}
	_, clientSecret := e.auth0.Client()
	e.token = e.auth0.Token()
	e.secrets = []string{e.token, clientSecret, e.github.Token()}
	e.vars = map[string]string{
		"GITHUB_ACTIONS": "true", "GITHUB_EVENT_NAME": "pull_request", "GITHUB_REPOSITORY": sandbox.Repository, "GITHUB_REPOSITORY_ID": "5001",
		"GITHUB_SERVER_URL": "https://github.com", "GITHUB_API_URL": api, "GITHUB_RUN_ID": "100", "GITHUB_RUN_ATTEMPT": "1",
		"GITHUB_SHA": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "RUNNER_DEBUG": "1",
		"GITHUB_WORKSPACE":  filepath.Join(e.dir, "workspace"),
		"GITHUB_EVENT_PATH": filepath.Join(e.dir, "event.json"),
		"GITHUB_OUTPUT":     filepath.Join(e.dir, "output"), "GITHUB_STEP_SUMMARY": filepath.Join(e.dir, "summary"),
	}
	e.file("../event.json", pullRequestEvent(true))
	e.file("hooks/audit.js", audit)
	e.inputs("domain", domain, "token", e.token, "github-token", e.github.Token(), "hook-name", "audit",
		"trigger", "credentials-exchange", "script-path", "hooks/audit.js")
	return e
}

func pullRequestEvent(private bool) string {
	return fmt.Sprintf(`{"action":"opened","number":1,"pull_request":{"number":1,"head":{"sha":%q,"ref":"topic",
"repo":{"id":5001,"full_name":%q}}},"repository":{"id":5001,"full_name":%[2]q,"default_branch":"main","private":%t,"visibility":%q}}`,
		headSHA, sandbox.Repository, private, map[bool]string{true: "private", false: "public"}[private])
}

// file writes into the workspace.
func (e *env) file(name, text string) {
	e.t.Helper()
	file := filepath.Join(e.dir, "workspace", name)
	if err := os.MkdirAll(filepath.Dir(file), 0o750); err != nil {
		e.t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		e.t.Fatal(err)
	}
}

// inputs sets inputs by name and value, as the runner would.
func (e *env) inputs(pairs ...string) *env {
	for pair := range slices.Chunk(pairs, 2) {
		e.vars["INPUT_"+strings.ToUpper(pair[0])] = pair[1]
	}
	return e
}

// without removes inputs.
func (e *env) without(names ...string) *env {
	for _, name := range names {
		delete(e.vars, "INPUT_"+strings.ToUpper(name))
	}
	return e
}

// An outcome is all that a step left behind.
type outcome struct {
	t       *testing.T
	code    int
	log     string
	outputs map[string]string
	summary string
}

// run runs the whole program once. Every byte that it wrote, and every request except the place a secret is meant for,
// is searched for the secrets.
func (e *env) run() outcome {
	e.t.Helper()
	return e.runIn(e.context())
}

// context is what a run of the step gets.
func (e *env) context() context.Context {
	if e.ctx != nil {
		return e.ctx
	}
	return e.t.Context()
}

func (e *env) runIn(ctx context.Context) outcome {
	e.t.Helper()
	vars := maps.Clone(e.vars)
	for _, name := range []string{"GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY"} {
		if err := os.WriteFile(vars[name], nil, 0o600); err != nil {
			e.t.Fatal(err)
		}
	}
	seen, seenGitHub := len(e.auth0.Requests()), len(e.github.Requests())
	var log bytes.Buffer
	code := cli.Run(ctx, nil, func(name string) string { return vars[name] }, &log, &log)
	o := outcome{t: e.t, code: code, log: log.String(), outputs: map[string]string{}}
	o.summary = read(e.t, vars["GITHUB_STEP_SUMMARY"])
	raw := read(e.t, vars["GITHUB_OUTPUT"])
	o.readOutputs(raw)
	e.searchForSecrets(unmasked(o.log)+o.summary+raw, e.auth0.Requests()[seen:], e.github.Requests()[seenGitHub:])
	checkRequests(e.t, e.auth0.Requests()[seen:])
	for _, strange := range append(e.auth0.Unknown(), e.github.Unknown()...) {
		e.t.Errorf("a request to no known endpoint: %s", strange)
	}
	return o
}

// unmasked is a log without the lines that hand the runner its masks.
func unmasked(log string) string {
	lines := slices.DeleteFunc(strings.SplitAfter(log, "\n"), func(l string) bool { return strings.HasPrefix(l, "::add-mask::") })
	return strings.Join(lines, "")
}

// searchForSecrets looks for each secret, whole, line by line and encoded, in all that was written and sent, except the
// bodies that a value is meant for.
func (e *env) searchForSecrets(written string, toAuth0, toGitHub []sandbox.Request) {
	e.t.Helper()
	for _, c := range e.github.Comments(1) {
		written += c.Body
	}
	for _, s := range e.secrets {
		places := []string{written}
		for _, r := range toGitHub {
			places = append(places, strings.ReplaceAll(sent(r), "Bearer "+e.github.Token(), ""))
		}
		for _, r := range toAuth0 {
			text := sent(r)
			if e.meant(r, s) {
				text = ""
			}
			places = append(places, strings.ReplaceAll(text, "Bearer "+e.token, ""))
		}
		for _, form := range formsOf(s) {
			for _, place := range places {
				if i := strings.Index(place, form); i >= 0 {
					e.t.Errorf("a secret shows: …%s<<here>>", place[max(0, i-200):i])
				}
			}
		}
	}
}

// sent is all that a request carries.
func sent(r sandbox.Request) string {
	text := r.Method + " " + r.Path + "?" + r.Query + "\n" + r.Body
	for name, values := range r.Header {
		text += "\n" + name + ": " + strings.Join(values, ", ")
	}
	return text
}

// meant reports that a request's body is the place for a secret: the client's own goes to /oauth/token alone, a hook's to
// its secrets or into its Action, and tokens nowhere.
func (e *env) meant(r sandbox.Request, value string) bool {
	_, clientSecret := e.auth0.Client()
	switch {
	case value == e.token || value == e.github.Token() || r.Method == "GET" || strings.Contains(r.Path+r.Query, value):
		return false
	case r.Path == "/oauth/token":
		return value == clientSecret || value == e.assertion
	}
	return value != clientSecret && (strings.HasSuffix(r.Path, "/secrets") || strings.Contains(r.Path, "/actions/actions"))
}

// formsOf are the ways in which a secret may show.
func formsOf(value string) []string {
	var forms []string
	for _, plain := range append(strings.Split(value, "\n"), value) {
		if len(plain) < 6 {
			continue
		}
		quoted, _ := json.Marshal(plain) // a string always can be
		forms = append(forms, plain, url.QueryEscape(plain), url.PathEscape(plain), strings.Trim(string(quoted), `"`),
			base64.RawStdEncoding.EncodeToString([]byte(plain)), base64.RawURLEncoding.EncodeToString([]byte(plain)))
	}
	return forms
}

func read(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// readOutputs reads the output file as the runner does.
func (o *outcome) readOutputs(raw string) {
	o.t.Helper()
	for lines := strings.Split(raw, "\n"); len(lines) > 1; {
		name, delimiter, found := strings.Cut(lines[0], "<<")
		end := slices.Index(lines, delimiter)
		if !found || end < 0 {
			o.t.Fatalf("the output file cannot be read at %q", lines[0])
		}
		o.outputs[name] = strings.Join(lines[1:end], "\n")
		lines = lines[end+1:]
	}
}

// want checks the exit code and some outputs, by name and value.
func (o outcome) want(code int, outputs ...string) outcome {
	o.t.Helper()
	if o.code != code {
		o.t.Errorf("exit code %d, want %d", o.code, code)
	}
	for pair := range slices.Chunk(outputs, 2) {
		if got := o.outputs[pair[0]]; got != pair[1] {
			o.t.Errorf("output %s = %q, want %q", pair[0], got, pair[1])
		}
	}
	if o.t.Failed() {
		o.t.Logf("log:\n%s", unmasked(o.log))
	}
	return o
}

// says checks that log and summary hold texts. What stands in quotes in the log is code in the summary, which begins its sentences
// with a capital.
func (o outcome) says(texts ...string) outcome {
	o.t.Helper()
	alike := func(text string) string { return strings.ReplaceAll(text, "`", `"`) }
	for _, text := range texts {
		if !strings.Contains(alike(o.log), alike(text)) || !strings.Contains(alike(o.summary), alike(text)) {
			o.t.Errorf("log or summary lack %q\nlog:\n%s\nsummary:\n%s", text, o.log, o.summary)
		}
	}
	return o
}

// hooksOutput is the output "hooks".
func (o outcome) hooksOutput() []map[string]any {
	o.t.Helper()
	var rows []map[string]any
	if err := json.Unmarshal([]byte(o.outputs["hooks"]), &rows); err != nil {
		o.t.Fatalf("output hooks: %v", err)
	}
	return rows
}

// requests are those of one method and path, "POST /api/v2/hooks".
func (e *env) requests(method, path string) []sandbox.Request {
	return slices.DeleteFunc(e.auth0.Requests(), func(r sandbox.Request) bool { return r.Method != method || r.Path != path })
}
