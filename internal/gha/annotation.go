package gha

import (
	"strconv"
	"strings"

	"auth0-hook-action/internal/diag"
)

const (
	// maxAnnotations is how many of a severity GitHub keeps from one step
	// (https://github.com/actions/runner/blob/v2.336.0/src/Runner.Worker/ExecutionContext.cs). The runner also cuts a
	// message to 4,096 characters.
	maxAnnotations = 10
	// maxMessage is how many characters of a message are printed: a name on a tenant, which it quotes, may have millions.
	maxMessage = 16_384
	// maxTitle is GitHub's limit for an annotation's title, in characters
	// (https://docs.github.com/rest/checks/runs#create-a-check-run).
	maxTitle = 255
)

// Annotate shows a diagnostic above the log, and in the pull request's changes where it has a File, which is relative to the
// workspace. The title ("Hook audit: undeclared package") may be empty: GitHub then shows the severity. Beyond the 10 of a
// severity that GitHub keeps from a step it prints a line of the log, so send the gravest first. An excerpt follows in the log.
func (r *Runner) Annotate(title string, d diag.Diagnostic) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.annotated[d.Severity]++
	if r.Inside() && r.annotated[d.Severity] <= maxAnnotations {
		r.command(d.Severity.String(), r.cut(messageOf(d)), r.properties(title, d.Place))
	} else {
		r.action.Infof("%s", r.cut(logLine(title, d)))
	}
	if d.Source != "" {
		r.printSource(r.excerpt(d))
	}
}

// excerpt shows the place of a diagnostic. The line is redacted before it is cut; where that changes it the column is not known.
func (r *Runner) excerpt(d diag.Diagnostic) string {
	if d.Source != r.source {
		r.source, r.redacted = d.Source, r.redact(d.Source)
	}
	column := d.Column
	if r.redacted.String() != d.Source {
		column = 0
	}
	return diag.Excerpt(r.redacted, d.Line, column)
}

// cut is a message as it is printed, of at most maxMessage characters.
func (r *Runner) cut(message string) string {
	return strings.Join(harmless(diag.Cut(r.redact(message), maxMessage)), "\n")
}

// messageOf is what an annotation says. The place of a file stands in its properties.
func messageOf(d diag.Diagnostic) string {
	text := d.Message
	if d.File == "" {
		text = d.Error()
	}
	for _, more := range []string{d.Hint, d.Paste} {
		if more != "" {
			text += "\n" + more
		}
	}
	return text
}

// logLine is a diagnostic where GitHub shows no annotation: "error: hook.js:3:5: Title: message", the hint below.
func logLine(title string, d diag.Diagnostic) string {
	parts := []string{d.Severity.String()}
	if d.File != "" {
		parts = append(parts, d.Place.String())
	}
	if title != "" {
		parts = append(parts, title)
	}
	return strings.Join(append(parts, messageOf(d)), ": ")
}

// properties are those of the annotation that are known. A column without a line means nothing to GitHub.
func (r *Runner) properties(title string, p diag.Place) map[string]string {
	all := make(map[string]string)
	if title != "" {
		all["title"] = splitHashes(splitColons(diag.Clean(r.redact(title), maxTitle-1))) // an ellipsis may follow
	}
	if p.File == "" {
		return all
	}
	all["file"] = r.oneLine(p.File)
	if p.Line > 0 {
		all["line"] = strconv.Itoa(p.Line)
		if p.Column > 0 {
			all["col"] = strconv.Itoa(p.Column)
		}
	}
	return all
}
