package conformance

import (
	"context"
	"errors"
	"maps"
	"slices"
	"testing"

	"github.com/auth0/go-auth0/management"
	"github.com/google/go-cmp/cmp"
	"golang.org/x/oauth2"

	"auth0-hook-action/internal/sandbox"
)

// api is a client of the tenant that gets its own token.
func (s *stage) api() *management.Management {
	s.t.Helper()
	id, secret := s.tenant.Client()
	ctx := context.WithValue(s.t.Context(), oauth2.HTTPClient, s.client())
	m, err := management.New(s.host, management.WithClient(s.client()), management.WithNoRetries(),
		management.WithClientCredentialsAndAudience(ctx, id, secret, sandbox.Audience))
	if err != nil {
		s.t.Fatal(err)
	}
	return m
}

func (s *stage) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// hookFacts are a hook's fields and the names of its secrets, whoever tells them.
type hookFacts struct {
	Name, Trigger, Script string
	Enabled               bool
	Dependencies          map[string]string
	Secrets               []string
}

func (s *stage) factsBy(m *management.Management, id string) hookFacts {
	s.t.Helper()
	h, err := m.Hook.Read(s.t.Context(), id)
	s.must(err)
	secrets, err := m.Hook.Secrets(s.t.Context(), id)
	s.must(err)
	for name, value := range secrets {
		if value != "_VALUE_NOT_SHOWN_" {
			s.t.Errorf("the value of the secret %s is returned", name)
		}
	}
	return hookFacts{h.GetName(), h.GetTriggerID(), h.GetScript(), h.GetEnabled(), h.GetDependencies(), slices.Sorted(slices.Values(secrets.Keys()))}
}

func factsOf(h sandbox.Hook) hookFacts {
	return hookFacts{h.Name, h.Trigger, h.Script, h.Enabled, h.Dependencies, slices.Sorted(maps.Keys(h.Secrets))}
}

func status(err error) int {
	var e management.Error
	if !errors.As(err, &e) {
		return 0
	}
	return e.Status()
}

func (s *stage) wantStatus(err error, want int) {
	s.t.Helper()
	if got := status(err); got != want {
		s.t.Errorf("%v: status %d, want %d", err, got, want)
	}
}

// TestGoAuth0DrivesHooks goes through a hook's life with go-auth0; what it wrote is unchanged to the action.
func TestGoAuth0DrivesHooks(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	m, ctx := s.api(), t.Context()
	hook := &management.Hook{Name: new("Audit Log v2"), TriggerID: new("credentials-exchange"), Script: new("// first\n")}
	s.must(m.Hook.Create(ctx, hook))
	id := hook.GetID()
	if hook.GetName() != "audit-log-v-2" || hook.GetEnabled() {
		t.Errorf("created: %v", hook)
	}
	list, err := m.Hook.List(ctx)
	s.must(err)
	if list.Total != 1 || len(list.Hooks) != 1 || list.Hooks[0].GetID() != id {
		t.Errorf("listed: %+v", list)
	}
	s.must(m.Hook.Update(ctx, id, &management.Hook{Script: new(script), Enabled: new(true),
		Dependencies: &map[string]string{"lodash": "4.17.21"}}))
	s.must(m.Hook.CreateSecrets(ctx, id, management.HookSecrets{"A": "one", "B": "two"}))
	s.wantStatus(m.Hook.CreateSecrets(ctx, id, management.HookSecrets{"A": "again"}), 409)
	s.must(m.Hook.ReplaceSecrets(ctx, id, management.HookSecrets{"A": "three", "C": "four"}))
	want := hookFacts{"audit-log-v-2", "credentials-exchange", script, true, map[string]string{"lodash": "4.17.21"}, []string{"A", "C"}}
	if diff := cmp.Diff(want, s.factsBy(m, id)); diff != "" {
		t.Errorf("read back (-want +got):\n%s", diff)
	}

	s.file("audit.js", script)
	inputs := []string{"hook-name", "Audit Log v2", "trigger", "credentials-exchange", "script-path", "audit.js",
		"enabled", "true", "dependencies", "lodash: 4.17.21", "runtime", "hooks"}
	before := s.tenant.Writes()
	s.act(0, "unchanged", inputs...)
	if n := s.tenant.Writes() - before; n != 0 {
		t.Errorf("the action made %d writes", n)
	}

	s.must(m.Hook.RemoveAllSecrets(ctx, id))
	s.must(m.Hook.Delete(ctx, id))
	_, err = m.Hook.Read(ctx, id)
	s.wantStatus(err, 404)
	s.act(0, "unchanged", "mode", "delete", "hook-name", "Audit Log v2", "trigger", "credentials-exchange", "runtime", "hooks")
}

// TestGoAuth0ReadsHooks reads with go-auth0 what the action wrote, step by step.
func TestGoAuth0ReadsHooks(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	m := s.api()
	s.file("audit.js", script)
	inputs := func(more ...string) []string {
		return append([]string{"hook-name", "audit", "trigger", "credentials-exchange", "script-path", "audit.js", "runtime", "hooks"}, more...)
	}
	check := func(want hookFacts) {
		t.Helper()
		list, err := m.Hook.List(t.Context())
		s.must(err)
		if len(list.Hooks) != 1 {
			t.Fatalf("%d hooks, want 1", len(list.Hooks))
		}
		if diff := cmp.Diff(want, s.factsBy(m, list.Hooks[0].GetID())); diff != "" {
			t.Errorf("read back (-want +got):\n%s", diff)
		}
	}
	s.act(0, "created", inputs("secrets", "A=the first\nB=the second\n", "dependencies", "lodash: 4.17.21")...)
	check(hookFacts{"audit", "credentials-exchange", script, false, map[string]string{"lodash": "4.17.21"}, []string{"A", "B"}})
	s.file("audit.js", script+"// changed\n")
	s.act(0, "updated", inputs("secrets", "A=the first\nC=the third\n", "prune", "true", "enabled", "true", "dependencies", "{}")...)
	check(hookFacts{"audit", "credentials-exchange", script + "// changed\n", true, map[string]string{}, []string{"A", "C"}})
	s.act(0, "deleted", inputs("mode", "delete")...)
	list, err := m.Hook.List(t.Context())
	s.must(err)
	if list.Total != 0 {
		t.Errorf("%d hooks are left", list.Total)
	}
}

// TestGoAuth0DrivesActions does the same with an Action, beside one that the action deployed.
func TestGoAuth0DrivesActions(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.tenant.SetAge(sandbox.HooksGone)
	m, ctx := s.api(), t.Context()
	s.file("audit.js", script)
	inputs := []string{"hook-name", "audit", "trigger", "credentials-exchange", "script-path", "audit.js", "enabled", "true"}
	s.act(0, "created", append(inputs, "secrets", "A=the first\n", "dependencies", "lodash: 4.17.21")...)

	list, err := m.Action.List(ctx, management.Parameter("actionName", "audit"))
	s.must(err)
	if len(list.Actions) != 1 {
		t.Fatalf("%d Actions, want 1", len(list.Actions))
	}
	deployed, err := m.Action.Read(ctx, list.Actions[0].GetID())
	s.must(err)
	stored := s.tenant.Actions()[0]
	if deployed.GetCode() != stored.Code || deployed.DeployedVersion.GetCode() != stored.Code || !deployed.DeployedVersion.Deployed ||
		deployed.GetStatus() != management.ActionStatusBuilt || !deployed.AllChangesDeployed || deployed.GetRuntime() != "node22" {
		t.Errorf("read back: %v", deployed)
	}
	if secrets := deployed.GetSecrets(); len(secrets) != 1 || secrets[0].GetName() != "A" || secrets[0].Value != nil {
		t.Errorf("secrets: %v", secrets)
	}

	other := &management.Action{Name: new("other"), Code: new("exports.onExecuteCredentialsExchange = async () => {}"),
		SupportedTriggers: []management.ActionTrigger{{ID: new("credentials-exchange"), Version: new("v2")}},
		Secrets:           &[]management.ActionSecret{{Name: new("X"), Value: new("hidden")}}}
	s.must(m.Action.Create(ctx, other))
	s.must(m.Action.Update(ctx, other.GetID(), &management.Action{Name: new("other"), Code: new("exports.onExecuteCredentialsExchange = async () => { /* 2 */ }"),
		SupportedTriggers: other.SupportedTriggers}))
	_, err = m.Action.Read(ctx, other.GetID()) // a look at it lets it be built
	s.must(err)
	version, err := m.Action.Deploy(ctx, other.GetID())
	s.must(err)
	versions, err := m.Action.Versions(ctx, other.GetID())
	s.must(err)
	if len(versions.Versions) != 1 || versions.Versions[0].GetID() != version.GetID() {
		t.Errorf("versions: %v", versions)
	}

	bindings := func() (names []string) {
		t.Helper()
		bound, err := m.Action.Bindings(ctx, "credentials-exchange")
		s.must(err)
		for _, b := range bound.Bindings {
			names = append(names, b.GetDisplayName())
		}
		return names
	}
	if diff := cmp.Diff([]string{"audit"}, bindings()); diff != "" {
		t.Errorf("bound by the action (-want +got):\n%s", diff)
	}
	reference := func(kind, value, shown string) *management.ActionBinding {
		return &management.ActionBinding{DisplayName: &shown, Ref: &management.ActionBindingReference{Type: &kind, Value: &value}}
	}
	s.must(m.Action.UpdateBindings(ctx, "credentials-exchange", []*management.ActionBinding{
		reference(management.ActionBindingReferenceByID, other.GetID(), "shown so"),
		reference(management.ActionBindingReferenceByName, "audit", "the audit"),
	}))
	s.act(0, "unchanged", append(inputs, "dependencies", "lodash: 4.17.21")...)
	s.act(0, "deleted", append(inputs, "mode", "delete")...)
	if diff := cmp.Diff([]string{"shown so"}, bindings()); diff != "" {
		t.Errorf("left by the action (-want +got):\n%s", diff)
	}
	s.wantStatus(m.Action.Delete(ctx, other.GetID()), 409)
	s.must(m.Action.UpdateBindings(ctx, "credentials-exchange", []*management.ActionBinding{}))
	s.must(m.Action.Delete(ctx, other.GetID()))
	_, err = m.Action.Read(ctx, other.GetID())
	s.wantStatus(err, 404)
}
