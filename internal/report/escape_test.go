package report

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"auth0-hook-action/internal/secret"
	"auth0-hook-action/internal/tenant"
)

func TestCode(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ in, want string }{
		"plain":               {"audit", "`audit`"},
		"empty":               {"", "`  `"},
		"a backtick":          {"a`b", "``a`b``"},
		"backticks at ends":   {"`a`", "`` `a` ``"},
		"a space at the end":  {"a ", "` a  `"},
		"line ends":           {"a\r\nb", "`a\\r\\nb`"},
		"a bidi control":      {"a\u202eb", "`a\\u202eb`"},
		"an escape sequence":  {"\x1b[31m", "`\\x1b[31m`"},
		"invalid UTF-8":       {"a\xff\x00", "`a\\xff\\x00`"},
		"letters of others":   {"監査フック", "`監査フック`"},
		"too many backticks":  {strings.Repeat("`", 33), "`" + strings.Repeat("ˋ", 33) + "`"},
		"as many as allowed":  {strings.Repeat("`", 32), strings.Repeat("`", 33) + " " + strings.Repeat("`", 32) + " " + strings.Repeat("`", 33)},
		"more than is shown":  {strings.Repeat("é", 201), "`" + strings.Repeat("é", 199) + "…`"},
		"as much as is shown": {strings.Repeat("é", 200), "`" + strings.Repeat("é", 200) + "`"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := code(tt.in); got != tt.want {
				t.Errorf("code(%q) = %s, want %s", tt.in, got, tt.want)
			}
		})
	}
}

func TestProse(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ in, want string }{
		"a sentence":        {"PATCH /api/v2/hooks/7: 409 Conflict (a hook exists).", "PATCH /api/v2/hooks/7: 409 Conflict (a hook exists)."},
		"code of its own":   {"set `runtime` to `auto`.", "set `runtime` to `auto`."},
		"adjoining code":    {"`a``b`", "`a` `b`"},
		"one backtick":      {"it`s", "``it`s``"},
		"nothing in ticks":  {"a `` b", "a ``` `` ``` b"},
		"a mention":         {"ask @octocat, please", "ask `@octocat`, please"},
		"references":        {"#1 GH-1 a/b#2 CVE-2024-1 GHSA-abcd", "`#1` `GH-1` `a/b#2` `CVE-2024-1` `GHSA-abcd`"},
		"a commit":          {"see abcdef1234567.", "see `abcdef1234567`."},
		"links":             {"(https://x.example/y), www.x.example", "(`https://x.example/y`), `www.x.example`"},
		"an address":        {"a@b.example", "`a@b.example`"},
		"documentation":     {"see https://auth0.com/docs/hooks.", "see <https://auth0.com/docs/hooks>."},
		"like it":           {"https://auth0.com/docs.evil/x", "`https://auth0.com/docs.evil/x`"},
		"markup":            {"*a* _b_ ~c~ <d> [e](f) &amp; $g$ h|i", "`*a*` `_b_` `~c~` `<d>` `[e](f`) `&amp`; `$g$` `h|i`"},
		"emoji":             {":tada: 10:20:30", "`:tada`: `10:20:30`"},
		"lists":             {"1. one", "`1.` one"},
		"a dash":            {"- one - two", "`-` one - two"},
		"an underline":      {"===", "`===`"},
		"several lines":     {"a\nb", "`a\\nb`"},
		"quotes with marks": {`hook "my_hook": gone`, "hook \"`my_hook`\": gone"},
		"letters of others": {"フックが見つかりません", "フックが見つかりません"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := prose(tt.in); got != tt.want {
				t.Errorf("prose(%q)\n got %s\nwant %s", tt.in, got, tt.want)
			}
		})
	}
}

func TestLink(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ url, want string }{
		"an address":       {"https://github.com/a/b/commit/1?x=y#z", "[t](https://github.com/a/b/commit/1?x=y#z)"},
		"nothing":          {"", "t"},
		"another scheme":   {"javascript:alert(1)", "t"},
		"a parenthesis":    {"https://x.example/)![i](y", "t"},
		"a space":          {"https://x.example/ y", "t"},
		"an angle bracket": {"https://x.example/<b>", "t"},
		"a line end":       {"https://x.example/\n", "t"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := link("t", tt.url); got != tt.want {
				t.Errorf("link(%q) = %s, want %s", tt.url, got, tt.want)
			}
		})
	}
}

// TestNoSecret puts a secret wherever a report shows what others wrote, also where it is cut.
func TestNoSecret(t *testing.T) {
	t.Parallel()
	const value = "s3cr3t|value`with\"marks"
	var redactor secret.Redactor
	redactor.Add(secret.New(value))
	for _, before := range []string{"", strings.Repeat("a ", 40), strings.Repeat("b", 95), strings.Repeat("c", 190), strings.Repeat("d", 490)} {
		run := filled(before+value, "x\n"+before+value+"\n", before+value)
		run.Redact = redactor.String
		texts := []string{Summary(run), Comment(run, "id", ""), strings.Join(Log(run), "\n"), HooksOutput(run)}
		for i, text := range texts {
			if strings.Contains(text, "s3c") || strings.Contains(text, "marks") {
				t.Errorf("text %d, after %d characters, holds the secret or a part of it", i, len(before))
			}
		}
	}
}

// filled is a run that shows name, script and message at every place where there is one.
func filled(name, js, message string) Run {
	run := hostile()
	one := update(name, tenant.PreUserRegistration, "x\n"+js+"y", js)
	one.Step.Drift = true
	one.Step.Want.File = name
	one.Step.Displaces = []tenant.Hook{{Name: name}}
	one.Step.Change.Dependencies = map[string]string{name: name}
	one.Step.Change.AddSecrets = map[string]secret.Value{name: {}}
	one.Step.Change.DropSecrets = []string{name}
	one.Step.Change.Redo = message
	one.Warnings = []string{message}
	two := as(create(name, tenant.CredentialsExchange, js, yes()), tenant.Failed, hintError{message, message})
	run.Results = []tenant.Result{one, two}
	run.Domain, run.RuntimeNote, run.Warnings, run.Files = name, message, []string{message}, []string{name}
	run.Findings = []Finding{{Severity: 2, File: name, Line: 3, Message: message, Hint: message, Excerpt: js},
		{Severity: 2, Input: name, Message: message}}
	return run
}

func FuzzEscape(f *testing.F) {
	for _, seed := range []string{"", "audit", evil, "`", "` `", "a`", "\\`", "|", "\\|", "1. x", strings.Repeat("`", 100), "a\u200db", "``a` `b"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		shown := tameTicks(visible(clip(s, maxName)))
		for _, text := range []string{code(s), cell(code(s))} {
			if rest := withoutCode(text); rest != "×" {
				t.Errorf("code(%q) = %q leaves %q", s, text, rest)
			}
		}
		inner := strings.Trim(code(s), "`")
		if got := strings.TrimSpace(inner); !strings.Contains(strings.TrimSpace(shown), got) && strings.Trim(shown, "` ") != strings.Trim(got, "` ") {
			t.Errorf("code(%q) shows %q, want %q", s, got, shown)
		}
		for _, text := range []string{prose(s), "- " + prose(s), "| " + cell(prose(s)) + " |"} {
			if found := inspect(text); found != nil {
				t.Errorf("prose(%q) = %q:\n%s", s, text, strings.Join(found, "\n"))
			}
		}
		if html := codeHTML(s); strings.ContainsAny(strings.TrimSuffix(strings.TrimPrefix(html, "<code>"), "</code>"), "<>\"\n") {
			t.Errorf("codeHTML(%q) = %q", s, html)
		}
	})
}

// FuzzReport puts anything at every place of a report: nothing is active, all that is open is closed, all fits, and the
// hidden data is found again.
func FuzzReport(f *testing.F) {
	f.Add("audit", auditAfter, "404 Not Found")
	f.Add(evil, evil, evil)
	f.Add("a", "```\n</details>\n"+changeEnd+"\n"+strings.Repeat("`", 400)+"\n", "\n\n- a\n1. b\n---\n")
	f.Add("名前", strings.Repeat("日本語の長い行\n", 60), strings.Repeat("😀", 130))
	f.Fuzz(func(t *testing.T, name, js, message string) {
		run := filled(name, js, message)
		comment, summary := Comment(run, name, evil), Summary(run)
		for _, text := range []string{comment, summary} {
			if found := inspect(text); found != nil {
				t.Errorf("%s\n%s", strings.Join(found, "\n"), text)
			}
		}
		if n := units(comment); n > 65_536 {
			t.Errorf("comment has %d characters", n)
		}
		if len(summary) > 1<<20 {
			t.Errorf("summary has %d bytes", len(summary))
		}
		memory, stamp := Decode(comment)
		if diff := cmp.Diff(tenant.Remember(nil, run.Results), memory); diff != "" {
			t.Errorf("memory (-want +got)\n%s", diff)
		}
		if stamp != run.Stamp {
			t.Errorf("stamp %v, want %v", stamp, run.Stamp)
		}
		for _, line := range Log(run) {
			if strings.ContainsAny(line, "\r\n\x00\x1b\u202e") || !utf8.ValidString(line) {
				t.Errorf("line of the log: %q", line)
			}
		}
	})
}
