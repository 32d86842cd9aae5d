package cli_test

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// Each example names the permissions that it needs, and no more.
func TestC21ExamplesStatePermissions(t *testing.T) {
	t.Parallel()
	for name, text := range recipes(t) {
		var w workflow
		if err := yaml.Unmarshal([]byte(text), &w); err != nil {
			t.Fatal(err)
		}
		if w.Permissions == nil || len(w.Permissions) > 0 {
			t.Errorf("%s: the workflow does not begin with no permissions at all", name)
		}
		commented := strings.Contains(text, "pull_request") && !strings.Contains(text, "comment: never")
		for job, j := range w.Jobs {
			if j.Permissions["pull-requests"] == "" && commented && !strings.Contains(text, "mode: check") {
				t.Errorf("%s: job %s comments without pull-requests: write", name, job)
			}
		}
	}
	table := section(t, rootFile(t, "README.md"), "Permissions")
	for _, permission := range []string{"`contents: read`", "`pull-requests: write`"} {
		if !strings.Contains(table, permission) {
			t.Errorf("the table of permissions lacks %s", permission)
		}
	}
}

// A job of the release that may push, sign or write runs GitHub's own actions and the release's script, and no tool of somebody
// else, nor any test: those run in jobs that can do nothing.
func TestReleaseJobsWithRightsRunNoForeignTools(t *testing.T) {
	t.Parallel()
	var release struct {
		Permissions map[string]string
		Jobs        map[string]struct {
			Permissions map[string]string
			Steps       []struct{ Uses, Run string }
		}
	}
	if err := yaml.Unmarshal([]byte(rootFile(t, ".github/workflows/release.yml")), &release); err != nil {
		t.Fatal(err)
	}
	if release.Permissions == nil || len(release.Permissions) > 0 {
		t.Error("the workflow does not begin with no permissions at all")
	}
	foreign := regexp.MustCompile(`\b(?:go (?:run|install|test|build)|npm|npx|pip|curl|wget|\.ci/(?:run|tools|release (?:image|binaries|sbom)))\b`)
	mighty := 0
	for name, job := range release.Jobs {
		if job.Permissions == nil {
			t.Errorf("job %s does not state its permissions", name)
		}
		if !slices.Contains(slices.Collect(maps.Values(job.Permissions)), "write") {
			continue
		}
		mighty++
		for _, step := range job.Steps {
			if step.Uses != "" && !strings.HasPrefix(step.Uses, "actions/") || foreign.MatchString(step.Run) {
				t.Errorf("job %s may write, and runs %s%s", name, step.Uses, step.Run)
			}
		}
	}
	if mighty != 2 {
		t.Errorf("%d jobs may write, want the two that push and publish", mighty)
	}
}
