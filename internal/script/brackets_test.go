package script

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestScanBrackets(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		src                 string
		unmatched, unclosed int
	}{
		"nothing":                     {"", -1, -1},
		"all closed":                  {"f([{}])", -1, -1},
		"one too many":                {"f())", 3, -1},
		"one too few":                 {"f(()", -1, 1},
		"of another kind":             {"f(}", -1, 1},
		"in strings":                  {`f("(", ')', "\")")`, -1, -1},
		"in a broken string":          {"f('(\n)", -1, -1},
		"a line that goes on":         {"'a\\\r\n)'", -1, -1},
		"in comments":                 {"/* ( */ // (\n<!-- (\n --> (\n x-->(0)", -1, -1},
		"comment at the end":          {"a /* (", -1, 2},
		"comment ends at U+2028":      {"// (\u2028)", 7, -1},
		"in a template":               {"`(${ f({}) }(`", -1, -1},
		"templates in each other":     {"`${`${'}'}`}`}", 13, -1},
		"template at the end":         {"x = `${1}", -1, 4},
		"template at its expression":  {"x = `${(", -1, 7},
		"in a regular expression":     {`x = /[/(]\/(/.test(y)`, -1, -1},
		"divided by a bracket":        {"(a) / (b) / c", -1, -1},
		"expression after a head":     {"if (a) /(/.test(b)", -1, -1},
		"expression after a block":    {"{} /(/.test(b)", -1, -1},
		"expression after a keyword":  {"return /(/.test(b)", -1, -1},
		"divided by, after a keyword": {"a.return / (b) / c", -1, -1},
		"divided by, after an object": {"a = {} / (b) / c", -1, -1},
		"incremented and divided by":  {"a++ / (b) / c", -1, -1},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want := brackets{unmatched: test.unmatched, unclosed: test.unclosed, tooDeep: -1}
			if diff := cmp.Diff(want, scanBrackets(test.src), cmp.AllowUnexported(brackets{})); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestNestingIsMeasured(t *testing.T) {
	t.Parallel()
	const many = 30_000
	tests := map[string]struct {
		unit string
		deep bool
	}{
		"statements":                  {"a = b;", false},
		"statements without an end":   {"a = b\n", false},
		"functions":                   {"function f(a) { return a }\n", false},
		"arrow functions":             {"const f = a => a\n", false},
		"blocks":                      {"if (a) { b } else { c }\n", false},
		"elements":                    {"a, ", false},
		"a chain of conditions":       {"if (a) { b } else ", true},
		"a chain of calls":            {".a()", true},
		"a chain of ifs":              {"if (a) ", true},
		"a chain of conditionals":     {"a ? b : ", true},
		"a chain of arrows":           {"a => ", true},
		"a chain of async arrows":     {"async a => ", true},
		"a chain of signs":            {"- ", true},
		"a chain of labels":           {"a: ", true},
		"no regular expression":       {`/[\]`, true},
		"brackets":                    {"(", true},
		"brackets that look balanced": {"( /* ) */ ')' /[)]/ ", true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := scanBrackets(strings.Repeat(test.unit, many)).tooDeep >= 0; got != test.deep {
				t.Errorf("too deep: %v, want %v", got, test.deep)
			}
		})
	}
}

func TestArrowsInParameters(t *testing.T) {
	t.Parallel()
	tests := map[string]int{
		"a => b => c":                        0,
		"f((a) => g((b) => c))":              1,
		"(a = (b) => c) => d":                2,
		"(a = (b = () => 1) => c) => (d)=>e": 3,
		"async (a = async (b) => c) => d":    2,
	}
	for src, want := range tests {
		if got := scanBrackets(src).arrows; got != want {
			t.Errorf("%s: %d, want %d", src, got, want)
		}
	}
}
