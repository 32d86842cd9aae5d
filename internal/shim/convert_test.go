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
			if got != tt.Result || got == "adapter" && !c.hasObstacle(tt.Why) {
				t.Errorf("%s %s, want %s %s", got, c.Obstacle.Message, tt.Result, tt.Why)
			}
			if (got == "adapter") != (c.Obstacle.Message != "" && c.Obstacle.Line > 0) {
				t.Errorf("%s with the obstacle %q in line %d", got, c.Obstacle.Message, c.Obstacle.Line)
			}
		})
	}
}

func TestConvertGivesTheShapesTheirLabels(t *testing.T) {
	t.Parallel()
	idiomatic, all := map[string]int{}, map[string]int{}
	for name, tt := range shapeCases(t) {
		got, c := result(tt.script, trigger(t, tt.Trigger))
		all[tt.Shape]++
		if got == "idiomatic" {
			idiomatic[tt.Shape]++
		}
		if got != tt.Want || got == "adapter" && (!c.hasObstacle(tt.Why) || !slices.Contains(tt.Line, c.Obstacle.Line)) {
			t.Errorf("%s: %s %s in line %d, want %s %s in line %v", name, got, c.Obstacle.Message, c.Obstacle.Line, tt.Want, tt.Why,
				tt.Line)
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
			t.Logf("%s: %s %s", name, got, c.Obstacle.Message)
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

// adapterKinds are scripts of each kind that an adapter is made for, around the body of a hook.
func adapterKinds(on tenant.Trigger, body string) map[string]string {
	hook := "function (" + parameters[on] + ") {\n" + body + "\n}"
	return map[string]string{
		"one export":             "module.exports = " + hook + ";\n",
		"function by name":       "const run = " + hook + ";\nmodule.exports = run;\n",
		"names of the adapter":   "const copy = 1, seen = 2, script = 3;\nmodule.exports = " + hook + ";\nconsole.log(typeof hook);\n",
		"versions":               "const a = require('lodash@4.17.21');\nmodule.exports = " + hook + ";\n",
		"returned":               "return " + hook + ";\n",
		"exports as a value":     "const out = module.exports = " + hook + ";\n",
		"computed require":       "const name = 'lodash';\nconst a = require(name);\nmodule.exports = " + hook + ";\n",
		"work at the start":      "JSON.parse('{}').a.b();\nmodule.exports = " + hook + ";\n",
		"this of the module":     "this.a = 1;\nmodule.exports = " + hook + ";\n",
		"cannot be read":         "async function f() { for await (const a of []) {} }\nmodule.exports = " + hook + ";\n",
		"no function":            "module.exports = {};\n",
		"loaded, adapter's name": "const copy = 1;\nreturn " + hook + ";\n",
	}
}

// An adapter is short for each trigger and each kind of script, all of Auth0's error classes included.
func TestAdaptersAreShort(t *testing.T) {
	t.Parallel()
	for _, on := range tenant.HookTriggers() {
		classes := on.ErrorClasses()
		for classCount := range len(classes) + 1 {
			body := "console.log(" + strings.Join(classes[:classCount], ", ") + ");\nsetTimeout(() => cb(), 1);"
			for kind, text := range adapterKinds(on, body) {
				name := fmt.Sprintf("%s, %s, %d classes", on, kind, classCount)
				got, c := result(text, on)
				if got != "adapter" {
					t.Errorf("%s: %s, want an adapter", name, got)
					continue
				}
				lines := strings.Count(c.Code, "\n") - strings.Count(text, "\n") - 1
				if lines > most(on) {
					t.Errorf("%s: the adapter has %d lines, want at most %d\n%s", name, lines, most(on), c.Code)
				}
				for line := range strings.Lines(c.Code) {
					if len(line) > 121 {
						t.Errorf("%s: a line of %d columns: %s", name, len(line)-1, line)
					}
				}
			}
		}
	}
}

// most is how many lines an adapter may have.
func most(on tenant.Trigger) int {
	if on == exchange {
		return 90
	}
	return 60
}

// compareConversion judges what a conversion does: exactly what the Action with the shim does. Of a script without a function, which
// fails each call, the shim alone logs why.
func compareConversion(t *testing.T, name, code string, action, converted effect) bool {
	t.Helper()
	if strings.Contains(fmt.Sprint(action.Outcome), "Unable to compile") && len(converted.Logs) == 0 {
		action.Logs = nil
	}
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

func TestConvertLeavesOutWhatIsUndefined(t *testing.T) {
	t.Parallel()
	_, c := result("module.exports = (user, context, cb) => cb(null, { user: { user_metadata: { a: 1, b: undefined } } });\n", preRegister)
	if !c.Idiomatic || strings.Contains(c.Code, "undefined") {
		t.Errorf("got\n%s", c.Code)
	}
}

// A comment inside what is replaced stays, above the statements in its place.
func TestConvertKeepsComments(t *testing.T) {
	t.Parallel()
	_, c := result(`module.exports = (user, context, cb) => {
  if (!user.email) return cb(new PreUserRegistrationError('no', /* shown */ 'No email'));
  cb(null, { // the plan
    user: { user_metadata: { plan: 'gold' } }, /* and no more */
  }); // done
};
`, preRegister)
	for _, want := range []string{"{\n    /* shown */\n    return api", "\n  // the plan\n  /* and no more */\n  api.user.", "'gold'); // done"} {
		if !c.Idiomatic || !strings.Contains(c.Code, want) {
			t.Errorf("%q is not in\n%s", want, c.Code)
		}
	}
}
