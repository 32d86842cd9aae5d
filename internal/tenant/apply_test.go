package tenant_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"

	"auth0-hook-action/internal/secret"
	"auth0-hook-action/internal/tenant"
)

const flow = tenant.CredentialsExchange

func hook(id, name, script string, on bool) tenant.Observed {
	return tenant.Observed{Runtime: tenant.RuntimeHooks, ID: id, Name: name, Trigger: flow, Format: tenant.FormatHook,
		Managed: true,
		Script:  &script, Enabled: &on, Dependencies: map[string]string{}, Secrets: []string{}}
}

func action(id, name, script string, on bool) tenant.Observed {
	o := hook(id, name, script, on)
	o.Runtime, o.Given = tenant.RuntimeActions, map[string]string{}
	return o
}

func native(o tenant.Observed) tenant.Observed  { o.Format = tenant.FormatAction; return o }
func unowned(o tenant.Observed) tenant.Observed { o.Managed, o.Given = false, nil; return native(o) }

func want(name, script string) tenant.Desired {
	return tenant.Desired{Name: name, Trigger: flow, Format: tenant.FormatHook, Script: script}
}

func on(d tenant.Desired) tenant.Desired       { d.Enabled = new(true); return d }
func off(d tenant.Desired) tenant.Desired      { d.Enabled = new(false); return d }
func asNative(d tenant.Desired) tenant.Desired { d.Format = tenant.FormatAction; return d }
func values(names ...string) map[string]secret.Value {
	m := map[string]secret.Value{}
	for _, n := range names {
		m[n] = secret.New("value of " + n)
	}
	return m
}

func withSecrets(d tenant.Desired, names ...string) tenant.Desired {
	d.Secrets = values(names...)
	return d
}

func goalOf(r tenant.Runtime, all ...tenant.Desired) tenant.Goal {
	return tenant.Goal{Desired: all, Mode: tenant.ModeApply, Runtime: r, Repository: "7", Path: "hooks"}
}

// run looks, plans and applies.
func run(ctx context.Context, t *testing.T, f *fake, goal tenant.Goal) []tenant.Result {
	t.Helper()
	have, err := tenant.Look(ctx, f.engines(), goal)
	if err != nil {
		t.Fatalf("look: %v", err)
	}
	return tenant.Apply(ctx, f.engines(), goal, tenant.Diff(goal, have), nil)
}

// says reports whether an error has a text; empty: whether there is none.
func says(err error, text string) bool {
	if err == nil || text == "" {
		return err == nil && text == ""
	}
	return strings.Contains(err.Error(), text)
}

func TestApply(t *testing.T) {
	t.Parallel()
	auto, actions, hooks := tenant.RuntimeAuto, tenant.RuntimeActions, tenant.RuntimeHooks
	replace := func(g tenant.Goal) tenant.Goal { g.ReplaceEnabled = true; return g }
	deleting := func(g tenant.Goal) tenant.Goal { g.Mode = tenant.ModeDelete; return g }
	tests := map[string]struct {
		state      string
		have       []tenant.Observed
		goal       tenant.Goal
		wantStatus tenant.Status
		wantWrites []string
		wantHooks  []string // enabled
		wantBound  []string
		wantErr    string
	}{
		"a new hook is a Hook": {"on", nil, goalOf(auto, on(want("a", "x"))), tenant.Created, []string{"create hook a"},
			[]string{"a"}, nil, ""},
		"a new hook is an Action where the tenant refuses it": {"read-only", nil, goalOf(auto, on(want("a", "x"))),
			tenant.Created,
			[]string{"create hook a", "create action a", "bind a"}, nil, []string{"a"}, ""},
		"a new hook is an Action where Hooks cannot be listed": {"gone", nil, goalOf(auto, want("a", "x")),
			tenant.Created,
			[]string{"create action a"}, nil, nil, ""},
		"the move": {"read-only", []tenant.Observed{hook("1", "a", "old", true)}, goalOf(auto, on(want("a", "x"))),
			tenant.Created,
			[]string{"update hook a", "create action a", "hook a: false", "bind a"}, nil, []string{"a"}, ""},
		"the move, enabled left out": {"read-only", []tenant.Observed{hook("1", "a", "old", true)},
			goalOf(auto, want("a", "x")), tenant.Created,
			[]string{"update hook a", "create action a"}, []string{"a"}, nil, ""},
		"the move displaces nobody without replace-enabled": {"read-only",
			[]tenant.Observed{hook("1", "a", "old", false), hook("2", "b", "x", true)},
			goalOf(auto, on(want("a", "x"))), tenant.Failed, nil, []string{"b"}, nil, `"b" is enabled`},
		"after the move the Action stays": {"read-only",
			[]tenant.Observed{hook("1", "a", "old", false), action("2", "a", "x", true)},
			goalOf(auto, on(want("a", "old"))), tenant.Updated, []string{"update action a"}, nil, []string{"a"}, ""},
		"a Hook that was enabled again beside the Action": {"read-only",
			[]tenant.Observed{hook("1", "a", "x", true), action("2", "a", "x", true)},
			goalOf(auto, want("a", "x")), tenant.Updated, []string{"hook a: false"}, nil, []string{"a"}, ""},
		"an enabled state alone stays with the Hook": {"read-only", []tenant.Observed{hook("1", "a", "x", false)},
			goalOf(auto, on(want("a", "x"))),
			tenant.Updated, []string{"update hook a"}, []string{"a"}, nil, ""},
		"a Hook yields to a Hook": {"on", []tenant.Observed{hook("1", "b", "x", true)},
			replace(goalOf(hooks, on(want("a", "x")))), tenant.Created,
			[]string{"create hook a", "hook b: false", "hook a: true"}, []string{"a"}, nil, ""},
		"a Hook yields to an Action": {"read-only", []tenant.Observed{hook("1", "b", "x", true)},
			replace(goalOf(auto, on(want("a", "x")))), tenant.Created,
			[]string{"create hook a", "create action a", "hook b: false", "bind a"}, nil, []string{"a"}, ""},
		"an Action yields to a Hook": {"on", []tenant.Observed{action("1", "b", "x", true)},
			replace(goalOf(auto, on(want("a", "x")))), tenant.Created,
			[]string{"create hook a", "bind ", "hook a: true"}, []string{"a"}, []string{}, ""},
		"an Action takes the place of the one it displaces": {"gone",
			[]tenant.Observed{native(action("1", "n1", "x", true)), action("2", "b", "x", true),
				native(action("3", "n2", "x", true))},
			replace(goalOf(actions, on(want("a", "x")))), tenant.Created, []string{"create action a",
				"bind n1 a n2"}, nil, []string{"n1", "a", "n2"}, ""},
		"a hook file goes first": {"gone", []tenant.Observed{native(action("1", "n1", "x", true))},
			goalOf(actions, on(want("a", "x"))), tenant.Created,
			[]string{"create action a", "bind a n1"}, nil, []string{"a", "n1"}, ""},
		"a native Action goes last": {"gone", []tenant.Observed{action("1", "b", "x", true)},
			goalOf(actions, on(asNative(want("A b", "x")))), tenant.Created,
			[]string{"create action A b", "bind b A b"}, nil, []string{"b", "A b"}, ""},
		"a hook file becomes native": {"gone", []tenant.Observed{action("1", "a-b", "x", true)},
			goalOf(actions, on(asNative(want("A b", "y")))),
			tenant.Updated, []string{"update action a-b"}, nil, []string{"a-b"}, ""},
		"and a hook file again": {"gone", []tenant.Observed{native(action("1", "a-b", "y", true))},
			goalOf(actions, on(want("A b", "x"))),
			tenant.Updated, []string{"update action a-b"}, nil, []string{"a-b"}, ""},
		"a second Action that an earlier run left": {"gone",
			[]tenant.Observed{action("1", "a", "x", false), action("2", "a", "x", true)},
			goalOf(actions, want("a", "x")), tenant.Updated, []string{"bind a",
				"delete action a"}, nil, []string{"a"}, ""},
		"delete takes both": {"read-only", []tenant.Observed{hook("1", "a", "x", true), action("2", "a", "x", true),
			native(action("3", "n", "y", true))},
			deleting(goalOf(auto, tenant.Desired{Name: "a",
				Trigger: flow})), tenant.Deleted, []string{"delete action a", "delete hook a"}, nil, []string{"n"}, ""},
		"delete leaves what is not managed": {"gone", []tenant.Observed{unowned(action("1", "a", "x", true))},
			deleting(goalOf(auto, tenant.Desired{Name: "a",
				Trigger: flow})), tenant.Failed, nil, nil, []string{"a"}, "did not deploy"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				f := newFake(tt.state, tt.have...)
				r := run(t.Context(), t, f, tt.goal)[0]
				if r.Status != tt.wantStatus || !says(r.Err, tt.wantErr) {
					t.Errorf("status %v, error %v; want %v, %q", r.Status, r.Err, tt.wantStatus, tt.wantErr)
				}
				if diff := cmp.Diff(tt.wantWrites, f.writes(), ignoreEmpty); diff != "" {
					t.Errorf("writes (-want +got):\n%s", diff)
				}
				if diff := cmp.Diff(tt.wantHooks, f.enabledHooks(flow), ignoreEmpty); diff != "" {
					t.Errorf("enabled Hooks (-want +got):\n%s", diff)
				}
				if diff := cmp.Diff(tt.wantBound, f.names(), ignoreEmpty); diff != "" {
					t.Errorf("bound (-want +got):\n%s", diff)
				}
				again(t, f, tt.goal, r)
			})
		})
	}
}

var ignoreEmpty = cmp.Transformer("emptyIsNil", func(s []string) []string {
	if len(s) == 0 {
		return nil
	}
	return s
})

// again plans a second time: nothing is left to do where the first run did not fail.
func again(t *testing.T, f *fake, goal tenant.Goal, first tenant.Result) {
	t.Helper()
	have, err := tenant.Look(t.Context(), f.engines(), goal)
	if err != nil {
		t.Fatal(err)
	}
	if plan := tenant.Diff(goal, have); first.Err == nil && slices.ContainsFunc(plan.Steps, tenant.Step.Changes) {
		t.Errorf("a second plan has changes: %+v", plan.Steps)
	}
}

func TestMovePutsBack(t *testing.T) {
	t.Parallel()
	down := errors.New("the tenant is down")
	tests := map[string]struct {
		fault     func(call string) error
		wantErr   string
		wantHooks []string
	}{
		"binding fails": {func(call string) error {
			if strings.HasPrefix(call, "bind") {
				return down
			}
			return nil
		}, "it was created, but: the tenant is down", []string{"a"}},
		"the Hook cannot be enabled again": {func(call string) error {
			if strings.HasPrefix(call, "bind") || call == "hook a: true" {
				return down
			}
			return nil
		}, `no hook may be running at credentials-exchange now: "a" was disabled`, nil},
		"the Hook cannot be disabled": {func(call string) error {
			if call == "hook a: false" {
				return down
			}
			return nil
		}, "it was created, but: the tenant is down", []string{"a"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				f := newFake("read-only", hook("1", "a", "old", true))
				f.fault = tt.fault
				goal := goalOf(tenant.RuntimeAuto, on(want("a", "x")))
				r := run(t.Context(), t, f, goal)[0]
				if r.Err == nil || !strings.HasPrefix(r.Err.Error(), tt.wantErr) {
					t.Errorf("error %v, want %q first", r.Err, tt.wantErr)
				}
				if diff := cmp.Diff(tt.wantHooks, f.enabledHooks(flow), ignoreEmpty); diff != "" {
					t.Errorf("enabled Hooks (-want +got):\n%s", diff)
				}
				f.fault = nil
				run(t.Context(), t, f, goal)
				if diff := cmp.Diff([]string{"a"}, f.names()); diff != "" || len(f.enabledHooks(flow)) > 0 {
					t.Errorf("after the next run: bound (-want +got):\n%s\nHooks %v", diff, f.enabledHooks(flow))
				}
			})
		})
	}
}

func TestCancelledInTheMove(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		f := newFake("read-only", hook("1", "a", "old", true))
		f.fault = func(call string) error {
			if strings.HasPrefix(call, "bind") {
				cancel()
				return context.Canceled
			}
			return nil
		}
		r := run(ctx, t, f, goalOf(tenant.RuntimeAuto, on(want("a", "x"))))[0]
		if r.Status != tenant.Failed || cmp.Diff([]string{"a"}, f.enabledHooks(flow)) != "" {
			t.Errorf("%v: %v, enabled Hooks %v; want failed and the Hook enabled again", r.Status, r.Err,
				f.enabledHooks(flow))
		}
	})
}
