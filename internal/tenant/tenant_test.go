package tenant_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"

	"auth0-hook-action/internal/secret"
	"auth0-hook-action/internal/tenant"
)

func hook(id, name, script string) tenant.Hook {
	return tenant.Hook{ID: id, Name: name, Trigger: tenant.CredentialsExchange, Script: script,
		Enabled: new(false), Dependencies: map[string]string{}}
}

func wanted(name, script string) tenant.Hook {
	return tenant.Hook{Name: name, Trigger: tenant.CredentialsExchange, Script: script}
}

func enabled(h tenant.Hook) tenant.Hook { h.Enabled = new(true); return h }

func secrets(names ...string) map[string]secret.Value {
	m := map[string]secret.Value{}
	for _, n := range names {
		m[n] = secret.New("value of " + n)
	}
	return m
}

func TestKebab(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		"test-hook735": "test-hook-735", "testing-hook-creation": "testing-hook-creation", "cce hook": "cce-hook",
		"My Hook v2": "my-hook-v-2", "someHook": "some-hook", "A--b": "a-b", "HTTPHook": "http-hook", "aBC": "a-bc",
		"": "", " - ": "", "7": "7", "X": "x", "ABC": "abc", "a1B2": "a-1-b-2",
	} {
		if got := tenant.Kebab(given); got != want {
			t.Errorf("Kebab(%q) = %q, want %q", given, got, want)
		}
		if again := tenant.Kebab(want); again != want {
			t.Errorf("Kebab(%q) = %q: not stable", want, again)
		}
	}
}

func TestDiff(t *testing.T) {
	t.Parallel()
	with := func(h tenant.Hook, names ...string) tenant.Hook { h.Secrets = secrets(names...); return h }
	elsewhere := hook("1", "a", "x")
	elsewhere.Trigger = tenant.PostChangePassword
	locked := hook("1", "a", "x")
	locked.Locked = "not ours"
	redo := hook("1", "a", "x")
	redo.Redo = "a draft was not deployed"
	tests := map[string]struct {
		aim     tenant.Aim
		have    []tenant.Hook
		limits  tenant.Limits
		wantOp  tenant.Op
		wantErr string
		check   func(s tenant.Step) bool
	}{
		"new":            {aim: tenant.Aim{Hooks: []tenant.Hook{wanted("a", "x")}}, wantOp: tenant.Create},
		"same":           {aim: tenant.Aim{Hooks: []tenant.Hook{wanted("a", "x")}}, have: []tenant.Hook{hook("1", "a", "x")}, wantOp: tenant.None},
		"other spelling": {aim: tenant.Aim{Hooks: []tenant.Hook{wanted("My Hook v2", "x")}}, have: []tenant.Hook{hook("1", "my-hook-v-2", "x")}, wantOp: tenant.None},
		"script": {aim: tenant.Aim{Hooks: []tenant.Hook{wanted("a", "y")}}, have: []tenant.Hook{hook("1", "a", "x")}, wantOp: tenant.Update,
			check: func(s tenant.Step) bool {
				c := s.Change
				return *c.Script == "y" && c.Enabled == nil && c.Dependencies == nil && c.AddSecrets == nil && c.DropSecrets == nil
			}},
		"nameless matches nothing": {aim: tenant.Aim{Hooks: []tenant.Hook{wanted("a", "x")}}, have: []tenant.Hook{hook("1", "", "x")}, wantOp: tenant.Create},
		"another trigger":          {aim: tenant.Aim{Hooks: []tenant.Hook{wanted("a", "x")}}, have: []tenant.Hook{elsewhere}, wantErr: "another trigger"},
		"locked":                   {aim: tenant.Aim{Hooks: []tenant.Hook{wanted("a", "x")}}, have: []tenant.Hook{locked}, wantErr: "not ours"},
		"redo":                     {aim: tenant.Aim{Hooks: []tenant.Hook{wanted("a", "x")}}, have: []tenant.Hook{redo}, wantOp: tenant.Update},
		"two of the name":          {aim: tenant.Aim{Hooks: []tenant.Hook{wanted("a", "x")}}, have: []tenant.Hook{hook("1", "a", "x"), hook("2", "A", "x")}, wantErr: "1, 2"},
		"secrets are written again, and do not count": {aim: tenant.Aim{Hooks: []tenant.Hook{with(wanted("a", "x"), "K")}}, have: []tenant.Hook{with(hook("1", "a", "x"), "K", "L")}, wantOp: tenant.Update,
			check: func(s tenant.Step) bool {
				return !s.Changes() && len(s.Change.SetSecrets) == 1 && s.Change.DropSecrets == nil
			}},
		"prune drops secrets": {aim: tenant.Aim{Prune: true, Hooks: []tenant.Hook{with(wanted("a", "x"), "K")}}, have: []tenant.Hook{with(hook("1", "a", "x"), "K", "L")}, wantOp: tenant.Update,
			check: func(s tenant.Step) bool { return s.Changes() && slices.Equal(s.Change.DropSecrets, []string{"L"}) }},
		"prune keeps where none are given": {aim: tenant.Aim{Prune: true, Hooks: []tenant.Hook{wanted("a", "x")}}, have: []tenant.Hook{with(hook("1", "a", "x"), "K")}, wantOp: tenant.None},
		"too many secrets":                 {aim: tenant.Aim{Hooks: []tenant.Hook{with(wanted("a", "x"), "A", "B")}}, have: []tenant.Hook{with(hook("1", "a", "x"), "C", "D")}, wantErr: "4 secrets"},
		"a set must be given whole": {aim: tenant.Aim{Hooks: []tenant.Hook{with(wanted("a", "x"), "K")}}, have: []tenant.Hook{with(hook("1", "a", "x"), "K", "L")},
			limits: tenant.Limits{SecretsAsSet: true, MaxSecrets: 9}, wantErr: "L would be lost"},
		"slot taken":             {aim: tenant.Aim{Hooks: []tenant.Hook{enabled(wanted("a", "x"))}}, have: []tenant.Hook{enabled(hook("1", "b", "x"))}, wantErr: `"b" is enabled`},
		"slot taken by a locked": {aim: tenant.Aim{Hooks: []tenant.Hook{enabled(wanted("a", "x"))}}, have: []tenant.Hook{enabled(func() tenant.Hook { h := hook("1", "b", "x"); h.Locked = "no"; return h }())}, wantOp: tenant.Create},
		"slot replaced": {aim: tenant.Aim{ReplaceEnabled: true, Hooks: []tenant.Hook{enabled(wanted("a", "x"))}}, have: []tenant.Hook{enabled(hook("1", "b", "x"))}, wantOp: tenant.Create,
			check: func(s tenant.Step) bool { return len(s.Displaces) == 1 && s.Displaces[0].ID == "1" }},
		"delete":                   {aim: tenant.Aim{Delete: true, Hooks: []tenant.Hook{wanted("a", "")}}, have: []tenant.Hook{hook("1", "a", "x")}, wantOp: tenant.Delete},
		"delete what is gone":      {aim: tenant.Aim{Delete: true, Hooks: []tenant.Hook{wanted("a", "")}}, wantOp: tenant.None},
		"delete, another trigger":  {aim: tenant.Aim{Delete: true, Hooks: []tenant.Hook{wanted("a", "")}}, have: []tenant.Hook{elsewhere}, wantOp: tenant.None, check: func(s tenant.Step) bool { return len(s.Warnings) == 1 }},
		"drift":                    {aim: tenant.Aim{Memory: tenant.Memory{"a": tenant.Fingerprint("old")}, Hooks: []tenant.Hook{wanted("a", "new")}}, have: []tenant.Hook{hook("1", "a", "by hand")}, wantOp: tenant.Update, check: func(s tenant.Step) bool { return s.Drift }},
		"no drift":                 {aim: tenant.Aim{Memory: tenant.Memory{"a": tenant.Fingerprint("old")}, Hooks: []tenant.Hook{wanted("a", "new")}}, have: []tenant.Hook{hook("1", "a", "old")}, wantOp: tenant.Update, check: func(s tenant.Step) bool { return !s.Drift }},
		"no memory, no drift":      {aim: tenant.Aim{Hooks: []tenant.Hook{wanted("a", "new")}}, have: []tenant.Hook{hook("1", "a", "by hand")}, wantOp: tenant.Update, check: func(s tenant.Step) bool { return !s.Drift }},
		"the plan frees the slot":  {aim: tenant.Aim{Hooks: []tenant.Hook{enabled(wanted("a", "x")), hook("", "b", "x")}}, have: []tenant.Hook{enabled(hook("1", "b", "x"))}, wantOp: tenant.Create},
		"prune frees the slot too": {aim: tenant.Aim{Whole: true, Prune: true, Hooks: []tenant.Hook{enabled(wanted("a", "x"))}}, have: []tenant.Hook{enabled(hook("1", "b", "x"))}, wantOp: tenant.Create},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			limits := tt.limits
			if limits == (tenant.Limits{}) {
				limits = tenant.Limits{Runtime: "hooks", MaxSecrets: 3}
			}
			s := tenant.Diff(tt.aim, tt.have, limits).Steps[0]
			if tt.wantErr != "" {
				if s.Err == nil || !strings.Contains(s.Err.Error(), tt.wantErr) || s.Op != tenant.None {
					t.Fatalf("op %v, error %v; want none and an error with %q", s.Op, s.Err, tt.wantErr)
				}
				return
			}
			if s.Err != nil || s.Op != tt.wantOp {
				t.Fatalf("op %v, error %v; want %v", s.Op, s.Err, tt.wantOp)
			}
			if tt.check != nil && !tt.check(s) {
				t.Errorf("the step is not as wanted: %+v", s)
			}
		})
	}
}

func TestPruneLeavesOthersAlone(t *testing.T) {
	t.Parallel()
	locked := hook("3", "c", "x")
	locked.Locked = "not ours"
	have := []tenant.Hook{hook("1", "a", "x"), hook("2", "b", "x"), locked, hook("4", "", "x")}
	aim := tenant.Aim{Hooks: []tenant.Hook{wanted("a", "x")}, Whole: true, Prune: true}
	var got []string
	for _, s := range tenant.Diff(aim, have, tenant.Limits{}).Steps {
		got = append(got, fmt.Sprint(s.Op, " ", s.Key()))
	}
	if diff := cmp.Diff([]string{"none a", "delete b"}, got); diff != "" {
		t.Errorf("steps (-want +got):\n%s", diff)
	}
}

func apply(t *testing.T, f *fake, aim tenant.Aim) []tenant.Result {
	t.Helper()
	have, err := f.Read(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return tenant.Apply(t.Context(), f, aim, tenant.Diff(aim, have, f.limits), nil)
}

func TestApplyCreatesOnceWhateverIsLost(t *testing.T) {
	t.Parallel()
	lost := fmt.Errorf("POST: %w", tenant.ErrLost)
	for name, fault := range map[string]func(tenant.Step, int) (error, bool){
		"lost after it landed":       func(_ tenant.Step, n int) (error, bool) { return map[bool]error{true: lost}[n == 1], true },
		"lost before it landed":      func(_ tenant.Step, n int) (error, bool) { return map[bool]error{true: lost}[n == 1], n != 1 },
		"lost, and it landed late":   func(_ tenant.Step, n int) (error, bool) { return map[bool]error{true: lost}[n == 1], false },
		"lost four times, then fine": func(_ tenant.Step, n int) (error, bool) { return map[bool]error{true: lost}[n < 5], n >= 5 },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				f := newFake()
				f.fault = fault
				if strings.HasSuffix(name, "late") {
					f.onRead = func(f *fake, n int) {
						if n == 3 { // once more, after some time
							f.hooks["101"] = hook("101", "a", "x")
						}
					}
				}
				r := apply(t, f, tenant.Aim{Hooks: []tenant.Hook{wanted("a", "x")}})[0]
				if r.Err != nil || r.Status != tenant.Created || len(f.hooks) != 1 || r.Hook.ID != "101" {
					t.Errorf("status %v, id %q, error %v, %d hooks", r.Status, r.Hook.ID, r.Err, len(f.hooks))
				}
			})
		})
	}
}

func TestApplyAfterAConflict(t *testing.T) {
	t.Parallel()
	for script, want := range map[string]tenant.Status{"x": tenant.Unchanged, "theirs": tenant.Updated} {
		f := newFake()
		f.fault = func(s tenant.Step, n int) (error, bool) {
			if n == 1 {
				f.hooks["7"] = hook("7", "a", script)
			}
			return nil, true
		}
		r := apply(t, f, tenant.Aim{Hooks: []tenant.Hook{wanted("a", "x")}})[0]
		if r.Err != nil || r.Status != want || r.Hook.ID != "7" || f.hooks["7"].Script != "x" {
			t.Errorf("theirs %q: status %v, hook %+v, error %v", script, r.Status, r.Hook, r.Err)
		}
	}
}

func TestEnabledSlot(t *testing.T) {
	t.Parallel()
	down := errors.New("the tenant is down")
	old := enabled(hook("050", "old", "x"))
	only := func(name string, on bool) func(tenant.Step, int) (error, bool) {
		return func(s tenant.Step, _ int) (error, bool) {
			if s.Key() == name && (s.Op == tenant.Create || s.Change.Enabled != nil && *s.Change.Enabled == on) {
				return down, false
			}
			return nil, true
		}
	}
	both := func(s tenant.Step, n int) (error, bool) {
		if n > 2 { // ours is there and the old one disabled
			return down, false
		}
		return nil, true
	}
	rival := func(id string, from int) func(*fake, int) {
		return func(f *fake, n int) {
			if n == from {
				f.hooks[id] = enabled(hook(id, "rival", "x"))
			}
		}
	}
	tests := map[string]struct {
		fault       func(tenant.Step, int) (error, bool)
		onRead      func(*fake, int)
		noReplace   bool
		wantErr     string
		wantEnabled []string
	}{
		"replaced":                    {wantEnabled: []string{"101"}},
		"ours fails, the old is back": {fault: only("new", true), wantErr: "down", wantEnabled: []string{"050"}},
		"the old cannot be disabled":  {fault: only("old", false), wantErr: `disable "old"`, wantEnabled: []string{"050"}},
		"neither":                     {fault: both, wantErr: `"old" was disabled and could not be enabled again`},
		"a rival with a smaller id":   {onRead: rival("001", 3), wantErr: "another run", wantEnabled: []string{"001"}},
		"a rival that stays":          {onRead: rival("999", 3), wantErr: "another run", wantEnabled: []string{"999"}},
		"a late rival":                {onRead: rival("001", 4), wantErr: "another run", wantEnabled: []string{"001"}},
		"a rival that gives way": {onRead: func(f *fake, n int) {
			rival("999", 3)(f, n)
			if n == 4 {
				delete(f.hooks, "999")
			}
		}, wantEnabled: []string{"101"}},
		"a holder that came after the plan": {noReplace: true, onRead: rival("001", 2), wantErr: "enabled at", wantEnabled: []string{"001"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				f := newFake(old)
				if tt.noReplace {
					f = newFake()
				}
				f.fault, f.onRead = tt.fault, tt.onRead
				r := apply(t, f, tenant.Aim{ReplaceEnabled: !tt.noReplace, Hooks: []tenant.Hook{enabled(wanted("new", "y"))}})[0]
				if (r.Err == nil) != (tt.wantErr == "") || r.Err != nil && !strings.Contains(r.Err.Error(), tt.wantErr) {
					t.Errorf("error %v, want %q", r.Err, tt.wantErr)
				}
				if (r.Status == tenant.Failed) != (r.Err != nil) {
					t.Errorf("status %v with error %v", r.Status, r.Err)
				}
				if diff := cmp.Diff(tt.wantEnabled, f.enabled(tenant.CredentialsExchange)); diff != "" {
					t.Errorf("enabled (-want +got):\n%s", diff)
				}
			})
		})
	}
}

func TestApplyStopsAtTheEdges(t *testing.T) {
	t.Parallel()
	set := []tenant.Hook{wanted("a", "x"), wanted("b", "x"), wanted("c", "x")}
	t.Run("one failure does not stop the others", func(t *testing.T) {
		t.Parallel()
		f := newFake()
		f.fault = func(s tenant.Step, _ int) (error, bool) {
			return map[bool]error{true: errors.New("no")}[s.Key() == "b"], s.Key() != "b"
		}
		got := statuses(apply(t, f, tenant.Aim{Hooks: set}))
		if diff := cmp.Diff([]string{"created", "failed", "created"}, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
	t.Run("cancelled before it began", func(t *testing.T) {
		t.Parallel()
		f := newFake()
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		aim := tenant.Aim{Hooks: set}
		got := statuses(tenant.Apply(ctx, f, aim, tenant.Diff(aim, nil, f.limits), nil))
		if diff := cmp.Diff([]string{"skipped", "skipped", "skipped"}, got); diff != "" || len(f.dos) > 0 {
			t.Errorf("%v, (-want +got):\n%s", f.dos, diff)
		}
	})
	t.Run("a refused part stops the set", func(t *testing.T) {
		t.Parallel()
		f := newFake()
		bad := wanted("d", "x")
		bad.Secrets = secrets("A", "B", "C", "D")
		got := statuses(apply(t, f, tenant.Aim{Hooks: append(slices.Clone(set), bad)}))
		if diff := cmp.Diff([]string{"skipped", "skipped", "skipped", "failed"}, got); diff != "" || len(f.dos) > 0 {
			t.Errorf("%v, (-want +got):\n%s", f.dos, diff)
		}
	})
}

func statuses(results []tenant.Result) []string {
	var all []string
	for _, r := range results {
		all = append(all, r.Status.String())
	}
	return all
}

// Whatever a tenant holds and whatever is wanted: after Apply a second Diff finds nothing to do.
func TestApplyThenDiffIsEmpty(t *testing.T) {
	t.Parallel()
	for seed := range uint64(400) {
		rnd := rand.New(rand.NewPCG(seed, 1))
		f := newFake(randomHooks(rnd, true)...)
		f.limits.ExchangesAtOnce = seed%2 == 0
		f.limits.MaxSecrets = 99
		aim := tenant.Aim{Hooks: randomHooks(rnd, false), Whole: true, Prune: rnd.IntN(2) == 0, ReplaceEnabled: true, Delete: rnd.IntN(8) == 0}
		claimed := map[tenant.Trigger]bool{} // by a hook that is to be enabled
		synctest.Test(t, func(t *testing.T) {
			for _, r := range apply(t, f, aim) {
				claimed[r.Step.Trigger()] = claimed[r.Step.Trigger()] || !aim.Delete && r.Err == nil && r.Step.Want.IsEnabled()
				if r.Err != nil && !strings.Contains(r.Err.Error(), "another trigger") {
					t.Errorf("seed %d: %q: %v", seed, r.Step.Key(), r.Err)
				}
			}
		})
		have, _ := f.Read(t.Context(), nil)
		if again := tenant.Diff(aim, have, f.limits); again.Changes() {
			t.Errorf("seed %d: a second plan would change something: %+v", seed, again)
		}
		for _, tr := range tenant.Triggers() {
			if on := f.enabled(tr); claimed[tr] && len(on) > 1 {
				t.Errorf("seed %d: %v are enabled at %s", seed, on, tr)
			}
		}
	}
}

func randomHooks(rnd *rand.Rand, held bool) []tenant.Hook {
	var hooks []tenant.Hook
	slots := map[tenant.Trigger]bool{}
	for i, name := range []string{"a", "b", "c", "d", "e"} {
		if rnd.IntN(3) == 0 {
			continue
		}
		h := tenant.Hook{Name: name, Trigger: tenant.Triggers()[rnd.IntN(2)], Script: fmt.Sprint("script ", rnd.IntN(2))}
		if held {
			h.ID, h.Enabled, h.Dependencies = fmt.Sprint(i), new(false), map[string]string{}
		}
		if rnd.IntN(2) == 0 && (held || !slots[h.Trigger]) { // a tenant may have two: other tools enable a second one
			h.Enabled, slots[h.Trigger] = new(true), true
		}
		if rnd.IntN(2) == 0 {
			h.Dependencies = map[string]string{"p": fmt.Sprint(rnd.IntN(2))}
		}
		if rnd.IntN(2) == 0 {
			h.Secrets = secrets([]string{"K", "L", "M"}[:rnd.IntN(4)]...)
		}
		hooks = append(hooks, h)
	}
	return hooks
}

func TestRemember(t *testing.T) {
	t.Parallel()
	result := func(name string, s tenant.Status) tenant.Result {
		return tenant.Result{Step: tenant.Step{Want: wanted(name, "new "+name)}, Status: s}
	}
	old := tenant.Memory{"b": "old b", "c": "old c", "d": "old d", "e": "old e"}
	half, hidden := result("f", tenant.Failed), result("g", tenant.Updated)
	half.Hook.Script, hidden.Step.Want.HideDiff = "new f", true
	got := tenant.Remember(old, []tenant.Result{half, hidden, result("a", tenant.Created), result("b", tenant.Unchanged),
		result("c", tenant.Failed), result("d", tenant.Deleted), result("e", tenant.Planned)})
	want := tenant.Memory{"f": tenant.Fingerprint("new f"), "a": tenant.Fingerprint("new a"), "b": tenant.Fingerprint("new b"), "c": "old c", "e": "old e"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if len(old) != 4 {
		t.Errorf("the old memory was changed: %v", old)
	}
}
