package gha_test

import (
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
)

// hostile are texts that would be commands, and what is printed for them.
var hostile = map[string]struct{ text, want string }{
	"plain":                         {"Hook “audit” – 100% ✓\tdone", "Hook “audit” – 100% ✓ done"},
	"empty":                         {"", ""},
	"last line end":                 {"a\n\n", "a\n"},
	"command":                       {"::add-mask::audit", ": :add-mask::audit"},
	"command behind white space":    {" \t::error::x", "  : :error::x"},
	"command behind a wide space":   {"\u3000\u00a0::error::x", "<U+3000><U+00A0>::error::x"},
	"command in a second line":      {"a\n::error::x", "a\n: :error::x"},
	"command behind a lone CR":      {"a\r::error::x", "a\n: :error::x"},
	"command behind CRLF":           {"a\r\n::error::x", "a\n: :error::x"},
	"command in a line":             {"see a::b", "see a::b"},
	"more colons":                   {":::error::x", ": ::error::x"},
	"old command in a line":         {"name ##[add-mask]x", "name ## [add-mask]x"},
	"old command with more hashes":  {"####[add-mask]x##[x", "#### [add-mask]x## [x"},
	"mark without weight":           {"#\ufe0f#\u034f[add-mask]x", "#\ufe0f#\u034f [add-mask]x"},
	"mark without weight in colons": {"\ufe0f:\ufe0f:error::x", "\ufe0f: \ufe0f:error::x"},
	"zero width in hashes":          {"#\u200b#\u00ad[add-mask]x", "#<U+200B>#<U+00AD>[add-mask]x"},
	"NUL":                           {"\x00::error::x", "␀::error::x"},
	"terminal sequence":             {"\x1b[31mred\x1b[0m", "␛[31mred␛[0m"},
	"bidirectional control":         {"a\u202eb", "a<U+202E>b"},
	"no UTF-8":                      {"a\x80b", "a�b"},
	"line separator":                {"a\u2028::error::x", "a<U+2028>::error::x"},
	"vertical tab":                  {"a\v::error::x", "a␋::error::x"},
	"secret":                        {"it is hunter2", "it is ***"},
}

func TestInfoIsNeverObeyed(t *testing.T) {
	t.Parallel()
	for name, tt := range hostile {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, out := newRunner(inside, "true")
			r.Info(tt.text)
			if diff := cmp.Diff(tt.want+"\n", out.String()); diff != "" {
				t.Errorf("printed (-want +got)\n%s", diff)
			}
			checkHarmless(t, out.String())
		})
	}
}

// checkHarmless fails where the runner would obey a line, or a line hides something.
func checkHarmless(t *testing.T, stream string) {
	t.Helper()
	for _, line := range runnerLines(stream) {
		if obeyed(line) {
			t.Errorf("the runner may obey %q", line)
		}
		for _, r := range line {
			if !unicode.IsPrint(r) {
				t.Errorf("%U is printed", r)
			}
		}
	}
}

func FuzzInfo(f *testing.F) {
	for _, tt := range hostile {
		f.Add(tt.text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r, out := newRunner(inside, "true")
		r.Info(text)
		checkHarmless(t, out.String())
	})
}
