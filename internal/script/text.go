package script

import (
	"regexp"
	"sort"
	"strings"
	"sync"
	"unicode/utf8"

	"auth0-hook-action/internal/diag"
)

// lazily gives a pattern that is compiled when it is used first: a script needs few of them.
func lazily(pattern string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(pattern) })
}

// A text is a script with the places where its lines start. Lines end as JavaScript ends them: at LF, CR, CR LF, U+2028
// and U+2029.
type text struct {
	src    string
	starts []int // offsets, in bytes
	marks  []mark
}

// A mark is the column, from 0, of a byte: some are kept, so that a place far along a line is found without counting
// through the whole line.
type mark struct{ offset, column int }

const markDistance = 512

func newText(src string) text {
	t := text{src: src, starts: []int{0}, marks: []mark{{}}}
	column := 0
	for i, r := range src {
		if i-t.marks[len(t.marks)-1].offset >= markDistance {
			t.marks = append(t.marks, mark{i, column})
		}
		column++
		if r == '\n' || r == '\r' && !strings.HasPrefix(src[i:], "\r\n") || r == '\u2028' || r == '\u2029' {
			t.starts = append(t.starts, i+utf8.RuneLen(r))
			column = 0
		}
	}
	return t
}

// LineStarts are the offsets, in bytes, at which the lines of a script start, as JavaScript ends them: the lines of findings.
func LineStarts(src string) []int { return newText(src).starts }

// position gives line and column, in characters, of a byte. An offset outside the text counts as its nearest end.
func (t text) position(offset int) (line, column int) {
	offset = min(max(offset, 0), len(t.src))
	line = sort.SearchInts(t.starts, offset+1)
	near := t.marks[sort.Search(len(t.marks), func(i int) bool { return t.marks[i].offset > offset })-1]
	if start := t.starts[line-1]; near.offset < start {
		near = mark{offset: start}
	}
	return line, near.column + utf8.RuneCountInString(t.src[near.offset:offset]) + 1
}

// line gives the text of a line, counted from 1, without its end.
func (t text) line(n int) string {
	if n < 1 || n > len(t.starts) {
		return ""
	}
	end := len(t.src)
	if n < len(t.starts) {
		end = t.starts[n]
	}
	return strings.TrimRight(t.src[t.starts[n-1]:end], "\r\n\u2028\u2029")
}

// finding puts a finding at a byte of the text.
func (t text) finding(rule string, severity diag.Severity, offset int, message, hint diag.Words) diag.Diagnostic {
	line, column := t.position(offset)
	return diag.Diagnostic{Rule: rule, Severity: severity, Place: diag.Place{Line: line, Column: column}}.Saying(message, hint)
}

// quote is a piece of the script in the words of a finding.
type quote = diag.Quote

// say puts the words of a finding together.
func say(format string, args ...any) diag.Words { return diag.Say(format, args...) }

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for word := range strings.FieldsSeq(words) {
		set[word] = true
	}
	return set
}
