// Package gha speaks the GitHub runner's protocol: inputs, masks, log lines, annotations, outputs, the step summary and
// the event. It is sethvargo/go-githubactions with its traps closed: nothing panics, no text that others wrote becomes
// a workflow command, and no value adds an output of its own.
package gha

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"sync"

	"github.com/sethvargo/go-githubactions"
)

// maxEvent bounds the event's payload. GitHub's own bound for a webhook is 25 MB
// (https://docs.github.com/en/webhooks/webhook-events-and-payloads).
const maxEvent = 32 << 20

// A Config is what a Runner works with.
type Config struct {
	// Getenv reads the environment. Required.
	Getenv func(string) string
	// Out is where the runner reads: standard output. Required.
	Out io.Writer
	// Redact removes secrets from all text but masks before it is written; nil leaves text as it is.
	Redact func(string) string
}

// A Runner is the program that runs the workflow's step, as the step sees it. It is safe for concurrent use.
// Outside a workflow it prints plain lines for people to read: no command, no mask, no debug line.
type Runner struct {
	action *githubactions.Action
	getenv func(string) string
	redact func(string) string

	mu        sync.Mutex // guards what follows and keeps a command's lines together
	annotated map[Level]int
	summary   int // bytes written to the step summary
}

// New makes a Runner.
func New(c Config) *Runner {
	if c.Redact == nil {
		c.Redact = func(text string) string { return text }
	}
	return &Runner{
		action:    githubactions.New(githubactions.WithGetenv(c.Getenv), githubactions.WithWriter(deafWriter{c.Out})),
		getenv:    c.Getenv,
		redact:    c.Redact,
		annotated: make(map[Level]int),
	}
}

// Inside reports whether a workflow's runner reads the output.
func (r *Runner) Inside() bool { return r.getenv("GITHUB_ACTIONS") == "true" }

// Input is the value of an input without white space around it. An absent input is an empty one. The runner keeps the
// hyphens of a name (INPUT_HOOK-NAME), which no shell can set: underscores are read as well.
func (r *Runner) Input(name string) string {
	if value := r.action.GetInput(name); value != "" {
		return value
	}
	return r.action.GetInput(strings.ReplaceAll(name, "-", "_"))
}

// Event is the payload of the event that started the workflow, as JSON; nil where there is none.
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

// A deafWriter hears of no error. The library panics where standard output is closed, and with nobody left to read
// the log, a deployment is still to be finished and reported by the other ways.
type deafWriter struct{ w io.Writer }

func (d deafWriter) Write(p []byte) (int, error) {
	_, _ = d.w.Write(p)
	return len(p), nil
}
