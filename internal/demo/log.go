//go:build !release

package demo

import (
	"fmt"
	"io"
	"strings"
)

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
