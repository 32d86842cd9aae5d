package script

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/secret"
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
	f.Add("module.exports={a#", 1)
	f.Add("} /x/ function g() {", 2)
	f.Add("`${`${'}'}`}`; x = a / b / c; }", 3)
	f.Add("a\r\nb\u2028c = =", 4)
	f.Fuzz(func(t *testing.T, src string, n int) {
		triggers := tenant.Triggers()
		trigger := triggers[uint(n)%uint(len(triggers))]
		lines := len(newText(src).starts)
		o := Options{Trigger: trigger, Dependencies: map[string]string{"a": "1.0.0"}, Secrets: map[string]bool{}}
		for _, f := range findings(src, o) {
			if f.Line < 1 || f.Line > lines || f.Column < 1 || f.Rule == "" || f.Severity == 0 {
				t.Errorf("finding %+v in a text of %d lines", f, lines)
			}
			shown := diag.Excerpt((*secret.Redactor)(nil).Redact(f.Source), f.Line, f.Column)
			if !utf8.ValidString(shown) || strings.Count(shown, "\n") != 1 || strings.ContainsAny(f.Source, "\r\n\u2028\u2029") {
				t.Errorf("line %q", f.Source)
			}
		}
		if s, _ := Parse(src); s != nil {
			s.Format()
			s.Requires()
			s.Uses(trigger)
			s.MissingSecrets(trigger)
		}
	})
}

// FuzzEarlyClose looks for a text that the judge lets pass although it closes the function that it is put into: in the
// other parser's tree that function must end where the text does.
func FuzzEarlyClose(f *testing.F) {
	for _, src := range []string{"", "} {", "}); (function () {", "}\n/x/\nfunction g() {", "`${1}`", "}/*{*/", "/[}]/.test(x)",
		"x => {} }; {"} {
		f.Add(src)
	}
	f.Fuzz(func(t *testing.T, src string) {
		s, _ := Parse(src)
		if s == nil || s.tree == nil {
			return
		}
		if got := s.tree.nodes[0].Idx1(); int(got)-1 != len(wrapper)+len(src)+len("\n}") {
			t.Errorf("the function ends at %d of %d", int(got)-1, len(wrapper)+len(src)+len("\n}"))
		}
	})
}

// BenchmarkCheck reports how much longer 100 kB take than 5 kB, for scripts of several kinds. 20 is linear.
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
			small, large := script(5_000), script(100_000)
			check := func(src string) time.Duration {
				start := time.Now()
				findings(src, Options{Trigger: tenant.PostChangePassword})
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
			b.ReportMetric(float64(tookLarge.Milliseconds())/float64(b.N), "ms/100kB")
		})
	}
}
