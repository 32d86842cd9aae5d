package conformance

import (
	"strings"
	"testing"

	"auth0-hook-action/internal/sandbox"
)

const (
	nativeCode = "exports.onExecutePostLogin = async (event, api) => {\n" +
		"  api.idToken.setCustomClaim('https://example.com/plan', 'gold');\n};\n"
	nativeFile = `{
  "name": "Login claims (v2)",
  "code": "./actions/login-claims/code.js",
  "runtime": "node18-actions",
  "status": "built",
  "dependencies": [{ "name": "lodash", "version": "4.17.21" }],
  "secrets": [],
  "supported_triggers": [{ "id": "post-login", "version": "v3" }],
  "deployed": true
}
`
	boundFile = `{
  "post-login": [{ "action_name": "Login claims (v2)", "display_name": "shown so" }]
}
`
)

// TestNativeActionOfTheDeployCLIIsAdopted has the Deploy CLI create an Action, which the action then adopts. Afterwards the
// Deploy CLI imports its own files again, as before, and go-auth0 reads what the action deployed.
func TestNativeActionOfTheDeployCLIIsAdopted(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.tenant.SetAge(sandbox.HooksGone)
	s.beyond = "GET /api/v2/actions/modules" // the Deploy CLI does without it
	c := s.deployCLI("actions", "triggers")
	s.file("auth0/actions/login-claims.json", nativeFile)
	s.file("auth0/actions/login-claims/code.js", nativeCode)
	s.file("auth0/triggers/triggers.json", boundFile)
	c.imports("auth0")
	created := s.tenant.Actions()[0]
	if created.Deployed == nil || created.Deployed.Code != nativeCode {
		t.Fatalf("created by the Deploy CLI: %+v", created)
	}

	s.file("login.js", nativeCode+"// more\n")
	inputs := []string{"hook-name", "Login claims (v2)", "trigger", "post-login", "script-path", "login.js"}
	s.act(1, "failed", inputs...)
	inputs = append(inputs, "adopt", "true")
	s.act(0, "updated", inputs...)
	s.act(0, "unchanged", inputs...)
	adopted := s.tenant.Actions()[0]
	if adopted.ID != created.ID || !strings.HasSuffix(adopted.Deployed.Code, "\n"+nativeCode+"// more\n") {
		t.Errorf("adopted: %+v", adopted)
	}
	s.same("packages", created.Dependencies, adopted.Deployed.Dependencies)
	s.same("runtime", "node22", adopted.Deployed.Runtime)
	if b := s.tenant.Bindings("post-login"); len(b) != 1 || b[0].DisplayName != "shown so" {
		t.Errorf("bindings: %+v", b)
	}

	read, err := s.api().Action.Read(t.Context(), adopted.ID)
	s.must(err)
	s.same("code by go-auth0", adopted.Deployed.Code, read.GetCode())
	if all := read.GetDependencies(); len(all) != 1 || all[0].GetName() != "lodash" || all[0].GetVersion() != "4.17.21" {
		t.Errorf("packages by go-auth0: %v", all)
	}

	c.imports("auth0")
	again := s.tenant.Actions()
	if len(again) != 1 || again[0].ID != created.ID || again[0].Deployed.Code != nativeCode {
		t.Errorf("after the Deploy CLI's import: %+v", again)
	}
	s.act(0, "updated", inputs...) // and back again: the import took away the seal
}
