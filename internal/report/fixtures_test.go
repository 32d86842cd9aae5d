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
func base(mode string, results ...tenant.Result) Run {
	now := time.Date(2026, time.November, 23, 12, 4, 31, 0, time.UTC)
	return Run{
		Mode: mode, Domain: domain, Results: results, ShowDiff: true,
		Commit: commit, CommitURL: repo + "/commit/" + commit, Blob: repo + "/blob/" + commit + "/",
		RunURL: repo + "/actions/runs/8412345678",
		Stamp:  Stamp{RunID: 8412345678, Attempt: 1, StartedAt: now.Add(-20 * time.Second)},
		Now:    now,
	}
}

func yes() *bool { b := true; return &b }
func no() *bool  { b := false; return &b }

// hintError is an error that knows what to do about it.
type hintError struct{ text, hint string }

func (e hintError) Error() string { return e.text }
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

func held(name string, t tenant.Trigger, script string, enabled *bool) tenant.Hook {
	return tenant.Hook{ID: "01HXAMPLE" + strings.ToUpper(tenant.Fingerprint(name)), Name: name, Trigger: t, Script: script, Enabled: enabled}
}

func wanted(name string, t tenant.Trigger, script string) tenant.Hook {
	return tenant.Hook{Name: name, Trigger: t, Script: script, File: "hooks/" + name + ".js", Line: 1}
}

func create(name string, t tenant.Trigger, script string, enabled *bool) tenant.Result {
	want := wanted(name, t, script)
	want.Enabled = enabled
	return tenant.Result{Status: tenant.Created, Runtime: "hooks", Hook: held(name, t, script, enabled),
		Step: tenant.Step{Op: tenant.Create, Want: want}}
}

func update(name string, t tenant.Trigger, before, after string) tenant.Result {
	want := wanted(name, t, after)
	return tenant.Result{Status: tenant.Updated, Runtime: "hooks", Hook: held(name, t, after, yes()),
		Step: tenant.Step{Op: tenant.Update, Want: want, Have: held(name, t, before, yes()),
			Change: tenant.Change{Script: &want.Script}}}
}

func unchanged(name string, t tenant.Trigger, script string) tenant.Result {
	have := held(name, t, script, yes())
	return tenant.Result{Status: tenant.Unchanged, Runtime: "hooks", Hook: have,
		Step: tenant.Step{Op: tenant.None, Want: wanted(name, t, script), Have: have}}
}

func remove(name string, t tenant.Trigger) tenant.Result {
	have := held(name, t, auditBefore, yes())
	return tenant.Result{Status: tenant.Deleted, Runtime: "hooks", Hook: have,
		Step: tenant.Step{Op: tenant.Delete, Have: have}}
}

// as changes how a result ended. What failed or was planned left the tenant as it was.
func as(r tenant.Result, s tenant.Status, err error) tenant.Result {
	r.Status, r.Err, r.SecretsWritten = s, err, nil
	if s == tenant.Failed || s == tenant.Planned || s == tenant.Skipped {
		r.Hook = r.Step.Have
	}
	return r
}

// richUpdate changes every field that there is.
func richUpdate() tenant.Result {
	r := update("audit", tenant.PostUserRegistration, auditBefore, auditAfter)
	r.Step.Have.Enabled = no()
	r.Step.Have.Dependencies = map[string]string{"axios": "0.21.1", "request": "2.88.2"}
	r.Step.Change.Enabled = yes()
	r.Step.Change.Dependencies = map[string]string{"axios": "1.6.0", "p-retry": "4.6.2"}
	r.Step.Change.AddSecrets = map[string]secret.Value{"AUDIT_KEY": secret.New("k"), "AUDIT_URL": secret.New("u")}
	r.Step.Change.SetSecrets = map[string]secret.Value{"TENANT": secret.New("t")}
	r.Step.Change.DropSecrets = []string{"OLD_KEY"}
	r.Step.Displaces = []tenant.Hook{held("welcome-mail", tenant.PostUserRegistration, "", yes())}
	r.SecretsWritten = []string{"AUDIT_KEY", "AUDIT_URL", "TENANT"}
	r.Hook.Dependencies = r.Step.Change.Dependencies
	r.Hook.Secrets = map[string]secret.Value{"AUDIT_KEY": {}, "AUDIT_URL": {}, "TENANT": {}}
	return r
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
