package sandbox

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestTestAction(t *testing.T) {
	t.Parallel()
	const handler, event = `exports.onExecutePostLogin = async (event, api) => {`,
		`{"payload":{"event":{"tenant":{"id":"t"}}}}`
	tests := map[string]struct {
		code, body string
		want       *TestResult // nil: a status other than 200
		wantStatus int
	}{
		"it runs": {handler + `};`, event, &TestResult{}, 200},
		"throws": {handler + ` throw new TypeError('no "user"'); };`, event, &TestResult{"TypeError",
			`no "user"`}, 200},
		"throws later": {handler + "\n  if (!event.user) throw new Error('x'); };", event, &TestResult{}, 200},
		"throws in a template": {handler + "\n\tthrow new Error(`it's so`);\n};", event, &TestResult{"Error",
			"it's so"}, 200},
		"of another trigger": {`exports.onExecutePostChangePassword = async () => {};`, event, &TestResult{"Error",
			"Invalid function signature for the onExecutePostLogin handler."}, 200},
		"half an event": {handler + `};`, `{"payload":{"event":{"user":{}}}}`, &TestResult{"TypeError",
			"Cannot read properties of undefined (reading 'id')"}, 200},
		"no event": {handler + `};`, `{"payload":{}}`, &TestResult{"TypeError",
			"Cannot read properties of undefined (reading 'id')"}, 200},
		"no payload":    {handler + `};`, `{}`, nil, 400},
		"a list":        {handler + `};`, `{"payload":[]}`, nil, 400},
		"a further key": {handler + `};`, `{"payload":{},"event":{}}`, nil, 400},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tenant := NewTenant()
			id := tenant.AddAction(Action{Name: "a", Trigger: "post-login", Code: "live", Deployed: &Version{}})
			tenant.EditCode(id, tt.code)
			answer := newAsker(t, tenant).must(tt.wantStatus, "POST /actions/actions/"+id+"/test", tt.body)
			if tt.want == nil {
				if runs := tenant.TestRuns(); len(runs) > 0 {
					t.Errorf("it ran: %+v", runs)
				}
				return
			}
			dig[float64](t, answer, "payload", "stats", "action_duration_ms")
			var got TestResult
			if failed := dig[map[string]any](t, answer, "payload")["error"]; failed != nil {
				got = TestResult{dig[string](t, failed, "name"), dig[string](t, failed, "message")}
				dig[string](t, failed, "stack")
			}
			if diff := cmp.Diff(*tt.want, got); diff != "" {
				t.Errorf("result (-want +got):\n%s", diff)
			}
		})
	}
}

func TestTestRunner(t *testing.T) {
	t.Parallel()
	tenant := NewTenant()
	id := tenant.AddAction(Action{Name: "a", Trigger: "post-login", Code: "live", Deployed: &Version{}})
	tenant.SetTestRunner(func(r TestRun) TestResult { return TestResult{r.Action.Code, fmt.Sprint(r.Event["who"])} })
	a := newAsker(t, tenant)
	path := "/actions/actions/" + id
	a.must(200, "PATCH "+path, `{"code":"draft"}`)
	a.run([]step{
		{"POST " + path + "/test", `{"payload":{"event":{"who":"mona"}}}`, 200, `"message":"mona","name":"draft"`},
		{"POST /actions/actions/9/test", `{"payload":{}}`, 404, "That action does not exist."},
	})
	var got []string
	for _, r := range tenant.TestRuns() {
		event, err := json.Marshal(r.Event)
		got = append(got, r.Action.Name, r.Action.Code, r.Action.Deployed.Code, string(event))
		if err != nil {
			t.Error(err)
		}
	}
	if diff := cmp.Diff([]string{"a", "draft", "live", `{"who":"mona"}`}, got); diff != "" {
		t.Errorf("runs (-want +got):\n%s", diff)
	}
	tenant.SetTestRunner(nil)
	a.run([]step{{"POST " + path + "/test", `{"payload":{}}`, 200, "Invalid function signature"}})
	tenant.SetBuild(Progress{Looks: 1})
	a.must(200, "PATCH "+path, `{"code":"again"}`)
	a.run([]step{{"POST " + path + "/test", `{"payload":{}}`, 400, "must be in the 'built' state"}})
}

func TestHandlers(t *testing.T) {
	t.Parallel()
	got := map[string]string{}
	for _, tv := range triggerVersions() {
		if tv.policy == triggerBound {
			got[tv.id] = handlerOf(tv.id)
		}
	}
	want := map[string]string{
		"post-login": "onExecutePostLogin", "credentials-exchange": "onExecuteCredentialsExchange",
		"pre-user-registration": "onExecutePreUserRegistration", "post-user-registration": "onExecutePostUserRegistration",
		"post-change-password": "onExecutePostChangePassword", "send-phone-message": "onExecuteSendPhoneMessage",
		"password-reset-post-challenge": "onExecutePostChallenge", "custom-phone-provider": "onExecuteCustomPhoneProvider",
		"custom-email-provider": "onExecuteCustomEmailProvider",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("handlers (-want +got):\n%s", diff)
	}
}
