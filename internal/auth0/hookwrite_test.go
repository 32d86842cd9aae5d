package auth0

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"auth0-hook-action/internal/sandbox"
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
	have := &tenant.Observed{ID: "A", Name: "audit", Secrets: []string{"KEPT", "OLD"}}
	body := func(more string) string {
		return `{"name":"My Hook v2","script":"` + hookScript + `","triggerId":"credentials-exchange"` + more + `}`
	}
	update := func(c tenant.Change) tenant.Step { return tenant.Step{Op: tenant.Update, Have: have, Change: c} }
	create := func(d tenant.Desired) tenant.Step { return tenant.Step{Op: tenant.Create, Want: d} }
	tests := map[string]struct {
		step tenant.Step
		want []string // ID stands for the id of the hook that was made
	}{
		"create":          {creation(), []string{"POST /hooks " + body("")}},
		"create disabled": {create(disabled), []string{"POST /hooks " + body("")}},
		"create enabled":  {create(enabled), []string{"POST /hooks " + body(`,"enabled":true`)}},
		"create with it all": {create(full), []string{"POST /hooks " + body(`,"dependencies":{"auth0":"2.30.0"}`),
			`POST /hooks/ID/secrets {"K":"v"}`, `PATCH /hooks/ID {"enabled":true}`}},
		"script":  {update(tenant.Change{Script: &changed}), []string{`PATCH /hooks/A {"script":"changed"}`}},
		"enable":  {update(tenant.Change{Enabled: &on}), []string{`PATCH /hooks/A {"enabled":true}`}},
		"disable": {update(tenant.Change{Enabled: &off}), []string{`PATCH /hooks/A {"enabled":false}`}},
		"script and enabled": {update(tenant.Change{Script: &changed, Enabled: &on}),
			[]string{`PATCH /hooks/A {"script":"changed","enabled":true}`}},
		"empty dependencies": {update(tenant.Change{Dependencies: map[string]string{}}),
			[]string{`PATCH /hooks/A {"dependencies":{}}`}},
		"secrets alone": {update(tenant.Change{SetSecrets: values("OLD", "w")}),
			[]string{`PATCH /hooks/A/secrets {"OLD":"w"}`}},
		"no secret before it": {
			update(tenant.Change{Script: &changed, AddSecrets: values("NEW", "v"), SetSecrets: values("KEPT", "w"),
				DropSecrets: []string{"OLD"}}),
			[]string{`POST /hooks/A/secrets {"NEW":"v"}`, `PATCH /hooks/A {"script":"changed"}`,
				`PATCH /hooks/A/secrets {"KEPT":"w"}`,
				`DELETE /hooks/A/secrets ["OLD"]`}},
		"nothing": {update(tenant.Change{}), nil},
		"none":    {tenant.Step{Op: tenant.None, Have: have}, nil},
		"delete":  {tenant.Step{Op: tenant.Delete, Have: have}, []string{"DELETE /hooks/A", "GET /hooks/A"}},
		"delete what is gone": {tenant.Step{Op: tenant.Delete, Have: &tenant.Observed{ID: "GONE"}},
			[]string{"DELETE /hooks/GONE", "GET /hooks"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server, c := newTenant(t)
				server.AddHook(sandbox.Hook{ID: "A", Name: "audit", Trigger: "credentials-exchange", Script: "a",
					Secrets: map[string]string{"OLD": "x", "KEPT": "y"}})
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
				checkState(t, server, tt.step, hook)
			})
		})
	}
}

// checkState compares what Do gave with what the tenant holds.
func checkState(t *testing.T, server *sandbox.Tenant, step tenant.Step, hook tenant.Observed) {
	t.Helper()
	i := slices.IndexFunc(server.Hooks(), func(h sandbox.Hook) bool { return h.ID == hook.ID })
	if step.Op == tenant.Delete || step.Op == tenant.None || i < 0 {
		if step.Op == tenant.Delete != (i < 0) {
			t.Errorf("hook %q on the tenant: %v", hook.ID, i >= 0)
		}
		return
	}
	stored := server.Hooks()[i]
	if step.Op == tenant.Create && (hook.Name != "my-hook-v-2" || *hook.Script != stored.Script ||
		hook.Trigger != tenant.CredentialsExchange) {
		t.Errorf("hook %+v, on the tenant %+v", hook, stored)
	}
	if step.Change.Enabled != nil && hook.IsEnabled() != stored.Enabled {
		t.Errorf("enabled %v, on the tenant %v", hook.IsEnabled(), stored.Enabled)
	}
	if want := slices.Sorted(maps.Keys(stored.Secrets)); !slices.Equal(hook.Secrets, want) {
		t.Errorf("secrets %v, on the tenant %v", hook.Secrets, want)
	}
}

// TestDoErrors: what a step that fails says, and how far it got.
func TestDoErrors(t *testing.T) {
	t.Parallel()
	on, changed := true, "changed"
	withSecrets := creation()
	withSecrets.Want.Secrets = values("K", "v1-hush", "L", "v2-hush")
	have := &tenant.Observed{ID: "A", Name: "audit", Secrets: []string{"OLD"}}
	update := func(c tenant.Change) tenant.Step { return tenant.Step{Op: tenant.Update, Have: have, Change: c} }
	secrets := update(tenant.Change{Script: &changed, AddSecrets: values("N", "v1-hush"), SetSecrets: values("OLD", "v2-hush")})
	remove := func(id string) tenant.Step { return tenant.Step{Op: tenant.Delete, Have: &tenant.Observed{ID: id}} }
	drop := update(tenant.Change{DropSecrets: []string{"OLD"}})
	script := update(tenant.Change{Script: &changed})
	enable := update(tenant.Change{Enabled: &on})
	// at is a refusal of some requests, in Auth0's shape.
	at := func(method, path string, status int) sandbox.Fault {
		f := refused(status)
		f.Method, f.Path = method, path
		return f
	}
	always := func(f sandbox.Fault) sandbox.Fault { f.Times = -1; return f }
	page := sandbox.Fault{Status: 200, Body: "<html>"}
	scope := sandbox.Fault{Status: 403, Body: `{"statusCode":403,"error":"Forbidden","message":` +
		`"Insufficient scope, expected any of: update:hooks","errorCode":"insufficient_scope"}`}
	kinds := []error{tenant.ErrAmbiguous, tenant.ErrUnknown, tenant.ErrConflict, tenant.ErrHooksEnded, tenant.ErrForbidden,
		tenant.ErrUntouched}
	tests := map[string]struct {
		step       tenant.Step
		fault      sandbox.Fault
		age        sandbox.Age
		refusal    sandbox.Refusal
		wantErrors []string
		wantIs     []error // of kinds
		wantSent   int
	}{
		"create lost before": {step: creation(), fault: sandbox.Fault{Drop: true},
			wantIs: []error{tenant.ErrAmbiguous}, wantSent: 1},
		"create lost after": {step: creation(), fault: sandbox.Fault{Drop: true, After: true},
			wantIs: []error{tenant.ErrAmbiguous}, wantSent: 1},
		"create with 502": {step: creation(), fault: sandbox.Fault{Status: 502, Body: "<html>"},
			wantErrors: []string{"POST /api/v2/hooks: the answer is not Auth0's (502 Bad Gateway"},
			wantIs:     []error{tenant.ErrAmbiguous}, wantSent: 1},
		"create stalled": {step: creation(), fault: sandbox.Fault{Delay: time.Hour, After: true},
			wantIs: []error{tenant.ErrAmbiguous}, wantSent: 1},
		"create with an error page": {step: creation(), fault: page, wantIs: []error{tenant.ErrAmbiguous}, wantSent: 1},
		"create with a gateway's 404": {step: creation(), fault: sandbox.Fault{Status: 404, Body: "default backend - 404"},
			wantIs: []error{tenant.ErrAmbiguous}, wantSent: 1},
		"create that is refused": {step: creation(), age: sandbox.HooksReadOnly,
			wantErrors: []string{"hooks_not_allowed"}, wantIs: []error{tenant.ErrHooksEnded}, wantSent: 1},
		"create on a tenant without": {step: creation(), age: sandbox.HooksGone, refusal: sandbox.NotFound,
			wantIs: []error{tenant.ErrHooksEnded}, wantSent: 1},
		"create what is there": {step: creation(), fault: refused(409),
			wantErrors: []string{"409 Conflict"}, wantIs: []error{tenant.ErrConflict}, wantSent: 1},
		"create, no secrets": {step: withSecrets, fault: at("", "/secrets$", 403),
			wantErrors: []string{"the hook was created (", "secrets K, L not written: POST"}, wantSent: 2},
		"create, secrets refused as Hooks": {step: withSecrets, fault: at("", "/secrets$", 501), wantSent: 2},
		"create, secrets lost": {step: withSecrets, fault: sandbox.Fault{Path: "/secrets$", Drop: true, After: true},
			wantErrors: []string{"secrets K, L perhaps not written"}, wantIs: []error{tenant.ErrAmbiguous}, wantSent: 2},
		"half of the secrets": {step: secrets, fault: at("PATCH", "/secrets$", 403),
			wantErrors: []string{"secret N written, but: secret OLD not written: PATCH"}, wantSent: 3},
		"secrets, but no script": {step: secrets, fault: at("", "/A$", 400),
			wantErrors: []string{"secret N written, but: PATCH"}, wantSent: 2},
		"secrets before a refused script": {step: secrets, fault: at("POST", "/secrets$", 501),
			wantIs: []error{tenant.ErrHooksEnded}, wantSent: 1},
		"a secret that is there": {step: update(tenant.Change{AddSecrets: values("OLD", "v1-hush")}),
			wantErrors: []string{"secret OLD not written"}, wantIs: []error{tenant.ErrConflict}, wantSent: 1},
		"a secret that is gone": {step: update(tenant.Change{SetSecrets: values("N", "v1-hush")}),
			wantErrors: []string{"secret N not written"}, wantIs: []error{tenant.ErrConflict}, wantSent: 1},
		"a secret that stays": {step: drop, fault: at("DELETE", "", 404),
			wantErrors: []string{"secret OLD not removed: it is still there: DELETE"}, wantSent: 2},
		"a secret that stays behind a gateway": {step: drop, fault: always(sandbox.Fault{Method: "DELETE",
			Status: 404, Body: "no"}),
			wantErrors: []string{"secret OLD not removed: it is still there"}, wantIs: []error{tenant.ErrUnknown}, wantSent: 6},
		"an update that is refused": {step: script, age: sandbox.HooksReadOnly,
			wantErrors: []string{"PATCH /api/v2/hooks/A: 403"}, wantIs: []error{tenant.ErrHooksEnded}, wantSent: 1},
		"an update that is disabled": {step: script, age: sandbox.HooksReadOnly, refusal: sandbox.Disabled,
			wantIs: []error{tenant.ErrHooksEnded}, wantSent: 1},
		"an update refused by 501": {step: script, age: sandbox.HooksReadOnly, refusal: sandbox.NotImplemented,
			wantIs: []error{tenant.ErrHooksEnded}, wantSent: 1},
		"an update refused by 404, listed": {step: script, age: sandbox.HooksReadOnly, refusal: sandbox.NotFound,
			wantSent: 2},
		"an update refused by 410, listed": {step: script, age: sandbox.HooksReadOnly, refusal: sandbox.Gone, wantSent: 2},
		"an update refused by 404, no list": {step: script, age: sandbox.HooksGone, refusal: sandbox.NotFound,
			wantIs: []error{tenant.ErrHooksEnded}, wantSent: 2},
		"an enabling refused by 404, no list": {step: enable, age: sandbox.HooksGone, refusal: sandbox.NotFound,
			wantIs: []error{tenant.ErrHooksEnded}, wantSent: 2},
		"an enabling that is refused": {step: enable, age: sandbox.HooksGone, wantSent: 1},
		"an update refused by a gateway's 404s": {step: script, fault: always(sandbox.Fault{Method: "PATCH",
			Status: 404, Body: "no"}), wantIs: []error{tenant.ErrUnknown}, wantSent: 5},
		"an update of what is gone": {step: tenant.Step{Op: tenant.Update, Have: &tenant.Observed{ID: "GONE"},
			Change: tenant.Change{Script: &changed}},
			wantIs: []error{tenant.ErrConflict}, wantSent: 2},
		"an update without a scope": {step: enable, fault: scope, wantErrors: []string{"update:hooks"},
			wantIs: []error{tenant.ErrForbidden}, wantSent: 1},
		"an update of another": {step: enable, fault: sandbox.Fault{Status: 200, Body: `{"id":"B"}`},
			wantErrors: []string{"answered about B"}, wantSent: 1},
		"an update not kept": {step: enable, fault: sandbox.Fault{Status: 200, Body: `{"id":"A","enabled":false}`},
			wantErrors: []string{"stored something else"}, wantSent: 1},
		"an update for ever": {step: enable, fault: always(refused(500)),
			wantErrors: []string{"500 Internal Server Error: no"}, wantIs: []error{tenant.ErrUnknown}, wantSent: 5},
		"a deletion that is refused": {step: remove("A"), fault: refused(403),
			wantErrors: []string{"DELETE /api/v2/hooks/A: 403"}, wantSent: 1},
		"a deletion with 404 of what stays": {step: remove("A"), fault: always(at("DELETE", "", 404)),
			wantErrors: []string{"it is still there: DELETE /api/v2/hooks/A: 404"}, wantSent: 2},
		"a deletion that is redirected": {step: remove("A"), fault: sandbox.Fault{Redirect: "https://login.example/"},
			wantErrors: []string{"it is still there", "redirect to another host"}, wantIs: []error{tenant.ErrUnknown},
			wantSent: 2},
		"a deletion with pages alone": {step: remove("A"), fault: always(sandbox.Fault{Method: "DELETE", Status: 200,
			Body: "<html>"}),
			wantErrors: []string{"it is still there", "not Auth0's"}, wantIs: []error{tenant.ErrUnknown}, wantSent: 6},
		"a deletion that cannot be looked for": {step: remove("GONE"), fault: always(at("GET", "", 403)),
			wantErrors: []string{"it is not known whether it is still there: GET"}, wantSent: 2},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server, c := newTenant(t)
				server.AddHook(sandbox.Hook{ID: "A", Name: "audit", Trigger: "credentials-exchange", Script: "a",
					Secrets: map[string]string{"OLD": "x"}})
				if tt.age != 0 {
					server.SetAge(tt.age)
				}
				if tt.refusal != 0 {
					server.SetRefusal(tt.refusal)
				}
				if f := tt.fault; f.Status != 0 || f.Drop || f.Delay != 0 || f.Redirect != "" {
					server.AddFault(f)
				}
				_, err := c.Hooks().Do(t.Context(), tt.step)
				checkError(t, err, tt.wantErrors)
				for _, kind := range kinds {
					if errors.Is(err, kind) != slices.Contains(tt.wantIs, kind) {
						t.Errorf("error %v; is it %v? want %v", err, kind, tt.wantIs)
					}
				}
				if got := len(server.Requests()); got != tt.wantSent {
					t.Errorf("%d requests, want %d: %v", got, tt.wantSent, sent(server))
				}
			})
		})
	}
}

func checkError(t *testing.T, err error, texts []string) {
	t.Helper()
	if err == nil {
		t.Fatal("no error")
	}
	for _, text := range texts {
		if !strings.Contains(err.Error(), text) {
			t.Errorf("error %v, want %q", err, text)
		}
	}
	if strings.Contains(err.Error(), "hush") {
		t.Errorf("error %v quotes a secret", err)
	}
}
