package cli_test

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"auth0-hook-action/internal/sandbox"
)

// tree is all files below a folder of the workspace, by path.
func (e *env) tree(dir string) map[string]string {
	e.t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(e.path(dir), func(file string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			name, _ := filepath.Rel(e.path(dir), file)
			files[filepath.ToSlash(name)] = read(e.t, file)
		}
		return err
	})
	if err != nil && !os.IsNotExist(err) {
		e.t.Fatal(err)
	}
	return files
}

// A roundTrip is a tenant and a folder from which its hooks are exported, applied and planned again.
type roundTrip struct {
	prepare   func(e *env)
	variables string
	// kept are files that the export must leave alone, and wantNew those that it makes.
	kept, wantNew []string
}

func roundTrips() map[string]roundTrip {
	return map[string]roundTrip{
		"a fresh folder": {
			prepare: func(e *env) {
				e.auth0.AddHook(sandbox.Hook{Name: "audit-log", Trigger: exchangeTrigger, Script: audit, Enabled: true,
					Dependencies: map[string]string{"lodash": "4.17.21"}, Secrets: map[string]string{"API_KEY": "a value nobody sees"}})
				e.auth0.AddHook(sandbox.Hook{Name: "greeting", Trigger: "post-user-registration",
					Script: parametersOf("post-user-registration")})
			},
			variables: "AUDIT_LOG_API_KEY: a value nobody sees",
			wantNew:   []string{"audit-log.js", "audit-log.json", "greeting.js", "greeting.json"},
		},
		"a tree with markers": {
			prepare:   markedTree,
			variables: "COLOUR: orange\nAPI_KEY: a value nobody sees\nDEEP: {\"a\": [1, true]}",
			kept:      []string{"marked.js", "My Marked Hook.json", "notes.txt"},
			wantNew:   []string{"added.js", "added.json"},
		},
		"native Actions beside hook files": {
			prepare: func(e *env) {
				e.auth0.SetAge(sandbox.HooksGone)
				e.file("set/hooks/plan.js", nativeLogin)
				e.file("set/hooks/plan.json", `{"name": "Plan claim (v2)", "triggerId": "post-login", "script": "./plan.js", "enabled": true}`)
				e.file("set/hooks/audit.js", audit)
				e.file("set/hooks/audit.json", hookFile("audit", `, "enabled": true`))
				e.deploySet()
			},
			kept: []string{"plan.js", "plan.json", "audit.js", "audit.json"},
		},
		"native Actions into a fresh folder": {
			prepare: func(e *env) {
				e.auth0.SetAge(sandbox.HooksGone)
				e.file("set/hooks/plan.js", nativeLogin)
				e.file("set/hooks/plan.json",
					`{"name": "Plan / claim 🎁", "triggerId": "post-login", "script": "./plan.js", "enabled": true}`)
				e.file("set/hooks/audit.js", audit)
				e.file("set/hooks/audit.json", hookFile("My Audit", ""))
				e.deploySet()
				e.must(os.RemoveAll(e.path("set")))
			},
			wantNew: []string{"my-audit.js", "my-audit.json", "Plan - claim.js", "Plan - claim.json"},
		},
	}
}

// markedTree is a folder of the Deploy CLI with markers that was deployed, and a hook that somebody added since.
func markedTree(e *env) {
	e.file("set/hooks/marked.js", audit+"// ##COLOUR## @@DEEP@@\n")
	e.file("set/hooks/My Marked Hook.json", `{
  "name": "Marked Hook", "triggerId": "credentials-exchange",
  "script": "./marked.js", "secrets": {"KEY": "##API_KEY##"}, "enabled": true
}`)
	e.file("set/hooks/notes.txt", "no hook\n")
	e.deploySet()
	e.auth0.AddHook(sandbox.Hook{Name: "added", Trigger: "post-change-password", Script: parametersOf("post-change-password")})
}

// deploySet applies what the folder describes.
func (e *env) deploySet() {
	e.t.Helper()
	e.inputs("mode", "apply").run().want(0, "result", "created")
}

// What was exported applies unchanged, and files that were right before are the same byte for byte.
func TestExportRoundTrips(t *testing.T) {
	t.Parallel()
	for name, tt := range roundTrips() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			timed(t, func(t *testing.T) {
				e := newEnv(t, "hooks-path", "set", "variables", tt.variables, "comment", "never").without("hook-name", "trigger",
					"script-path")
				e.secrets = append(e.secrets, "a value nobody sees")
				tt.prepare(e)
				before := e.tree("set/hooks")
				o := e.inputs("mode", "export").run().want(0, "result", "exported", "changed", "false")
				after := e.tree("set/hooks")
				want := maps.Clone(before)
				for _, file := range tt.wantNew {
					want[file] = after[file]
				}
				if diff := cmp.Diff(want, after); diff != "" || len(before) != len(tt.kept) {
					t.Errorf("the export changed files (-want +got):\n%s\n%s", diff, o.log)
				}
				writes := e.auth0.Snapshot()
				e.inputs("mode", "apply", "write-secrets", "missing").run().want(0, "result", "unchanged", "changed", "false")
				e.inputs("mode", "plan").run().want(0, "result", "planned", "changed", "false")
				if diff := cmp.Diff(writes, e.auth0.Snapshot()); diff != "" {
					t.Errorf("the tenant was changed (-want +got):\n%s", diff)
				}
			})
		})
	}
}

// The block of variables in the summary of an export is ready to paste: with it the exported files apply.
func TestExportGivesTheVariables(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newExportEnv(t, "out")
		e.auth0.AddHook(sandbox.Hook{Name: "audit-log", Trigger: exchangeTrigger, Script: audit,
			Secrets: map[string]string{"API_KEY": "x", "API_URL": "y"}})
		o := e.run().want(0, "result", "exported")
		block := "variables: |\n  AUDIT_LOG_API_KEY=${{ secrets.AUDIT_LOG_API_KEY }}\n  AUDIT_LOG_API_URL=${{ " +
			"secrets.AUDIT_LOG_API_URL }}\n"
		if !strings.Contains(o.summary, block) {
			t.Errorf("the summary has no block to paste:\n%s", o.summary)
		}
		e.run().want(0, "result", "exported")
		if got := e.tree("out/hooks"); len(got) != 2 {
			t.Errorf("a second export made files: %q", slices.Sorted(maps.Keys(got)))
		}
	})
}

// With prune an export removes the files of hooks that are gone; not where a runtime could not be listed.
func TestExportPrunes(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		fault sandbox.Fault
		want  []string
	}{
		"both runtimes listed": {sandbox.Fault{}, []string{"keep.js", "keep.json", "shared.js"}},
		"no scope for Actions": {sandbox.Fault{Method: "GET", Path: "/actions/actions$", Times: -1, Status: 403,
			Body: insufficientScope("read:actions")},
			[]string{"gone.js", "gone.json", "keep.js", "keep.json", "shared.js"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			timed(t, func(t *testing.T) {
				e := newExportEnv(t, "set").inputs("prune", "true")
				e.auth0.AddHook(sandbox.Hook{Name: "keep", Trigger: exchangeTrigger, Script: audit})
				e.auth0.AddHook(sandbox.Hook{Name: "gone", Trigger: exchangeTrigger, Script: audit})
				e.run().want(0, "result", "exported")
				e.file("set/hooks/shared.js", "// no description names it\n")
				for _, h := range e.auth0.Hooks() {
					if h.Name == "gone" {
						e.auth0.RemoveHook(h.ID)
					}
				}
				if tt.fault.Path != "" {
					e.auth0.AddFault(tt.fault)
				}
				o := e.run().want(0, "result", "exported")
				if diff := cmp.Diff(tt.want, slices.Sorted(maps.Keys(e.tree("set/hooks")))); diff != "" {
					t.Errorf("files (-want +got):\n%s\n%s", diff, o.log)
				}
				if tt.fault.Path != "" {
					o.says("read:actions")
				} else {
					o.says("set/hooks/gone.json")
				}
			})
		})
	}
}

// Where no runtime can be listed there is nothing to export, and no file is touched.
func TestExportOfNothingThatCanBeListed(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newExportEnv(t, "set").inputs("prune", "true", "token", "")
		e.token = e.auth0.Token("read:clients")
		e.secrets = append(e.secrets, e.token)
		e.file("set/hooks/audit.js", audit)
		e.file("set/hooks/audit.json", hookFile("audit", ""))
		before := fmt.Sprint(e.tree("set"))
		e.inputs("token", e.token).run().want(1, "result", "failed").says("read:hooks", "read:actions")
		if after := fmt.Sprint(e.tree("set")); after != before {
			t.Errorf("files were changed: %s", after)
		}
	})
}

// insufficientScope is how Auth0 refuses a token that lacks a scope.
func insufficientScope(scope string) string {
	return `{"statusCode":403,"error":"Forbidden","message":"Insufficient scope, expected any of: ` + scope +
		`","errorCode":"insufficient_scope"}`
}
