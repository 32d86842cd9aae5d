package script

import (
	"slices"
	"strings"
	"testing"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/tenant"
)

// TestKinds checks the cases of testdata/kinds: of each kind scripts that draw it and near misses that do not. A file has
// sections that begin with
//
//	== draws TRIGGER RUNTIME
//
// or with == fine; without a runtime it is auto. Blank lines part the scripts of a section. One that exports nothing is the
// body of a hook with the documented parameters, whose callback is cb; of an async one where it awaits. The secret GIVEN and
// the package given are given.
func TestKinds(t *testing.T) {
	t.Parallel()
	for _, kind := range Kinds() {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			count := map[string]int{}
			for section := range strings.SplitSeq("\n"+readFile(t, "testdata/kinds/"+kind+".txt"), "\n== ") {
				head, scripts, _ := strings.Cut(section, "\n")
				words := strings.Fields(head)
				if len(words) == 0 {
					continue
				}
				for script := range strings.SplitSeq(strings.TrimSpace(scripts), "\n\n") {
					count[words[0]]++
					checkKind(t, kind, words, script)
				}
			}
			if slices.Contains(corpusKinds, kind) && (count["draws"] < 6 || count["fine"] < 6) {
				t.Errorf("%v, want at least 6 that draw it and 6 that do not", count)
			}
		})
	}
}

// checkKind checks one script: words are those of its section's head.
func checkKind(t *testing.T, kind string, words []string, script string) {
	t.Helper()
	trigger, err := tenant.ParseTrigger(words[1])
	if err != nil {
		t.Fatal(err)
	}
	o := Options{Trigger: trigger, Dependencies: map[string]string{}, Secrets: map[string]bool{"GIVEN": true, "API_KEY": true}}
	if len(words) > 2 {
		if o.Runtime, err = tenant.ParseRuntime(words[2]); err != nil {
			t.Fatal(err)
		}
	}
	script = strings.ReplaceAll(script, `\ufeff`, "\ufeff")
	if strings.Contains(script, "'given") {
		o.Dependencies["given"] = "1.0.0"
	}
	found := parsed(t, wrapped(script, trigger)).Findings(o)
	draws := slices.ContainsFunc(found, func(f diag.Diagnostic) bool { return f.Rule == kind })
	if want := words[0] == "draws"; draws != want {
		t.Errorf("%s: draws %s: %v\n%s\n%s", words, kind, draws, script, render(found))
	}
}

// wrapped is a case's text as a script.
func wrapped(text string, trigger tenant.Trigger) string {
	if strings.Contains(text, "exports") {
		return text
	}
	names := trigger.HookParameters()
	names[len(names)-1] = "cb"
	async := ""
	if strings.Contains(text, "await ") && !strings.Contains(text, "async") {
		async = "async "
	}
	return "module.exports = " + async + "function (" + strings.Join(names, ", ") + ") {\n" + text + "\n};\n"
}
