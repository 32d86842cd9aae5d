package script

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"auth0-hook-action/internal/tenant"
)

var update = flag.Bool("update", false, "write what was got into the golden files")

// hooksFolder holds the samples that the README shows; its starters are those of this package.
const hooksFolder = "../../testdata/hooks/"

func TestBadScripts(t *testing.T) {
	t.Parallel()
	options := map[string]Options{
		"missing-package":   {Dependencies: map[string]string{}},
		"unused-dependency": {Dependencies: map[string]string{"got": "11.8.6", "lodash": "4.17.21", "uuid": "9.0.0"}},
	}
	for _, file := range files(t, "testdata/bad/*.js") {
		name := strings.TrimSuffix(filepath.Base(file), ".js")
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := options[name]
			o.Trigger = tenant.PostChangePassword
			src := readFile(t, file)
			compareGolden(t, strings.TrimSuffix(file, ".js")+".golden", render(src, Check(src, o)))
		})
	}
}

func TestGoodScripts(t *testing.T) {
	t.Parallel()
	good := append(files(t, "testdata/good/*.js"), files(t, hooksFolder+"*.js")...)
	for _, file := range append(good, files(t, hooksFolder+"starters/*.js")...) {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			trigger := tenant.PostUserRegistration
			for _, candidate := range tenant.Triggers() {
				if strings.HasPrefix(filepath.Base(file), candidate.String()) {
					trigger = candidate
				}
			}
			src := readFile(t, file)
			if got := render(src, Check(src, Options{Trigger: trigger, Dependencies: map[string]string{}})); got != "" {
				t.Errorf("findings:\n%s", got)
			}
			if why := Unread(src); why != "" {
				t.Errorf("not read: %s", why)
			}
			if uses := Uses(src, trigger); uses != nil {
				t.Errorf("uses what only Hooks give: %v", uses)
			}
		})
	}
}

func TestStarters(t *testing.T) {
	t.Parallel()
	for _, trigger := range tenant.Triggers() {
		want := readFile(t, hooksFolder+"starters/"+trigger.String()+".js")
		if diff := cmp.Diff(want, Starter(trigger)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", trigger, diff)
		}
	}
	if got := Starter(0); got != "" {
		t.Errorf("no trigger: %q", got)
	}
}

func TestTooDeepIsToldAndNotParsed(t *testing.T) {
	t.Parallel()
	for _, unit := range []string{"(", "[", "{", "!", "a=>", "a?b:", "if(a)", "a.", "`${", "new ", "function f(){", "(a=", "/**/(", "async a=>", "x={a:"} {
		t.Run(unit, func(t *testing.T) {
			t.Parallel()
			src := strings.Repeat(unit, 1<<20/len(unit))
			findings := Check(src, Options{})
			if len(findings) != 1 || findings[0].Rule != "syntax" || !strings.Contains(findings[0].Message, "too deep") {
				t.Errorf("findings: %v", findings)
			}
			if got := Unread(src); got != "" {
				t.Errorf("unread: %q, want nothing beside the finding", got)
			}
			if Requires(src) != nil || Uses(src, tenant.PostChangePassword) != nil {
				t.Error("the script was read all the same")
			}
		})
	}
}

func TestUnread(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ src, want string }{
		"read":                   {"module.exports = 1", ""},
		"not valid":              {"}", ""},
		"arrows in parameters":   {strings.Repeat("(a = ", 9) + "1" + strings.Repeat(") => 1", 9), "arrow functions nest 9 deep in the parameters of others"},
		"older than the parser":  {"<!-- a comment, once", "Unexpected token <"},
		"newer than the parser":  {"async () => { for await (const x of y); }", "Unexpected token await"},
		"names a source map":     {"module.exports = 1\n//# sourceMappingURL=/nowhere/x.map", ""},
		"arrows in each other":   {strings.Repeat("f((a) => ", 99) + "1" + strings.Repeat(")", 99), ""},
		"a string of many parts": {"x = 'a'" + strings.Repeat(" +\n'b'", 5000), ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := Unread(test.src); got != test.want && (test.want == "" || !strings.Contains(got, test.want)) {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

// render is what golden files hold.
func render(src string, findings []Finding) string {
	var out strings.Builder
	for _, f := range findings {
		severity := map[Severity]string{Error: "error", Warning: "warning"}[f.Severity]
		fmt.Fprintf(&out, "%d:%d %s %s: %s\n", f.Line, f.Column, severity, f.Rule, f.Message)
		if f.Hint != "" {
			fmt.Fprintf(&out, "    %s\n", f.Hint)
		}
		fmt.Fprintf(&out, "%s\n", NewExcerpter(src).Excerpt(f.Line, f.Column))
	}
	return out.String()
}

func compareGolden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(readFile(t, file), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", file, diff)
	}
}

func files(t *testing.T, pattern string) []string {
	t.Helper()
	found, err := filepath.Glob(pattern)
	if err != nil || len(found) == 0 {
		t.Fatalf("no files match %s (%v)", pattern, err)
	}
	return found
}

// globFiles gives the content of the files that match.
func globFiles(pattern string) ([]string, error) {
	paths, err := filepath.Glob(pattern)
	var contents []string
	for _, path := range paths {
		content, readErr := os.ReadFile(path)
		err = errors.Join(err, readErr)
		contents = append(contents, string(content))
	}
	return contents, err
}

func readFile(t *testing.T, file string) string {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}
