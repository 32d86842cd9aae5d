package gha

import (
	"strings"
	"unicode"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/secret"
)

var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// harmlessLines are the lines of a text as the runner prints and never obeys them, with every character visible. The
// runner ends a line at a lone carriage return too.
func harmlessLines(text secret.Redacted) []string { return harmless(text.String()) }

func harmless(redacted string) []string {
	visible := diag.Visible(strings.TrimSuffix(lineEnds.Replace(redacted), "\n"))
	lines := strings.Split(visible, "\n")
	for i, line := range lines {
		lines[i] = splitHashes(splitColons(line))
	}
	return lines
}

// splitColons puts a space into the "::" at a line's start. The runner obeys "::command::" there, white space before it
// apart. Its search compares as a language does and passes over marks without weight, such as a variation selector
// (https://github.com/actions/runner/blob/v2.336.0/src/Runner.Common/ActionCommand.cs).
func splitColons(line string) string {
	rest := strings.TrimLeftFunc(line, func(r rune) bool { return r == ' ' || unicode.IsMark(r) })
	second, found := strings.CutPrefix(rest, ":")
	if !found || !strings.HasPrefix(strings.TrimLeftFunc(second, unicode.IsMark), ":") {
		return line
	}
	return strings.TrimSuffix(line, second) + " " + second
}

// splitHashes puts a space into each "##[": the runner obeys "##[command]" anywhere in a line.
func splitHashes(line string) string {
	parts := strings.Split(line, "[")
	for i, part := range parts[:len(parts)-1] {
		first, found := strings.CutSuffix(strings.TrimRightFunc(part, unicode.IsMark), "#")
		if found && strings.HasSuffix(strings.TrimRightFunc(first, unicode.IsMark), "#") {
			parts[i] += " "
		}
	}
	return strings.Join(parts, "[")
}
