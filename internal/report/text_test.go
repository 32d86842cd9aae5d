package report

import (
	"strings"
	"testing"

	"auth0-hook-action/internal/secret"
)

// redacted is a text without secrets.
func redacted(s string) secret.Redacted { return (*secret.Redactor)(nil).Redact(s) }

func TestCode(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ in, want string }{
		"plain":              {"audit", "`audit`"},
		"empty":              {"", "`  `"},
		"a backtick":         {"a`b", "``a`b``"},
		"backticks at ends":  {"`a`", "`` `a` ``"},
		"a space at the end": {"a ", "` a  `"},
		"spaces within":      {"my  hook", "`my  hook`"},
		"line ends":          {"a\r\nb", "`a␍␊b`"},
		"a bidi control":     {"a\u202eb", "`a<U+202E>b`"},
		"an escape sequence": {"\x1b[31m", "`␛[31m`"},
		"invalid UTF-8":      {"a\xff\x00", "`a�␀`"},
		"letters of others":  {"監査フック", "`監査フック`"},
		"too many backticks": {strings.Repeat("`", 33), "`" + strings.Repeat("ˋ", 33) + "`"},
		"as many as allowed": {strings.Repeat("`", 32),
			strings.Repeat("`", 33) + " " + strings.Repeat("`", 32) + " " + strings.Repeat("`", 33)},
		"more than is shown":  {strings.Repeat("é", 201), "`" + strings.Repeat("é", 200) + "…`"},
		"as much as is shown": {strings.Repeat("é", 200), "`" + strings.Repeat("é", 200) + "`"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := code(redacted(tt.in)); got != tt.want {
				t.Errorf("code(%q) = %s, want %s", tt.in, got, tt.want)
			}
		})
	}
}

func TestProse(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ in, want string }{
		"a sentence":        {"PATCH /api/v2/x: 409 Conflict (it exists).", "PATCH /api/v2/x: 409 Conflict (it exists)."},
		"code of its own":   {"set `runtime` to `auto`.", "set `runtime` to `auto`."},
		"adjoining code":    {"`a``b`", "``` `a``b` ```"},
		"one backtick":      {"it`s", "``it`s``"},
		"nothing in ticks":  {"a `` b", "a ``` `` ``` b"},
		"a quoted name":     {`hook "my hook": gone`, "hook `my hook`: gone"},
		"quoted backticks":  {"hooks \"a`b\" and \"c`d\" exist", "hooks ``a`b`` and ``c`d`` exist"},
		"quoted quotes":     {`the name "a \"b\"\n" is`, "the name `a \"b\"␊` is"},
		"quotes in a word":  {`5" and 6"`, `5" and 6"`},
		"nothing quoted":    {`"" is empty`, `"" is empty`},
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
		"several lines":     {"a\nb", "a b"},
		"quotes with marks": {`hook "my_hook": gone`, "hook `my_hook`: gone"},
		"letters of others": {"フックが見つかりません", "フックが見つかりません"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := prose(redacted(tt.in)); got != tt.want {
				t.Errorf("prose(%q)\n got %s\nwant %s", tt.in, got, tt.want)
			}
		})
	}
}

func FuzzEscape(f *testing.F) {
	seeds := []string{"", "audit", evil, "`", "` `", "a`", "\\`", "|", "\\|", "1. x", strings.Repeat("`", 100), "a\u200db",
		"``a` `b", `"a b" c`, `x "` + "`" + `" y`}
	for _, seed := range seeds {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		shown := limitTicks(oneLine(redacted(s), maxName))
		for _, text := range []string{code(redacted(s)), cell(code(redacted(s)))} {
			if rest := withoutCode(text); rest != "×" {
				t.Errorf("code(%q) = %q leaves %q", s, text, rest)
			}
		}
		inner := strings.Trim(code(redacted(s)), "`")
		got, want := strings.TrimSpace(inner), strings.TrimSpace(shown)
		if !strings.Contains(want, got) && strings.Trim(want, "` ") != strings.Trim(got, "` ") {
			t.Errorf("code(%q) shows %q, want %q", s, got, shown)
		}
		for _, text := range []string{prose(redacted(s)), "- " + prose(redacted(s)), "| " + cell(prose(redacted(s))) + " |"} {
			if found := inspect(text); found != nil {
				t.Errorf("prose(%q) = %q:\n%s", s, text, strings.Join(found, "\n"))
			}
		}
		html := codeHTML(redacted(s))
		if strings.ContainsAny(strings.TrimSuffix(strings.TrimPrefix(html, "<code>"), "</code>"), "<>\"\n") {
			t.Errorf("codeHTML(%q) = %q", s, html)
		}
	})
}
