package hookfile

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/script"
	"auth0-hook-action/internal/tenant"
)

// Findings about a script lie where its file says so, and show no piece of a variable's value (issue 12).
func TestFindings(t *testing.T) {
	t.Parallel()
	vars := variables(t, "LINES", "one\ntwo", "KEY", "s3cr3t-value")
	script := "var a = `##LINES##`, b = 'in the file';\nvar c = '##KEY##';\nmodule.exports = f;\n"
	set, found := readAll(files("audit.json", hookJSON(""), "audit.js", script), ".", vars)
	if len(found) > 0 {
		t.Fatal(found)
	}
	h := set.Hooks[0]
	at := func(piece string) diag.Diagnostic {
		i := strings.Index(h.Script, piece)
		line := 1 + strings.Count(h.Script[:i], "\n")
		return diag.Diagnostic{Rule: "x", Severity: diag.Warning,
			Place:  diag.Place{Line: line, Column: i - strings.LastIndex(h.Script[:i], "\n")},
			Source: "a line"}.Saying(diag.Say("%q and %q and %q", diag.Quote("in the file"), diag.Quote("cr3t"), diag.Quote(`a "b`)),
			diag.Say("not %q, nor %s", diag.Quote("value"), diag.Quote("cr3t")))
	}
	want := func(line, column int, source string) diag.Diagnostic {
		return diag.Diagnostic{Rule: "x", Severity: diag.Warning,
			Place:   diag.Place{File: "audit.js", Line: line, Column: column},
			Message: `"in the file" and "***" and "***"`, Hint: `not "***", nor ***`, Source: source}
	}
	tests := map[string]struct{ got, want diag.Diagnostic }{
		"before a value":              {at("var a"), want(1, 1, "")},
		"in a value":                  {at("two"), want(1, 10, "")},
		"behind a value of two lines": {at("b ="), want(1, 22, "")},
		"on a line with a value":      {at("var c"), want(2, 1, "")},
		"on a line without":           {at("exports"), want(3, 8, "a line")},
		"without a place": {diag.Diagnostic{Message: "all of it", Source: "x"},
			diag.Diagnostic{Place: diag.Place{File: "audit.js"}, Message: "all of it"}},
		"without a column": {diag.Diagnostic{Place: diag.Place{Line: 4}, Source: "x"},
			diag.Diagnostic{Place: diag.Place{File: "audit.js", Line: 3}, Source: "x"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff([]diag.Diagnostic{tt.want}, h.Findings([]diag.Diagnostic{tt.got})); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// A value that breaks a script is named as the cause, with its key (issue 18).
func TestParseErrors(t *testing.T) {
	t.Parallel()
	set, _ := readAll(files("audit.json", hookJSON(""), "audit.js", "var m = '##MSG##';\n"+validScript), ".",
		variables(t, "MSG", "it's here"))
	h := set.Hooks[0]
	broken := diag.Diagnostic{Rule: "syntax", Severity: diag.Error, Place: diag.Place{Line: 1, Column: 13},
		Message: `expected ";" but found "s"`}
	want := []diag.Diagnostic{{Rule: "syntax", Severity: diag.Error,
		Place:   diag.Place{File: "audit.js", Line: 1, Column: 10},
		Message: `the value of the variable MSG breaks the script: expected ";" but found "s"`,
		Hint:    "write @@MSG@@, without quotes around it, for the value's JSON form"}}
	if diff := cmp.Diff(want, h.ParseErrors([]diag.Diagnostic{broken})); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	// A fault of the file's own is not the value's, however many lines and brackets that has.
	set, _ = readAll(files("audit.json", hookJSON(""), "audit.js", "##X##\nconst q = 1;\nconst q = 2;\n"+validScript), ".",
		variables(t, "X", "const a = [1];\nconst b = {};"))
	h = set.Hooks[0]
	_, wrong := script.Parse(h.Script)
	if got := h.ParseErrors(wrong); len(got) != 1 || got[0].Line != 3 || strings.Contains(got[0].Message, "variable") {
		t.Errorf("a fault of the file: %+v", got)
	}
	plain := Hook{Desired: tenant.Desired{Script: "x"}, ScriptFile: "a.js"}
	if got := plain.ParseErrors([]diag.Diagnostic{broken}); got[0].Message != broken.Message || got[0].File != "a.js" {
		t.Errorf("without markers: %+v", got)
	}
}

func TestPlace(t *testing.T) {
	t.Parallel()
	set, _ := readAll(files("audit.json", strings.ReplaceAll(hookJSON(`, "enabled": true`), ", ", ",\n"), "audit.js",
		validScript), ".", Variables{})
	one := Hook{Desired: tenant.Desired{Name: "audit"}}
	for field, want := range map[string][2]string{
		FieldName:        {"audit.json:1", "input hook-name"},
		FieldTrigger:     {"audit.json:2", "input trigger"},
		FieldScript:      {"audit.json:3", "input script-path"},
		FieldEnabled:     {"audit.json:4", "input enabled"},
		FieldSecrets:     {"audit.json:1", "input secrets"},
		FieldTestPayload: {"audit.json:1", "input test-payload"},
	} {
		got := [2]string{set.Hooks[0].Place(field).String(), one.Place(field).String()}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got)\n%s", field, diff)
		}
	}
}
