package gha_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/gha"
	"auth0-hook-action/internal/secret"
)

// inside is the least that a runner sets.
const inside = "GITHUB_ACTIONS"

// newRunner gives a Runner with an environment of pairs, and what it prints. It hides the word "hunter2".
func newRunner(pairs ...string) (*gha.Runner, *bytes.Buffer) {
	env := make(map[string]string)
	for i := 0; i < len(pairs); i += 2 {
		env[pairs[i]] = pairs[i+1]
	}
	var redactor secret.Redactor
	redactor.Add(secret.New("hunter2"))
	var out bytes.Buffer
	return gha.New(gha.Config{
		Getenv: func(key string) string { return env[key] },
		Out:    &out,
		Redact: redactor.Redact,
	}), &out
}

func TestInput(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		env     []string
		want    string
		wantErr string
	}{
		"as the runner sets it": {[]string{"INPUT_HOOK-NAME", "audit"}, "audit", ""},
		"as a shell can set it": {[]string{"INPUT_HOOK_NAME", "audit"}, "audit", ""},
		"both, and equal":       {[]string{"INPUT_HOOK-NAME", "audit", "INPUT_HOOK_NAME", "audit "}, "audit", ""},
		"both, and different": {
			[]string{"INPUT_HOOK-NAME", "audit", "INPUT_HOOK_NAME", "other"}, "",
			"the variables INPUT_HOOK-NAME and INPUT_HOOK_NAME are both set, to different values",
		},
		"an empty one is absent": {[]string{"INPUT_HOOK-NAME", " ", "INPUT_HOOK_NAME", "other"}, "other", ""},
		"white space around":     {[]string{"INPUT_HOOK-NAME", "\n my hook \n"}, "my hook", ""},
		"absent":                 {nil, "", ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, _ := newRunner(tt.env...)
			got, err := r.Input("hook-name")
			checkError(t, err, tt.wantErr)
			if got != tt.want {
				t.Errorf("Input = %q, want %q", got, tt.want)
			}
			if hint := "Set one of the two variables, or both to one value"; err != nil && diag.Hint(err) != hint {
				t.Errorf("hint %q, want %q", diag.Hint(err), hint)
			}
		})
	}
}

func TestEvent(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "event.json")
	if err := os.WriteFile(file, []byte(`{"number":7}`), 0o600); err != nil {
		t.Fatal(err)
	}
	huge := filepath.Join(dir, "huge.json")
	if err := os.WriteFile(huge, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(huge, 32<<20+1); err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		path    string
		want    string
		wantErr string
	}{
		"there":            {file, `{"number":7}`, ""},
		"not set":          {"", "", ""},
		"no such file":     {filepath.Join(dir, "none.json"), "", ""},
		"larger than ever": {huge, "", "is larger than 33554432 bytes"},
		"not a file":       {dir, "", "is not a regular file"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, _ := newRunner("GITHUB_EVENT_PATH", tt.path)
			got, err := r.Event()
			checkError(t, err, tt.wantErr)
			if err == nil && string(got) != tt.want {
				t.Errorf("Event = %q, want %q", got, tt.want)
			}
			if tt.want == "" && err == nil && got != nil {
				t.Errorf("Event = %v, want nil", got)
			}
		})
	}
}

func TestMask(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		value string
		want  []string
	}{
		"a token":              {"hunter2", []string{"hunter2"}}, // not redacted: it is what the runner must know
		"six characters":       {"größer", []string{"größer"}},
		"five characters":      {"größe", nil},
		"absent":               {"", nil},
		"white space":          {"        ", nil},
		"a number":             {"-1234567.89", nil},
		"a number of powers":   {"1.25e+10", nil},
		"a telephone number":   {"555-123-4567", []string{"555-123-4567"}},
		"a boolean":            {"false", nil},
		"looks like a command": {"::error::%0A,x", []string{"::error::%0A,x"}},
		"lines without the tiny": {
			"-----BEGIN KEY-----\r\n  c2VjcmV0\n{\n\n1234567\rlast line",
			[]string{"-----BEGIN KEY-----", "c2VjcmV0", "last line"},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, out := newRunner(inside, "true")
			r.Mask(secret.New(tt.value))
			commands, err := parseCommands(out.String())
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, c := range commands {
				if c.Name != "add-mask" {
					t.Errorf("command %q, want add-mask", c.Name)
				}
				got = append(got, c.Data)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("masks (-want +got)\n%s", diff)
			}
		})
	}
}

func TestLogInsideAWorkflow(t *testing.T) {
	t.Parallel()
	r, out := newRunner(inside, "true")
	r.Group("Hook \"audit\"\n::error::x")
	r.Info("100% done\n")
	r.Debug("GET /api/v2/hooks: 200\nwith hunter2")
	r.EndGroup()
	want := "::group::Hook \"audit\" : :error::x\n" +
		"100% done\n" +
		"::debug::GET /api/v2/hooks: 200\n" +
		"::debug::with ***\n" +
		"::endgroup::\n"
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("log (-want +got)\n%s", diff)
	}
}

func TestOutsideAWorkflowThereAreNoCommands(t *testing.T) {
	t.Parallel()
	r, out := newRunner()
	r.Mask(secret.New("hunter2"))
	r.Group("Hook audit")
	r.Debug("GET /api/v2/hooks: 200")
	r.Annotate("", diag.Diagnostic{Severity: diag.Warning, Message: "look at hunter2"})
	r.EndGroup()
	if err := errors.Join(r.SetOutput("hook-id", "01H"), r.Summary("# Done\n")); err != nil {
		t.Error(err)
	}
	want := "Hook audit\nwarning: look at ***\noutput hook-id=01H\n# Done\n"
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("log (-want +got)\n%s", diff)
	}
}

func TestConcurrentUse(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "output")
	r, out := newRunner(inside, "true", "GITHUB_OUTPUT", file)
	var group sync.WaitGroup
	for i := range 20 {
		group.Go(func() {
			r.Info("one\ntwo")
			r.Annotate("", diag.Diagnostic{Severity: diag.Error, Message: "m"})
			if err := r.SetOutput("o"+strconv.Itoa(i), "v"); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if n := strings.Count(out.String(), "one\ntwo\n"); n != 20 {
		t.Errorf("%d texts in one piece, want 20", n)
	}
	if n := strings.Count(out.String(), "::error::m\n"); n != 10 {
		t.Errorf("%d annotations, want 10", n)
	}
	if pairs := readOutputs(t, file); len(pairs) != 20 {
		t.Errorf("%d outputs, want 20", len(pairs))
	}
}

type closedWriter struct{}

func (closedWriter) Write([]byte) (int, error) { return 0, os.ErrClosed }

// Where nobody reads the log any more, outputs and summary are written all the same.
func TestClosedStandardOutput(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	env := map[string]string{
		inside: "true", "GITHUB_OUTPUT": filepath.Join(dir, "output"), "GITHUB_STEP_SUMMARY": filepath.Join(dir, "summary"),
	}
	r := gha.New(gha.Config{Getenv: func(name string) string { return env[name] }, Out: closedWriter{}})
	r.Info("nobody reads this")
	r.Mask(secret.New("a secret"))
	r.Annotate("", diag.Diagnostic{Severity: diag.Error, Message: "nor this"})
	if err := errors.Join(r.SetOutput("hook-id", "01H"), r.Summary("# Done")); err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff([]pair{{"hook-id", "01H"}}, readOutputs(t, env["GITHUB_OUTPUT"])); diff != "" {
		t.Errorf("outputs (-want +got)\n%s", diff)
	}
	if summary, err := os.ReadFile(env["GITHUB_STEP_SUMMARY"]); err != nil || string(summary) != "# Done\n" {
		t.Errorf("summary %q, error %v", summary, err)
	}
}

// checkError fails where err does not say want; an empty want is no error.
func checkError(t *testing.T, err error, want string) {
	t.Helper()
	if want == "" && err != nil {
		t.Fatalf("error %v, want none", err)
	}
	if want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
		t.Fatalf("error %v, want one with %q", err, want)
	}
}
