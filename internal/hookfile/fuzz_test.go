package hookfile

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"auth0-hook-action/internal/secret"
)

// place is what a message says beside its constant text: where it is.
var place = regexp.MustCompile(`^(line \d+: )?(value \d+ )?`)

// FuzzParseSecrets reads any text as secrets. What is said about it is one of a few constant texts: no value, no key and
// no other piece of it can be in there.
func FuzzParseSecrets(f *testing.F) {
	for _, raw := range []string{
		"A=1\nB='2\n3'\nC<<E\nx\nE\n", "A: 1\nB: |\n  x\nC: \"q\"\n", `{"A": "1", "B": 2, "C": null}`, "{A: x, B: 'y'}",
		"A: &a x\nB: *a\n<<: {}\n",
		"A=-----BEGIN X\ny\n", "A: [x", "A: !!t x", "- a", "? a\n: b",
		"A: x\n  y\n", "a: b: c", "\ufeffA=1\r\n", "A: @x", "--- a\n--- b", "%YAML 1.1\n---\nA: b",
		"A: \"\\ud800\"", "{\"A\": \"\\ud800\"}", "A: x #y",
		"A: _VALUE_NOT_SHOWN_", "A: \x7f", "A:\n\t- b", "---", "? |\n  a\n: b", "export A=\"x\\ny\"",
	} {
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		vals, found := ParseSecrets("secrets", raw)
		for _, d := range found {
			if rest := place.ReplaceAllString(d.Message, ""); !slices.Contains(constantMessages, rest) {
				t.Errorf("not a constant: %q", rest)
			}
			if d.Hint != "" && !slices.Contains(constantHints, d.Hint) {
				t.Errorf("not a constant: %q", d.Hint)
			}
		}
		n, inText := parseMap(raw, true)
		for _, p := range inText {
			if p.Line > 1+strings.Count(raw, "\n")+strings.Count(raw, "\r") {
				t.Errorf("line %d of %q", p.Line, raw)
			}
		}
		if n == nil || len(found) > 0 {
			return
		}
		again, found := ParseSecrets("secrets", blocks(vals))
		if diff := cmp.Diff(vals, again, sameValues); diff != "" || len(found) > 0 {
			t.Errorf("%q: read again: (-want +got)\n%s%v", raw, diff, found)
		}
	})
}

// blocks writes values as KEY<<WORD lines.
func blocks(vals map[string]secret.Value) string {
	var b strings.Builder
	b.WriteString("# so that\n# not every\n# line end is Windows's\n")
	for key, v := range vals {
		text := v.Reveal()
		if text == "" {
			text = apiMask
		}
		word := "end"
		for strings.Contains(text, word) {
			word += "-"
		}
		b.WriteString(key + "<<" + word + "\n" + text + "\n" + word + "\n")
	}
	if len(vals) == 0 {
		return "{}"
	}
	return b.String()
}

var constantMessages = []string{
	tooDeep, tooMany, anchors, folded, twice,
	"it is larger than 1 MiB", "it is not UTF-8 text", "it is empty", "it is not YAML", "it is not JSON",
	"it is neither a YAML or JSON map nor KEY=value lines",
	"it contains more than one YAML document", "it contains a control character",
	"this key is not a text of one line",
	"a line ends with a character that YAML would change",
	"this is not YAML: a key with a colon was expected",
	"this is not YAML: there is a colon too many",
	"this is not YAML: no value starts with this character",
	"this is not YAML: a quote is not closed",
	`an escape \uD800 to \uDFFF has no second half`,
	"this is not a KEY=value line",
	"no line closes the value that starts here",
	"a PEM block has several lines",
	"the quote that opens the value is not closed",
	"the backslashes of this value are kept as they are",
	"has a key that cannot be used", "is a map or a list", "is empty",
	"is followed by a #, with which a comment starts in YAML",
}

var constantHints = []string{
	writeOut, asBlock, severalLines, mapForm, "use plain line breaks", "remove one of the two", "keep the first, " +
		"without the line ---",
	`put a value that contains ": " in quotes`,
	"put a value that starts with @, ` or % in quotes; indent with spaces and not with a tab",
	"check the indentation; write a value of several lines as an indented block after KEY: |",
	"end it with a line that has only the word after <<",
	"enclose a value that starts with a quote in quotes of the other kind",
	"a key is 1 to 128 letters, digits, _, . and -",
	"put the value in quotes, or give KEY=value lines",
	"put the value in quotes, or the comment on a line of its own",
	"is the GitHub secret missing?",
}

// FuzzParseDependencies reads any text as dependencies: what is read is what a map of it in JSON gives again.
func FuzzParseDependencies(f *testing.F) {
	for _, raw := range []string{"lodash: 4.17.21", `{"@a/b": "1.0.0-rc.1+x"}`, "a: 4.17", "a:\n", "{}", "a: 1.0.0\na: 1.0.0", "- a"} {
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		deps, found := ParseDependencies("dependencies", raw)
		if deps == nil {
			t.Fatal("the map is nil")
		}
		if len(found) > 0 {
			return
		}
		text, _ := json.Marshal(deps)
		again, found := ParseDependencies("dependencies", string(text))
		if diff := cmp.Diff(deps, again); diff != "" || len(found) > 0 {
			t.Errorf("%q: read again: (-want +got)\n%s%v", raw, diff, found)
		}
	})
}

// FuzzParseVariables reads any text as variables: each JSON form is JSON on one line, and means what the text means.
func FuzzParseVariables(f *testing.F) {
	for _, raw := range []string{
		"A: true\nB: [x, {y: 007}]\nC: 0x1f\nD: .5\nE: \"\\u0085\"",
		`{"A": {"b": [1.10, null, "\u2028"]}}`, "A=1\nB=x", "A: -0o7\nB: +1\nC: .inf\nD: 1_0",
	} {
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		vars, found := ParseVariables("variables", raw)
		if len(found) > 0 {
			return
		}
		for key, v := range vars.values {
			text := v.json.Reveal()
			if !json.Valid([]byte(text)) || strings.ContainsAny(text, "\n\r\u0085\u2028") {
				t.Errorf("%s: the JSON form is %q", key, text)
			}
			n, wrong := parseYAML("k: " + text)
			if len(wrong) > 0 || n.entries[0].value.json() != text {
				t.Errorf("%s: %q in YAML: %v", key, text, wrong)
			}
		}
	})
}

// FuzzFill replaces the markers of any text: by themselves, which changes nothing, and by a value, after which no marker
// of that key is left and every line still has its place.
func FuzzFill(f *testing.F) {
	for _, source := range []string{
		"a ##K## b", `"@@K@@" '@@K@@' @@K@@`, "##a####b##", "####K####", "@@@K@@@", "##K##\n##K##\n", "'@@K@@\"",
	} {
		f.Add(source, "value\n1")
	}
	f.Fuzz(func(t *testing.T, source, value string) {
		if strings.ToValidUTF8(value, "") != value { // variables are UTF-8
			return
		}
		var same, values []string
		for _, key := range keysIn(source) {
			same, values = append(same, key, hashed(key)), append(values, key, value)
		}
		kept, ok := variables(t, same...).fill(source, 1<<20)
		if !ok || kept.text != source || len(kept.uses) > 0 {
			t.Errorf("%q by itself: %q, %v", source, kept.text, kept)
		}
		filled, ok := variables(t, values...).fill(source, 1<<20)
		if !ok {
			return
		}
		if slices.ContainsFunc(filled.uses, func(u use) bool { return u.missing }) {
			t.Errorf("markers left: %v", filled.uses)
		}
		if none, _ := (Variables{}).fill(source, 1<<20); none.filled() || len(none.uses) < len(same)/2 {
			t.Errorf("without variables: %v", none)
		}
		places(t, filled)
	})
}

// places checks that each line and each character of a filled text has its place in the source, in order.
func places(t *testing.T, f filling) {
	t.Helper()
	last := 1
	for n := 1; n <= 1+strings.Count(f.text, "\n"); n++ {
		line := f.line(n)
		if line < last || line > last+1 || line > 1+strings.Count(f.source, "\n") {
			t.Fatalf("line %d comes from %d, the one before from %d", n, line, last)
		}
		last = line
	}
	if len(f.uses) == 0 {
		return
	}
	before := 0
	for offset := range f.text {
		at := f.sourceOffset(offset)
		if at < before || at > len(f.source) {
			t.Fatalf("offset %d comes from %d, the one before from %d", offset, at, before)
		}
		before = at
	}
}

func FuzzReadJSON(f *testing.F) {
	f.Add(hookJSON(`, "enabled": true, "dependencies": {"a": "1.0.0"}, "secrets": {"K": "v"}`), validScript, "v")
	f.Add(hookJSON(`, "secrets": {"K": "##K##", "L": @@K@@}`), "// '@@K@@'", `a\b"c`)
	f.Add("[{}", "", "")
	f.Add(`{"name": 1, "triggerId": [], "script": {}, "secrets": "##K##", "x": "@@X@@"}`, "x", "y\nz")
	f.Add(hookJSON(`, "position": "before:a", "adopt": true, "testPayload": "./audit.json"`), "x", "y")
	f.Fuzz(func(t *testing.T, description, script, value string) {
		checkSet(t, "audit.json", description, script, value)
	})
}

func FuzzReadYAML(f *testing.F) {
	f.Add("a: [\nhooks:\n- name: a\n"+
		"  triggerId: send-phone-message\n  script: ./audit.js\n  secrets: {K: ##K##}\nb: @@B@@\n", validScript, "v")
	f.Add("hooks: [{name: a, secrets: {K: \"@@K@@\"}}]", "x", "a: b\n#")
	f.Add("hooks:\n  - &a\n    b: *a\n  - <<: *a\n---\nhooks:\n", "x", "y")
	f.Add("hooks: [{secrets: {A:##K##}}]", "x", ": y")
	f.Add("hooks:\n- name: |-\n    ##K##\n", "x", "")
	f.Add("hooks:", "0", "")
	f.Add("hooks:\n- secrets: |\n    ##K##\n  nme: x\n", "x", "1\n2")
	f.Fuzz(func(t *testing.T, description, script, value string) {
		checkSet(t, "audit.yaml", description, script, value)
	})
}

// checkSet reads a description with one variable. No message may hold the variable's value, each has a line of the file,
// and what is read without an error is the same after it was exported.
func checkSet(t *testing.T, file, description, script, value string) {
	t.Helper()
	hidden := strings.ToValidUTF8("s3cr3t-"+value, "")
	vars := variables(t, "K", hidden)
	disk, path := files(file, description, "audit.js", script), "."
	if file == "audit.yaml" {
		path = file
	}
	set, found := readAll(disk, path, vars)
	for _, d := range found {
		if strings.Contains(d.Message+d.Hint+d.Paste, "s3cr3t-") && !strings.Contains(description+script, "s3cr3t-") {
			t.Errorf("the value is in %q", d.Message)
		}
		if d.File == file && d.Line > 1+strings.Count(description, "\n")+strings.Count(description, "\r") {
			t.Errorf("line %d of %q", d.Line, description)
		}
	}
	if len(lines(found)) == 0 && len(set.Hooks) > 0 { // a set without hooks makes no folder
		exportAgain(t, set)
	}
}
