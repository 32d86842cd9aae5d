package shim

import (
	"cmp"
	"slices"
	"strings"
)

// An edit replaces the bytes from start to end of a text. Two that insert at one place keep their order.
type edit struct {
	start, end int
	text       string
}

// edits are changes of one text, at places of the unchanged one.
type edits struct {
	src string
	all []edit
}

func (e *edits) replace(start, end int, text string) { e.all = append(e.all, edit{start, end, text}) }
func (e *edits) insert(at int, text string)          { e.replace(at, at, text) }

// apply gives the changed text; ok is not set where two edits overlap.
func (e *edits) apply() (result string, ok bool) {
	slices.SortStableFunc(e.all, func(a, b edit) int {
		return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(a.end, b.end))
	})
	var out strings.Builder
	at := 0
	for _, x := range e.all {
		if x.start < at {
			return "", false
		}
		out.WriteString(e.src[at:x.start])
		out.WriteString(x.text)
		at = x.end
	}
	out.WriteString(e.src[at:])
	return out.String(), true
}

// lineStart is the start of the line that holds the byte at.
func (e *edits) lineStart(at int) int { return strings.LastIndexByte(e.src[:at], '\n') + 1 }

// lineEnd is the end of that line: its line feed, or the end of the text.
func (e *edits) lineEnd(at int) int {
	if i := strings.IndexByte(e.src[at:], '\n'); i >= 0 {
		return at + i
	}
	return len(e.src)
}

// indent is the white space at the start of the line that holds the byte at.
func (e *edits) indent(at int) string {
	line := e.src[e.lineStart(at):]
	return line[:len(line)-len(strings.TrimLeft(line, " \t"))]
}

// isFirst reports whether nothing but white space stands before the byte at in its line.
func (e *edits) isFirst(at int) bool { return strings.TrimLeft(e.src[e.lineStart(at):at], " \t") == "" }

// isLast reports whether nothing but white space follows the byte at in its line.
func (e *edits) isLast(at int) bool { return strings.TrimRight(e.src[at:e.lineEnd(at)], " \t\r") == "" }

// behind is the first byte from at on that is neither white space nor in a comment.
func (e *edits) behind(at int) int {
	for at < len(e.src) {
		rest := e.src[at:]
		switch {
		case strings.ContainsRune(" \t\r\n", rune(rest[0])):
			at++
		case strings.HasPrefix(rest, "//"):
			at = e.lineEnd(at)
		case strings.HasPrefix(rest, "/*"):
			i := strings.Index(rest, "*/")
			if i < 0 {
				return len(e.src)
			}
			at += i + 2
		default:
			return at
		}
	}
	return at
}

// past is the place behind the character c, which follows at after white space and comments; at where it does not.
func (e *edits) past(at int, c byte) int {
	if i := e.behind(at); i < len(e.src) && e.src[i] == c {
		return i + 1
	}
	return at
}

// remove takes out the bytes from start to end: with their lines where nothing else stands in these, and with the blank
// lines before them where nothing follows in the block.
func (e *edits) remove(start, end int) {
	if !e.isFirst(start) || !e.isLast(end) {
		if e.isLast(end) || e.isFirst(start) || end < len(e.src) && e.src[end] != ' ' {
			for start > 0 && e.src[start-1] == ' ' && !e.isFirst(start) {
				start--
			}
		} else {
			end++
		}
		e.replace(start, end, "")
		return
	}
	start, end = e.lineStart(start), min(e.lineEnd(end)+1, len(e.src))
	if next := e.src[end:]; strings.HasPrefix(strings.TrimLeft(next, " \t"), "}") || strings.TrimSpace(next) == "" {
		for start > 0 && strings.TrimSpace(e.src[e.lineStart(start-1):start]) == "" {
			start = e.lineStart(start - 1)
		}
	} else if blank := e.lineEnd(end); strings.TrimSpace(e.src[end:blank]) == "" && e.blankBefore(start) {
		end = min(blank+1, len(e.src)) // two blank lines become one
	}
	e.replace(start, end, "")
}

// blankBefore reports whether the line before the one that starts at start is blank, or there is none.
func (e *edits) blankBefore(start int) bool {
	return start == 0 || strings.TrimSpace(e.src[e.lineStart(start-1):start]) == ""
}
