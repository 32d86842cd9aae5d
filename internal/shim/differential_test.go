package shim

import (
	"bytes"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/script"
	"auth0-hook-action/internal/tenant"
)

// compilers is the npm package with which Auth0 runs Hooks.
const compilers = "auth0-ext-compilers@6.1.0"

// TestDifferential runs each case as a Hook under Auth0's own compilers and as an Action, in Node, and compares.
func TestDifferential(t *testing.T) {
	t.Parallel()
	folder := installed(t, compilers)
	cases := fidelityCases(t)
	maps.Copy(cases, sampleCases(t))
	results := threeColumns(t, folder, cases)
	var counts tally
	for name, f := range cases {
		counts.compare(t, name, f, sight{Hook: results[name].Hook}, results[name].Action)
	}
	t.Log(counts)
	compareConverted(t, cases, results)
	sights := map[string]sight{}
	for name, f := range fidelityCases(t) {
		hook, action := results[name].Hook, results[name].Action.comparable(results[name].Hook)
		switch {
		case f.node: // they run nowhere else
		case f.known != "":
			sights[name] = sight{hook, &action}
		default:
			sights[name] = sight{Hook: hook}
		}
	}
	compareSights(t, sights)
}

// A columns is what a case did in each of its three forms; converted is nil where it has no conversion.
type columns struct {
	Hook, Action effect
	Converted    *effect
	code         string
}

// threeColumns runs each case in Node.
func threeColumns(t *testing.T, folder string, cases map[string]fidelity) map[string]columns {
	t.Helper()
	codes, specs := map[string]string{}, []spec{}
	for name, f := range cases {
		key := f.on.String() + f.text()
		if _, ok := codes[key]; !ok {
			_, c := result(f.text(), f.on)
			codes[key] = c.Code
		}
		s := f.spec(t, name)
		s.Converted = codes[key]
		specs = append(specs, s)
	}
	var results map[string]columns
	decode(t, node(t, specs, "testdata/harness/differential.js", filepath.Join(folder, "node_modules",
		"auth0-ext-compilers")), &results)
	for _, s := range specs {
		r := results[s.Name]
		r.code = s.Converted
		results[s.Name] = r
	}
	return results
}

// undeclared are cases whose conversion cannot be compared: the script requires a package that nobody declares while it is loaded,
// so that the Action cannot be loaded at all. The check must refuse them.
var undeclared = []string{"form: missing package"}

// compareConverted compares the second and the third column.
func compareConverted(t *testing.T, cases map[string]fidelity, results map[string]columns) {
	t.Helper()
	same, without, unexpected := 0, 0, 0
	for name, f := range cases {
		r := results[name]
		switch {
		case r.Converted == nil:
			without++
		case slices.Contains(undeclared, name):
			without++
			if found := parsed(t, f.text()).Findings(script.Options{Trigger: f.on, Runtime: tenant.RuntimeActions,
				Dependencies: map[string]string{}}); !diag.Errors(found) || found[0].Rule != "package" {
				t.Errorf("%s: the check does not refuse it: %v", name, found)
			}
		case compareConversion(t, name, f.text()+"\n"+r.code, r.Action, *r.Converted):
			same++
		default:
			unexpected++
		}
	}
	t.Logf("converted: %d as the shim, %d refused, %d unexpected", same, without, unexpected)
}

// TestConversionsDoAsHooks runs the hooks that were written for conversion, and random ones, in all three forms.
func TestConversionsDoAsHooks(t *testing.T) {
	t.Parallel()
	folder := installed(t, compilers)
	cases := conversionRuns(t)
	maps.Copy(cases, randomRuns(randomHooks(t)))
	results := threeColumns(t, folder, cases)
	known := map[string]int{}
	for name, f := range cases {
		r := results[name]
		action := r.Action.comparable(r.Hook)
		diff := cmp.Diff(r.Hook, action, cmpopts.EquateEmpty())
		if diff == "" {
			known["the same"]++
			continue
		}
		why := explained(r.Hook, action)
		if why == "" {
			t.Errorf("%s: as a Hook and as an Action (-hook +action)\n%s\n%s", name, diff, f.text())
		}
		known[why]++
	}
	t.Log("as a Hook and with the shim:", known)
	compareConverted(t, cases, results)
}

// compareSights compares with effectsFile, or writes that: one case a line.
func compareSights(t *testing.T, sights map[string]sight) {
	t.Helper()
	if *update {
		var lines []string
		for _, name := range slices.Sorted(maps.Keys(sights)) {
			lines = append(lines, encode(t, name)+": "+encode(t, sights[name]))
		}
		text := "{\n" + strings.Join(lines, ",\n") + "\n}\n"
		if err := os.WriteFile(effectsFile, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	kept, err := os.ReadFile(effectsFile)
	if err != nil {
		t.Fatal(err)
	}
	var want map[string]sight
	decode(t, string(kept), &want)
	if diff := cmp.Diff(want, sights, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("%s is not what is seen: run with -update (-want +got)\n%s", effectsFile, diff)
	}
}

// TestOverheadOfACall prints what the shim costs. It is no more than a figure: the machine may be busy.
func TestOverheadOfACall(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("node"); err != nil {
		missing(t, err)
	}
	var specs []spec
	for _, on := range tenant.HookTriggers() {
		do := "cb(null, {});"
		switch on {
		case exchange:
			do = "cb(null, { scope, 'https://acme.example/team': client.metadata.team });"
		case preRegister:
			do = "user.app_metadata.seen = true; cb(null, { user });"
		}
		specs = append(specs, fidelity{on: on, do: do}.spec(t, on.String()))
	}
	var us map[string]struct{ Direct, Action float64 }
	decode(t, node(t, specs, "testdata/harness/bench.js"), &us)
	for name, u := range us {
		t.Logf("%s: the shim takes %.1f µs a call (%.1f µs, directly %.1f µs)", name, u.Action-u.Direct, u.Action, u.Direct)
	}
}

// node runs a JavaScript file with the input as JSON, and gives its output.
func node(t *testing.T, input any, file ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "node", file...)
	cmd.Stdin = strings.NewReader(encode(t, input))
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("node %s: %v\n%s", file[0], err, &stderr)
	}
	return string(out)
}

// installed gives a folder that has the npm package, installing it where it is not there yet.
func installed(t *testing.T, name string) string {
	t.Helper()
	for _, program := range []string{"node", "npm"} {
		if _, err := exec.LookPath(program); err != nil {
			missing(t, err)
		}
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		missing(t, err)
	}
	folder := filepath.Join(cache, "auth0-hook-action", name)
	if _, err := os.Stat(filepath.Join(folder, "package.json")); err == nil {
		return folder
	}
	made := t.TempDir()
	install := exec.CommandContext(t.Context(), "npm", "install", "--prefix", made, "--save-exact", "--no-package-lock",
		"--ignore-scripts", "--no-audit", "--no-fund", name)
	if out, err := install.CombinedOutput(); err != nil {
		t.Log(string(out))
		missing(t, err)
	}
	if err := os.MkdirAll(filepath.Dir(folder), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(made, folder); err != nil {
		return made // another file system, or another run was faster
	}
	return folder
}

// missing skips a test that cannot run here. REQUIRE_NODE=1 makes that a failure: in CI nothing may be left out.
func missing(t *testing.T, err error) {
	t.Helper()
	if os.Getenv("REQUIRE_NODE") != "" {
		t.Fatalf("needed here: %v", err)
	}
	t.Skipf("skipped, no Node or no npm registry: %v", err)
}
