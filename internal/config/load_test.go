package config_test

import (
	"maps"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"auth0-hook-action/internal/config"
)

const someScript = "module.exports = function (client, scope, audience, context, cb) { cb(null, { scope: scope }); };\n"

// load loads a configuration with one good hook and the given inputs over it.
func load(inputs map[string]string) (config.Config, error) {
	all := map[string]string{"domain": "tenant.eu.auth0.com", "token": "a.b.c", "hook-name": "audit",
		"trigger": "credentials-exchange", "script-path": "hooks/audit.js"}
	maps.Copy(all, inputs)
	files := fstest.MapFS{"hooks/audit.js": {Data: []byte(someScript)}, "empty.js": {Data: []byte(" \n")},
		"binary.js": {Data: []byte("\xff\xfe")}, "big.js": {Data: make([]byte, 2<<20)}, "dir/x": {}}
	return config.Load(config.Source{Input: func(name string) string { return all[name] }, Files: files, Root: "/home/me/hooksrepo"})
}

func TestDefaults(t *testing.T) {
	t.Parallel()
	c, err := load(nil)
	if err != nil {
		t.Fatal(err)
	}
	h := c.Hooks[0]
	got := []any{c.Mode, c.Runtime, c.Comment, c.ShowDiff, c.Timeout, c.BaseURL, c.Audience, h.Name, h.Script, h.File, h.Enabled == nil}
	want := []any{config.Apply, config.Auto, "auto", "auto", 5 * time.Minute, "https://tenant.eu.auth0.com",
		"https://tenant.eu.auth0.com/api/v2/", "audit", someScript, "hooks/audit.js", true}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestDomain(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		"tenant.eu.auth0.com": "https://tenant.eu.auth0.com", "HTTPS://Tenant.EU.auth0.com/": "https://tenant.eu.auth0.com",
		"login.example.com:8443": "https://login.example.com:8443", "http://127.0.0.1:8080": "http://127.0.0.1:8080",
		"http://localhost:1": "http://localhost:1", "http://[::1]:80": "http://[::1]:80", "xn--bcher-kva.example": "https://xn--bcher-kva.example",
	} {
		if c, err := load(map[string]string{"domain": given}); err != nil || c.BaseURL != want {
			t.Errorf("%q: base %q, error %v; want %q", given, c.BaseURL, err, want)
		}
	}
	for given, want := range map[string]string{
		"http://tenant.eu.auth0.com": "loopback", "http://localhost.evil.com": "loopback", "https://tenant.eu.auth0.com/api/v2": "path",
		"tenant.eu.auth0.com?x=1": "query", "tenant.eu.auth0.com#x": "query", "user:pass@tenant.eu.auth0.com": "user information",
		"tenant .eu.auth0.com": "white space", "ftp://tenant.eu.auth0.com": "not https", "bücher.example": "xn--",
		"tenant.eu.auth0.com.": "ends with a dot", "tenant": "full domain name", "a..b": "host name", "-a.com": "host name",
		"tenant.eu.auth0.com:99999": "port", "tenant.eu.auth0.com:": "port", `tenant\evil.com`: "path", "[::1": "host name",
	} {
		_, err := load(map[string]string{"domain": given})
		if err == nil || !strings.Contains(err.Error(), want) || len(config.Problems(err)) != 1 {
			t.Errorf("%q: error %v, want one problem with %q", given, err, want)
		}
		if err != nil && strings.Contains(err.Error(), "pass@") {
			t.Errorf("%q: the error shows a password: %v", given, err)
		}
	}
}

func TestInputProblems(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		inputs map[string]string
		want   string // input: part of the message
	}{
		"token and client":             {map[string]string{"client-id": "x", "client-secret": "y"}, "token: it is given together"},
		"client without its secret":    {map[string]string{"token": "", "client-id": "x"}, "client-secret: it is missing"},
		"secret without its client":    {map[string]string{"token": "", "client-secret": "x"}, "client-id: it is missing beside client-secret"},
		"secret and key":               {map[string]string{"token": "", "client-id": "x", "client-secret": "y", "private-key": "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"}, "private-key: it is given together"},
		"no credentials":               {map[string]string{"token": ""}, "token: it is missing"},
		"a token of two lines":         {map[string]string{"token": "a.b.c\nd"}, "token: it holds white space"},
		"a token of 1 MB":              {map[string]string{"token": strings.Repeat("a", 1<<20)}, "token: it is longer than 48 KiB"},
		"audience":                     {map[string]string{"audience": "tenant"}, "audience: \"tenant\" is not an identifier"},
		"no name":                      {map[string]string{"hook-name": " "}, "hook-name: it is missing"},
		"a name with an underscore":    {map[string]string{"hook-name": "my_hook"}, "hook-name: \"my_hook\" is not a hook's name"},
		"no trigger":                   {map[string]string{"trigger": ""}, "trigger: it is missing: use credentials-exchange"},
		"another trigger":              {map[string]string{"trigger": "post-login"}, "trigger: \"post-login\" is not a trigger"},
		"no script":                    {map[string]string{"script-path": "nope.js"}, "script-path: there is no file \"nope.js\""},
		"a script outside":             {map[string]string{"script-path": "../x.js"}, "script-path: \"../x.js\" leads out of the workspace"},
		"an absolute script outside":   {map[string]string{"script-path": "/etc/passwd"}, "script-path: \"/etc/passwd\" lies outside"},
		"an absolute path's neighbour": {map[string]string{"script-path": "/home/me/hooksrepo2/x.js"}, "lies outside"},
		"a directory":                  {map[string]string{"script-path": "dir"}, "not a regular file"},
		"an empty script":              {map[string]string{"script-path": "empty.js"}, "is empty"},
		"a binary script":              {map[string]string{"script-path": "binary.js"}, "UTF-8"},
		"a huge script":                {map[string]string{"script-path": "big.js"}, "larger than 1 MiB"},
		"boolean":                      {map[string]string{"enabled": "1"}, "enabled: \"1\" is neither true nor false"},
		"mode":                         {map[string]string{"mode": "deploy"}, "mode: \"deploy\" is none of apply"},
		"timeout":                      {map[string]string{"timeout": "-1s"}, "timeout: \"-1s\" is not a duration"},
		"pr-number":                    {map[string]string{"pr-number": "+7"}, "pr-number: \"+7\" is not a whole number"},
		"comment-id":                   {map[string]string{"comment-id": "a\nb"}, "comment-id:"},
		"a set and a hook":             {map[string]string{"hooks-path": "set", "script-path": "", "trigger": ""}, "hook-name: it is given together with hooks-path"},
		"variables without a set":      {map[string]string{"variables": "A=b"}, "variables: it is for the files below hooks-path"},
		"export without a place":       {map[string]string{"mode": "export"}, "hooks-path: it is missing"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := load(tt.inputs)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want one with %q", err, tt.want)
			}
		})
	}
}

func TestEmptyIsAbsentAndAbsolutePathsInside(t *testing.T) {
	t.Parallel()
	c, err := load(map[string]string{"enabled": "", "mode": " ", "script-path": "/home/me/hooksrepo/hooks/../hooks/audit.js", "timeout": ""})
	if err != nil || c.Mode != config.Apply || c.Hooks[0].File != "hooks/audit.js" {
		t.Errorf("%+v, error %v", c, err)
	}
}

func TestWhatAModeNeeds(t *testing.T) {
	t.Parallel()
	for name, inputs := range map[string]map[string]string{
		"delete needs no script": {"mode": "delete", "script-path": ""},
		"check needs no tenant":  {"mode": "check", "domain": "", "token": "", "hook-name": "", "trigger": ""},
		"export needs no hook":   {"mode": "export", "hook-name": "", "trigger": "", "script-path": "", "hooks-path": "out"},
	} {
		if _, err := load(inputs); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzInputs(f *testing.F) {
	f.Add("tenant.eu.auth0.com", "audit", "hooks/audit.js", "5m", "7")
	f.Add("http://[::1]:0/", "-", "../../x", "1e9h", "-0")
	f.Fuzz(func(t *testing.T, domain, name, script, timeout, number string) {
		c, err := load(map[string]string{"domain": domain, "hook-name": name, "script-path": script, "timeout": timeout, "pr-number": number})
		if err == nil && (c.Timeout <= 0 || c.PRNumber < 0 || strings.ContainsAny(c.Domain, "/@ \\?#")) {
			t.Errorf("accepted: %+v", c)
		}
		if err != nil && len(config.Problems(err)) == 0 {
			t.Errorf("an error without a problem: %v", err)
		}
	})
}
