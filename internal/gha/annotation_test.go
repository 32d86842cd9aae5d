package gha_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"auth0-hook-action/internal/gha"
)

func TestAnnotate(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		give gha.Annotation
		want command
	}{
		"message alone": {
			gha.Annotation{Level: gha.Notice, Message: "no pull request"},
			command{Name: "notice", Data: "no pull request"},
		},
		"all": {
			gha.Annotation{Level: gha.Error, Title: "Syntax", File: "hooks/a,b:c.js", Line: 3, Column: 5, Message: "one\r\ntwo 100%"},
			command{
				Name:       "error",
				Properties: map[string]string{"title": "Syntax", "file": "hooks/a,b:c.js", "line": "3", "col": "5"},
				Data:       "one\ntwo 100%",
			},
		},
		"column without a line": {
			gha.Annotation{Level: gha.Warning, File: "a.js", Column: 5, Message: "m"},
			command{Name: "warning", Properties: map[string]string{"file": "a.js"}, Data: "m"},
		},
		"line without a file": {
			gha.Annotation{Level: gha.Warning, Line: 2, Message: "m"},
			command{Name: "warning", Data: "m"},
		},
		"hostile": {
			gha.Annotation{Level: gha.Warning, Title: "a::\n::error::b", File: "x,line=9\r", Message: "::error::\r##[add-mask]x\x1b"},
			command{
				Name:       "warning",
				Properties: map[string]string{"title": "a:: : :error::b", "file": "x,line=9"},
				Data:       ": :error::\n## [add-mask]x\\x1b",
			},
		},
		"secrets": {
			gha.Annotation{Level: gha.Error, Title: "t hunter2", File: "hunter2.js", Message: "m hunter2"},
			command{Name: "error", Properties: map[string]string{"title": "t ***", "file": "***.js"}, Data: "m ***"},
		},
		"too long": {
			gha.Annotation{Level: gha.Error, Title: strings.Repeat("t", 300), Message: strings.Repeat("line\n", 1000)},
			command{
				Name:       "error",
				Properties: map[string]string{"title": strings.Repeat("t", 247) + " … (cut)"},
				Data:       strings.Repeat("line\n", 1000)[:4088] + " … (cut)",
			},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, out := newRunner(inside, "true")
			r.Annotate(tt.give)
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

func TestAnnotateBeyondTenOfALevel(t *testing.T) {
	t.Parallel()
	r, out := newRunner(inside, "true")
	for i := range 12 {
		r.Annotate(gha.Annotation{Level: gha.Error, Message: fmt.Sprintf("e%d", i)})
	}
	r.Annotate(gha.Annotation{Level: gha.Error, Title: "T", File: "a.js", Line: 3, Column: 5, Message: "::x\nhunter2"})
	r.Annotate(gha.Annotation{Level: gha.Error, File: "a.js", Line: 3, Message: "m"})
	r.Annotate(gha.Annotation{Level: gha.Error, File: "a.js", Message: "m"})
	r.Annotate(gha.Annotation{Level: gha.Warning, Message: "w"})
	want := []string{
		"error: e10", "error: e11", "error: a.js:3:5: T: ::x", "***", "error: a.js:3: m", "error: a.js: m", "::warning::w",
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
		r.Annotate(gha.Annotation{Level: gha.Error, Title: title, File: file, Line: 1, Message: message})
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
