package report

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"auth0-hook-action/internal/tenant"
)

func TestCommentRemembers(t *testing.T) {
	t.Parallel()
	first := base(tenant.ModeApply, create("audit", tenant.PostUserRegistration, auditBefore, nil),
		create("Claims 2", tenant.CredentialsExchange, "x", nil))
	body := Render(first, Marker("id"), "")
	want := tenant.LastApplied{"post-user-registration/audit": tenant.Fingerprint(auditBefore),
		"credentials-exchange/claims-2": tenant.Fingerprint("x")}
	memory, stamp := Decode(body)
	if diff := cmp.Diff(want, memory); diff != "" {
		t.Errorf("after the first run (-want +got)\n%s", diff)
	}
	if stamp != first.Stamp {
		t.Errorf("stamp %v, want %v", stamp, first.Stamp)
	}
	plan := base(tenant.ModePlan, as(update("audit", tenant.PostUserRegistration, auditBefore, auditAfter), tenant.Planned, nil))
	body = Render(plan, Marker("id"), body)
	if memory, _ := Decode(body); !cmp.Equal(want, memory) {
		t.Errorf("a plan changed the memory: %v", memory)
	}
	deletion := base(tenant.ModeApply, remove("claims-2", tenant.CredentialsExchange))
	body = Render(deletion, Marker("id"), strings.ReplaceAll(body, "\n", "\r\n"))
	delete(want, "credentials-exchange/claims-2")
	if memory, _ := Decode(body); !cmp.Equal(want, memory) {
		t.Errorf("after a deletion: %v", memory)
	}
}

func TestDecodeOfWhatIsNoData(t *testing.T) {
	t.Parallel()
	line := func(json string) string {
		return dataBegin + base64.RawStdEncoding.EncodeToString([]byte(json)) + dataEnd
	}
	tests := map[string]string{
		"nothing":              "",
		"text":                 "hello",
		"no base64":            dataBegin + "!" + dataEnd,
		"no JSON":              line("{"),
		"another version":      line(`{"v":2,"hooks":{"a":"0123456789abcdef"}}`),
		"no version":           line(`{"hooks":{"a":"0123456789abcdef"}}`),
		"another shape":        line(`{"v":1,"hooks":["a"]}`),
		"no fingerprint":       line(`{"v":1,"hooks":{"a":"<script>"}}`),
		"a negative run":       line(`{"v":1,"hooks":{"a":"0123456789abcdef"},"run":{"id":-1}}`),
		"a commit that is not": line(`{"v":1,"hooks":{"a":"0123456789abcdef"},"change":{"at":"2026-11-23T12:04:31Z","commit":"@x"}}`),
		"not the last line":    line(`{"v":1,"hooks":{"a":"0123456789abcdef"}}`) + "\nmore",
		"in the line":          "x " + line(`{"v":1,"hooks":{"a":"0123456789abcdef"}}`),
	}
	for name, body := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if memory, stamp := Decode(body); memory != nil || stamp != (Stamp{}) {
				t.Errorf("%v, %v", memory, stamp)
			}
		})
	}
}

func TestUnchangedKeepsTheLastChange(t *testing.T) {
	t.Parallel()
	run := base(tenant.ModeApply, unchanged("audit", tenant.PostUserRegistration, auditAfter))
	first := earlier()
	second := Render(run, Marker("audit"), first)
	if Same(first, second) {
		t.Error("an update and no update are the same")
	}
	run.Stamp.StartedAt, run.Stamp.RunID, run.Commit = run.Stamp.StartedAt.Add(time.Hour), 9, "0000000"
	third := Render(run, Marker("audit"), second)
	if !Same(second, third) || second == third {
		t.Errorf("two runs without a change differ in more than the footer:\n%s", cmp.Diff(second, third))
	}
	if strings.Count(third, changeBegin) != 1 || !strings.Contains(third, "+  const { AUDIT_URL, AUDIT_KEY }") {
		t.Errorf("the last change is not there once:\n%s", third)
	}
	if !Same(second, strings.ReplaceAll(third, "\n", "\r\n")) {
		t.Error("line ends make a difference")
	}
	fourth := Render(base(tenant.ModeApply, richUpdate()), Marker("audit"), third)
	if strings.Contains(fourth, "Last change") {
		t.Errorf("a new change stands beside the last:\n%s", fourth)
	}
	if fresh := Render(run, Marker("audit"), ""); strings.Contains(fresh, "Last change") {
		t.Errorf("a last change out of nothing:\n%s", fresh)
	}
}

// TestForgedChange plants sections that do not close what they open, or hold what only a report writes.
func TestForgedChange(t *testing.T) {
	t.Parallel()
	run := base(tenant.ModeApply, unchanged("audit", tenant.PostUserRegistration, auditAfter))
	for name, section := range map[string]string{
		"an open fence":      "```diff\n+x",
		"an open fold":       "<details><summary>x</summary>",
		"a fold too many":    "</details>",
		"a marker":           Marker("other"),
		"a footer":           footerBegin + "\nx",
		"never closed":       "x\n\n" + footerBegin,
		"a fence in a fence": "````\n```\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			first := earlier()
			begin, end := strings.Index(first, changeBegin), strings.Index(first, changeEnd)
			forged := first[:begin] + changeBegin + "\n" + section + "\n" + first[end:]
			if got := Render(run, Marker("audit"), forged); strings.Contains(got, "Last change") {
				t.Errorf("carried on:\n%s", got)
			}
		})
	}
}

func TestMarker(t *testing.T) {
	t.Parallel()
	seen := map[string]string{}
	long := strings.Repeat("x", 300)
	for _, id := range []string{"", "a", "A", "a b", "a%20b", "a-b", "a--b", "a-%2Db", "a---b", "-->", "--!>", "a\nb", "a\r", "é",
		"\xff", "`",
		"tenant.eu.auth0.com/audit/post-user-registration", long, long + "y", long + "z"} {
		m := Marker(id)
		if other, taken := seen[m]; taken {
			t.Errorf("%q and %q share %s", id, other, m)
		}
		seen[m] = id
		inner := strings.TrimSuffix(strings.TrimPrefix(m, "<!--"), "-->")
		if strings.ContainsAny(m, "\r\n") || strings.Contains(inner, "--") || strings.Contains(inner, ">") || len(m) > 700 {
			t.Errorf("marker of %q: %s", id, m)
		}
		if first, _, _ := strings.Cut(Render(base(tenant.ModeApply), Marker(id), ""), "\n"); first != m {
			t.Errorf("first line %q, want %q", first, m)
		}
	}
}

func TestID(t *testing.T) {
	t.Parallel()
	seen := map[string][]string{}
	lists := [][]string{nil, {""}, {"", ""}, {"/"}, {"a"}, {"a", ""}, {"a", "b"}, {"a/b"}, {"a%2Fb"}, {"a%252Fb"}, {"a", "b", ""},
		{"", "a", "b"}}
	for _, parts := range lists {
		id := ID(parts...)
		if other, taken := seen[id]; taken {
			t.Errorf("%q and %q give %q", other, parts, id)
		}
		seen[id] = parts
	}
}

func TestNewer(t *testing.T) {
	t.Parallel()
	start := base(tenant.ModeApply).Stamp
	later := start.StartedAt.Add(time.Second)
	tests := map[string]struct {
		other, own Stamp
		want       bool
	}{
		"itself":             {start, start, false},
		"itself, later":      {Stamp{start.RunID, 1, later}, start, false},
		"an earlier run":     {start, Stamp{2, 1, later}, false},
		"a later run":        {Stamp{2, 1, later}, start, true},
		"a later attempt":    {Stamp{start.RunID, 2, later}, start, true},
		"an earlier attempt": {start, Stamp{start.RunID, 2, later}, false},
		"the same second":    {Stamp{start.RunID + 1, 1, start.StartedAt}, start, true},
		"in the future":      {Stamp{2, 1, later.Add(time.Second)}, start, false},
		"attempts at once":   {Stamp{start.RunID, 2, start.StartedAt}, start, true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			run := base(tenant.ModeApply)
			run.Stamp = tt.other
			if got := Newer(Render(run, Marker("id"), ""), tt.own, later); got != tt.want {
				t.Errorf("%v, want %v", got, tt.want)
			}
		})
	}
	if Newer("", start, later) {
		t.Error("a comment without data is newer")
	}
}

// TestManyNames remembers as many hooks as fit into a comment.
func TestManyNames(t *testing.T) {
	t.Parallel()
	run := base(tenant.ModeApply)
	for i := range 3000 {
		run.Results = append(run.Results, create(fmt.Sprintf("hook-%04d", i), tenant.PostUserRegistration, auditAfter, nil))
	}
	body := Render(run, Marker("id"), "")
	memory, stamp := Decode(body)
	if len(memory) < 400 || len(memory) > 3000 || stamp != run.Stamp {
		t.Errorf("%d hooks remembered, stamp %v", len(memory), stamp)
	}
	if n := units(body); n > 65_536 {
		t.Errorf("%d characters", n)
	}
	if found := inspect(body); found != nil {
		t.Error(strings.Join(found, "\n"))
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(earlier())
	f.Add("")
	f.Add(dataBegin + "e30" + dataEnd)
	f.Add(changeBegin + "\n```\n" + changeEnd + "\n" + dataBegin)
	f.Fuzz(func(t *testing.T, body string) {
		Decode(body)
		Newer(body, Stamp{}, time.Time{})
		if !Same(body, body) {
			t.Error("not the same as itself")
		}
		got := Render(base(tenant.ModeApply, unchanged("audit", tenant.PostUserRegistration, auditAfter)), Marker("audit"), body)
		var o outline
		for line := range strings.Lines(got) {
			o.line(strings.TrimSuffix(line, "\n"))
		}
		if o.broken || len(o.ends) > 0 || units(got) > 65_536 {
			t.Errorf("left open, or too long:\n%s", got)
		}
		if memory, _ := Decode(got); memory["post-user-registration/audit"] != tenant.Fingerprint(auditAfter) {
			t.Errorf("the memory is gone:\n%s", got)
		}
	})
}
