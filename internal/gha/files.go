package gha

import (
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

const (
	// maxOutput is what GitHub takes as a job's outputs, in bytes of UTF-16
	// (https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idoutputs).
	maxOutput = 1 << 20
	// maxSummary is what GitHub takes as a step's summary, in bytes of UTF-8; a longer one is dropped whole.
	maxSummary = 1 << 20
)

// SetOutput sets an output of the step; outside a workflow it prints what would be set. The value is written as it is,
// since a workflow decides by it: what others wrote is to be redacted before.
func (r *Runner) SetOutput(name, value string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	entry, err := outputEntry(name, value, "end-"+rand.Text())
	if err != nil {
		return fmt.Errorf("output %q: %w", name, err)
	}
	path := r.getenv("GITHUB_OUTPUT")
	if path == "" {
		r.print("output " + name + "=" + value)
		return nil
	}
	if err := appendTo(path, entry); err != nil {
		return fmt.Errorf("output %q: %w", name, err)
	}
	return nil
}

// outputEntry is an output as the runner reads it from the file. The library's own delimiter is known to all, so that a
// value could end itself and add outputs (CVE-2022-35954).
func outputEntry(name, value, delimiter string) (string, error) {
	switch {
	case !isOutputName(name):
		return "", errors.New("the name is not made of letters, digits, hyphens and underscores")
	case !utf8.ValidString(value) || strings.Contains(value, "\x00"):
		return "", errors.New("the value is not text")
	case strings.Contains(value, delimiter):
		return "", errors.New("the value contains its own delimiter")
	case 2*len(utf16.Encode([]rune(value))) > maxOutput:
		return "", fmt.Errorf("the value is longer than GitHub's %d bytes", maxOutput)
	}
	return name + "<<" + delimiter + "\n" + value + "\n" + delimiter + "\n", nil
}

func isOutputName(name string) bool {
	const letters = "_ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	return name != "" && strings.Contains(letters, name[:1]) && strings.Trim(name, letters+"-0123456789") == ""
}

// Summary appends Markdown to the step's summary; outside a workflow it prints it. What would not fit is left out, from
// a line's start on, and the error says so.
func (r *Runner) Summary(markdown string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	markdown = strings.TrimSuffix(strings.ToValidUTF8(r.redact(markdown).String(), "\uFFFD"), "\n") + "\n"
	path := r.getenv("GITHUB_STEP_SUMMARY")
	if path == "" {
		r.print(markdown)
		return nil
	}
	text, rest := cutLines(markdown, maxSummary-r.summary)
	if err := appendTo(path, text); err != nil {
		return fmt.Errorf("step summary: %w", err)
	}
	r.summary += len(text)
	if rest > 0 {
		return fmt.Errorf("step summary: the last %d bytes are left out: GitHub accepts %d", rest, maxSummary)
	}
	return nil
}

// cutLines gives the whole lines of text that fit in limit bytes, and how many bytes that leaves out.
func cutLines(text string, limit int) (string, int) {
	if len(text) <= limit {
		return text, 0
	}
	end := strings.LastIndexByte(text[:max(limit, 0)], '\n') + 1
	return text[:end], len(text) - end
}

// appendTo adds text to a file that the runner gave. The library would panic where it cannot.
func appendTo(path, text string) error {
	// The runner, another user than the container's, reads the file.
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	return errors.Join(err, f.Close())
}
