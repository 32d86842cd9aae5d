package report

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/secret"
	"auth0-hook-action/internal/tenant"
)

func logOf(run Run) string {
	var b strings.Builder
	for _, l := range Log(run) {
		b.WriteString(l.Text + "\n")
	}
	for _, a := range Annotations(run) { // their messages are redacted where they are written
		b.WriteString(a.Title + "\n")
	}
	return b.String()
}

func outputsOf(run Run) string {
	values, _ := Outputs(run)
	run.Results = run.Results[:1]
	one, _ := Outputs(run)
	return strings.Join(append(slices.Collect(maps.Values(values)), slices.Collect(maps.Values(one))...), "\n")
}

// TestNoSecret puts a secret wherever a report shows what others wrote, also where it is cut.
func TestNoSecret(t *testing.T) {
	t.Parallel()
	const value = "s3cr3t|value`with\"marks"
	var redactor secret.Redactor
	redactor.Add(secret.New(value))
	for _, n := range []int{0, 40, 95, 190, 490} {
		before := strings.Repeat("b ", n/2)
		run := filled(before+value, "x\n"+before+value+"\n", before+value)
		run.Redact = redactor.Redact
		texts := []string{Summary(run), Render(run, Marker("id"), ""), logOf(run), outputsOf(run)}
		for i, text := range texts {
			if strings.Contains(text, "s3c") || strings.Contains(text, "marks") {
				t.Errorf("text %d, after %d characters, holds the secret or a part of it", i, len(before))
			}
		}
	}
}

// filled is a run that shows name, script and message at every place where there is one.
func filled(name, js, message string) Run {
	run := hostile()
	one := update(name, tenant.PreUserRegistration, "x\n"+js+"y", js)
	one.Step.Drift = true
	one.Step.Want.File = name
	one.Step.Displaces = []tenant.Observed{{Name: name}}
	one.Step.Change.Dependencies = map[string]string{name: name}
	one.Step.Change.AddSecrets = map[string]secret.Value{name: {}}
	one.Step.Change.DropSecrets = []string{name}
	one.Step.Change.Redo = message
	one.Step.Change.Position = tenant.Position{Where: tenant.Before, Name: name}
	one.Warnings = []diag.Diagnostic{{Severity: diag.Warning, Message: message, Hint: message}}
	one.Tests = []tenant.TestRun{{Number: 1, Error: name, Message: message}}
	two := as(create(name, tenant.CredentialsExchange, js, new(true)), tenant.Failed, hintError{message, message, message})
	three := remove(name, tenant.SendPhoneMessage)
	three.Step.Duplicates = []tenant.Observed{{Name: name}}
	four := as(unchanged(name, tenant.PostChangePassword, js), tenant.Skipped, hintError{message, message, message})
	run.Results = []tenant.Result{one, two, three, four}
	run.Domain, run.RuntimeNote, run.Files, run.Removed, run.Paste = name, message, []string{name}, []string{name}, js
	run.Conversions = []Conversion{{From: name, To: name, Result: "adapter", Why: message, Line: 1},
		{From: name, To: name, Result: name}}
	run.Diagnostics = []diag.Diagnostic{
		{Severity: diag.Warning, Place: diag.Place{File: name, Line: 3}, Message: message, Hint: message, Paste: js, Source: js},
		{Severity: diag.Warning, Place: diag.Place{Input: name}, Message: message},
		{Severity: diag.Notice, Message: message}}
	return run
}

// FuzzReport puts anything at every place of a report: nothing is active, all that is open is closed, all fits, and the
// hidden data is found again.
func FuzzReport(f *testing.F) {
	f.Add("audit", auditAfter, "404 Not Found")
	f.Add(evil, evil, evil)
	f.Add("a", "```\n</details>\n"+changeEnd+"\n"+strings.Repeat("`", 400)+"\n", "\n\n- a\n1. b\n---\n")
	f.Add("名前", strings.Repeat("日本語の長い行\n", 60), strings.Repeat("😀", 130))
	f.Fuzz(func(t *testing.T, name, js, message string) {
		run := filled(name, js, message)
		comment, summary := Render(run, Marker(name), evil), Summary(run)
		texts := []string{comment, summary}
		for _, mode := range []tenant.Mode{tenant.ModePlan, tenant.ModeDelete, tenant.ModeExport, tenant.ModeCheck, tenant.ModeConvert} {
			other := run
			other.Mode = mode
			texts = append(texts, Summary(other))
		}
		other := run
		other.Skipped, other.Results = message, run.Results[:1]
		for _, text := range append(texts, Summary(other)) {
			if found := inspect(text); found != nil {
				t.Errorf("%s\n%s", strings.Join(found, "\n"), text)
			}
		}
		if n := units(comment); n > 65_536 {
			t.Errorf("comment has %d characters", n)
		}
		if len(summary) > 1<<20 {
			t.Errorf("summary has %d bytes", len(summary))
		}
		memory, stamp := Decode(comment)
		if diff := cmp.Diff(tenant.Remember(nil, run.Results), memory); diff != "" {
			t.Errorf("memory (-want +got)\n%s", diff)
		}
		if stamp != run.Stamp {
			t.Errorf("stamp %v, want %v", stamp, run.Stamp)
		}
		for _, line := range Log(run) {
			if strings.ContainsAny(line.Text, "\r\n\x00\x1b\u202e") || !utf8.ValidString(line.Text) {
				t.Errorf("line of the log: %q", line.Text)
			}
		}
	})
}
