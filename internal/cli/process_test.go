package cli_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"auth0-hook-action/internal/sandbox"
)

// program is the command as a runner would start it, built once; removeProgram removes it after the tests.
func program(t *testing.T) string {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("it looks at the process by signals and /proc, as Linux has them")
	}
	if testing.Short() {
		t.Skip("it compiles the program")
	}
	file, err := builtProgram()
	if err != nil {
		t.Fatal(err)
	}
	return file
}

var builtProgram = sync.OnceValues(func() (string, error) {
	if err := os.Mkdir(programDir(), 0o700); err != nil {
		return "", err
	}
	return buildProgram(programDir(), nil)
})

func programDir() string {
	return filepath.Join(os.TempDir(), fmt.Sprintf("hook-action-test-%d", os.Getpid()))
}

func removeProgram() { _ = os.RemoveAll(programDir()) }

// buildProgram builds the command in a folder. overlay replaces source files, by their path from the root of the
// repository; an empty text leaves a file out (go help build, -overlay).
func buildProgram(dir string, overlay map[string]string) (string, error) {
	home, err := filepath.Abs(root)
	if err != nil {
		return "", err
	}
	replaced, table := map[string]string{}, filepath.Join(dir, "overlay.json")
	for name, text := range overlay {
		file := ""
		if text != "" {
			file = filepath.Join(dir, filepath.Base(name))
			err = errors.Join(err, os.WriteFile(file, []byte(text), 0o600))
		}
		replaced[filepath.Join(home, name)] = file
	}
	text, marshalErr := json.Marshal(map[string]any{"Replace": replaced})
	if err := errors.Join(err, marshalErr, os.WriteFile(table, text, 0o600)); err != nil {
		return "", err
	}
	program := filepath.Join(dir, "program")
	cmd := exec.Command("go", "build", "-overlay", table, "-o", program, ".")
	cmd.Dir = home
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w\n%s", err, out)
	}
	return program, nil
}

// buildWith builds the command with some source files replaced.
func buildWith(t *testing.T, overlay map[string]string) string {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("it looks at the process by signals and /proc, as Linux has them")
	}
	file, err := buildProgram(t.TempDir(), overlay)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func writeFile(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// A processStep is a step that deploys one hook to a sandbox as a process of its own, and the files that it writes.
type processStep struct {
	auth0           *sandbox.Tenant
	env             []string
	output, summary string
}

func newProcessStep(t *testing.T) processStep {
	t.Helper()
	auth0 := sandbox.NewTenant()
	domain, stop := auth0.Start()
	t.Cleanup(stop)
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, "audit.js"), audit)
	s := processStep{auth0: auth0, output: filepath.Join(dir, "output"), summary: filepath.Join(dir, "summary")}
	s.env = []string{
		"GITHUB_ACTIONS=true", "GITHUB_EVENT_NAME=push", "GITHUB_WORKSPACE=" + dir, "RUNNER_DEBUG=1",
		"GITHUB_OUTPUT=" + s.output, "GITHUB_STEP_SUMMARY=" + s.summary,
		// A shell drops names with hyphens.
		"INPUT_DOMAIN=" + domain, "INPUT_TOKEN=" + auth0.Token(), "INPUT_HOOK_NAME=audit",
		"INPUT_TRIGGER=credentials-exchange", "INPUT_SCRIPT_PATH=audit.js", "INPUT_COMMENT=never",
	}
	return s
}

func (s processStep) checkDeployed(t *testing.T) {
	t.Helper()
	output, err := os.ReadFile(s.output)
	if err != nil || !bytes.Contains(output, []byte("created")) {
		t.Errorf("outputs %q, error %v, want a creation", output, err)
	}
	summary, err := os.ReadFile(s.summary)
	if err != nil || len(summary) == 0 {
		t.Errorf("summary %q, error %v", summary, err)
	}
	if n := len(s.auth0.Hooks()); n != 1 {
		t.Errorf("%d hooks, want 1", n)
	}
}

// A log that nobody reads any more costs the log, and neither the deployment nor its outputs.
func TestProcessWithoutALog(t *testing.T) {
	t.Parallel()
	program := program(t)
	for name, start := range map[string]func(*testing.T, *exec.Cmd){
		"a pipe whose reader has gone": func(t *testing.T, cmd *exec.Cmd) {
			t.Helper()
			read, write, err := os.Pipe()
			if err != nil {
				t.Fatal(err)
			}
			cmd.Stdout, cmd.Stderr = write, write
			if err := errors.Join(read.Close(), cmd.Start(), write.Close()); err != nil {
				t.Fatal(err)
			}
		},
		"closed streams": func(t *testing.T, cmd *exec.Cmd) {
			t.Helper()
			cmd.Path, cmd.Args = "/bin/sh", []string{"sh", "-c", `exec "$0" >&- 2>&-`, program}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			step := newProcessStep(t)
			cmd := exec.CommandContext(t.Context(), program)
			cmd.Env = step.env
			start(t, cmd)
			if err := cmd.Wait(); err != nil {
				t.Errorf("the program ended with %v", err)
			}
			step.checkDeployed(t)
		})
	}
}

// net/http logs what comes after an answer, with the bytes.
func TestProcessIsSilentAboutTrailingBytes(t *testing.T) {
	t.Parallel()
	step := newProcessStep(t)
	step.auth0.AddFault(sandbox.Fault{Trailing: "::error::from the server", Times: -1})
	var stdout, stderr bytes.Buffer
	cmd := exec.CommandContext(t.Context(), program(t))
	cmd.Env, cmd.Stdout, cmd.Stderr = step.env, &stdout, &stderr
	if err := cmd.Run(); err != nil {
		t.Errorf("the program ended with %v\n%s", err, &stdout)
	}
	if stderr.Len() > 0 || strings.Contains(stdout.String(), "from the server") {
		t.Errorf("standard error %q, standard output\n%s", &stderr, &stdout)
	}
	step.checkDeployed(t)
}

// A panic's value may hold anything: where it is caught the place is said, and nowhere the value. The outputs and the
// summary of a run that panics in the midst of its work are written all the same.
func TestProcessPanicsWithoutData(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it compiles another program")
	}
	const data = "N0tRea1-data-of-the-run"
	program := buildWith(t, map[string]string{"internal/cli/permission.go": `package cli
import ("context"; "auth0-hook-action/internal/github")
func permission(_ context.Context, in inputs, p *pull) (github.Run, string, error) {
	switch in.Hook.Name {
	case "goroutine": go panic("` + data + `"); select {}
	case "report": p.close = func() { panic("` + data + `") }
	return in.facts, "", nil
	}
	panic("` + data + `")
}
`})
	for name, tc := range map[string]struct {
		wantLog, wantResult string
	}{
		"work":      {wantLog: "internal error at permission.go:9", wantResult: "failed"},
		"report":    {wantLog: "internal error at permission.go:6", wantResult: "created"},
		"goroutine": {},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			step := newProcessStep(t)
			cmd := exec.CommandContext(t.Context(), program)
			cmd.Env = slices.Concat(step.env, []string{"INPUT_HOOK_NAME=" + name})
			out, _ := cmd.CombinedOutput() // the exit code is looked at
			outputs, _ := os.ReadFile(step.output)
			summary, _ := os.ReadFile(step.summary)
			if written := string(out) + string(outputs) + string(summary); strings.Contains(written, data) || cmd.ProcessState.Success() {
				t.Errorf("ended with %s, wrote\n%s", cmd.ProcessState, written)
			}
			if !bytes.Contains(out, []byte(tc.wantLog)) || !bytes.Contains(outputs, []byte(tc.wantResult)) {
				t.Errorf("printed\n%s\nand the outputs\n%s\nwant %q and %q", out, outputs, tc.wantLog, tc.wantResult)
			}
			if name == "work" && !bytes.Contains(summary, []byte("nternal error at permission.go")) {
				t.Errorf("the summary does not say where:\n%s", summary)
			}
		})
	}
}
