package report

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"auth0-hook-action/internal/script"
	"auth0-hook-action/internal/secret"
	"auth0-hook-action/internal/tenant"
)

// A scene is one run and how its report is shown.
type scene struct {
	run Run
	// previous is the comment so far; summary shows the step's summary, for runs that write no comment.
	previous string
	summary  bool
}

func scenes() map[string]scene {
	all := map[string]scene{
		"created":          {run: base("apply", create("audit", tenant.PostUserRegistration, auditAfter, yes()))},
		"created-action":   {run: createdAction()},
		"updated":          {run: base("apply", richUpdate())},
		"updated-long":     {run: updatedLong()},
		"updated-public":   {run: updatedPublic()},
		"unchanged":        {run: base("apply", unchanged("audit", tenant.PostUserRegistration, auditAfter)), previous: earlier()},
		"secrets-written":  {run: secretsWritten()},
		"planned":          {run: planned1()},
		"planned-many":     {run: plannedMany()},
		"failed":           {run: failedScope()},
		"failed-half-way":  {run: failedHalfWay()},
		"hooks-ended":      {run: hooksEnded()},
		"many":             {run: many()},
		"many-failed":      {run: manyFailed()},
		"drift":            {run: drift()},
		"skipped":          {run: skipped()},
		"deleted":          {run: base("delete", remove("audit-pr-17", tenant.PostUserRegistration))},
		"cancelled":        {run: cancelled()},
		"early-failure":    {run: early()},
		"exported":         {run: exported(), summary: true},
		"check-findings":   {run: checked(), summary: true},
		"input-problems":   {run: badInputs(), summary: true},
		"hostile":          {run: hostile()},
		"nothing-to-do":    {run: base("apply")},
		"delete-of-absent": {run: absent()},
	}
	return all
}

func createdAction() Run {
	r := create("audit", tenant.PostUserRegistration, auditAfter, yes())
	r.Runtime, r.Hook.ID = "actions", "0b1c2d3e-4f50-6172-8394-a5b6c7d8e9f0"
	r.Step.Want.Dependencies = map[string]string{"axios": "1.6.0"}
	run := base("apply", r)
	run.RuntimeNote = "this tenant takes no Hooks any more"
	return run
}

func updatedLong() Run {
	before, after := longScripts()
	return base("apply", update("claims", tenant.CredentialsExchange, before, after))
}

func updatedPublic() Run {
	run := base("apply", richUpdate())
	run.ShowDiff = false
	return run
}

// earlier is the comment of a first run.
func earlier() string {
	run := base("apply", richUpdate())
	run.Commit = "77aa0c1be0d7c1a2b3c4d5e6f708192a3b4c5d6e"
	run.Now = run.Now.Add(-73 * time.Hour)
	return Comment(run, "audit", "")
}

func secretsWritten() Run {
	r := unchanged("audit", tenant.PostUserRegistration, auditAfter)
	r.Step.Op = tenant.Update
	r.Step.Change.SetSecrets = map[string]secret.Value{"AUDIT_KEY": secret.New("k")}
	r.SecretsWritten = []string{"AUDIT_KEY"}
	return base("apply", r)
}

func planned1() Run {
	r := as(create("audit", tenant.PostUserRegistration, auditAfter, yes()), tenant.Planned, nil)
	r.Runtime = ""
	r.Step.Want.Secrets = map[string]secret.Value{"AUDIT_KEY": secret.New("k")}
	return base("plan", r)
}

func plannedMany() Run {
	fresh := as(create("welcome", tenant.PostUserRegistration, auditAfter, nil), tenant.Planned, nil)
	fresh.Runtime = "actions"
	gone := as(remove("old-audit", tenant.PostChangePassword), tenant.Planned, nil)
	return base("plan", as(richUpdate(), tenant.Planned, nil), gone,
		as(unchanged("sms", tenant.SendPhoneMessage, auditAfter), tenant.Planned, nil), fresh)
}

func failedScope() Run {
	return base("apply", as(update("audit", tenant.PostUserRegistration, auditBefore, auditAfter), tenant.Failed, hintError{
		`PATCH /api/v2/hooks/01HXAMPLE: 403 Forbidden: Insufficient scope, expected any of: update:hooks (insufficient_scope)`,
		"Grant the application the scope update:hooks or, on Auth0's public cloud, where Hooks have ended, set `runtime: actions`. " +
			"Scopes are granted in the Auth0 Dashboard under Applications → APIs → Auth0 Management API → Machine to Machine Applications",
	}))
}

func failedHalfWay() Run {
	r := richUpdate()
	r.Status = tenant.Failed
	r.SecretsWritten = []string{"AUDIT_KEY"}
	r.Hook.Enabled = no()
	r.Hook.Secrets = map[string]secret.Value{"AUDIT_KEY": {}, "TENANT": {}, "OLD_KEY": {}}
	r.Err = errors.New("POST /api/v2/hooks/01HXAMPLE/secrets: 500 Internal Server Error, after 5 tries:" +
		" the script and the dependencies are written, the secret AUDIT_KEY too; AUDIT_URL and TENANT are not")
	return base("apply", r)
}

func hooksEnded() Run {
	r := as(create("audit", tenant.PostUserRegistration, auditAfter, yes()), tenant.Failed, hintError{
		"POST /api/v2/hooks: 403 Forbidden: Insufficient privileges to use this deprecated feature. (hooks_not_allowed)",
		"Set `runtime: actions` (or `auto`), and the same script is deployed as an Action. Auth0 made Hooks read-only on 2024-11-18 and" +
			" ended them on 2026-11-18; see https://auth0.com/docs/customize/actions/migrate/migrate-from-hooks-to-actions",
	})
	return base("apply", r)
}

var sample = []string{"audit", "block-domains", "claims", "crm-sync", "deny-disposable", "enrich-profile", "geo-check",
	"invite-only", "legal-notice", "mail-welcome", "metrics", "notify-slack", "partner-claims", "password-audit",
	"risk-score", "scope-limit", "sms-provider", "tenant-tag", "trial-period", "user-import"}

func many() Run {
	run := base("apply")
	for i, n := range sample {
		t := tenant.Triggers()[i%5]
		switch {
		case i%7 == 0:
			run.Results = append(run.Results, create(n, t, auditAfter, no()))
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

func manyFailed() Run {
	run := many()
	run.Results = run.Results[:6]
	limit := hintError{"POST /api/v2/hooks: 429 Too Many Requests: the server's rate limit asks to wait 250 s, and only 120 s are left",
		"Run the job again later, with fewer jobs at once, or raise `timeout`"}
	run.Results[0] = as(run.Results[0], tenant.Failed, limit)
	run.Results[1] = as(run.Results[1], tenant.Failed, errors.New("the tenant has a hook \"block-domains\" at trigger credentials-exchange, and Auth0 cannot move a hook to another trigger"))
	run.Results[5] = as(run.Results[5], tenant.Failed, limit)
	run.Results[3].Warnings = []string{"a hook \"crm-sync\" is also enabled on Hooks: both run"}
	return run
}

func drift() Run {
	r := update("audit", tenant.PostUserRegistration, strings.ReplaceAll(auditAfter, "5000", "60000"), auditAfter)
	r.Step.Drift = true
	return base("apply", r)
}

func skipped() Run {
	r := tenant.Result{Status: tenant.Skipped, Step: tenant.Step{Op: tenant.None,
		Want: wanted("audit", tenant.PostUserRegistration, auditAfter)}}
	run := base("apply", r)
	run.Domain = ""
	run.Skipped = "this is a pull request from a fork, which gets no secrets. The file was checked; it is deployed when a maintainer merges it."
	run.Findings = []Finding{{Severity: script.Warning, File: "hooks/audit.js", Line: 2, Column: 17,
		Message: `requires "axios", which is not in dependencies`, Hint: "Add `axios` with an exact version to `dependencies`."}}
	return run
}

func cancelled() Run {
	run := many()
	run.Results = run.Results[:5]
	for i := 2; i < 5; i++ {
		run.Results[i] = as(run.Results[i], tenant.Skipped, fmt.Errorf("not begun: %w", context.Canceled))
	}
	run.Err = fmt.Errorf("the run was cancelled: %w", context.Canceled)
	return run
}

func early() Run {
	err := hintError{"read the tenant's hooks: POST /oauth/token: 401 Unauthorized: Unauthorized (access_denied)",
		"Check `client-id` and `client-secret` (or `private-key`) against the application's Credentials tab, and that `domain` is the tenant it belongs to"}
	r := tenant.Result{Status: tenant.Skipped, Err: err, Step: tenant.Step{Op: tenant.None,
		Want: wanted("audit", tenant.PostUserRegistration, auditAfter)}}
	run := base("apply", r)
	run.Err = err
	return run
}

func exported() Run {
	run := base("export")
	for _, n := range sample[:3] {
		run.Results = append(run.Results, unchanged(n, tenant.PostUserRegistration, auditAfter))
		run.Files = append(run.Files, "auth0/hooks/"+n+".json", "auth0/hooks/"+n+".js")
	}
	run.Warnings = []string{"the script of \"claims\" holds a marker: give `variables` the line `##COLOUR##=##COLOUR##`"}
	return run
}

func checked() Run {
	run := base("check", tenant.Result{Step: tenant.Step{Want: wanted("audit", tenant.PostUserRegistration, auditAfter)}},
		tenant.Result{Step: tenant.Step{Want: wanted("claims", tenant.CredentialsExchange, auditAfter)}})
	run.Domain = ""
	run.Findings = []Finding{
		{Severity: script.Warning, File: "hooks/audit.js", Line: 2, Column: 17,
			Message: `requires "axios", which is not in dependencies`, Hint: "Add `axios` with an exact version to `dependencies`."},
		{Severity: script.Error, File: "hooks/claims.js", Line: 14, Column: 3, Message: "Unexpected \"}\"",
			Excerpt: "14 |   }\n   |   ^"},
		{Severity: script.Warning, File: "hooks/claims.js", Line: 9, Column: 5,
			Message: "calls /api/v2/users and reads neither x-ratelimit-remaining nor status 429",
			Hint:    "Wait until `x-ratelimit-reset`, and try again a few times: https://auth0.com/docs/troubleshoot/customer-support/operational-policies/rate-limit-policy"},
	}
	return run
}

func badInputs() Run {
	run := base("apply")
	run.Findings = []Finding{
		{Severity: script.Error, Input: "domain", Message: "\"https://example.eu.auth0.com/login\" has a path: give the host alone"},
		{Severity: script.Error, Input: "trigger", Message: "\"post-login\" is not a trigger: use credentials-exchange, pre-user-registration, post-user-registration, post-change-password, send-phone-message"},
		{Severity: script.Error, File: "auth0/hooks/audit.json", Line: 4, Column: 13, Message: "\"enabled\" is not true or false"},
	}
	return run
}

// absent is the deletion of a hook that is not there, beside one of its name at another trigger.
func absent() Run {
	r := tenant.Result{Status: tenant.Unchanged, Runtime: "hooks",
		Warnings: []string{"a hook \"audit\" exists at trigger post-change-password, not at post-user-registration: it was left alone"},
		Step:     tenant.Step{Op: tenant.None, Want: wanted("audit", tenant.PostUserRegistration, "")}}
	return base("delete", r)
}

const evil = "a`b``c|d<script>alert(1)</script></details>\n\n# big @octocat #1 GH-1 https://evil.example www.evil.example [x](https://evil.example) " +
	"![i](https://evil.example/i.png) <!-- :tada: --> \x1b[31m\u202e\u0000\xff ```` ~~~ $x$ abcdef1234567 a@b.example \\| end"

func hostile() Run {
	before := "function x() {}\n```\n</details>\n# out\n@octocat\n" + strings.Repeat("`", 300) + "\n<!-- auth0-hook-action: footer -->\n"
	after := before + evil + "\n" + changeEnd + "\r\n" + strings.Repeat("x", 3000) + "\n    " + strings.Repeat("`", 7)
	first := update(evil, tenant.PreUserRegistration, before, after)
	first.Step.Drift = true
	first.Step.Displaces = []tenant.Hook{{Name: evil}}
	first.Step.Change.Dependencies = map[string]string{evil: evil}
	first.Step.Change.DropSecrets = []string{evil}
	first.Step.Change.Redo = evil
	first.Warnings = []string{evil, "1. " + evil, "---"}
	second := as(create("b", tenant.CredentialsExchange, "x\n", nil), tenant.Failed, hintError{evil, evil})
	third := as(create(strings.Repeat("`", 90), tenant.CredentialsExchange, "x\n", nil), tenant.Failed, hintError{evil + "\n" + evil, ""})
	run := base("apply", first, second, third)
	run.RuntimeNote, run.CommitURL = evil, "https://github.com/x)![i](https://evil.example/i.png"
	run.Findings = []Finding{{Severity: script.Warning, File: evil, Line: 1, Message: evil, Hint: evil}}
	run.Warnings = []string{evil}
	return run
}
