package conformance

import (
	"encoding/json"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"auth0-hook-action/internal/sandbox"
)

var deployCLI = flag.String("deploy-cli", "", "the program a0deploy, installed from npm")

// A tool is the Deploy CLI set up for a stage's tenant and for some kinds of resources.
type tool struct {
	*stage
	environment []string
}

func (s *stage) deployCLI(kinds ...string) *tool {
	s.t.Helper()
	if *deployCLI == "" {
		s.t.Skip("no Deploy CLI was given: the script run installs it")
	}
	included, err := json.Marshal(kinds)
	s.must(err)
	authority := filepath.Join(s.t.TempDir(), "authority.pem")
	s.must(os.WriteFile(authority, s.authority, 0o600))
	id, secret := s.tenant.Client()
	return &tool{s, []string{"PATH=" + os.Getenv("PATH"), "HOME=" + s.t.TempDir(), "NODE_EXTRA_CA_CERTS=" + authority, "AUTH0_DOMAIN=" + s.host,
		"AUTH0_CLIENT_ID=" + id, "AUTH0_CLIENT_SECRET=" + secret, "AUTH0_INCLUDED_ONLY=" + string(included)}}
}

// run runs the Deploy CLI in the workspace, with further variables of its environment.
func (c *tool) run(arguments []string, environment ...string) {
	c.t.Helper()
	cmd := exec.CommandContext(c.t.Context(), *deployCLI, arguments...)
	cmd.Dir = c.workspace
	cmd.Env = slices.Concat(c.environment, environment)
	if out, err := cmd.CombinedOutput(); err != nil {
		c.t.Fatalf("a0deploy %s: %v\n%s", strings.Join(arguments, " "), err, out)
	}
}

func (c *tool) imports(folder string, environment ...string) {
	c.t.Helper()
	c.run([]string{"import", "--input_file", folder}, environment...)
}

func (c *tool) exports(folder string) {
	c.t.Helper()
	c.run([]string{"export", "--format", "directory", "--output_folder", folder})
}

// facts are all hooks of the tenant, by name.
func (s *stage) facts() map[string]hookFacts {
	facts := map[string]hookFacts{}
	for _, h := range s.tenant.Hooks() {
		facts[h.Name] = factsOf(h)
	}
	return facts
}

func (s *stage) same(what string, want, got any) {
	s.t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		s.t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

const auditFile = `{
  "name": "audit-log",
  "triggerId": "credentials-exchange",
  "enabled": true,
  "script": "./audit-log.js",
  "dependencies": { "lodash": "4.17.21" },
  "secrets": { "API_KEY": "##API_KEY##" }
}
`

// TestDeployCLIDrivesHooks goes through a hook's life with the Deploy CLI. What it wrote is unchanged to the action, which
// deploys the same files.
func TestDeployCLIDrivesHooks(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	c := s.deployCLI("hooks")
	s.file("auth0/hooks/audit-log.json", auditFile)
	s.file("auth0/hooks/audit-log.js", script)
	s.file("auth0/hooks/greet.json", `{"name": "greet", "triggerId": "post-user-registration", "script": "./greet.js"}`)
	s.file("auth0/hooks/greet.js", "module.exports = (user, context, cb) => cb();\n")
	keyword := func(value string) string { return `AUTH0_KEYWORD_REPLACE_MAPPINGS={"API_KEY":"` + value + `"}` }
	action := []string{"hooks-path", "auth0", "runtime", "hooks"}

	c.imports("auth0", keyword("the first value"))
	want := map[string]hookFacts{
		"audit-log": {"audit-log", "credentials-exchange", script, true, map[string]string{"lodash": "4.17.21"}, []string{"API_KEY"}},
		"greet":     {"greet", "post-user-registration", "module.exports = (user, context, cb) => cb();\n", false, map[string]string{}, nil},
	}
	s.same("created by the Deploy CLI", want, s.facts())
	s.act(0, "unchanged", append(action, "variables", "API_KEY=the first value")...)

	s.file("auth0/hooks/audit-log.js", script+"// changed\n")
	c.imports("auth0", keyword("the second value"))
	audit := want["audit-log"]
	audit.Script += "// changed\n"
	want["audit-log"] = audit
	s.same("updated by the Deploy CLI", want, s.facts())
	if value := s.tenant.Hooks()[0].Secrets["API_KEY"]; value != "the second value" {
		t.Errorf("the secret is %q", value)
	}
	s.act(0, "unchanged", append(action, "variables", "API_KEY=the second value")...)

	s.must(os.Remove(filepath.Join(s.workspace, "auth0/hooks/greet.json")))
	s.file("auth0/hooks/audit-log.json", strings.Replace(auditFile, `"API_KEY":`, `"OTHER_KEY":`, 1))
	c.imports("auth0", keyword("the second value"), "AUTH0_ALLOW_DELETE=true")
	delete(want, "greet")
	audit.Secrets = []string{"OTHER_KEY"}
	want["audit-log"] = audit
	s.same("after the Deploy CLI's deletion", want, s.facts())
	s.act(0, "unchanged", append(action, "prune", "true", "variables", "API_KEY=the second value")...)
}

// TestDeployCLITakesAnExport imports what the action exported. The Deploy CLI sends all hooks and secrets again, as it
// always does, and nothing changes.
func TestDeployCLITakesAnExport(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	c := s.deployCLI("hooks")
	audit := s.tenant.AddHook(sandbox.Hook{Name: "audit-log", Trigger: "credentials-exchange", Script: script, Enabled: true,
		Dependencies: map[string]string{"lodash": "4.17.21"}, Secrets: map[string]string{"API_KEY": "the value"}})
	greet := s.tenant.AddHook(sandbox.Hook{Name: "greet", Trigger: "post-user-registration", Script: "// \"quotes\" & <tags>\r\n\tcb();"})
	before := s.tenant.Hooks()
	s.act(0, "exported", "mode", "export", "hooks-path", "out")
	n := len(s.tenant.Requests())
	c.imports("out", `AUTH0_KEYWORD_REPLACE_MAPPINGS={"AUDIT_LOG_API_KEY":"the value"}`, "AUTH0_ALLOW_DELETE=true")
	s.same("after the import of an export", before, s.tenant.Hooks())
	want := []string{"PATCH /hooks/" + audit, "PATCH /hooks/" + audit + "/secrets", "PATCH /hooks/" + greet}
	slices.Sort(want)
	s.same("writes", want, s.writesSince(n))
}

// TestDeployCLIExports has the Deploy CLI export what the action deployed: to the action, that is unchanged. Where a hook has
// secrets the export holds a mark in their place, which keeps them.
func TestDeployCLIExports(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	c := s.deployCLI("hooks")
	s.file("audit.js", script)
	one := []string{"hook-name", "Audit Log v2", "trigger", "credentials-exchange", "script-path", "audit.js", "enabled", "true",
		"dependencies", "lodash: 4.17.21", "runtime", "hooks"}
	s.act(0, "created", one...)
	c.exports("out")
	var file struct {
		Name, TriggerID, Script string
		Enabled                 bool
		Dependencies, Secrets   map[string]string
	}
	s.must(json.Unmarshal([]byte(s.read("out/hooks/audit-log-v-2.json")), &file))
	s.same("exported", factsOf(s.tenant.Hooks()[0]), hookFacts{file.Name, file.TriggerID, s.read(filepath.Join("out/hooks", filepath.Base(file.Script))),
		file.Enabled, file.Dependencies, nil})
	before := s.tenant.Writes()
	s.act(0, "unchanged", "hooks-path", "out", "runtime", "hooks", "prune", "true")
	if n := s.tenant.Writes() - before; n != 0 {
		t.Errorf("the action made %d writes for an export", n)
	}

	s.act(0, "updated", append(one, "secrets", "API_KEY=the value\n")...)
	c.exports("out")
	s.must(json.Unmarshal([]byte(s.read("out/hooks/audit-log-v-2.json")), &file))
	s.same("exported secrets", map[string]string{"API_KEY": "_VALUE_NOT_SHOWN_"}, file.Secrets)
	s.act(0, "unchanged", "hooks-path", "out", "runtime", "hooks")
	if value := s.tenant.Hooks()[0].Secrets["API_KEY"]; value != "the value" {
		t.Errorf("the mark became the secret's value: %q", value)
	}
}

// TestDeployCLIDrivesActions exports what the action deployed as an Action, imports that again, changes it and deletes it.
func TestDeployCLIDrivesActions(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.tenant.SetAge(sandbox.HooksGone)
	s.beyond = "GET /api/v2/actions/modules" // which the Deploy CLI does without
	c := s.deployCLI("actions", "triggers")
	s.file("audit.js", script)
	inputs := []string{"hook-name", "audit", "trigger", "credentials-exchange", "script-path", "audit.js", "enabled", "true",
		"dependencies", "lodash: 4.17.21"}
	s.act(0, "created", inputs...)
	stored := s.tenant.Actions()[0]

	c.exports("out")
	s.same("exported code", stored.Code, s.read("out/actions/audit/code.js"))
	c.imports("out")
	if all := s.tenant.Actions(); len(all) != 1 || all[0].ID != stored.ID || all[0].Deployed.Code != stored.Code {
		t.Errorf("after the import of an export: %+v", all)
	}
	s.act(0, "unchanged", inputs...)

	s.file("out/actions/audit/code.js", strings.Replace(stored.Code, "audited': true", "audited': false", 1))
	c.imports("out")
	if log := s.act(0, "updated", inputs...); !strings.Contains(log, "edited by hand") {
		t.Errorf("the action does not say that the Action was edited:\n%s", log)
	}

	s.file("out/triggers/triggers.json", `{"credentials-exchange": []}`)
	s.must(os.RemoveAll(filepath.Join(s.workspace, "out/actions")))
	s.file("out/actions/.keep", "")
	c.imports("out", "AUTH0_ALLOW_DELETE=true")
	if n := len(s.tenant.Actions()) + len(s.tenant.Bindings("credentials-exchange")); n != 0 {
		t.Errorf("%d Actions and bindings are left", n)
	}
	s.act(0, "unchanged", append(inputs, "mode", "delete")...)
}
