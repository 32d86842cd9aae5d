package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"auth0-hook-action/internal/sandbox"
	"auth0-hook-action/internal/script"
	"auth0-hook-action/internal/tenant"
)

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

// demo does the main job against the sandbox, as a runner would have it done: with the user's own script where args name
// one, and the trigger behind it.
func demo(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	if err := runDemo(ctx, args, stdout); err != nil {
		_, _ = fmt.Fprintln(stderr, "demo:", err)
		return exitFailed
	}
	return exitDone
}

func runDemo(ctx context.Context, args []string, out io.Writer) error {
	text, trigger := script.Starter(tenant.CredentialsExchange), tenant.CredentialsExchange
	if len(args) > 0 {
		own, err := os.ReadFile(args[0])
		if err != nil {
			return err
		}
		text = string(own)
	}
	if len(args) > 1 {
		t, err := tenant.ParseTrigger(args[1])
		if err != nil {
			return err
		}
		trigger = t
	}
	st, err := newStage(out) //nolint:contextcheck // the sandbox lives as long as the demo does
	if err != nil {
		return err
	}
	defer st.close()
	return st.play(ctx, text, trigger)
}

// A scene is one step of a workflow, and what is changed before it.
type scene struct {
	title  string
	files  map[string]string
	before func()
	inputs map[string]string
}

// play runs the scenes one after the other, and shows the comment as it stands after the first ones.
func (st *stage) play(ctx context.Context, text string, trigger tenant.Trigger) error {
	one := map[string]string{"hook-name": "Audit log v2", "trigger": trigger.String(), "script-path": "hooks/audit.js",
		"enabled": "true"}
	changed := text + "\n// One more line than before.\n"
	first := []scene{
		{title: "A first deployment", files: map[string]string{"hooks/audit.js": text}, inputs: one},
		{title: "The same again", inputs: one},
		{title: "The script has changed", files: map[string]string{"hooks/audit.js": changed}, inputs: one},
	}
	then := []scene{
		{title: "A set of hooks", files: demoSet(), inputs: map[string]string{"hooks-path": "set"}},
		{title: "A tenant without Hooks: the same file, the same command, live as an Action", inputs: one,
			before: func() { st.auth0.SetAge(sandbox.HooksGone) }},
	}
	if err := st.playAll(ctx, 1, first); err != nil {
		return err
	}
	st.heading("The comment on pull request #%d", st.number)
	for _, c := range st.github.Comments(st.number) {
		st.printf("%s\n\n%s\n", c.HTMLURL, c.Body)
	}
	return st.playAll(ctx, len(first)+1, then)
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
		if err := st.run(ctx, fmt.Sprintf("%d. %s", number+i, sc.title), sc.inputs); err != nil {
			return err
		}
	}
	return nil
}

// demoSet is a starter for each trigger, as the Auth0 Deploy CLI keeps hooks on disk.
func demoSet() map[string]string {
	files := map[string]string{}
	for _, t := range tenant.Triggers() {
		files["set/hooks/"+t.String()+".js"] = script.Starter(t)
		files["set/hooks/"+t.String()+".json"] = fmt.Sprintf(`{"name": "starter %s", "triggerId": %[1]q, "script": "./%[1]s.js"}`, t)
	}
	return files
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
"repo":{"full_name":%q}}},"repository":{"full_name":%[3]q,"private":true,"visibility":"private"}}`,
		st.number, strings.Repeat("5f", 20), sandbox.Repository)
	return st, errors.Join(st.write("event.json", event), os.MkdirAll(filepath.Join(dir, "workspace", "hooks"), 0o750))
}

// write puts a file into the workspace, or beside it the event's.
func (st *stage) write(name, text string) error {
	file := filepath.Join(st.dir, "workspace", name)
	if name == "event.json" {
		file = filepath.Join(st.dir, name)
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o750); err != nil {
		return err
	}
	return os.WriteFile(file, []byte(text), 0o600)
}

// run is one step of a workflow: its log as it comes, then its outputs.
func (st *stage) run(ctx context.Context, title string, inputs map[string]string) error {
	st.heading("%s", title)
	output := filepath.Join(st.dir, "output")
	if err := os.WriteFile(output, nil, 0o600); err != nil {
		return err
	}
	log := &shownLog{out: st.out}
	code := Run(ctx, nil, st.env(inputs), log, log)
	outputs, err := os.ReadFile(output) //nolint:gosec // the file was made above
	if err != nil {
		return err
	}
	st.printf("\noutputs:\n%s", plainOutputs(string(outputs)))
	if code != exitDone {
		return fmt.Errorf("%q ended with exit code %d", title, code)
	}
	return nil
}

// env is the environment as the runner sets it (https://docs.github.com/actions/reference/workflows-and-actions/variables).
func (st *stage) env(inputs map[string]string) func(string) string {
	vars := map[string]string{
		"GITHUB_ACTIONS": "true", "GITHUB_EVENT_NAME": "pull_request", "GITHUB_REPOSITORY": sandbox.Repository,
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

// A shownLog shows a step's log as GitHub does: the lines that hand the runner its masks are not part of it, and debug
// lines only where somebody asked for them.
type shownLog struct {
	out  io.Writer
	line []byte
}

// Write implements io.Writer.
func (l *shownLog) Write(p []byte) (int, error) {
	for _, c := range p {
		l.line = append(l.line, c)
		if c != '\n' {
			continue
		}
		_, _ = io.WriteString(l.out, asShown(string(l.line)))
		l.line = l.line[:0]
	}
	return len(p), nil
}

// asShown is a line of the log as GitHub shows it, empty where it does not.
func asShown(line string) string {
	for _, hidden := range []string{"::add-mask::", "::debug::", "::endgroup::"} {
		if strings.HasPrefix(line, hidden) {
			return ""
		}
	}
	if title, ok := strings.CutPrefix(line, "::group::"); ok {
		return "▾ " + title
	}
	return line
}

// plainOutputs shows the runner's output file (name<<delimiter, value, delimiter) as name=value.
func plainOutputs(file string) string {
	var b strings.Builder
	for lines := strings.Split(file, "\n"); len(lines) > 2; {
		name, end, _ := strings.Cut(lines[0], "<<")
		n := 1
		for n < len(lines)-1 && lines[n] != end {
			n++
		}
		fmt.Fprintf(&b, "  %s=%s\n", name, strings.Join(lines[1:n], "\n"))
		lines = lines[n+1:]
	}
	return b.String()
}

func (st *stage) heading(format string, args ...any) {
	title := fmt.Sprintf(format, args...)
	st.printf("\n%s\n%s\n\n", title, strings.Repeat("─", len([]rune(title))))
}

func (st *stage) printf(format string, args ...any) { _, _ = fmt.Fprintf(st.out, format, args...) }
