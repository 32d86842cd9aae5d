package cli_test

import (
	"context"
	"crypto/rsa"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html"
	"maps"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"auth0-hook-action/internal/sandbox"
)

// Secrets of the runs below, each with characters that its forms write otherwise.
const (
	echoHookSecret = `k3y/of+the "audit" <hook> & more = 0815`
	echoLines      = "first line of a secret\nsecond line/of a+secret\nthird line of a secret"
	echoVariable   = `val+ue/of "a" <variable> & 4711`
	echoPassword   = "hunter2/of+the=proxy"
)

// echoForms are the ways in which a server may say a text again.
func echoForms(text string) []string {
	quoted, _ := json.Marshal(text) // a string always can be
	inJSON := strings.Trim(string(quoted), `"`)
	every := func(format string) string {
		var b strings.Builder
		for _, c := range []byte(text) {
			fmt.Fprintf(&b, format, c)
		}
		return b.String()
	}
	forms := []string{text, inJSON, strings.ReplaceAll(inJSON, "/", `\/`), every(`\u%04x`), every("%%%02x"), every("%%%02X"),
		url.QueryEscape(text), url.PathEscape(text), html.EscapeString(text), every("&#%d;"), hex.EncodeToString([]byte(text)),
		strings.ToUpper(hex.EncodeToString([]byte(text))), base64.RawURLEncoding.EncodeToString([]byte(text))}
	for _, before := range []string{"", "x", "xy"} { // the rest of what is encoded is not secret
		forms = append(forms, base64.StdEncoding.EncodeToString([]byte(before+text+"tail")))
	}
	return forms
}

// newEchoBubble is a bubble whose servers stand behind an echoer.
func newEchoBubble(t *testing.T, e *echoer) *bubble {
	t.Helper()
	auth0, github := sandbox.NewTenant(), sandbox.NewGitHub()
	github.AddPull(sandbox.Pull{HeadSHA: headSHA})
	n := network{}
	b := &bubble{ctx: context.WithValue(t.Context(), networkKey{}, n)}
	b.tenant = n.serve(t, tenantAddress, e.before("Auth0", auth0), false)
	b.hub = n.serve(t, githubAddress, e.before("GitHub", github), false)
	b.strangers = n.serve(t, strangers, http.NotFoundHandler(), false)
	b.env = envOf(t, auth0, github, "http://"+tenantAddress, "http://"+githubAddress)
	b.env.ctx = b.ctx
	e.values = map[string]string{"token": b.token, "GitHub's token": github.Token(), "proxy's password": echoPassword,
		"proxy's header": base64.StdEncoding.EncodeToString([]byte("user:" + echoPassword))}
	b.vars["HTTPS_PROXY"] = "http://user:" + url.QueryEscape(echoPassword) + "@127.0.0.1:9" // no https is asked here
	return b
}

var echoKey = sync.OnceValue(func() *rsa.PrivateKey { return newRSA(&testing.T{}) })

// echoScenes are runs that bring all kinds of secrets to all requests: each prepares the tenant, and what is measured
// is one run.
func echoScenes() map[string]func(t *testing.T, b *bubble, e *echoer) {
	given := func(b *bubble, e *echoer, runtime string) {
		e.give("hook's secret", echoHookSecret, "a line of a secret", strings.Split(echoLines, "\n")[1], "lines", echoLines)
		b.inputs("runtime", runtime, "enabled", "true", "replace-enabled", "true", "dependencies", `{"axios": "1.2.3"}`,
			"secrets", jsonText(map[string]string{"KEY": echoHookSecret, "LINES": echoLines}))
	}
	old := func(b *bubble) {
		b.auth0.AddHook(sandbox.Hook{Name: "old", Trigger: flow, Script: audit, Enabled: true, Secrets: map[string]string{"KEY": "x"}})
	}
	again := func(b *bubble) {
		b.run1().want(0)
		b.file("hooks/audit.js", audit+"// changed\n")
	}
	return map[string]func(t *testing.T, b *bubble, e *echoer){
		"create a Hook":    func(_ *testing.T, b *bubble, e *echoer) { old(b); given(b, e, "hooks") },
		"update a Hook":    func(_ *testing.T, b *bubble, e *echoer) { old(b); given(b, e, "hooks"); again(b) },
		"create an Action": func(_ *testing.T, b *bubble, e *echoer) { given(b, e, "actions") },
		"update an Action": func(_ *testing.T, b *bubble, e *echoer) { given(b, e, "actions"); again(b) },
		"delete":           func(_ *testing.T, b *bubble, e *echoer) { given(b, e, "hooks"); again(b); b.inputs("mode", "delete") },
		"plan with a client": func(_ *testing.T, b *bubble, e *echoer) {
			id, secret := b.auth0.Client()
			e.give("token", "", "client secret", secret)
			b.without("token").inputs("client-id", id, "client-secret", secret, "audience", sandbox.Audience, "mode", "plan")
		},
		"plan with a key": func(t *testing.T, b *bubble, e *echoer) {
			t.Helper()
			id, _ := b.auth0.Client()
			key := pkcs8(t, echoKey())
			e.give("token", "", "private key", strings.Split(key, "\n")[1])
			b.auth0.AddKey(echoKey().Public(), "RS256")
			b.without("token").inputs("client-id", id, "private-key", key, "audience", sandbox.Audience, "mode", "plan")
		},
		"a set": func(_ *testing.T, b *bubble, e *echoer) {
			e.give("hook's secret", echoHookSecret, "variable", echoVariable)
			b.file("set/hooks/audit.json", `{"name": "audit", "triggerId": "credentials-exchange", "script": "./audit.js",
				"secrets": {"KEY": @@KEY@@}}`)
			b.file("set/hooks/audit.js", audit+"// ##TEXT##\n")
			b.without("hook-name", "trigger", "script-path").inputs("hooks-path", "set", "variables",
				jsonText(map[string]string{"KEY": echoHookSecret, "TEXT": echoVariable}))
		},
		"export": func(_ *testing.T, b *bubble, _ *echoer) {
			old(b)
			b.without("hook-name", "trigger", "script-path").inputs("hooks-path", "out", "mode", "export")
		},
	}
}

// Strides of the echoes. The first is for FULL_MATRIX, where all would take an hour.
const echoFull, echoUsual, echoShort = 11, 499, 997

// Each kind of secret is echoed in each form through each field of each answer; none of it shows in anything that is
// written.
func TestEchoedThroughEachField(t *testing.T) {
	t.Parallel()
	stride := echoUsual
	switch {
	case os.Getenv("FULL_MATRIX") != "":
		stride = echoFull
	case testing.Short():
		stride = echoShort
	}
	for scene, prepare := range echoScenes() {
		t.Run(scene, func(t *testing.T) {
			t.Parallel()
			var places, kinds []string
			timed(t, func(t *testing.T) {
				e := &echoer{}
				b := newEchoBubble(t, e)
				prepare(t, b, e)
				e.learn = map[string]bool{}
				b.run1().want(0)
				places, kinds = slices.Sorted(maps.Keys(e.learn)), slices.Sorted(maps.Keys(e.values))
			})
			struck, number, run := 0, 0, 0
			for _, place := range places {
				for _, kind := range kinds {
					for form := range echoForms("") {
						if number++; number%stride != 0 {
							continue
						}
						run++
						timed(t, func(t *testing.T) {
							e := &echoer{}
							b := newEchoBubble(t, e)
							prepare(t, b, e)
							e.place, e.kind, e.form = place, kind, form
							if strings.HasSuffix(place, "field display_name") { // the tenant gets back what it said
								b.secrets = nil
							}
							o := b.run1()
							struck += min(e.struck, 1)
							if e.values[kind] != "" {
								b.searchEcho(o, place, kind, echoForms(e.values[kind])[form])
							}
						})
					}
				}
			}
			t.Logf("%d places, %d kinds, %d of %d echoes were tried, %d of them came", len(places), len(kinds), run, number, struck)
			if struck < run/2 {
				t.Errorf("only %d of %d echoes came", struck, run)
			}
		})
	}
}

// searchEcho looks for each piece of the form in all that was written.
func (b *bubble) searchEcho(o outcome, place, kind, form string) {
	b.t.Helper()
	written := unmasked(o.log) + o.summary + read(b.t, b.vars["GITHUB_OUTPUT"])
	for _, c := range b.github.Comments(1) {
		written += c.Body
	}
	const piece = 14
	form = form[min(4, len(form)/4) : len(form)-min(8, len(form)/4)] // the ends of base64 hold what is beside the secret
	for at := 0; at+piece <= len(form); at += 5 {
		if i := strings.Index(written, form[at:at+piece]); i >= 0 {
			b.t.Errorf("%s: %s shows: …%s", place, kind, written[max(0, i-150):min(len(written), i+100)])
			return
		}
	}
}
