package auth0

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"

	"auth0-hook-action/internal/sandbox"
	"auth0-hook-action/internal/secret"
	"auth0-hook-action/internal/tenant"
)

const script = "module.exports = function (client, scope, audience, context, cb) { cb(null, {}); };"

func creation() tenant.Step {
	return tenant.Step{Op: tenant.Create, Want: tenant.Hook{Name: "My Hook v2", Trigger: tenant.CredentialsExchange, Script: script}}
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
	audit := tenant.Hook{Name: "Audit Log"}
	withSecrets := tenant.Hook{Name: "audit-log", Secrets: map[string]secret.Value{}}
	tests := map[string]struct {
		want         []tenant.Hook
		bare         bool // the list leaves scripts out
		wantRequests []string
	}{
		"an empty want":            {want: []tenant.Hook{}, wantRequests: []string{"GET /hooks"}},
		"one hook":                 {want: []tenant.Hook{audit}, wantRequests: []string{"GET /hooks"}},
		"one hook, bare list":      {want: []tenant.Hook{audit}, bare: true, wantRequests: []string{"GET /hooks", "GET /hooks/A"}},
		"one hook with secrets":    {want: []tenant.Hook{withSecrets}, wantRequests: []string{"GET /hooks", "GET /hooks/A/secrets"}},
		"secrets and bare list":    {want: []tenant.Hook{audit, withSecrets}, bare: true, wantRequests: []string{"GET /hooks", "GET /hooks/A", "GET /hooks/A/secrets"}},
		"a hook that is not there": {want: []tenant.Hook{{Name: "other", Secrets: values("K", "v")}}, bare: true, wantRequests: []string{"GET /hooks"}},
		"a name without letters":   {want: []tenant.Hook{{Name: "-", Secrets: values("K", "v")}}, bare: true, wantRequests: []string{"GET /hooks"}},
		"all":                      {wantRequests: []string{"GET /hooks", "GET /hooks/A/secrets", "GET /hooks/B/secrets", "GET /hooks/C/secrets"}},
		"all, bare list":           {bare: true, wantRequests: []string{"GET /hooks", "GET /hooks/A", "GET /hooks/A/secrets", "GET /hooks/B", "GET /hooks/B/secrets", "GET /hooks/C", "GET /hooks/C/secrets"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server, c := newTenant(t)
				server.SetListWithoutScript(tt.bare)
				server.AddHook(sandbox.Hook{ID: "A", Name: "audit-log", Trigger: "credentials-exchange", Script: "a", Enabled: true,
					Dependencies: map[string]string{"auth0": "2.30.0"}, Secrets: map[string]string{"K": "v"}})
				server.AddHook(sandbox.Hook{ID: "B", Trigger: "post-change-password", Script: "b"})
				server.AddHook(sandbox.Hook{ID: "C", Name: "next", Trigger: "some-new-trigger", Script: "c"})
				hooks, err := c.Hooks().Read(t.Context(), tt.want)
				if err != nil {
					t.Fatal(err)
				}
				requests := sent(server)
				slices.Sort(requests)
				if diff := cmp.Diff(tt.wantRequests, requests); diff != "" {
					t.Errorf("requests (-want +got)\n%s", diff)
				}
				checkRead(t, hooks, tt.want)
			})
		})
	}
}

func checkRead(t *testing.T, hooks, want []tenant.Hook) {
	t.Helper()
	if len(hooks) != 3 {
		t.Fatalf("%d hooks, want 3: one without a name counts, and one of an unknown trigger", len(hooks))
	}
	a := hooks[0]
	if a.Name != "audit-log" || !a.IsEnabled() || a.Trigger != tenant.CredentialsExchange || hooks[1].Name != "" ||
		hooks[1].IsEnabled() || hooks[1].Enabled == nil || hooks[2].Trigger != 0 {
		t.Errorf("hooks %+v", hooks)
	}
	n := newNeeds(want).of(wireHook{Name: "audit-log"})
	if n.script && (a.Script != "a" || !maps.Equal(a.Dependencies, map[string]string{"auth0": "2.30.0"})) {
		t.Errorf("script %q, dependencies %v", a.Script, a.Dependencies)
	}
	value, there := a.Secrets["K"]
	if there != n.secrets || !value.IsZero() || (a.Secrets == nil) == n.secrets {
		t.Errorf("secrets %v, want their names: %v", a.Secrets, n.secrets)
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
				hooks, err := c.Hooks().Read(t.Context(), []tenant.Hook{})
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
			server.AddHook(sandbox.Hook{ID: fmt.Sprintf("H%d", i), Name: fmt.Sprintf("hook-%d", i), Trigger: "credentials-exchange", Script: "s"})
		}
		other := newClient(t, server, Config{Token: secret.New(server.Token())})
		server.AddFault(sandbox.Fault{After: true, Hook: func() {
			if _, err := other.Hooks().Do(t.Context(), tenant.Step{Op: tenant.Delete, Have: tenant.Hook{ID: "H0"}}); err != nil {
				t.Error(err)
			}
		}})
		hooks, err := c.Hooks().Read(t.Context(), []tenant.Hook{})
		if err != nil || len(hooks) != 149 {
			t.Fatalf("%d hooks, %v; want 149", len(hooks), err)
		}
		if !slices.ContainsFunc(hooks, func(h tenant.Hook) bool { return h.ID == "H100" }) {
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
	hooks, err := c.Hooks().Read(t.Context(), []tenant.Hook{})
	if err != nil || len(hooks) != 3 || requests != 3 {
		t.Errorf("%d hooks in %d requests, %v; want 3 in 3", len(hooks), requests, err)
	}
}

// TestReadRefused: an error is never an empty tenant.
func TestReadRefused(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		status    int
		body      string
		wantEnded bool
	}{
		"not allowed":        {status: 403, body: `{"message":"Insufficient privileges to use this deprecated feature.","errorCode":"hooks_not_allowed"}`, wantEnded: true},
		"no collection":      {status: 404, body: `{"message":"Not Found"}`, wantEnded: true},
		"gone":               {status: 410, wantEnded: true},
		"not implemented":    {status: 501, wantEnded: true},
		"insufficient scope": {status: 403, body: `{"message":"Insufficient scope, expected any of: read:hooks","errorCode":"insufficient_scope"}`},
		"an error page":      {status: 200, body: "<html>"},
		"another shape":      {status: 200, body: `{"hooks":null}`},
		"an object":          {status: 200, body: `{}`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			hooks, err := newClient(t, reply(tt.status, tt.body), Config{}).Hooks().Read(t.Context(), nil)
			if err == nil || hooks != nil || errors.Is(err, tenant.ErrHooksEnded) != tt.wantEnded {
				t.Errorf("hooks %v, error %v; ended wanted: %v", hooks, err, tt.wantEnded)
			}
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
		server.AddFault(sandbox.Fault{Path: "/A/secrets$", Status: 404, Body: `{"message":"Error: Hook does not exist","errorCode":"HookDoesNotExist"}`})
		hooks, err := c.Hooks().Read(t.Context(), nil)
		if err != nil || len(hooks) != 1 || hooks[0].ID != "B" {
			t.Errorf("hooks %v, %v; want B alone", hooks, err)
		}
	})
}

// TestReadHostileIDs: what a tenant calls an id does not lead a request astray.
func TestReadHostileIDs(t *testing.T) {
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
			if _, err := c.Hooks().Read(t.Context(), nil); err == nil {
				t.Error("no error")
			}
			for _, op := range []tenant.Op{tenant.Update, tenant.Delete} {
				step := tenant.Step{Op: op, Have: tenant.Hook{ID: id}, Change: tenant.Change{Enabled: new(bool), DropSecrets: []string{"K"}}}
				if _, err := c.Hooks().Do(t.Context(), step); err == nil {
					t.Errorf("no error from %s", op)
				}
			}
		})
	}
}
