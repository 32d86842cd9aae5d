package report

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var updateGolden = flag.Bool("update", false, "write the golden files anew")

// TestGolden compares each scene's Markdown and log with testdata, and inspects the Markdown.
func TestGolden(t *testing.T) {
	t.Parallel()
	for name, s := range scenes() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			markdown := Render(s.run, Marker(name), s.previous)
			if s.summary {
				markdown = Summary(s.run)
			}
			golden(t, name+".md", markdown)
			golden(t, name+".txt", logText(s.run))
			if found := inspect(markdown); found != nil {
				t.Error(strings.Join(found, "\n"))
			}
		})
	}
}

// logText is what a run prints: annotations, then the log; lines of a script begin with a bar.
func logText(run Run) string {
	var b strings.Builder
	for _, a := range Annotations(run) {
		b.WriteString(a.Severity.String() + " [" + a.Title + "] " + a.Error() + "\n")
		if a.Hint != "" {
			b.WriteString("    " + a.Hint + "\n")
		}
		if a.Paste != "" {
			b.WriteString(a.Paste + "\n")
		}
	}
	for _, l := range Log(run) {
		if l.Source {
			b.WriteString("│ ")
		}
		b.WriteString(l.Text + "\n")
	}
	return b.String()
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *updateGolden {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got); refresh with -update and read the diff:\n%s", name, diff)
	}
}
