package cli_test

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"auth0-hook-action/internal/sandbox"
)

// prune deletes what this repository deployed from this hooks-path, and nothing else: not a copy under another name,
// not what another repository or another folder deployed, no preview. It says what it left alone.
func TestPruneLeavesOthersAlone(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newEnv(t, "runtime", "actions")
		e.inputs("hook-name", "preview 7").run().want(0, "result", "created")
		e.without("hook-name", "trigger", "script-path")
		deploy := func(repository, path, name string) {
			e.vars["GITHUB_REPOSITORY_ID"] = repository
			e.file(path+"/hooks/"+name+".json", hookFile(name, ""))
			e.file(path+"/hooks/audit.js", audit)
			e.inputs("hooks-path", path).run().want(0)
		}
		deploy("6001", "theirs", "of another repository")
		deploy("5001", "other", "of another folder")
		deploy("5001", "set", "wanted")
		deploy("5001", "set", "of yesterday")
		own := e.auth0.Actions()[slices.IndexFunc(e.auth0.Actions(), func(a sandbox.Action) bool { return a.Name == "of-yesterday" })]
		e.auth0.AddAction(sandbox.Action{Name: "a copy", Trigger: flow, Code: own.Code, Deployed: &sandbox.Version{Code: own.Code}})
		e.auth0.AddAction(sandbox.Action{Name: "by hand", Trigger: flow, Code: "exports.onExecuteCredentialsExchange = async () => {};"})

		e.must(os.Remove(e.path("set/hooks/of yesterday.json")))
		plan := e.inputs("prune", "true", "mode", "plan").run().want(0, "result", "planned", "changed", "true")
		if n := len(plan.hooksOutput()); n != 2 {
			t.Errorf("the plan is about %d hooks, want 2: %v", n, plan.hooksOutput())
		}
		o := e.inputs("mode", "apply").run().want(0, "result", "deleted")
		o.annotated("notice", "prune does not delete what", "of-another-repository", "of-another-folder")
		want := []string{"a copy", "by hand", "of-another-folder", "of-another-repository", "preview-7", "wanted"}
		if diff := cmp.Diff(want, actionNames(e.auth0.Actions())); diff != "" {
			t.Errorf("Actions (-want +got):\n%s\n%s", diff, o.log)
		}
		e.run().want(0, "result", "unchanged")
	})
}

// Without the repository's id prune cannot tell whose an Action is, and deletes none.
func TestPruneWithoutARepositoryID(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newEnv(t, "runtime", "actions", "hooks-path", "set").without("hook-name", "trigger", "script-path")
		delete(e.vars, "GITHUB_REPOSITORY_ID")
		e.file("../event.json", strings.ReplaceAll(pullRequestEvent(true), `"id":5001,`, ""))
		for i := range 2 {
			e.file(fmt.Sprintf("set/hooks/h%d.json", i), hookFile(fmt.Sprintf("hook %d", i), ""))
		}
		e.file("set/hooks/audit.js", audit)
		e.run().want(0, "result", "created")
		e.must(os.Remove(e.path("set/hooks/h1.json")))
		before := actionNames(e.auth0.Actions())
		e.inputs("prune", "true").run().want(0, "result", "unchanged").annotated("notice", "prune deletes no Action",
			"GITHUB_REPOSITORY_ID")
		if diff := cmp.Diff(before, actionNames(e.auth0.Actions())); diff != "" {
			t.Errorf("Actions (-before +after):\n%s", diff)
		}
	})
}

func actionNames(all []sandbox.Action) []string {
	set := map[string]bool{}
	for _, a := range all {
		set[a.Name] = true
	}
	return slices.Sorted(maps.Keys(set))
}
