package cli_test

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v4"

	"auth0-hook-action/internal/cli"
	"auth0-hook-action/internal/config"
	"auth0-hook-action/internal/shim"
)

// An entry is an input or an output as a document has it.
type entry struct{ Name, Default string }

func rootFile(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile("../../" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// action.yml, the README and the program name the same inputs with the same defaults, and the same outputs.
func TestDocumentsAgree(t *testing.T) {
	t.Parallel()
	var inputs, outputs []entry
	for _, in := range config.Inputs() {
		inputs = append(inputs, entry(in))
	}
	for _, out := range cli.Outputs() {
		outputs = append(outputs, entry{Name: out})
	}
	var action struct{ Inputs, Outputs yaml.Node }
	if err := yaml.Unmarshal([]byte(rootFile(t, "action.yml")), &action); err != nil {
		t.Fatal(err)
	}
	readme := rootFile(t, "README.md")
	for name, tt := range map[string]struct{ want, got []entry }{
		"inputs of action.yml":  {inputs, actionEntries(t, action.Inputs)},
		"outputs of action.yml": {outputs, actionEntries(t, action.Outputs)},
		"inputs of the README":  {inputs, tableEntries(section(t, readme, "Inputs"))},
		"outputs of the README": {outputs, nameEntries(section(t, readme, "Outputs"))},
	} {
		if diff := cmp.Diff(tt.want, tt.got); diff != "" {
			t.Errorf("%s (-program +document):\n%s", name, diff)
		}
	}
}

// The README tells of each difference between a Hook and its Action, in the words of the program.
func TestReadmeTellsTheDifferences(t *testing.T) {
	t.Parallel()
	text := section(t, rootFile(t, "README.md"), "From Hooks to Actions")
	rows := 0
	for _, d := range shim.Differences() {
		rule := ""
		if d.Rule != "" {
			rule = "`" + d.Rule + "`"
		}
		row := fmt.Sprintf("| %s | %s | %s | %s |\n", d.Name, d.Hook, d.Action, rule)
		if !strings.Contains(text, row) {
			t.Errorf("the README lacks the row\n%s", row)
		}
		rows++
	}
	if got := strings.Count(text, "\n|") - 2*2; got != rows {
		t.Errorf("the README has %d rows, want %d", got, rows)
	}
}

// actionEntries reads a map of action.yml, whose nodes are keys and values in turn.
func actionEntries(t *testing.T, items yaml.Node) []entry {
	t.Helper()
	var all []entry
	for pair := range slices.Chunk(items.Content, 2) {
		var fields struct{ Description, Default string }
		if err := pair[1].Decode(&fields); err != nil {
			t.Fatal(err)
		}
		if fields.Description == "" {
			t.Errorf("action.yml: %s has no description", pair[0].Value)
		}
		all = append(all, entry{Name: pair[0].Value, Default: fields.Default})
	}
	return all
}

func section(t *testing.T, readme, title string) string {
	t.Helper()
	_, rest, found := strings.Cut(readme, "\n## "+title+"\n")
	if !found {
		t.Fatalf("the README has no section %q", title)
	}
	text, _, _ := strings.Cut(rest, "\n## ")
	return text
}

var (
	inputRow  = regexp.MustCompile("(?m)^\\| `([a-z-]+)` \\| (?:`([^|]*)`)? ?\\|")
	outputRow = regexp.MustCompile("(?m)^\\| `([a-z-]+)` \\|")
)

func tableEntries(text string) []entry {
	var all []entry
	for _, m := range inputRow.FindAllStringSubmatch(text, -1) {
		all = append(all, entry{m[1], m[2]})
	}
	return all
}

func nameEntries(text string) []entry {
	var all []entry
	for _, m := range outputRow.FindAllStringSubmatch(text, -1) {
		all = append(all, entry{Name: m[1]})
	}
	return all
}
