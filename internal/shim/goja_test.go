package shim

import (
	"embed"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/dop251/goja"
)

var update = flag.Bool("update", false, "write what is seen under Auth0's compilers to testdata/effects.json (needs Node)")

// effectsFile holds what TestDifferential saw of each case under Auth0's own compilers.
var effectsFile = filepath.Join("testdata", "effects.json")

//go:embed testdata/harness/world.js testdata/harness/action.js
var harness embed.FS

// TestActionsDoAsHooksDid runs the wrapped scripts without Node, against what the Hooks are known to do.
func TestActionsDoAsHooksDid(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(effectsFile)
	if err != nil {
		t.Fatal(err)
	}
	var sights map[string]sight
	decode(t, string(text), &sights)
	programs := harnessPrograms(t)
	var counts tally
	for name, f := range fidelityCases(t) {
		seen, ok := sights[name]
		if f.node {
			continue
		}
		if !ok {
			t.Errorf("%s: not in %s: run with -update", name, effectsFile)
			continue
		}
		counts.compare(t, name, f, seen, runInGoja(t, programs, f.spec(t, name)))
	}
	t.Log(counts)
}

// runInGoja runs a case as an Action.
func runInGoja(t *testing.T, programs []*goja.Program, s spec) effect {
	t.Helper()
	vm := newVM(t, programs)
	if err := vm.Set("input", encode(t, s)); err != nil {
		t.Fatal(err)
	}
	const run = `
		var output;
		modules['./action.js'].runAction(JSON.parse(input), env).then((r) => { output = JSON.stringify(r); });`
	if _, err := vm.RunString(run); err != nil {
		t.Fatal(err)
	}
	var e effect
	decode(t, vm.GlobalObject().Get("output").String(), &e)
	return e
}

// prelude is what the harness needs of a JavaScript engine. Promises settle in turns: a long chain in as many.
const prelude = `
	const modules = {};
	const env = {
		compile: (names, code) => new Function(...names, code),
		builtin: () => undefined,
		turn: async () => { for (let i = 0; i < 40; i++) await null; },
	};`

// harnessPrograms are the prelude and the harness, compiled.
func harnessPrograms(t *testing.T) []*goja.Program {
	t.Helper()
	programs := []*goja.Program{goja.MustCompile("prelude.js", prelude, false)}
	for _, name := range []string{"world.js", "action.js"} {
		code, err := harness.ReadFile("testdata/harness/" + name)
		if err != nil {
			t.Fatal(err)
		}
		module := "(function (module, require) {" + string(code) + "\nmodules['./" + name +
			"'] = module.exports; })({}, (id) => modules[id]);"
		programs = append(programs, goja.MustCompile(name, module, false))
	}
	return programs
}

// newVM is a JavaScript engine that has run the programs.
func newVM(t *testing.T, programs []*goja.Program) *goja.Runtime {
	t.Helper()
	vm := goja.New()
	for _, p := range programs {
		if _, err := vm.RunProgram(p); err != nil {
			t.Fatal(err)
		}
	}
	return vm
}
