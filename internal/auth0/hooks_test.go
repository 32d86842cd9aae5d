package auth0

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"

	"auth0-hook-action/internal/sandbox"
	"auth0-hook-action/internal/secret"
	"auth0-hook-action/internal/tenant"
)

const hookScript = "module.exports = function (client, scope, audience, context, cb) { cb(null, {}); };"

const noSuchHook = `{"statusCode":404,"error":"Not Found","message":"Error: Hook does not exist","errorCode":"HookDoesNotExist"}`

func creation() tenant.Step {
	return tenant.Step{Op: tenant.Create, Want: tenant.Desired{Format: tenant.FormatHook, Name: "My Hook v2",
		Trigger: tenant.CredentialsExchange, Script: hookScript}}
}

func values(pairs ...string) map[string]secret.Value {
	m := map[string]secret.Value{}
	for i := 0; i < len(pairs); i += 2 {
		m[pairs[i]] = secret.New(pairs[i+1])
	}
	return m
}

// TestReadCost: which requests a reading makes, in any order.
func TestReadCost(t *testing.T) {
	t.Parallel()
	audit := tenant.Desired{Name: "Audit Log", Trigger: tenant.CredentialsExchange, Format: tenant.FormatHook}
	withSecrets := audit
	withSecrets.Secrets = map[string]secret.Value{}
	native := audit
	native.Format = tenant.FormatAction
	elsewhere := withSecrets
	elsewhere.Trigger = tenant.PostChangePassword
	absent := withSecrets
	absent.Name = "other"
	noLetters := withSecrets
	noLetters.Name = "-"
	nameless := tenant.Desired{Name: "B", Trigger: tenant.PostChangePassword, Secrets: values()}
	all := []string{"GET /hooks", "GET /hooks/A/secrets", "GET /hooks/B/secrets", "GET /hooks/C/secrets"}
	allBare := append([]string{"GET /hooks/A", "GET /hooks/B", "GET /hooks/C"}, all...)
	slices.Sort(allBare)
	desired := func(all ...tenant.Desired) tenant.Query { return tenant.Query{Desired: all} }
	tests := map[string]struct {
		query        tenant.Query
		bare         bool // the list leaves scripts out
		wantRequests []string
	}{
		"an empty query":         {query: tenant.Query{}, bare: true, wantRequests: []string{"GET /hooks"}},
		"one hook":               {query: desired(audit), wantRequests: []string{"GET /hooks"}},
		"one hook, bare list":    {query: desired(audit), bare: true, wantRequests: []string{"GET /hooks", "GET /hooks/A"}},
		"a native Action's Hook": {query: desired(native), bare: true, wantRequests: []string{"GET /hooks", "GET /hooks/A"}},
		"one hook with secrets":  {query: desired(withSecrets), wantRequests: []string{"GET /hooks", "GET /hooks/A/secrets"}},
		"all desired ones' secrets": {query: tenant.Query{Desired: []tenant.Desired{audit}, Secrets: true},
			wantRequests: []string{"GET /hooks", "GET /hooks/A/secrets"}},
		"secrets and bare list": {query: desired(audit, withSecrets), bare: true,
			wantRequests: []string{"GET /hooks", "GET /hooks/A", "GET /hooks/A/secrets"}},
		"a hook that is not there": {query: desired(absent), bare: true, wantRequests: []string{"GET /hooks"}},
		"at another trigger":       {query: desired(elsewhere), bare: true, wantRequests: []string{"GET /hooks"}},
		"a name without letters":   {query: desired(noLetters), bare: true, wantRequests: []string{"GET /hooks"}},
		"one without a name":       {query: desired(nameless), wantRequests: []string{"GET /hooks", "GET /hooks/B/secrets"}},
		"all":                      {query: tenant.Query{All: true}, wantRequests: all},
		"all, bare list":           {query: tenant.Query{All: true}, bare: true, wantRequests: allBare},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server, c := newTenant(t)
				server.Assume(sandbox.Assumptions{ListWithoutScript: tt.bare})
				server.AddHook(sandbox.Hook{ID: "A", Name: "audit-log", Trigger: "credentials-exchange", Script: "a",
					Enabled:      true,
					Dependencies: map[string]string{"auth0": "2.30.0"}, Secrets: map[string]string{"K": "v", "B": "v"}})
				server.AddHook(sandbox.Hook{ID: "B", Trigger: "post-change-password", Script: "b"})
				server.AddHook(sandbox.Hook{ID: "C", Name: "next", Trigger: "some-new-trigger", Script: "c"})
				hooks, err := c.Hooks().Read(t.Context(), tt.query)
				if err != nil {
					t.Fatal(err)
				}
				requests := sent(server)
				slices.Sort(requests)
				if diff := cmp.Diff(tt.wantRequests, requests); diff != "" {
					t.Errorf("requests (-want +got)\n%s", diff)
				}
				checkRead(t, hooks, tt.wantRequests, tt.bare)
			})
		})
	}
}

// checkRead compares what was read with the part of the tenant that was asked for.
func checkRead(t *testing.T, hooks []tenant.Observed, requests []string, bare bool) {
	t.Helper()
	hook := func(id, name string, trigger tenant.Trigger, script string, enabled bool) tenant.Observed {
		h := tenant.Observed{Runtime: tenant.RuntimeHooks, ID: id, Name: name, Trigger: trigger, Format: tenant.FormatHook,
			Enabled: &enabled, Managed: true}
		if !bare || slices.Contains(requests, "GET /hooks/"+id) {
			h.Script, h.Dependencies, h.Given = &script, map[string]string{}, map[string]string{}
		}
		if slices.Contains(requests, "GET /hooks/"+id+"/secrets") {
			h.Secrets = []string{}
		}
		return h
	}
	a := hook("A", "audit-log", tenant.CredentialsExchange, "a", true)
	if a.Dependencies != nil {
		a.Dependencies, a.Given = map[string]string{"auth0": "2.30.0"}, map[string]string{"auth0": "2.30.0"}
	}
	if a.Secrets != nil {
		a.Secrets = []string{"B", "K"}
	}
	want := []tenant.Observed{a, hook("B", "", tenant.PostChangePassword, "b", false), hook("C", "next", 0, "c", false)}
	if diff := cmp.Diff(want, hooks); diff != "" {
		t.Errorf("hooks (-want +got)\n%s", diff)
	}
}

// TestReadPages: all pages are read, and each once.
func TestReadPages(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 99, 100, 101, 250} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server, c := newTenant(t)
				for i := range n {
					server.AddHook(sandbox.Hook{Name: fmt.Sprintf("hook-%d", i), Trigger: "credentials-exchange", Script: "s"})
				}
				hooks, err := c.Hooks().Read(t.Context(), tenant.Query{})
				if err != nil || len(hooks) != n {
					t.Errorf("%d hooks, %v; want %d", len(hooks), err, n)
				}
				if got, want := len(server.Requests()), max(1, (n+99)/100); got != want {
					t.Errorf("%d requests, want %d", got, want)
				}
			})
		})
	}
}

// TestReadShiftingList: a hook that slips from one page to the one before, since another was deleted, is not lost.
func TestReadShiftingList(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, c := newTenant(t)
		for i := range 150 {
			server.AddHook(sandbox.Hook{ID: fmt.Sprintf("H%d", i), Name: fmt.Sprintf("hook-%d", i),
				Trigger: "credentials-exchange", Script: "s"})
		}
		other := newClient(t, server, Config{Token: secret.New(server.Token())})
		server.AddFault(sandbox.Fault{After: true, Hook: func() {
			if _, err := other.Hooks().Do(t.Context(), tenant.Step{Op: tenant.Delete,
				Have: &tenant.Observed{ID: "H0"}}); err != nil {
				t.Error(err)
			}
		}})
		hooks, err := c.Hooks().Read(t.Context(), tenant.Query{})
		if err != nil || len(hooks) != 149 {
			t.Fatalf("%d hooks, %v; want 149", len(hooks), err)
		}
		if !slices.ContainsFunc(hooks, func(h tenant.Observed) bool { return h.ID == "H100" }) {
			t.Error("the hook that moved to the page before is lost")
		}
	})
}

// TestReadArrays: a server that does not heed include_totals, with pages of its own size.
func TestReadArrays(t *testing.T) {
	t.Parallel()
	requests := 0
	c := newClient(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		requests++
		pages := map[string]string{"0": `[{"id":"A"},{"id":"B"}]`, "1": `[{"id":"B"},{"id":"C"}]`}
		body, ok := pages[r.URL.Query().Get("page")]
		if !ok {
			body = "[]"
		}
		fmt.Fprint(w, body) //nolint:errcheck // into memory
	}), Config{})
	hooks, err := c.Hooks().Read(t.Context(), tenant.Query{})
	if err != nil || len(hooks) != 3 || requests != 3 {
		t.Errorf("%d hooks in %d requests, %v; want 3 in 3", len(hooks), requests, err)
	}
}

// TestReadRefused: an error is never an empty tenant, and no answer but the tenant's own says that Hooks have ended.
func TestReadRefused(t *testing.T) {
	t.Parallel()
	const deprecated = "Insufficient privileges to use this deprecated feature."
	body := func(status int, code, message string) string {
		return fmt.Sprintf(`{"statusCode":%d,"error":"no","message":%q,"errorCode":%q}`, status, message, code)
	}
	tests := map[string]struct {
		status    int
		body      string
		wantEnded bool
	}{
		"not allowed":     {403, body(403, "hooks_not_allowed", deprecated), true},
		"disabled":        {403, body(403, "", "This endpoint is disabled for your tenant."), true},
		"no collection":   {404, body(404, "", "Not Found"), true},
		"gone":            {410, body(410, "", "Gone"), true},
		"not implemented": {501, body(501, "", "Not Implemented"), true},
		"insufficient scope": {403, body(403, "insufficient_scope",
			"Insufficient scope, expected any of: read:hooks"), false},
		"a bad token":          {401, body(401, "", "Invalid token"), false},
		"a gateway's 404":      {404, "default backend - 404", false},
		"a gateway's 410":      {410, "", false},
		"a gateway's 501":      {501, "<html>", false},
		"a firewall's 403":     {403, "<html>hooks_not_allowed", false},
		"another API's 404":    {404, `{"message":"no route"}`, false},
		"a captive portal":     {200, "<html>", false},
		"another shape":        {200, `{"hooks":null}`, false},
		"an object":            {200, `{}`, false},
		"an empty answer":      {200, ``, false},
		"a list of other rows": {200, `[{"kind":"rule"}]`, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				hooks, err := newClient(t, reply(tt.status, tt.body), Config{}).Hooks().Read(t.Context(),
					tenant.Query{All: true})
				if err == nil || hooks != nil || errors.Is(err, tenant.ErrHooksEnded) != tt.wantEnded {
					t.Errorf("hooks %v, error %v; ended wanted: %v", hooks, err, tt.wantEnded)
				}
			})
		})
	}
}

// TestReadDeletedMeanwhile: a hook that goes between the list and the look at it is not there.
func TestReadDeletedMeanwhile(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, c := newTenant(t)
		server.AddHook(sandbox.Hook{ID: "A", Name: "a", Trigger: "credentials-exchange"})
		server.AddHook(sandbox.Hook{ID: "B", Name: "b", Trigger: "credentials-exchange"})
		server.AddFault(sandbox.Fault{Path: "/A/secrets$", Status: 404, Body: noSuchHook})
		hooks, err := c.Hooks().Read(t.Context(), tenant.Query{All: true})
		if err != nil || len(hooks) != 1 || hooks[0].ID != "B" {
			t.Errorf("hooks %v, %v; want B alone", hooks, err)
		}
	})
}

// TestHostileIDs: what a tenant calls an id does not lead a request astray.
func TestHostileIDs(t *testing.T) {
	t.Parallel()
	for _, id := range []string{"../users", "a/b", "a?b", "..", "a b", "ü", "%2e%2e"} {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			body, err := json.Marshal([]map[string]string{{"id": id, "name": "n"}})
			if err != nil {
				t.Fatal(err)
			}
			c := newClient(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path != hooksPath {
					t.Errorf("request for %s", r.URL)
				}
				w.Write(body) //nolint:errcheck // into memory
			}), Config{})
			if _, err := c.Hooks().Read(t.Context(), tenant.Query{All: true}); err == nil {
				t.Error("no error")
			}
			for _, op := range []tenant.Op{tenant.Update, tenant.Delete} {
				step := tenant.Step{Op: op, Have: &tenant.Observed{ID: id},
					Change: tenant.Change{Enabled: new(bool), DropSecrets: []string{"K"}}}
				if _, err := c.Hooks().Do(t.Context(), step); err == nil {
					t.Errorf("no error from %s", op)
				}
			}
			if err := c.Hooks().Switch(t.Context(), tenant.Switch{Off: []string{id}}); err == nil {
				t.Error("no error from Switch")
			}
		})
	}
}
