package shim

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/script"
	"auth0-hook-action/internal/tenant"
)

// A convertCase is a hook, and the result that its conversion must give.
type convertCase struct {
	Name, Trigger, Result, Why, Script string
	Payloads, Network                  []string
}

// convertCases are those of testdata/convert, which says what its words mean.
func convertCases(t *testing.T) []convertCase {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "convert", "cases.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Cases []convertCase }
	if err := yaml.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	return file.Cases
}

// A shapeCase is a hook after the shape of public ones, labelled before the converter was written.
type shapeCase struct {
	name, script              string
	Trigger, Shape, Want, Why string
	Line                      []int
	Secrets                   []string
}

// shapeCases are those of testdata/shapes, by name.
func shapeCases(t *testing.T) map[string]shapeCase {
	t.Helper()
	folder := filepath.Join("testdata", "shapes")
	text, err := os.ReadFile(filepath.Join(folder, "shapes.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	cases := map[string]shapeCase{}
	if err := yaml.Unmarshal(text, &cases); err != nil {
		t.Fatal(err)
	}
	for name, tt := range cases {
		script, err := os.ReadFile(filepath.Join(folder, name+".js"))
		if err != nil {
			t.Fatal(err)
		}
		tt.name, tt.script = name, string(script)
		cases[name] = tt
	}
	return cases
}

func trigger(t *testing.T, id string) tenant.Trigger {
	t.Helper()
	on, err := tenant.ParseTrigger(id)
	if err != nil {
		t.Fatal(err)
	}
	return on
}

// result is what Convert makes of a script: idiomatic, adapter or refused.
func result(text string, on tenant.Trigger) (string, Conversion) {
	s, _ := script.Parse(text)
	if s == nil || slices.ContainsFunc(s.Findings(script.Options{Trigger: on}), func(d diag.Diagnostic) bool {
		return d.Severity == diag.Error && d.Rule == "parameters"
	}) {
		return "refused", Conversion{}
	}
	c, found := Convert(s, on, "hook.js", nil)
	switch {
	case len(found) > 0:
		return "refused", c
	case c.Idiomatic:
		return "idiomatic", c
	}
	return "adapter", c
}

// hasObstacle reports whether a construct of this kind made an adapter necessary.
func (c *Conversion) hasObstacle(kind string) bool {
	words, _, _ := strings.Cut(c.Obstacle.Message, ": ")
	return words == obstacles[kind]
}

// A payload is a pair of merge patches, of what a Hook and what an Action gets.
type payload struct{ body, event string }

// payloadOf is a special payload by its name in testdata/convert, at a trigger.
func payloadOf(name string, on tenant.Trigger) payload {
	if both, ok := userPayloads[name]; ok {
		return both
	}
	switch {
	case name == "no metadata" && on == exchange:
		return payload{`{"client":{"metadata":null}}`, `{"client":{"metadata":null}}`}
	case name == "no metadata" && on == phone:
		const none = `"user":{"user_metadata":null,"app_metadata":null}`
		return payload{`{"context":{` + none + `}}`, `{` + none + `}`}
	case name == "no metadata":
		const none = `{"user":{"user_metadata":null,"app_metadata":null}}`
		return payload{none, none}
	case name == "no language" && on == phone:
		return payload{`{"context":{"language":""}}`, `{"request":{"language":null}}`}
	case name == "no language":
		return payload{`{"context":{"requestLanguage":null,"request":{"language":null}}}`, `{"request":{"language":null}}`}
	}
	return exchangePayloads[name]
}

var userPayloads = map[string]payload{
	"phone only":       {`{"user":{"email":null,"username":null}}`, `{"user":{"email":null,"username":null}}`},
	"no username":      {`{"user":{"username":null}}`, `{"user":{"username":null}}`},
	"no request":       {`{"context":{"requestLanguage":null}}`, `{"request":null}`},
	"other connection": {`{"context":{"connection":{"id":"con_1","name":"b"}}}`, `{"connection":{"id":"con_1","name":"b"}}`},
	"id with bars":     {`{"user":{"id":"x|y"}}`, `{"user":{"user_id":"acme|x|y"}}`},
	"id without bar":   {`{"user":{"id":"x"}}`, `{"user":{"user_id":"x"}}`},
	"no id":            {`{"user":{"id":null}}`, `{"user":{"user_id":null}}`},
	"voice":            {`{"context":{"message_type":"voice"}}`, `{"message_options":{"message_type":"voice"}}`},
	"no client":        {`{"context":{"client":null}}`, `{"client":null}`},
}

const manyScopes = `["write:invoices","read:invoices","admin:all","read:invoices:all"]`

var exchangePayloads = map[string]payload{
	"no scope":       {`{"scope":null}`, `{"accessToken":{"scope":[]}}`},
	"empty scope":    {`{"scope":null}`, `{"accessToken":{"scope":[]}}`},
	"many scopes":    {`{"scope":` + manyScopes + `}`, `{"accessToken":{"scope":` + manyScopes + `}}`},
	"other audience": {`{"audience":"urn:x"}`, `{"resource_server":{"identifier":"urn:x"}}`},
	"body":           {`{"context":{"body":{"order_id":"4711"}}}`, `{"request":{"body":{"order_id":"4711"}}}`},
	"no body":        {`{"context":{"body":null}}`, `{"request":{"body":null}}`},
}

// networks are the moods of the network.
var networks = map[string][]answer{
	"well": repeated(answer{Body: map[string]any{"plan": "gold", "team": "core", "id": "SM1", "sid": "SM1", "status": "ok",
		"roles": []string{"admin"}, "entitlements": []string{"a"}, "disposable": false}}),
	"limited": repeated(answer{Status: 429, Headers: map[string]string{"retry-after": "1"}}),
	"down":    repeated(answer{Fault: "fetch failed"}),
}

// conversionRuns are the runs that show that a conversion does what its hook does: of the cases for conversion and of the
// shapes, with each of their payloads and each mood of the network.
func conversionRuns(t *testing.T) map[string]fidelity {
	t.Helper()
	runs := map[string]fidelity{}
	for _, tt := range convertCases(t) {
		if tt.Result != "refused" {
			secrets := map[string]string{"KEY": "value 1", "URL": "https://api.acme.example/"}
			f := fidelity{on: trigger(t, tt.Trigger), script: tt.Script, secrets: secrets}
			addRuns(runs, "convert: "+tt.Name, f, tt.Payloads, tt.Network)
		}
	}
	for name, tt := range shapeCases(t) {
		secrets := map[string]string{}
		for _, secret := range tt.Secrets {
			secrets[secret] = "https://api.acme.example/" + secret
		}
		on := trigger(t, tt.Trigger)
		addRuns(runs, "shape: "+name, fidelity{on: on, script: tt.script, secrets: secrets}, payloadsOf(on), nil)
	}
	return runs
}

// payloadsOf are the special payloads that a trigger can have.
func payloadsOf(on tenant.Trigger) []string {
	switch on {
	case exchange:
		return []string{"no metadata", "no scope", "many scopes", "other audience", "body", "no body", "no secrets"}
	case preRegister:
		return []string{"no metadata", "phone only", "no username", "no language", "no secrets"}
	case postRegister:
		return []string{"no metadata", "phone only", "no request", "id with bars", "no secrets"}
	case password:
		return []string{"no username", "no id", "id with bars", "no secrets"}
	}
	return []string{"no metadata", "voice", "no secrets"}
}

// addRuns adds the runs of a hook with its trigger, script and secrets: with the usual payload and with special ones, in each
// mood of the network.
func addRuns(runs map[string]fidelity, name string, hook fidelity, payloads, moods []string) {
	uses := strings.Contains(hook.script, "fetch") || strings.Contains(hook.script, "https")
	if len(moods) == 0 {
		moods = []string{"well", "limited", "down"}
	}
	if !uses {
		moods = moods[:1]
	}
	for _, special := range append([]string{"as usual"}, payloads...) {
		for _, mood := range moods {
			f, p := hook, payloadOf(special, hook.on)
			f.body, f.event, f.network = p.body, p.event, networks[mood]
			f.transaction, f.grant = f.on == exchange, []string{"admin", "read:status", "read:catalogue"}
			if special == "no secrets" {
				f.secrets = nil
			}
			f.node = usesNode.MatchString(f.script) || strings.Contains(f.script, "eval(") // the engine of these tests panics
			runs[fmt.Sprintf("%s, %s, %s", name, special, mood)] = f
		}
	}
}

// explained names the difference between a Hook and an Action by what is seen of it; "" where it is none that is known.
func explained(hook, action effect) string {
	denied := func(e effect, key string) any {
		fields, _ := e.Outcome["denied"].(map[string]any)
		return fields[key]
	}
	_, failed := action.Outcome["failed"]
	switch denied(action, "description") {
	case "Scopes cannot be removed on this tenant":
		return "scopes removed"
	case "The added scopes are not valid":
		return "invalid scopes"
	}
	switch {
	case hook.Outcome["timeUp"] != nil && (failed || action.Outcome["denied"] != nil):
		return "rejected promise"
	case denied(hook, "log") != nil && denied(hook, "log") == denied(action, "log") && denied(hook, "user") == nil:
		return "error text"
	case strings.Contains(fmt.Sprint(hook.Outcome), "<nil>"):
		return "metadata null"
	case hook.Outcome["shown"] != nil && failed:
		return "friendly text"
	case hook.Outcome["scopes"] != nil && action.Outcome["scopes"] != nil:
		return "scopes outside the grant"
	}
	return ""
}
