package cli_test

import (
	"strings"
	"testing"

	"auth0-hook-action/internal/sandbox"
)

func TestAutoMixed(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newEnv(t)
		e.without("hook-name", "trigger", "script-path").inputs("hooks-path", "hooks")
		for _, name := range []string{"one", "two", "three", "four"} {
			e.file("hooks/"+name+".json", `{"name":"`+name+`","triggerId":"credentials-exchange","script":"./audit.js"}`)
			if name != "four" {
				e.auth0.AddHook(sandbox.Hook{Name: name, Trigger: "credentials-exchange", Script: audit})
			}
		}
		e.auth0.SetAge(sandbox.HooksReadOnly)
		o := e.run().want(0, "result", "created", "runtime", "mixed")
		if h, a := len(e.auth0.Hooks()), len(e.auth0.Actions()); h != 3 || a != 1 {
			t.Errorf("%d Hooks and %d Actions, want 3 and 1", h, a)
		}
		if rows := o.hooksOutput(); len(rows) != 4 {
			t.Errorf("rows: %v", rows)
		}
		e.run().want(0, "result", "unchanged", "changed", "false", "runtime", "mixed")
	})
}

func TestAutoMovesARefusedEdit(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newEnv(t)
		id := e.auth0.AddHook(sandbox.Hook{Name: "audit", Trigger: "credentials-exchange", Script: "// old\n" + audit,
			Enabled: true, Secrets: map[string]string{"K": "v"}})
		e.auth0.SetAge(sandbox.HooksReadOnly)
		e.run().want(1, "result", "failed").says("K", "prune: true")
		if n := len(e.auth0.Actions()); n != 0 {
			t.Errorf("%d Actions were made before the secrets were named", n)
		}
		e.inputs("secrets", "K=the new value of K")
		o := e.run().want(0, "result", "created", "runtime", "actions")
		if !strings.Contains(o.log, "not bound") || len(e.auth0.Bindings("credentials-exchange")) != 0 {
			t.Errorf("the Action was bound beside an enabled Hook, or nothing was said:\n%s", o.log)
		}
		e.inputs("enabled", "true", "replace-enabled", "true").run().want(0, "result", "updated")
		if b := e.auth0.Bindings("credentials-exchange"); len(b) != 1 || e.auth0.Hooks()[0].Enabled {
			t.Errorf("bound: %+v, Hook %s enabled: %t", b, id, e.auth0.Hooks()[0].Enabled)
		}
	})
}

func TestAutoNeverDecidesOnAFault(t *testing.T) {
	t.Parallel()
	for name, prepare := range map[string]func(e *env){
		"scope": func(e *env) {
			e.inputs("token", e.auth0.Token("read:hooks", "read:actions", "create:actions", "update:actions"))
		},
		"token": func(e *env) { e.auth0.RevokeTokens() },
		"no token": func(e *env) {
			id, secret := e.auth0.Client()
			e.without("token").inputs("client-id", id, "client-secret", secret)
			e.auth0.AddFault(sandbox.Fault{Path: "/oauth/token$", Status: 404, Times: -1,
				Body: `{"error":"not_found","error_description":"no such endpoint"}`})
		},
		"fault": func(e *env) {
			e.auth0.AddFault(sandbox.Fault{Path: "/hooks", Status: 403, Times: -1,
				Body: `{"statusCode":403,"error":"Forbidden","message":"no","errorCode":"feature_not_enabled"}`})
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			timed(t, func(t *testing.T) {
				e := newEnv(t)
				prepare(e)
				o := e.run().want(1, "result", "failed")
				if n := len(e.auth0.Actions()); n != 0 {
					t.Errorf("%d Actions", n)
				}
				if strings.Contains(o.log, "this tenant ") {
					t.Errorf("it says of the tenant what nobody knows:\n%s", o.log)
				}
			})
		})
	}
}

func TestAutoWithoutActionScopes(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newEnv(t)
		e.inputs("token", e.auth0.Token("read:hooks", "create:hooks", "update:hooks"))
		if o := e.run().want(0, "result", "created", "runtime", "hooks"); !strings.Contains(o.log, "read:actions") {
			t.Errorf("nothing says that only Hooks were looked at:\n%s", o.log)
		}
		e.file("hooks/audit.js", audit+"//\n")
		if o := e.run().want(0, "result", "updated"); strings.Contains(o.log, "read:actions") {
			t.Errorf("read:actions is asked for although a Hook of the name is there:\n%s", o.log)
		}
	})
}

func TestAutoWhereThereAreNoActionsAtAll(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		for _, status := range []int{404, 410, 501} {
			e := newEnv(t)
			e.auth0.AddFault(sandbox.Fault{Path: "/actions/", Status: status, Times: -1,
				Body: `{"statusCode":404,"error":"Not Found","message":"Not Found"}`})
			if o := e.run().want(0, "result", "created", "runtime", "hooks"); strings.Contains(o.log, "::warning") {
				t.Errorf("%d: a warning:\n%s", status, o.log)
			}
			e.run().want(0, "result", "unchanged")
		}
	})
}

// A file that became an Action stays one, whatever the Hook that it was before still holds.
func TestAutoAfterAMove(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newEnv(t, "secrets", "K=the value of K", "enabled", "true", "replace-enabled", "true")
		old := "// old\n" + audit
		e.auth0.AddHook(sandbox.Hook{Name: "audit", Trigger: "credentials-exchange", Script: old, Enabled: true,
			Secrets: map[string]string{"K": "v"}})
		e.auth0.SetAge(sandbox.HooksReadOnly)
		e.run().want(0, "result", "created", "runtime", "actions")
		if e.auth0.Hooks()[0].Enabled || len(e.auth0.Bindings("credentials-exchange")) != 1 {
			t.Errorf("the Hook is enabled, or the Action not bound: %+v", e.auth0.Hooks())
		}
		before := e.auth0.Writes()
		e.without("secrets").inputs("mode", "plan").run().want(0, "result", "planned", "changed", "false", "runtime", "actions")
		e.inputs("mode", "apply").run().want(0, "result", "unchanged", "runtime", "actions")
		if n := e.auth0.Writes() - before; n != 0 {
			t.Errorf("%d writes, want none", n)
		}
		e.file("hooks/audit.js", old)
		e.run().want(0, "result", "updated", "runtime", "actions")
		if a := e.deployed(); !strings.Contains(a.Deployed.Code, old) || e.auth0.Hooks()[0].Enabled {
			t.Errorf("the old text did not go to the Action: %s", a.Deployed.Code)
		}
		e.file("hooks/audit.js", audit)
		e.run().want(0, "result", "updated")
		e.inputs("mode", "export", "hooks-path", "out").without("hook-name", "trigger", "script-path", "enabled").run().want(0,
			"result", "exported")
		if text := read(t, e.dir+"/workspace/out/hooks/audit.js"); text != audit {
			t.Errorf("the export has the source of the Hook that was left behind:\n%s", text)
		}
		e.without("hooks-path").inputs("mode", "delete", "hook-name", "audit", "trigger", "credentials-exchange")
		o := e.run().want(0, "result", "deleted")
		if len(o.hooksOutput()) != 1 || len(e.auth0.Hooks())+len(e.auth0.Actions()) != 0 {
			t.Errorf("rows %v, Hooks %+v, Actions %+v", o.hooksOutput(), e.auth0.Hooks(), e.auth0.Actions())
		}
	})
}

// What auto decides on tenants of all ages, with the scopes of both runtimes, of one, and with what Auth0's page on creating Hooks
// asks for.
func TestAutoGoesByTheTenantsWord(t *testing.T) {
	t.Parallel()
	both := []string{"read:hooks", "create:hooks", "update:hooks", "read:actions", "create:actions", "update:actions"}
	ages := map[string]sandbox.Age{"on": sandbox.HooksOn, "read-only": sandbox.HooksReadOnly, "gone": sandbox.HooksGone}
	for name, tt := range map[string]struct {
		age     string
		scopes  []string
		code    int
		runtime string
		warns   string
	}{
		"Hooks":                          {"on", both, 0, "hooks", ""},
		"read-only":                      {"read-only", both, 0, "actions", ""},
		"gone":                           {"gone", both, 0, "actions", ""},
		"Actions' scopes alone":          {"on", both[3:], 0, "actions", "read:hooks"},
		"Actions' scopes alone, gone":    {"gone", both[3:], 0, "actions", ""},
		"Hooks' scopes alone":            {"on", both[:3], 0, "hooks", ""},
		"create:hooks alone":             {"on", []string{"create:hooks"}, 0, "hooks", "read:hooks"},
		"create:hooks alone, gone":       {"gone", []string{"create:hooks"}, 1, "", ""},
		"create:hooks alone, read-only":  {"read-only", []string{"create:hooks"}, 1, "", ""},
		"no scope that could be of use":  {"on", []string{"read:clients"}, 1, "", ""},
		"Hooks' scopes alone, and ended": {"gone", both[:3], 1, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			timed(t, func(t *testing.T) {
				e := newEnv(t)
				e.auth0.SetAge(ages[tt.age])
				e.token = e.auth0.Token(tt.scopes...)
				e.secrets = append(e.secrets, e.token)
				o := e.inputs("token", e.token).run().want(tt.code)
				if tt.code == 0 {
					o.want(0, "result", "created", "runtime", tt.runtime)
				}
				if tt.warns != "" && !strings.Contains(o.log, "::warning") || !strings.Contains(o.log, tt.warns) {
					t.Errorf("no warning of %q:\n%s", tt.warns, o.log)
				}
			})
		})
	}
}

// The creation without a look is sent once, whatever becomes of its answer, and a name that is taken is reported with the scopes.
func TestCreateWithoutReading(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		start := func(inputs ...string) *env {
			e := newEnv(t, inputs...)
			e.token = e.auth0.Token("create:hooks")
			e.secrets = append(e.secrets, e.token)
			return e.inputs("token", e.token)
		}
		e := start()
		e.auth0.AddFault(sandbox.Fault{Method: "POST", Path: "^/api/v2/hooks$", Drop: true})
		e.run().want(1, "result", "failed")
		if n := len(e.requests("POST", "/api/v2/hooks")); n != 1 {
			t.Errorf("%d creations were sent, want 1", n)
		}
		e = start()
		e.run().want(0, "result", "created")
		e.run().want(1, "result", "failed").says("read:hooks", "update:hooks")
		for _, inputs := range [][]string{{"enabled", "true"}, {"prune", "true", "secrets", "{}"}, {"mode", "delete"}} {
			e := start(inputs...)
			e.run().want(1).says("read:hooks")
			if n := e.auth0.Writes(); n != 0 {
				t.Errorf("%v: %d writes", inputs, n)
			}
		}
	})
}
