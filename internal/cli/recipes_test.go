package cli_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"go.yaml.in/yaml/v4"

	"auth0-hook-action/internal/config"
)

// A workflow is as much of a recipe as the tests look at.
type workflow struct {
	Name        string
	On          yaml.Node
	Permissions map[string]string
	Jobs        map[string]job
}

type job struct {
	Environment yaml.Node
	Permissions map[string]string
	Steps       []recipeStep
}

type recipeStep struct {
	ID, Uses, Run string
	Env           map[string]string
	With          map[string]string
}

// usedAs is how the documents use the action, OWNER/NAME@, whatever a fork has made of it.
var usedAs = sync.OnceValue(func() string {
	text, err := os.ReadFile(filepath.Join(root, "README.md"))
	m := regexp.MustCompile(`uses: ([\w-]+/[\w.-]+@)v1\n`).FindSubmatch(text)
	if err != nil || m == nil {
		return "not used"
	}
	return string(m[1])
})

// usesAction reports whether the step is one of this action.
func (s recipeStep) usesAction() bool { return strings.HasPrefix(s.Uses, usedAs()) }

// inputs are those of a step that uses the action, or that runs the program.
func (s recipeStep) inputs() map[string]string {
	if s.usesAction() {
		return s.With
	}
	all := map[string]string{}
	for name, value := range s.Env {
		if input, ok := strings.CutPrefix(name, "INPUT_"); ok {
			all[strings.ToLower(strings.ReplaceAll(input, "_", "-"))] = value
		}
	}
	return all
}

var yamlBlock = regexp.MustCompile("(?ms)^ *```yaml\n(.*?\n) *```$")

// recipes are the whole workflows that the documents show, by their names.
func recipes(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	for file, text := range pages(t) {
		for _, m := range yamlBlock.FindAllStringSubmatch(text, -1) {
			if !strings.HasPrefix(m[1], "name: ") {
				continue // a part of a workflow
			}
			name := parsedRecipe(t, m[1]).Name
			if all[name] != "" {
				t.Errorf("%s: there is a second recipe %q", file, name)
			}
			all[name] = m[1]
		}
	}
	if len(all) < 12 {
		t.Errorf("the documents have %d recipes", len(all))
	}
	return all
}

func parsedRecipe(t *testing.T, text string) workflow {
	t.Helper()
	var w workflow
	if err := yaml.Unmarshal([]byte(text), &w); err != nil {
		t.Fatalf("a recipe is not YAML: %v\n%s", err, text)
	}
	return w
}

// The step that the README shows first, and the whole workflow after it, are as short as a reader expects.
func TestFirstExamplesAreShort(t *testing.T) {
	t.Parallel()
	blocks := yamlBlock.FindAllStringSubmatch(rootFile(t, "README.md"), 2)
	if len(blocks) < 2 {
		t.Fatal("the README has no examples")
	}
	for i, most := range []int{12, 30} {
		if n := strings.Count(blocks[i][1], "\n"); n > most {
			t.Errorf("example %d has %d lines", i+1, n)
		}
	}
}

func TestRecipesUseTheAction(t *testing.T) {
	t.Parallel()
	for name, text := range recipes(t) {
		uses := 0
		for id, j := range parsedRecipe(t, text).Jobs {
			if j.Permissions == nil {
				t.Errorf("%s: job %s states no permissions", name, id)
			}
			for _, s := range j.Steps {
				inputs := s.inputs()
				if len(inputs) > 0 {
					uses++
				}
				for input := range inputs {
					if !slices.ContainsFunc(config.Inputs(), func(in config.Input) bool { return in.Name == input }) {
						t.Errorf("%s: there is no input %q", name, input)
					}
				}
				if len(inputs) > 0 && inputs["runtime"] == "" && !strings.Contains(text, "# no runtime: ") {
					t.Errorf("%s: the recipe neither sets runtime nor says why not", name)
				}
			}
		}
		if uses == 0 {
			t.Errorf("%s: the action is not used", name)
		}
	}
}

// A linter for the security of workflows would pass the recipes: no token is left behind, no expression becomes code, and secrets
// belong to environments. The README's first workflow stores them where a newcomer finds them, and says so.
func TestRecipesAreSafe(t *testing.T) {
	t.Parallel()
	for name, text := range recipes(t) {
		for id, j := range parsedRecipe(t, text).Jobs {
			part, err := yaml.Marshal(j.Steps)
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(string(part), "secrets.") && j.Environment.IsZero() && name != "Login hooks" {
				t.Errorf("%s: job %s has secrets and no environment", name, id)
			}
			for _, s := range j.Steps {
				if strings.HasPrefix(s.Uses, "actions/checkout@") && s.With["persist-credentials"] != "false" {
					t.Errorf("%s: the checkout leaves the token behind", name)
				}
				if strings.Contains(s.Run, "${{") {
					t.Errorf("%s: an expression is put into a script", name)
				}
			}
		}
	}
}

// A set of hooks writes the secrets that are missing, and all of them when somebody starts the workflow for it.
func TestRecipesForSetsWriteMissingSecrets(t *testing.T) {
	t.Parallel()
	sets := 0
	for name, text := range recipes(t) {
		for _, j := range parsedRecipe(t, text).Jobs {
			for _, s := range j.Steps {
				in := s.inputs()
				if in["hooks-path"] == "" || slices.Contains([]string{"export", "plan"}, in["mode"]) {
					continue
				}
				sets++
				if in["write-secrets"] != "${{ inputs.write-secrets || 'missing' }}" ||
					!strings.Contains(text, "options: [missing, always]\n") {
					t.Errorf("%s: the set writes its secrets each time, or nobody can make it", name)
				}
			}
		}
	}
	if sets < 3 {
		t.Errorf("%d recipes are about sets", sets)
	}
}

// The recipes use the version of actions/checkout that this repository's own workflows do: an older one may run on a Node.js that
// runners have no more.
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

// actionlint also has shellcheck read the scripts, where that is there.
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
	args := []string{"-no-color"}
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
