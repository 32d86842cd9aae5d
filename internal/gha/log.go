package gha

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/sethvargo/go-githubactions"

	"auth0-hook-action/internal/secret"
)

// minMask is the shortest value, in characters, that the runner is asked to mask. Shorter ones turn up by chance, and
// GitHub drops a job output that holds a masked value (https://github.com/actions/runner/issues/1498).
const minMask = 6

// Mask asks the runner to hide a secret's value in all that it shows. Send masks before any other line. The runner masks
// a log line by line, so each line of the value is sent, except lines of fewer than 6 characters and numbers.
func (r *Runner) Mask(v secret.Value) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.source, r.redacted = "", secret.Redacted{}
	for line := range strings.Lines(lineEnds.Replace(v.Reveal())) {
		line = strings.TrimSpace(line)
		if utf8.RuneCountInString(line) >= minMask && !isNumber(line) {
			r.command("add-mask", line, nil)
		}
	}
}

// isNumber is about numbers alone: the booleans are shorter than minMask.
func isNumber(s string) bool {
	_, err := strconv.ParseFloat(s, 64)
	return err == nil
}

// Info prints text, which may have several lines.
func (r *Runner) Info(text string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.print(text)
}

// Source prints lines of a script, of a diff or of an excerpt. Each begins with "│ ", and no problem matcher of another
// action finds a position of a file in it.
func (r *Runner) Source(text string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.printSource(text)
}

// Debug prints text where the workflow runs with debug logging, and nowhere else.
func (r *Runner) Debug(text string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, line := range harmlessLines(r.redact(text)) {
		r.command("debug", line, nil)
	}
}

// Group starts a part of the log that is folded under a title. Groups do not nest.
func (r *Runner) Group(title string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.Inside() {
		r.print(title)
		return
	}
	r.command("group", r.oneLine(title), nil)
}

// EndGroup ends the group.
func (r *Runner) EndGroup() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.command("endgroup", "", nil)
}

// print writes lines that the runner does not obey.
func (r *Runner) print(text string) {
	r.action.Infof("%s", strings.Join(harmlessLines(r.redact(text)), "\n"))
}

func (r *Runner) printSource(text string) {
	r.action.Infof("%s", strings.Join(sourceLines(r.redact(text)), "\n"))
}

// oneLine is text for a place that has a single line.
func (r *Runner) oneLine(text string) string {
	return strings.Join(harmlessLines(r.redact(text)), " ")
}

// command writes a line that the runner obeys, and nothing outside a workflow. The library escapes message and properties.
func (r *Runner) command(name, message string, properties map[string]string) {
	if r.Inside() {
		r.action.IssueCommand(&githubactions.Command{Name: name, Message: message, Properties: properties})
	}
}
