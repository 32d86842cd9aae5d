package shim

import (
	"embed"
	"encoding/json"
	"fmt"
	"maps"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"auth0-hook-action/internal/tenant"
)

// A fidelity case is one script at one trigger, run as a Hook and as an Action: both must do the same.
type fidelity struct {
	on tenant.Trigger
	// do is the body of the hook's function, script the whole text where that is not enough.
	do, script string
	// body and event are JSON merge patches of the payload: what a Hook and an Action get.
	body, event string
	secrets     map[string]string
	// transaction gives the tenant api.transaction, grant the client's scopes beside those of the token.
	transaction bool
	grant       []string
	// network is what fetch and https.request answer, in order.
	network []answer
	// node marks a case whose outcome has a text of V8, or that needs a module of Node.
	node bool
	// known names the Difference that the case shows.
	known string
}

// An answer is one of the stubbed network.
type answer struct {
	Status  int               `json:"status,omitempty"`
	Headers map[string]string `json:"headers,omitempty"`
	Body    any               `json:"body,omitempty"`
	Fault   string            `json:"fault,omitempty"`
}

// parameters are those of a hook's function.
var parameters = map[tenant.Trigger]string{
	tenant.CredentialsExchange:  "client, scope, audience, context, cb",
	tenant.PreUserRegistration:  "user, context, cb",
	tenant.PostUserRegistration: "user, context, cb",
	tenant.PostChangePassword:   "user, context, cb",
	tenant.SendPhoneMessage:     "recipient, text, context, cb",
}

// text is the case's script.
func (f fidelity) text() string {
	if f.script != "" {
		return f.script
	}
	return fmt.Sprintf("module.exports = function (%s) {\n%s\n};\n", parameters[f.on], f.do)
}

// A spec is a case as the JavaScript harness reads it.
type spec struct {
	Name        string            `json:"name"`
	Trigger     string            `json:"trigger"`
	Script      string            `json:"script"`
	Code        string            `json:"code"`
	Body        any               `json:"body"`
	Event       any               `json:"event"`
	Secrets     map[string]string `json:"secrets"`
	Transaction bool              `json:"transaction"`
	Grant       []string          `json:"grant"`
	Before      []string          `json:"before,omitempty"`
	After       []string          `json:"after,omitempty"`
	Network     []answer          `json:"network"`
	// Converted is the code of the conversion; empty where the hook has none.
	Converted string `json:"converted,omitempty"`
}

//go:embed testdata/payloads/*.json
var payloads embed.FS

// spec makes the case ready to run. It wraps what Check refuses, too: those cases show why.
func (f fidelity) spec(t *testing.T, name string) spec {
	t.Helper()
	text, err := payloads.ReadFile("testdata/payloads/" + f.on.String() + ".json")
	if err != nil {
		t.Fatal(err)
	}
	var payload struct{ Body, Event any }
	decode(t, string(text), &payload)
	return spec{
		Name:        name,
		Trigger:     f.on.String(),
		Script:      f.text(),
		Code:        assemble(f.text(), tenant.FormatHook, f.on, Seal{Name: "case"}),
		Body:        patched(t, payload.Body, f.body),
		Event:       patched(t, payload.Event, f.event),
		Secrets:     f.secrets,
		Transaction: f.transaction,
		Grant:       append([]string{}, f.grant...),
		Network:     f.network,
	}
}

// patched applies a JSON merge patch (RFC 7396).
func patched(t *testing.T, value any, patch string) any {
	t.Helper()
	if patch == "" {
		return value
	}
	var p any
	decode(t, patch, &p)
	return merge(value, p)
}

func merge(value, patch any) any {
	fields, ok := patch.(map[string]any)
	if !ok {
		return patch
	}
	have, _ := value.(map[string]any)
	have = maps.Clone(have)
	if have == nil {
		have = map[string]any{}
	}
	for key, p := range fields {
		if p == nil {
			delete(have, key)
		} else {
			have[key] = merge(have[key], p)
		}
	}
	return have
}

func decode(t *testing.T, text string, into any) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), into); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
}

func encode(t *testing.T, value any) string {
	t.Helper()
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(value); err != nil {
		t.Fatal(err)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// An effect is what a case did on one side.
type effect struct {
	Outcome  map[string]any `json:"outcome"`
	Logs     []string       `json:"logs,omitempty"`
	Requests []string       `json:"requests,omitempty"`
	// Effects is how often an Action called its api, Calls what of that makes a difference.
	Effects int      `json:"effects,omitempty"`
	Calls   []string `json:"calls,omitempty"`
}

// comparable is an Action's effect without what a Hook's has not: the shim's own logs, which follow the script's, and the
// number of calls.
func (e effect) comparable(hook effect) effect {
	e.Logs = e.Logs[:min(len(e.Logs), len(hook.Logs))]
	e.Effects, e.Calls = 0, nil
	return e
}

// A sight is what a case did under Node: as a Hook and, where that is a known difference, as an Action.
type sight struct {
	Hook   effect  `json:"hook"`
	Action *effect `json:"action,omitempty"`
}

// A tally counts how the cases compare.
type tally struct{ identical, known, unexpected int }

func (c tally) String() string {
	return fmt.Sprintf("%d identical, %d known differences, %d unexpected", c.identical, c.known, c.unexpected)
}

// compare judges what a case does as an Action. A known difference must be there, and be the one that was seen.
func (c *tally) compare(t *testing.T, name string, f fidelity, seen sight, action effect) {
	t.Helper()
	action = action.comparable(seen.Hook)
	diff := cmp.Diff(seen.Hook, action, cmpopts.EquateEmpty())
	switch {
	case diff == "" && f.known == "":
		c.identical++
	case diff != "" && f.known != "" && (seen.Action == nil || cmp.Equal(*seen.Action, action, cmpopts.EquateEmpty())):
		c.known++
	case f.known != "":
		c.unexpected++
		t.Errorf("%s: want the known difference %q as in %s (-hook +action)\n%s", name, f.known, effectsFile, diff)
	default:
		c.unexpected++
		t.Errorf("%s: as a Hook and as an Action (-hook +action)\n%s\n%s", name, diff, f.text())
	}
}

// fidelityCases are the cases by name, without those of the samples.
func fidelityCases(t *testing.T) map[string]fidelity {
	t.Helper()
	all := map[string]fidelity{}
	for _, group := range []map[string]fidelity{
		scriptCases(), timingCases(), errorCases(), exchangeCases(), scopeCases(), bodyCases(), preRegistrationCases(),
		postCases(), phoneCases(), moduleCases(), generatedCases(),
	} {
		for name, f := range group {
			if _, ok := all[name]; ok {
				t.Fatalf("two cases are called %q", name)
			}
			all[name] = f
		}
	}
	return all
}
