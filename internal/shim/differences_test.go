package shim

import (
	"slices"
	"strings"
	"testing"

	"auth0-hook-action/internal/diag"
)

// sameCases are cases, by the start of their names, that show a row which says that nothing changes.
var sameCases = map[string]string{
	"thrown error": "exchange: InvalidScopeError, thrown",
	"request body": "body: ",
	"client ID":    "absent: ",
}

// elsewhere are the rows whose finding another package makes, from what it knows of the run.
var elsewhere = []string{"undeclared package"}

// Each row of the README's table is shown by a case, by a finding of Check, or is marked as the platform's.
func TestEachDifferenceIsShown(t *testing.T) {
	t.Parallel()
	cases, rules := fidelityCases(t), rulesOfCheck(t)
	for _, d := range Differences() {
		shown := slices.Contains(elsewhere, d.Name) || rules[d.Rule] == severityOf(d)
		for name, f := range cases {
			same, ok := sameCases[d.Name]
			shown = shown || f.known == d.Name || ok && f.known == "" && strings.HasPrefix(name, same)
		}
		if shown == d.Platform {
			t.Errorf("%q: shown by a test: %t, marked as the platform's: %t", d.Name, shown, d.Platform)
		}
		if (sameCases[d.Name] != "") != (d.Action == Same) {
			t.Errorf("%q: the row says %q", d.Name, d.Action)
		}
	}
}

func severityOf(d Difference) diag.Severity {
	if d.Refused {
		return diag.Error
	}
	return diag.Warning
}

// Each known difference of a case, and each finding of Check, is in the table.
func TestKnownDifferencesAreListed(t *testing.T) {
	t.Parallel()
	for name, f := range fidelityCases(t) {
		listed := slices.ContainsFunc(Differences(), func(d Difference) bool { return d.Name == f.known })
		if f.known != "" && !listed {
			t.Errorf("%s: Differences has no %q", name, f.known)
		}
	}
	for rule, severity := range rulesOfCheck(t) {
		listed := slices.ContainsFunc(Differences(), func(d Difference) bool { return d.Rule == rule && severityOf(d) == severity })
		if !listed && rule != "actions-version" { // of native Actions
			t.Errorf("%s: Differences has no such rule with this severity (%s)", rule, severity)
		}
	}
}

// rulesOfCheck are the rules that the tests of Check see, each with its gravest severity.
func rulesOfCheck(t *testing.T) map[string]diag.Severity {
	t.Helper()
	rules := map[string]diag.Severity{}
	for _, tt := range checkCases() {
		for _, f := range Check(parsed(t, tt.script), tt.on, tt.declared) {
			if has, ok := rules[f.Rule]; !ok || f.Severity < has {
				rules[f.Rule] = f.Severity
			}
			if f.Message == "" || f.Hint == "" {
				t.Errorf("%+v has no words", f)
			}
		}
	}
	return rules
}
