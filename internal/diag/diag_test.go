package diag_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/secret"
)

func redacted(text string) secret.Redacted { return (*secret.Redactor)(nil).Redact(text) }

func TestPlace(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		place diag.Place
		want  string
	}{
		"the run":          {diag.Place{}, ""},
		"an input":         {diag.Place{Input: "domain"}, "input domain"},
		"a file":           {diag.Place{File: "a.js"}, "a.js"},
		"a column alone":   {diag.Place{File: "a.js", Column: 4}, "a.js"},
		"a line":           {diag.Place{File: "a.js", Line: 3}, "a.js:3"},
		"a line, a column": {diag.Place{File: "a.js", Line: 3, Column: 4}, "a.js:3:4"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := tt.place.String(); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			want := strings.TrimPrefix(tt.want+": no", ": ")
			if got := (diag.Diagnostic{Place: tt.place, Message: "no"}).Error(); got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

func TestSeverities(t *testing.T) {
	t.Parallel()
	for severity, want := range map[diag.Severity]string{diag.Error: "error", diag.Warning: "warning", diag.Notice: "notice",
		0: "unknown"} {
		if got := severity.String(); got != want {
			t.Errorf("%d: %q, want %q", severity, got, want)
		}
	}
	notices := []diag.Diagnostic{{Severity: diag.Notice}, {Severity: diag.Warning}}
	if diag.Errors(notices) || !diag.Errors(append(notices, diag.Diagnostic{Severity: diag.Error})) {
		t.Error("Errors does not find the error, or finds one where there is none")
	}
}

// numbered gives diagnostics of these severities, whose messages number them.
func numbered(severities ...diag.Severity) []diag.Diagnostic {
	var all []diag.Diagnostic
	for i, s := range severities {
		all = append(all, diag.Diagnostic{Severity: s, Message: fmt.Sprint(i)})
	}
	return all
}

func TestGravest(t *testing.T) {
	t.Parallel()
	all := numbered(diag.Notice, diag.Warning, diag.Error, diag.Warning, diag.Error, diag.Warning)
	tests := map[int]string{0: "", 1: "2", 2: "24", 3: "124", 4: "1234", 5: "12345", 6: "012345", 7: "012345"}
	for limit, want := range tests {
		got := ""
		for _, d := range diag.Gravest(all, limit) {
			got += d.Message
		}
		if got != want {
			t.Errorf("%d: %q, want %q", limit, got, want)
		}
	}
}

func TestSort(t *testing.T) {
	t.Parallel()
	places := []diag.Place{
		{File: "b.js", Line: 1}, {File: "a.js", Line: 2, Column: 1}, {File: "a.js", Line: 1, Column: 9},
		{Input: "trigger"}, {File: "a.js", Line: 1, Column: 2}, {Input: "domain"},
	}
	var all []diag.Diagnostic
	for _, p := range places {
		all = append(all, diag.Diagnostic{Place: p})
	}
	diag.Sort(all)
	var got []string
	for _, d := range all {
		got = append(got, d.Place.String())
	}
	want := []string{"input trigger", "input domain", "a.js:1:2", "a.js:1:9", "a.js:2:1", "b.js:1"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

type briefError struct{ error }

func (briefError) Brief() string { return "short" }
func (briefError) Hint() string  { return "do this" }

func TestErrorsSayTheirShortFormAndHint(t *testing.T) {
	t.Parallel()
	plain := errors.New("long")
	tests := map[string]struct {
		err         error
		brief, hint string
	}{
		"plain":                       {plain, "long", ""},
		"with methods":                {briefError{plain}, "short", "do this"},
		"with methods, wrapped":       {fmt.Errorf("update: %w", briefError{plain}), "short", "do this"},
		"with a hint":                 {diag.WithHint(plain, "click"), "long", "click"},
		"with a hint, wrapped":        {fmt.Errorf("update: %w", diag.WithHint(plain, "click")), "update: long", "click"},
		"with a hint over another":    {diag.WithHint(briefError{plain}, "click"), "short", "click"},
		"a diagnostic":                {diag.Diagnostic{Message: "long", Hint: "paste"}, "long", "paste"},
		"a diagnostic without a hint": {diag.WithHint(diag.Diagnostic{Message: "long"}, "click"), "long", "click"},
		"one within another":          {diag.WithHint(diag.Diagnostic{Message: "long", Hint: "paste"}, "click"), "long", "click"},
		"the second of several": {errors.Join(diag.Diagnostic{Message: "long"}, diag.WithHint(plain, "click")), "long\nlong",
			"click"},
		"one of several that are join": {errors.Join(plain, diag.WithHint(plain, "click")), "long\nlong", "click"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if brief, hint := diag.Brief(tt.err), diag.Hint(tt.err); brief != tt.brief || hint != tt.hint {
				t.Errorf("got %q and %q, want %q and %q", brief, hint, tt.brief, tt.hint)
			}
		})
	}
	if err := diag.WithHint(plain, "click"); !errors.Is(err, plain) {
		t.Error("WithHint hides the error")
	}
}

func TestClean(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		text  string
		limit int
		want  string
	}{
		"as it is":               {"a b", 9, "a b"},
		"one line":               {"\n a \r\n\t b \n", 9, "a b"},
		"no controls":            {"a\x1b[31mb\u202ec\u0000", 20, "a [31mb c"},
		"cut":                    {"abcdef", 3, "abc…"},
		"cut in characters":      {"äöüß", 3, "äöü…"},
		"just fits":              {"abc", 3, "abc"},
		"fits except for spaces": {"abc  \n", 3, "abc"},
		"redacted, then cut":     {"Bearer abcdefghijklmnop1234", 9, "***"},
		"nothing of it is fit":   {"\u202e\u0007", 9, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := diag.Clean(redacted(tt.text), tt.limit); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestCut(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{"": "", "abc": "abc", "a\nbc": "a\nb…", "äöüß": "äöü…"} {
		if got := diag.Cut(redacted(text), 3); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestVisible(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"a ä\nb": "a ä\nb", "a\tb": "a b", "\x1b[1m\r": "␛[1m␍", "\u202eb\x7f": "<U+202E>b<U+007F>",
		"\ufeffx\u00a0": "<U+FEFF>x<U+00A0>",
	} {
		if got := diag.Visible(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func FuzzClean(f *testing.F) {
	f.Add("::error::a\r\n##[add-mask]b\x1b[0m", 10)
	f.Add("\xff\u202e  ä", 1)
	f.Fuzz(func(t *testing.T, text string, limit int) {
		limit &= 0xff
		got := diag.Clean(redacted(text), limit)
		if n := utf8.RuneCountInString(got); n > limit+1 {
			t.Errorf("%d characters, want at most %d", n, limit+1)
		}
		for _, r := range got {
			if unicode.Is(unicode.C, r) || unicode.IsSpace(r) && r != ' ' {
				t.Errorf("%q holds %U", got, r)
			}
		}
		if !utf8.ValidString(got) || !utf8.ValidString(diag.Visible(text)) {
			t.Errorf("%q is not UTF-8", got)
		}
	})
}

// What a finding quotes of a script is hidden unless its reader knows it, and the words around it stay (issue 12).
func TestSeen(t *testing.T) {
	t.Parallel()
	quote := func(q diag.Quote) diag.Quote {
		if q == "open" {
			return q
		}
		return "***"
	}
	line := func(l diag.Line) diag.Line { return l - 2 }
	none := diag.Say("")
	for name, tt := range map[string]struct {
		message, hint         diag.Words
		wantMessage, wantHint string
	}{
		"nothing quoted":   {diag.Say("a %s 100%%", "b"), diag.Say("c 100%%"), "a b 100%", "c 100%"},
		"a name":           {diag.Say("is %s is", diag.Quote("is")), diag.Say("write %s()", diag.Quote("is")), "is *** is", "write ***()"},
		"a literal":        {diag.Say("a %q", diag.Quote("b\n\"c")), none, `a "***"`, ""},
		"one that is open": {diag.Say("%s %s", diag.Quote("open"), diag.Quote("shut")), none, "open ***", ""},
		"a line":           {diag.Say("from line %d to 5", diag.Line(5)), none, "from line 3 to 5", ""},
		"words in words":   {diag.Say("allowed: %s", diag.Say("%s, line %d", diag.Quote("x"), diag.Line(9))), none, "allowed: ***, line 7", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			given := diag.Diagnostic{Rule: "r", Severity: diag.Error, Paste: "x", Source: "x"}
			want := given
			want.Message, want.Hint = tt.wantMessage, tt.wantHint
			if diff := cmp.Diff(want, given.Saying(tt.message, tt.hint).Seen(quote, line)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	plain := diag.Diagnostic{Message: "shut 100%", Hint: "shut"}
	if diff := cmp.Diff(plain, plain.Seen(quote, line)); diff != "" {
		t.Errorf("a diagnostic without quotes (-want +got):\n%s", diff)
	}
}

func TestSays(t *testing.T) {
	t.Parallel()
	one := diag.Diagnostic{Rule: "r", Severity: diag.Error, Message: "m", Hint: "h", Place: diag.Place{File: "a.js", Line: 1}}
	same := one
	same.Said, same.Source, same.Paste = diag.Say("%s", diag.Quote("m")), "m", "p"
	if !one.Says(same) {
		t.Error("what belongs to the same finding makes another one of it")
	}
	for i, change := range []func(*diag.Diagnostic){
		func(d *diag.Diagnostic) { d.Rule = "" }, func(d *diag.Diagnostic) { d.Severity = diag.Warning },
		func(d *diag.Diagnostic) { d.Message = "" }, func(d *diag.Diagnostic) { d.Hint = "" },
		func(d *diag.Diagnostic) { d.Line = 2 },
	} {
		other := one
		if change(&other); one.Says(other) {
			t.Errorf("%d: %+v says the same as %+v", i, one, other)
		}
	}
}
