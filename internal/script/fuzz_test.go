package script

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"auth0-hook-action/internal/tenant"
)

// FuzzCheck runs all that reads a script over any text: nothing may panic, and each finding must be at a place of it.
func FuzzCheck(f *testing.F) {
	for _, pattern := range []string{"testdata/bad/*.js", "testdata/good/*.js", hooksFolder + "*.js", "starters/*.js"} {
		paths, err := globFiles(pattern)
		if err != nil {
			f.Fatal(err)
		}
		for _, src := range paths {
			f.Add(src, 1)
		}
	}
	f.Add("} /x/ function g() {", 2)
	f.Add("`${`${'}'}`}`; x = a / b / c; }", 3)
	f.Add("a\r\nb\u2028c = =", 4)
	f.Fuzz(func(t *testing.T, src string, n int) {
		trigger := tenant.Triggers()[uint(n)%5]
		lines := len(newText(src).starts)
		excerpts := NewExcerpter(src)
		for _, finding := range Check(src, Options{Trigger: trigger, Dependencies: map[string]string{"a": "1.0.0"}}) {
			if finding.Line < 1 || finding.Line > lines || finding.Column < 1 || finding.Rule == "" || finding.Severity == 0 {
				t.Errorf("finding %+v in a text of %d lines", finding, lines)
			}
			if excerpt := excerpts.Excerpt(finding.Line, finding.Column); !utf8.ValidString(excerpt) || strings.Count(excerpt, "\n") != 1 {
				t.Errorf("excerpt %q", excerpt)
			}
		}
		Requires(src)
		Uses(src, trigger)
		Unread(src)
	})
}

// FuzzEarlyClose looks for a text that the judge lets pass although it closes the function that it is put into: in the
// other parser's tree that function must end where the text does.
func FuzzEarlyClose(f *testing.F) {
	for _, src := range []string{"", "} {", "}); (function () {", "}\n/x/\nfunction g() {", "`${1}`", "}/*{*/", "/[}]/.test(x)", "x => {} }; {"} {
		f.Add(src)
	}
	f.Fuzz(func(t *testing.T, src string) {
		if !isValid(Check(src, Options{})) {
			return
		}
		tr, err := treeOf(src)
		if err != nil {
			return // read by the judge only
		}
		if got := tr.nodes[0].Idx1(); int(got)-1 != len(wrapper)+len(src)+len("\n}") {
			t.Errorf("the function ends at %d of %d", int(got)-1, len(wrapper)+len(src)+len("\n}"))
		}
	})
}

// BenchmarkCheck reports how much longer 1 MB takes than 50 kB, for scripts of several kinds. 20 is linear.
func BenchmarkCheck(b *testing.B) {
	sample, err := globFiles(hooksFolder + "post-change-password-*.js")
	if err != nil {
		b.Fatal(err)
	}
	units := map[string]string{
		"sample":     "(function (module) {\n" + sample[0] + "}({}));\n",
		"mistakes":   "break; ",
		"one line":   "require('a');console.log(user);f(function(a,b){return a/b});",
		"calls":      "x = fetch('https://t.auth0.com/api/v2/users');\n",
		"loops":      "for (;;) { while (true) { fetch(x); if (y < 1) break; } }\n",
		"names":      "function f(user, a = user.password) { const { b: c } = user; return c || f(a); }\n",
		"expression": "'a' + b.c.d(e) * `${f}` ||\n",
		"nested":     strings.Repeat("f(function () {", 200) + strings.Repeat("})", 200) + ";\n",
		"statements": "a\n",
	}
	for name, unit := range units {
		b.Run(name, func(b *testing.B) {
			script := func(size int) string {
				body := strings.Repeat(unit, size/len(unit))
				if name == "expression" { // of a length that is still parsed, and many of them
					body = strings.Repeat(strings.Repeat(unit, 100)+"1;\n", size/len(unit)/100)
				}
				return body + "\nmodule.exports = function (user, context, callback) { callback(null); };\n"
			}
			small, large := script(50_000), script(1_000_000)
			check := func(src string) time.Duration {
				start := time.Now()
				Check(src, Options{Trigger: tenant.PostChangePassword})
				return time.Since(start)
			}
			var tookSmall, tookLarge time.Duration
			for b.Loop() {
				tookLarge += check(large)
				for range 20 { // as much text, so that the garbage collector has as much to do
					tookSmall += check(small)
				}
			}
			b.ReportMetric(20*float64(tookLarge)/float64(tookSmall), "times-longer")
			b.ReportMetric(float64(tookLarge.Milliseconds())/float64(b.N), "ms/MB")
		})
	}
}
