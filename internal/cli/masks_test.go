package cli_test

import (
	"slices"
	"strings"
	"testing"

	"auth0-hook-action/internal/tenant"
)

// masksOf are the values that a log asks the runner to mask.
func masksOf(log string) []string {
	var masks []string
	for line := range strings.Lines(log) {
		if mask, ok := strings.CutPrefix(strings.TrimSuffix(line, "\n"), "::add-mask::"); ok {
			masks = append(masks, mask)
		}
	}
	return masks
}

// A variable's value that stands in a name, a path, a trigger, the domain or the repository's name, as the files and
// inputs have them, is no secret: to mask it would blank outputs. All others are masked.
func TestVariablesThatNameThings(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		const value = "only the script has this"
		public := map[string]string{"IN_NAME": "audit-production", "IN_PATH": "login-set", "IN_TRIGGER": "credentials-exchange",
			"IN_REPOSITORY": "octo-org", "IN_SCRIPT": "audit-script", "IN_DOMAIN": "127.0.0.1"}
		e := newEnv(t, "hooks-path", "login-set", "runtime", "actions").without("hook-name", "trigger", "script-path")
		e.secrets = append(e.secrets, value)
		variables := map[string]string{"SECRET": value}
		script := audit
		for name, text := range public {
			variables[name] = text
			script += "// ##" + name + "##\n"
		}
		e.inputs("variables", jsonText(variables))
		e.file("login-set/hooks/a.json", `{"name": "audit-production",
			"triggerId": "credentials-exchange", "script": "./audit-script.js"}`)
		e.file("login-set/hooks/audit-script.js", script+"// ##SECRET##\n")
		o := e.run().want(0, "result", "created", "hook-name", "audit-production")
		masks := masksOf(o.log)
		for name, text := range public {
			if slices.Contains(masks, text) {
				t.Errorf("%s is masked, and outputs that hold it are lost", name)
			}
		}
		if !slices.Contains(masks, value) {
			t.Errorf("a value that names nothing is not masked: %q", masks)
		}
	})
}

// A name that a marker made shows nothing of the value, wherever the marker stands: a fork's author chooses where.
func TestMarkersOfAForkShowNoValue(t *testing.T) {
	t.Parallel()
	const value = "pr0duction-secret"
	for name, description := range map[string]string{
		"name":              `{"name": "##KEY##", TRIGGER, "script": "./a.js"}`,
		"part of a name":    `{"name": "x-##KEY##-y", TRIGGER, "script": "./a.js"}`,
		"trigger":           `{"name": "audit", "triggerId": "##KEY##", "script": "./a.js"}`,
		"script":            `{"name": "audit", TRIGGER, "script": "./##KEY##.js"}`,
		"code":              `{"name": "x-##KEY##", TRIGGER, "script": "function ##KEY##;"}`,
		"enabled":           `{"name": "audit", TRIGGER, "script": "./a.js", "enabled": "##KEY##"}`,
		"package":           `{"name": "audit", TRIGGER, "script": "./a.js", "dependencies": {"##KEY##": "1.0.0"}}`,
		"version":           `{"name": "audit", TRIGGER, "script": "./a.js", "dependencies": {"axios": "##KEY##"}}`,
		"a secret's name":   `{"name": "audit", TRIGGER, "script": "./a.js", "secrets": {"##KEY##": "x"}}`,
		"position":          `{"name": "audit", TRIGGER, "script": "./a.js", "position": "after:##KEY##"}`,
		"test events":       `{"name": "audit", TRIGGER, "script": "./a.js", "testPayload": "./##KEY##.json"}`,
		"a field":           `{"name": "audit", TRIGGER, "script": "./a.js", "##KEY##": 1}`,
		"JSON form":         `{"name": @@KEY@@, TRIGGER, "script": "./a.js"}`,
		"the script's text": `{"name": "audit", TRIGGER, "script": "./marked.js"}`,
		"broken script":     `{"name": "audit", TRIGGER, "script": "./broken.js"}`,
		"export's name":     `{"name": "audit", TRIGGER, "script": "./export.js"}`,
	} {
		description = strings.Replace(description, "TRIGGER", `"triggerId": "credentials-exchange"`, 1)
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			timed(t, func(t *testing.T) {
				for _, mode := range []string{"plan", "check"} {
					e := newEnv(t, "mode", mode, "hooks-path", "set", "variables", jsonText(map[string]string{"KEY": value}))
					e.without("hook-name", "trigger", "script-path").at("pull_request_target.fork")
					e.secrets = append(e.secrets, value, tenant.Kebab(value))
					e.file("set/hooks/a.json", description)
					e.file("set/hooks/a.js", audit)
					e.file("set/hooks/marked.js", audit+"// ##KEY##\nrequire('##KEY##');\n")
					e.file("set/hooks/broken.js", "module.exports = function ##KEY## (")
					e.file("set/hooks/export.js", "exports.##KEY## = async () => {};")
					o := e.run() // looks for the value in all that was written
					for _, c := range e.github.Comments(12) {
						if strings.Contains(c.Body, value) {
							t.Errorf("the comment shows the value:\n%s", c.Body)
						}
					}
					if !strings.Contains(o.log, "***") && !strings.Contains(o.log, "##KEY##") && !strings.Contains(o.log, "audit") {
						t.Errorf("nothing is said of the hook:\n%s", o.log)
					}
				}
			})
		})
	}
}
