package hookfile_test

import (
	"testing"
	"testing/fstest"

	"auth0-hook-action/internal/hookfile"
)

// A file of test events may lie among the hooks that name it.
func TestEventsAmongTheHooks(t *testing.T) {
	t.Parallel()
	files := fstest.MapFS{
		"hooks/plan.js":    {Data: []byte("exports.onExecutePostLogin = async () => {};\n")},
		"hooks/plan.json":  {Data: []byte(`{"name": "plan", "triggerId": "post-login", "script": "./plan.js", "testPayload": "./event.json"}`)},
		"hooks/event.json": {Data: []byte(`{"tenant": {"id": "acme"}, "secrets": {}}`)},
	}
	set, found, err := hookfile.Read(t.Context(), hookfile.Source{Files: files, Path: "hooks"})
	if err != nil || len(found) > 0 || len(set.Hooks) != 1 || len(set.Hooks[0].Tests) != 1 {
		t.Errorf("hooks %+v, found %v, error %v", set.Hooks, found, err)
	}
}
