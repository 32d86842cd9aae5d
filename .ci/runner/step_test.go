package runner

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"auth0-hook-action/internal/sandbox"
)

// A step is a step of a job that uses the action, with the folders that the runner makes for it on its machine.
type step struct {
	*world
	t      *testing.T
	work   string            // the runner's work folder
	inputs map[string]string // what stands at with:
	event  map[string]any
}

// The places of a runner's work folder, and where they are mounted (ContainerActionHandler.cs of actions/runner).
var mounts = [][2]string{
	{"_temp", "/github/runner_temp"},
	{"_temp/_github_home", "/github/home"},
	{"_temp/_github_workflow", "/github/workflow"},
	{"_temp/_runner_file_commands", "/github/file_commands"},
	{"login-hooks/login-hooks", "/github/workspace"},
}

// newStep is a step that deploys a hook from an open pull request.
func newStep(t *testing.T) *step {
	t.Helper()
	s := &step{world: newWorld(t), t: t, work: t.TempDir()}
	id, secret := s.auth0.Client()
	s.inputs = map[string]string{
		"domain": s.auth0URL, "client-id": id, "client-secret": secret, "github-token": s.github.Token(),
		"hook-name": "audit", "trigger": "credentials-exchange", "script-path": "hooks/audit.js",
	}
	s.event = pullRequest("synchronize", sandbox.Repository)
	for _, m := range mounts {
		if err := os.MkdirAll(filepath.Join(s.work, m[0]), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	write(t, s.place("/github/workspace"), "hooks/audit.js", script)
	for _, name := range []string{outputFile, summaryFile, "add_path_9f1c6a52", "set_env_9f1c6a52", "save_state_9f1c6a52"} {
		write(t, s.place("/github/file_commands"), name, "")
	}
	return s
}

// place is where something of the container is on this machine.
func (s *step) place(inside string) string {
	for _, m := range mounts[1:] {
		if rest, ok := strings.CutPrefix(inside, m[1]); ok {
			return filepath.Join(s.work, m[0], rest)
		}
	}
	s.t.Fatalf("%s is not mounted", inside)
	return ""
}

// environment is what the runner sets in the container: the inputs, with the defaults for those that are not given, and what
// it lets through of the github context.
func (s *step) environment() map[string]string {
	env := map[string]string{
		"HOME":                    "/github/home",
		"RUNNER_OS":               "Linux",
		"RUNNER_ARCH":             "X64",
		"RUNNER_TEMP":             "/github/runner_temp",
		"GITHUB_ACTION":           "hook",
		"GITHUB_ACTOR":            "octocat",
		"GITHUB_API_URL":          s.githubURL,
		"GITHUB_BASE_REF":         "main",
		"GITHUB_EVENT_NAME":       "pull_request",
		"GITHUB_EVENT_PATH":       "/github/workflow/event.json",
		"GITHUB_GRAPHQL_URL":      s.githubURL + "/graphql",
		"GITHUB_HEAD_REF":         "topic-1",
		"GITHUB_OUTPUT":           "/github/file_commands/" + outputFile,
		"GITHUB_REF":              "refs/pull/1/merge",
		"GITHUB_REPOSITORY":       sandbox.Repository,
		"GITHUB_REPOSITORY_ID":    strconv.Itoa(repositoryID),
		"GITHUB_REPOSITORY_OWNER": "octo-org",
		"GITHUB_RUN_ATTEMPT":      "1",
		"GITHUB_RUN_ID":           "30433642",
		"GITHUB_RUN_NUMBER":       "3",
		"GITHUB_SERVER_URL":       "https://github.com",
		"GITHUB_SHA":              strings.Repeat("c", 40),
		"GITHUB_STEP_SUMMARY":     "/github/file_commands/" + summaryFile,
		"GITHUB_WORKFLOW":         "Login hooks",
		"GITHUB_WORKSPACE":        "/github/workspace",
	}
	for name, input := range released.Inputs {
		value, given := s.inputs[name]
		if !given {
			value = input.Default
		}
		env["INPUT_"+strings.ToUpper(name)] = value
	}
	return env
}

// arguments are those of the runner's "docker run" (DockerCommandManager.cs of actions/runner), and, before the image, two of
// ours: the sandbox listens on this machine's loopback, and the program is to do without a place to write to.
func (s *step) arguments(env map[string]string) []string {
	socket, ok := strings.CutPrefix(os.Getenv("DOCKER_HOST"), "unix://")
	if !ok {
		socket = "/var/run/docker.sock"
	}
	args := []string{"run", "--name", s.container(), "--label", "e2e", "--workdir", "/github/workspace", "--rm"}
	for _, name := range slices.Sorted(maps.Keys(env)) {
		args = append(args, "-e", name)
	}
	args = append(args, "-e", "GITHUB_ACTIONS=true", "-e", "CI=true", "-v", socket+":/var/run/docker.sock")
	for _, m := range mounts {
		args = append(args, "-v", filepath.Join(s.work, m[0])+":"+m[1])
	}
	return append(args, "--network", "host", "--read-only", image)
}

func (s *step) container() string { return "e2e_" + filepath.Base(filepath.Dir(s.work)) }

// A done is what became of a step.
type done struct {
	code         int
	log, summary string
	outputs      map[string]string
	took         time.Duration
}

// run runs the step. Whatever it does, it leaves the workspace alone and writes no secret.
func (s *step) run(ctx context.Context) done {
	s.t.Helper()
	s.writeEvent()
	s.giveToRunner()
	before := tree(s.t, s.work)
	env := s.environment()
	start := time.Now()
	log, code := s.docker(ctx, env, s.arguments(env)...)
	d := done{code: code, log: log, took: time.Since(start)}
	d.summary = s.take(summaryFile)
	output := s.take(outputFile)
	d.outputs = outputs(s.t, output)
	if diff := cmp.Diff(before, tree(s.t, s.work)); diff != "" {
		s.t.Errorf("the step left files behind, or changed some (-before +after):\n%s", diff)
	}
	everything := log + output + d.summary + fmt.Sprint(s.github.Comments(1))
	for _, name := range []string{"client-secret", "github-token"} {
		if strings.Contains(strings.ReplaceAll(everything, "::add-mask::"+s.inputs[name], ""), s.inputs[name]) {
			s.t.Errorf("%s was written:\n%s", name, everything)
		}
	}
	return d
}

// docker runs it with the environment of the container, as the runner does: "-e NAME" takes the value from there.
func (s *step) docker(ctx context.Context, env map[string]string, args ...string) (log string, code int) {
	s.t.Helper()
	cmd := exec.CommandContext(ctx, "docker", args...)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) } // as the runner cancels
	cmd.Env = os.Environ()
	for name, value := range env {
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Run(); err != nil && cmd.ProcessState == nil {
		s.t.Fatalf("docker: %v", err)
	}
	return out.String(), cmd.ProcessState.ExitCode()
}

func (s *step) writeEvent() {
	s.t.Helper()
	text, err := json.Marshal(s.event)
	if err != nil {
		s.t.Fatal(err)
	}
	write(s.t, s.place("/github/workflow"), "event.json", string(text))
}

// giveToRunner gives the files to a user that is not root, as they are on GitHub's runners.
func (s *step) giveToRunner() {
	s.t.Helper()
	if os.Getuid() != 0 {
		return // they are
	}
	err := filepath.WalkDir(s.work, func(path string, _ os.DirEntry, err error) error {
		return errors.Join(err, os.Chown(path, 1001, 1001))
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

// take reads a file of the step and empties it for the next.
func (s *step) take(name string) string {
	s.t.Helper()
	path := s.place("/github/file_commands/" + name)
	text, err := os.ReadFile(path)
	if err == nil {
		err = os.Truncate(path, 0)
	}
	if err != nil {
		s.t.Fatal(err)
	}
	return string(text)
}

// want checks the exit code and, in pairs, some outputs.
func (d done) want(t *testing.T, code int, outputs ...string) done {
	t.Helper()
	if d.code != code {
		t.Fatalf("exit code %d, want %d\n%s", d.code, code, d.log)
	}
	for i := 0; i < len(outputs); i += 2 {
		if got := d.outputs[outputs[i]]; got != outputs[i+1] {
			t.Errorf("output %s is %q, want %q\n%s", outputs[i], got, outputs[i+1], d.log)
		}
	}
	return d
}

// The files of a step, below _temp/_runner_file_commands; the runner makes them before it starts the step.
const (
	outputFile  = "set_output_9f1c6a52"
	summaryFile = "step_summary_9f1c6a52"
)
