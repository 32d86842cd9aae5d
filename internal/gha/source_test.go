package gha_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// matchers are what the setup actions of GitHub make the runner look for in each line of the log: the expressions that give
// a finding its place. Go has no look-behind, so setup-dotnet's "no MSB before the digits" is left out, which matches more.
var matchers = map[string]struct {
	expression *regexp.Regexp
	line       string // one that it matches
}{
	"setup-node eslint-compact": {
		regexp.MustCompile(`^(.+):\sline\s(\d+),\scol\s(\d+),\s(Error|Warning|Info)\s-\s(.+)\s\((.+)\)$`),
		"audit.js: line 50, col 11, Error - 'user' is not defined. (no-undef)",
	},
	"setup-node eslint-stylish": {
		regexp.MustCompile(`^\s+(\d+):(\d+)\s+(error|warning|info)\s+(.*)\s\s+(.*)$`),
		"  50:11  error  'user' is not defined  no-undef",
	},
	"setup-node tsc": {
		regexp.MustCompile(`^(?:\s+\d+>)?([^\s].*)\((\d+)(?:,(\d+)(?:,\d+(?:,\d+)?)?)?\)` +
			`\s*:\s+(error|warning|info)\s+(\w{1,2}\d+)\s*:\s*(.*)$`),
		"audit.ts(50,11): error TS2304: Cannot find name 'user'.",
	},
	"setup-go": {
		regexp.MustCompile(`((?:\.{0,2}/|\.{0,2}\\)(?:.+\.go)):(?:(\d+):(\d+):)? (.*)`),
		"./audit.go:50:11: undefined: user",
	},
	"setup-go without a line": {
		regexp.MustCompile(`((?:\.{0,2}/|\.{0,2}\\)(?:.+\.go)):(?:(\d+):(\d+):)? (.*)`),
		"// see ./audit.go: it is the same",
	},
	"setup-python": {
		regexp.MustCompile(`^\s*File\s"(.*)",\sline\s(\d+),\sin\s(.*)$`),
		`  File "audit.py", line 50, in user`,
	},
	"setup-dotnet": {
		regexp.MustCompile(`^(.*)\((\d+)(?:,\d+|,\d+,\d+)?\):\s+(error|warning)\s+([a-zA-Z]+\d+):\s*(.*?)\s+\[(.*?)\]$`),
		"audit.cs(50): error CS0103: The name 'user' does not exist [audit.csproj]",
	},
	"a compiler's": {
		regexp.MustCompile(`^(.*):(\d+):(\d+):\s+(error|warning):\s+(.*)$`),
		"audit.c:50:11: error: user undeclared",
	},
}

func TestSourceMakesNoAnnotation(t *testing.T) {
	t.Parallel()
	for name, m := range matchers {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if !m.expression.MatchString(m.line) {
				t.Fatalf("%q does not match, so the test says nothing", m.line)
			}
			for _, before := range []string{"", "+", "- ", "  // "} {
				r, out := newRunner(inside, "true")
				r.Source(before + m.line)
				line := strings.TrimSuffix(out.String(), "\n")
				if m.expression.MatchString(line) || !strings.HasPrefix(line, "│ "+before) {
					t.Errorf("printed %q", line)
				}
			}
		})
	}
}

func TestSource(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ text, want string }{
		"code":             {"var a = {b:1, c: x ? 2:3};\n\n", "│ var a = {b:1, c: x ? 2:3};\n│ "},
		"a place":          {"// hooks/audit.js:3:5: oops", "│ // hooks/audit.js :3 :5 : oops"},
		"a line's place":   {"// hooks/audit.js:3: oops", "│ // hooks/audit.js :3 : oops"},
		"a call":           {"f(3,5); g(7) ? 1 : 2", "│ f(3,5); g(7) ? 1 : 2"},
		"a call and colon": {"x ? f(3,5): 2", "│ x ? f( 3,5): 2"},
		"words":            {"// line 3, col 5", "│ // line 3 , col 5"},
		"a command":        {"::error::x\r##[add-mask]x", "│ : :error::x\n│ ## [add-mask]x"},
		"a secret":         {"var k = 'hunter2'", "│ var k = '***'"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, where := range []string{"true", ""} {
				r, out := newRunner(inside, where)
				r.Source(tt.text)
				if diff := cmp.Diff(tt.want+"\n", out.String()); diff != "" {
					t.Errorf("printed (-want +got)\n%s", diff)
				}
			}
		})
	}
}

func FuzzSource(f *testing.F) {
	for _, m := range matchers {
		f.Add(m.line)
	}
	for _, tt := range hostile {
		f.Add(tt.text)
	}
	position := regexp.MustCompile(`:\d+:\d+`)
	f.Fuzz(func(t *testing.T, text string) {
		r, out := newRunner(inside, "true")
		r.Source(text)
		checkHarmless(t, out.String())
		for line := range strings.Lines(out.String()) {
			line = strings.TrimSuffix(line, "\n")
			if !strings.HasPrefix(line, "│ ") || position.MatchString(line) {
				t.Errorf("printed %q", line)
			}
			for name, m := range matchers {
				if m.expression.MatchString(line) {
					t.Errorf("%s finds a place in %q", name, line)
				}
			}
		}
	})
}
