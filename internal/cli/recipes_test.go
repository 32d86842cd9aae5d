package cli_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"auth0-hook-action/internal/config"
)

// A workflow is as much of a recipe as the tests look at.
type workflow struct {
	Name        string
	Permissions map[string]string
	Jobs        map[string]struct {
		Permissions map[string]string
		Steps       []struct {
			ID, Uses string
			With     map[string]any
		}
	}
}

var yamlBlock = regexp.MustCompile("(?ms)^```yaml\n(.*?\n)```$")

// recipes are the whole workflows that the README shows, by their names.
func recipes(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, m := range yamlBlock.FindAllStringSubmatch(rootFile(t, "README.md"), -1) {
		if !strings.HasPrefix(m[1], "name: ") {
			continue // a part of a workflow
		}
		var w workflow
		if err := yaml.Unmarshal([]byte(m[1]), &w); err != nil {
			t.Fatalf("a recipe is not YAML: %v\n%s", err, m[1])
		}
		if all[w.Name] != "" {
			t.Errorf("two recipes are called %q", w.Name)
		}
		all[w.Name] = m[1]
	}
	return all
}

func TestRecipesUseTheAction(t *testing.T) {
	t.Parallel()
	texts := recipes(t)
	if len(texts) < 7 {
		t.Errorf("the README has %d recipes, want at least 7", len(texts))
	}
	for name, text := range texts {
		var w workflow
		if err := yaml.Unmarshal([]byte(text), &w); err != nil {
			t.Fatal(err)
		}
		uses := 0
		for _, job := range w.Jobs {
			if job.Permissions == nil {
				t.Errorf("%s: a job states no permissions", name)
			}
			for _, step := range job.Steps {
				if !strings.Contains(step.Uses, "auth0-hook-action@") {
					continue
				}
				uses++
				for input := range step.With {
					if !slices.ContainsFunc(config.Inputs(), func(in config.Input) bool { return in.Name == input }) {
						t.Errorf("%s: there is no input %q", name, input)
					}
				}
			}
		}
		if uses == 0 {
			t.Errorf("%s: the action is not used", name)
		}
	}
}

// The README's workflows use the version of actions/checkout that this repository's own do: an older one may run on a Node.js
// that runners have no more.
func TestRecipesUseCurrentActions(t *testing.T) {
	t.Parallel()
	own := regexp.MustCompile(`actions/checkout@[0-9a-f]{40} # (v\d+)\.`).FindStringSubmatch(rootFile(t, ".github/workflows/ci.yml"))
	if own == nil {
		t.Fatal("CI checks out nothing")
	}
	for name, text := range recipes(t) {
		for _, m := range regexp.MustCompile(`actions/checkout@(\S+)`).FindAllStringSubmatch(text, -1) {
			if m[1] != own[1] {
				t.Errorf("%s checks out with %s, CI with %s", name, m[1], own[1])
			}
		}
	}
}

func TestRecipesLint(t *testing.T) {
	t.Parallel()
	actionlint, err := exec.LookPath("actionlint")
	if err != nil {
		if os.Getenv("REQUIRE_ACTIONLINT") != "" {
			t.Fatal(err)
		}
		t.Skip("actionlint is not on this machine: .ci/run installs it")
	}
	dir := t.TempDir()
	args := []string{"-no-color", "-shellcheck="}
	for name, text := range recipes(t) {
		file := filepath.Join(dir, strings.ReplaceAll(name, " ", "-")+".yml")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, file)
	}
	if out, err := exec.CommandContext(t.Context(), actionlint, args...).CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
