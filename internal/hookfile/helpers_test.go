package hookfile

import (
	"context"
	"encoding/json"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/secret"
	"auth0-hook-action/internal/tenant"
)

var update = flag.Bool("update", false, "write the golden files anew")

// sameValues compares secrets by what they hold.
var sameValues = cmp.Comparer(func(a, b secret.Value) bool { return a.Reveal() == b.Reveal() })

// secretsOfPairs are secrets by their keys: key, value, …
func secretsOfPairs(pairs ...string) map[string]secret.Value {
	all := map[string]secret.Value{}
	for i := 0; i < len(pairs); i += 2 {
		all[pairs[i]] = secret.New(pairs[i+1])
	}
	return all
}

// variables are texts by their keys: key, value, …
func variables(tb testing.TB, pairs ...string) Variables {
	tb.Helper()
	texts := map[string]string{}
	for i := 0; i < len(pairs); i += 2 {
		texts[pairs[i]] = pairs[i+1]
	}
	raw, err := json.Marshal(texts)
	if err != nil {
		tb.Fatal(err)
	}
	vars, found := ParseVariables("variables", string(raw))
	if len(found) > 0 {
		tb.Fatal(found)
	}
	return vars
}

// readAll reads a set, whose scripts all count as hook files, and gives what is said about it in its places' order.
func readAll(files fs.FS, hooksPath string, vars Variables) (Set, []diag.Diagnostic) {
	set, found, err := Read(context.Background(), Source{Files: files, Path: hooksPath, Variables: vars})
	if err != nil {
		panic(err)
	}
	for i := range set.Hooks {
		set.Hooks[i].Format = tenant.FormatHook
	}
	found = append(found, set.Check()...)
	diag.Sort(found)
	return set, found
}

// lines are diagnostics as a reader of the log sees them, without notices.
func lines(found []diag.Diagnostic) []string {
	var all []string
	for _, d := range found {
		if d.Severity != diag.Notice {
			all = append(all, d.Error())
		}
	}
	return all
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got)\n%s", file, diff)
	}
}

const validScript = "module.exports = function (user, context, cb) { cb(); };\n"

// hookJSON is a valid hook's description, with more fields before the closing bracket.
func hookJSON(more string) string {
	return `{"name": "audit", "triggerId": "post-user-registration", "script": "./audit.js"` + more + "}"
}

func files(texts ...string) fstest.MapFS {
	m := fstest.MapFS{}
	for i := 0; i < len(texts); i += 2 {
		m[texts[i]] = &fstest.MapFile{Data: []byte(texts[i+1])}
	}
	return m
}
