package report

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"auth0-hook-action/internal/script"
	"auth0-hook-action/internal/tenant"
)

func TestOutputs(t *testing.T) {
	t.Parallel()
	created := create("a", tenant.CredentialsExchange, "x", no())
	updated := update("b", tenant.CredentialsExchange, "x", "y")
	same := unchanged("c", tenant.CredentialsExchange, "x")
	deleted := remove("d", tenant.CredentialsExchange)
	failed := as(created, tenant.Failed, errors.New("no"))
	half := failed
	half.Hook = created.Hook
	waiting := as(created, tenant.Skipped, errors.New("not begun"))
	action := created
	action.Runtime = "actions"
	warning, problem := Finding{Severity: script.Warning}, Finding{Severity: script.Error}
	tests := map[string]struct {
		run         Run
		wantOverall string
		wantChanged bool
		wantRuntime string
	}{
		"nothing":                {base("apply"), "unchanged", false, ""},
		"created":                {base("apply", same, created), "created", true, "hooks"},
		"updated":                {base("apply", same, updated), "updated", true, "hooks"},
		"unchanged":              {base("apply", same), "unchanged", false, "hooks"},
		"deleted before created": {base("apply", created, deleted), "deleted", true, "hooks"},
		"created before updated": {base("apply", updated, created), "created", true, "hooks"},
		"failed before all":      {base("apply", deleted, failed, created), "failed", true, "hooks"},
		"failed":                 {base("apply", failed), "failed", false, "hooks"},
		"failed half-way":        {base("apply", half), "failed", true, "hooks"},
		"planned":                {base("plan", as(created, tenant.Planned, nil)), "planned", true, "hooks"},
		"planned to stay":        {base("plan", as(same, tenant.Planned, nil)), "planned", false, "hooks"},
		"cannot be planned":      {base("plan", failed), "failed", false, "hooks"},
		"mixed":                  {base("apply", created, action), "created", true, "mixed"},
		"actions":                {base("apply", action), "created", true, "actions"},
		"ended early":            {Run{Err: errors.New("no"), Results: []tenant.Result{waiting}}, "failed", false, "hooks"},
		"cancelled":              {Run{Err: context.Canceled, Results: []tenant.Result{created, waiting}}, "failed", true, "hooks"},
		"skipped":                {Run{Skipped: "a fork", Results: []tenant.Result{waiting}}, "skipped", false, "hooks"},
		"skipped with an error":  {Run{Skipped: "a fork", Findings: []Finding{problem}}, "failed", false, ""},
		"a warning":              {Run{Mode: "apply", Findings: []Finding{warning}, Results: []tenant.Result{same}}, "unchanged", false, "hooks"},
		"a problem":              {Run{Mode: "apply", Findings: []Finding{warning, problem}}, "failed", false, ""},
		"checked":                {Run{Mode: "check", Findings: []Finding{warning}}, "checked", false, ""},
		"checked and failed":     {Run{Mode: "check", Findings: []Finding{problem}}, "failed", false, ""},
		"exported":               {base("export", same), "exported", false, "hooks"},
		"secrets alone":          {secretsWritten(), "unchanged", false, "hooks"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := Overall(tt.run); got != tt.wantOverall {
				t.Errorf("result %q, want %q", got, tt.wantOverall)
			}
			if got := Changed(tt.run); got != tt.wantChanged {
				t.Errorf("changed %v, want %v", got, tt.wantChanged)
			}
			if got := RuntimeUsed(tt.run); got != tt.wantRuntime {
				t.Errorf("runtime %q, want %q", got, tt.wantRuntime)
			}
		})
	}
}

func TestHooksOutput(t *testing.T) {
	t.Parallel()
	run := base("apply", create("a", tenant.CredentialsExchange, "x", no()),
		as(remove("b", tenant.SendPhoneMessage), tenant.Failed, errors.New("line 1\nline <2>")),
		remove("c", tenant.PostChangePassword))
	want := `[{"name":"a","trigger":"credentials-exchange","runtime":"hooks","id":"01HXAMPLECA978112CA1BBDCA","result":"created",` +
		`"plan":"create","enabled":false,"error":""},` +
		`{"name":"b","trigger":"send-phone-message","runtime":"hooks","id":"01HXAMPLE3E23E8160039594A","result":"failed",` +
		`"plan":"delete","enabled":true,"error":"line 1\nline \u003c2\u003e"},` +
		`{"name":"c","trigger":"post-change-password","runtime":"hooks","id":"01HXAMPLE2E7D2C03A9507AE2","result":"deleted",` +
		`"plan":"delete","enabled":null,"error":""}]`
	if diff := cmp.Diff(want, HooksOutput(run)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if got := HooksOutput(base("apply")); got != "[]" {
		t.Errorf("no hooks: %s", got)
	}
}

// TestHeadline lists the first lines that no golden file has.
func TestHeadline(t *testing.T) {
	t.Parallel()
	failed := as(create("a", tenant.CredentialsExchange, "x", no()), tenant.Failed, nil)
	lost := as(update("a", tenant.CredentialsExchange, "x", "y"), tenant.Failed, fmt.Errorf("PATCH /api/v2/hooks/1: %w", tenant.ErrLost))
	mixed := many()
	mixed.Results = mixed.Results[:2]
	mixed.Results[0].Runtime = "actions"
	mixed.RuntimeNote = "the tenant takes no new Hooks"
	asked := base("apply", unchanged("a", tenant.CredentialsExchange, "x"))
	asked.RuntimeNote = "a Hook of that name exists"
	late := many()
	late.Results = late.Results[:3]
	late.Results[2] = as(late.Results[2], tenant.Skipped, errors.New("not begun"))
	late.Err = errors.New("the time is up: raise `timeout`")
	one := badInputs()
	one.Findings = one.Findings[:1]
	tests := map[string]struct {
		run  Run
		want string
	}{
		"no reason":         {base("apply", failed), "Hook `a` not created on `example.eu.auth0.com`: no reason given"},
		"a lost answer":     {base("apply", lost), "Hook `a` not updated on `example.eu.auth0.com`: the answer was lost"},
		"two runtimes":      {mixed, "2 hooks on `example.eu.auth0.com` as Hooks and Actions (the tenant takes no new Hooks): 1 created, 1 updated"},
		"why hooks":         {asked, "Hook `a` unchanged on `example.eu.auth0.com` as a Hook (a Hook of that name exists)"},
		"out of time":       {late, "2 of 3 hooks on `example.eu.auth0.com` done: the time is up: raise `timeout`"},
		"one problem":       {one, "Nothing deployed to `example.eu.auth0.com`: `domain`: \"`https://example.eu.auth0.com/login`\" has a path: give the host alone"},
		"planned to stay":   {base("plan", as(unchanged("a", 1, "x"), tenant.Planned, nil)), "Hook `a` would stay as it is on `example.eu.auth0.com`"},
		"planned to go":     {base("plan", as(remove("a", 1), tenant.Planned, nil)), "Hook `a` would be deleted on `example.eu.auth0.com`"},
		"cannot be planned": {base("plan", failed), "Hook `a` cannot be deployed on `example.eu.auth0.com`: no reason given"},
		"nothing wrong":     {base("check", unchanged("a", 1, "x")), "Hook `a` checked: nothing found"},
		"no tenant":         {Run{Mode: "delete", Err: errors.New("no")}, "Nothing deleted: no"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := markdown(tt.run).headline(); got != tt.want {
				t.Errorf("\n got %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestDashboard(t *testing.T) {
	t.Parallel()
	hook := tenant.Hook{ID: "0b1c2d3e-4f50-6172-8394-a5b6c7d8e9f0"}
	const manage = "https://manage.auth0.com/dashboard/"
	tests := map[string]struct {
		domain, runtime string
		hook            tenant.Hook
		want            string
	}{
		"the US":           {"example.auth0.com", "hooks", hook, manage + "us/example/hooks"},
		"Europe":           {"example.eu.auth0.com", "hooks", hook, manage + "eu/example/hooks"},
		"another US":       {"ex-1.us-3.auth0.com", "hooks", hook, manage + "us-3/ex-1/hooks"},
		"an Action":        {"example.jp.auth0.com", "actions", hook, manage + "jp/example/actions/library/details/0b1c2d3e-4f50-6172-8394-a5b6c7d8e9f0"},
		"a hostile id":     {"example.jp.auth0.com", "actions", tenant.Hook{ID: "../../x"}, manage + "jp/example/actions/library"},
		"all Actions":      {"example.uk.auth0.com", "actions", tenant.Hook{}, manage + "uk/example/actions/library"},
		"no runtime":       {"example.uk.auth0.com", "mixed", hook, ""},
		"a custom domain":  {"login.example.com", "hooks", hook, ""},
		"a port":           {"example.auth0.com:8443", "hooks", hook, ""},
		"loopback":         {"127.0.0.1:8080", "hooks", hook, ""},
		"an unknown place": {"example.mars.auth0.com", "hooks", hook, ""},
		"a look-alike":     {"example.auth0.com.evil.example", "hooks", hook, ""},
		"a name with more": {"a/b.auth0.com", "hooks", hook, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := Dashboard(tt.domain, tt.runtime, tt.hook); got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}
