package shim

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"auth0-hook-action/internal/script"
	"auth0-hook-action/internal/tenant"
)

// usesSecret and usesNode find what a sample needs of its case.
var (
	usesSecret = regexp.MustCompile(`secrets\.([A-Z0-9_]+)`)
	usesNode   = regexp.MustCompile(`fetch|URL|Buffer`)
)

// sampleCases run the starters and the samples that the README shows, with networks of several moods.
func sampleCases(t *testing.T) map[string]fidelity {
	t.Helper()
	cases := map[string]fidelity{}
	for _, on := range tenant.HookTriggers() {
		cases["starter: "+on.String()] = fidelity{on: on, script: script.Starter(on, tenant.FormatHook)}
		files, err := filepath.Glob(filepath.Join("..", "..", "testdata", "hooks", on.String()+"*.js"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			maps.Copy(cases, moodsOf(on, filepath.Base(file), string(text)))
		}
	}
	return cases
}

// moodsOf are the cases of one sample.
func moodsOf(on tenant.Trigger, name, text string) map[string]fidelity {
	secrets := map[string]string{}
	for _, m := range usesSecret.FindAllStringSubmatch(text, -1) {
		secrets[m[1]] = "value-of-" + m[1]
		if strings.HasSuffix(m[1], "_URL") {
			secrets[m[1]] = "https://api.acme.example/" + m[1]
		}
	}
	good := answer{Body: map[string]any{"entitlements": []string{"a", "b"}, "access_token": "token", "sid": "SM1"}}
	limited := answer{Status: 429, Headers: map[string]string{"retry-after": "1", "x-ratelimit-remaining": "0",
		"x-ratelimit-reset": "1791763202"}}
	moods := map[string][]answer{
		"works":      {good, good, good, good},
		"limited":    {limited, good, good, good, good},
		"overloaded": repeated(answer{Status: 503}),
		"refuses":    repeated(answer{Status: 403}),
		"down":       repeated(answer{Fault: "fetch failed"}),
	}
	cases := map[string]fidelity{}
	for mood, network := range moods {
		f := fidelity{on: on, script: text, secrets: secrets, network: network, node: usesNode.MatchString(text)}
		if on == phone && mood != "works" {
			f.known = "friendly text"
		}
		cases["sample: "+name+", network "+mood] = f
	}
	bare := fidelity{on: on, script: text, node: usesNode.MatchString(text)}
	if on == phone {
		bare.known = "friendly text"
	}
	cases["sample: "+name+", no secrets"] = bare
	denied := fidelity{on: on, script: text, secrets: map[string]string{"DENIED_DOMAINS": "customers.example"},
		node: bare.node, known: bare.known}
	cases["sample: "+name+", own domain denied"] = denied
	return cases
}

func repeated(a answer) []answer {
	return []answer{a, a, a, a, a, a, a, a}
}
