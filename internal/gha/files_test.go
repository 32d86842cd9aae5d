package gha_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// readOutputs reads a file of outputs as the runner does.
func readOutputs(t *testing.T, file string) []pair {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	pairs, err := parseFile(string(text))
	if err != nil {
		t.Fatalf("the runner refuses the file: %v\n%s", err, text)
	}
	return pairs
}

func TestSetOutput(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "output")
	r, out := newRunner(inside, "true", "GITHUB_OUTPUT", file)
	want := []pair{
		{"hook-id", "01H8X"},
		{"hook-name", ""},
		{"hooks", `[{"name":"audit"}]`},
		{"several", "a\n\nb\n"},
		{"carriage-return", "a\rb\r"},
		{"hostile", "_GitHubActionsFileCommandDelimeter_\nresult=created\nx<<y"},
	}
	for _, p := range want {
		if err := r.SetOutput(p.Key, p.Value); err != nil {
			t.Error(err)
		}
	}
	if diff := cmp.Diff(want, readOutputs(t, file)); diff != "" {
		t.Errorf("outputs (-want +got)\n%s", diff)
	}
	if out.Len() > 0 {
		t.Errorf("printed %q, want nothing", out)
	}
}

func TestSetOutputRefuses(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	tests := map[string]struct {
		file, name, value string
		want              string
	}{
		"an empty name":         {"refused", "", "v", `output "": the name`},
		"a name with a pair":    {"refused", "a=b", "v", "the name"},
		"a name with a line":    {"refused", "a\nb=c", "v", "the name"},
		"a name with a heredoc": {"refused", "a<<b", "v", "the name"},
		"a NUL":                 {"refused", "a", "v\x00", `output "a": the value is not text`},
		"no UTF-8":              {"refused", "a", "\xff", "the value is not text"},
		"more than GitHub's":    {"refused", "a", strings.Repeat("x", 1<<19+1), "longer than GitHub's 1048576 bytes"},
		"a folder that is not":  {"none/output", "a", "v", "no such file"},
		"a folder":              {".", "a", "v", "is a directory"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, _ := newRunner(inside, "true", "GITHUB_OUTPUT", filepath.Join(dir, tt.file))
			checkError(t, r.SetOutput(tt.name, tt.value), tt.want)
			if _, err := os.Stat(filepath.Join(dir, "refused")); err == nil {
				t.Error("it was written all the same")
			}
		})
	}
}

func TestFullDisk(t *testing.T) {
	t.Parallel()
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skip("there is no /dev/full here")
	}
	r, _ := newRunner(inside, "true", "GITHUB_OUTPUT", "/dev/full", "GITHUB_STEP_SUMMARY", "/dev/full")
	checkError(t, r.SetOutput("hook-id", "01H"), `output "hook-id": write /dev/full: no space left`)
	checkError(t, r.Summary("# Done"), "step summary: write /dev/full: no space left")
}

func TestSummary(t *testing.T) {
	t.Parallel()
	line := strings.Repeat("x", 1023) + "\n"
	tests := map[string]struct {
		texts   []string
		want    string
		wantErr string
	}{
		"one":          {[]string{"# Done"}, "# Done\n", ""},
		"two":          {[]string{"# Done\n", "more\n"}, "# Done\nmore\n", ""},
		"secret":       {[]string{"hunter2\n"}, "***\n", ""},
		"no UTF-8":     {[]string{"a\xff\n"}, "a\ufffd\n", ""},
		"all there is": {[]string{strings.Repeat(line, 1024)}, strings.Repeat(line, 1024), ""},
		"too long": {
			[]string{strings.Repeat(line, 1024) + "y"}, strings.Repeat(line, 1024), "the last 2 bytes are left out",
		},
		"second is late": {[]string{strings.Repeat(line, 1024), "y\n"}, strings.Repeat(line, 1024), "the last 2 bytes are left out"},
		"one long line":  {[]string{"# Done\n" + strings.Repeat("x", 1<<20)}, "# Done\n", "are left out: GitHub accepts 1048576"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := filepath.Join(t.TempDir(), "summary")
			r, _ := newRunner(inside, "true", "GITHUB_STEP_SUMMARY", file)
			var err error
			for _, text := range tt.texts {
				err = r.Summary(text)
			}
			checkError(t, err, tt.wantErr)
			got, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, string(got)); diff != "" {
				t.Errorf("summary (-want +got)\n%s", diff)
			}
		})
	}
}

func FuzzSetOutput(f *testing.F) {
	f.Add("hook-id", "01H")
	f.Add("a<<b", "end-x\n_GitHubActionsFileCommandDelimeter_\nb=c\r")
	f.Fuzz(func(t *testing.T, name, value string) {
		file := filepath.Join(t.TempDir(), "output")
		r, _ := newRunner(inside, "true", "GITHUB_OUTPUT", file)
		if err := r.SetOutput(name, value); err != nil {
			if _, err := os.Stat(file); err == nil {
				t.Error("it was refused and written")
			}
			return
		}
		want := []pair{{name, value}}
		if diff := cmp.Diff(want, readOutputs(t, file)); diff != "" {
			t.Errorf("outputs (-want +got)\n%s", diff)
		}
	})
}
