package cli_test

import (
	"strings"
	"testing"

	"auth0-hook-action/internal/sandbox"
)

const gotScript = "const got = require('got');\n" + audit

// What an Action cannot load is never bound: an error where it is bound or is to be bound, else a warning.
func TestUndeclaredPackages(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		script, enabled, dependencies string
		wantCode                      int
		wantSays                      string
	}{
		"not bound":                     {gotScript, "", "", 0, "::warning"},
		"to be bound":                   {gotScript, "true", "", 1, "::error"},
		"declared":                      {gotScript, "true", "got: 11.8.6", 0, ""},
		"lifted from the script":        {strings.Replace(gotScript, "'got'", "'got@11.8.6'", 1), "true", "", 0, ""},
		"Node's own":                    {"const c = require('crypto'), f = require('node:fs');\n" + audit, "true", "", 0, ""},
		"required inside a try":         {"try { require('got'); } catch (e) {}\n" + audit, "true", "", 0, ""},
		"an Action Module of a new one": {"const m = require('actions:shared');\n" + audit, "true", "", 1, "::error"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			timed(t, func(t *testing.T) {
				e := newActionsEnv(t, "enabled", tt.enabled, "dependencies", tt.dependencies)
				e.file("hooks/audit.js", tt.script)
				plan := e.inputs("mode", "plan").run()
				o := e.inputs("mode", "apply").run().want(tt.wantCode)
				said := strings.Contains(o.log, "package") && strings.Contains(o.log, tt.wantSays)
				if wrong := tt.wantSays != "" && !said; wrong || tt.wantSays == "" && strings.Contains(o.log, "::warning") {
					t.Errorf("the log has no %q of the package, or one too many:\n%s", tt.wantSays, o.log)
				}
				if plan.code != tt.wantCode || strings.Contains(plan.log, "package") != strings.Contains(o.log, "package") {
					t.Errorf("the plan says something else, and ends with %d:\n%s", plan.code, plan.log)
				}
				if n := len(e.auth0.Actions()); (n == 0) != (tt.wantCode != 0) {
					t.Errorf("%d Actions", n)
				}
			})
		})
	}
}

// A bound Action whose new script requires what it does not declare keeps its live version.
func TestUndeclaredPackageOfABoundAction(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newActionsEnv(t, "enabled", "true")
		e.run().want(0, "result", "created")
		live := e.deployed().Deployed.Code
		e.file("hooks/audit.js", gotScript)
		e.without("enabled").run().want(1, "result", "failed").says("got", "dependencies")
		if e.deployed().Deployed.Code != live {
			t.Error("the live version was replaced")
		}
		e.inputs("dependencies", "got: 11.8.6").run().want(0, "result", "updated")
		e.without("dependencies").run().want(0, "result", "unchanged") // what the tenant has is kept
	})
}

// A check for Actions takes omitted dependencies for none.
func TestCheckOfPackages(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newEnv(t, "mode", "check", "runtime", "actions").without("domain", "token", "hook-name")
		e.file("hooks/audit.js", gotScript)
		e.run().want(2, "result", "failed").says("got")
		e.inputs("dependencies", "got: 11.8.6").run().want(0, "result", "checked")
	})
}

// Packages that the script names with a version are part of the plan.
func TestPlanNamesLiftedPackages(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newActionsEnv(t, "mode", "plan")
		e.file("hooks/audit.js", strings.Replace(gotScript, "'got'", "'got@11.8.6'", 1))
		e.run().want(0, "changed", "true").says("got", "11.8.6")
	})
}

// On a tenant whose Hooks are read-only the plan says which hooks would become Actions and what that needs.
func TestPlanOfAMoveTellsWhatItNeeds(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		hook     sandbox.Hook
		script   string
		wantCode int
		wantSays []string
	}{
		"nothing more": {sandbox.Hook{Enabled: true}, audit, 0, []string{"becomes an Action"}},
		"secrets":      {sandbox.Hook{Secrets: map[string]string{"API_KEY": "x"}}, audit, 1, []string{"API_KEY", "secrets"}},
		"packages":     {sandbox.Hook{Enabled: true}, gotScript, 1, []string{"got", "dependencies"}},
		"packages of the Hook": {sandbox.Hook{Enabled: true, Dependencies: map[string]string{"got": "11.8.6"}}, gotScript, 0,
			[]string{"got 11.8.6"}},
	} {
		for _, age := range []sandbox.Age{sandbox.HooksOn, sandbox.HooksReadOnly} {
			t.Run(name+map[sandbox.Age]string{sandbox.HooksOn: ", on", sandbox.HooksReadOnly: ", read-only"}[age], func(t *testing.T) {
				t.Parallel()
				timed(t, func(t *testing.T) {
					e := newEnv(t, "enabled", "true", "mode", "plan")
					hook := tt.hook // of this test alone: the ages run side by side
					hook.Name, hook.Trigger, hook.Script = "Audit", exchangeTrigger, audit+"// old\n"
					e.auth0.AddHook(hook)
					e.auth0.SetAge(age)
					e.file("hooks/audit.js", tt.script)
					o := e.run()
					for _, want := range tt.wantSays {
						if !strings.Contains(o.summary, want) {
							t.Errorf("the plan does not say %q:\n%s\n%s", want, o.summary, o.log)
						}
					}
					if n := e.auth0.Writes(); n != 0 {
						t.Errorf("a plan made %d writes", n)
					}
					apply := e.inputs("mode", "apply").run()
					if age == sandbox.HooksReadOnly && apply.code != tt.wantCode || age == sandbox.HooksOn && apply.code != 0 {
						t.Errorf("apply ends with %d:\n%s", apply.code, apply.log)
					}
				})
			})
		}
	}
}

// Two managed Actions of a name that an earlier run left: the smaller id stays, the other is unbound and deleted, and the
// run says so.
func TestDuplicateOfAnActionGoes(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newActionsEnv(t, "enabled", "true")
		id := e.run().want(0, "result", "created").outputs["hook-id"]
		first := e.deployed()
		other := e.auth0.AddAction(sandbox.Action{Name: first.Name, Trigger: exchangeTrigger, Code: first.Code, Runtime: "node22",
			Deployed: &sandbox.Version{Code: first.Code}})
		e.auth0.AddBinding(other, "audit")
		keep := min(id, other)
		e.inputs("mode", "plan").run().want(0, "changed", "true").says(max(id, other))
		e.inputs("mode", "apply").run().want(0, "result", "updated", "hook-id", keep).says(max(id, other))
		if a := e.deployed(); a.ID != keep || len(e.auth0.Bindings(exchangeTrigger)) != 1 {
			t.Errorf("the tenant has %+v", e.auth0.Snapshot())
		}
		e.run().want(0, "result", "unchanged")
	})
}
