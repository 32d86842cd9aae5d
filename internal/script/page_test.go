package script

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"auth0-hook-action/internal/tenant"
)

const page = "../../.github/CHECKS.md"

var example = regexp.MustCompile("(?s)```js (draws|fine)\n(.*?)```")

// TestChecksPage runs the examples of the page: of each kind one that draws it and one that does not, at the trigger that
// the page names.
func TestChecksPage(t *testing.T) {
	t.Parallel()
	text := readFile(t, page)
	var sections []string
	for part := range strings.SplitSeq(text, "\n### ") {
		kind, rest, _ := strings.Cut(part, "\n")
		if strings.HasPrefix(part, "# ") {
			continue
		}
		sections = append(sections, kind)
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			_, after, _ := strings.Cut(rest, "At `")
			id, _, _ := strings.Cut(after, "`")
			trigger, err := tenant.ParseTrigger(id)
			if err != nil {
				t.Fatal(err)
			}
			examples := example.FindAllStringSubmatch(rest, -1)
			if len(examples) != 2 || examples[0][1] != "draws" || examples[1][1] != "fine" {
				t.Fatalf("want one example that draws it and one that does not, got %d", len(examples))
			}
			o := Options{Trigger: trigger, Dependencies: map[string]string{}, Secrets: map[string]bool{}}
			if kind != "secret-missing" {
				o.Secrets = nil
			}
			got := rulesOf(examples[0][2], o)
			if kind == "package" || kind == "parameters" || kind == "rules-shape" || kind == "callback" {
				got = slices.Compact(got)
			}
			if !slices.Equal(got, []string{kind}) {
				t.Errorf("the example draws %v, want %s alone", got, kind)
			}
			if got := rulesOf(examples[1][2], o); got != nil {
				t.Errorf("the other example draws %v, want nothing", got)
			}
		})
	}
	want, got := slices.Sorted(slices.Values(Kinds())), slices.Sorted(slices.Values(sections))
	if !slices.Equal(want, got) {
		t.Errorf("the page has %v, want %v", got, want)
	}
	for _, kind := range Kinds() {
		if !strings.Contains(text, "| [`"+kind+"`](#"+kind+") |") {
			t.Errorf("the table has no row for %s", kind)
		}
	}
}

func rulesOf(src string, o Options) []string {
	var all []string
	for _, f := range findings(src, o) {
		all = append(all, f.Rule)
	}
	return all
}
