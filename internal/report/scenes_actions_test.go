package report

import (
	"auth0-hook-action/internal/tenant"
)

func createdAction() Run {
	r := onActions(create("audit", tenant.PostUserRegistration, auditAfter, new(true)), 1)
	r.Step.Want.Dependencies, r.Step.Want.Required = map[string]string{"axios": "1.6.0"}, map[string]string{"p-retry": "4.6.2"}
	run := base(tenant.ModeApply, r)
	run.RuntimeNote = "this tenant no longer accepts Hooks"
	return run
}

func failedTest() Run {
	r := as(native(auditNative+"// v3\n"), tenant.Failed, hintError{
		"the draft failed its test with event 2: TypeError: Cannot read properties of undefined", "the draft failed its test",
		"Correct the script or the event. Version 3 is still live."})
	r.Tests = []tenant.TestRun{{Number: 1, Took: 310e6, Passed: true}, {Number: 2, Took: 1240e6, Error: "TypeError",
		Message: "Cannot read properties of undefined (reading 'user_id')"}}
	return base(tenant.ModeApply, r)
}

func becameNative() Run {
	r := native(auditAfter)
	r.Step.Have.Format, r.Step.Change.Format = tenant.FormatHook, tenant.FormatAction
	return base(tenant.ModeApply, r)
}

func moved() Run {
	r := onActions(create("audit", tenant.PostUserRegistration, auditAfter, new(true)), 1)
	hook := observed("audit", tenant.PostUserRegistration, auditBefore, new(true))
	r.Step.Replaces = &hook
	run := base(tenant.ModeApply, r)
	run.RuntimeNote = "this tenant accepts no new Hooks and no edits of their source"
	return run
}

func adopted() Run {
	r := native(auditNative + "// by hand\n")
	r.Step.Change.Adopts, r.Step.Have.Managed = true, false
	r.Step.Change.Position = tenant.Position{Where: tenant.After, Name: "Add claims"}
	return base(tenant.ModeApply, r)
}
