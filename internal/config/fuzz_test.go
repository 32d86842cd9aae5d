package config

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"auth0-hook-action/internal/secret"
	"auth0-hook-action/internal/tenant"
)

// place is what a problem says beside its constant text: where it is.
var place = regexp.MustCompile(`^(line \d+: )?(value \d+ )?`)

// FuzzParseSecrets reads any text as secrets. What is said about it is one of a few constant texts: no value, no key and
// no other piece of it can be in there.
func FuzzParseSecrets(f *testing.F) {
	for _, raw := range []string{
		"A=1\nB='2\n3'\nC<<E\nx\nE\n", "A: 1\nB: |\n  x\nC: \"q\"\n", `{"A": "1", "B": 2, "C": null}`, "{A: x, B: 'y'}", "A: &a x\nB: *a\n<<: {}\n",
		"A=-----BEGIN X\ny\n", "A: [x", "A: !!t x", "- a", "? a\n: b", "A: x\n  y\n", "a: b: c", "\ufeffA=1\r\n", "A: @x", "--- a\n--- b", "%YAML 1.1\n---\nA: b",
		"A: \"\\ud800\"", "{\"A\": \"\\ud800\"}", "A: x #y", "A: _VALUE_NOT_SHOWN_", "A: \x7f", "A:\n\t- b", "---", "? |\n  a\n: b",
	} {
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		vals, wrong := parseSecrets(raw)
		for _, p := range wrong {
			if rest := place.ReplaceAllString(p.String(), ""); !slices.Contains(constantTexts, rest) {
				t.Errorf("not a constant: %q", rest)
			}
			if p.line > 1+strings.Count(raw, "\n")+strings.Count(raw, "\r") {
				t.Errorf("line %d of %q", p.line, raw)
			}
		}
		if len(wrong) > 0 {
			return
		}
		again, wrong := parseSecrets(blocks(vals))
		if diff := cmp.Diff(vals, again, sameValues); diff != "" || len(wrong) > 0 {
			t.Errorf("%q: read again: (-want +got)\n%s%v", raw, diff, wrong)
		}
	})
}

// blocks writes values as KEY<<WORD lines.
func blocks(vals map[string]secret.Value) string {
	var b strings.Builder
	b.WriteString("# so that\n# not every\n# line end is Windows's\n")
	for key, v := range vals {
		word := "end"
		for strings.Contains(v.Reveal(), word) {
			word += "-"
		}
		b.WriteString(key + "<<" + word + "\n" + v.Reveal() + "\n" + word + "\n")
	}
	if len(vals) == 0 {
		return "{}"
	}
	return b.String()
}

var constantTexts = []string{
	tooDeep, tooMany, noAnchors, folded,
	"it is larger than 1 MiB", "it is not UTF-8 text", "it is empty", "it is not YAML", "it is not JSON",
	"it is neither a YAML or JSON map nor KEY=value lines",
	"it holds more than one YAML document", "it holds a control character",
	"this key stands in the same map already", "this key is not a text of one line",
	"a line ends with a character that YAML would change: use plain line breaks",
	"this is not YAML: a key with a colon was expected (is the indentation right? a value of several lines is an indented block after KEY: |)",
	`this is not YAML: a value that holds ": " stands in quotes`,
	"this is not YAML: a value that starts with @, ` or % stands in quotes, and a tab does not indent",
	"this is not YAML: a quote is not closed",
	`an escape \uD800 to \uDFFF stands without its other half`,
	"this is no KEY=value line (a value of several lines stands in quotes, or between a line KEY<<EOF and a line EOF)",
	"no line closes the value that starts here: its last line is the word behind <<",
	"a PEM block has several lines: put it in quotes, or between a line KEY<<EOF and a line EOF",
	"the quote that opens the value is not closed (a value that starts with a quote stands in other quotes)",
	"has a key that is not 1 to 128 letters, digits, _, . and -",
	"is a map or a list: put it in quotes, or give KEY=value lines",
	"is empty: is the GitHub secret missing?",
	"is the mark that Auth0 shows instead of a secret: give the secret itself, or leave the key out to keep it",
	"has a # behind it, from which on YAML takes it for a comment: put the value in quotes, or the comment on a line of its own",
}

// FuzzParseDependencies reads any text as dependencies: what is read is what a map of it in JSON gives again.
func FuzzParseDependencies(f *testing.F) {
	for _, raw := range []string{"lodash: 4.17.21", `{"@a/b": "1.0.0-rc.1+x"}`, "a: 4.17", "a:\n", "{}", "a: 1.0.0\na: 1.0.0", "- a"} {
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		deps, wrong := parseDependencies(raw)
		if deps == nil {
			t.Fatal("the map is nil")
		}
		if len(wrong) > 0 {
			return
		}
		text, _ := json.Marshal(deps)
		again, wrong := parseDependencies(string(text))
		if diff := cmp.Diff(deps, again); diff != "" || len(wrong) > 0 {
			t.Errorf("%q: read again: (-want +got)\n%s%v", raw, diff, wrong)
		}
	})
}

// FuzzFill replaces the markers of any text: by themselves, which changes nothing, and by a value, after which no marker
// of that key is left and every line still has its place.
func FuzzFill(f *testing.F) {
	for _, source := range []string{"a ##K## b", `"@@K@@" '@@K@@' @@K@@`, "##a####b##", "####K####", "@@@K@@@", "##K##\n##K##\n", "'@@K@@\""} {
		f.Add(source, "value\n1")
	}
	f.Fuzz(func(t *testing.T, source, value string) {
		same, values := map[string]secret.Value{}, map[string]secret.Value{}
		for _, key := range markersIn(source) {
			same[key], values[key] = secret.New(hashed(key)), secret.New(value)
		}
		kept, err := fill(source, same, 1<<20)
		if err != nil || kept.text != source || len(kept.open)+len(kept.used) > 0 {
			t.Errorf("%q by itself: %q, %v, %v", source, kept.text, kept, err)
		}
		filled, err := fill(source, values, 1<<20)
		if err != nil {
			return
		}
		if len(filled.open) > 0 {
			t.Errorf("markers left: %v", filled.open)
		}
		if none, _ := fill(source, nil, 1<<20); len(none.used) > 0 || len(none.open) < len(same) {
			t.Errorf("without variables: %v", none)
		}
		last := 1
		for n := 1; n <= 1+strings.Count(filled.text, "\n"); n++ {
			line := filled.line(n)
			if line < last || line > last+1 || line > 1+strings.Count(source, "\n") {
				t.Fatalf("line %d comes from %d, the one before from %d", n, line, last)
			}
			last = line
		}
	})
}

func FuzzReadSetJSON(f *testing.F) {
	f.Add(hookJSON(`, "enabled": true, "dependencies": {"a": "1.0.0"}, "secrets": {"K": "v"}`), validScript, "v")
	f.Add(hookJSON(`, "secrets": {"K": "##K##", "L": @@K@@}`), "// '@@K@@'", `a\b"c`)
	f.Add("[{}", "", "")
	f.Add(`{"name": 1, "triggerId": [], "script": {}, "secrets": "##K##", "x": "@@X@@"}`, "x", "y\nz")
	f.Fuzz(func(t *testing.T, description, script, value string) {
		checkSet(t, "audit.json", description, script, value)
	})
}

func FuzzReadSetYAML(f *testing.F) {
	f.Add("a: [\nhooks:\n- name: a\n  triggerId: send-phone-message\n  script: ./audit.js\n  secrets: {K: ##K##}\nb: @@B@@\n", validScript, "v")
	f.Add("hooks: [{name: a, secrets: {K: \"@@K@@\"}}]", "x", "a: b\n#")
	f.Add("hooks:\n  - &a\n    b: *a\n  - <<: *a\n---\nhooks:\n", "x", "y")
	f.Add("hooks: [{secrets: {A:##K##}}]", "x", ": y")
	f.Add("hooks:\n- name: |-\n    ##K##\n", "x", "")
	f.Add("hooks:\n- secrets: |\n    ##K##\n  nme: x\n", "x", "1\n2")
	f.Fuzz(func(t *testing.T, description, script, value string) {
		checkSet(t, "audit.yaml", description, script, value)
	})
}

// checkSet reads a description with one variable. No problem may hold the variable's value, each has a line of the file,
// and what is read without a problem is the same after it was written by Files.
func checkSet(t *testing.T, file, description, script, value string) {
	t.Helper()
	hidden := "s3cr3t-" + value
	vars := variables("K", hidden)
	hooks, problems := readSet(set(file, description, "audit.js", script), ".", vars)
	if file == "audit.yaml" {
		hooks, problems = readSet(set(file, description, "audit.js", script), file, vars)
	}
	for _, p := range problems {
		if strings.Contains(p.Message+p.Hint, "s3cr3t-") {
			t.Errorf("the value is in %q", p.Message)
		}
		if p.File == file && p.Line > 1+strings.Count(description, "\n")+strings.Count(description, "\r") {
			t.Errorf("line %d of %q", p.Line, description)
		}
	}
	if len(problems) == 0 {
		again(t, hooks)
	}
}

func again(t *testing.T, hooks []tenant.Hook) {
	t.Helper()
	files, warnings, err := Files(hooks)
	if err != nil {
		return
	}
	vars := roundTripVariables(hooks, warnings)
	for _, v := range vars {
		if strings.ContainsAny(v.Reveal(), "\"\\\n\r\t") || strings.ContainsFunc(v.Reveal(), func(r rune) bool { return r < ' ' }) {
			return // not as it stands
		}
	}
	disk := set()
	for name, text := range files {
		disk[name] = set(name, string(text))[name]
	}
	got, problems := readSet(disk, ".", vars)
	order := cmpopts.SortSlices(func(a, b tenant.Hook) bool { return a.Name < b.Name })
	diff := cmp.Diff(hooks, got, sameValues, order, cmpopts.IgnoreFields(tenant.Hook{}, "File", "HideDiff"))
	if diff != "" || len(problems) > 0 {
		t.Errorf("read again: (-want +got)\n%s%v", diff, problems)
	}
}
