package report

import (
	"testing"

	"github.com/aymanbagabas/go-udiff"
	"github.com/google/go-cmp/cmp"

	"auth0-hook-action/internal/tenant"
)

func TestDiffLines(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		before, after string
		want          []string
	}{
		"lines of Windows on both sides": {"a\r\nb\r\n", "a\r\nc\r\n", []string{"@@ -1,2 +1,2 @@", " a", "-b", "+c"}},
		"lines of Windows on one":        {"a\r\n", "a\n", []string{"@@ -1 +1 @@", "-a␍", "+a"}},
		"no line end":                    {"a", "a\n", []string{"@@ -1 +1 @@", "-a", `\ No newline at end of file`, "+a"}},
		"tabs stay":                      {"", "\tx\x00\n", []string{"@@ -0,0 +1 @@", "+\tx␀"}},
		"all gone":                       {"a\n", "", []string{"@@ -1 +0,0 @@", "-a"}},
		"bidirectional controls":         {"", "a\u202eb\u2066\n", []string{"@@ -0,0 +1 @@", "+a<U+202E>b<U+2066>"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want := append([]string{"--- on the tenant", "+++ in the file"}, tt.want...)
			if diff := cmp.Diff(want, shown(unified(tt.before, tt.after))); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// TestManyEdits has more differences than the library looks for at once.
func TestManyEdits(t *testing.T) {
	t.Parallel()
	before, after := longScripts()
	d := base(tenant.ModeApply).scriptDiff(update("a", tenant.CredentialsExchange, before, after).Step)
	if d.added != 122 || d.removed != 122 {
		t.Errorf("%s lines, want +122 −122", d.counts())
	}
	for _, e := range [][2]string{{before, after}, {after, before}, {before, ""}, {before + "x", after}, {auditBefore, before}} {
		for _, left := range []int{compareLimit, 0} {
			if got, err := udiff.Apply(e[0], edits(e[0], e[1], &left)); err != nil || got != e[1] {
				t.Errorf("the edits do not lead from one text to the other: %v", err)
			}
		}
	}
}
