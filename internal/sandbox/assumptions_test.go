package sandbox

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// Each assumption changes one answer.
func TestAssumptions(t *testing.T) {
	t.Parallel()
	const trigger = `"supported_triggers":[{"id":"credentials-exchange"}]`
	bind := func(names ...string) string {
		var all []string
		for _, name := range names {
			all = append(all, `{"ref":{"type":"action_name","value":"`+name+`"}}`)
		}
		return `{"bindings":[` + strings.Join(all, ",") + `]}`
	}
	tests := map[string]struct {
		assume   Assumptions
		request  string
		body     string
		age      Age
		byItself int
		assumed  int
		want     string // a part of the answer under the assumption
	}{
		"lists without script": {Assumptions{ListWithoutScript: true}, "GET /hooks?fields=id,script", "", HooksOn, 200,
			200, `[{"id":"1"},{"id":"2"}]`},
		"read-only secrets": {Assumptions{ReadOnlySecrets: true}, "POST /hooks/1/secrets", `{"A":"1"}`,
			HooksReadOnly, 201, 403, "hooks_not_allowed"},
		"no second hook": {Assumptions{SecondEnabled: RefuseSecond}, "PATCH /hooks/1", `{"enabled":true}`,
			HooksOn, 200, 409, "Only one hook"},
		"others disabled": {Assumptions{SecondEnabled: DisableOthers}, "PATCH /hooks/1", `{"enabled":true}`,
			HooksOn, 200, 200, `"enabled":true`},
		"exact names": {Assumptions{ExactActionName: true}, "GET /actions/actions?actionName=aud", "", HooksOn,
			200, 200, `{"actions":[],"per_page":20}`},
		"unique names": {Assumptions{UniqueActionNames: true}, "POST /actions/actions",
			`{"name":"audit",` + trigger + `}`, HooksOn, 201, 409, "already exists"},
		"202 for a deployment": {Assumptions{DeployAccepted: true}, "POST /actions/actions/A/deploy", "", HooksOn, 200,
			202, `"number":2`},
		"big code": {Assumptions{BigCode: true}, "PATCH /actions/actions/A",
			`{"code":"` + strings.Repeat("x", 131_072) + `"}`, HooksOn, 400, 200, ""},
		"many providers": {Assumptions{ManyProviders: true},
			"PATCH /actions/triggers/custom-phone-provider/bindings", bind("sms", "sms-2"), HooksOn, 400, 200,
			`"display_name":"sms-2"`},
		"no double binding": {Assumptions{RefuseDoubleBinding: true},
			"PATCH /actions/triggers/credentials-exchange/bindings", bind("audit", "audit"), HooksOn, 200, 400,
			"more than once"},
		"no entity bindings": {Assumptions{EntityBindingsEmpty: true}, "GET /actions/triggers/event-stream/bindings",
			"", HooksOn, 400, 200, `{"bindings":[],"per_page":20}`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for assumed, want := range map[bool]int{false: tt.byItself, true: tt.assumed} {
				tenant := NewTenant()
				tenant.AddHook(Hook{ID: "1", Name: "a", Trigger: "credentials-exchange", Script: "x"})
				tenant.AddHook(Hook{ID: "2", Name: "b", Trigger: "credentials-exchange", Script: "x", Enabled: true})
				tenant.AddAction(Action{ID: "A", Name: "audit", Trigger: "credentials-exchange", Deployed: &Version{}})
				tenant.AddAction(Action{Name: "sms", Trigger: "custom-phone-provider", Deployed: &Version{}})
				tenant.AddAction(Action{Name: "sms-2", Trigger: "custom-phone-provider", Deployed: &Version{}})
				tenant.SetAge(tt.age)
				part := ""
				if assumed {
					tenant.Assume(tt.assume)
					part = tt.want
				}
				newAsker(t, tenant).run([]step{{tt.request, tt.body, want, part}})
				if others := tt.assume.SecondEnabled == DisableOthers && assumed; tenant.Hooks()[1].Enabled == others {
					t.Errorf("the other hook is enabled: %t", !others)
				}
			}
		})
	}
}

func TestLags(t *testing.T) {
	t.Parallel()
	tenant := NewTenant()
	tenant.SetLags(Lags{HookList: time.Hour, ActionList: 2 * time.Hour, Bindings: 3 * time.Hour})
	a := newAsker(t, tenant)
	path := createAudit(a)
	hook := "/hooks/" + dig[string](t, a.must(201, "POST /hooks", newHook), "id")
	a.must(200, "GET "+path, "")
	a.must(200, "POST "+path+"/deploy", "")
	a.must(200, "GET "+path, "")
	const bindings = "/actions/triggers/credentials-exchange/bindings"
	a.must(200, "PATCH "+bindings, `{"bindings":[{"ref":{"type":"action_name","value":"audit"}}]}`)
	a.run([]step{{"GET " + hook, "", 200, ""}, {"GET " + path, "", 200, `"all_changes_deployed":true`}}) // by id: at once
	see := func() []int {
		return []int{
			len(dig[[]any](t, a.must(200, "GET /hooks", ""))),
			len(dig[[]any](t, a.must(200, "GET /actions/actions", ""), "actions")),
			len(dig[[]any](t, a.must(200, "GET "+bindings, ""), "bindings")),
		}
	}
	var got [][]int
	for range 4 {
		got = append(got, see())
		later(tenant, time.Hour)
	}
	if diff := cmp.Diff([][]int{{0, 0, 0}, {1, 0, 0}, {1, 1, 0}, {1, 1, 1}}, got); diff != "" {
		t.Errorf("hooks, Actions and bindings in lists, hour by hour (-want +got):\n%s", diff)
	}
	created, err := time.Parse(time.RFC3339Nano, dig[string](t, a.must(200, "GET "+path, ""), "created_at"))
	if age := time.Since(created); err != nil || age > time.Minute {
		t.Errorf("created_at is %v ago, want it stamped at the creation (%v)", age, err)
	}
	tenant.RemoveAction(strings.TrimPrefix(path, "/actions/actions/"))
	if diff := cmp.Diff([]int{1, 0, 0}, see()); diff != "" {
		t.Errorf("after the deletion (-want +got):\n%s", diff)
	}
}
