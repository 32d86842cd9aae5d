package tenant_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/tenant"
)

func TestLook(t *testing.T) {
	t.Parallel()
	auto, hooks, actions := tenant.RuntimeAuto, tenant.RuntimeHooks, tenant.RuntimeActions
	deleting := goalOf(auto, want("a", ""))
	deleting.Mode = tenant.ModeDelete
	whole := goalOf(hooks, want("a", "x"))
	whole.Whole = true
	tests := map[string]struct {
		goal     tenant.Goal
		state    string
		forbid   tenant.Runtime // RuntimeAuto: both
		noAction bool
		wantLog  []string // sorted
		wantErr  error
		wantHint string
		wantWarn string
		wantOp   tenant.Op
		wantAs   tenant.Runtime
	}{
		"both": {goalOf(auto, want("a", "x")), "on", 0, false,
			[]string{"read actions", "read hooks"}, nil, "", "", tenant.Create, 0},
		"Hooks alone": {goalOf(hooks, want("a", "x")), "on", 0, false, []string{"read hooks"}, nil, "", "",
			tenant.Create, hooks},
		"Actions alone": {goalOf(actions, want("a", "x")), "on", 0, false, []string{"read actions"}, nil, "",
			"", tenant.Create, actions},
		"Hooks ended": {goalOf(auto, want("a", "x")), "gone", 0, false, nil, nil, "", "", tenant.Create,
			actions},
		"Hooks ended, asked for": {goalOf(hooks, want("a", "x")), "gone", 0, false, nil, tenant.ErrHooksEnded, "", "",
			0, 0},
		"no Actions": {goalOf(auto, want("a", "x")), "on", 0, true, nil, nil, "", "", tenant.Create, 0},
		"neither": {goalOf(auto, want("a", "x")), "gone", 0, true, nil, tenant.ErrNoActions, "", "", 0,
			0},
		"Actions by scope": {goalOf(auto, want("a", "x")), "on", hooks, false, nil, nil, "",
			"Hooks were not read", tenant.Create, actions},
		"Hooks by scope": {goalOf(auto, want("a", "x")), "on", actions, false, nil, nil, "",
			"Actions were not read", tenant.Create, 0},
		"Hooks by scope, native": {goalOf(auto, asNative(want("A", "x"))), "on", actions, false, nil, nil, "",
			"Actions were not read", tenant.None, actions},
		"blind": {goalOf(auto, want("a", "x")), "on", auto, false, nil, nil, "", "the token lacks read:hooks",
			tenant.Create, 0},
		"blind, Hooks": {goalOf(hooks, want("a", "x")), "on", hooks, false, nil, nil, "", "the token lacks read:hooks",
			tenant.Create, hooks},
		"blind, enabled": {goalOf(hooks, on(want("a", "x"))), "on", hooks, false, nil, tenant.ErrForbidden,
			"read:hooks and update:hooks", "", 0, 0},
		"blind, a set": {whole, "on", hooks, false, nil, tenant.ErrForbidden, "read:hooks and update:hooks",
			"", 0, 0},
		"a deletion needs to look": {deleting, "on", actions, false, nil, tenant.ErrForbidden, "", "", 0, 0},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFake(tt.state)
			f.forbid, f.noAction = tt.forbid, tt.noAction
			have, err := tenant.Look(t.Context(), f.engines(), tt.goal)
			if !errors.Is(err, tt.wantErr) || !strings.Contains(hintOf(err), tt.wantHint) {
				t.Fatalf("error %v, hint %q; want %v, %q", err, hintOf(err), tt.wantErr, tt.wantHint)
			}
			if err != nil {
				return
			}
			if tt.wantLog != nil {
				sortStrings := cmp.Transformer("sorted", func(s []string) map[string]int {
					m := map[string]int{}
					for _, x := range s {
						m[x]++
					}
					return m
				})
				if diff := cmp.Diff(tt.wantLog, f.log, sortStrings); diff != "" {
					t.Errorf("calls (-want +got):\n%s", diff)
				}
			}
			var said []string
			for _, w := range have.Warnings {
				said = append(said, w.Message)
			}
			if text := strings.Join(said, "\n"); (text == "") != (tt.wantWarn == "") || !strings.Contains(text,
				tt.wantWarn) {
				t.Errorf("warnings %q, want %q", text, tt.wantWarn)
			}
			s := tenant.Diff(tt.goal, have).Steps[0]
			if s.Op != tt.wantOp || s.Runtime != tt.wantAs || s.Blind != strings.HasPrefix(name, "blind") {
				t.Errorf("%v on %q, blind %v: %v", s.Op, s.Runtime, s.Blind, s.Err)
			}
		})
	}
}

func hintOf(err error) string {
	if err == nil {
		return ""
	}
	return diag.Hint(err)
}

func TestBlindCreationIsSentOnce(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]error{"the answer is lost": tenant.ErrAmbiguous,
		"the name is taken": tenant.ErrConflict} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFake("on")
			f.forbid = tenant.RuntimeAuto
			f.fault = func(call string) error {
				if strings.HasPrefix(call, "create") {
					return fault
				}
				return nil
			}
			r := run(t.Context(), t, f, goalOf(tenant.RuntimeAuto, want("a", "x")))[0]
			if len(f.writes()) != 1 || r.Status != tenant.Failed || !strings.Contains(hintOf(r.Err),
				"read:hooks and update:hooks") {
				t.Errorf("%v: %v (%s)", f.writes(), r.Err, hintOf(r.Err))
			}
		})
	}
}

func TestPreview(t *testing.T) {
	t.Parallel()
	old := hook("1", "a", "old", true)
	old.Secrets = nil // as a listing gives it
	f := newFake("on", old)
	f.items["1"].o.Secrets = []string{"K"}
	goal := goalOf(tenant.RuntimeAuto, on(want("a", "x")), want("b", "x"))
	goal.Mode = tenant.ModePlan
	have, err := tenant.Look(t.Context(), f.engines(), goal)
	if err != nil {
		t.Fatal(err)
	}
	results := tenant.Preview(tenant.Diff(goal, have))
	if len(f.writes()) > 0 || results[0].Status != tenant.Planned || !tenant.Succeeded(results) {
		t.Errorf("%+v, writes %v", results, f.writes())
	}
	if text := results[0].Warnings[0].Message; !strings.Contains(text,
		"if the tenant refuses Hooks") || !strings.Contains(text, ": K") {
		t.Errorf("the warning is %q", text)
	}
	if len(results[1].Warnings) != 0 || results[1].Step.Runtime != 0 {
		t.Errorf("the creation: %+v", results[1])
	}
}

func TestRemember(t *testing.T) {
	t.Parallel()
	step := func(name, script string) tenant.Step { return tenant.Step{Want: want(name, script)} }
	hidden := step("hidden", "x")
	hidden.Want.HideDiff = true
	there := hook("1", "partly", "x", false)
	old := tenant.LastApplied{want("gone", "").Key(): "1", want("kept", "").Key(): "2", want("hidden", "").Key(): "3"}
	got := tenant.Remember(old, []tenant.Result{
		{Step: step("new", "x"), Status: tenant.Created}, {Step: step("gone", ""), Status: tenant.Deleted},
		{Step: step("failed", "x"), Status: tenant.Failed}, {Step: step("partly", "x"), Status: tenant.Failed,
			Now: &there},
		{Step: hidden, Status: tenant.Updated}, {Step: step("planned", "x"), Status: tenant.Planned},
	})
	x := tenant.Fingerprint("x")
	want := tenant.LastApplied{want("kept", "").Key(): "2", want("new", "").Key(): x, want("partly", "").Key(): x,
		want("hidden", "").Key(): "0000000000000000"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A token that may create Hooks alone, on a tenant that refuses them: nothing was created, and nothing says that it was.
func TestBlindCreationOnATenantWithoutHooks(t *testing.T) {
	t.Parallel()
	f := newFake("read-only")
	f.forbid = tenant.RuntimeAuto
	r := run(t.Context(), t, f, goalOf(tenant.RuntimeAuto, want("a", "x")))[0]
	if r.Status != tenant.Failed || !errors.Is(r.Err, tenant.ErrForbidden) {
		t.Errorf("%v: %v", r.Status, r.Err)
	}
}

func TestSecretsOfAHookThatBecomesANativeAction(t *testing.T) {
	t.Parallel()
	old := hook("1", "a", "x", true)
	old.Secrets = []string{"KEY"}
	tests := map[string]struct {
		want    tenant.Desired
		wantErr string
	}{
		"omitted": {asNative(on(want("a", "y"))), "KEY"},
		"given":   {asNative(on(withSecrets(want("a", "y"), "KEY"))), ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFake("on", old)
			f.secretsOnRequest = true
			r := run(t.Context(), t, f, goalOf(tenant.RuntimeAuto, tt.want))[0]
			if (r.Err == nil) != (tt.wantErr == "") || r.Err != nil && !strings.Contains(r.Err.Error(), tt.wantErr) {
				t.Errorf("error %v, want %q", r.Err, tt.wantErr)
			}
			if tt.wantErr != "" && len(f.writes()) > 0 {
				t.Errorf("written: %v", f.writes())
			}
		})
	}
}
