package report

import (
	"fmt"
	"strings"
	"time"

	"auth0-hook-action/internal/secret"
	"auth0-hook-action/internal/tenant"
)

const (
	domain = "example.eu.auth0.com"
	commit = "4f1c2ab9e0d7c1a2b3c4d5e6f708192a3b4c5d6e"
	repo   = "https://github.com/example/login"
)

// base holds the facts that all scenes share.
func base(mode tenant.Mode, results ...tenant.Result) Run {
	now := time.Date(2026, time.November, 23, 12, 4, 31, 0, time.UTC)
	return Run{
		Mode: mode, Domain: domain, Results: results, ShowDiff: true,
		Commit: commit, CommitURL: repo + "/commit/" + commit, Blob: repo + "/blob/" + commit + "/",
		RunURL: repo + "/actions/runs/8412345678",
		Stamp:  Stamp{RunID: 8412345678, Attempt: 1, StartedAt: now},
	}
}

// hintError is an error that knows its short form and what to do about it.
type hintError struct{ text, brief, hint string }

func (e hintError) Error() string { return e.text }
func (e hintError) Brief() string { return e.brief }
func (e hintError) Hint() string  { return e.hint }

const auditBefore = `module.exports = function (user, context, cb) {
  const axios = require("axios");
  const url = "https://audit.example.com/v1/users";

  axios.post(url, { id: user.id, email: user.email })
    .then(() => cb())
    .catch(cb);
};
`

const auditAfter = `module.exports = function (user, context, cb) {
  const axios = require("axios");
  const { AUDIT_URL, AUDIT_KEY } = context.webtask.secrets;

  axios.post(AUDIT_URL, { id: user.id }, {
    headers: { authorization: "Bearer " + AUDIT_KEY },
    timeout: 5000,
  })
    .then(() => cb())
    .catch((err) => {
      console.log("audit log not written:", err.message);
      cb(); // a registration does not wait for the audit log
    });
};
`

const auditNative = `const axios = require("axios");

exports.onExecutePostUserRegistration = async (event) => {
  try {
    await axios.post(event.secrets.AUDIT_URL, { id: event.user.user_id }, { timeout: 5000 });
  } catch (err) {
    console.log("audit log not written:", err.message);
  }
};
`

func observed(name string, t tenant.Trigger, script string, enabled *bool) tenant.Observed {
	return tenant.Observed{Runtime: tenant.RuntimeHooks, ID: "01HXAMPLE" + strings.ToUpper(tenant.Fingerprint(name)), Name: name,
		Trigger: t, Format: tenant.FormatHook, Script: &script, Enabled: enabled, Managed: true}
}

func desired(name string, t tenant.Trigger, script string) tenant.Desired {
	return tenant.Desired{Name: name, Trigger: t, Format: tenant.FormatHook, Script: script, File: "hooks/" + name + ".js", Line: 1}
}

func create(name string, t tenant.Trigger, script string, enabled *bool) tenant.Result {
	want, now := desired(name, t, script), observed(name, t, script, enabled)
	want.Enabled = enabled
	if enabled == nil {
		now.Enabled = new(false)
	}
	return tenant.Result{Status: tenant.Created, Now: &now,
		Step: tenant.Step{Op: tenant.Create, Runtime: tenant.RuntimeHooks, Want: want}}
}

func update(name string, t tenant.Trigger, before, after string) tenant.Result {
	want, have, now := desired(name, t, after), observed(name, t, before, new(true)), observed(name, t, after, new(true))
	return tenant.Result{Status: tenant.Updated, Now: &now,
		Step: tenant.Step{Op: tenant.Update, Runtime: tenant.RuntimeHooks, Want: want, Have: &have,
			Change: tenant.Change{Script: &want.Script}}}
}

func unchanged(name string, t tenant.Trigger, script string) tenant.Result {
	have := observed(name, t, script, new(true))
	return tenant.Result{Status: tenant.Unchanged, Now: &have,
		Step: tenant.Step{Op: tenant.None, Runtime: tenant.RuntimeHooks, Want: desired(name, t, script), Have: &have}}
}

func remove(name string, t tenant.Trigger) tenant.Result {
	have := observed(name, t, auditBefore, new(true))
	return tenant.Result{Status: tenant.Deleted,
		Step: tenant.Step{Op: tenant.Delete, Runtime: tenant.RuntimeHooks, Want: tenant.Desired{Name: name, Trigger: t}, Have: &have}}
}

// onActions is a result of the other runtime.
func onActions(r tenant.Result, version int) tenant.Result {
	r.Step.Runtime = tenant.RuntimeActions
	convert := func(o *tenant.Observed, version int) *tenant.Observed {
		if o == nil {
			return nil
		}
		action := *o
		action.Runtime, action.Version, action.ID = tenant.RuntimeActions, version, "0b1c2d3e-4f50-6172-8394-a5b6c7d8e9f0"
		return &action
	}
	r.Step.Have, r.Now = convert(r.Step.Have, version-1), convert(r.Now, version)
	return r
}

// as changes how a result ended. What failed or was planned left the tenant as it was.
func as(r tenant.Result, s tenant.Status, err error) tenant.Result {
	r.Status, r.Err, r.SecretsWritten = s, err, nil
	if s == tenant.Failed || s == tenant.Planned || s == tenant.Skipped {
		r.Now = r.Step.Have
	}
	return r
}

// richUpdate changes every field that there is.
func richUpdate() tenant.Result {
	r := update("audit", tenant.PostUserRegistration, auditBefore, auditAfter)
	r.Step.Have.Enabled = new(false)
	r.Step.Have.Dependencies = map[string]string{"axios": "0.21.1", "request": "2.88.2"}
	r.Step.Change.Enabled = new(true)
	r.Step.Change.Dependencies = map[string]string{"axios": "1.6.0", "p-retry": "4.6.2"}
	r.Step.Change.AddSecrets = map[string]secret.Value{"AUDIT_KEY": secret.New("k"), "AUDIT_URL": secret.New("u")}
	r.Step.Change.SetSecrets = map[string]secret.Value{"TENANT": secret.New("t")}
	r.Step.Change.DropSecrets = []string{"OLD_KEY"}
	r.Step.Displaces = []tenant.Observed{observed("welcome-mail", tenant.PostUserRegistration, "", new(true))}
	r.SecretsWritten = []string{"AUDIT_KEY", "AUDIT_URL", "TENANT"}
	r.Now.Dependencies = r.Step.Change.Dependencies
	r.Now.Secrets = []string{"AUDIT_KEY", "AUDIT_URL", "TENANT"}
	return r
}

// native is a native Action, created or updated from before.
func native(before string) tenant.Result {
	r := create("Audit log", tenant.PostUserRegistration, auditNative, new(true))
	if before != "" {
		r = update("Audit log", tenant.PostUserRegistration, before, auditNative)
		r.Step.Have.Format = tenant.FormatAction
	}
	r.Step.Want.Format, r.Now.Format = tenant.FormatAction, tenant.FormatAction
	r.Step.Want.File = "actions/audit-log.js"
	return onActions(r, 4)
}

// longScripts differ in many places.
func longScripts() (before, after string) {
	var a, b strings.Builder
	for i := range 1100 {
		fmt.Fprintf(&a, "  claims[\"https://example.com/%03d\"] = user.app_metadata.field%d;\n", i, i)
		if i%9 == 4 {
			fmt.Fprintf(&b, "  claims[\"https://example.com/%03d\"] = String(user.app_metadata.field%d || \"\");\n", i, i)
			continue
		}
		fmt.Fprintf(&b, "  claims[\"https://example.com/%03d\"] = user.app_metadata.field%d;\n", i, i)
	}
	return a.String(), b.String()
}
