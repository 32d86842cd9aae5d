package sandbox

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const newAction = `{"name":"audit","supported_triggers":[{"id":"credentials-exchange","version":"v2"}],"code":"x",` +
	`"dependencies":[{"name":"lodash","version":"latest"}],"secrets":[{"name":"A","value":"1"}]}`

// createAudit creates newAction and returns its path.
func createAudit(a asker) string {
	a.t.Helper()
	return "/actions/actions/" + dig[string](a.t, a.must(201, "POST /actions/actions", newAction), "id")
}

func TestCreateAction(t *testing.T) {
	t.Parallel()
	const trigger = `"supported_triggers":[{"id":"credentials-exchange"}]`
	repeat := func(n int, item string) string {
		items := make([]string, n)
		for i := range items {
			items[i] = strings.ReplaceAll(item, "#", fmt.Sprint(i))
		}
		return strings.Join(items, ",")
	}
	tests := map[string]struct {
		body       string
		wantStatus int
		want       string
	}{
		"all": {newAction, 201,
			`"status":"pending","supported_triggers":[{"id":"credentials-exchange","version":"v2"}]`},
		"secret by name": {newAction, 201, `"secrets":[{"name":"A","updated_at":"2`},
		"least":          {`{"name":"a",` + trigger + `}`, 201, `"runtime":"node22"`},
		"name taken":     {`{"name":"taken",` + trigger + `}`, 201, ""},
		"odd name":       {`{"name":"Test: (1.2)",` + trigger + `}`, 201, `"name":"Test: (1.2)"`},
		"no name":        {`{` + trigger + `}`, 400, "Missing required property: name"},
		"no trigger":     {`{"name":"a"}`, 400, "Missing required property: supported_triggers"},
		"empty triggers": {`{"name":"a","supported_triggers":[]}`, 400, "Array is too short (0), minimum 1"},
		"two triggers": {`{"name":"a","supported_triggers":[{"id":"post-login"},{"id":"credentials-exchange"}]}`,
			400, "Array is too long"},
		"unknown trigger": {`{"name":"a","supported_triggers":[{"id":"after-lunch"}]}`, 400,
			"No enum match for: after-lunch"},
		"unknown version": {`{"name":"a","supported_triggers":[{"id":"post-login","version":"v9"}]}`, 400,
			"No enum match for: v9"},
		"old runtime":      {`{"name":"a","runtime":"node16",` + trigger + `}`, 400, `"message":"runtime is not supported"`},
		"older name of it": {`{"name":"a","runtime":"node18",` + trigger + `}`, 400, `"message":"runtime is not supported"`},
		"its newer name":   {`{"name":"a","runtime":"node18-actions",` + trigger + `}`, 201, `"runtime":"node18-actions"`},
		"unknown key": {`{"name":"a","enabled":true,` + trigger + `}`, 400,
			"Additional properties not allowed: enabled"},
		"packages as map": {`{"name":"a","dependencies":{"b":"1"},` + trigger + `}`, 400,
			"Expected type array but found type object"},
		"10 packages": {`{"name":"a","dependencies":[` + repeat(10,
			`{"name":"p#","version":"1"}`) + `],` + trigger + `}`, 201, ""},
		"11 packages": {`{"name":"a","dependencies":[` + repeat(11,
			`{"name":"p#","version":"1"}`) + `],` + trigger + `}`, 400, "Array is too long (11), maximum 10"},
		"30 secrets": {`{"name":"a","secrets":[` + repeat(30,
			`{"name":"s#","value":"1"}`) + `],` + trigger + `}`, 201, ""},
		"31 secrets": {`{"name":"a","secrets":[` + repeat(31,
			`{"name":"s#","value":"1"}`) + `],` + trigger + `}`, 400, "Array is too long (31), maximum 30"},
		"secret not valued": {`{"name":"a","secrets":[{"name":"A"}],` + trigger + `}`, 400, "Missing required property"},
		"long secret name": {`{"name":"a","secrets":[{"name":"` + repeat(129, "x") + `","value":""}],` + trigger + `}`,
			400, "maximum 128"},
		"long secret": {`{"name":"a","secrets":[{"name":"A","value":"` + strings.Repeat("x",
			4097) + `"}],` + trigger + `}`, 400, "maximum 4096"},
		"100 kB of code": {`{"name":"a","code":"` + strings.Repeat("x", 100_000) + `",` + trigger + `}`, 201, ""},
		"more code": {`{"name":"a","code":"` + strings.Repeat("é", 50_001) + `",` + trigger + `}`, 400,
			"on property code."},
		"deployed at once": {`{"name":"a","deploy":true,` + trigger + `}`, 201, `"deployed":true`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tenant := NewTenant()
			tenant.AddAction(Action{Name: "taken", Trigger: "credentials-exchange"})
			newAsker(t, tenant).run([]step{{"POST /actions/actions", tt.body, tt.wantStatus, tt.want}})
			if created := len(tenant.Actions()) == 2; created != (tt.wantStatus == 201) {
				t.Errorf("created: %t", created)
			}
		})
	}
}

func TestTooManyActions(t *testing.T) {
	t.Parallel()
	tenant := NewTenant()
	for range maxActions {
		tenant.AddAction(Action{Name: "a", Trigger: "credentials-exchange"})
	}
	newAsker(t, tenant).run([]step{{"POST /actions/actions", newAction, 403, "too_many_entities"}})
}

func TestListActions(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		query      string
		wantStatus int
		want       string   // a part of the body
		wantNames  []string // nil: not looked at
	}{
		"all":             {"", 200, `"per_page":20,"total":4}`, []string{"audit", "audit-2", "audit", "other"}},
		"name or longer":  {"?actionName=audit", 200, `"total":3}`, []string{"audit", "audit-2", "audit"}},
		"none":            {"?actionName=b&per_page=100", 200, `{"actions":[],"per_page":100}`, nil},
		"second page":     {"?per_page=3&page=1", 200, `"page":1,"per_page":3,"total":4}`, []string{"other"}},
		"by trigger":      {"?triggerId=post-login", 200, "", []string{"other"}},
		"deployed":        {"?deployed=true", 200, "", []string{"other"}},
		"not deployed":    {"?deployed=false&actionName=audit-", 200, "", []string{"audit-2"}},
		"installed":       {"?installed=true", 200, `"integration":{"feature_type":"action","id":`, []string{"other"}},
		"not installed":   {"?installed=false&actionName=o", 200, `{"actions":[],"per_page":20}`, nil},
		"totals":          {"?include_totals=true", 400, "Additional properties not allowed: include_totals", nil},
		"too many":        {"?per_page=101", 400, "greater than maximum 100", nil},
		"unknown trigger": {"?triggerId=lunch", 400, "No enum match for: lunch", nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tenant := NewTenant()
			for _, name := range []string{"audit", "audit-2", "audit"} {
				tenant.AddAction(Action{Name: name, Trigger: "credentials-exchange"})
			}
			tenant.AddAction(Action{Name: "other", Trigger: "post-login", Deployed: &Version{}, Integration: "Geo"})
			a := newAsker(t, tenant)
			a.run([]step{{"GET /actions/actions" + tt.query, "", tt.wantStatus, tt.want}})
			if tt.wantNames == nil {
				return
			}
			var got []string
			for _, one := range dig[[]any](t, a.must(200, "GET /actions/actions"+tt.query, ""), "actions") {
				got = append(got, dig[string](t, one, "name"))
			}
			if diff := cmp.Diff(tt.wantNames, got); diff != "" {
				t.Errorf("names (-want +got):\n%s", diff)
			}
		})
	}
}

func TestUpdateAction(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		body       string
		wantStatus int
		want       string
	}{
		"code":         {`{"code":"y"}`, 200, `"code":"y"`},
		"builds again": {`{"code":"x"}`, 200, `"status":"pending"`},
		"secrets stay": {`{"code":"y"}`, 200, `"secrets":[{"name":"A"`},
		"other secrets": {`{"secrets":[{"name":"B","value":"2","updated_at":"2023-01-25T17:41:52Z"}]}`, 200,
			`"secrets":[{"name":"B"`},
		"no secrets":     {`{"secrets":[]}`, 200, `"secrets":[]`},
		"no packages":    {`{"dependencies":[]}`, 200, `"dependencies":[]`},
		"runtime stays":  {`{"code":"y"}`, 200, `"runtime":"node22"`},
		"same trigger":   {`{"supported_triggers":[{"id":"credentials-exchange","version":"v2"}]}`, 200, ""},
		"other trigger":  {`{"supported_triggers":[{"id":"post-login","version":"v3"}]}`, 400, "cannot be changed"},
		"deploy":         {`{"deploy":true}`, 400, "Additional properties not allowed: deploy"},
		"secret no text": {`{"code":"y","secrets":[{"name":"A"}]}`, 400, "Missing required property"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tenant := NewTenant()
			a := newAsker(t, tenant)
			path := createAudit(a)
			before := tenant.Actions()
			a.run([]step{
				{"PATCH " + path, tt.body, tt.wantStatus, tt.want},
				{"PATCH " + path + "9", `{"code":"y"}`, 404,
					`{"statusCode":404,"error":"Not Found","message":"That action does not exist."}`},
			})
			if same := cmp.Equal(before, tenant.Actions()); tt.wantStatus != 200 && !same {
				t.Error("a refused request changed the Action")
			}
		})
	}
}

func TestDeleteAction(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		bound      bool
		query      string
		wantStatus int
		want       string
	}{
		"unbound": {false, "", 204, ""},
		"bound": {true, "", 409,
			`{"statusCode":409,"error":"Conflict","message":"Unable to delete an action bound to a trigger."}`},
		"bound, unhurt":  {true, "?force=false", 409, ""},
		"bound by force": {true, "?force=true", 204, ""},
		"unknown query":  {false, "?cascade=true", 400, "Additional properties not allowed: cascade"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tenant := NewTenant()
			id := tenant.AddAction(Action{Name: "a", Trigger: "post-login", Deployed: &Version{}})
			other := tenant.AddAction(Action{Name: "b", Trigger: "post-login", Deployed: &Version{}})
			if tt.bound {
				tenant.AddBinding(id, "")
			}
			tenant.AddBinding(other, "Other")
			a := newAsker(t, tenant)
			a.run([]step{{"DELETE /actions/actions/" + id + tt.query, "", tt.wantStatus, tt.want}})
			if tt.wantStatus != 204 {
				return
			}
			a.run([]step{{"DELETE /actions/actions/" + id, "", 404, "That action does not exist."}})
			if b := tenant.Bindings("post-login"); len(b) != 1 || b[0].DisplayName != "Other" {
				t.Errorf("bindings %v, want the other's alone", b)
			}
		})
	}
}

func TestEditsBehindTheAPI(t *testing.T) {
	t.Parallel()
	tenant := NewTenant()
	first := tenant.AddAction(Action{Name: "a", Trigger: "post-login", Code: "x", Deployed: &Version{}})
	second := tenant.AddAction(Action{Name: "b", Trigger: "post-login", Code: "x", Deployed: &Version{}})
	hook := tenant.AddHook(Hook{Name: "h", Trigger: "credentials-exchange"})
	tenant.AddBinding(first, "")
	tenant.AddBinding(second, "Second")
	before := tenant.Snapshot()
	if diff := cmp.Diff(before, tenant.Snapshot()); diff != "" {
		t.Errorf("two snapshots differ:\n%s", diff)
	}
	tenant.EditCode(first, "y")
	a := newAsker(t, tenant)
	a.run([]step{{"GET /actions/actions/" + first, "", 200, `"all_changes_deployed":false,"code":"y"`}})
	tenant.RemoveAction(first)
	tenant.RemoveHook(hook)
	a.run([]step{{"GET /actions/actions/" + first, "", 404, ""}, {"GET /hooks/" + hook, "", 404, ""}})
	tenant.EditCode(first, "z")
	tenant.RemoveAction(first)
	want := Snapshot{Hooks: []Hook{}, Actions: before.Actions[1:],
		Bindings: map[string][]Binding{"post-login": before.Bindings["post-login"][1:]}}
	if diff := cmp.Diff(want, tenant.Snapshot()); diff != "" {
		t.Errorf("the tenant (-want +got):\n%s", diff)
	}
}
