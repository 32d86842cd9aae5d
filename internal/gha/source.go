package gha

import (
	"regexp"
	"strings"
	"sync"

	"auth0-hook-action/internal/secret"
)

// sourcePrefix begins each line of a script in the log. It keeps off the problem matchers that want a file's name, white
// space or a word at the start of a line.
const sourcePrefix = "│ "

// A position is a way in which tools write the position of a finding. Problem matchers, which any earlier step can
// register, look for it in every line of the log, and make an annotation of a match
// (https://github.com/actions/toolkit/blob/main/docs/problem-matchers.md).
type position struct {
	pattern *regexp.Regexp
	broken  func(match string) string
}

// positions are broken up by a space, so that a reader still sees what the line says.
var positions = sync.OnceValue(func() []position {
	beforeColons := func(match string) string { return strings.ReplaceAll(match, ":", " :") }
	return []position{
		{ // a.js:3:5: and a.js:3:
			regexp.MustCompile(`(?::\d+){2,}:?|:\d+:`), beforeColons,
		},
		{ // ./a.go: message
			regexp.MustCompile(`\.go:`), beforeColons,
		},
		{ // a.ts(3,5): and a.cs(3):
			regexp.MustCompile(`\(\d+(?:,\d+)*\)\s*:`), func(match string) string { return "( " + match[1:] },
		},
		{ // line 3, col 5,
			regexp.MustCompile(`\bline\s+\d+,`), func(match string) string { return strings.TrimSuffix(match, ",") + " ," },
		},
	}
})

// sourceLines are the lines of a script as the log shows them.
func sourceLines(text secret.Redacted) []string {
	lines := harmlessLines(text)
	for i, line := range lines {
		for _, p := range positions() {
			line = p.pattern.ReplaceAllStringFunc(line, p.broken)
		}
		lines[i] = sourcePrefix + line
	}
	return lines
}
