package tenant_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/secret"
	"auth0-hook-action/internal/tenant"
)

// snapshot is what a Look at a tenant with these would give.
func snapshot(all ...tenant.Observed) tenant.Snapshot {
	f := newFake("on")
	return tenant.Snapshot{Observed: all,
		Hooks:   tenant.Access{Status: tenant.Readable, Limits: fakeHooks{f}.Limits()},
		Actions: tenant.Access{Status: tenant.Readable, Limits: fakeActions{f}.Limits()}}
}

func ended(s tenant.Snapshot) tenant.Snapshot { s.Hooks.Status = tenant.Ended; return s }

func TestDiff(t *testing.T) {
	t.Parallel()
	auto, hooks, actions := tenant.RuntimeAuto, tenant.RuntimeHooks, tenant.RuntimeActions
	with := func(o tenant.Observed, names ...string) tenant.Observed { o.Secrets = names; return o }
	at := func(o tenant.Observed, trigger tenant.Trigger) tenant.Observed { o.Trigger = trigger; return o }
	masked := func(d tenant.Desired) tenant.Desired { d.Secrets = map[string]secret.Value{"K": {}}; return d }
	goal := func(change func(*tenant.Goal), r tenant.Runtime, all ...tenant.Desired) tenant.Goal {
		g := goalOf(r, all...)
		change(&g)
		return g
	}
	prune := func(g *tenant.Goal) { g.Prune = true }
	missing := func(g *tenant.Goal) { g.WriteMissing = true }
	replace := func(g *tenant.Goal) { g.ReplaceEnabled = true }
	deleting := func(g *tenant.Goal) { g.Mode = tenant.ModeDelete }
	remember := func(g *tenant.Goal) {
		g.LastApplied = tenant.LastApplied{want("a", "").Key(): tenant.Fingerprint("old")}
	}
	adopt := func(d tenant.Desired) tenant.Desired { d.Adopt = true; return d }
	needs := func(d tenant.Desired, names ...string) tenant.Desired {
		for _, n := range names {
			d.Packages = append(d.Packages, tenant.Package{Name: n, Shown: n, Module: strings.HasPrefix(n, "actions:")})
		}
		return d
	}
	given := func(d tenant.Desired, name, version string) tenant.Desired {
		d.Dependencies = map[string]string{name: version}
		return d
	}
	tested := want("a", "x")
	tested.Tests = [][]byte{[]byte(`{}`)}
	unfit := want("a", "x")
	unfit.Unfit = []diag.Diagnostic{{Rule: "actions-password", Severity: diag.Error, Message: "reads user.password",
		Hint: "use a policy"}}
	redo := action("1", "a", "x", false)
	redo.Redo = "it was never deployed"
	edited := action("1", "a", "by hand", false)
	edited.Edited = true
	installed := unowned(action("1", "a", "x", false))
	installed.Installed = true
	declared := action("1", "a", "x", false)
	declared.Dependencies, declared.Given = map[string]string{"p": "1.0.0"}, map[string]string{"p": "1.0.0"}
	tests := map[string]struct {
		goal        tenant.Goal
		have        tenant.Snapshot
		wantOp      tenant.Op
		wantRuntime tenant.Runtime
		wantErr     string // then the operation is None
		wantRefused bool
		check       func(s tenant.Step) bool
	}{
		// Which runtime.
		"new, auto": {goal: goalOf(auto, want("a", "x")), have: snapshot(), wantOp: tenant.Create,
			check: func(s tenant.Step) bool { return s.Fallback.Op == tenant.Create }},
		"new, Hooks ended": {goal: goalOf(auto, want("a", "x")), have: ended(snapshot()),
			wantOp: tenant.Create, wantRuntime: actions},
		"native is always an Action": {goal: goalOf(auto, asNative(want("A", "x"))), have: snapshot(),
			wantOp: tenant.Create, wantRuntime: actions},
		"native, runtime hooks": {goal: goalOf(hooks, asNative(want("A", "x"))), have: snapshot(),
			wantRuntime: hooks, wantErr: "native Action", wantRefused: true},
		"a managed Action comes first": {goal: goalOf(auto, want("a", "x")),
			have: snapshot(hook("1", "a", "y", false), action("2", "a", "x", false)), wantOp: tenant.None,
			wantRuntime: actions},
		"else a Hook": {goal: goalOf(auto, want("a", "x")),
			have: snapshot(hook("1", "a", "y", false), unowned(action("2", "a", "x", false))), wantOp: tenant.Update,
			wantRuntime: hooks},
		"other spelling": {goal: goalOf(hooks, want("My Hook v2", "x")),
			have: snapshot(hook("1", "my-hook-v-2", "x", false)), wantOp: tenant.None, wantRuntime: hooks},
		"a Hook without a name": {goal: goalOf(hooks, want("a", "x")), have: snapshot(hook("1", "", "x", false)),
			wantOp: tenant.Create, wantRuntime: hooks},
		"a Hook at another trigger": {goal: goalOf(auto, want("a", "x")),
			have: snapshot(at(hook("1", "a", "x", false), tenant.PostChangePassword)), wantRuntime: hooks,
			wantErr: "at trigger post-change-password"},
		"tests, and a Hook": {goal: goalOf(auto, tested), have: snapshot(hook("1", "a", "y", false)),
			wantRuntime: hooks, wantErr: "only the draft of an Action", wantRefused: true},
		"tests, and an Action": {goal: goalOf(actions, tested), have: ended(snapshot()), wantOp: tenant.Create,
			wantRuntime: actions},
		// What differs.
		"the same": {goal: goalOf(hooks, want("a", "x")), have: snapshot(hook("1", "a", "x", true)),
			wantOp: tenant.None, wantRuntime: hooks},
		"the script": {goal: goalOf(hooks, want("a", "y")), have: snapshot(hook("1", "a", "x", false)),
			wantOp: tenant.Update, wantRuntime: hooks,
			check: func(s tenant.Step) bool {
				c := s.Change
				return *c.Script == "y" && c.Enabled == nil && c.Dependencies == nil
			}},
		"redo": {goal: goalOf(actions, want("a", "x")), have: snapshot(redo), wantOp: tenant.Update,
			wantRuntime: actions, check: tenant.Step.Changes},
		"edited": {goal: goalOf(actions, want("a", "x")), have: snapshot(edited), wantOp: tenant.Update,
			wantRuntime: actions, check: func(s tenant.Step) bool { return s.Drift }},
		"drift": {goal: goal(remember, hooks, want("a", "new")), have: snapshot(hook("1", "a", "by hand", false)),
			wantOp: tenant.Update, wantRuntime: hooks, check: func(s tenant.Step) bool { return s.Drift }},
		"no drift": {goal: goal(remember, hooks, want("a", "new")), have: snapshot(hook("1", "a", "old", false)),
			wantOp: tenant.Update, wantRuntime: hooks, check: func(s tenant.Step) bool { return !s.Drift }},
		// Whose it is.
		"not managed": {goal: goalOf(actions, want("a", "x")),
			have: snapshot(unowned(action("1", "a", "x", false))), wantRuntime: actions, wantErr: "did not deploy"},
		"adopted": {goal: goalOf(actions, adopt(want("a", "x"))),
			have: snapshot(unowned(action("1", "a", "x", false))), wantOp: tenant.Update, wantRuntime: actions,
			check: func(s tenant.Step) bool { return s.Change.Adopts }},
		"two to adopt": {goal: goalOf(actions, adopt(want("a", "x"))),
			have:        snapshot(unowned(action("1", "a", "x", false)), unowned(action("2", "A", "x", false))),
			wantRuntime: actions, wantErr: "2 Actions"},
		"from the marketplace": {goal: goalOf(actions, adopt(want("a", "x"))), have: snapshot(installed),
			wantRuntime: actions, wantErr: "marketplace"},
		"not managed, beside a managed one": {goal: goalOf(actions, want("a", "x")),
			have: snapshot(unowned(action("1", "A", "y", false)), action("2", "a", "x", false)), wantOp: tenant.None,
			wantRuntime: actions},
		"two names": {goal: goalOf(actions, want("a b", "x")),
			have:        snapshot(native(action("1", "A b", "x", false)), action("2", "a-b", "x", false)),
			wantRuntime: actions, wantErr: "2 Actions"},
		"native, exact": {goal: goalOf(actions, asNative(want("A b", "x"))),
			have: snapshot(native(action("1", "A b", "x", false)), action("2", "a-b", "x", false)), wantOp: tenant.None,
			wantRuntime: actions, check: func(s tenant.Step) bool { return s.Have.ID == "1" }},
		"native, from a hook file": {goal: goalOf(actions, asNative(want("A b", "x"))),
			have: snapshot(action("2", "a-b", "x", false)), wantOp: tenant.Update, wantRuntime: actions,
			check: func(s tenant.Step) bool { return s.Change.Format == tenant.FormatAction && s.Name() == "a-b" }},
		// Secrets.
		"secrets are written again, and do not count": {goal: goalOf(hooks, withSecrets(want("a", "x"), "K")),
			have: snapshot(with(hook("1", "a", "x", false), "K", "L")), wantOp: tenant.Update, wantRuntime: hooks,
			check: func(s tenant.Step) bool {
				return !s.Changes() && len(s.Change.SetSecrets) == 1 && s.Change.DropSecrets == nil
			}},
		"missing ones alone": {goal: goal(missing, hooks, withSecrets(want("a", "x"), "K", "M")),
			have: snapshot(with(hook("1", "a", "x", false), "K")), wantOp: tenant.Update, wantRuntime: hooks,
			check: func(s tenant.Step) bool { return len(s.Change.SetSecrets) == 0 && len(s.Change.AddSecrets) == 1 }},
		"none is missing": {goal: goal(missing, actions, withSecrets(want("a", "x"), "K")),
			have: snapshot(with(action("1", "a", "x", false), "K", "L")), wantOp: tenant.None, wantRuntime: actions},
		"a set with a missing one": {goal: goal(missing, actions, withSecrets(want("a", "x"), "K", "M")),
			have: snapshot(with(action("1", "a", "x", false), "K")), wantOp: tenant.Update, wantRuntime: actions,
			check: func(s tenant.Step) bool { return len(s.Change.SetSecrets) == 1 && len(s.Change.AddSecrets) == 1 }},
		"prune drops secrets": {goal: goal(prune, hooks, withSecrets(want("a", "x"), "K")),
			have: snapshot(with(hook("1", "a", "x", false), "K", "L")), wantOp: tenant.Update, wantRuntime: hooks,
			check: func(s tenant.Step) bool { return slices.Equal(s.Change.DropSecrets, []string{"L"}) }},
		"prune keeps where none are given": {goal: goal(prune, hooks, want("a", "x")),
			have: snapshot(with(hook("1", "a", "x", false), "K")), wantOp: tenant.None, wantRuntime: hooks},
		"too many secrets": {goal: goalOf(hooks, withSecrets(want("a", "x"), "A", "B")),
			have: snapshot(with(hook("1", "a", "x", false), "C", "D")), wantRuntime: hooks, wantErr: "4 secrets",
			wantRefused: true},
		"a set must be given whole": {goal: goalOf(actions, withSecrets(want("a", "x"), "K")),
			have: snapshot(with(action("1", "a", "x", false), "K", "L")), wantRuntime: actions, wantErr: "values of L",
			wantRefused: true},
		"the mask keeps": {goal: goalOf(actions, masked(want("a", "x"))),
			have: snapshot(with(action("1", "a", "x", false), "K")), wantOp: tenant.None, wantRuntime: actions},
		"the mask, and no secret": {goal: goalOf(hooks, masked(want("a", "x"))),
			have: snapshot(hook("1", "a", "x", false)), wantRuntime: hooks, wantErr: "secret K", wantRefused: true},
		"a Hook's secrets": {goal: goalOf(auto, withSecrets(want("a", "y"), "L")),
			have: snapshot(with(hook("1", "a", "x", false), "K", "L")), wantOp: tenant.Update, wantRuntime: hooks,
			check: func(s tenant.Step) bool {
				return strings.Contains(s.Fallback.Err.Error(),
					"does not return") && strings.HasSuffix(s.Fallback.Err.Error(), ": K")
			}},
		"without them": {goal: goal(prune, auto, withSecrets(want("a", "y"))),
			have: snapshot(with(hook("1", "a", "x", false), "K")), wantOp: tenant.Update, wantRuntime: hooks,
			check: func(s tenant.Step) bool { return s.Fallback.Err == nil }},
		// Packages.
		"an undeclared one, not bound": {goal: goalOf(actions, needs(want("a", "x"), "p")), have: snapshot(),
			wantOp: tenant.Create, wantRuntime: actions,
			check: func(s tenant.Step) bool { return len(s.Warnings) == 1 && s.Warnings[0].Rule == "package" }},
		"an undeclared one, to be bound": {goal: goalOf(actions, on(needs(want("a", "x"), "p"))), have: snapshot(),
			wantRuntime: actions, wantErr: "requires p", wantRefused: true},
		"an undeclared one, bound": {goal: goalOf(actions, needs(want("a", "y"), "p")),
			have: snapshot(action("1", "a", "x", true)), wantRuntime: actions, wantErr: "requires p",
			wantRefused: true},
		"a kept one": {goal: goalOf(actions, on(needs(want("a", "x"), "p"))),
			have: snapshot(declared), wantOp: tenant.Update, wantRuntime: actions,
			check: func(s tenant.Step) bool { return s.Change.Dependencies == nil }},
		"a given one": {goal: goalOf(actions,
			on(given(needs(want("a", "x"), "p"), "p", "2.0.0"))), have: snapshot(declared), wantOp: tenant.Update,
			wantRuntime: actions, check: func(s tenant.Step) bool { return s.Change.Dependencies["p"] == "2.0.0" }},
		"a module, new": {goal: goalOf(actions, on(needs(want("a", "x"), "actions:m"))),
			have: snapshot(), wantRuntime: actions, wantErr: "Action Module", wantRefused: true},
		"a module, kept": {goal: goalOf(actions, on(needs(want("a", "x"), "actions:m"))),
			have: snapshot(action("1", "a", "x", true)), wantOp: tenant.None, wantRuntime: actions},
		"what no Action can keep": {goal: goalOf(auto, unfit), have: ended(snapshot()), wantRuntime: actions,
			wantErr: "reads user.password", wantRefused: true},
		"what no Action can keep, on Hooks": {goal: goalOf(auto, unfit), have: snapshot(), wantOp: tenant.Create,
			check: func(s tenant.Step) bool { return errors.Is(s.Fallback.Err, tenant.ErrRefused) }},
		// The enabled slot.
		"slot taken": {goal: goalOf(hooks, on(want("a", "x"))), have: snapshot(hook("1", "b", "x", true)),
			wantRuntime: hooks, wantErr: `"b" is enabled`},
		"slot taken by an Action": {goal: goalOf(auto, on(want("a", "x"))), have: snapshot(action("1", "b", "x", true)),
			wantRuntime: 0, wantErr: `"b" is enabled`},
		"natives do not count": {goal: goalOf(actions, on(want("a", "x"))),
			have:   snapshot(native(action("1", "b", "x", true)), unowned(action("2", "c", "x", true))),
			wantOp: tenant.Create, wantRuntime: actions},
		"slot replaced": {goal: goal(replace, hooks, on(want("a", "x"))),
			have: snapshot(hook("1", "b", "x", true)), wantOp: tenant.Create, wantRuntime: hooks,
			check: func(s tenant.Step) bool { return len(s.Displaces) == 1 && s.Displaces[0].ID == "1" }},
		"one provider": {goal: goalOf(actions,
			on(asNative(tenant.Desired{Name: "P", Trigger: tenant.CustomEmailProvider, Script: "x"}))),
			have: snapshot(at(unowned(action("1", "b", "x", true)), tenant.CustomEmailProvider)), wantRuntime: actions,
			wantErr: "runs one Action"},
		"the plan frees it": {goal: goalOf(hooks, on(want("a", "x")), off(want("b", "x"))),
			have: snapshot(hook("1", "b", "x", true)), wantOp: tenant.Create, wantRuntime: hooks},
		"two want it": {goal: goalOf(hooks, on(want("b", "x")), on(want("a", "x"))), have: snapshot(),
			wantRuntime: hooks, wantErr: "would both be enabled", wantRefused: true},
		"one wants it, and a native one becomes a hook file": {
			goal:   goal(replace, actions, on(want("b", "x")), want("a", "x")),
			have:   snapshot(native(action("1", "a", "x", true))),
			wantOp: tenant.Update, wantRuntime: actions},
		"two native ones become hook files": {goal: goal(replace, actions, want("b", "x"), want("a", "x")),
			have:        snapshot(native(action("1", "a", "x", true)), native(action("2", "b", "x", true))),
			wantRuntime: actions, wantErr: "would both be enabled", wantRefused: true},
		// Deletions.
		"delete": {goal: goal(deleting, hooks, want("a", "")),
			have: snapshot(hook("1", "a", "x", false)), wantOp: tenant.Delete, wantRuntime: hooks},
		"delete, other spelling": {goal: goal(deleting, auto, tenant.Desired{Name: "A b", Trigger: flow}),
			have: snapshot(action("1", "a-b", "x", false)), wantOp: tenant.Delete, wantRuntime: actions},
		"delete, exact name first": {goal: goal(deleting, auto, tenant.Desired{Name: "A b", Trigger: flow}),
			have:   snapshot(native(action("1", "A b", "x", false)), action("2", "a-b", "x", false)),
			wantOp: tenant.Delete, wantRuntime: actions,
			check: func(s tenant.Step) bool { return s.Have.ID == "1" && len(s.Duplicates) == 0 }},
		"delete, several of the name": {goal: goal(deleting, auto, tenant.Desired{Name: "a B", Trigger: flow}),
			have:    snapshot(native(action("1", "A b", "x", false)), action("2", "a-b", "x", false)),
			wantErr: "2 Actions"},
		"delete what is gone": {goal: goal(deleting, hooks, want("a", "")), have: snapshot(),
			wantOp: tenant.None},
		"delete, another trigger": {goal: goal(deleting, hooks, want("a", "")),
			have: snapshot(at(hook("1", "a", "x", false), tenant.PostChangePassword)), wantOp: tenant.None,
			check: func(s tenant.Step) bool { return len(s.Warnings) == 1 }},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := stepOf(t, tenant.Diff(tt.goal, tt.have), tt.goal.Desired[len(tt.goal.Desired)-1])
			if tt.wantErr != "" {
				tt.wantOp = tenant.None
				if s.Err == nil || !strings.Contains(s.Err.Error(), tt.wantErr) || errors.Is(s.Err,
					tenant.ErrRefused) != tt.wantRefused || diag.Hint(s.Err) == "" {
					t.Errorf("error %v (hint %q), want %q, refused %v", s.Err, diag.Hint(s.Err), tt.wantErr,
						tt.wantRefused)
				}
			} else if s.Err != nil {
				t.Errorf("error %v", s.Err)
			}
			if s.Op != tt.wantOp || s.Runtime != tt.wantRuntime {
				t.Errorf("%v on %v, want %v on %v", s.Op, s.Runtime, tt.wantOp, tt.wantRuntime)
			}
			if tt.check != nil && s.Err == nil && !tt.check(s) {
				t.Errorf("the step is %+v", s)
			}
		})
	}
}

// stepOf is the plan's step about a hook. Where a test has several hooks it is about the last one, or the first that is
// a creation.
func stepOf(t *testing.T, plan tenant.Plan, d tenant.Desired) tenant.Step {
	t.Helper()
	for _, s := range plan.Steps {
		if s.Key() == d.Key() && (len(plan.Steps) == 1 || s.Want.Name == "a") {
			return s
		}
	}
	return plan.Steps[0]
}
