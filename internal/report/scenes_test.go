package report

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/secret"
	"auth0-hook-action/internal/tenant"
)

const registration = tenant.PostUserRegistration

// A scene is one run and how its report is shown.
type scene struct {
	run Run
	// previous is the comment so far; summary shows the step's summary, for runs that write no comment.
	previous string
	summary  bool
}

func scenes() map[string]scene {
	return map[string]scene{
		"created":          {run: base(tenant.ModeApply, create("audit", tenant.PostUserRegistration, auditAfter, new(true)))},
		"created-action":   {run: createdAction()},
		"updated":          {run: base(tenant.ModeApply, richUpdate())},
		"updated-long":     {run: updatedLong()},
		"updated-public":   {run: updatedPublic()},
		"unchanged":        {run: base(tenant.ModeApply, unchanged("audit", registration, auditAfter)), previous: earlier()},
		"secrets-written":  {run: secretsWritten()},
		"secrets-kept":     {run: secretsKept()},
		"planned":          {run: plannedOne()},
		"planned-many":     {run: plannedMany()},
		"failed":           {run: failedScope()},
		"failed-half-way":  {run: failedHalfWay()},
		"failed-test":      {run: failedTest()},
		"hooks-ended":      {run: hooksEnded()},
		"many":             {run: many()},
		"many-alike":       {run: manyAlike()},
		"many-failed":      {run: manyFailed()},
		"two-hundred":      {run: twoHundred(), summary: true},
		"blocked-set":      {run: blockedSet()},
		"drift":            {run: drifted()},
		"skipped":          {run: skipped()},
		"deleted":          {run: base(tenant.ModeDelete, remove("audit-pr-17", tenant.PostUserRegistration))},
		"deleted-many":     {run: deletedMany()},
		"delete-of-absent": {run: absent()},
		"cancelled":        {run: cancelled()},
		"early-failure":    {run: early()},
		"native-created":   {run: base(tenant.ModeApply, native(""))},
		"became-native":    {run: becameNative()},
		"moved":            {run: moved()},
		"adopted":          {run: adopted()},
		"exported":         {run: exported(), summary: true},
		"converted":        {run: converted(1), summary: true},
		"converted-many":   {run: converted(3), summary: true},
		"check-findings":   {run: checked(), summary: true},
		"check-clean":      {run: checkedClean(), summary: true},
		"input-problems":   {run: wrongInputs(), summary: true},
		"hostile":          {run: hostile()},
		"nothing-to-do":    {run: base(tenant.ModeApply)},
	}
}

func updatedLong() Run {
	before, after := longScripts()
	return base(tenant.ModeApply, update("claims", tenant.CredentialsExchange, before, after))
}

func updatedPublic() Run {
	run := base(tenant.ModeApply, richUpdate())
	run.ShowDiff = false
	return run
}

// earlier is the comment of a first run.
func earlier() string {
	run := base(tenant.ModeApply, richUpdate())
	run.Commit = "77aa0c1be0d7c1a2b3c4d5e6f708192a3b4c5d6e"
	run.Stamp.StartedAt = run.Stamp.StartedAt.AddDate(0, 0, -3)
	return Render(run, Marker("audit"), "")
}

func secretsWritten() Run {
	r := unchanged("audit", tenant.PostUserRegistration, auditAfter)
	r.Step.Op = tenant.Update
	r.Step.Change.SetSecrets = map[string]secret.Value{"AUDIT_KEY": secret.New("k")}
	r.SecretsWritten = []string{"AUDIT_KEY"}
	return base(tenant.ModeApply, r)
}

func secretsKept() Run {
	r := onActions(unchanged("audit", tenant.PostUserRegistration, auditAfter), 7)
	r.SecretsKept = 2
	return base(tenant.ModeApply, r)
}

func plannedOne() Run {
	r := as(create("audit", tenant.PostUserRegistration, auditAfter, new(true)), tenant.Planned, nil)
	r.Step.Runtime = 0
	r.Step.Want.Secrets = map[string]secret.Value{"AUDIT_KEY": secret.New("k")}
	r.Step.Want.Tests = [][]byte{[]byte("{}"), []byte("{}")}
	r.Warnings = []diag.Diagnostic{{Rule: "move", Severity: diag.Warning, Place: diag.Place{File: "hooks/audit.js", Line: 1},
		Message: "if the tenant refuses Hooks, it becomes an Action: the script requires axios, which the Action does not declare",
		Hint:    "Add it to dependencies with its exact version."}}
	return base(tenant.ModePlan, r)
}

func warnUndeclared(hook, name string) diag.Diagnostic {
	return finding("package", diag.Warning, diag.Place{File: "hooks/" + hook + ".js", Line: 2, Column: 17},
		"the script requires `"+name+"`, which the Action does not declare and so could not load",
		"Add it to `dependencies` with its exact version.")
}

func finding(rule string, severity diag.Severity, at diag.Place, message, hint string) diag.Diagnostic {
	return diag.Diagnostic{Rule: rule, Severity: severity, Place: at, Message: message, Hint: hint}
}

func errScope() error {
	return hintError{
		"PATCH /api/v2/hooks/01HXAMPLE: 403 Forbidden: Insufficient scope, expected any of: update:hooks (insufficient_scope)",
		"403 Forbidden: Insufficient scope, expected any of: update:hooks (insufficient_scope)",
		"Grant the application the scope update:hooks in the Auth0 Dashboard under Applications → APIs → Auth0 Management API → " +
			"Machine to Machine Applications.",
	}
}

func failedScope() Run {
	return base(tenant.ModeApply, as(update("audit", tenant.PostUserRegistration, auditBefore, auditAfter), tenant.Failed, errScope()))
}

func failedHalfWay() Run {
	r := richUpdate()
	r.Status, r.Step.Drift = tenant.Failed, true
	r.SecretsWritten = []string{"AUDIT_KEY"}
	r.Now.Enabled = new(false)
	r.Now.Secrets = []string{"AUDIT_KEY", "TENANT", "OLD_KEY"}
	r.Err = errors.New("POST /api/v2/hooks/01HXAMPLE/secrets: 500 Internal Server Error, after 5 tries")
	return base(tenant.ModeApply, r)
}

func hooksEnded() Run {
	r := as(create("audit", tenant.PostUserRegistration, auditAfter, new(true)), tenant.Failed, hintError{
		"POST /api/v2/hooks: 403 Forbidden: Insufficient privileges to use this deprecated feature. (hooks_not_allowed)",
		"this tenant no longer accepts Hooks",
		"Set `runtime: actions` (or `auto`), and the same script is deployed as an Action; " +
			"see https://auth0.com/docs/customize/actions/migrate/migrate-from-hooks-to-actions",
	})
	return base(tenant.ModeApply, r)
}

// refusal is the error of a step that stops its set.
type refusal struct{ causes []error }

func (r refusal) Error() string        { return "it cannot be deployed as an Action" }
func (r refusal) Unwrap() []error      { return r.causes }
func (r refusal) Is(target error) bool { return target == tenant.ErrRefused }

func blockedSet() Run {
	run := many()
	run.Results = run.Results[:12]
	for i := range run.Results {
		run.Results[i] = as(run.Results[i], tenant.Skipped, tenant.ErrNotAttempted)
	}
	one := warnUndeclared("claims", "axios")
	two := diag.Diagnostic{Rule: "actions-webtask", Place: diag.Place{File: "hooks/claims.js", Line: 9, Column: 3},
		Message: "context.webtask.data has no equivalent in an Action", Hint: "Use event.request.query instead."}
	run.Results[2] = as(run.Results[2], tenant.Failed, refusal{[]error{one, two}})
	return run
}

func drifted() Run {
	r := update("audit", tenant.PostUserRegistration, strings.ReplaceAll(auditAfter, "5000", "60000"), auditAfter)
	r.Step.Drift = true
	return base(tenant.ModeApply, r)
}

func skipped() Run {
	reason := "this is a pull request from a fork, which gets no secrets. " +
		"The file was checked; it is deployed when a maintainer merges it."
	r := tenant.Result{Status: tenant.Skipped, Err: errors.New(reason), Step: tenant.Step{Op: tenant.None,
		Want: desired("audit", tenant.PostUserRegistration, auditAfter)}}
	run := base(tenant.ModeApply, r)
	run.Domain, run.Skipped = "", reason
	run.Diagnostics = []diag.Diagnostic{warnUndeclared("audit", "axios")}
	return run
}

// absent is the deletion of a hook that is not there, beside one of its name at another trigger.
func absent() Run {
	want := tenant.Desired{Name: "audit", Trigger: tenant.PostUserRegistration}
	r := tenant.Result{Status: tenant.Unchanged, Step: tenant.Step{Op: tenant.None, Want: want},
		Warnings: []diag.Diagnostic{finding("trigger", diag.Warning, diag.Place{},
			`the Hook "audit" exists at trigger post-change-password, not at post-user-registration: it was left alone`,
			"Set trigger: post-change-password to delete it.")}}
	return base(tenant.ModeDelete, r)
}

func cancelled() Run {
	run := many()
	run.Results = run.Results[:5]
	for i := 2; i < 5; i++ {
		run.Results[i] = as(run.Results[i], tenant.Skipped, fmt.Errorf("not attempted: %w", context.Canceled))
	}
	run.Err = fmt.Errorf("the run was cancelled: %w", context.Canceled)
	return run
}

func early() Run {
	err := fmt.Errorf("read the tenant's hooks: %w", hintError{"POST /oauth/token: 401 Unauthorized: Unauthorized (access_denied)",
		"401 Unauthorized: Unauthorized (access_denied)", "Check `client-id` and `client-secret` (or `private-key`) against " +
			"the application's Credentials tab, and that `domain` is the tenant it belongs to."})
	r := tenant.Result{Status: tenant.Skipped, Err: err, Step: tenant.Step{Op: tenant.None,
		Want: desired("audit", tenant.PostUserRegistration, auditAfter)}}
	run := base(tenant.ModeApply, r)
	run.Err = err
	return run
}
