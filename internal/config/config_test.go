package config_test

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"auth0-hook-action/internal/config"
	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/hookfile"
	"auth0-hook-action/internal/secret"
	"auth0-hook-action/internal/tenant"
)

const someScript = "module.exports = function (client, scope, audience, context, cb) { cb(null, { scope: scope }); };\n"

// workspace has one good script, and some that are none.
func workspace() fstest.MapFS {
	return fstest.MapFS{"hooks/audit.js": {Data: []byte(someScript)}, "empty.js": {Data: []byte(" \n")},
		"binary.js": {Data: []byte("\xff\xfe")},
		"big.js": {Data: make([]byte,
			2<<20)}, "dir/x": {}, ".git/config": {Data: []byte("[core]")}, "events.json": {Data: []byte(`[{"user": {}}]`)},
		"set/a.json": {Data: []byte(`{"name": "a", "triggerId": "post-login", "script": "./a.js", "secrets": {"K": ` +
			`"##KEY##"}}`)}, "set/a.js": {Data: []byte("x")}}
}

// inputs are those of one good hook with others over them.
func inputs(over map[string]string) func(string) (string, error) {
	all := map[string]string{"domain": "tenant.eu.auth0.com", "token": "a.b.c", "hook-name": "audit",
		"trigger": "credentials-exchange", "script-path": "hooks/audit.js"}
	maps.Copy(all, over)
	return func(name string) (string, error) { return all[name], nil }
}

// load reads inputs and files, and gives what is said about both, a line each.
func load(t *testing.T, over map[string]string, more ...func(*config.Source)) (config.Config, hookfile.Set, []string) {
	t.Helper()
	src := config.Source{Input: inputs(over), Root: "/home/me/hooksrepo", Repository: "acme/prod-hooks"}
	for _, change := range more {
		change(&src)
	}
	c, found := config.Read(src)
	set, inFiles, err := config.Load(t.Context(), c, workspace())
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, d := range append(found, inFiles...) {
		all = append(all, d.Error())
	}
	return c, set, all
}

func TestDefaults(t *testing.T) {
	t.Parallel()
	c, set, found := load(t, nil)
	if len(found) > 0 || len(set.Hooks) != 1 {
		t.Fatal(found, set)
	}
	h := set.Hooks[0]
	got := []any{c.Mode, c.Runtime, c.Comment, c.ShowDiff == nil, c.Timeout, c.BaseURL, c.Audience, c.SigningAlgorithm,
		c.MissingSecretsOnly, c.Adopt,
		h.Name, h.Script, h.ScriptFile, h.File, h.Enabled == nil, h.Position, h.Adopt}
	want := []any{tenant.ModeApply, tenant.RuntimeAuto, config.CommentAuto, true, 5 * time.Minute,
		"https://tenant.eu.auth0.com",
		"https://tenant.eu.auth0.com/api/v2/", "RS256", false, false, "audit", someScript,
		"hooks/audit.js", "hooks/audit.js", true, tenant.Position{}, false}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestAllOfOneHook(t *testing.T) {
	t.Parallel()
	c, set, found := load(t, map[string]string{"enabled": "true", "position": "before:Deny bots", "adopt": "true",
		"dependencies": "{axios: 1.7.9}",
		"secrets":      "export KEY=abcdef-1\nOLD=_VALUE_NOT_SHOWN_", "write-secrets": "missing",
		"test-payload": `.\events.json`, "comment": "never", "show-diff": "false"})
	if len(found) > 0 {
		t.Fatal(found)
	}
	h := set.Hooks[0]
	got := []any{*h.Enabled, h.Position, h.Adopt, h.Dependencies, h.Secrets["KEY"].Reveal(), h.Secrets["OLD"].IsZero(),
		len(h.Secrets), c.MissingSecretsOnly,
		string(h.Tests[0]), c.Comment, *c.ShowDiff}
	want := []any{true, tenant.Position{Where: tenant.Before, Name: "Deny bots"}, true,
		map[string]string{"axios": "1.7.9"}, "abcdef-1", true, 2, true,
		`{"user": {}}`, config.CommentNever, false}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if !slices.ContainsFunc(c.Secrets, func(v secret.Value) bool { return v.Reveal() == "abcdef-1" }) {
		t.Error("a given secret is not masked")
	}
}

func TestEmptyIsAbsentAndPathsAreRelative(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/home/me/hooksrepo/hooks/../hooks/audit.js", `hooks\audit.js`, "./hooks//audit.js",
		" hooks/audit.js\n"} {
		c, set, found := load(t, map[string]string{"enabled": "", "mode": " ", "script-path": path, "timeout": ""})
		if len(found) > 0 || c.Mode != tenant.ModeApply || set.Hooks[0].ScriptFile != "hooks/audit.js" {
			t.Errorf("%q: %+v, %q", path, c, found)
		}
	}
}

func TestWhatAModeNeeds(t *testing.T) {
	t.Parallel()
	for name, over := range map[string]map[string]string{
		"delete needs no script":  {"mode": "delete", "script-path": ""},
		"check needs no tenant":   {"mode": "check", "domain": "", "token": "", "hook-name": "", "trigger": ""},
		"convert needs no tenant": {"mode": "convert", "domain": "", "token": "", "hook-name": ""},
		"export needs no hook": {"mode": "export", "hook-name": "", "trigger": "", "script-path": "",
			"hooks-path": "out"},
		"delete of a set, no values": {"mode": "delete", "hook-name": "", "trigger": "", "script-path": "",
			"hooks-path": "set"},
		"a client with a secret":     {"token": "", "client-id": "x", "client-secret": "y"},
		"a client with a key":        {"token": "", "client-id": "x", "private-key": "y", "signing-algorithm": "PS256"},
		"a client with an assertion": {"token": "", "client-id": "x", "client-assertion": "y"},
	} {
		if _, _, found := load(t, over); len(found) > 0 {
			t.Errorf("%s: %q", name, found)
		}
	}
}

// What GitHub keeps from a fork's run is no problem there, and all else is.
func TestRunWithoutCredentials(t *testing.T) {
	t.Parallel()
	withheld := func(src *config.Source) { src.NoCredentials = true }
	c, _, found := load(t, map[string]string{"domain": "", "token": "", "secrets": "KEY=", "enabled": "1"}, withheld)
	if diff := cmp.Diff([]string{`input enabled: "1" is neither true nor false`}, found); diff != "" ||
		c.HasCredentials() {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if _, set, found := load(t, map[string]string{"token": "", "hook-name": "", "trigger": "", "script-path": "",
		"hooks-path": "set"}, withheld); len(found) > 0 || !set.Hooks[0].Incomplete {
		t.Errorf("a set: %q", found)
	}
	if _, _, found = load(t, map[string]string{"secrets": "KEY="}, withheld); len(found) != 1 {
		t.Errorf("with credentials: %q", found)
	}
}

// Line breaks of a key may be written as \n. Both forms are masked.
func TestPrivateKey(t *testing.T) {
	t.Parallel()
	const pem = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"
	for _, given := range []string{pem, strings.ReplaceAll(pem, "\n", `\n`), strings.ReplaceAll(pem, "\n", "\r\n"),
		strings.ReplaceAll(pem, "\n", `\r\n`) + `\n`} {
		c, _, found := load(t, map[string]string{"token": "", "client-id": "x", "private-key": given})
		if len(found) > 0 || strings.TrimSpace(c.PrivateKey.Reveal()) != pem {
			t.Errorf("%q: %q, %q", given, c.PrivateKey.Reveal(), found)
		}
		for _, form := range []string{given, c.PrivateKey.Reveal()} {
			if !slices.ContainsFunc(c.Secrets, func(v secret.Value) bool { return v.Reveal() == form }) {
				t.Errorf("%q is not masked", form)
			}
		}
	}
}

// A variable that stands in what everybody reads is not masked: outputs with it would be empty.
func TestMasksOfASet(t *testing.T) {
	t.Parallel()
	_, set, _ := load(t, map[string]string{"hook-name": "", "trigger": "", "script-path": "", "hooks-path": "set",
		"variables": "KEY=hush-hush\nENV=prod\nREGION=eu.auth0\nFOLDER=set\nTRIGGER=post-login"})
	var got []string
	for _, v := range set.Masks {
		got = append(got, v.Reveal())
	}
	slices.Sort(got)
	if diff := cmp.Diff([]string{"hush-hush"}, slices.Compact(got)); diff != "" {
		t.Errorf("masks (-want +got):\n%s", diff)
	}
}

func TestInputThatIsGivenTwice(t *testing.T) {
	t.Parallel()
	get := inputs(nil)
	_, found := config.Read(config.Source{Input: func(name string) (string, error) {
		if name == "hook-name" {
			return "", diag.WithHint(errors.New("it is given twice"), "give it once")
		}
		return get(name)
	}})
	if len(found) == 0 || found[0].Error() != "input hook-name: it is given twice" || found[0].Hint != "give it once" {
		t.Errorf("got %+v", found)
	}
}

// What contradicts the inputs once the formats of scripts are known.
func TestCheckFormats(t *testing.T) {
	t.Parallel()
	hook := func(t tenant.Trigger, f tenant.Format) hookfile.Hook {
		return hookfile.Hook{Desired: tenant.Desired{Name: "a", Trigger: t, Format: f, Script: "x"}, ScriptFile: "a.js"}
	}
	tests := map[string]struct {
		config config.Config
		hook   hookfile.Hook
		want   string
	}{
		"a native Action on Hooks": {config.Config{Runtime: tenant.RuntimeHooks},
			hook(tenant.PostChangePassword,
				tenant.FormatAction), `input script-path: the script of "a" is a native Action, and runtime is hooks`},
		"a native Action": {config.Config{Runtime: tenant.RuntimeAuto},
			hook(tenant.PostChangePassword, tenant.FormatAction), ""},
		"replace-enabled, native": {config.Config{ReplaceEnabled: true},
			hook(tenant.PostLogin,
				tenant.FormatAction), "input replace-enabled: the script is a native Action, and post-login runs any " +
				"number of those: there is none to replace"},
		"replace-enabled, one provider": {config.Config{ReplaceEnabled: true},
			hook(tenant.CustomPhoneProvider, tenant.FormatAction), ""},
		"replace-enabled, a set": {config.Config{ReplaceEnabled: true, HooksPath: "set"},
			hook(tenant.PostLogin, tenant.FormatAction), ""},
		"replace-enabled, a hook file": {config.Config{ReplaceEnabled: true},
			hook(tenant.PostChangePassword, tenant.FormatHook), ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, d := range tt.config.CheckFormats(hookfile.Set{Hooks: []hookfile.Hook{tt.hook}}) {
				got = append(got, d.Error())
			}
			if strings.Join(got, "\n") != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func FuzzInputs(f *testing.F) {
	f.Add("tenant.eu.auth0.com", "audit", "hooks/audit.js", "5m", "7", "first")
	f.Add("http://[::1]:0/", "-", "../../x", "1e9h", "-0", "after:")
	f.Fuzz(func(t *testing.T, domain, name, script, timeout, number, position string) {
		c, found := config.Read(config.Source{Input: inputs(map[string]string{"domain": domain, "hook-name": name,
			"script-path": script,
			"timeout":     timeout, "pr-number": number, "position": position})})
		if c.Timeout <= 0 {
			t.Errorf("the timeout is %v", c.Timeout)
		}
		if len(found) == 0 && (c.PRNumber < 0 || strings.ContainsAny(c.Domain, "/@ \\?#") ||
			strings.HasPrefix(c.ScriptPath, "..")) {
			t.Errorf("accepted: %+v", c)
		}
		for _, d := range found {
			if d.Severity != diag.Error || d.Input == "" || d.Rule == "" {
				t.Errorf("a problem of no input: %+v", d)
			}
		}
	})
}
