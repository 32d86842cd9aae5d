package gha_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"auth0-hook-action/internal/diag"
)

func TestAnnotate(t *testing.T) {
	t.Parallel()
	at := func(file string, line, column int) diag.Place {
		return diag.Place{File: file, Line: line, Column: column}
	}
	tests := map[string]struct {
		title string
		give  diag.Diagnostic
		want  command
	}{
		"message alone": {
			give: diag.Diagnostic{Severity: diag.Notice, Message: "no pull request"},
			want: command{Name: "notice", Data: "no pull request"},
		},
		"all": {
			title: "Syntax",
			give: diag.Diagnostic{
				Severity: diag.Error, Place: at("hooks/a,b:c.js", 3, 5), Message: "one\r\ntwo 100%", Hint: "three",
			},
			want: command{
				Name:       "error",
				Properties: map[string]string{"title": "Syntax", "file": "hooks/a,b:c.js", "line": "3", "col": "5"},
				Data:       "one\ntwo 100%\nthree",
			},
		},
		"input": {
			give: diag.Diagnostic{Severity: diag.Error, Place: diag.Place{Input: "domain"}, Message: "is empty", Hint: "Set it"},
			want: command{Name: "error", Data: "input domain: is empty\nSet it"},
		},
		"column without a line": {
			give: diag.Diagnostic{Severity: diag.Warning, Place: at("a.js", 0, 5), Message: "m"},
			want: command{Name: "warning", Properties: map[string]string{"file": "a.js"}, Data: "m"},
		},
		"line without a file": {
			give: diag.Diagnostic{Severity: diag.Warning, Place: at("", 2, 0), Message: "m"},
			want: command{Name: "warning", Data: "m"},
		},
		"hostile": {
			title: "::a\n::error::b##[x]",
			give: diag.Diagnostic{
				Severity: diag.Warning, Place: at("x,line=9\r", 0, 0), Message: "::error::\r##[add-mask]x\x1b", Hint: "::x",
			},
			want: command{
				Name:       "warning",
				Properties: map[string]string{"title": ": :a ::error::b## [x]", "file": "x,line=9"},
				Data:       ": :error::\n## [add-mask]x␛\n: :x",
			},
		},
		"secrets": {
			title: "t hunter2",
			give:  diag.Diagnostic{Severity: diag.Error, Place: at("hunter2.js", 0, 0), Message: "m hunter2", Hint: "h hunter2"},
			want:  command{Name: "error", Properties: map[string]string{"title": "t ***", "file": "***.js"}, Data: "m ***\nh ***"},
		},
		"long title": {
			title: strings.Repeat("t", 300),
			give:  diag.Diagnostic{Severity: diag.Error, Message: "m"},
			want:  command{Name: "error", Properties: map[string]string{"title": strings.Repeat("t", 254) + "…"}, Data: "m"},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, out := newRunner(inside, "true")
			r.Annotate(tt.title, tt.give)
			got, err := parseCommands(out.String())
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([]command{tt.want}, got); diff != "" {
				t.Errorf("commands (-want +got)\n%s", diff)
			}
		})
	}
}

func TestAnnotatePrintsTheExcerpt(t *testing.T) {
	t.Parallel()
	r, out := newRunner(inside, "true")
	at := diag.Place{Line: 7, Column: 4}
	r.Annotate("", diag.Diagnostic{Severity: diag.Error, Place: at, Message: "m", Source: "cb(null);"})
	r.Annotate("", diag.Diagnostic{Severity: diag.Error, Place: at, Message: "m", Source: strings.Repeat(" ", 95) + "hunter2; x"})
	message := "::error::m\n"
	want := message + "│     7 | cb(null);\n│       |    ^\n" + message + "│     7 | " + strings.Repeat(" ", 95) + "***; …\n"
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("printed (-want +got)\n%s", diff)
	}
}

func TestAnnotateBeyondTenOfASeverity(t *testing.T) {
	t.Parallel()
	r, out := newRunner(inside, "true")
	for i := range 12 {
		r.Annotate("", diag.Diagnostic{Severity: diag.Error, Message: fmt.Sprintf("e%d", i)})
	}
	place := diag.Place{File: "a.js", Line: 3, Column: 5}
	r.Annotate("T", diag.Diagnostic{Severity: diag.Error, Place: place, Message: "m\n::x", Hint: "hunter2"})
	r.Annotate("", diag.Diagnostic{Severity: diag.Error, Place: diag.Place{Input: "domain"}, Message: "m"})
	r.Annotate("", diag.Diagnostic{Severity: diag.Warning, Message: "w"})
	want := []string{
		"error: e10", "error: e11", "error: a.js:3:5: T: m", ": :x", "***", "error: input domain: m", "::warning::w",
	}
	if diff := cmp.Diff(want, runnerLines(out.String())[10:]); diff != "" {
		t.Errorf("lines after ten errors (-want +got)\n%s", diff)
	}
}

func FuzzAnnotate(f *testing.F) {
	f.Add("title", "file.js", "message")
	for _, tt := range hostile {
		f.Add(tt.text, tt.text, tt.text)
	}
	f.Fuzz(func(t *testing.T, title, file, message string) {
		r, out := newRunner(inside, "true")
		place := diag.Place{File: file, Line: 1}
		r.Annotate(title, diag.Diagnostic{Severity: diag.Error, Place: place, Message: message, Hint: title})
		commands, err := parseCommands(out.String())
		if err != nil || len(commands) != 1 || commands[0].Name != "error" {
			t.Fatalf("commands %v, error %v, want one error", commands, err)
		}
		c := commands[0]
		if !utf8.ValidString(c.Data) {
			t.Errorf("the message %q is no text", c.Data)
		}
		for key := range c.Properties {
			if !slices.Contains([]string{"title", "file", "line"}, key) {
				t.Errorf("property %q was added", key)
			}
		}
		checkHarmless(t, c.Properties["title"]+"\n"+c.Properties["file"])
	})
}
