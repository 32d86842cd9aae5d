package cli_test

import (
	"fmt"
	"maps"
	"testing"
	"testing/synctest"

	"auth0-hook-action/internal/sandbox"
)

// A scene is what a run finds and is asked to do. See .github/ARCHITECTURE.md for the words scene, fault and case.
type scene struct {
	runtimes []string        // with each of these it is run; none: hooks, actions
	prepare  func(b *bubble) // what came before, without a fault
	inputs   []string        // of the run that meets the fault
}

// Two secrets of the hook: no byte of them may show, no line and no form of them.
const (
	secretKey    = "the value of KEY, which nobody sees"
	secretNewKey = "another value of KEY, also unseen"
	secretPEM    = "-----BEGIN KEY-----\nfirst+line/of=PEM\nsecond line of PEM\n-----END KEY-----"
)

const nativeExchange = "exports.onExecuteCredentialsExchange = async (event, api) => {\n" +
	"  api.accessToken.setCustomClaim('https://example.com/audited', !!event.secrets.KEY);\n};\n"

func secretsInput(key string) string {
	return jsonText(map[string]string{"KEY": key, "PEM": secretPEM})
}

// firstInputs are those of a first deployment.
func firstInputs(more ...string) []string {
	return append([]string{"enabled", "true", "secrets", secretsInput(secretKey), "dependencies", `{"lodash": "4.17.21"}`}, more...)
}

// deployed prepares a scene with a run that creates the hook; prepare, if not nil, comes before it.
func deployed(prepare func(b *bubble), inputs ...string) func(b *bubble) {
	return func(b *bubble) {
		if prepare != nil {
			prepare(b)
		}
		b.inputs(firstInputs(inputs...)...).runIn(b.ctx).want(0, "result", "created")
	}
}

// scenes are those of the fault matrix, by name.
func scenes() map[string]scene {
	gone := []string{"hooks", "actions", "auto"} // auto is run on a tenant without Hooks
	all := map[string]scene{
		"first deployment": {gone, func(*bubble) {}, firstInputs()},
		"update": {gone, func(b *bubble) {
			deployed(nil)(b)
			b.file("hooks/audit.js", audit+"// second\n")
		}, []string{"secrets", secretsInput(secretNewKey)}},
		"unchanged": {nil, deployed(nil), []string{"secrets", ""}},
		"with replacement": {nil, deployed(nil, "hook-name", "old", "secrets", ""),
			[]string{"hook-name", "audit", "replace-enabled", "true"}},
		"delete":      {nil, deployed(nil), []string{"mode", "delete"}},
		"set of five": {nil, prepareSet, []string{"hooks-path", "set", "variables", "KEY=" + secretKey}},
		"move":        {[]string{"auto"}, prepareMove, firstInputs()},
	}
	maps.Copy(all, nativeScenes())
	return all
}

func nativeScenes() map[string]scene {
	actions := []string{"actions"}
	return map[string]scene{
		"native, created": {[]string{"auto"}, func(b *bubble) { native(b) }, firstInputs("position", "first")},
		"native, updated": {actions, func(b *bubble) {
			deployed(native)(b)
			b.file("hooks/audit.js", nativeExchange+"// second\n")
		}, []string{"secrets", secretsInput(secretNewKey)}},
		"native, adopted": {actions, func(b *bubble) {
			native(b)
			b.auth0.AddBinding(b.auth0.AddAction(sandbox.Action{Name: "audit", Trigger: flow, Code: nativeExchange + "// by hand\n",
				Runtime: "node18-actions", Secrets: map[string]string{"KEY": secretKey}, Deployed: &sandbox.Version{},
				Dependencies: []sandbox.Dependency{{Name: "lodash", Version: "4.17.21"}}}), "shown so")
		}, []string{"adopt", "true", "enabled", "true"}},
		"native, tested": {actions, func(b *bubble) {
			deployed(native)(b)
			b.file("hooks/audit.js", nativeExchange+"// second\n")
			b.file("events.json", `[{"tenant": {"id": "acme"}}, {"tenant": {"id": "acme"}, "user": {}}]`)
		}, []string{"secrets", "", "test-payload", "events.json"}},
		"hook file becomes native": {actions, func(b *bubble) {
			deployed(nil)(b)
			native(b)
		}, []string{"secrets", ""}},
	}
}

// native makes the script a native Action.
func native(b *bubble) { b.file("hooks/audit.js", nativeExchange) }

// prepareMove leaves an enabled Hook on a tenant whose Hooks are read-only.
func prepareMove(b *bubble) {
	b.auth0.AddHook(sandbox.Hook{Name: "audit", Trigger: flow, Script: audit + "// old\n", Enabled: true,
		Secrets: map[string]string{"KEY": secretKey, "PEM": secretPEM}})
	b.auth0.SetAge(sandbox.HooksReadOnly)
}

func prepareSet(b *bubble) {
	for i, trigger := range []string{flow, "post-user-registration", "pre-user-registration", "post-change-password", flow} {
		b.file(fmt.Sprintf("set/hooks/h%d.json", i), fmt.Sprintf(
			`{"name": "set-%c", "triggerId": %q, "script": "./%[2]s.js", "enabled": %[3]t, "secrets": {"KEY": "##KEY##"}}`,
			'a'+i, trigger, i < 2))
		b.file("set/hooks/"+trigger+".js", scriptAt(trigger))
	}
	b.without("hook-name", "trigger", "script-path")
}

// scriptAt is a small hook file for a trigger.
func scriptAt(trigger string) string {
	if trigger == flow {
		return audit
	}
	return "module.exports = function (user, context, cb) {\n  cb(null, {});\n};\n"
}

// A baseline is a scene with a runtime, and what its run without a fault comes to.
type baseline struct {
	scene
	name, runtime   string
	before, after   state
	toTenant, toHub []sandbox.Request
}

// begin prepares a bubble for the run that meets the fault.
func (l *baseline) begin(t *testing.T, secure bool) *bubble {
	t.Helper()
	b := newBubble(t, secure)
	b.secrets = append(b.secrets, secretKey, secretPEM, secretNewKey)
	b.addOthers()
	b.inputs("runtime", l.runtime, "comment-id", "matrix")
	if l.runtime == "auto" {
		b.auth0.SetAge(sandbox.HooksGone)
	}
	l.prepare(b)
	b.inputs(l.inputs...)
	return b
}

// record runs without a fault.
func (l *baseline) record(t *testing.T) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		b := l.begin(t, false)
		l.before = b.state()
		b.auth0.ClearRequests()
		b.github.ClearRequests()
		b.runIn(b.ctx).want(0)
		l.toTenant, l.toHub = b.auth0.Requests(), b.github.Requests()
		l.after = b.state()
	})
}

// baselines are all scenes, each with each of its runtimes. They are not recorded yet.
func baselines() []*baseline {
	var all []*baseline
	for name, s := range scenes() {
		runtimes := s.runtimes
		if runtimes == nil {
			runtimes = []string{"hooks", "actions"}
		}
		for _, runtime := range runtimes {
			all = append(all, &baseline{scene: s, name: name, runtime: runtime})
		}
	}
	return all
}
