// Package gha speaks the GitHub runner's protocol: inputs, masks, log lines, annotations, outputs, the step summary and
// the event (https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands). It uses
// sethvargo/go-githubactions and closes its traps: nothing panics, text that others wrote never becomes a workflow
// command, and no value can add an output of its own.
package gha

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"sync"

	"github.com/sethvargo/go-githubactions"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/secret"
)

// maxEvent bounds the event's payload in bytes. GitHub's own limit for a webhook is 25 MB
// (https://docs.github.com/webhooks/webhook-events-and-payloads).
const maxEvent = 32 << 20

// Config is what a Runner works with.
type Config struct {
	// Getenv reads the environment. Required.
	Getenv func(string) string
	// Out is where the runner reads: standard output. Required. Its errors are ignored.
	Out io.Writer
	// Redact removes secrets from all text before it is written, masks and outputs excepted; nil removes what has the
	// shape of a token and nothing else.
	Redact func(string) secret.Redacted
}

// A Runner is the program that runs the workflow's step, as the step sees it. It is safe for concurrent use.
// Outside a workflow it prints plain lines for people: no command, no mask, no debug line.
type Runner struct {
	action *githubactions.Action
	getenv func(string) string
	redact func(string) secret.Redacted

	mu        sync.Mutex // guards what follows and keeps the lines of one call together
	annotated map[diag.Severity]int
	summary   int // bytes written to the step summary
	// source is the last line of a script that was shown, and redacted what was made of it: a long one may have many findings.
	source   string
	redacted secret.Redacted
}

// New makes a Runner.
func New(c Config) *Runner {
	if c.Redact == nil {
		c.Redact = (*secret.Redactor)(nil).Redact
	}
	return &Runner{
		action:    githubactions.New(githubactions.WithGetenv(c.Getenv), githubactions.WithWriter(bestEffort{c.Out})),
		getenv:    c.Getenv,
		redact:    c.Redact,
		annotated: make(map[diag.Severity]int),
	}
}

// Inside reports whether a workflow's runner reads the output.
func (r *Runner) Inside() bool { return r.getenv("GITHUB_ACTIONS") == "true" }

// Input is the value of an input without white space around it; an absent input is an empty one. The runner keeps the
// hyphens of a name (INPUT_HOOK-NAME), which no shell can set, so underscores are accepted too (INPUT_HOOK_NAME). It is an
// error, with a hint, where both are set to two values; it shows neither, since one may be a secret.
func (r *Runner) Input(name string) (string, error) {
	value, other := r.action.GetInput(name), r.action.GetInput(inShell(name))
	if value != "" && other != "" && value != other {
		variable := "INPUT_" + strings.ToUpper(name)
		err := fmt.Errorf("the variables %s and %s are both set, to different values", variable, inShell(variable))
		return "", diag.WithHint(err, "Set one of the two variables, or both to one value")
	}
	return cmp.Or(value, other), nil
}

func inShell(name string) string { return strings.ReplaceAll(name, "-", "_") }

// Event is the payload of the event that started the workflow, as JSON of at most 32 MiB; nil where there is none.
func (r *Runner) Event() ([]byte, error) {
	path := r.getenv("GITHUB_EVENT_PATH")
	if path == "" {
		return nil, nil
	}
	payload, err := readEvent(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the event's payload: %w", err)
	}
	return payload, nil
}

func readEvent(path string) ([]byte, error) {
	info, err := os.Stat(path) // before it is opened: a pipe would wait for a writer
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is not a regular file", path)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // it was only read
	payload, err := io.ReadAll(io.LimitReader(f, maxEvent+1))
	if err == nil && len(payload) > maxEvent {
		err = fmt.Errorf("%s is larger than %d bytes", path, maxEvent)
	}
	return payload, err
}

// bestEffort ignores write errors. The library panics on them, and where nobody reads the log any more a deployment still
// has to be finished, with its outputs and its summary.
type bestEffort struct{ w io.Writer }

func (b bestEffort) Write(p []byte) (int, error) {
	_, _ = b.w.Write(p)
	return len(p), nil
}
