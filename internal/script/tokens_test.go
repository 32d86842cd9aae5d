package script

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

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
		"templates":                   {"`a${b}c`\n", false},
		"elements":                    {"a, ", false},
		"regular expressions":         {"a.replace(/[(]/g, b)\n", false},
		"after a head":                {"if (a) /(/.test(b)\n", false},
		"after a block":               {"{} /(/.test(b)\n", false},
		"after a keyword":             {"typeof /(/.test(b)\n", false},
		"divisions":                   {"(a) / (b) / c[1] / d;\n", false},
		"strings":                     {`f("(", ')', "\")");`, false},
		"comments":                    {"/* ( */ // (\n", false},
		"a chain of conditions":       {"if (a) { b } else ", true},
		"a chain of calls":            {".a()", true},
		"a chain of ifs":              {"if (a) ", true},
		"a chain of conditionals":     {"a ? b : ", true},
		"a chain of arrows":           {"a => ", true},
		"a chain of async arrows":     {"async a => ", true},
		"a chain of signs":            {"- ", true},
		"a chain of labels":           {"a: ", true},
		"templates in each other":     {"`${", true},
		"brackets":                    {"(", true},
		"brackets that look balanced": {"( /* ) */ ')' ", true},
		"brackets after no token":     {"@ (", true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := scan(strings.Repeat(test.unit, many)).tooDeep >= 0; got != test.deep {
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
		if got := scan(src).arrows; got != want {
			t.Errorf("%s: %d, want %d", src, got, want)
		}
	}
}

func TestComments(t *testing.T) {
	t.Parallel()
	src := "// ä\na = '// no' /* b\nc */ + `/* ${d /* e */} */`\nf = /\\/* /; // g"
	want := []comment{{0, "// ä"}, {18, "/* b\nc */"}, {38, "/* e */"}, {63, "// g"}}
	if diff := cmp.Diff(want, scan(src).comments, cmp.AllowUnexported(comment{})); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for _, src := range []string{src, "if (a) / b\n/* c */ d", "(\u00e4) / [x\n// b"} {
		for _, c := range scan(src).comments {
			if !strings.HasPrefix(src[c.offset:], c.text) {
				t.Errorf("%q is not at %d", c.text, c.offset)
			}
		}
	}
}
