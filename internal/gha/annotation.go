package gha

import (
	"fmt"
	"strconv"
	"strings"
)

const (
	// maxAnnotations is how many of a level GitHub keeps from one step
	// (https://github.com/actions/runner/blob/v2.336.0/src/Runner.Worker/ExecutionContext.cs).
	maxAnnotations = 10
	// maxTitle is GitHub's bound of an annotation's title
	// (https://docs.github.com/en/rest/checks/runs#create-a-check-run).
	maxTitle = 255
)

// A Level says how grave an annotation is.
type Level int

// The levels that GitHub shows.
const (
	Error Level = iota + 1
	Warning
	Notice
)

// String is the runner's word for the level.
func (l Level) String() string {
	switch l {
	case Error:
		return "error"
	case Warning:
		return "warning"
	case Notice:
		return "notice"
	}
	return "unknown"
}

// An Annotation is a message that GitHub shows above the log, and in the pull request's changes where it has a File.
type Annotation struct {
	// Level is required.
	Level Level
	// Title may be empty: GitHub then shows the level.
	Title string
	// File is relative to the workspace. Line and Column count from 1; 0 is unknown.
	File         string
	Line, Column int
	// Message may have several lines. GitHub keeps 4,096 characters.
	Message string
}

// Annotate shows an annotation, and beyond the ten of a level that GitHub keeps, a line of the log. Send the most severe
// first.
func (r *Runner) Annotate(a Annotation) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.annotated[a.Level]++
	if !r.Inside() || r.annotated[a.Level] > maxAnnotations {
		r.print(a.String())
		return
	}
	message := cut(strings.Join(cleanLines(r.redact(a.Message)), "\n"), maxChars)
	r.command(a.Level.String(), message, r.properties(a))
}

// properties are those of the annotation that are known. A column without a line means nothing to GitHub.
func (r *Runner) properties(a Annotation) map[string]string {
	p := make(map[string]string)
	if a.Title != "" {
		p["title"] = cut(r.oneLine(a.Title), maxTitle)
	}
	if a.File == "" {
		return p
	}
	p["file"] = r.oneLine(a.File)
	if a.Line > 0 {
		p["line"] = strconv.Itoa(a.Line)
		if a.Column > 0 {
			p["col"] = strconv.Itoa(a.Column)
		}
	}
	return p
}

// String is the annotation as text: "error: hook.js:3:5: Title: message".
func (a Annotation) String() string {
	text := a.Level.String() + ": "
	if a.File != "" {
		text += a.position() + ": "
	}
	if a.Title != "" {
		text += a.Title + ": "
	}
	return text + a.Message
}

func (a Annotation) position() string {
	switch {
	case a.Line <= 0:
		return a.File
	case a.Column <= 0:
		return fmt.Sprintf("%s:%d", a.File, a.Line)
	}
	return fmt.Sprintf("%s:%d:%d", a.File, a.Line, a.Column)
}
