package sandbox

import (
	"sync"
	"testing"
	"time"
)

func TestTokensAreChecked(t *testing.T) {
	t.Parallel()
	const format = `{"statusCode":400,"error":"Bad Request","message":"Bad HTTP authentication header format","errorCode":"Bearer"}`
	const invalid = `{"statusCode":401,"error":"Unauthorized","message":"Invalid token","attributes":{"error":"Invalid token"}}`
	tests := map[string]struct {
		token      func(*Tenant) string
		wantStatus int
		want       string
	}{
		"all scopes": {func(t *Tenant) string { return t.Token() }, 200, "[]"},
		"the scope":  {func(t *Tenant) string { return t.Token("read:users", "read:hooks") }, 200, "[]"},
		"another scope": {func(t *Tenant) string { return t.Token("create:hooks") }, 403,
			`"message":"Insufficient scope, expected any of: read:hooks","errorCode":"insufficient_scope"`},
		"none":            {func(*Tenant) string { return "" }, 400, format},
		"opaque":          {func(*Tenant) string { return "k3y" }, 400, format},
		"two parts":       {func(*Tenant) string { return "a.b" }, 400, format},
		"parts not JSON":  {func(*Tenant) string { return "aaaa.bbbb.cccc" }, 400, format},
		"of another":      {func(*Tenant) string { return NewTenant().Token() }, 401, invalid},
		"other signature": {func(t *Tenant) string { return t.Token() + "x" }, 401, invalid},
		"revoked":         {func(t *Tenant) string { defer t.RevokeTokens(); return t.Token() }, 401, invalid},
		"expired": {func(t *Tenant) string { defer t.ExpireTokens(); return t.Token() }, 401,
			"Expired token received"},
		"later than exp": {func(t *Tenant) string { defer later(t, 25*time.Hour); return t.Token() }, 401,
			"Expired token received"},
		"earlier than it": {func(t *Tenant) string { defer later(t, 23*time.Hour); return t.Token() }, 200, "[]"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tenant := NewTenant()
			asker{t, tenant, tt.token(tenant)}.run([]step{{"GET /hooks", "", tt.wantStatus, tt.want}})
		})
	}
}

// later puts the tenant's clock forward.
func later(t *Tenant, d time.Duration) { t.SetClockOffset(time.Duration(t.offset.Load()) + d) }

func TestEachEndpointHasItsScope(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		"GET /hooks": "read:hooks", "POST /hooks": "create:hooks", "GET /hooks/1": "read:hooks",
		"PATCH /hooks/1": "update:hooks", "DELETE /hooks/1": "delete:hooks",
		"GET /hooks/1/secrets": "read:hooks", "POST /hooks/1/secrets": "update:hooks",
		"PATCH /hooks/1/secrets": "update:hooks", "DELETE /hooks/1/secrets": "delete:hooks",
		"GET /actions/actions": "read:actions", "POST /actions/actions": "create:actions",
		"GET /actions/actions/1": "read:actions", "PATCH /actions/actions/1": "update:actions",
		"DELETE /actions/actions/1": "delete:actions", "POST /actions/actions/1/deploy": "create:actions",
		"GET /actions/actions/1/versions": "read:actions", "GET /actions/actions/1/versions/2": "read:actions",
		"POST /actions/actions/1/test": "create:actions", "GET /actions/triggers": "read:actions",
		"GET /actions/triggers/post-login/bindings":   "read:actions",
		"PATCH /actions/triggers/post-login/bindings": "update:actions",
	}
	for request, scope := range tests {
		t.Run(request, func(t *testing.T) {
			t.Parallel()
			tenant := NewTenant()
			for _, given := range allScopes() {
				status, body := asker{t, tenant, tenant.Token(given)}.ask(request, "")
				if refused := status == 403; refused == (given == scope) {
					t.Errorf("with %s: %d %s", given, status, body)
				}
			}
		})
	}
}

func TestTokenRevokedHalfWay(t *testing.T) {
	t.Parallel()
	tenant := NewTenant()
	id := tenant.AddHook(Hook{Name: "audit", Trigger: "credentials-exchange"})
	tenant.AddFault(Fault{Method: "PATCH", After: true, Hook: tenant.RevokeTokens})
	a := newAsker(t, tenant)
	var wg sync.WaitGroup
	for range 4 { // readers beside it: the tenant may be asked about itself at any time
		wg.Go(func() { tenant.Hooks(); tenant.Requests(); tenant.EditHook(id, func(h *Hook) { h.Script += "x" }) })
	}
	a.run([]step{
		{"PATCH /hooks/" + id, `{"enabled":true}`, 200, `"enabled":true`},
		{"GET /hooks/" + id, "", 401, "Invalid token"},
	})
	wg.Wait()
	if got := tenant.Hooks()[0]; !got.Enabled || got.Script != "xxxx" {
		t.Errorf("the tenant holds %+v", got)
	}
}
