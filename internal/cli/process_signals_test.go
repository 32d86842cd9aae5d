package cli_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"auth0-hook-action/internal/sandbox"
)

// A first signal ends the work and has it reported, within 7 s; a second one ends the report too.
func TestProcessSignals(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		signals []os.Signal
		stalls  string // what does not answer: the run waits for it
		within  time.Duration
	}{
		"an interrupt":                 {signals: []os.Signal{os.Interrupt}, stalls: "tenant", within: 4 * time.Second},
		"a termination":                {signals: []os.Signal{syscall.SIGTERM}, stalls: "tenant", within: 4 * time.Second},
		"an interrupt, GitHub stalls":  {signals: []os.Signal{os.Interrupt}, stalls: "both", within: 7 * time.Second},
		"two interrupts, both stall":   {signals: []os.Signal{os.Interrupt, os.Interrupt}, stalls: "both", within: 4 * time.Second},
		"two, the second to terminate": {signals: []os.Signal{os.Interrupt, syscall.SIGTERM}, stalls: "both", within: 4 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			program := program(t)
			step := newProcessStep(t)
			asked := make(chan struct{}, 100)
			stall := sandbox.Fault{Times: -1, Delay: time.Minute, Hook: func() { asked <- struct{}{} }}
			step.auth0.AddFault(stall)
			if tc.stalls == "both" {
				step.onPull(t).AddFault(sandbox.Fault{Times: -1, Delay: time.Minute})
			}
			var log bytes.Buffer
			cmd := exec.CommandContext(t.Context(), program)
			cmd.Env, cmd.Stdout, cmd.Stderr = step.env, &log, &log
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			<-asked
			began := time.Now()
			for i, s := range tc.signals {
				if i > 0 {
					step.awaitOutputs(t, began)
				}
				if err := cmd.Process.Signal(s); err != nil {
					t.Fatal(err)
				}
			}
			_ = cmd.Wait()
			if took, code := time.Since(began), cmd.ProcessState.ExitCode(); took > tc.within || len(tc.signals) == 1 && code != 1 {
				t.Errorf("it took %s and ended with %d\n%s", took, code, &log)
			}
			if !strings.Contains(read(t, step.output), "failed") || !strings.Contains(read(t, step.summary), "ancelled") {
				t.Errorf("outputs\n%s\nsummary\n%s\nlog\n%s", read(t, step.output), read(t, step.summary), &log)
			}
		})
	}
}

// onPull makes the step that of a pull request of a GitHub of its own.
func (s *processStep) onPull(t *testing.T) *sandbox.GitHub {
	t.Helper()
	github := sandbox.NewGitHub()
	github.AddPull(sandbox.Pull{HeadSHA: headSHA})
	api, stop := github.Start()
	t.Cleanup(stop)
	event := filepath.Join(t.TempDir(), "event.json")
	writeFile(t, event, pullRequestEvent(true))
	s.env = append(s.env, "GITHUB_EVENT_NAME=pull_request", "GITHUB_EVENT_PATH="+event, "GITHUB_API_URL="+api,
		"GITHUB_REPOSITORY="+sandbox.Repository, "GITHUB_REPOSITORY_ID=5001", "INPUT_COMMENT=auto", "INPUT_GITHUB_TOKEN="+github.Token())
	return github
}

// awaitOutputs waits until the outputs are written. They and the summary do not wait for GitHub.
func (s *processStep) awaitOutputs(t *testing.T, since time.Time) {
	t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for range tick.C {
		text, _ := os.ReadFile(s.summary) // not there yet
		if bytes.Contains(text, []byte("ancelled")) {
			return
		}
		if time.Since(since) > 4*time.Second {
			t.Fatal("neither outputs nor summary are written while GitHub stalls")
		}
	}
}
