package sandbox

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestReplaceBindings(t *testing.T) {
	t.Parallel()
	const oneOfs = `{"statusCode":400,"error":"Bad Request","message":"Payload validation error: ` +
		`'Data does not match any schemas from 'oneOf'' on property bindings[0].","errorCode":"invalid_body"}`
	ref := func(kind, value string) string {
		return fmt.Sprintf(`{"bindings":[{"ref":{"type":%q,"value":%q}}]}`, kind, value)
	}
	tests := map[string]struct {
		body       string
		wantStatus int
		want       string
		wantNames  []string
	}{
		"by id":      {ref("action_id", "A"), 200, `"trigger_id":"post-login"`, []string{"a"}},
		"by name":    {ref("action_name", "b"), 200, "", []string{"b"}},
		"by binding": {ref("binding_id", "OLD"), 200, "", []string{"a"}},
		"empty":      {`{"bindings":[]}`, 200, `{"bindings":[]}`, nil},
		"in order": {`{"bindings":[{"ref":{"type":"action_id","value":"B"},"display_name":"First"},` +
			`{"ref":{"type":"action_id","value":"A"}}]}`, 200, "", []string{"First", "a"}},
		"no action":  {ref("action_id", "X"), 400, "That action does not exist.", []string{"Old"}},
		"no binding": {ref("binding_id", "X"), 400, "That action does not exist.", []string{"Old"}},
		"undeployed": {ref("action_id", "C"), 400,
			`"message":"Trying to create a binding for an action that has not been deployed yet"`, []string{"Old"}},
		"incompatible": {ref("action_id", "D"), 400,
			`"message":"Trying to create a binding between an incompatible action and trigger."`, []string{"Old"}},
		"no ref":  {`{"bindings":[{"display_name":"a"}]}`, 400, oneOfs, []string{"Old"}},
		"bad ref": {ref("action", "A"), 400, oneOfs, []string{"Old"}},
		"the id sent back": {`{"bindings":[{"id":"OLD","ref":{"type":"action_id","value":"A"}}]}`, 400, oneOfs,
			[]string{"Old"}},
		"no bindings": {`{}`, 400, "Missing required property: bindings", []string{"Old"}},
		"21 bindings": {`{"bindings":[` + strings.Repeat(`{"ref":{"type":"action_id","value":"A"}},`, 20) +
			`{"ref":{"type":"action_id","value":"A"}}]}`, 400, "maximum 20", []string{"Old"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tenant := NewTenant()
			tenant.AddAction(Action{ID: "A", Name: "a", Trigger: "post-login", Deployed: &Version{}})
			tenant.AddAction(Action{ID: "B", Name: "b", Trigger: "post-login", Deployed: &Version{}})
			tenant.AddAction(Action{ID: "C", Name: "c", Trigger: "post-login"})
			tenant.AddAction(Action{ID: "D", Name: "d", Trigger: "credentials-exchange", Deployed: &Version{}})
			old := tenant.AddBinding("A", "Old")
			body := strings.ReplaceAll(tt.body, "OLD", old)
			newAsker(t, tenant).run([]step{{"PATCH /actions/triggers/post-login/bindings", body, tt.wantStatus, tt.want}})
			var names []string
			for _, b := range tenant.Bindings("post-login") {
				names = append(names, b.DisplayName)
				if tt.wantStatus == 200 && b.ID == old {
					t.Error("a written binding kept its id")
				}
			}
			if diff := cmp.Diff(tt.wantNames, names); diff != "" {
				t.Errorf("bindings (-want +got):\n%s", diff)
			}
		})
	}
}

func TestListBindings(t *testing.T) {
	t.Parallel()
	tenant := NewTenant()
	id := tenant.AddAction(Action{Name: "a", Trigger: "post-login", Deployed: &Version{}})
	for range 25 {
		tenant.AddBinding(id, "")
	}
	a := newAsker(t, tenant)
	const path = "GET /actions/triggers/post-login/bindings"
	a.run([]step{
		{path, "", 200, `"per_page":20,"total":25}`},
		{path + "?page=1", "", 200, `"page":1,"per_page":20,"total":25}`},
		{path, "", 200, `"all_changes_deployed":false`}, // recorded, although all are
		{"GET /actions/actions/" + id, "", 200, `"all_changes_deployed":true`},
		{"GET /actions/triggers/credentials-exchange/bindings", "", 200, `{"bindings":[],"per_page":20}`},
		{"GET /actions/triggers/lunch/bindings", "", 400, "No enum match for: lunch"},
		{path + "?include_totals=true", "", 400, "Additional properties"},
	})
	for query, want := range map[string]int{"": 20, "?page=1": 5, "?page=2": 0} {
		if got := len(dig[[]any](t, a.must(200, path+query, ""), "bindings")); got != want {
			t.Errorf("%q: %d bindings, want %d", query, got, want)
		}
	}
}

func TestBindingRightAfterDeploying(t *testing.T) {
	t.Parallel()
	tenant := NewTenant()
	tenant.SetDeploy(Progress{Looks: 1})
	a := newAsker(t, tenant)
	path := createAudit(a)
	a.must(200, "POST "+path+"/deploy", "")
	body := `{"bindings":[{"ref":{"type":"action_name","value":"audit"}}]}`
	a.run([]step{
		{"PATCH /actions/triggers/credentials-exchange/bindings", body, 400, "has not been deployed yet"},
		{"PATCH /actions/triggers/credentials-exchange/bindings", body, 200, `"display_name":"audit"`},
	})
}

// What may be bound where.
func TestBindable(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		trigger string // of the bindings
		actions []Action
		status  int
		want    string
	}{
		"the current version":          {"credentials-exchange", []Action{{Trigger: "credentials-exchange"}}, 200, ""},
		"a version that is compatible": {"post-login", []Action{{Trigger: "post-login", TriggerVersion: "v2"}}, 200, ""},
		"a version that is not": {"post-login", []Action{{Trigger: "post-login", TriggerVersion: "v1"}}, 400,
			"incompatible"},
		"a deprecated one of hooks": {"send-phone-message", []Action{{Trigger: "send-phone-message",
			TriggerVersion: "v1"}}, 400, "incompatible"},
		"another trigger":             {"post-login", []Action{{Trigger: "credentials-exchange"}}, 400, "incompatible"},
		"one provider of phone calls": {"custom-phone-provider", []Action{{Trigger: "custom-phone-provider"}}, 200, ""},
		"two providers of phone calls": {"custom-phone-provider", []Action{{Trigger: "custom-phone-provider"},
			{Trigger: "custom-phone-provider"}}, 400, "Only one action"},
		"two providers of mails": {"custom-email-provider", []Action{{Trigger: "custom-email-provider"},
			{Trigger: "custom-email-provider"}}, 400, "Only one action"},
		"two after a challenge": {"password-reset-post-challenge",
			[]Action{{Trigger: "password-reset-post-challenge"}, {Trigger: "password-reset-post-challenge"}}, 200, ""},
		"a trigger that has no flow": {"custom-token-exchange", []Action{{Trigger: "custom-token-exchange"}}, 400,
			"entity-bound trigger"},
		"nothing, at such a trigger":    {"mcp-tool", nil, 400, "entity-bound trigger"},
		"a trigger that does not exist": {"lunch", nil, 400, "No enum match for: lunch"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tenant := NewTenant()
			var refs, names []string
			for i, a := range tt.actions {
				a.Name, a.Deployed = fmt.Sprint("a", i), &Version{}
				names = append(names, a.Name)
				refs = append(refs, fmt.Sprintf(`{"ref":{"type":"action_id","value":%q}}`, tenant.AddAction(a)))
			}
			body := `{"bindings":[` + strings.Join(refs, ",") + `]}`
			newAsker(t, tenant).run([]step{{"PATCH /actions/triggers/" + tt.trigger + "/bindings", body, tt.status, tt.want}})
			if tt.status != 200 {
				names = nil
			}
			if diff := cmp.Diff(names, tenant.Bound(tt.trigger)); diff != "" {
				t.Errorf("bound (-want +got):\n%s", diff)
			}
		})
	}
}

func TestBindingRefusals(t *testing.T) {
	t.Parallel()
	tenant := NewTenant()
	tenant.AddBinding(tenant.AddAction(Action{ID: "A", Name: "a", Trigger: "post-login", Deployed: &Version{}}), "")
	tenant.AddAction(Action{ID: "B", Name: "b", Trigger: "post-login", Deployed: &Version{}})
	tenant.SetBindingRefusals(2)
	const path = "PATCH /actions/triggers/post-login/bindings"
	const old, both = `{"ref":{"type":"action_id","value":"A"}}`,
		`{"ref":{"type":"action_id","value":"A"}},{"ref":{"type":"action_id","value":"B"}}`
	newAsker(t, tenant).run([]step{
		{path, `{"bindings":[` + both + `]}`, 400, "has not been deployed yet"},
		{path, `{"bindings":[` + old + `]}`, 200, ""}, // nothing new
		{path, `{"bindings":[` + both + `]}`, 400, "has not been deployed yet"},
		{path, `{"bindings":[` + both + `]}`, 200, ""},
	})
	if diff := cmp.Diff([]string{"a", "b"}, tenant.Bound("post-login")); diff != "" {
		t.Errorf("bound (-want +got):\n%s", diff)
	}
}
