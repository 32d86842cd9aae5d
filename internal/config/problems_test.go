package config_test

import (
	"strings"
	"testing"
)

func TestInputProblems(t *testing.T) {
	t.Parallel()
	client := func(pairs ...string) map[string]string {
		all := map[string]string{"token": ""}
		for i := 0; i < len(pairs); i += 2 {
			all[pairs[i]] = pairs[i+1]
		}
		return all
	}
	set := func(pairs ...string) map[string]string {
		all := map[string]string{"hook-name": "", "trigger": "", "script-path": "", "hooks-path": "set",
			"variables": "KEY=x"}
		for i := 0; i < len(pairs); i += 2 {
			all[pairs[i]] = pairs[i+1]
		}
		return all
	}
	for name, tt := range map[string]struct {
		inputs map[string]string
		want   string // the start of the one message
	}{
		"token and client": {map[string]string{"client-id": "x", "client-secret": "y"},
			"token: it is given together with client credentials"},
		"token and assertion": {map[string]string{"client-assertion": "x"},
			"token: it is given together with client credentials"},
		"client without its secret": {client("client-id", "x"), "client-secret: it is missing beside client-id"},
		"secret without its client": {client("client-secret", "x"), "client-id: it is missing beside client-secret"},
		"assertion without its client": {client("client-assertion", "x"),
			"client-id: it is missing beside client-assertion"},
		"secret and key": {client("client-id", "x", "client-secret", "y", "private-key", "k"),
			"private-key: it is given together with client-secret"},
		"key and assertion": {client("client-id", "x", "client-assertion", "y", "private-key", "k"),
			"client-assertion: it is given together with private-key"},
		"no credentials":       {client(), "token: it is missing"},
		"no domain":            {map[string]string{"domain": ""}, "domain: it is missing"},
		"a token of two lines": {map[string]string{"token": "a.b.c\nd"}, "token: it contains white space"},
		"a token of 1 MB": {map[string]string{"token": strings.Repeat("a", 1<<20)},
			"token: it is longer than 48 KiB"},
		"signing algorithm": {map[string]string{"signing-algorithm": "ES256"},
			`signing-algorithm: "ES256" is not one of RS256, RS384, PS256`},
		"audience": {map[string]string{"audience": "tenant"},
			`audience: "tenant" is not an identifier`},
		"no name":             {map[string]string{"hook-name": " "}, "hook-name: it is missing"},
		"a name of two lines": {map[string]string{"hook-name": "a\nb"}, `hook-name: "a\nb" is not a name`},
		"no trigger":          {map[string]string{"trigger": ""}, "trigger: it is missing"},
		"no such trigger": {map[string]string{"trigger": "login"},
			`trigger: "login" is not a trigger: use credentials-exchange`},
		"an entity's trigger": {map[string]string{"trigger": "event-stream"},
			`trigger: "event-stream" belongs to an event stream`},
		"no script": {map[string]string{"script-path": "nope.js"},
			`script-path: there is no file "nope.js"`},
		"a script outside": {map[string]string{"script-path": "../x.js"},
			`script-path: "../x.js" leads out of the workspace`},
		"an absolute script outside": {map[string]string{"script-path": "/etc/passwd"},
			`script-path: "/etc/passwd" lies outside`},
		"an absolute path's neighbour": {map[string]string{"script-path": "/home/me/hooksrepo2/x.js"},
			`script-path: "/home/me/hooksrepo2/x.js" lies outside`},
		"a script in .git": {map[string]string{"script-path": ".git/config"},
			`script-path: ".git/config": it is in .git`},
		"a directory": {map[string]string{"script-path": "dir"},
			`script-path: "dir": it is not a regular file`},
		"an empty script": {map[string]string{"script-path": "empty.js"},
			`script-path: "empty.js": the file is empty`},
		"a script of UTF-16": {map[string]string{"script-path": "binary.js"},
			`script-path: "binary.js": it is UTF-16 text`},
		"a huge script": {map[string]string{"script-path": "big.js"},
			`script-path: "big.js": it is larger than 128 kB (131,072 bytes)`},
		"boolean": {map[string]string{"enabled": "1"}, `enabled: "1" is neither true nor false`},
		"mode":    {map[string]string{"mode": "deploy"}, `mode: "deploy" is not one of apply`},
		"runtime": {map[string]string{"runtime": "rules"},
			`runtime: "rules" is not one of auto, hooks, actions`},
		"write-secrets": {map[string]string{"write-secrets": "never"},
			`write-secrets: "never" is not one of always, missing`},
		"position": {map[string]string{"position": "before:"},
			`position: "before:" is not one of first, last`},
		"show-diff": {map[string]string{"show-diff": "yes"},
			`show-diff: "yes" is neither true nor false`},
		"timeout":    {map[string]string{"timeout": "-1s"}, `timeout: "-1s" is not a duration`},
		"pr-number":  {map[string]string{"pr-number": "+7"}, `pr-number: "+7" is not a whole number`},
		"comment-id": {map[string]string{"comment-id": "a\nb"}, "comment-id: it is not one line"},
		"a test on Hooks": {map[string]string{"test-payload": "events.json", "runtime": "hooks"},
			"test-payload: only an Action can be tested"},
		"a test that is not there": {map[string]string{"test-payload": "no.json"},
			`test-payload: there is no file "no.json"`},
		"an empty secret":      {map[string]string{"secrets": "KEY="}, "secrets: line 1: value 1 is empty"},
		"a set and a hook":     {set("trigger", "post-login"), "trigger: it is given together with hooks-path"},
		"a set and secrets":    {set("secrets", "A=b"), "secrets: it is used with a single hook only"},
		"a set and a position": {set("position", "first"), "position: it is used with a single hook only"},
		"a set and a test":     {set("test-payload", "events.json"), "test-payload: it is used with a single hook only"},
		"a set without a value": {set("variables", ""),
			"variables: this marker has no value: ##KEY## (set/a.json:1)"},
		"variables without a set": {map[string]string{"variables": "A=b"},
			"variables: it is used with hooks-path only"},
		"export without a place": {map[string]string{"mode": "export"}, "hooks-path: it is missing"},
		"export into hooks":      {set("mode", "export"), `hooks-path: there are hooks in "set" itself`},
		"deletion of a hook that Hooks cannot have": {map[string]string{"mode": "delete", "runtime": "hooks",
			"trigger": "post-login"}, "trigger: post-login has no Hooks"},
		"conversion without a trigger": {map[string]string{"mode": "convert", "trigger": ""},
			"trigger: it is missing"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, _, found := load(t, tt.inputs)
			if len(found) != 1 || !strings.HasPrefix(found[0], "input "+tt.want) {
				t.Errorf("got %q\nwant one with %q", found, tt.want)
			}
		})
	}
}
