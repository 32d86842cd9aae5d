package cli_test

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v4"

	"auth0-hook-action/internal/config"
)

// The parts of workflows that the documents show are YAML, and name inputs that there are.
func TestPartsOfWorkflows(t *testing.T) {
	t.Parallel()
	parts := 0
	for file, text := range pages(t) {
		for _, m := range yamlBlock.FindAllStringSubmatch(text, -1) {
			if strings.HasPrefix(m[1], "name: ") {
				continue // a whole workflow
			}
			parts++
			var part yaml.Node
			if err := yaml.Unmarshal([]byte(m[1]), &part); err != nil {
				t.Errorf("%s: %v\n%s", file, err, m[1])
				continue
			}
			for _, name := range inputsOf(t, &part) {
				if !slices.ContainsFunc(config.Inputs(), func(in config.Input) bool { return in.Name == name }) {
					t.Errorf("%s: there is no input %q", file, name)
				}
			}
		}
	}
	if parts < 3 {
		t.Errorf("%d parts were looked at", parts)
	}
}

// inputsOf are the inputs of a step, or of what stands below its with.
func inputsOf(t *testing.T, part *yaml.Node) []string {
	t.Helper()
	var steps []recipeStep
	if part.Decode(&steps) == nil {
		var names []string
		for _, s := range steps {
			for name := range s.inputs() {
				names = append(names, name)
			}
		}
		return names
	}
	var with map[string]string
	if err := part.Decode(&with); err != nil {
		t.Error(err)
	}
	var names []string
	for name := range with {
		names = append(names, name)
	}
	return names
}

var jsonBlock = regexp.MustCompile("(?ms)^ *```json\n(.*?\n) *```$")

// The descriptions of hooks that the documents show are accepted by a check.
func TestDescriptionsOfHooks(t *testing.T) {
	t.Parallel()
	descriptions := 0
	for file, text := range pages(t) {
		for _, m := range jsonBlock.FindAllStringSubmatch(text, -1) {
			descriptions++
			var hook struct{ TriggerID, Script, TestPayload string }
			if err := json.Unmarshal([]byte(m[1]), &hook); err != nil {
				t.Errorf("%s: %v\n%s", file, err, m[1])
				continue
			}
			dir := t.TempDir()
			saveFile(t, filepath.Join(dir, "hooks", "hook.json"), m[1])
			starter := []string{"starter", hook.TriggerID}
			if hook.TriggerID == "post-login" {
				starter = append(starter, "--native")
			}
			saveFile(t, filepath.Join(dir, "hooks", hook.Script), printed(t, starter...))
			if hook.TestPayload != "" {
				saveFile(t, filepath.Join(dir, "hooks", hook.TestPayload), printed(t, "payload", hook.TriggerID))
			}
			vars := map[string]string{"GITHUB_WORKSPACE": dir, "INPUT_MODE": "check", "INPUT_RUNTIME": "actions",
				"INPUT_HOOKS_PATH": "hooks", "INPUT_VARIABLES": "API_KEY=a-value-of-no-meaning"}
			if problem := ran(t, vars, nil); problem != "" {
				t.Errorf("%s: a check refuses\n%s\n%s", file, m[1], problem)
			}
		}
	}
	if descriptions < 2 {
		t.Errorf("%d descriptions were looked at", descriptions)
	}
}

// The README's figures are those of the last measurement.
func TestFiguresOfTheREADME(t *testing.T) {
	t.Parallel()
	row := regexp.MustCompile(`\| 50 ms \| 300 ms \| change 1 enabled \| (\S+ m?s) \|[^|]*\| (\S+ s) ÷`)
	m := row.FindStringSubmatch(read(t, filepath.Join(root, ".github/BENCHMARKS.md")))
	if m == nil {
		t.Fatal("BENCHMARKS.md has no such row")
	}
	seconds := func(text, format string) string {
		d, err := time.ParseDuration(strings.ReplaceAll(text, " ", ""))
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprintf(format, d.Seconds())
	}
	want := fmt.Sprintf("(.github/BENCHMARKS.md)) | %s | %s | |\n", seconds(m[1], "%.1f s"), seconds(m[2], "%.0f s"))
	if !strings.Contains(read(t, filepath.Join(root, "README.md")), want) {
		t.Errorf("the README lacks %q", want)
	}
}
