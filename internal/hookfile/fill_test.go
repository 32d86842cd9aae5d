package hookfile

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestFill(t *testing.T) {
	t.Parallel()
	vars := variables(t, "A", "one", "B", `q"\<`+"\n\u2028", "EMPTY", "", "NEST", "##A##", "SAME", "##SAME##", "ALIKE",
		"@@ALIKE@@", "a.b-c_1", "two")
	tests := map[string]struct{ source, want, open, used string }{
		"none":         {"plain # text @ all\n", "plain # text @ all\n", "", ""},
		"as it stands": {"<##A##> ##B##", "<one> q\"\\<\n\u2028", "", "A B"},
		"encoded":      {`{"k": @@A@@}`, `{"k": "one"}`, "", "A"},
		"encoded, quotes go": {`["@@A@@", '@@B@@', "@@A@@']`, `["one", "q\"\\<\n\u2028", ""one"']`, "",
			"A B A"},
		"empty": {"x##EMPTY##@@EMPTY@@", `x""`, "", "EMPTY EMPTY"},
		"keys": {"##a.b-c_1## ##a b## ##-A## ## ##", "two ##a b## ##-A## ## ##", "",
			"a.b-c_1"},
		"in a row":            {"##A####A## ###A###", "oneone #one#", "", "A A A"},
		"one side":            {"##A# #A## @A@ @@A", "##A# #A## @A@ @@A", "", ""},
		"rule in a comment":   {"/* ##------## ##...## */", "/* ##------## ##...## */", "", ""},
		"not looked at again": {"##NEST##", "##A##", "", "NEST"},
		"itself": {`##SAME## '@@SAME@@' "@@ALIKE@@" @@ALIKE@@ ##ALIKE##`,
			`##SAME## '@@SAME@@' "@@ALIKE@@" @@ALIKE@@ ##ALIKE##`, "", ""},
		"missing":                          {"##GONE## '@@GONE@@' ##A##", `GONE "GONE" one`, "##GONE## @@GONE@@", "A"},
		"names of variables of the runner": {"##PATH## @@HOME@@", `PATH "HOME"`, "##PATH## @@HOME@@", ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f, ok := vars.fill(tt.source, 1<<20)
			if !ok {
				t.Fatal("it is too large")
			}
			var open, used []string
			for _, u := range f.uses {
				if u.missing {
					open = append(open, u.mark)
				} else {
					used = append(used, u.key)
				}
			}
			got := []string{f.text, strings.Join(open, " "), strings.Join(used, " ")}
			want := []string{tt.want, tt.open, tt.used}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("text, open, used (-want +got)\n%s", diff)
			}
		})
	}
}

func TestFillTyped(t *testing.T) {
	t.Parallel()
	vars, _ := ParseVariables("variables", `{"ON": true, "APPS": ["a", "b"], "DEPS": {"axios": "1.7.9"}, "TEXT": "it's"}`)
	for source, want := range map[string]string{
		`"enabled": @@ON@@, "x": "@@ON@@", 'y': '@@ON@@'`: `"enabled": true, "x": true, 'y': true`,
		`var apps = @@APPS@@, b = "##APPS##";`:            `var apps = ["a","b"], b = "["a","b"]";`,
		`"dependencies": "@@DEPS@@"`:                      `"dependencies": {"axios":"1.7.9"}`,
		`'##TEXT##' @@TEXT@@ '@@TEXT@@' ##ON##`:           `'it's' "it's" "it's" true`,
	} {
		if f, ok := vars.fill(source, 1<<20); !ok || f.text != want {
			t.Errorf("%s\n\tgives %s\n\twant  %s", source, f.text, want)
		}
	}
}

// The marker to blame is at the place where reading fails, or before it with a value that can reach so far.
func TestSuspect(t *testing.T) {
	t.Parallel()
	vars := variables(t, "QUOTE", "it's", "PLAIN", "plain", "WORDS", "two words", "OPEN", "`")
	tests := map[string]struct{ source, at, want string }{
		"at the value":                  {"var m = '##QUOTE##';", "s';", "QUOTE"},
		"right behind it":               {"var m = ##WORDS##;", "words", "WORDS"},
		"far behind a harmless value":   {"var m = '##PLAIN##';\nvar x = ;", "x =", ""},
		"far behind an open quote":      {"var m = '##PLAIN##' + ##OPEN##;\nvar x;\n", "x;", "OPEN"},
		"before the marker":             {"var = 1;\nvar m = '##QUOTE##';", "= 1", ""},
		"the last of several dangerous": {"'##QUOTE##' ##OPEN##\nx", "\nx", "OPEN"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f, _ := vars.fill(tt.source, 1<<20)
			u, _ := f.suspect(strings.Index(f.text, tt.at))
			if u.key != tt.want {
				t.Errorf("%q is to blame for %q, want %q", u.key, f.text, tt.want)
			}
		})
	}
}

func TestFillLines(t *testing.T) {
	t.Parallel()
	vars := variables(t, "ONE", "x", "THREE", "x\ny\nz")
	f, ok := vars.fill("1\n2 ##ONE##\n3 ##THREE## ##THREE##\n4 ##THREE##\n5", 1<<20)
	if !ok {
		t.Fatal("it is too large")
	}
	var got []int
	for n := range strings.Count(f.text, "\n") + 1 {
		got = append(got, f.line(n+1))
	}
	want := []int{1, 2, 3, 3, 3, 3, 3, 4, 4, 4, 5}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("lines of the source (-want +got)\n%s\n%s", diff, f.text)
	}
	var uses []int
	for _, u := range f.uses {
		uses = append(uses, u.line)
	}
	if diff := cmp.Diff([]int{2, 3, 3, 4}, uses); diff != "" {
		t.Errorf("lines of the markers (-want +got)\n%s", diff)
	}
}

func TestFillChanged(t *testing.T) {
	t.Parallel()
	vars := variables(t, "PLAIN", "x", "ESCAPE", `a\tb`, "REMARK", "a #b", "QUOTED", `"x"`, "MAP", `{"a": 1}`)
	source := "# ##ESCAPE## ##QUOTED##\nplain: ##PLAIN##\nescape: ##ESCAPE##\n" +
		"escape in quotes: \"##ESCAPE##\"\nencoded: @@ESCAPE@@\n" +
		"remark: ##REMARK##\nremark in quotes: '##REMARK##'\nquoted: ##QUOTED##\nmap: ##MAP##\n"
	f, ok := vars.fill(source, 1<<20)
	if !ok {
		t.Fatal("it is too large")
	}
	n, found := parseYAML(f.text)
	if len(found) > 0 {
		t.Fatal(found)
	}
	var got []string
	for _, u := range f.changed(n, vars) {
		got = append(got, u.mark)
	}
	if diff := cmp.Diff([]string{"##REMARK##", "##QUOTED##"}, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}
