package report

import (
	"errors"
	"fmt"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/tenant"
)

var sample = []string{"audit", "block-domains", "claims", "crm-sync", "deny-disposable", "enrich-profile", "geo-check",
	"invite-only", "legal-notice", "mail-welcome", "metrics", "notify-slack", "partner-claims", "password-audit",
	"risk-score", "scope-limit", "sms-provider", "tenant-tag", "trial-period", "user-import"}

func many() Run {
	run := base(tenant.ModeApply)
	for i, n := range sample {
		t := tenant.HookTriggers()[i%5]
		switch {
		case i%7 == 0:
			run.Results = append(run.Results, create(n, t, auditAfter, new(false)))
		case i%4 == 1:
			run.Results = append(run.Results, update(n, t, auditBefore, auditAfter))
		case i == 10:
			run.Results = append(run.Results, remove(n, t))
		default:
			run.Results = append(run.Results, unchanged(n, t, auditAfter))
		}
	}
	return run
}

func manyAlike() Run {
	run := base(tenant.ModeApply)
	for _, n := range sample[:6] {
		run.Results = append(run.Results, onActions(create(n, tenant.PostUserRegistration, auditAfter, new(true)), 1))
	}
	run.RuntimeNote = "this tenant no longer accepts Hooks"
	return run
}

func twoHundred() Run {
	run := base(tenant.ModeApply)
	for i := range 200 {
		name := fmt.Sprintf("%s-%02d", sample[i%20], i/20)
		r := onActions(unchanged(name, tenant.Triggers()[i%9], auditAfter), i%7+1)
		if i%17 == 3 {
			r = onActions(update(name, tenant.Triggers()[i%9], auditBefore, auditAfter), i%7+1)
			r.SecretsKept = 2
		}
		run.Results = append(run.Results, r)
	}
	run.Results[60] = as(update("crm-sync-03", registration, auditBefore, auditAfter), tenant.Failed, errScope())
	run.ShowDiff, run.RuntimeNote = false, "as deployed before"
	return run
}

func manyFailed() Run {
	run := many()
	run.Results = run.Results[:6]
	limit := hintError{"POST /api/v2/hooks: 429 Too Many Requests: the rate limit asks to wait 250 s, and only 120 s are left",
		"the rate limit asks to wait 250 s, and only 120 s are left",
		"Run the job again later, with fewer jobs at once, or raise `timeout`."}
	run.Results[0] = as(run.Results[0], tenant.Failed, limit)
	run.Results[1] = as(run.Results[1], tenant.Failed, errors.New(
		`the tenant has a hook "block-domains" at trigger credentials-exchange, and Auth0 cannot move a hook to another trigger`))
	run.Results[5] = as(run.Results[5], tenant.Failed, limit)
	run.Results[4] = as(run.Results[4], tenant.Skipped, errors.New("not begun"))
	run.Results[3].Warnings = []diag.Diagnostic{finding("move", diag.Warning, diag.Place{},
		`the Hook "crm-sync" stays enabled beside the Action`, "Set enabled: true to bind the Action in place of the Hook.")}
	return run
}

func plannedMany() Run {
	run := base(tenant.ModePlan)
	for i, n := range sample[:11] {
		r := as(create(n, tenant.HookTriggers()[i%2], auditAfter, nil), tenant.Planned, nil)
		r.Step.Runtime = tenant.RuntimeActions
		r.Warnings = []diag.Diagnostic{warnUndeclared(n, "axios")}
		run.Results = append(run.Results, r)
	}
	gone := as(remove("old-audit", tenant.PostChangePassword), tenant.Planned, nil)
	run.Results = append(run.Results, as(onActions(richUpdate(), 3), tenant.Planned, nil), gone,
		as(unchanged("sms", tenant.SendPhoneMessage, auditAfter), tenant.Planned, nil))
	run.Results[11].Step.Drift = true
	for _, name := range []string{"p-retry", "request"} {
		run.Diagnostics = append(run.Diagnostics, warnUndeclared("claims", name))
	}
	return run
}

func deletedMany() Run {
	run := base(tenant.ModeDelete)
	for i, n := range sample[:3] {
		r := remove(n, tenant.PostUserRegistration)
		r.Step.Have.Enabled = new(i == 0)
		run.Results = append(run.Results, r)
	}
	run.Results[0] = onActions(run.Results[0], 3)
	run.Results[0].Step.Duplicates = []tenant.Observed{observed("audit", tenant.PostUserRegistration, "", new(false))}
	return run
}
