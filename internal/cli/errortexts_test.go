package cli_test

import (
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"auth0-hook-action/internal/sandbox"
)

// mistakes are runs that fail, each in the way that a row of the tables of errors by their text is about.
func mistakes() map[string]func(b *bubble) {
	client := func(b *bubble) *bubble {
		id, secret := b.auth0.Client()
		b.without("token").inputs("client-id", id, "client-secret", secret, "audience", sandbox.Audience)
		return b
	}
	return map[string]func(b *bubble){
		"Hooks ended": func(b *bubble) { b.inputs("runtime", "hooks"); b.auth0.SetAge(sandbox.HooksGone) },
		"Hooks disabled": func(b *bubble) {
			b.inputs("runtime", "hooks")
			b.auth0.SetAge(sandbox.HooksReadOnly)
			b.auth0.SetRefusal(sandbox.Disabled)
		},
		"no scope":      func(b *bubble) { b.inputs("token", b.auth0.Token("read:hooks")) },
		"no token":      func(b *bubble) { b.inputs("token", "not-a-jwt") },
		"expired token": func(b *bubble) { b.auth0.ExpireTokens() },
		"revoked token": func(b *bubble) { b.auth0.RevokeTokens() },
		"wrong secret":  func(b *bubble) { client(b).inputs("client-secret", "wrong-secret-wrong-secret") },
		"grant off":     func(b *bubble) { client(b).auth0.SetTokenFailure(sandbox.GrantTypeOff) },
		"no grant":      func(b *bubble) { client(b).auth0.SetTokenFailure(sandbox.NoClientGrant) },
		"wrong audience": func(b *bubble) {
			client(b).inputs("audience", "https://login.example.com/api/v2/")
		},
		"another trigger": func(b *bubble) {
			b.inputs("runtime", "hooks")
			b.auth0.AddHook(sandbox.Hook{Name: "audit", Trigger: "post-change-password", Script: audit})
		},
		"slot taken": func(b *bubble) {
			b.inputs("runtime", "hooks", "enabled", "true")
			b.auth0.AddHook(sandbox.Hook{Name: "old", Trigger: "credentials-exchange", Script: audit, Enabled: true})
		},
		"rate limit": func(b *bubble) {
			b.auth0.AddFault(sandbox.Fault{Status: 429, Header: map[string]string{"Retry-After": "1800"}, Body: tooMany, Times: -1})
		},
		"timeout": func(b *bubble) {
			b.inputs("timeout", "2s")
			b.auth0.AddFault(sandbox.Fault{Method: "GET", Delay: 20 * time.Second})
		},
		"read-only token": func(b *bubble) { b.readOnly() },
		"lost": func(b *bubble) {
			b.inputs("runtime", "hooks")
			b.auth0.AddFault(sandbox.Fault{Method: "POST", Drop: true, Times: -1})
		},
	}
}

// Whoever looks for an error's text in the README and in ERRORS finds what the log printed.
func TestErrorTableHasTheTextsThatArePrinted(t *testing.T) {
	t.Parallel()
	var printed strings.Builder
	for _, mistake := range mistakes() {
		synctest.Test(t, func(t *testing.T) {
			b := newBubble(t, false)
			mistake(b)
			o := b.runIn(b.ctx)
			printed.WriteString(unmasked(o.log))
			b.rest()
		})
	}
	spans := regexp.MustCompile("`([^`]+)`")
	rows := 0
	tables := section(t, rootFile(t, "README.md"), "What an error means") + section(t, rootFile(t, ".github/ERRORS.md"), "By text")
	for line := range strings.Lines(tables) {
		cells := strings.Split(line, " | ")
		if len(cells) < 2 || !strings.Contains(cells[0], "`") {
			continue
		}
		rows++
		for _, m := range spans.FindAllStringSubmatch(cells[0], -1) {
			for part := range strings.SplitSeq(m[1], "…") {
				if part = strings.TrimSpace(part); !strings.Contains(printed.String(), part) {
					t.Errorf("nothing prints %q, of the row %s", part, cells[0])
				}
			}
		}
	}
	if want := len(mistakes()) - 2; rows != want { // two of them are of one row, twice
		t.Errorf("%d rows, want %d", rows, want)
	}
}
