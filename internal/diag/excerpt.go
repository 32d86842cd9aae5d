package diag

import (
	"fmt"
	"strings"

	"auth0-hook-action/internal/secret"
)

// Excerpt shows a line of a script for the log, with a caret below the column. Of a long line it shows the part around the caret.
// What could be taken for something else is spelt out (control characters, marks of writing direction). Column 0 has no caret.
func Excerpt(line secret.Redacted, number, column int) string {
	const before, width = 60, 100
	runes := []rune(line.String())
	at := min(max(column-1, 0), len(runes))
	from := max(at-before, 0)
	to := min(from+width, len(runes))

	var shown strings.Builder
	caret := 0
	if from > 0 {
		shown.WriteRune('…')
		caret++
	}
	for i := from; i < to; i++ {
		part := Visible(string(runes[i]))
		shown.WriteString(part)
		if i < at {
			caret += len([]rune(part))
		}
	}
	if to < len(runes) {
		shown.WriteRune('…')
	}
	gutter := fmt.Sprintf("%5d | ", number)
	text := gutter + shown.String()
	if column > 0 {
		text += "\n" + strings.Repeat(" ", len(gutter)-2) + "| " + strings.Repeat(" ", caret) + "^"
	}
	return text
}
