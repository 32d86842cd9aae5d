package report

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/aymanbagabas/go-udiff"
	"github.com/google/go-cmp/cmp"

	"auth0-hook-action/internal/tenant"
)

func TestShare(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		wants []int
		there int
		want  []int
	}{
		"enough for all":  {[]int{3, 1, 2}, 10, []int{3, 1, 2}},
		"one wants much":  {[]int{100, 1, 2}, 10, []int{7, 1, 2}},
		"two want much":   {[]int{100, 2, 100}, 11, []int{4, 2, 5}},
		"nothing there":   {[]int{5, 5}, 0, []int{0, 0}},
		"less than there": {[]int{5, 5}, -3, []int{0, 0}},
		"nobody":          {nil, 7, []int{}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, share(tt.wants, tt.there)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// TestSizes writes reports that are far too long, in characters of one to four bytes: each fits, uses its room, is closed,
// and keeps its marker and its data.
func TestSizes(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{"ASCII": "a line of a script\n", "CJK": "日本語の長い行\n", "emoji": "😀😀😀 👩‍💻\n"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			run := base("apply")
			for _, n := range sample {
				js := strings.Repeat(text, 60_000/len(text))
				run.Results = append(run.Results, update(n, tenant.PostUserRegistration, strings.ReplaceAll(js, "\n", ";\n"), js))
			}
			comment, summary := Comment(run, "id", ""), Summary(run)
			if n := units(comment); n > 65_536 || n < 60_000 {
				t.Errorf("the comment has %d characters", n)
			}
			if len(summary) > 1<<20 || len(summary) < 900_000 {
				t.Errorf("the summary has %d bytes", len(summary))
			}
			for _, markdown := range []string{comment, summary} {
				if found := inspect(markdown); found != nil {
					t.Error(strings.Join(found, "\n"))
				}
				if got := strings.Count(markdown, "```diff\n"); got != len(sample) {
					t.Errorf("%d diffs, want %d", got, len(sample))
				}
			}
			if memory, _ := Decode(comment); len(memory) != len(sample) || !strings.HasPrefix(comment, Marker("id")+"\n") {
				t.Errorf("marker or data is lost; %d hooks remembered", len(memory))
			}
			if !strings.Contains(comment, "more lines [in the summary of the run]("+run.RunURL+")") {
				t.Error("the comment does not say where the rest is")
			}
		})
	}
}

// TestLongTables has more rows than a comment can hold.
func TestLongTables(t *testing.T) {
	t.Parallel()
	run := base("check")
	for range 5000 {
		run.Findings = append(run.Findings, Finding{Severity: 2, File: "hooks/a.js", Line: 1, Message: strings.Repeat("word ", 30)})
	}
	comment := Comment(run, "id", "")
	if n := units(comment); n > 65_536 || n < 65_000 {
		t.Errorf("%d characters", n)
	}
	if !strings.Contains(comment, "*The rest is [in the summary of the run](") {
		t.Error("it does not say where the rest is")
	}
	if summary := Summary(run); len(summary) > 1<<20 || !strings.Contains(summary, "*The rest is in the log of this step.*") {
		t.Errorf("the summary has %d bytes", len(summary))
	}
}

func TestLongLines(t *testing.T) {
	t.Parallel()
	js := strings.Repeat("x", 10<<20)
	run := base("apply", update("a", tenant.PostUserRegistration, "y", js))
	for _, text := range []string{Comment(run, "id", ""), Summary(run), strings.Join(Log(run), "\n")} {
		if len(text) > 10_000 {
			t.Errorf("a line of 10 MiB makes a text of %d bytes", len(text))
		}
	}
}

func TestDiffLines(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		before, after string
		want          []string
	}{
		"lines of Windows on both sides": {"a\r\nb\r\n", "a\r\nc\r\n", []string{"@@ -1,2 +1,2 @@", " a", "-b", "+c"}},
		"lines of Windows on one":        {"a\r\n", "a\n", []string{"@@ -1,1 +1,1 @@", `-a\r`, "+a"}},
		"no line end":                    {"a", "a\n", []string{"@@ -1,1 +1,1 @@", "-a", `\ No newline at end of file`, "+a"}},
		"tabs stay":                      {"", "\tx\x00\n", []string{"@@ -0,0 +1,1 @@", "+\tx\\x00"}},
		"all gone":                       {"a\n", "", []string{"@@ -1,1 +0,0 @@", "-a"}},
		"bidirectional controls":         {"", "a\u202eb\u2066\n", []string{"@@ -0,0 +1,1 @@", `+a\u202eb\u2066`}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want := append([]string{"--- on the tenant", "+++ in the file"}, tt.want...)
			if diff := cmp.Diff(want, unifiedLines(unified(tt.before, tt.after))); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// TestManyEdits has more differences than the library looks for at once.
func TestManyEdits(t *testing.T) {
	t.Parallel()
	before, after := longScripts()
	d := base("apply").scriptDiff(update("a", tenant.CredentialsExchange, before, after).Step)
	if d.added != 122 || d.removed != 122 {
		t.Errorf("%s lines, want +122 −122", d.counts())
	}
	for _, e := range [][2]string{{before, after}, {after, before}, {before, ""}, {before + "x", after}, {auditBefore, before}} {
		for _, left := range []int{closely, 0} {
			if got, err := udiff.Apply(e[0], edits(e[0], e[1], &left)); err != nil || got != e[1] {
				t.Errorf("the edits do not lead from one text to the other: %v", err)
			}
		}
	}
}

// FuzzCut cuts reports at every length.
func FuzzCut(f *testing.F) {
	f.Add(uint16(0), false)
	f.Add(uint16(700), true)
	f.Add(uint16(1500), false)
	f.Add(uint16(5000), true)
	bodies := map[bool]string{true: Comment(base("apply", unchanged("a", 1, auditAfter)), "audit", earlier()), false: Comment(many(), "many", "")}
	f.Fuzz(func(t *testing.T, limit uint16, carries bool) {
		body := bodies[carries]
		got := commentRoom.cut(body, int(limit), "*The rest.*")
		if found := inspect(got); found != nil {
			t.Errorf("%s\n%s", strings.Join(found, "\n"), got)
		}
		if units(got) > max(int(limit), units("\n\n*The rest.*")) || !utf8.ValidString(got) {
			t.Errorf("%d characters, want at most %d", units(got), limit)
		}
		if strings.Count(got, changeBegin) != strings.Count(got, changeEnd) {
			t.Errorf("the section of the change is open:\n%s", got)
		}
	})
}
