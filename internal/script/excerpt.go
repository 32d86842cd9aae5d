package script

import (
	"fmt"
	"strings"

	"auth0-hook-action/internal/diag"
)

// excerpt shows a line with a caret below the column, both counted from 1. Of a long line it shows the part around the
// caret. What could be taken for something else is spelt out (control characters, marks of writing direction). The excerpt
// goes to a log: the caller covers what looks like a live secret, in the whole line, before the line is cut.
func excerpt(runes []rune, line, column int) string {
	const before, width = 60, 100
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
		part := diag.Visible(string(runes[i]))
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
