package cli_test

import "fmt"

// A scene is what a run finds, and what it is asked to do.
type scene struct {
	prepare func(b *bubble) // runs that came before, without a fault
	inputs  []string        // of the run that meets the fault
}

// Two secrets of the hook: no byte of them may show, no line and no form of them.
const (
	secretKey = "the value of KEY, which nobody sees"
	secretPEM = "-----BEGIN KEY-----\nfirst+line/of=PEM\nsecond line of PEM\n-----END KEY-----"
)

func secretsInput(key string) string {
	return jsonText(map[string]string{"KEY": key, "PEM": secretPEM})
}

// scenes are those of the fault matrix, by name. All are run as Hooks and as Actions.
func scenes() map[string]scene {
	first := []string{"enabled", "true", "secrets", secretsInput(secretKey), "dependencies", `{"lodash": "4.17.21"}`}
	deployed := func(inputs ...string) func(b *bubble) {
		return func(b *bubble) { b.inputs(first...).inputs(inputs...).runIn(b.ctx).want(0, "result", "created") }
	}
	return map[string]scene{
		"first deployment": {func(*bubble) {}, first},
		"update": {func(b *bubble) {
			deployed()(b)
			b.file("hooks/audit.js", audit+"// second\n")
		}, []string{"secrets", secretsInput("another value of KEY, also unseen")}},
		"unchanged":        {deployed(), []string{"secrets", ""}},
		"with replacement": {deployed("hook-name", "old", "secrets", ""), []string{"hook-name", "audit", "replace-enabled", "true"}},
		"delete":           {deployed(), []string{"mode", "delete"}},
		"set of five": {func(b *bubble) {
			for i, trigger := range []string{"credentials-exchange", "post-user-registration", "pre-user-registration",
				"post-change-password", "credentials-exchange"} {
				b.file(fmt.Sprintf("set/hooks/h%d.json", i), fmt.Sprintf(
					`{"name": "set-%c", "triggerId": %q, "script": "./%[2]s.js", "enabled": %[3]t, "secrets": {"KEY": "##KEY##"}}`,
					'a'+i, trigger, i < 2))
				b.file("set/hooks/"+trigger+".js", scriptAt(trigger))
			}
			b.without("hook-name", "trigger", "script-path")
		}, []string{"hooks-path", "set", "variables", "KEY=" + secretKey}},
	}
}

// scriptAt is the smallest script that a trigger takes.
func scriptAt(trigger string) string {
	arguments := map[string]string{"credentials-exchange": "client, scope, audience, context, cb", "post-change-password": "user, context, cb",
		"post-user-registration": "user, context, cb", "pre-user-registration": "user, context, cb"}[trigger]
	if trigger == "credentials-exchange" {
		return audit
	}
	return "module.exports = function (" + arguments + ") {\n  cb(null, {});\n};\n"
}
