package shim

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/script"
	"auth0-hook-action/internal/tenant"
)

// TestFindingsCarryWhatTheyQuote renames, in scripts that draw findings, each word that a finding shows. Where it then shows the new
// name, that is a piece of the script, and must be a Quote in its words: else a value that a variable has put into a script
// could not be hidden (issue 12).
func TestFindingsCarryWhatTheyQuote(t *testing.T) {
	t.Parallel()
	const renamed = "Qx"
	quoting := map[string]int{} // by rule
	for text, triggers := range quotable(t) {
		for _, on := range triggers {
			for w := range shownWords(text, allFound(text, on)) {
				whole := regexp.MustCompile(`(^|[^\w$])` + regexp.QuoteMeta(w) + `($|[^\w$])`)
				changed := whole.ReplaceAllString(whole.ReplaceAllString(text, "${1}"+w+renamed+"${2}"), "${1}"+w+renamed+"${2}")
				for _, d := range allFound(changed, on) {
					if !strings.Contains(d.Message+d.Hint, renamed) {
						continue
					}
					quoting[d.Rule]++
					seen := d.Seen(func(q diag.Quote) diag.Quote {
						if strings.Contains(text, string(q)) {
							return q
						}
						return "***"
					}, func(l diag.Line) diag.Line { return l + 1000 })
					if strings.Contains(seen.Message+seen.Hint, renamed) {
						t.Errorf("%s shows a piece of the script that it does not quote: %s (%s)\n%s", d.Rule, d.Message, d.Hint,
							changed)
					}
					if n := aLine.FindString(seen.Message + seen.Hint); n != "" {
						t.Errorf("%s names a line that is not one of its Lines: %s", d.Rule, n)
					}
				}
			}
		}
	}
	for rule := range strings.FieldsSeq(`package actions-version actions-two-versions actions-dependencies secret-missing
		after-callback callback-path callback-twice callback undeclared marker rules-shape context-undocumented parameters log
		handler export allowance syntax adapter convert actions-webtask`) {
		if quoting[rule] == 0 {
			t.Errorf("no finding of %s with a piece of its script: the test does not look at it", rule)
		}
	}
}

// allFound is all that is said of a script.
func allFound(text string, on tenant.Trigger) []diag.Diagnostic {
	s, all := script.Parse(text)
	if s == nil {
		return all
	}
	for _, runtime := range []tenant.Runtime{tenant.RuntimeHooks, tenant.RuntimeActions} {
		all = append(all, s.Findings(script.Options{Trigger: on, Runtime: runtime, Dependencies: map[string]string{},
			Secrets: map[string]bool{}})...)
	}
	all = append(all, Check(s, on, nil)...)
	c, wrong := Convert(s, on, "hook.js", nil)
	return append(append(all, wrong...), c.Obstacle)
}

// shownWords are the words of a script that findings show.
func shownWords(text string, all []diag.Diagnostic) map[string]bool {
	inScript := map[string]bool{}
	for _, w := range anyWord.FindAllString(text, -1) {
		inScript[w] = true
	}
	shown := map[string]bool{}
	for _, d := range all {
		for _, w := range anyWord.FindAllString(d.Message+" "+d.Hint, -1) {
			if inScript[w] {
				shown[w] = true
			}
		}
	}
	return shown
}

// aLine is the number of a line below 1,000 in words.
var aLine = regexp.MustCompile(`\bline \d{1,3}\b`)

var anyWord = regexp.MustCompile(`[A-Za-z_$][\w$]+`)

// quotable are scripts that draw findings, with the triggers that they are for.
func quotable(t *testing.T) map[string][]tenant.Trigger {
	t.Helper()
	all := map[string][]tenant.Trigger{
		"module.exports = function (user, context, cb) { require('lodash@1.0.0'); require('lodash@2.0.0'); cb(); };\n": {preRegister},
		"exports.onExecutePreUserRegistration = async () => { require('lodash@1.0.0'); };\n":                           {preRegister},
		"module.exports = (user, context, cb) => { " + manyRequires() + "cb(null, context.webtask.storage); };\n":      {preRegister},
		"module.exports = (user, context, cb) => { cb(null, module.paths, context.odd, require('./own')); };\n":        {preRegister},
		"// auth0-hook: allow odd why\nmodule.exports = (user, context, cb) => { cb(); };\n":                           {preRegister},
		"// auth0-hook: allow undeclared because\nmodule.exports = (user, context, cb) => { cb(odd); };\n":             {preRegister},
		"module.exports = (user, context, cb) => { cb(null, { user: user.password }); };\n":                            {preRegister},
	}
	for _, pattern := range []string{"../script/testdata/bad/*.js", "../script/testdata/kinds/*.txt"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) < 20 {
			t.Fatalf("%s: %d files, %v", pattern, len(files), err)
		}
		for _, file := range files {
			content, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if strings.HasSuffix(file, ".js") {
				all[string(content)] = []tenant.Trigger{exchange, preRegister, tenant.PostLogin}
				continue
			}
			for text, on := range sections(t, string(content)) {
				all[text] = append(all[text], on)
			}
		}
	}
	return all
}

func manyRequires() string {
	var b strings.Builder
	for name := range strings.FieldsSeq("aa bb cc dd ee ff gg hh ii jj kk") {
		b.WriteString("require('" + name + "pack@1.0.0'); ")
	}
	return b.String()
}

// sections are the scripts of a file that testdata/kinds of the package script has, with their triggers.
func sections(t *testing.T, content string) map[string]tenant.Trigger {
	t.Helper()
	all := map[string]tenant.Trigger{}
	for section := range strings.SplitSeq("\n"+content, "\n== ") {
		head, scripts, _ := strings.Cut(section, "\n")
		words := strings.Fields(head)
		if len(words) < 2 || words[0] != "draws" {
			continue
		}
		on := trigger(t, words[1])
		for text := range strings.SplitSeq(strings.TrimSpace(scripts), "\n\n") {
			if !strings.Contains(text, "exports") {
				names := on.HookParameters()
				names[len(names)-1] = "cb"
				text = "module.exports = async function (" + strings.Join(names, ", ") + ") {\n" + text + "\n};\n"
			}
			all[text] = on
		}
	}
	return all
}
