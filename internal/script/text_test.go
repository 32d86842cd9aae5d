package script

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/secret"
)

func TestPlace(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("ä", 2000)
	tests := map[string]struct {
		src          string
		offset       int
		line, column int
	}{
		"start":                 {"abc", 0, 1, 1},
		"in a line":             {"abc", 2, 1, 3},
		"end":                   {"abc", 3, 1, 4},
		"behind the end":        {"abc", 9, 1, 4},
		"before the start":      {"abc", -1, 1, 1},
		"second line":           {"a\nbc", 3, 2, 2},
		"line of CR LF":         {"a\r\nbc", 4, 2, 2},
		"line of CR":            {"a\rbc", 3, 2, 2},
		"line of U+2028":        {"a\u2028bc", 5, 2, 2},
		"characters, not bytes": {"äöü x", 7, 1, 5},
		"bytes of no character": {"\xff\xfe x", 3, 1, 4},
		"far along a line":      {"x\n" + long, 2 + 2*1999, 2, 2000},
		"after a long line":     {long + "\nab", 4002, 2, 2},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			line, column := newText(test.src).position(test.offset)
			if line != test.line || column != test.column {
				t.Errorf("%d:%d, want %d:%d", line, column, test.line, test.column)
			}
		})
	}
}

func TestExcerpt(t *testing.T) {
	t.Parallel()
	random := "q4Zx8vN1mB7kL0pW3sT6yR9uE2iO5aD8fG1hJ4kL7zX0cV"
	tests := map[string]struct {
		src          string
		line, column int
		want         string
	}{
		"a line":         {"a\nlet x = 1;\n", 2, 5, "    2 | let x = 1;\n      |     ^"},
		"behind its end": {"ab", 1, 9, "    1 | ab\n      |   ^"},
		"no such line":   {"ab", 7, 1, "    7 | \n      | ^"},
		"a tab":          {"\tx", 1, 2, "    1 |  x\n      |  ^"},
		"what is obeyed": {"a\x1b[31m\u202eb", 1, 8, "    1 | a␛[31m<U+202E>b\n      |               ^"},
		"a credential": {"x = '" + random + "'; y", 1, 56, "    1 | x = '" + strings.Repeat("*", len(random)) +
			"'; y\n      | " + strings.Repeat(" ", 55) + "^"},
		"start of a long one": {strings.Repeat("ab ", 100), 1, 4, "    1 | " + strings.Repeat("ab ", 33) + "a…\n      |    ^"},
		"middle of a long one": {strings.Repeat("ab ", 100), 1, 151, "    1 | …" + strings.Repeat("ab ", 33) + "a…\n      | " +
			strings.Repeat(" ", 61) + "^"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			line := (*secret.Redactor)(nil).Redact(coverSecrets(newText(test.src).line(test.line)))
			if diff := cmp.Diff(test.want, diag.Excerpt(line, test.line, test.column)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// The excerpts of many findings on one line show none of its secrets.
func TestExcerptsOfOneLine(t *testing.T) {
	t.Parallel()
	src, findings := manyOnOneLine()
	for _, f := range src.shown(findings) {
		if strings.Contains(f.Source, "N0tRea1") || !strings.Contains(f.Source, "x.password = '****") {
			t.Fatalf("the value is shown, or the name is not:\n%s", f.Source)
		}
	}
}

// BenchmarkExcerptsOfOneLine compares with the excerpt of one finding: the line is searched for secrets once.
func BenchmarkExcerptsOfOneLine(b *testing.B) {
	src, findings := manyOnOneLine()
	for _, n := range []int{1, len(findings)} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				src.shown(findings[:n])
			}
		})
	}
}

func manyOnOneLine() (text, []diag.Diagnostic) {
	src := newText(strings.Repeat("x.password = 'N0tRea1-deadbeef'; ", 600))
	findings := make([]diag.Diagnostic, 200)
	for i := range findings {
		findings[i] = src.finding("credential", diag.Warning, i*33+14, say("m"), say(""))
	}
	return src, findings
}
