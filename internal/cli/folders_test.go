package cli_test

import (
	"testing"

	"auth0-hook-action/internal/sandbox"
)

// A folder that describes no hook is a notice where it is a tenant's, an error where nothing in it is Auth0's, and never an
// order to delete everything.
func TestFoldersWithoutHooks(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		files    map[string]string
		wantCode int
		wantSays string
	}{
		"an empty list": {map[string]string{"set/tenant.yaml": "hooks: []\n"}, 0, "the list hooks is empty"},
		"other files of a tenant": {map[string]string{"set/clients/app.json": `{"name": "app"}`, "set/tenant.json": "{}"}, 0,
			"no hook is described here"},
		"nothing that is Auth0's":  {map[string]string{"set/pages/index.js": "x"}, 2, "actions/checkout"},
		"a folder that is missing": {nil, 2, "actions/checkout"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			timed(t, func(t *testing.T) {
				e := newEnv(t, "hooks-path", "set").without("hook-name", "trigger", "script-path")
				e.auth0.AddHook(sandbox.Hook{Name: "stays", Trigger: exchangeTrigger, Script: audit})
				for file, text := range tt.files {
					e.file(file, text)
				}
				if name == "an empty list" {
					e.inputs("hooks-path", "set/tenant.yaml")
				}
				for _, mode := range []string{"check", "plan", "apply"} {
					e.inputs("mode", mode).run().want(tt.wantCode).says(tt.wantSays)
				}
				e.inputs("prune", "true")
				for _, mode := range []string{"plan", "apply"} {
					e.inputs("mode", mode).run().want(2, "result", "failed")
				}
				if n := len(e.auth0.Hooks()); n != 1 {
					t.Errorf("%d hooks are left, want 1", n)
				}
			})
		})
	}
}
