package gha

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// maxChars is where a line is cut. It is also what GitHub keeps of an annotation's message.
const maxChars = 4096

var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// cleanLines makes text harmless: lines that the runner prints and never obeys, in which every character can be seen.
func cleanLines(text string) []string {
	text = strings.TrimSuffix(lineEnds.Replace(text), "\n")
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = cleanLine(line)
	}
	return lines
}

// cleanLine does so for text without line ends. The runner obeys "::command::" at the start of a line, white space apart,
// and "##[command]" anywhere in it. Its search is a linguistic one that can pass over marks of no weight, such as a
// variation selector (https://github.com/actions/runner/blob/v2.336.0/src/Runner.Common/ActionCommand.cs).
func cleanLine(line string) string {
	return cut(splitAnywhere(splitAtStart(visible(line))), maxChars)
}

// splitAtStart puts a space into the "::" that a line starts with.
func splitAtStart(line string) string {
	rest := strings.TrimLeftFunc(line, func(r rune) bool { return r == ' ' || r == '\t' || unicode.IsMark(r) })
	second, found := strings.CutPrefix(rest, ":")
	if !found || !strings.HasPrefix(strings.TrimLeftFunc(second, unicode.IsMark), ":") {
		return line
	}
	return strings.TrimSuffix(line, second) + " " + second
}

// splitAnywhere puts a space into each "##[".
func splitAnywhere(line string) string {
	parts := strings.Split(line, "[")
	for i, part := range parts[:len(parts)-1] {
		first, found := strings.CutSuffix(strings.TrimRightFunc(part, unicode.IsMark), "#")
		if found && strings.HasSuffix(strings.TrimRightFunc(first, unicode.IsMark), "#") {
			parts[i] += " "
		}
	}
	return strings.Join(parts, "[")
}

// visible writes what cannot be seen (control characters, terminal sequences, bidirectional controls, bytes that are no
// UTF-8) as Go escapes, so that nothing is lost and no two pieces are joined to something new.
func visible(line string) string {
	var b strings.Builder
	for line != "" {
		r, size := utf8.DecodeRuneInString(line)
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&b, `\x%02x`, line[0])
		case r == '\t' || unicode.IsPrint(r):
			b.WriteRune(r)
		case unicode.IsSpace(r):
			b.WriteByte(' ')
		default:
			b.WriteString(strings.Trim(strconv.QuoteRune(r), "'"))
		}
		line = line[size:]
	}
	return b.String()
}

// cut shortens text to at most limit characters as GitHub counts them, in UTF-16 units, and says so at its end.
func cut(text string, limit int) string {
	const note, noteUnits = " … (cut)", 8
	end, units := 0, 0 // end is the last place that leaves room for the note
	for i, r := range text {
		if units+noteUnits <= limit {
			end = i
		}
		if units += utf16.RuneLen(r); units > limit {
			return text[:end] + note
		}
	}
	return text
}
