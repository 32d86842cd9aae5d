package script

import (
	"fmt"
	"strings"
	"unicode"
)

// Excerpt shows the line of src with a caret below the column, both counted from 1. Of a long line it shows the part
// around the caret. What could be taken for something else is spelt out (control characters, marks of writing
// direction), and what looks like a live secret is covered, since the excerpt goes to a log.
func Excerpt(src string, line, column int) string {
	const before, width = 60, 100
	runes := []rune(newText(src).line(line))
	at := min(max(column-1, 0), len(runes))
	// A secret is told by all of it: what is looked at is much more than what is shown, and bounded all the same.
	start := max(at-lookAround, 0)
	runes = []rune(coverSecrets(string(runes[start:min(at+lookAround, len(runes))])))
	at -= start
	from := max(at-before, 0)
	to := min(from+width, len(runes))

	var shown strings.Builder
	caret := 0
	if from > 0 || start > 0 {
		shown.WriteRune('…')
		caret++
	}
	for i := from; i < to; i++ {
		part := visible(runes[i])
		shown.WriteString(part)
		if i < at {
			caret += len([]rune(part))
		}
	}
	if to < len(runes) {
		shown.WriteRune('…')
	}
	gutter := fmt.Sprintf("%5d | ", line)
	return gutter + shown.String() + "\n" + strings.Repeat(" ", len(gutter)-2) + "| " + strings.Repeat(" ", caret) + "^"
}

// lookAround is how far from a place secrets are looked for, in characters.
const lookAround = 4000

// visible spells out a character that a terminal would obey or hide.
func visible(r rune) string {
	switch {
	case r == '\t':
		return " "
	case r < ' ':
		return string('\u2400' + r) // Unicode has a picture for each
	case unicode.IsPrint(r):
		return string(r)
	}
	return fmt.Sprintf("<U+%04X>", r)
}
