package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestTasksAreThere(t *testing.T) {
	t.Parallel()
	for _, task := range tasks {
		if task.command[0] != "bash" {
			continue
		}
		if _, err := os.Stat(filepath.Join("..", task.command[1])); err != nil {
			t.Errorf("%s: %v", task.name, err)
		}
	}
}

func TestTotals(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		events, want string
		code         int
	}{
		"all well": {
			events: `{"Action":"output","Package":"p","Test":"TestA","Output":"    a_test.go:3: 7 runs, 0 violations\n"}
{"Action":"output","Package":"p","Test":"TestA","Output":"--- PASS: TestA\n"}
{"Action":"pass","Package":"p","Test":"TestA"}
{"Action":"skip","Package":"p","Test":"TestB"}
{"Action":"pass","Package":"p","Elapsed":1.5}
{"Action":"skip","Package":"without"}
`,
			want: "a_test.go:3: 7 runs, 0 violations\nok   p 1.5 s\n1 passed, 0 failed, 1 skipped\n",
		},
		"a test fails": {
			events: `{"Action":"output","Package":"p","Test":"TestA","Output":"why\n"}
{"Action":"fail","Package":"p","Test":"TestA"}
{"Action":"fail","Package":"p","Elapsed":1}
`,
			want: "why\nFAIL p 1.0 s\n0 passed, 2 failed, 0 skipped\n",
			code: 1,
		},
		"it does not compile": {
			events: `{"ImportPath":"p","Action":"build-output","Output":"x.go:1: what\n"}
{"ImportPath":"p","Action":"build-fail"}
`,
			want: "x.go:1: what\n0 passed, 1 failed, 0 skipped\n",
			code: 1,
		},
		"no test ran": {
			events: "go: no such package\n",
			want:   "go: no such package\n0 passed, 0 failed, 0 skipped\n",
			code:   1,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			file := filepath.Join(t.TempDir(), "totals")
			code := totalsOf(strings.NewReader(c.events), &out, "violations$", file)
			if diff := cmp.Diff(c.want, out.String()); diff != "" || code != c.code {
				t.Errorf("exit code %d, want %d (-want +got):\n%s", code, c.code, diff)
			}
			if text, err := os.ReadFile(file); err != nil || len(strings.Fields(string(text))) != 3 {
				t.Errorf("the file has %q (%v)", text, err)
			}
		})
	}
}
