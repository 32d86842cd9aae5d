package secret_test

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html"
	"math/rand/v2"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"

	"auth0-hook-action/internal/secret"
)

func redactor(values ...string) *secret.Redactor {
	var r secret.Redactor
	for _, v := range values {
		r.Add(secret.New(v))
	}
	return &r
}

func TestRedactor(t *testing.T) {
	t.Parallel()
	const key = "line-one-of-key\nline-two/of+key\n"
	tests := map[string]struct {
		values []string
		text   string
		want   string
	}{
		"whole":                        {[]string{"abcdef"}, "x abcdef y", "x *** y"},
		"inside a word":                {[]string{"abcdef"}, "xxabcdefyy", "xx***yy"},
		"one begins another":           {[]string{"abcdef", "abcdefghi"}, "abcdefghi", "***"},
		"overlapping":                  {[]string{"abcdef", "defghi"}, "abcdefghi", "***"},
		"one inside another":           {[]string{"abcdefghij", "cdefgh"}, "abcdefghij abcdefgh", "*** ab***"},
		"touching":                     {[]string{"abcdef"}, "abcdefabcdef", "***"},
		"overlapping itself":           {[]string{"ababab"}, "abababab.", "***."},
		"a beginning and then another": {[]string{"abcabcx", "bcabcd"}, "abcabcd", "a***"},
		"by line":                      {[]string{key}, "got line-two/of+key!", "got ***!"},
		"lines of a table":             {[]string{"{\n\"a\": 1\n}"}, "{ x }", "{ x }"},
		"short, alone":                 {[]string{"ab1"}, "pin ab1.", "pin ***."},
		"short, at both ends":          {[]string{"ä1"}, "ä1 ä1", "*** ***"},
		"short, inside a word":         {[]string{"ab1"}, "cab1e ab1e cab1", "cab1e ab1e cab1"},
		"boolean":                      {[]string{"true"}, "changed=true", "changed=true"},
		"a token nobody named":         {nil, "got eyJhbGciOiJI.eyJzdWIiOiIx.c2lnbmF0dXJl here", "got *** here"},
		"bearer":                       {nil, "Authorization: bEarer abcdefghijklmnop1234", "Authorization: ***"},
		"bearer of nothing":            {nil, "the bearer of news, b", "the bearer of news, b"},
		"nothing":                      {[]string{""}, "text", "text"},
		"text that looks encoded": {[]string{"abcdef"}, `100% \x &nope; %zz 0a1 &#; &#x; \u00`,
			`100% \x &nope; %zz 0a1 &#; &#x; \u00`},
		"only the escape goes":       {[]string{"ab/def"}, `{"u":"a%62\/def\n"}`, `{"u":"***\n"}`},
		"an escape of several bytes": {[]string{"abcdeä"}, `abcde\u00e4f`, "***f"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := redactor(tt.values...).Redact(tt.text).String(); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestNilRedactor(t *testing.T) {
	t.Parallel()
	var r *secret.Redactor
	if got := r.Redact("a Bearer abcdefghijklmnop1234").String(); got != "a ***" {
		t.Errorf("got %q", got)
	}
}

// encodings are the ways in which a value may show up in others' text.
func encodings() map[string]func(string) string {
	inJSON := func(s string) string {
		coded, _ := json.Marshal(s)
		return string(coded[1 : len(coded)-1])
	}
	each := func(format string) func(string) string {
		return func(s string) string {
			var b strings.Builder
			for _, c := range []byte(s) {
				fmt.Fprintf(&b, format, c)
			}
			return b.String()
		}
	}
	return map[string]func(string) string{
		"as given":          func(s string) string { return s },
		"query":             url.QueryEscape,
		"path":              url.PathEscape,
		"component":         func(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") },
		"every byte":        each("%%%02X"),
		"every byte, small": each("%%%02x"),
		"JSON":              inJSON,
		"JSON in JSON":      func(s string) string { return inJSON(inJSON(s)) },
		"PHP's JSON":        func(s string) string { return strings.ReplaceAll(inJSON(s), "/", `\/`) },
		"JSON, ASCII":       func(s string) string { return strings.Trim(strconv.QuoteToASCII(s), `"`) },
		"JSON in a URL":     func(s string) string { return url.QueryEscape(inJSON(s)) },
		"URL in JSON":       func(s string) string { return inJSON(url.QueryEscape(s)) },
		"every character": func(s string) string {
			var b strings.Builder
			for _, r := range s {
				if r > 0xFFFF {
					fmt.Fprintf(&b, `\u%04x\u%04x`, 0xD800+(r-0x10000)>>10, 0xDC00+(r-0x10000)&0x3FF)
					continue
				}
				fmt.Fprintf(&b, `\u%04X`, r)
			}
			return b.String()
		},
		"HTML":            html.EscapeString,
		"HTML, decimal":   func(s string) string { return references(s, "&#%d;") },
		"HTML, hex":       func(s string) string { return references(s, "&#x%X;") },
		"hex":             func(s string) string { return hex.EncodeToString([]byte(s)) },
		"hex, large":      each("%02X"),
		"hex, after one":  func(s string) string { return "a" + hex.EncodeToString([]byte(s)) },
		"base64":          func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) },
		"base64, 1 later": func(s string) string { return base64.StdEncoding.EncodeToString([]byte("u" + s + ":")) },
		"base64, 2 later": func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte("u:" + s + "\n")) },
		"base64 in a URL": func(s string) string { return url.QueryEscape(base64.StdEncoding.EncodeToString([]byte("us" + s))) },
		"base64 in a path": func(s string) string {
			return "/v2/x/" + base64.StdEncoding.EncodeToString([]byte(s))
		},
	}
}

func references(s, format string) string {
	var b strings.Builder
	for _, r := range s {
		fmt.Fprintf(&b, format, r)
	}
	return b.String()
}

func TestEncodedForms(t *testing.T) {
	t.Parallel()
	for name, encode := range encodings() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, value := range []string{"hunter2-is-it", "to ken\"<&>/+äé", "p@ss wörd 😀%41", `back\slash\\n`,
				"a\tb\nc d e f g"} {
				coded := encode(value)
				got := redactor(value).Redact("<< " + coded + " >>").String()
				if got != "<< *** >>" && (!strings.HasPrefix(got, "<< ") || !strings.HasSuffix(got, " >>") ||
					len(got) >= len(coded)/2+16) {
					t.Errorf("%q as %q is left as %q", value, coded, got)
				}
				if strings.Contains(got, value) || strings.Contains(got, coded) {
					t.Errorf("%q still shows in %q", value, got)
				}
			}
		})
	}
}

func TestAddWhileRedacting(t *testing.T) {
	t.Parallel()
	var r secret.Redactor
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			value := "value-number-" + strconv.Itoa(i)
			r.Add(secret.New(value))
			if got := r.Redact("a " + value + " b").String(); got != "a *** b" {
				t.Errorf("got %q", got)
			}
		})
	}
	all.Wait()
}

// many are the secrets of a thousand hooks, and a log that names some of them.
func many() (values []secret.Value, log string) {
	random := rand.New(rand.NewPCG(1, 2))
	text := func(n int) string {
		b := make([]byte, n)
		for i := range b {
			b[i] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"[random.IntN(64)]
		}
		return string(b)
	}
	for range 20_000 {
		values = append(values, secret.New(text(16+random.IntN(48))))
	}
	var b strings.Builder
	for i := 0; b.Len() < 1<<20; i++ {
		fmt.Fprintf(&b, "%06d hook %q: updated in %d ms; https://tenant.eu.auth0.com/api/v2/hooks/%s?fields=id%%2Cname\n", i,
			text(12), i%997, text(26))
		if i%10 == 0 {
			b.WriteString(url.QueryEscape(values[i%len(values)].Reveal()) + "\n")
		}
	}
	return values, b.String()
}

func TestManySecretsInALongLog(t *testing.T) {
	t.Parallel()
	values, log := many()
	var r secret.Redactor
	r.Add(values...)
	got := r.Redact(log).String()
	for i := 0; i < 1000; i += 10 {
		if strings.Contains(got, values[i].Reveal()) {
			t.Fatalf("secret %d is left", i)
		}
	}
}

// TestHostileTexts would not end in a day, were the work to grow with the square of anything.
func TestHostileTexts(t *testing.T) {
	t.Parallel()
	var values []secret.Value
	for n := 6; n < 4000; n += 7 {
		values = append(values, secret.New(strings.Repeat("a", n)), secret.New(strings.Repeat("ab", n/2)+"c"),
			secret.New("aaaaaa"+strconv.Itoa(n)))
	}
	for _, unit := range []string{"a", "ab", "aaaaab", "%61", "%2561", `\u0061`, `\\`, "&amp;", "YWFh", "6161", "+", "eyJ",
		"bearer ", "a%", "&#97;"} {
		t.Run(unit, func(t *testing.T) {
			t.Parallel()
			var r secret.Redactor
			r.Add(values...)
			if got := r.Redact(strings.Repeat(unit, 200_000/len(unit))).String(); got == "" {
				t.Error("nothing is left")
			}
		})
	}
}

func BenchmarkRedact(b *testing.B) {
	values, log := many()
	b.Run("20,000 secrets, 1 MB", func(b *testing.B) {
		for b.Loop() {
			var r secret.Redactor
			r.Add(values...)
			r.Redact(log)
		}
	})
	b.Run("20 secrets, one line", func(b *testing.B) {
		var r secret.Redactor
		r.Add(values[:20]...)
		for b.Loop() {
			r.Redact(log[:100])
		}
	})
}

func FuzzRedactor(f *testing.F) {
	f.Add("hunter2-hunter2", "user:", "@host")
	f.Add("päss\nwörd-of-two-lines", "", "")
	f.Add(`a\b%c&amp;d e+f`, "%", `\`)
	coders := encodings()
	f.Fuzz(func(t *testing.T, value, before, after string) {
		if len([]rune(value)) < 12 || strings.Contains(value, "*") {
			t.Skip()
		}
		r := redactor(value)
		if got := r.Redact(before + value + after).String(); strings.Contains(got, value) {
			t.Errorf("%q still holds the value", got)
		}
		coded := base64.StdEncoding.EncodeToString([]byte(before + value + after))
		if got := r.Redact(coded).String(); got == coded {
			t.Errorf("%q was left as it is", coded)
		}
		for _, name := range []string{"every byte", "hex", "base64", "HTML", "query"} {
			if got := r.Redact("[" + coders[name](value) + "]").String(); got != "[***]" && !strings.HasPrefix(got, "[***") {
				t.Errorf("%s: %q", name, got)
			}
		}
	})
}
