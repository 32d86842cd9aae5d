package shim

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"auth0-hook-action/internal/script"
	"auth0-hook-action/internal/tenant"
)

func TestConvertGivesTheLabelledResult(t *testing.T) {
	t.Parallel()
	for _, tt := range convertCases(t) {
		t.Run(tt.Name, func(t *testing.T) {
			t.Parallel()
			got, c := result(tt.Script, trigger(t, tt.Trigger))
			if got != tt.Result || got == "adapter" && c.Kind != tt.Why {
				t.Errorf("%s %s, want %s %s", got, c.Kind, tt.Result, tt.Why)
			}
			if (got == "adapter") != (c.Reason != "" && c.Line > 0) {
				t.Errorf("%s with the reason %q in line %d", got, c.Reason, c.Line)
			}
		})
	}
}

// overlooked are shapes that have another obstacle than their label says: a name that the Action needs, and a parameter that
// is handed on before the callback is.
var overlooked = map[string]string{"password-chain-both-handlers": "name-taken", "password-nested-mail": "parameter-handed-on"}

func TestConvertGivesTheShapesTheirLabels(t *testing.T) {
	t.Parallel()
	idiomatic, all := map[string]int{}, map[string]int{}
	for name, tt := range shapeCases(t) {
		got, c := result(tt.script, trigger(t, tt.Trigger))
		all[tt.Shape]++
		if got == "idiomatic" {
			idiomatic[tt.Shape]++
		}
		if kind, ok := overlooked[name]; ok {
			if c.Kind != kind {
				t.Errorf("%s: %s %s, want adapter %s", name, got, c.Kind, kind)
			}
			continue
		}
		if got != tt.Want || got == "adapter" && (c.Kind != tt.Why || !slices.Contains(tt.Line, c.Line)) {
			t.Errorf("%s: %s %s in line %d, want %s %s in line %v", name, got, c.Kind, c.Line, tt.Want, tt.Why, tt.Line)
		}
	}
	t.Log(idiomatic, "idiomatic of", all)
	for shape, least := range map[string]int{"synchronous": 12, "async": 3, "chain": 3} {
		if idiomatic[shape] < least {
			t.Errorf("%s: %d of %d are idiomatic, want %d", shape, idiomatic[shape], all[shape], least)
		}
	}
}

// The starters and the sample hooks of the README are converted too.
func TestConvertTakesTheSamples(t *testing.T) {
	t.Parallel()
	for name, f := range sampleCases(t) {
		if got, c := result(f.text(), f.on); got == "refused" {
			t.Errorf("%s: refused", name)
		} else if strings.HasSuffix(name, "no secrets") {
			t.Logf("%s: %s %s", name, got, c.Reason)
		}
	}
}

func TestConvertedKnowsItsOutput(t *testing.T) {
	t.Parallel()
	_, c := result(plain, exchange)
	tests := map[string]struct {
		code            string
		own, wantEdited bool
	}{
		"as it was":               {c.Code, true, false},
		"edited":                  {strings.Replace(c.Code, "async", "async ", 1), true, true},
		"line appended":           {c.Code + "\n", true, true},
		"carriage returns":        {strings.ReplaceAll(c.Code, "\n", "\r\n"), true, false},
		"first line gone":         {c.Code[strings.Index(c.Code, "\n")+1:], false, false},
		"written by hand":         {native, false, false},
		"empty":                   {"", false, false},
		"the tool's name in text": {"// Converted from x\n" + native, false, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if own, edited := Converted(tt.code); own != tt.own || edited != tt.wantEdited {
				t.Errorf("own %t, edited %t; want %t, %t", own, edited, tt.own, tt.wantEdited)
			}
		})
	}
}

// An adapter is short, and what is converted is a native Action without a finding that its hook did not have.
func TestConvertedFilesPassTheChecks(t *testing.T) {
	t.Parallel()
	for _, tt := range convertCases(t) {
		on := trigger(t, tt.Trigger)
		got, c := result(tt.Script, on)
		if got == "refused" {
			continue
		}
		s, found := script.Parse(c.Code)
		if s == nil || s.Format() != tenant.FormatAction {
			t.Errorf("%s: no native Action: %v\n%s", tt.Name, found, c.Code)
			continue
		}
		had := map[string]bool{}
		o := script.Options{Trigger: on, Dependencies: map[string]string{"lodash": "4.17.21", "@scope/pack": "1.2.3",
			"left-pad": "1.0.0", "ipaddr.js": "1.9.0"}}
		for _, d := range parsed(t, tt.Script).Findings(o) {
			had[d.Rule] = true
		}
		for _, d := range append(s.Findings(o), Check(s, on, nil)...) {
			if !had[d.Rule] {
				t.Errorf("%s: %s %s: %s\n%s", tt.Name, d.Severity, d.Rule, d.Message, c.Code)
			}
		}
	}
}

func TestAdaptersAreShort(t *testing.T) {
	t.Parallel()
	for _, on := range tenant.HookTriggers() {
		for name, text := range map[string]string{
			"plain": fidelity{on: on, do: "setTimeout(() => cb(new " + errorClasses(on)[0] + "('a')), 1);"}.text(),
			"loaded": "return " + strings.TrimPrefix(fidelity{on: on, do: "cb(new " + errorClasses(on)[0] + "('a'));"}.text(),
				"module.exports = "),
		} {
			_, c := result(text, on)
			lines := strings.Count(c.Code, "\n") - strings.Count(text, "\n") - 1
			most := 60
			if on == exchange {
				most = 90
			}
			if name == "loaded" { // what calls a script that is not one plain export
				most += 14
			}
			t.Logf("%s, %s: %d lines", on, name, lines)
			if lines > most {
				t.Errorf("%s, %s: the adapter has %d lines, want at most %d", on, name, lines, most)
			}
			for line := range strings.Lines(c.Code) {
				if len(line) > 121 {
					t.Errorf("%s, %s: a line of %d columns: %s", on, name, len(line)-1, line)
				}
			}
		}
	}
}

// compareConversion judges what a conversion does: exactly what the Action with the shim does.
func compareConversion(t *testing.T, name, code string, action, converted effect) bool {
	t.Helper()
	n := min(len(action.Logs), len(converted.Logs))
	action.Logs, converted.Logs = action.Logs[:n], converted.Logs[:n]
	action.Effects, converted.Effects = 0, 0
	diff := cmp.Diff(action, converted, cmpopts.EquateEmpty())
	if diff != "" {
		t.Errorf("%s: with the shim and converted (-shim +converted)\n%s\n%s", name, diff, code)
	}
	return diff == ""
}

// TestConversionsDoAsTheShim runs, without Node, hooks and their conversions.
func TestConversionsDoAsTheShim(t *testing.T) {
	t.Parallel()
	programs := harnessPrograms(t)
	runs := conversionRuns(t)
	if testing.Short() {
		t.Skip("thousands of runs")
	}
	counts := map[string]int{}
	codes := map[string]string{}
	for name, f := range runs {
		key := f.on.String() + f.text()
		code, ok := codes[key]
		if !ok {
			_, c := result(f.text(), f.on)
			code = c.Code
			codes[key] = code
		}
		s := f.spec(t, name)
		if f.node || code == "" {
			continue
		}
		action := runInGoja(t, programs, s)
		s.Code = code
		counts[fmt.Sprint(compareConversion(t, name, code, action, runInGoja(t, programs, s)))]++
	}
	t.Log(counts)
}
