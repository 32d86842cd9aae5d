package secret_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"testing"

	"auth0-hook-action/internal/secret"
)

func TestValueNeverPrints(t *testing.T) {
	t.Parallel()
	v := secret.New("s3cr3t-value")
	holder := struct {
		Token secret.Value
		Map   map[string]secret.Value
	}{v, map[string]secret.Value{"k": v}}
	var logged strings.Builder
	slog.New(slog.NewTextHandler(&logged, nil)).Info("x", "v", v)
	coded, err := json.Marshal(holder)
	if err != nil {
		t.Fatal(err)
	}
	all := logged.String() + string(coded) + v.String()
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d", "%T"} {
		all += fmt.Sprintf(verb, v) + fmt.Sprintf(verb, holder) + fmt.Sprintf(verb, &holder)
	}
	if strings.Contains(all, "s3cr3t") || strings.Contains(all, "73336372") {
		t.Errorf("the value shows in %s", all)
	}
	if got := v.Reveal(); got != "s3cr3t-value" {
		t.Errorf("Reveal() = %q", got)
	}
}

func TestRedactor(t *testing.T) {
	t.Parallel()
	const key = "line-one-of-key\nline-two/of+key\n"
	const token = "to ken\"<&>/+äé"
	tests := map[string]struct {
		values []string
		text   string
		want   string
	}{
		"whole":                {[]string{"abcdef"}, "x abcdef y", "x *** y"},
		"inside a word":        {[]string{"abcdef"}, "xxabcdefyy", "xx***yy"},
		"longest first":        {[]string{"abcdef", "abcdefghi"}, "abcdefghi", "***"},
		"overlapping":          {[]string{"abcdef", "defghi"}, "abcdefghi", "***"},
		"by line":              {[]string{key}, "got line-two/of+key!", "got ***!"},
		"URL form":             {[]string{token}, "u?x=" + url.QueryEscape(token), "u?x=***"},
		"path form":            {[]string{token}, "/" + url.PathEscape(token), "/***"},
		"JSON form":            {[]string{token}, `{"a":"to ken\"\u003c\u0026\u003e/+äé"}`, `{"a":"***"}`},
		"short, alone":         {[]string{"ab1"}, "pin ab1.", "pin ***."},
		"short, inside a word": {[]string{"ab1"}, "cab1e", "cab1e"},
		"boolean":              {[]string{"true"}, "changed=true", "changed=true"},
		"a token nobody named": {nil, "got eyJhbGciOiJI.eyJzdWIiOiIx.c2lnbmF0dXJl here", "got *** here"},
		"bearer":               {nil, "Authorization: Bearer abcdefghijklmnop1234", "Authorization: ***"},
		"nothing":              {[]string{""}, "text", "text"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var r secret.Redactor
			for _, v := range tt.values {
				r.Add(secret.New(v))
			}
			if got := r.String(tt.text); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func FuzzRedactor(f *testing.F) {
	f.Add("hunter2-hunter2", "user:", "@host")
	f.Add("päss\nwörd-of-two-lines", "", "")
	f.Fuzz(func(t *testing.T, value, before, after string) {
		if len(value) < 12 || len(strings.TrimSpace(value)) < 12 || strings.Contains(value, "*") {
			t.Skip()
		}
		var r secret.Redactor
		r.Add(secret.New(value))
		text := before + value + after
		if got := r.String(text); strings.Contains(got, value) {
			t.Errorf("%q still holds the value", got)
		}
		coded := base64.StdEncoding.EncodeToString([]byte(text))
		if got := r.String(coded); got == coded {
			t.Errorf("%q was left as it is", coded)
		}
	})
}
