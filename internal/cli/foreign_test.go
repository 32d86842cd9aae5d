package cli_test

import (
	"strings"
	"testing"

	"auth0-hook-action/internal/sandbox"
)

// A foreignCase is a run and a request of it that something in the tenant's place answers.
type foreignCase struct {
	method, path string
	prepare      func(e *env)
	inputs       []string
	want         string // the result where the next answer is the tenant's again
}

func existing(e *env) {
	e.auth0.AddHook(sandbox.Hook{Name: "audit", Trigger: "credentials-exchange", Script: audit + "// old\n", Enabled: true})
}

func secretive(e *env) {
	e.auth0.AddHook(sandbox.Hook{Name: "audit", Trigger: "credentials-exchange", Script: audit + "// old\n",
		Secrets: map[string]string{"KEY": "x"}})
}

func credentials(e *env) {
	id, secret := e.auth0.Client()
	e.without("token").inputs("client-id", id, "client-secret", secret, "audience", sandbox.Audience)
}

// endedBefore leaves an Action that an earlier run deployed from another text.
func endedBefore(e *env) {
	ended(e)
	e.file("hooks/audit.js", audit+"// old\n")
	mode := e.vars["INPUT_MODE"]
	e.inputs("mode", "apply").run().want(0, "result", "created")
	e.inputs("mode", mode).file("hooks/audit.js", audit)
	e.auth0.ClearRequests()
}

func event(e *env) {
	ended(e)
	e.file("event.json", `{"tenant": {"id": "acme"}}`)
}

func ended(e *env) { e.auth0.SetAge(sandbox.HooksGone) }

func foreignCases() map[string]foreignCase {
	return map[string]foreignCase{
		"list of Hooks":    {"GET", "^/api/v2/hooks$", existing, nil, "updated"},
		"creation":         {"POST", "^/api/v2/hooks$", nil, nil, "created"},
		"edit":             {"PATCH", "^/api/v2/hooks/", existing, nil, "updated"},
		"deletion":         {"DELETE", "^/api/v2/hooks/", existing, []string{"mode", "delete"}, "deleted"},
		"secrets":          {"POST", "/secrets$", nil, []string{"secrets", "KEY=a value nobody sees"}, "created"},
		"Hooks' secrets":   {"PATCH", "/secrets$", secretive, []string{"secrets", "KEY=a value nobody sees"}, "updated"},
		"secrets to prune": {"DELETE", "/secrets$", secretive, []string{"secrets", "{}", "prune", "true"}, "updated"},
		"a token":          {"POST", "^/oauth/token$", credentials, nil, "created"},
		"Action's edit":    {"PATCH", "^/api/v2/actions/actions/", endedBefore, []string{"runtime", "actions"}, "updated"},
		"Action's removal": {"DELETE", "^/api/v2/actions/actions/", endedBefore, []string{"mode", "delete"}, "deleted"},
		"draft's test":     {"POST", "/test$", event, []string{"runtime", "actions", "test-payload", "event.json"}, ""},
		"list of Actions":  {"GET", "^/api/v2/actions/actions$", ended, []string{"runtime", "actions"}, "created"},
		"Action":           {"POST", "^/api/v2/actions/actions$", ended, []string{"runtime", "actions"}, "created"},
		"deployment":       {"POST", "/deploy$", ended, []string{"runtime", "actions"}, "created"},
		"bindings":         {"GET", "/bindings$", ended, []string{"runtime", "actions", "enabled", "true"}, "created"},
		"bindings' change": {"PATCH", "/bindings$", ended, []string{"runtime", "actions", "enabled", "true"}, "created"},
		"export":           {"GET", "^/api/v2/hooks$", existing, []string{"mode", "export", "hooks-path", "out"}, "exported"},
	}
}

func (c foreignCase) start(t *testing.T) *env {
	t.Helper()
	e := newEnv(t, c.inputs...)
	if c.prepare != nil {
		c.prepare(e)
	}
	if len(c.inputs) > 1 && c.inputs[0] == "mode" && c.inputs[1] == "export" {
		e.without("hook-name", "trigger", "script-path")
	}
	return e
}

// One answer that is not Auth0's decides nothing: the request is made again, and the run ends as if it had not been.
func TestForeignAnswerOnce(t *testing.T) {
	t.Parallel()
	for name, c := range foreignCases() {
		for kind, answer := range sandbox.ForeignAnswers() {
			t.Run(name+", "+kind, func(t *testing.T) {
				t.Parallel()
				timed(t, func(t *testing.T) {
					e := c.start(t)
					answer.Method, answer.Path = c.method, c.path
					e.auth0.AddFault(answer)
					if c.want == "" { // the code may have run: it is not sent again
						e.run().want(1, "result", "failed").says("not Auth0's")
						return
					}
					e.run().want(0, "result", c.want)
					if hooks, actions := len(e.auth0.Hooks()), len(e.auth0.Actions()); hooks+actions > 1 {
						t.Errorf("%d Hooks and %d Actions", hooks, actions)
					}
				})
			})
		}
	}
}

// Answers that never are Auth0's end the run with an error that says what to check, and nothing is taken for done.
func TestForeignAnswersForEver(t *testing.T) {
	t.Parallel()
	for name, c := range foreignCases() {
		for kind, answer := range sandbox.ForeignAnswers() {
			t.Run(name+", "+kind, func(t *testing.T) {
				t.Parallel()
				timed(t, func(t *testing.T) {
					e := c.start(t)
					answer.Method, answer.Path, answer.Times = c.method, c.path, -1
					e.auth0.AddFault(answer)
					before := len(e.auth0.Hooks())
					o := e.run().want(1, "result", "failed").says("not Auth0's", "domain", "proxy")
					if strings.Contains(o.log, "the tenant's rate limit") {
						t.Errorf("the tenant's rate limit is blamed:\n%s", o.log)
					}
					if c.method == "DELETE" && len(e.auth0.Hooks()) != before {
						t.Error("the hook is gone")
					}
				})
			})
		}
	}
}

// A deletion is done when the hook was looked for and is not there.
func TestDeletionIsVerified(t *testing.T) {
	t.Parallel()
	gone := `{"statusCode":404,"error":"Not Found","message":"Not Found"}`
	for name, tt := range map[string]struct {
		fault sandbox.Fault
		code  int
		want  string
	}{
		"404, and it is there":       {sandbox.Fault{Status: 404, Body: gone, Times: -1}, 1, "failed"},
		"404, and it is gone":        {sandbox.Fault{Status: 404, Body: gone, After: true}, 0, "deleted"},
		"a redirect, and it stays":   {sandbox.Fault{Redirect: "https://login.example/", Times: -1}, 1, "failed"},
		"a lost answer, and it went": {sandbox.Fault{Drop: true, After: true}, 0, "deleted"},
		"accepted, and it stays":     {sandbox.Fault{Status: 204, Times: -1}, 1, "failed"},
	} {
		for _, runtime := range []string{"hooks", "actions"} {
			t.Run(name+", "+runtime, func(t *testing.T) {
				t.Parallel()
				timed(t, func(t *testing.T) {
					e := newEnv(t, "runtime", runtime)
					e.run().want(0, "result", "created")
					fault := tt.fault // of this test alone: the runtimes run side by side
					fault.Method = "DELETE"
					e.auth0.AddFault(fault)
					e.inputs("mode", "delete").run().want(tt.code, "result", tt.want)
					left := len(e.auth0.Hooks()) + len(e.auth0.Actions())
					if (tt.want == "deleted") != (left == 0) {
						t.Errorf("%d are left, and the result is %s", left, tt.want)
					}
				})
			})
		}
	}
}
