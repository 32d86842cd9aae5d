package cli_test

import (
	"io/fs"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Each line of the threat model names a test, and these tests exist.
func TestThreatsHaveTests(t *testing.T) {
	t.Parallel()
	there := testNames(t)
	rows := 0
	for line := range strings.Lines(section(t, rootFile(t, ".github/SECURITY.md"), "Threat model")) {
		cells := strings.Split(line, " | ")
		if len(cells) < 4 || strings.HasPrefix(line, "| who ") {
			continue
		}
		rows++
		names := regexp.MustCompile("`((?:Test|Fuzz)\\w+)`").FindAllStringSubmatch(cells[3], -1)
		if len(names) == 0 {
			t.Errorf("a threat has no test: %s", line)
		}
		for _, m := range names {
			if !there[m[1]] {
				t.Errorf("there is no test %s, for the threat to %s", m[1], cells[1])
			}
		}
	}
	if rows < 20 {
		t.Errorf("%d threats were read", rows)
	}
}

// testNames are the names of all tests and fuzz targets of this project.
func testNames(t *testing.T) map[string]bool {
	t.Helper()
	all := map[string]bool{}
	declared := regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w+)\(`)
	err := filepath.WalkDir(root+"/internal", func(file string, _ fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(file, "_test.go") {
			for _, m := range declared.FindAllStringSubmatch(read(t, file), -1) {
				all[m[1]] = true
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// Each direct dependency has a reason in CONTRIBUTING.
func TestDependenciesHaveAReason(t *testing.T) {
	t.Parallel()
	var want, got []string
	block := regexp.MustCompile(`(?s)\nrequire \((.*?)\n\)`).FindStringSubmatch(rootFile(t, "go.mod"))
	if block == nil {
		t.Fatal("go.mod requires nothing")
	}
	for line := range strings.Lines(block[1]) {
		if name, _, ok := strings.Cut(strings.TrimSpace(line), " "); ok && !strings.Contains(line, "// indirect") {
			want = append(want, strings.TrimPrefix(name, "github.com/"))
		}
	}
	for _, m := range regexp.MustCompile("(?m)^\\| `([^`]+)` \\| \\S").FindAllStringSubmatch(
		section(t, rootFile(t, ".github/CONTRIBUTING.md"), "Dependencies"), -1) {
		got = append(got, m[1])
	}
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("dependencies (-go.mod +CONTRIBUTING):\n%s", diff)
	}
}

// SECURITY has each module that the program links, in the version of go.mod.
func TestLinkedModulesAreReviewed(t *testing.T) {
	t.Parallel()
	cmd := exec.CommandContext(t.Context(), "go", "list", "-deps", "-f", "{{with .Module}}{{.Path}} {{.Version}}{{end}}", ".")
	cmd.Dir = root
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	linked := map[string]string{}
	for line := range strings.Lines(string(out)) {
		if module, version, ok := strings.Cut(strings.TrimSpace(line), " "); ok && version != "" {
			linked[strings.TrimPrefix(module, "github.com/")] = version
		}
	}
	for line := range strings.Lines(section(t, rootFile(t, ".github/SECURITY.md"), "Dependencies")) {
		cells := strings.Split(line, " | ")
		if len(cells) < 4 || !strings.Contains(cells[0], "`") {
			continue
		}
		versions := strings.Split(cells[1], ", ")
		names := regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(cells[0], len(versions))
		for i, m := range names {
			if version := strings.ReplaceAll(versions[i], "-", ""); !strings.Contains(linked[m[1]], version) {
				t.Errorf("SECURITY has %s %s, the program %q", m[1], versions[i], linked[m[1]])
			}
			delete(linked, m[1])
		}
	}
	for module, version := range linked {
		t.Errorf("SECURITY lacks %s %s", module, version)
	}
}
