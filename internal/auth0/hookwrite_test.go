package auth0

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"auth0-hook-action/internal/sandbox"
	"auth0-hook-action/internal/secret"
	"auth0-hook-action/internal/tenant"
)

// TestDoRequests: which requests a step makes, and in which order.
func TestDoRequests(t *testing.T) {
	t.Parallel()
	on, off, changed := true, false, "changed"
	want := creation().Want
	full := want
	full.Enabled, full.Dependencies, full.Secrets = &on, map[string]string{"auth0": "2.30.0"}, values("K", "v")
	enabled := want
	enabled.Enabled = &on
	disabled := want
	disabled.Enabled = &off
	have := tenant.Hook{ID: "A", Name: "audit", Secrets: map[string]secret.Value{"OLD": {}, "KEPT": {}}}
	body := func(more string) string {
		return `{"name":"My Hook v2","script":"` + script + `","triggerId":"credentials-exchange"` + more + `}`
	}
	tests := map[string]struct {
		step tenant.Step
		want []string // ID stands for the id of the hook that was made
	}{
		"create":              {step: creation(), want: []string{"POST /hooks " + body("")}},
		"create disabled":     {step: tenant.Step{Op: tenant.Create, Want: disabled}, want: []string{"POST /hooks " + body("")}},
		"create enabled":      {step: tenant.Step{Op: tenant.Create, Want: enabled}, want: []string{"POST /hooks " + body(`,"enabled":true`)}},
		"create with it all":  {step: tenant.Step{Op: tenant.Create, Want: full}, want: []string{"POST /hooks " + body(`,"dependencies":{"auth0":"2.30.0"}`), `POST /hooks/ID/secrets {"K":"v"}`, `PATCH /hooks/ID {"enabled":true}`}},
		"script":              {step: tenant.Step{Op: tenant.Update, Have: have, Change: tenant.Change{Script: &changed}}, want: []string{`PATCH /hooks/A {"script":"changed"}`}},
		"enable":              {step: tenant.Step{Op: tenant.Update, Have: have, Change: tenant.Change{Enabled: &on}}, want: []string{`PATCH /hooks/A {"enabled":true}`}},
		"disable":             {step: tenant.Step{Op: tenant.Update, Have: have, Change: tenant.Change{Enabled: &off}}, want: []string{`PATCH /hooks/A {"enabled":false}`}},
		"empty dependencies":  {step: tenant.Step{Op: tenant.Update, Have: have, Change: tenant.Change{Dependencies: map[string]string{}}}, want: []string{`PATCH /hooks/A {"dependencies":{}}`}},
		"secrets alone":       {step: tenant.Step{Op: tenant.Update, Have: have, Change: tenant.Change{SetSecrets: values("OLD", "w")}}, want: []string{`PATCH /hooks/A/secrets {"OLD":"w"}`}},
		"no secret before it": {step: tenant.Step{Op: tenant.Update, Have: have, Change: tenant.Change{Script: &changed, AddSecrets: values("NEW", "v"), SetSecrets: values("KEPT", "w"), DropSecrets: []string{"OLD"}}}, want: []string{`POST /hooks/A/secrets {"NEW":"v"}`, `PATCH /hooks/A {"script":"changed"}`, `PATCH /hooks/A/secrets {"KEPT":"w"}`, `DELETE /hooks/A/secrets ["OLD"]`}},
		"nothing":             {step: tenant.Step{Op: tenant.Update, Have: have}, want: nil},
		"none":                {step: tenant.Step{Op: tenant.None, Have: have}, want: nil},
		"delete":              {step: tenant.Step{Op: tenant.Delete, Have: have}, want: []string{"DELETE /hooks/A"}},
		"delete what is gone": {step: tenant.Step{Op: tenant.Delete, Have: tenant.Hook{ID: "GONE"}}, want: []string{"DELETE /hooks/GONE"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server, c := newTenant(t)
				server.AddHook(sandbox.Hook{ID: "A", Name: "audit", Trigger: "credentials-exchange", Script: "a", Secrets: map[string]string{"OLD": "x", "KEPT": "y"}})
				hook, err := c.Hooks().Do(t.Context(), tt.step)
				if err != nil {
					t.Fatal(err)
				}
				got := sent(server)
				if tt.step.Op == tenant.Create {
					for i := range got {
						got[i] = strings.ReplaceAll(got[i], hook.ID, "ID")
					}
				}
				if diff := cmp.Diff(tt.want, got); diff != "" {
					t.Errorf("(-want +got)\n%s", diff)
				}
				checkStands(t, server, tt.step, hook)
			})
		})
	}
}

// checkStands compares what Do gave with what the tenant holds.
func checkStands(t *testing.T, server *sandbox.Tenant, step tenant.Step, hook tenant.Hook) {
	t.Helper()
	i := slices.IndexFunc(server.Hooks(), func(h sandbox.Hook) bool { return h.ID == hook.ID })
	if step.Op == tenant.Delete || step.Op == tenant.None || i < 0 {
		if step.Op == tenant.Delete != (i < 0) {
			t.Errorf("hook %q on the tenant: %v", hook.ID, i >= 0)
		}
		return
	}
	held := server.Hooks()[i]
	if step.Op == tenant.Create && (hook.Name != "my-hook-v-2" || hook.Script != held.Script || hook.Trigger != tenant.CredentialsExchange) {
		t.Errorf("hook %+v, on the tenant %+v", hook, held)
	}
	if step.Change.Enabled != nil && hook.IsEnabled() != held.Enabled {
		t.Errorf("enabled %v, on the tenant %v", hook.IsEnabled(), held.Enabled)
	}
	if got, want := slices.Sorted(maps.Keys(hook.Secrets)), slices.Sorted(maps.Keys(held.Secrets)); !slices.Equal(got, want) {
		t.Errorf("secrets %v, on the tenant %v", got, want)
	}
	for _, v := range hook.Secrets {
		if !v.IsZero() {
			t.Error("a held hook knows a secret's value")
		}
	}
}

// TestDoErrors: what a step that fails says, and how far it got.
func TestDoErrors(t *testing.T) {
	t.Parallel()
	on, changed := true, "changed"
	withSecrets := creation()
	withSecrets.Want.Secrets = values("K", "v1-hush", "L", "v2-hush")
	have := tenant.Hook{ID: "A", Name: "audit", Secrets: map[string]secret.Value{"OLD": {}}}
	update := func(c tenant.Change) tenant.Step { return tenant.Step{Op: tenant.Update, Have: have, Change: c} }
	secrets := update(tenant.Change{Script: &changed, AddSecrets: values("N", "v1-hush"), SetSecrets: values("OLD", "v2-hush")})
	const refusal = `{"statusCode":500,"message":"no"}`
	tests := map[string]struct {
		step       tenant.Step
		fault      sandbox.Fault
		age        sandbox.Age
		refusal    sandbox.Refusal
		wantErrors []string
		wantIs     []error
		wantNot    []error
		wantSent   int
	}{
		"create lost before": {step: creation(), fault: sandbox.Fault{Drop: true},
			wantIs: []error{tenant.ErrLost}, wantSent: 1},
		"create lost after": {step: creation(), fault: sandbox.Fault{Drop: true, After: true},
			wantIs: []error{tenant.ErrLost}, wantSent: 1},
		"create with 502": {step: creation(), fault: sandbox.Fault{Status: 502, Body: "<html>"},
			wantErrors: []string{"POST /api/v2/hooks: 502 Bad Gateway: the answer is a web page"}, wantIs: []error{tenant.ErrLost}, wantSent: 1},
		"create stalled": {step: creation(), fault: sandbox.Fault{Delay: time.Hour, After: true},
			wantIs: []error{tenant.ErrLost}, wantSent: 1},
		"create with an error page": {step: creation(), fault: sandbox.Fault{Status: 200, Body: "<html>"},
			wantIs: []error{tenant.ErrLost}, wantSent: 1},
		"create that is refused": {step: creation(), age: sandbox.HooksReadOnly,
			wantErrors: []string{"hooks_not_allowed"}, wantIs: []error{tenant.ErrHooksEnded}, wantSent: 1},
		"create on a tenant without": {step: creation(), age: sandbox.HooksGone, refusal: sandbox.NotFound,
			wantIs: []error{tenant.ErrHooksEnded}, wantSent: 1},
		"create what is there": {step: creation(), fault: sandbox.Fault{Status: 409, Body: `{"message":"Hook with the same name already exists."}`},
			wantErrors: []string{"409 Conflict"}, wantIs: []error{tenant.ErrConflict}, wantNot: []error{tenant.ErrLost}, wantSent: 1},
		"create, no secrets": {step: withSecrets, fault: sandbox.Fault{Path: "/secrets$", Status: 403, Body: `{"message":"no"}`},
			wantErrors: []string{"the hook was created (", "secrets K, L not written: POST"}, wantSent: 2},
		"create, secrets lost": {step: withSecrets, fault: sandbox.Fault{Path: "/secrets$", Drop: true, After: true},
			wantErrors: []string{"secrets K, L perhaps not written"}, wantIs: []error{tenant.ErrLost}, wantSent: 2},
		"half of the secrets": {step: secrets, fault: sandbox.Fault{Method: "PATCH", Path: "/secrets$", Status: 403, Body: `{"message":"no"}`},
			wantErrors: []string{"secret N written, but: secret OLD not written: PATCH"}, wantSent: 3},
		"secrets, but no script": {step: secrets, fault: sandbox.Fault{Path: "/A$", Status: 400, Body: `{"message":"no"}`},
			wantErrors: []string{"secret N written, but: PATCH"}, wantSent: 2},
		"a secret that is there": {step: update(tenant.Change{AddSecrets: values("OLD", "v1-hush")}),
			wantErrors: []string{"secret OLD not written"}, wantIs: []error{tenant.ErrConflict}, wantSent: 1},
		"a secret that is gone": {step: update(tenant.Change{SetSecrets: values("N", "v1-hush")}),
			wantErrors: []string{"secret N not written"}, wantIs: []error{tenant.ErrConflict}, wantSent: 1},
		"a secret that stays": {step: update(tenant.Change{DropSecrets: []string{"OLD"}}), fault: sandbox.Fault{Method: "DELETE", Status: 404, Body: `{"message":"no"}`},
			wantErrors: []string{"secret OLD not removed"}, wantSent: 2},
		"an update that is refused": {step: update(tenant.Change{Script: &changed}), age: sandbox.HooksReadOnly,
			wantErrors: []string{"PATCH /api/v2/hooks/A: 403"}, wantIs: []error{tenant.ErrHooksEnded}, wantSent: 1},
		"an update refused by 404": {step: update(tenant.Change{Script: &changed}), age: sandbox.HooksReadOnly, refusal: sandbox.NotFound,
			wantIs: []error{tenant.ErrHooksEnded}, wantNot: []error{tenant.ErrConflict}, wantSent: 2},
		"an update refused by 501": {step: update(tenant.Change{Script: &changed}), age: sandbox.HooksReadOnly, refusal: sandbox.NotImplemented,
			wantIs: []error{tenant.ErrHooksEnded}, wantSent: 2},
		"an update of what is gone": {step: tenant.Step{Op: tenant.Update, Have: tenant.Hook{ID: "GONE"}, Change: tenant.Change{Script: &changed}},
			wantIs: []error{tenant.ErrConflict}, wantNot: []error{tenant.ErrHooksEnded}, wantSent: 2},
		"an update without a scope": {step: update(tenant.Change{Enabled: &on}), fault: sandbox.Fault{Status: 403, Body: `{"message":"Insufficient scope, expected any of: update:hooks","errorCode":"insufficient_scope"}`},
			wantNot: []error{tenant.ErrHooksEnded}, wantSent: 1},
		"an update of another": {step: update(tenant.Change{Enabled: &on}), fault: sandbox.Fault{Status: 200, Body: `{"id":"B"}`},
			wantErrors: []string{"answered about B"}, wantSent: 1},
		"an update not kept": {step: update(tenant.Change{Enabled: &on}), fault: sandbox.Fault{Status: 200, Body: `{"id":"A","enabled":false}`},
			wantErrors: []string{"kept something else"}, wantSent: 1},
		"an update for ever": {step: update(tenant.Change{Enabled: &on}), fault: sandbox.Fault{Status: 500, Body: refusal, Times: -1},
			wantErrors: []string{"500 Internal Server Error: no"}, wantNot: []error{tenant.ErrLost}, wantSent: 5},
		"a deletion that is refused": {step: tenant.Step{Op: tenant.Delete, Have: have}, fault: sandbox.Fault{Status: 403, Body: `{"message":"no"}`},
			wantErrors: []string{"DELETE /api/v2/hooks/A: 403"}, wantSent: 1},
		"a deletion with an error page": {step: tenant.Step{Op: tenant.Delete, Have: have}, fault: sandbox.Fault{Status: 200, Body: "<html>"},
			wantErrors: []string{"a web page"}, wantSent: 1},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server, c := newTenant(t)
				server.AddHook(sandbox.Hook{ID: "A", Name: "audit", Trigger: "credentials-exchange", Script: "a", Secrets: map[string]string{"OLD": "x"}})
				if tt.age != 0 {
					server.SetAge(tt.age)
				}
				if tt.refusal != 0 {
					server.SetRefusal(tt.refusal)
				}
				if f := tt.fault; f.Status != 0 || f.Drop || f.Delay != 0 {
					server.AddFault(f)
				}
				_, err := c.Hooks().Do(t.Context(), tt.step)
				checkError(t, err, tt.wantErrors, tt.wantIs, tt.wantNot)
				if got := len(server.Requests()); got != tt.wantSent {
					t.Errorf("%d requests, want %d: %v", got, tt.wantSent, sent(server))
				}
			})
		})
	}
}

func checkError(t *testing.T, err error, texts []string, is, not []error) {
	t.Helper()
	if err == nil {
		t.Fatal("no error")
	}
	for _, text := range texts {
		if !strings.Contains(err.Error(), text) {
			t.Errorf("error %v, want %q", err, text)
		}
	}
	for _, kind := range is {
		if !errors.Is(err, kind) {
			t.Errorf("error %v is not %v", err, kind)
		}
	}
	for _, kind := range not {
		if errors.Is(err, kind) {
			t.Errorf("error %v is %v", err, kind)
		}
	}
	if strings.Contains(err.Error(), "hush") {
		t.Errorf("error %v tells a secret", err)
	}
}

// TestDoRepeats: faults that a step outlives by itself.
func TestDoRepeats(t *testing.T) {
	t.Parallel()
	on := true
	have := tenant.Hook{ID: "A", Name: "audit", Secrets: map[string]secret.Value{"OLD": {}}}
	steps := map[string]tenant.Step{
		"enable":      {Op: tenant.Update, Have: have, Change: tenant.Change{Enabled: &on}},
		"set secret":  {Op: tenant.Update, Have: have, Change: tenant.Change{SetSecrets: values("OLD", "w")}},
		"drop secret": {Op: tenant.Update, Have: have, Change: tenant.Change{DropSecrets: []string{"OLD"}}},
		"delete":      {Op: tenant.Delete, Have: have},
	}
	faults := map[string]sandbox.Fault{
		"429": {Status: 429}, "408": {Status: 408}, "500": {Status: 500}, "dropped": {Drop: true},
		"dropped after": {Drop: true, After: true}, "cut": {Truncate: true}, "stalled": {Delay: time.Hour}, "stalled after": {Delay: time.Hour, After: true},
	}
	for name, step := range steps {
		for kind, fault := range faults {
			t.Run(name+" with "+kind, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					server, c := newTenant(t)
					server.AddHook(sandbox.Hook{ID: "A", Name: "audit", Trigger: "credentials-exchange", Script: "a", Secrets: map[string]string{"OLD": "x"}})
					server.AddFault(fault)
					hook, err := c.Hooks().Do(t.Context(), step)
					if err != nil {
						t.Fatal(err)
					}
					if n := len(server.Requests()); n != 2 {
						t.Errorf("%d requests, want 2", n)
					}
					checkStands(t, server, step, hook)
				})
			})
		}
	}
}

// TestCancelled: a step ends when its context does.
func TestCancelled(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, c := newTenant(t)
		server.SetLatency(20 * time.Second)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err := c.Hooks().Do(ctx, creation())
		if !errors.Is(err, context.DeadlineExceeded) || !errors.Is(err, tenant.ErrLost) {
			t.Errorf("error %v, want the context's, and that the answer was lost", err)
		}
	})
}
