package report

import (
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/tenant"
)

func TestShare(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		needs     []int
		available int
		want      []int
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
			if diff := cmp.Diff(tt.want, share(tt.needs, tt.available)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// TestSizes writes reports that are far too long, in characters of one to four bytes: each fits, is not cut too early, is closed,
// and keeps its marker and its data.
func TestSizes(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{"ASCII": "a line of a script\n", "CJK": "日本語の長い行\n", "emoji": "😀😀😀 👩‍💻\n"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			run := base(tenant.ModeApply)
			for _, n := range sample {
				js := strings.Repeat(text, 60_000/len(text))
				run.Results = append(run.Results, update(n, tenant.PostUserRegistration, strings.ReplaceAll(js, "\n", ";\n"), js))
			}
			comment, summary := Render(run, Marker("id"), ""), Summary(run)
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
				t.Errorf("marker or data is gone; %d hooks remembered", len(memory))
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
	run := base(tenant.ModeCheck)
	for i := range 5000 {
		run.Diagnostics = append(run.Diagnostics, finding("x", diag.Warning, diag.Place{File: "hooks/a.js", Line: i + 1},
			strings.Repeat("word ", 30)+strconv.Itoa(i), ""))
	}
	comment := Render(run, Marker("id"), "")
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
	run := base(tenant.ModeApply, update("a", tenant.PostUserRegistration, "y", js))
	for _, text := range []string{Render(run, Marker("id"), ""), Summary(run), logOf(run)} {
		if len(text) > 10_000 {
			t.Errorf("a line of 10 MiB makes a text of %d bytes", len(text))
		}
	}
}

// FuzzCut cuts reports at every length.
func FuzzCut(f *testing.F) {
	f.Add(uint16(0), false)
	f.Add(uint16(700), true)
	f.Add(uint16(1500), false)
	f.Add(uint16(5000), true)
	same := base(tenant.ModeApply, unchanged("a", tenant.PostLogin, auditAfter))
	bodies := map[bool]string{true: Render(same, Marker("audit"), earlier()), false: Render(many(), Marker("many"), "")}
	f.Fuzz(func(t *testing.T, limit uint16, carries bool) {
		body := bodies[carries]
		got := commentBudget.cut(body, int(limit), "*The rest.*")
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
