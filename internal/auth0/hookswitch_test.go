package auth0

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"auth0-hook-action/internal/sandbox"
	"auth0-hook-action/internal/tenant"
)

// TestSwitch: off before on, one by one, and nothing where another hook was enabled since the plan was made.
func TestSwitch(t *testing.T) {
	t.Parallel()
	on := func(id string) []tenant.Placement { return []tenant.Placement{{ID: id, Name: id}} }
	exchange := tenant.Switch{Trigger: tenant.CredentialsExchange, On: on("B"), Off: []string{"A"}}
	known := exchange
	known.Known = []string{"A"}
	unknown := exchange
	unknown.Off, unknown.Known = nil, []string{}
	gone := exchange
	gone.Off = []string{"GONE", "A"}
	tests := map[string]struct {
		s        tenant.Switch
		fault    sandbox.Fault
		want     []string
		wantIs   []error
		wantText string
		enabled  string // the hook that is enabled afterwards
	}{
		"an exchange": {s: exchange, want: []string{`PATCH /hooks/A {"enabled":false}`,
			`PATCH /hooks/B {"enabled":true}`}, enabled: "B"},
		"an exchange that was planned so": {s: known,
			want: []string{"GET /hooks", `PATCH /hooks/A {"enabled":false}`, `PATCH /hooks/B {"enabled":true}`}, enabled: "B"},
		"another one was enabled": {s: unknown, want: []string{"GET /hooks"},
			wantIs: []error{tenant.ErrConflict, tenant.ErrUntouched}, wantText: `"a"`, enabled: "A"},
		"what is to be disabled is gone": {s: gone, want: []string{`PATCH /hooks/GONE {"enabled":false}`, "GET /hooks",
			`PATCH /hooks/A {"enabled":false}`, `PATCH /hooks/B {"enabled":true}`}, enabled: "B"},
		"it cannot be disabled": {s: exchange, fault: refused(403), want: []string{`PATCH /hooks/A {"enabled":false}`},
			wantText: "disable the hook A: PATCH", enabled: "A"},
		"it cannot be enabled": {s: tenant.Switch{On: on("B")}, fault: refused(403),
			want:     []string{`PATCH /hooks/B {"enabled":true}`},
			wantText: `enable the hook "B": PATCH`, enabled: "A"},
		"nothing": {enabled: "A"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server, c := newTenant(t)
				server.AddHook(sandbox.Hook{ID: "A", Name: "a", Trigger: "credentials-exchange", Script: "a", Enabled: true})
				server.AddHook(sandbox.Hook{ID: "B", Name: "b", Trigger: "credentials-exchange", Script: "b"})
				server.AddHook(sandbox.Hook{ID: "C", Name: "c", Trigger: "post-change-password", Script: "c", Enabled: true})
				if tt.fault.Status != 0 {
					server.AddFault(tt.fault)
				}
				err := c.Hooks().Switch(t.Context(), tt.s)
				if (err == nil) != (tt.wantText == "") || err != nil && !strings.Contains(err.Error(), tt.wantText) {
					t.Errorf("error %v, want %q", err, tt.wantText)
				}
				for _, kind := range tt.wantIs {
					if !errors.Is(err, kind) {
						t.Errorf("error %v is not %v", err, kind)
					}
				}
				if diff := cmp.Diff(tt.want, sent(server)); diff != "" {
					t.Errorf("requests (-want +got)\n%s", diff)
				}
				for _, h := range server.Hooks()[:2] {
					if h.Enabled != (h.ID == tt.enabled) {
						t.Errorf("hook %s enabled: %v", h.ID, h.Enabled)
					}
				}
			})
		})
	}
}

// TestVerify reads again after the delay, and until the list shows what was written.
func TestVerify(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		latency, lag time.Duration
		wantAtLeast  time.Duration
		wantAtMost   time.Duration
		wantReads    int // 0: several
	}{
		"quick answers":      {0, 0, 400 * time.Millisecond, 400 * time.Millisecond, 1},
		"slow answers":       {time.Second, 0, 4 * time.Second, 4 * time.Second, 1},
		"a list that lags":   {0, 3 * time.Second, 2500 * time.Millisecond, 4 * time.Second, 0},
		"a list that is old": {0, time.Hour, 15 * time.Second, 16 * time.Second, 0},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server, c := newTenant(t)
				server.AddHook(sandbox.Hook{ID: "A", Name: "rival", Trigger: "credentials-exchange", Script: "a",
					Enabled: true})
				server.AddHook(sandbox.Hook{ID: "B", Name: "next", Trigger: "credentials-exchange", Script: "b"})
				server.AddHook(sandbox.Hook{ID: "C", Name: "other", Trigger: "post-change-password", Script: "c"})
				server.SetLags(sandbox.Lags{HookList: tt.lag})
				server.SetLatency(tt.latency)
				made, err := c.Hooks().Do(t.Context(), creation())
				if err != nil {
					t.Fatal(err)
				}
				server.ClearRequests()
				begin := time.Now()
				got, err := c.Hooks().Verify(t.Context(), []tenant.Observed{made})
				took := time.Since(begin)
				if err != nil || took < tt.wantAtLeast || took > tt.wantAtMost {
					t.Errorf("took %s, error %v; want %s to %s", took, err, tt.wantAtLeast, tt.wantAtMost)
				}
				if n := len(server.Requests()); tt.wantReads != 0 && n != tt.wantReads {
					t.Errorf("%d reads, want %d", n, tt.wantReads)
				}
				var ids []string
				for _, h := range got {
					ids = append(ids, h.ID)
				}
				want := []string{"A", "B", made.ID}
				if tt.lag == time.Hour {
					want = want[:2]
				}
				if diff := cmp.Diff(want, ids); diff != "" {
					t.Errorf("hooks (-want +got)\n%s", diff)
				}
			})
		})
	}
}
