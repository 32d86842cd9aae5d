package sandbox

import (
	"regexp"
	"testing"
	"time"
)

func TestKebab(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		"test-hook735":          "test-hook-735", // recorded
		"testing-hook-creation": "testing-hook-creation",
		"pre-user-reg-hook":     "pre-user-reg-hook",
		"cce hook":              "cce-hook",
		"My Hook v2":            "my-hook-v-2",
		"someHook":              "some-hook",
		"HTTPHook":              "http-hook",
		"aBCd":                  "a-b-cd",
		"A--b":                  "a-b",
		"x":                     "x",
		"A":                     "a",
		"a1b2":                  "a-1-b-2",
		"2fa":                   "2-fa",
		"1st hook":              "1st-hook",
		"my2ndHook":             "my-2nd-hook",
		"11th 21st":             "11-th-21st",
		"3RD Party":             "3rd-party",
		"4things":               "4-things",
	}
	for name, want := range tests {
		if got := kebab(name); got != want {
			t.Errorf("kebab(%q) = %q, want %q", name, got, want)
		}
		if got := kebab(want); got != want {
			t.Errorf("kebab(%q) = %q, want it unchanged", want, got)
		}
	}
}

func TestULID(t *testing.T) {
	t.Parallel()
	at := time.UnixMilli(1469918176385) // the example of the ULID specification: 01ARYZ6S41…
	id := newULID(at)
	if !regexp.MustCompile(`^01ARYZ6S41[0-9A-HJKMNP-TV-Z]{16}$`).MatchString(id) {
		t.Errorf("newULID = %s", id)
	}
	if other := newULID(at); other == id {
		t.Error("two identifiers are equal")
	}
	if later := newULID(at.Add(time.Millisecond)); later <= id {
		t.Errorf("%s is not after %s", later, id)
	}
}
