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

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/secret"
	"auth0-hook-action/internal/tenant"
)

var update = flag.Bool("update", false, "write what was got into the golden files")

// hooksFolder holds the samples that the README shows; its starters are those of this package.
const hooksFolder = "../../testdata/hooks/"

// findings parses a script and gives all that is said of it.
func findings(src string, o Options) []diag.Diagnostic {
	s, problems := Parse(src)
	if s == nil {
		return problems
	}
	return s.Findings(o)
}

// parsed is a script that must parse.
func parsed(t *testing.T, src string) *Script {
	t.Helper()
	s, problems := Parse(src)
	if s == nil {
		t.Fatalf("%s\nis no script: %v", src, problems)
	}
	return s
}

func TestBadScripts(t *testing.T) {
	t.Parallel()
	options := map[string]Options{
		"missing-package":   {Dependencies: map[string]string{}},
		"unused-dependency": {Dependencies: map[string]string{"got": "11.8.6", "lodash": "4.17.21", "uuid": "9.0.0"}},
		"log-private":       {Trigger: tenant.PreUserRegistration},
	}
	for _, file := range files(t, "testdata/bad/*.js") {
		name := strings.TrimSuffix(filepath.Base(file), ".js")
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := options[name]
			if o.Trigger == 0 {
				o.Trigger = tenant.PostChangePassword
			}
			compareGolden(t, strings.TrimSuffix(file, ".js")+".golden", render(findings(readFile(t, file), o)))
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
			s := parsed(t, readFile(t, file))
			if got := render(s.Findings(Options{Trigger: trigger, Dependencies: map[string]string{}})); got != "" {
				t.Errorf("findings:\n%s", got)
			}
			if why := s.Unread(); why != nil {
				t.Errorf("not read: %s", why)
			}
			if uses := s.Uses(trigger); uses != nil {
				t.Errorf("uses what only Hooks give: %v", uses)
			}
		})
	}
}

func TestStarters(t *testing.T) {
	t.Parallel()
	for _, trigger := range tenant.HookTriggers() {
		want := readFile(t, hooksFolder+"starters/"+trigger.String()+".js")
		if diff := cmp.Diff(want, Starter(trigger, tenant.FormatHook)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", trigger, diff)
		}
	}
	for _, trigger := range tenant.Triggers() {
		for _, format := range []tenant.Format{tenant.FormatHook, tenant.FormatAction} {
			if format == tenant.FormatHook && !trigger.HasHooks() {
				continue
			}
			s := parsed(t, Starter(trigger, format))
			if got := render(s.Findings(Options{Trigger: trigger, Dependencies: map[string]string{},
				Secrets: map[string]bool{}})); got != "" {
				t.Errorf("%s, %s: findings:\n%s", trigger, format, got)
			}
			if got := s.Format(); got != format {
				t.Errorf("%s: format %s, want %s", trigger, got, format)
			}
		}
	}
	if got := Starter(0, tenant.FormatHook) + Starter(tenant.PostLogin, tenant.FormatHook); got != "" {
		t.Errorf("no trigger: %q", got)
	}
}

func TestHostileScripts(t *testing.T) {
	t.Parallel()
	for _, unit := range []string{
		"(", "[", "{", "!", "a=>", "a?b:", "if(a)", "a.", "`${", "new ", "function f(){", "(a=", "/**/(", "async a=>", "x={a:",
	} {
		t.Run(unit, func(t *testing.T) {
			t.Parallel()
			for size, want := range map[int]string{MaxSize: "too deep", MaxSize + len(unit): "bytes"} {
				s, problems := Parse(strings.Repeat(unit, size/len(unit)+1)[:size])
				if s != nil || len(problems) != 1 || !strings.Contains(problems[0].Message, want) {
					t.Errorf("%d bytes: %v, want %q", size, problems, want)
				}
			}
		})
	}
}

func TestUnread(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ src, want string }{
		"read": {"module.exports = 1", ""},
		"arrows in parameters": {strings.Repeat("(a = ", 9) + "1" + strings.Repeat(") => 1", 9),
			"arrow functions nest 9 deep in the parameters of others"},
		"older than the parser":  {"<!-- a comment, once", "Unexpected token <"},
		"newer than the parser":  {"async () => { for await (const x of y); }", "Unexpected token await"},
		"names a source map":     {"module.exports = 1\n//# sourceMappingURL=/nowhere/x.map", ""},
		"arrows in each other":   {strings.Repeat("f((a) => ", 99) + "1" + strings.Repeat(")", 99), ""},
		"a string of many parts": {"x = 'a'" + strings.Repeat(" +\n'b'", 5000), ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := parsed(t, test.src).Unread()
			if (got == nil) != (test.want == "") || got != nil && !strings.Contains(got.Error(), test.want) {
				t.Errorf("got %v, want %q", got, test.want)
			}
		})
	}
}

// render is what golden files hold.
func render(findings []diag.Diagnostic) string {
	var out strings.Builder
	for _, f := range findings {
		fmt.Fprintf(&out, "%d:%d %s %s: %s\n", f.Line, f.Column, f.Severity, f.Rule, f.Message)
		if f.Hint != "" {
			fmt.Fprintf(&out, "    %s\n", f.Hint)
		}
		fmt.Fprintf(&out, "%s\n", diag.Excerpt((*secret.Redactor)(nil).Redact(f.Source), f.Line, f.Column))
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

// To an outline nothing is known of the script but its text: whatever it is asked, it answers as for a script that cannot be read.
func TestOutline(t *testing.T) {
	t.Parallel()
	s, _ := Parse("require('axios@1.2.3');\nmodule.exports = function (user, context, cb) { user.password; cb(); };\n")
	o := s.Outline()
	if o.Text() != s.Text() || o.Format() != s.Format() || o.Unread() != nil || s.Unread() != nil || o.Tree() != nil {
		t.Errorf("the outline is %+v", o)
	}
	found := o.Findings(Options{Trigger: tenant.PreUserRegistration})
	uses, requires := o.Uses(tenant.PreUserRegistration), o.Requires()
	if len(found) > 0 || len(uses) == 0 || uses[0].Kind != NotSeen || len(requires) != 1 || requires[0].Line != 1 {
		t.Errorf("findings %v, uses %v, requires %v", found, uses, requires)
	}
}
