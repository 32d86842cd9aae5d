//go:build !release

package demo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"auth0-hook-action/internal/cli"
	"auth0-hook-action/internal/sandbox"
)

// A scene is one step of a workflow, and what changes before it.
type scene struct {
	title  string
	files  map[string]string
	before func()
	inputs map[string]string
	// code is the exit code that the scene must end with.
	code int
}

// A stage is what a step of a workflow runs on, all of it on this machine: a sandbox tenant, a sandbox GitHub with a pull
// request, a workspace, and the files that the runner makes.
type stage struct {
	out    io.Writer
	dir    string
	auth0  *sandbox.Tenant
	github *sandbox.GitHub
	domain string // of the tenant, as an input
	api    string // of GitHub
	number int
	close  func()
}

func newStage(out io.Writer) (*stage, error) {
	dir, err := os.MkdirTemp("", "auth0-hook-action-demo-")
	if err != nil {
		return nil, err
	}
	st := &stage{out: out, dir: dir, auth0: sandbox.NewTenant(), github: sandbox.NewGitHub()}
	st.number = st.github.AddPull(sandbox.Pull{})
	address, stopTenant := st.auth0.Start()
	api, stopGitHub := st.github.Start()
	st.domain, st.api = address, api
	st.close = func() {
		stopTenant()
		stopGitHub()
		_ = os.RemoveAll(dir) // the system clears what is left
	}
	event := fmt.Sprintf(`{"action":"synchronize","number":%d,"pull_request":{"number":%[1]d,"head":{"sha":%q,"ref":"topic",
"repo":{"id":1,"full_name":%q}}},"repository":{"id":1,"full_name":%[3]q,"private":true,"visibility":"private"}}`,
		st.number, strings.Repeat("5f", 20), sandbox.Repository)
	return st, errors.Join(st.write("../event.json", event), os.MkdirAll(filepath.Join(dir, "workspace", "hooks"), 0o750))
}

// write puts a file into the workspace.
func (st *stage) write(name, text string) error {
	file := filepath.Join(st.dir, "workspace", name)
	if err := os.MkdirAll(filepath.Dir(file), 0o750); err != nil {
		return err
	}
	return os.WriteFile(file, []byte(text), 0o600)
}

func (st *stage) playAll(ctx context.Context, number int, scenes []scene) error {
	for i, sc := range scenes {
		for name, text := range sc.files {
			if err := st.write(name, text); err != nil {
				return err
			}
		}
		if sc.before != nil {
			sc.before()
		}
		sc.title = fmt.Sprintf("%d. %s", number+i, sc.title)
		if err := st.run(ctx, sc); err != nil {
			return err
		}
	}
	return nil
}

// run is one step of a workflow: its log as it comes, then its outputs.
func (st *stage) run(ctx context.Context, sc scene) error {
	st.heading("%s", sc.title)
	output := filepath.Join(st.dir, "output")
	if err := os.WriteFile(output, nil, 0o600); err != nil {
		return err
	}
	log := &shownLog{out: st.out}
	code := cli.Run(ctx, nil, st.env(sc.inputs), log, log)
	outputs, err := os.ReadFile(output) //nolint:gosec // the file was made above
	if err != nil {
		return err
	}
	st.printf("\noutputs:\n%s", plainOutputs(string(outputs)))
	if code != sc.code {
		return fmt.Errorf("%q ended with exit code %d instead of %d", sc.title, code, sc.code)
	}
	return nil
}

// env is the environment as the runner sets it (https://docs.github.com/actions/reference/workflows-and-actions/variables).
func (st *stage) env(inputs map[string]string) func(string) string {
	vars := map[string]string{
		"GITHUB_ACTIONS": "true", "GITHUB_EVENT_NAME": "pull_request",
		"GITHUB_REPOSITORY": sandbox.Repository, "GITHUB_REPOSITORY_ID": "1",
		"GITHUB_SERVER_URL": "https://github.com", "GITHUB_API_URL": st.api, "GITHUB_RUN_ID": "1", "GITHUB_RUN_ATTEMPT": "1",
		"GITHUB_WORKSPACE":    filepath.Join(st.dir, "workspace"),
		"GITHUB_EVENT_PATH":   filepath.Join(st.dir, "event.json"),
		"GITHUB_OUTPUT":       filepath.Join(st.dir, "output"),
		"GITHUB_STEP_SUMMARY": filepath.Join(st.dir, "summary"),
		"INPUT_DOMAIN":        st.domain, "INPUT_TOKEN": st.auth0.Token(), "INPUT_GITHUB-TOKEN": st.github.Token(),
	}
	for name, value := range inputs {
		vars["INPUT_"+strings.ToUpper(name)] = value
	}
	return func(name string) string { return vars[name] }
}

// showComment shows the pull request's comment as it stands.
func (st *stage) showComment() {
	st.heading("The comment on pull request #%d", st.number)
	for _, c := range st.github.Comments(st.number) {
		st.printf("%s\n\n%s\n", c.HTMLURL, c.Body)
	}
}

func (st *stage) heading(format string, args ...any) {
	title := fmt.Sprintf(format, args...)
	st.printf("\n%s\n%s\n\n", title, strings.Repeat("─", len([]rune(title))))
}

func (st *stage) printf(format string, args ...any) { _, _ = fmt.Fprintf(st.out, format, args...) }
