package sandbox

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const newHook = `{"name":"My Hook2","script":"x","triggerId":"credentials-exchange"}`

func TestCreateHook(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		body       string
		wantStatus int
		want       string
	}{
		"least":             {newHook, 201, `"dependencies":{},"enabled":false,"id":"01`},
		"name is rewritten": {newHook, 201, `"name":"my-hook-2","script":"x","triggerId":"credentials-exchange"}`},
		"all": {`{"name":"a","script":"x","triggerId":"send-phone-message","enabled":true,"dependencies":{"auth0":"2.30.0"}}`,
			201, `"dependencies":{"auth0":"2.30.0"},"enabled":true`},
		"name exists": {`{"name":"TAKEN","script":"x","triggerId":"send-phone-message"}`, 409,
			`{"statusCode":409,"error":"Conflict","message":"Hook with the same name already exists."}`},
		"unknown key": {`{"name":"a","script":"x","triggerId":"send-phone-message","secrets":{}}`, 400,
			"Additional properties not allowed: secrets"},
		"no name":    {`{"script":"x","triggerId":"send-phone-message"}`, 400, "Missing required property: name"},
		"no script":  {`{"name":"a","triggerId":"send-phone-message"}`, 400, "Missing required property: script"},
		"no trigger": {`{"name":"a","script":"x"}`, 400, "Missing required property: triggerId"},
		"empty script": {`{"name":"a","script":"","triggerId":"send-phone-message"}`, 400,
			"String is too short (0 chars), minimum 1' on property script."},
		"bad name": {`{"name":"-a","script":"x","triggerId":"send-phone-message"}`, 400, "does not match pattern"},
		"underscore": {`{"name":"a_b","script":"x","triggerId":"send-phone-message"}`, 400,
			`"errorCode":"invalid_body"`},
		"unknown trigger": {`{"name":"a","script":"x","triggerId":"post-login"}`, 400, "No enum match for: post-login"},
		"enabled as text": {`{"name":"a","script":"x","triggerId":"send-phone-message","enabled":"true"}`, 400,
			"Expected type boolean but found type string"},
		"list of packages": {`{"name":"a","script":"x","triggerId":"send-phone-message","dependencies":[]}`, 400,
			"Expected type object but found type array"},
		"version a number": {`{"name":"a","script":"x","triggerId":"send-phone-message","dependencies":{"b":1}}`, 400,
			"on property dependencies.b."},
		"not JSON":  {`{"name":`, 400, "Invalid request payload JSON format"},
		"not UTF-8": {"{\"name\":\"\xff\"}", 400, "Invalid request payload JSON format"},
		"a list":    {`[]`, 400, "Expected type object but found type array"},
		"nothing":   {``, 415, "Unsupported Media Type"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tenant := NewTenant()
			tenant.AddHook(Hook{Name: "taken", Trigger: "credentials-exchange"})
			newAsker(t, tenant).run([]step{{"POST /hooks", tt.body, tt.wantStatus, tt.want}})
			if created := len(tenant.Hooks()) == 2; created != (tt.wantStatus == 201) {
				t.Errorf("created: %t", created)
			}
		})
	}
}

func TestHookByID(t *testing.T) {
	t.Parallel()
	const missing = `{"statusCode":404,"error":"Not Found","message":"Error: Hook does not exist","errorCode":"HookDoesNotExist"}`
	tests := map[string][]step{
		"get": {{"GET /hooks/1", "", 200,
			`{"dependencies":{"a":"1.0.0"},"enabled":false,"id":"1","name":"audit","script":"x",` +
				`"triggerId":"post-change-password"}`}},
		"get fields": {{"GET /hooks/1?fields=id,enabled", "", 200, `{"enabled":false,"id":"1"}`}},
		"get other field": {{"GET /hooks/1?fields=secrets", "", 400,
			"String 'secrets' does not match pattern. Must be a comma separated list of the following values: id,name,script"}},
		"get missing": {{"GET /hooks/9", "", 404, missing}},
		"bad id":      {{"GET /hooks/a_b", "", 400, `"errorCode":"invalid_uri"`}},
		"enable":      {{"PATCH /hooks/1", `{"enabled":true}`, 200, `"enabled":true`}},
		"enable a second": {{"PATCH /hooks/2", `{"enabled":true}`, 200, ""}, {"PATCH /hooks/1", `{"enabled":true}`,
			200, ""}, {"GET /hooks/2", "", 200, `"enabled":true`}},
		"patch script": {{"PATCH /hooks/1", `{"script":"y"}`, 200,
			`"dependencies":{"a":"1.0.0"},"enabled":false,"id":"1","name":"audit","script":"y"`}},
		"patch packages":   {{"PATCH /hooks/1", `{"dependencies":{"b":"2"}}`, 200, `"dependencies":{"b":"2"}`}},
		"clear packages":   {{"PATCH /hooks/1", `{"dependencies":{}}`, 200, `"dependencies":{}`}},
		"rename":           {{"PATCH /hooks/1", `{"name":"New Name"}`, 200, `"name":"new-name"`}},
		"rename to itself": {{"PATCH /hooks/1", `{"name":"Audit"}`, 200, `"name":"audit"`}},
		"rename to other": {{"PATCH /hooks/1", `{"name":"other","script":"y"}`, 409, "already exists"},
			{"GET /hooks/1", "", 200, `"script":"x"`}},
		"patch nothing": {{"PATCH /hooks/1", `{}`, 400, "Too few properties defined (0), minimum 1"}},
		"patch trigger": {{"PATCH /hooks/1", `{"triggerId":"post-change-password"}`, 400,
			"Additional properties not allowed: triggerId"}},
		"patch null":    {{"PATCH /hooks/1", `{"dependencies":null}`, 400, "Expected type object but found type null"}},
		"patch missing": {{"PATCH /hooks/9", `{"enabled":true}`, 404, missing}},
		"delete": {{"DELETE /hooks/1", "", 204, ""}, {"GET /hooks/1", "", 404, missing}, {"DELETE /hooks/1",
			"", 404, missing}},
	}
	for name, steps := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tenant := NewTenant()
			tenant.AddHook(Hook{ID: "1", Name: "audit", Trigger: "post-change-password", Script: "x",
				Dependencies: map[string]string{"a": "1.0.0"}})
			tenant.AddHook(Hook{ID: "2", Name: "other", Trigger: "post-change-password"})
			newAsker(t, tenant).run(steps)
		})
	}
}

func TestListHooks(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		request    string
		wantStatus int
		want       string
	}{
		"some fields": {"GET /hooks?fields=id,name", 200, `[{"id":"1","name":"a"},{"id":"2","name":"b"},{"id":"3"}]`},
		"totals": {"GET /hooks?fields=id&include_totals=true", 200,
			`{"hooks":[{"id":"1"},{"id":"2"},{"id":"3"}],"limit":100,"start":0,"total":3}`},
		"no totals": {"GET /hooks?fields=id&include_totals=false", 200, `[{"id":"1"}`},
		"page": {"GET /hooks?fields=id&include_totals=true&page=1&per_page=2", 200,
			`{"hooks":[{"id":"3"}],"limit":2,"start":2,"total":3}`},
		"page past end":     {"GET /hooks?page=7", 200, `[]`},
		"by trigger":        {"GET /hooks?fields=id&triggerId=send-phone-message", 200, `[{"id":"2"}]`},
		"by enabled":        {"GET /hooks?fields=id&enabled=true", 200, `[{"id":"2"}]`},
		"by not enabled":    {"GET /hooks?fields=id&enabled=false", 200, `[{"id":"1"},{"id":"3"}]`},
		"with script":       {"GET /hooks?fields=script", 200, `[{"script":"x"}`},
		"recorded query":    {"GET /hooks?fields=id&include_fields=true&include_totals=true&per_page=50", 200, `"limit":50`},
		"unknown field":     {"GET /hooks?fields=id,secrets", 400, `"errorCode":"invalid_query_string"`},
		"unknown query":     {"GET /hooks?name=a", 400, "Additional properties not allowed: name"},
		"unknown trigger":   {"GET /hooks?triggerId=post-login", 400, "No enum match"},
		"page too big":      {"GET /hooks?per_page=101", 400, "Value 101 is greater than maximum 100"},
		"negative page":     {"GET /hooks?page=-1", 400, "Value -1 is less than minimum 0"},
		"page not a number": {"GET /hooks?page=one", 400, "Expected type integer"},
		"enabled no flag":   {"GET /hooks?enabled=yes", 400, "Expected type boolean"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tenant := NewTenant()
			tenant.AddHook(Hook{ID: "1", Name: "a", Trigger: "credentials-exchange", Script: "x"})
			tenant.AddHook(Hook{ID: "2", Name: "b", Trigger: "send-phone-message", Enabled: true})
			tenant.AddHook(Hook{ID: "3", Trigger: "credentials-exchange"})
			newAsker(t, tenant).run([]step{{tt.request, "", tt.wantStatus, tt.want}})
		})
	}
}

func TestHookSecrets(t *testing.T) {
	t.Parallel()
	many := func(from, n int) string {
		var pairs []string
		for i := range n {
			pairs = append(pairs, fmt.Sprintf(`"K%d":"v"`, from+i))
		}
		return "{" + strings.Join(pairs, ",") + "}"
	}
	tests := map[string]struct {
		steps []step
		want  map[string]string // nil: A and B as they were
	}{
		"list": {[]step{{"GET /hooks/1/secrets", "", 200,
			`{"A":"_VALUE_NOT_SHOWN_","B":"_VALUE_NOT_SHOWN_"}`}}, nil},
		"list of none": {[]step{{"DELETE /hooks/1/secrets", `["A","B"]`, 204, ""}, {"GET /hooks/1/secrets", "", 200,
			"{}"}}, map[string]string{}},
		"add": {[]step{{"POST /hooks/1/secrets", `{"C":"3"}`, 201, "{}"}}, map[string]string{"A": "1",
			"B": "2", "C": "3"}},
		"add existing": {[]step{{"POST /hooks/1/secrets", `{"C":"3","A":"4"}`, 409,
			"Secret with the same name already exists."}}, nil},
		"update": {[]step{{"PATCH /hooks/1/secrets", `{"A":"3"}`, 201, "{}"}}, map[string]string{"A": "3",
			"B": "2"}},
		"update missing": {[]step{{"PATCH /hooks/1/secrets", `{"A":"3","C":"4"}`, 404, "Hook or secret not found."}}, nil},
		"update to mask": {[]step{{"PATCH /hooks/1/secrets", `{"A":"_VALUE_NOT_SHOWN_"}`, 201, "{}"}},
			map[string]string{"A": secretMask, "B": "2"}},
		"delete":       {[]step{{"DELETE /hooks/1/secrets", `["A"]`, 204, ""}}, map[string]string{"B": "2"}},
		"delete none":  {[]step{{"DELETE /hooks/1/secrets", `[]`, 400, "Array is too short (0), minimum 1"}}, nil},
		"delete a map": {[]step{{"DELETE /hooks/1/secrets", `{"A":"1"}`, 400, "Expected type array"}}, nil},
		"add none":     {[]step{{"POST /hooks/1/secrets", `{}`, 400, "Too few properties defined (0), minimum 1"}}, nil},
		"add a number": {[]step{{"POST /hooks/1/secrets", `{"C":1}`, 400,
			"Expected type string but found type number' on property C."}}, nil},
		"add 21 at once": {[]step{{"POST /hooks/1/secrets", many(0, 21), 400,
			"Too many properties defined (21), maximum 20"}}, nil},
		"add to 21": {[]step{{"POST /hooks/1/secrets", many(0, 19), 400,
			"Too many properties defined (21), maximum 20"}}, nil},
		"of missing hook": {[]step{{"GET /hooks/9/secrets", "", 404, "HookDoesNotExist"}, {"POST /hooks/9/secrets",
			`{"C":"3"}`, 404, "HookDoesNotExist"}}, nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tenant := NewTenant()
			tenant.AddHook(Hook{ID: "1", Name: "a", Trigger: "credentials-exchange",
				Secrets: map[string]string{"A": "1", "B": "2"}})
			newAsker(t, tenant).run(tt.steps)
			want := tt.want
			if want == nil {
				want = map[string]string{"A": "1", "B": "2"}
			}
			if diff := cmp.Diff(want, tenant.Hooks()[0].Secrets); diff != "" {
				t.Errorf("secrets (-want +got):\n%s", diff)
			}
		})
	}
}

func TestAges(t *testing.T) {
	t.Parallel()
	const notAllowed = `{"statusCode":403,"error":"Forbidden",` +
		`"message":"Insufficient privileges to use this deprecated feature.","errorCode":"hooks_not_allowed"}`
	readOnly := func(status int, want string) []step {
		return []step{
			{"GET /hooks", "", 200, `"name":"a"`},
			{"GET /hooks/1", "", 200, ""},
			{"POST /hooks", newHook, status, want},
			{"PATCH /hooks/1", `{"script":"y"}`, status, want},
			{"PATCH /hooks/1", `{"enabled":true,"script":"x"}`, status, want},
			{"PATCH /hooks/1", `{"name":"b"}`, status, want},
			{"PATCH /hooks/1", `{"dependencies":{}}`, status, want},
			{"PATCH /hooks/1", `{"enabled":true}`, 200, `"enabled":true`},
			{"POST /hooks/1/secrets", `{"A":"1"}`, 201, ""},
			{"PATCH /hooks/1/secrets", `{"A":"2"}`, 201, ""},
			{"DELETE /hooks/1/secrets", `["A"]`, 204, ""},
			{"DELETE /hooks/1", "", 204, ""},
		}
	}
	gone := func(status int, want string) []step {
		return []step{
			{"GET /hooks", "", status, want}, {"POST /hooks", newHook, status, want},
			{"GET /hooks/1", "", status, want}, {"PATCH /hooks/1", `{"enabled":true}`, status, want},
			{"GET /hooks/1/secrets", "", status, want}, {"DELETE /hooks/1", "", status, want},
			{"GET /actions/actions", "", 200, ""},
		}
	}
	tests := map[string]struct {
		age     Age
		refusal Refusal // 0: as it is by itself
		steps   []step
	}{
		"read-only": {HooksReadOnly, 0, readOnly(403, notAllowed)},
		"read-only, disabled": {HooksReadOnly, Disabled, readOnly(403,
			`"message":"This endpoint is disabled for your tenant."}`)},
		"gone":                {HooksGone, 0, gone(403, notAllowed)},
		"gone, not found":     {HooksGone, NotFound, gone(404, `"message":"Not Found"`)},
		"gone, gone":          {HooksGone, Gone, gone(410, `"error":"Gone"`)},
		"gone, no such thing": {HooksGone, NotImplemented, gone(501, `"error":"Not Implemented"`)},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tenant := NewTenant()
			tenant.AddHook(Hook{ID: "1", Name: "a", Trigger: "credentials-exchange", Script: "x"})
			tenant.SetAge(tt.age)
			if tt.refusal != 0 {
				tenant.SetRefusal(tt.refusal)
			}
			newAsker(t, tenant).run(tt.steps)
		})
	}
}
