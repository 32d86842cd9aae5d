package config

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestFill(t *testing.T) {
	t.Parallel()
	vars := variables("A", "one", "B", `q"\<`+"\n\u2028", "EMPTY", "", "NEST", "##A##", "SAME", "##SAME##", "ALIKE", "@@ALIKE@@", "a.b-c_1", "two")
	tests := map[string]struct{ source, want, open, used string }{
		"none":                             {"plain # text @ all\n", "plain # text @ all\n", "", ""},
		"as it stands":                     {"<##A##> ##B##", "<one> q\"\\<\n\u2028", "", "A B"},
		"encoded":                          {`{"k": @@A@@}`, `{"k": "one"}`, "", "A"},
		"encoded, quotes go":               {`["@@A@@", '@@B@@', "@@A@@']`, `["one", "q\"\\<\n\u2028", ""one"']`, "", "A B A"},
		"empty":                            {"x##EMPTY##@@EMPTY@@", `x""`, "", "EMPTY EMPTY"},
		"keys":                             {"##a.b-c_1## ##a b## ##-A## ## ##", "two ##a b## ##-A## ## ##", "", "a.b-c_1"},
		"in a row":                         {"##A####A## ###A###", "oneone #one#", "", "A A A"},
		"one side":                         {"##A# #A## @A@ @@A", "##A# #A## @A@ @@A", "", ""},
		"rule in a comment":                {"/* ##------## ##...## */", "/* ##------## ##...## */", "", ""},
		"not looked at again":              {"##NEST##", "##A##", "", "NEST"},
		"itself":                           {`##SAME## '@@SAME@@' "@@ALIKE@@" @@ALIKE@@ ##ALIKE##`, `##SAME## '@@SAME@@' "@@ALIKE@@" @@ALIKE@@ ##ALIKE##`, "", ""},
		"missing":                          {"##GONE## '@@GONE@@' ##A##", `GONE "GONE" one`, "##GONE## @@GONE@@", "A"},
		"names of variables of the runner": {"##PATH## @@HOME@@", `PATH "HOME"`, "##PATH## @@HOME@@", ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f, err := fill(tt.source, vars, 1<<20)
			if err != nil {
				t.Fatal(err)
			}
			var open, used []string
			for _, u := range f.open {
				open = append(open, u.mark)
			}
			for _, u := range f.used {
				used = append(used, u.key)
			}
			got := []string{f.text, strings.Join(open, " "), strings.Join(used, " ")}
			want := []string{tt.want, tt.open, tt.used}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("text, open, used (-want +got)\n%s", diff)
			}
		})
	}
}

func TestFillLines(t *testing.T) {
	t.Parallel()
	vars := variables("ONE", "x", "THREE", "x\ny\nz")
	f, err := fill("1\n2 ##ONE##\n3 ##THREE## ##THREE##\n4 ##THREE##\n5", vars, 1<<20)
	if err != nil {
		t.Fatal(err)
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
	for _, u := range f.used {
		uses = append(uses, u.line)
	}
	if diff := cmp.Diff([]int{2, 3, 3, 4}, uses); diff != "" {
		t.Errorf("lines of the markers (-want +got)\n%s", diff)
	}
}

func TestFillChanged(t *testing.T) {
	t.Parallel()
	vars := variables("PLAIN", "x", "ESCAPE", `a\tb`, "REMARK", "a #b", "QUOTED", `"x"`, "MAP", `{"a": 1}`)
	source := "# ##ESCAPE## ##QUOTED##\nplain: ##PLAIN##\nescape: ##ESCAPE##\nescape in quotes: \"##ESCAPE##\"\nencoded: @@ESCAPE@@\n" +
		"remark: ##REMARK##\nremark in quotes: '##REMARK##'\nquoted: ##QUOTED##\nmap: ##MAP##\n"
	f, err := fill(source, vars, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	n, wrong := parseYAML(f.text)
	if len(wrong) > 0 {
		t.Fatal(wrong)
	}
	var got []string
	for _, u := range f.changed(n, vars) {
		got = append(got, u.mark)
	}
	if diff := cmp.Diff([]string{"##REMARK##", "##QUOTED##"}, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}
