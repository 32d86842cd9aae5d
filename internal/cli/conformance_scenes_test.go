package cli_test

import (
	"auth0-hook-action/internal/sandbox"
	"auth0-hook-action/internal/script"
	"auth0-hook-action/internal/tenant"
)

// conformanceScenes are runs of the whole program that make each request it can make.
var conformanceScenes = map[string]func(e *env){
	"a hook's life": func(e *env) {
		id, secret := e.auth0.Client()
		e.without("token").inputs("client-id", id, "client-secret", secret)
		e.inputs("runtime", "hooks", "hook-name", "My Hook v2", "enabled", "true", "dependencies", "lodash: 4.17.21",
			"secrets", "KEY=the value of the key\nOLD=the value of the old\n")
		e.run().want(0, "result", "created")
		e.inputs("secrets", "KEY=another value of it\nNEW=the value of the new\n", "prune", "true", "dependencies", "{}")
		e.run().want(0, "result", "updated")
		e.file("hooks/audit.js", audit+"// changed\n")
		e.inputs("mode", "plan").run().want(0, "result", "planned")
		e.inputs("mode", "apply", "enabled", "false").run().want(0, "result", "updated")
		e.auth0.AddFault(sandbox.Fault{Method: "DELETE", Path: "/hooks/", Drop: true, After: true}) // it is asked for again
		e.inputs("mode", "delete").run().want(0, "result", "deleted")
	},
	"a hook for another": func(e *env) {
		e.auth0.AddHook(sandbox.Hook{Name: "old", Trigger: "credentials-exchange", Script: audit, Enabled: true})
		e.inputs("runtime", "hooks", "enabled", "true", "replace-enabled", "true").run().want(0, "result", "created")
	},
	"a listing without scripts": func(e *env) {
		e.auth0.Assume(sandbox.Assumptions{ListWithoutScript: true})
		for range 120 {
			e.auth0.AddHook(sandbox.Hook{Name: "other", Trigger: "post-change-password", Script: audit})
		}
		e.run().want(0, "result", "created")
		e.run().want(0, "result", "unchanged")
	},
	"a set, exported": func(e *env) {
		e.without("hook-name", "trigger", "script-path").inputs("hooks-path", "set")
		e.file("set/hooks/audit.js", audit)
		e.file("set/hooks/one.json", hookFile("one", `, "secrets": {"KEY": "the value of one"}`))
		e.file("set/hooks/two.json", hookFile("two", `, "enabled": true`))
		e.run().want(0, "result", "created")
		e.inputs("mode", "export", "hooks-path", "out").run().want(0, "result", "exported")
	},
	"an Action's life": func(e *env) {
		e.auth0.SetAge(sandbox.HooksGone)
		e.auth0.SetBuild(sandbox.Progress{Looks: 1})
		other := e.auth0.AddAction(sandbox.Action{Name: "other", Trigger: "credentials-exchange", Code: "exports.x=1",
			Deployed: &sandbox.Version{}})
		e.auth0.AddBinding(other, "shown so")
		e.inputs("enabled", "true", "secrets", "KEY=the value of the key", "dependencies", "lodash: 4.17.21")
		e.run().want(0, "result", "created", "runtime", "actions")
		e.file("hooks/audit.js", audit+"// changed\n")
		e.inputs("enabled", "false", "secrets", "{}", "prune", "true").run().want(0, "result", "updated")
		e.inputs("mode", "delete").run().want(0, "result", "deleted")
	},
	"an Action that cannot be built": func(e *env) {
		e.auth0.SetAge(sandbox.HooksGone)
		e.auth0.SetBuild(sandbox.Progress{Fail: "npm says no"})
		e.run().want(1, "result", "failed")
	},
	"an Action whose deployment fails": func(e *env) {
		e.auth0.SetAge(sandbox.HooksGone)
		e.auth0.SetDeploy(sandbox.Progress{Looks: 2, Fail: "the runtime says no"})
		e.run().want(1, "result", "failed")
	},
	"an Action whose trigger's version is refused": func(e *env) {
		e.auth0.SetAge(sandbox.HooksGone)
		e.auth0.AddFault(sandbox.Fault{Method: "POST", Path: creation, Status: 400,
			Body: `{"statusCode":400,"error":"Bad Request","message":"no such version","errorCode":"invalid_body"}`})
		e.run().want(1, "result", "failed")
	},
	"a native Action, adopted and tested": func(e *env) {
		e.auth0.SetAge(sandbox.HooksGone)
		e.auth0.AddBinding(e.auth0.AddAction(sandbox.Action{Name: "Login claims", Trigger: "post-login",
			Code: script.Starter(tenant.PostLogin, tenant.FormatAction) + "// by hand\n", Deployed: &sandbox.Version{}}), "")
		e.file("login.js", script.Starter(tenant.PostLogin, tenant.FormatAction))
		e.file("event.json", script.SampleEvent(tenant.PostLogin))
		e.inputs("hook-name", "Login claims", "trigger", "post-login", "script-path", "login.js", "adopt", "true",
			"test-payload", "event.json", "enabled", "true", "position", "first")
		e.run().want(0, "result", "updated", "runtime", "actions")
		e.inputs("mode", "delete").run().want(0, "result", "deleted")
	},
	"a Hook that becomes an Action": func(e *env) {
		e.auth0.AddHook(sandbox.Hook{Name: "audit", Trigger: "credentials-exchange", Script: "// old\n" + audit, Enabled: true})
		e.auth0.SetAge(sandbox.HooksReadOnly)
		e.inputs("enabled", "true", "replace-enabled", "true").run().want(0, "result", "created", "runtime", "actions")
	},
}

// clientOperations are the operations that the program uses.
func clientOperations() []string {
	return []string{
		"DELETE /actions/actions/{id}", "DELETE /hooks/{id}", "DELETE /hooks/{id}/secrets", "GET /actions/actions",
		"GET /actions/actions/{actionId}/versions", "GET /actions/actions/{actionId}/versions/{id}",
		"GET /actions/actions/{id}", "GET /actions/triggers",
		"GET /actions/triggers/{triggerId}/bindings", "GET /hooks", "GET /hooks/{id}", "GET /hooks/{id}/secrets",
		"PATCH /actions/actions/{id}", "PATCH /actions/triggers/{triggerId}/bindings", "PATCH /hooks/{id}",
		"PATCH /hooks/{id}/secrets", "POST /actions/actions", "POST /actions/actions/{id}/deploy", "POST /actions/actions/{id}/test",
		"POST /hooks", "POST /hooks/{id}/secrets",
	}
}
