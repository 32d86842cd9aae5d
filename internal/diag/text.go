package diag

import (
	"fmt"
	"strings"
	"unicode"

	"auth0-hook-action/internal/secret"
)

// Clean is untrusted text on one line, without control characters and marks of writing direction, of at most limit
// characters. It takes redacted text, since a part of a secret is no longer found after a cut.
func Clean(text secret.Redacted, limit int) string {
	var b strings.Builder
	n, space := 0, false
	for _, r := range text.String() {
		if unicode.IsSpace(r) || unicode.Is(unicode.C, r) {
			space = n > 0
			continue
		}
		between := 0
		if space {
			between = 1
		}
		if n+between >= limit {
			b.WriteRune('…')
			break
		}
		if space {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
		n, space = n+between+1, false
	}
	return b.String()
}

// Cut is text of at most limit characters, with an ellipsis where something was left out. It keeps lines.
func Cut(text secret.Redacted, limit int) string {
	n := 0
	for i := range text.String() {
		if n == limit {
			return text.String()[:i] + "…"
		}
		n++
	}
	return text.String()
}

// Visible spells out what a terminal would obey or hide: control characters as Unicode's pictures for them, other invisible
// characters by their number. Line ends stay.
func Visible(text string) string {
	var b strings.Builder
	for _, r := range text {
		switch {
		case r == '\n':
			b.WriteRune(r)
		case r == '\t':
			b.WriteByte(' ')
		case r < ' ':
			b.WriteRune('\u2400' + r)
		case unicode.IsPrint(r):
			b.WriteRune(r)
		default:
			fmt.Fprintf(&b, "<U+%04X>", r)
		}
	}
	return b.String()
}
