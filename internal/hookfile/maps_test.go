package hookfile

import (
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/secret"
)

// messages are what diagnostics say, one a line, without their hints.
func messages(found []diag.Diagnostic) []string {
	var all []string
	for _, d := range found {
		all = append(all, d.Message)
	}
	return all
}

func TestParseDependencies(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		raw   string
		want  map[string]string
		found []string
	}{
		"yaml": {"lodash: 4.17.21\n\"@auth0/x\": '1.0.0-beta.1+build.5' # pinned\n",
			map[string]string{"lodash": "4.17.21", "@auth0/x": "1.0.0-beta.1+build.5"}, nil},
		"json": {`{"JSONStream": "1.3.5", "left-pad": "0.0.1"}`,
			map[string]string{"JSONStream": "1.3.5", "left-pad": "0.0.1"}, nil},
		"yaml in json's style": {"{lodash: 4.17.21, }", map[string]string{"lodash": "4.17.21"}, nil},
		"json with tabs":       {"{\n\t\"lodash\":\t\"4.17.21\"\n}", map[string]string{"lodash": "4.17.21"}, nil},
		"windows": {byteOrderMark + "a: 1.0.0\r\nb: 2.0.0\r\n",
			map[string]string{"a": "1.0.0", "b": "2.0.0"}, nil},
		"none": {"{}", map[string]string{}, nil},
		"number": {"lodash: 4.17", map[string]string{"lodash": "4.17"},
			[]string{`line 1: the version of "lodash" is the number "4.17"`}},
		"trailing zero": {"lodash: 1.10", map[string]string{"lodash": "1.10"},
			[]string{`line 1: the version of "lodash" is the number "1.10"`}},
		"range and tag": {"a: ^1.0.0\nb: latest\nc: 1.x\nd: v1.0.0\ne: 01.0.0\nf: 1.0.0\n",
			map[string]string{"a": "^1.0.0", "b": "latest", "c": "1.x", "d": "v1.0.0", "e": "01.0.0",
				"f": "1.0.0"}, []string{
				`line 1: the version of "a" is not exact: "^1.0.0"`,
				`line 2: the version of "b" is not exact: "latest"`,
				`line 3: the version of "c" is not exact: "1.x"`,
				`line 4: the version of "d" is not exact: "v1.0.0"`,
				`line 5: the version of "e" is not exact: "01.0.0"`,
			}},
		"names": {"_a: 1.0.0\n.b: 1.0.0\na b: 1.0.0\na/b: 1.0.0\n../c: 1.0.0\n", map[string]string{}, []string{
			`line 1: "_a" is not the name of an npm package`,
			`line 2: ".b" is not the name of an npm package`,
			`line 3: "a b" is not the name of an npm package`,
			`line 4: "a/b" is not the name of an npm package`,
			`line 5: "../c" is not the name of an npm package`,
		}},
		"no version": {"a:\nb: {}\nc: true\nd: ''\n", map[string]string{"a": "", "b": "", "c": "true", "d": ""}, []string{
			`line 1: "a" has no version`,
			`line 2: "b" has no version`,
			`line 3: "c" has no version`,
			`line 4: the version of "d" is not exact: ""`,
		}},
		"twice in yaml": {"a: 1.0.0\na: 1.0.0\n", map[string]string{"a": "1.0.0"},
			[]string{"line 2: this key is in the map already"}},
		"twice in json": {"{\"a\": \"1.0.0\",\n\"a\": \"1.0.0\"}", map[string]string{"a": "1.0.0"},
			[]string{"line 2: this key is in the map already"}},
		"list":          {"- lodash\n", map[string]string{}, []string{"line 1: it is not a YAML or JSON map"}},
		"text":          {"lodash@4.17.21", map[string]string{}, []string{"line 1: it is not a YAML or JSON map"}},
		"comment alone": {"# none", map[string]string{}, []string{"it is empty"}},
		"lines":         {"lodash=4.17.21", map[string]string{}, []string{"line 1: it is not a YAML or JSON map"}},
		"two documents": {"a: 1.0.0\n---\nb: 1.0.0\n", map[string]string{},
			[]string{"it contains more than one YAML document"}},
		"not utf-8": {"a: \xff", map[string]string{}, []string{"it is not UTF-8 text"}},
		"deep":      {strings.Repeat("{a: ", 1000), map[string]string{}, []string{"line 1: it is nested too deeply"}},
		"large":     {strings.Repeat(" ", maxInput+1), map[string]string{}, []string{"it is larger than 1 MiB"}},
		"broken": {"a: 1.0.0\n b: 2.0.0\n", map[string]string{},
			[]string{`line 2: this is not YAML: there is a colon too many`}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, found := ParseDependencies("dependencies", tt.raw)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			if diff := cmp.Diff(tt.found, messages(found)); diff != "" {
				t.Errorf("problems (-want +got)\n%s", diff)
			}
		})
	}
}

const pemBlock = "-----BEGIN KEY-----\nMIIB+/=\nabc=\n-----END KEY-----"

func TestParseSecrets(t *testing.T) {
	t.Parallel()
	const (
		noLine   = "this is not a KEY=value line"
		neither  = "it is neither a YAML or JSON map nor KEY=value lines"
		empty    = "is empty"
		badKey   = "has a key that cannot be used"
		nested   = "is a map or a list"
		comment  = "is followed by a #, with which a comment starts in YAML"
		notYAML  = "this is not YAML: a key with a colon was expected"
		unclosed = "the quote that opens the value is not closed"
	)
	tests := map[string]struct {
		raw   string
		want  []string // key, value, …
		found []string
	}{
		"lines": {"A=1\nB = two words \n\n# C=3\n  # D=4\nE=a=b: c #d\nF=\\n\"x\"\n",
			[]string{"A", "1", "B", "two words", "E", "a=b: c #d", "F", `\n"x"`}, nil},
		"windows lines": {"A=1\r\nB=\"2\r\n3\"\r\nC<<X\r\n4\r\n5\r\nX\r\n",
			[]string{"A", "1", "B", "2\n3", "C", "4\n5"}, nil},
		"windows value": {"A=1\r\nB=\"2\r\n3\"\nC=4", []string{"A", "1", "B", "2\r\n3", "C", "4"}, nil},
		"quotes": {"A=\"x y\"\nB='x \"y'  \nC=\"it's\"\nD=''''\n",
			[]string{"A", "x y", "B", `x "y`, "C", "it's", "D", "''"}, nil},
		"quotes over lines": {"A=\"" + pemBlock + "\"\nB='\n x\n'\nC=1",
			[]string{"A", pemBlock, "B", "\n x\n", "C", "1"}, nil},
		"block": {"A<<EOF\n" + pemBlock + "\nEOF\nB << X=Y\n#1\n\nX=Y\nC<<E\nE",
			[]string{"A", pemBlock, "B", "#1\n"}, []string{"line 11: value 3 " + empty}},
		"json on a line": {`A={"k": "v"}`, []string{"A", `{"k": "v"}`}, nil},
		"yaml": {"A: x\nB: \"y\\n\"\nC: 'it''s'\nD: |\n  one\n  two # 2\nE: |-\n  one\nF: >-\n  " +
			"one\n  two\n", []string{"A", "x", "B", "y\n", "C", "it's", "D", "one\ntwo # 2\n", "E", "one", "F",
			"one two"}, nil},
		"yaml keeps the source": {"A: 007\nB: 1.10\nC: yes\nD: True\nE: 1e3\nF: 0x1f\nG: 2020-01-02\nH: a#b\nI: " +
			"tab\tbed\n", []string{"A", "007", "B", "1.10", "C", "yes", "D", "True", "E", "1e3", "F", "0x1f", "G",
			"2020-01-02", "H", "a#b", "I", "tab\tbed"}, nil},
		"json": {"{\"A\": \"x\\ny\\u00e9\\ud83d\\ude00\",\n\t\"B\": 1.10, \"C\": true}",
			[]string{"A", "x\nyé😀", "B", "1.10", "C", "true"}, nil},
		"none":                     {"{}", nil, nil},
		"quoted brace":             {"A: '{\"k\": 1}'", []string{"A", `{"k": 1}`}, nil},
		"yaml with an equals sign": {"A: b=c\nB: =\n", []string{"A", "b=c", "B", "="}, nil},

		"empty in lines": {"A=\nB=''\nC=  \nD=x", []string{"D", "x"},
			[]string{"line 1: value 1 " + empty, "line 2: value 2 " + empty, "line 3: value 3 " + empty}},
		"empty in yaml": {"A:\nB: ''\nC: ~\nD: null\nE: |\nF: x", []string{"F", "x"},
			[]string{"line 1: value 1 " + empty, "line 2: value 2 " + empty, "line 3: value 3 " + empty,
				"line 4: value 4 " + empty, "line 5: value 5 " + empty}},
		"empty in json": {`{"A": "", "B": null, "C": "x"}`, []string{"C", "x"},
			[]string{"line 1: value 1 " + empty, "line 1: value 2 " + empty}},
		"mark":          {"A: _VALUE_NOT_SHOWN_\nB: _VALUE_NOT_SHOWN\n", []string{"A", "", "B", ""}, nil},
		"mark in lines": {"A=_VALUE_NOT_SHOWN_", []string{"A", ""}, nil},
		"shell file": {"export A=1\nexport  B='2'\nexported=3\nexport=4",
			[]string{"A", "1", "B", "2", "exported", "3", "export", "4"}, nil},
		"escapes of a .env file": {`A="x\ny"` + "\n" + `B="say \"hi\""` + "\n" + `C='x\ny'` + "\n" + `D=x\ny`,
			[]string{"A", `x\ny`, "B", `say \"hi\"`, "C", `x\ny`, "D", `x\ny`},
			[]string{"line 1: the backslashes of this value are kept as they are",
				"line 2: the backslashes of this value are kept as they are"}},
		"keys in yaml": {"a b: x\n\"\": x\nü: x\n" + strings.Repeat("k", 129) + ": x\n", nil,
			[]string{"line 1: value 1 " + badKey, "line 2: value 2 " + badKey, "line 3: value 3 " + badKey,
				"line 4: value 4 " + badKey}},
		"nested": {"A: {x: y}\nB: [x]\n", nil,
			[]string{"line 1: value 1 " + nested, "line 2: value 2 " + nested}},
		"comment": {"A: pass #word\nB: 'pass #word' # fine\nC:\t#x\nD: {a: b} # c",
			[]string{"B", "pass #word"}, []string{"line 1: value 1 " + comment, "line 3: value 3 " + empty,
				"line 4: value 4 " + nested}},
		"twice in lines": {"A=1\nA=1", []string{"A", "1"},
			[]string{"line 2: this key is in the map already"}},
		"twice in json": {`{"A": "1", "A": "1"}`, []string{"A", "1"},
			[]string{"line 1: this key is in the map already"}},
		"anchors": {"A: &x y\nB: *x\n", []string{"A", "y"},
			[]string{"line 1: " + anchors, "line 2: " + anchors, "line 2: value 2 " + empty}},
		"merge": {"<<: {A: x}\n", nil, []string{"line 1: " + anchors, "line 1: value 1 " + badKey}},
		"tags": {"A: !!binary eA==\nB: ! x\n!x C: y\n", []string{"A", "eA==", "B", "x", "C", "y"},
			[]string{"line 1: " + anchors, "line 2: " + anchors, "line 3: " + anchors}},
		"folded": {"A: one\n  two\nB: \"one\n  two\"\nC: 'one\n\n  two'\n",
			[]string{"A", "one two", "B", "one two", "C", "one\ntwo"}, []string{"line 1: " + folded, "line 3: " + folded,
				"line 5: " + folded}},
		"pem in yaml": {"A: " + pemBlock + "\nB: x", nil, []string{"line 3: " + notYAML}},
		"pem in json": {`{"A": "` + pemBlock + `"}`, []string{"A", strings.ReplaceAll(pemBlock, "\n", " ")},
			[]string{"line 1: " + folded}},
		"pem in lines": {"A=" + pemBlock + "\nB=x", []string{"B", "x"},
			[]string{"line 1: a PEM block has several lines"}},
		"stray lines": {"A=1\nsome text\nmore text\nB=2\nä=3\n", []string{"A", "1", "B", "2"},
			[]string{"line 2: " + noLine, "line 5: " + noLine}},
		"open quote": {"A=\"x\nB=\"y\"\nC='z", []string{"B", "y"},
			[]string{"line 1: " + unclosed, "line 3: " + unclosed}},
		"open block":           {"A<<EOF\nx\n", nil, []string{"line 1: no line closes the value that starts here"}},
		"block without a word": {"B=1\nA<<\n", []string{"B", "1"}, []string{"line 2: " + noLine}},
		"half a surrogate": {`{"A": "x\ud800", "B": "\ufffd"}`, []string{"A", "x\ufffd", "B", "\ufffd"},
			[]string{`line 1: an escape \uD800 to \uDFFF has no second half`}},
		"not utf-8":  {"A=\xff", nil, []string{"it is not UTF-8 text"}},
		"bare token": {"hush-hush", nil, []string{"line 1: " + neither}},
		"list":       {`["hush"]`, nil, []string{"line 1: " + neither}},
		"deep json": {strings.Repeat(`{"A":`, 100) + "1" + strings.Repeat("}", 100), nil,
			[]string{"line 1: it is nested too deeply", "line 1: value 1 " + nested}},
		"carriage return": {"A: x\rB: y", nil,
			[]string{"line 1: a line ends with a character that YAML would change"}},
		"next line": {"A: |\n  x\u0085y", nil,
			[]string{"line 2: a line ends with a character that YAML would change"}},
		"open json": {`{"A": "x"`, nil, []string{"line 1: " + notYAML}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, found := ParseSecrets("secrets", tt.raw)
			if diff := cmp.Diff(secretsOfPairs(tt.want...), got, sameValues); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
				for k, v := range got {
					t.Logf("%q = %q", k, v.Reveal())
				}
			}
			if diff := cmp.Diff(tt.found, messages(found)); diff != "" {
				t.Errorf("problems (-want +got)\n%s", diff)
			}
		})
	}
}

func TestFindingsAreBounded(t *testing.T) {
	t.Parallel()
	if _, found := ParseSecrets("secrets", strings.Repeat("A=\n", 2*maxFindings)); len(found) != maxFindings+1 {
		t.Errorf("%d findings about secrets", len(found))
	}
	description := strings.Replace(hookJSON(""), "{", "{"+strings.Repeat("\n\"x\": 1,", 2*maxFindings), 1)
	if _, found := readAll(files("audit.json", description, "audit.js", validScript), ".",
		Variables{}); len(found) != maxFindings+1 {
		t.Errorf("%d findings about a file", len(found))
	}
}

// TestValuesComeOutAsTheyWent writes random values in each of the formats and reads them again.
func TestValuesComeOutAsTheyWent(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	for range 1000 {
		value := randomText(r)
		if strings.TrimSpace(value) == "" || strings.ContainsAny(value, "\x00\x01\x7f") {
			continue
		}
		want := map[string]secret.Value{"KEY": secret.New(value), "LAST": secret.New("x")}
		for format, raw := range written(value) {
			got, found := ParseSecrets("secrets", raw)
			if diff := cmp.Diff(want, got, sameValues); diff != "" || diag.Errors(found) {
				t.Fatalf("%s of %q\n%s\n(-want +got)\n%s%v", format, value, raw, diff, found)
			}
		}
	}
}

// written is a value in the formats that can hold it.
func written(value string) map[string]string {
	object, _ := json.Marshal(map[string]string{"KEY": value, "LAST": "x"})
	formats := map[string]string{
		"json": string(object),
	}
	if !strings.ContainsAny(value, "\u0085\u2028") {
		formats["yaml in quotes"] = "KEY: " + jsonText(value) + "\nLAST: x"
	}
	if !strings.Contains(value, "\r") {
		formats["block of lines"] = "KEY<<~EOF\n" + value + "\n~EOF\nLAST=x"
	}
	if !strings.ContainsAny(value, "\r\"") && !strings.ContainsAny(value, "=") {
		formats["quoted line"] = "KEY=\"" + value + "\"\nLAST=x"
	}
	if plain := strings.TrimSpace(value); plain == value && !strings.ContainsAny(value, "\r\n") &&
		!strings.ContainsAny(value[:1], `"'`) &&
		!strings.Contains(value, "-----BEGIN ") {
		formats["line"] = "KEY=" + value + "\nLAST=x"
	}
	return formats
}

var pieces = []string{
	"a", "B", "9", " ", "  ", "\n", "\r\n", "\t",
	"\"", "'", "\\", "\\n", "#", " #", "##", "##K##", "@@", "@@K@@", ":", ": ", "=", "<<", "EOF",
	"{", "}", "[", "]", ",", "-", "- ", "|", ">", "&", "*", "!",
	"%", "`", "é", "😀", "<", "\u2028", "\u0085", "\u00a0", "_", "$", "\x00", "\x01", "\x7f",
	"-----BEGIN ", "-----END ",
}

func randomText(r *rand.Rand) string {
	var b strings.Builder
	for range 1 + r.IntN(10) {
		b.WriteString(pieces[r.IntN(len(pieces))])
	}
	return b.String()
}
