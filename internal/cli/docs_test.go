package cli_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v4"

	"auth0-hook-action/internal/cli"
	"auth0-hook-action/internal/config"
	"auth0-hook-action/internal/shim"
	"auth0-hook-action/internal/tenant"
)

var updateDocs = flag.Bool("update", false, "write the parts of the documents that the program makes")

// An entry is an input or an output as a document has it. Default is empty for an output.
type entry struct{ Name, Default, Text string }

func rootFile(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// pages are the texts of all documents for people, by their paths.
func pages(t *testing.T) map[string]string {
	t.Helper()
	found, err := filepath.Glob(root + "/.github/*.md")
	if err != nil || len(found) < 10 {
		t.Fatalf("%d pages: %v", len(found), err)
	}
	all := map[string]string{"README.md": rootFile(t, "README.md")}
	for _, file := range found {
		if name := filepath.Base(file); name != "pull_request_template.md" {
			all[".github/"+name] = rootFile(t, ".github/"+name)
		}
	}
	return all
}

// action.yml, the README and the program have the same inputs with the same defaults, and the same outputs; action.yml and the
// README describe them in the same words.
func TestDocumentsAgree(t *testing.T) {
	t.Parallel()
	var action struct{ Inputs, Outputs yaml.Node }
	if err := yaml.Unmarshal([]byte(rootFile(t, "action.yml")), &action); err != nil {
		t.Fatal(err)
	}
	readme := rootFile(t, "README.md")
	inputs, outputs := actionEntries(t, action.Inputs), actionEntries(t, action.Outputs)
	if diff := cmp.Diff(inputs, tableEntries(section(t, readme, "Inputs"), inputRow)); diff != "" {
		t.Errorf("inputs (-action.yml +README):\n%s", diff)
	}
	if diff := cmp.Diff(outputs, tableEntries(section(t, readme, "Outputs"), outputRow)); diff != "" {
		t.Errorf("outputs (-action.yml +README):\n%s", diff)
	}
	var want []string
	for _, in := range config.Inputs() {
		want = append(want, in.Name+"="+in.Default)
	}
	var got []string
	for _, in := range inputs {
		got = append(got, in.Name+"="+in.Default)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("inputs (-program +action.yml):\n%s", diff)
	}
	got = nil
	for _, out := range outputs {
		got = append(got, out.Name)
	}
	if diff := cmp.Diff(cli.Outputs(), got); diff != "" {
		t.Errorf("outputs (-program +action.yml):\n%s", diff)
	}
}

// The README is a page that can be read: of 2,500 words, and with rows of at most 20 for the inputs.
func TestReadmeIsShort(t *testing.T) {
	t.Parallel()
	readme := rootFile(t, "README.md")
	if n := len(strings.Fields(readme)); n > 2500 {
		t.Errorf("the README has %d words", n)
	}
	for _, in := range tableEntries(section(t, readme, "Inputs"), inputRow) {
		if n := len(strings.Fields(in.Text)); n > 20 {
			t.Errorf("the row of %s has %d words", in.Name, n)
		}
	}
}

// INPUTS has a paragraph for each input, and for nothing else at that level except what mode it belongs to.
func TestInputsAreExplained(t *testing.T) {
	t.Parallel()
	var want, got []string
	for _, in := range config.Inputs() {
		want = append(want, in.Name)
	}
	for _, m := range regexp.MustCompile("(?m)^### `([a-z-]+)`$").FindAllStringSubmatch(rootFile(t, ".github/INPUTS.md"), -1) {
		got = append(got, m[1])
	}
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("inputs (-program +INPUTS):\n%s", diff)
	}
}

// INPUTS has each trigger, with what it can run.
func TestTriggersAreExplained(t *testing.T) {
	t.Parallel()
	var want strings.Builder
	for _, trigger := range tenant.Triggers() {
		hook, remark := "", ""
		if trigger.HasHooks() {
			hook = "yes "
		}
		if trigger.TakesOneAction() {
			remark = "runs one Action "
		}
		fmt.Fprintf(&want, "| `%s` | %s| yes | %s|\n", trigger, hook, remark)
	}
	if !strings.Contains(rootFile(t, ".github/INPUTS.md"), "|---|---|---|---|\n"+want.String()+"\n") {
		t.Errorf("the table of triggers in INPUTS is not\n%s", &want)
	}
}

// MOVING has each difference between a Hook and its Action, in the words of the program.
func TestDocsDifferences(t *testing.T) {
	t.Parallel()
	const file = ".github/MOVING.md"
	tables := map[string]string{}
	for _, d := range shim.Differences() {
		table, rule := "different", ""
		switch {
		case d.Refused:
			table = "refused"
		case d.Platform:
			table = "platform"
		}
		if d.Rule != "" {
			rule = "`" + d.Rule + "`"
		}
		tables[table] += fmt.Sprintf("| %s | %s | %s | %s |\n", d.Name, d.Hook, d.Action, rule)
	}
	text := rootFile(t, file)
	for name, rows := range tables {
		text = filled(t, text, "differences: "+name, "| what | as a Hook | as an Action | finding |\n|---|---|---|---|\n"+rows)
	}
	compareDocument(t, file, text)
}

// The next release has notes.
func TestChangelogHasANextSection(t *testing.T) {
	t.Parallel()
	changes := rootFile(t, ".github/CHANGELOG.md")
	if !strings.Contains(section(t, changes, "Next"), "\n- ") {
		t.Error("the section Next of CHANGELOG is empty")
	}
	for _, m := range regexp.MustCompile(`(?m)^## (.*)$`).FindAllStringSubmatch(changes, -1) {
		if m[1] != "Next" && !regexp.MustCompile(`^v\d+\.\d+\.\d+$`).MatchString(m[1]) {
			t.Errorf("%q is neither Next nor a version", m[1])
		}
	}
}

// filled is a document with the part between a marker and the next end exchanged.
func filled(t *testing.T, text, marker, by string) string {
	t.Helper()
	before, rest, found := strings.Cut(text, "<!-- "+marker+" -->\n")
	_, after, ended := strings.Cut(rest, "<!-- end -->\n")
	if !found || !ended {
		t.Fatalf("the document has no part %q", marker)
	}
	return before + "<!-- " + marker + " -->\n" + by + "<!-- end -->\n" + after
}

// compareDocument compares a document with what the program makes of it, or writes it.
func compareDocument(t *testing.T, file, want string) {
	t.Helper()
	if *updateDocs {
		if err := os.WriteFile(filepath.Join(root, file), []byte(want), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(want, rootFile(t, file)); diff != "" {
		t.Errorf("%s (-program +document); -update writes it:\n%s", file, diff)
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
		all = append(all, entry{Name: pair[0].Value, Default: fields.Default, Text: fields.Description})
	}
	return all
}

func section(t *testing.T, page, title string) string {
	t.Helper()
	_, rest, found := strings.Cut(page, "\n## "+title+"\n")
	if !found {
		t.Fatalf("the page has no section %q", title)
	}
	text, _, _ := strings.Cut(rest, "\n## ")
	return text
}

// Rows of the tables: name, default (empty for outputs) and text.
var (
	inputRow  = regexp.MustCompile("(?m)^\\| `([a-z-]+)` \\| (?:`([^|]*)`)? ?\\| (.*) \\|$")
	outputRow = regexp.MustCompile("(?m)^\\| `([a-z-]+)` (\\|) (.*) \\|$")
)

// tableEntries reads the rows of a table, without the marks of code: action.yml has none.
func tableEntries(text string, row *regexp.Regexp) []entry {
	var all []entry
	for _, m := range row.FindAllStringSubmatch(text, -1) {
		all = append(all, entry{m[1], strings.Trim(m[2], "|"), strings.ReplaceAll(m[3], "`", "")})
	}
	return all
}
