package report

import (
	"path"
	"strings"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/tenant"
)

func exported() Run {
	run := base(tenant.ModeExport)
	for _, n := range sample[:3] {
		r := unchanged(n, tenant.PostUserRegistration, auditAfter)
		r.Step.Want = tenant.Desired{}
		run.Results = append(run.Results, r)
		run.Files = append(run.Files, "auth0/hooks/"+n+".json", "auth0/hooks/"+n+".js")
	}
	run.Results[2].Step.Have.Format, run.Results[2].Step.Runtime = tenant.FormatAction, tenant.RuntimeActions
	run.Removed = []string{"auth0/hooks/old.json"}
	run.Paste = "variables: |\n  AUDIT_KEY=${{ secrets.AUDIT_KEY }}\n"
	run.Diagnostics = []diag.Diagnostic{finding("syntax", diag.Warning, diag.Place{File: "auth0/hooks/claims.js", Line: 3},
		`Unexpected "}"`, "The script cannot be deployed again as it is."),
		finding("export", diag.Notice, diag.Place{},
			"the files use what the Auth0 Deploy CLI does not support: native Actions, position, adopt or testPayload",
			"Import them with this action alone")}
	return run
}

func converted(n int) Run {
	run := base(tenant.ModeConvert)
	run.Domain = ""
	all := []Conversion{
		{From: "hooks/audit.js", To: "hooks/audit.action.js", Result: "idiomatic", Written: true, Lines: 14,
			Dependencies: map[string]string{"axios": "1.6.0"}},
		{From: "hooks/claims.js", To: "hooks/claims.action.js", Result: "adapter", Why: "`cb` is called from a nested function",
			Line: 7, Lines: 31},
		{From: "hooks/native.js", Result: "native already"},
	}
	for _, c := range all[:n] {
		if n > 1 {
			c.Description = "hooks/" + strings.TrimSuffix(path.Base(c.From), ".js") + ".json"
		}
		r := unchanged(strings.TrimSuffix(strings.TrimPrefix(c.From, "hooks/"), ".js"), tenant.PostUserRegistration, auditAfter)
		r.Step.Have, r.Now = nil, nil
		run.Results, run.Conversions = append(run.Results, r), append(run.Conversions, c)
	}
	return run
}

func checkRow(name string) tenant.Result {
	want := desired(name, tenant.PostUserRegistration, auditAfter)
	return tenant.Result{Status: tenant.Unchanged, Step: tenant.Step{Op: tenant.None, Want: want}}
}

func checkedClean() Run {
	run := base(tenant.ModeCheck)
	run.Domain = ""
	for _, n := range sample {
		run.Results = append(run.Results, checkRow(n))
	}
	return run
}

func checked() Run {
	run := checkedClean()
	syntax := diag.Diagnostic{Rule: "syntax", Severity: diag.Error, Place: diag.Place{File: "hooks/claims.js", Line: 14, Column: 3},
		Message: `Unexpected "}"`, Source: "  }"}
	run.Diagnostics = []diag.Diagnostic{
		warnUndeclared("audit", "axios"), syntax,
		{Rule: "rate-limit", Severity: diag.Warning, Place: diag.Place{File: "hooks/claims.js", Line: 9, Column: 5},
			Message: "the script calls /api/v2/users and reads neither x-ratelimit-remaining nor status 429",
			Hint: "Wait until `x-ratelimit-reset`, and try again a few times: " +
				"https://auth0.com/docs/troubleshoot/customer-support/operational-policies/rate-limit-policy"},
		{Rule: "stray-file", Severity: diag.Notice, Place: diag.Place{File: "hooks/old.js"}, Message: "no hook uses this file"},
	}
	for _, n := range sample[5:] {
		run.Diagnostics = append(run.Diagnostics, warnUndeclared(n, "lodash"))
	}
	run.Results[2].Status, run.Results[2].Err = tenant.Failed, syntax
	return run
}

func wrongInputs() Run {
	run := base(tenant.ModeApply)
	run.Diagnostics = []diag.Diagnostic{
		finding("input", diag.Error, diag.Place{Input: "domain"}, `"https://example.eu.auth0.com/login" has a path`,
			"Give the host alone: example.eu.auth0.com"),
		finding("input", diag.Error, diag.Place{Input: "trigger"}, `"post-log-in" is not a trigger`, "Use post-login"),
		finding("hook", diag.Error, diag.Place{File: "auth0/hooks/audit.json", Line: 4, Column: 13},
			`"enabled" is not true or false`, ""),
		finding("variables", diag.Error, diag.Place{Input: "variables"},
			"these 2 markers have no value: ##KEY## (auth0/hooks/audit.json:6), @@MAP@@ (auth0/hooks/audit.json:7)",
			"add these lines to the input variables (or `KEY=##KEY##`, to keep the text of the marker):"),
		finding("no-hooks", diag.Error, diag.Place{}, "no hook is described here", "give the file's own path:"),
		finding("stray-file", diag.Warning, diag.Place{File: "auth0/hooks/x.js"}, "no hook uses this file", ""),
	}
	run.Diagnostics[3].Paste = "variables: |\n  KEY=${{ secrets.KEY }}\n  MAP=${{ secrets.MAP }}"
	run.Diagnostics[4].Paste = "hooks-path: x.yaml"
	return run
}

const evil = "a`b``c|d<script>alert(1)</script></details>\n\n# big @octocat #1 GH-1 https://evil.example www.evil.example " +
	"[x](https://evil.example) ![i](https://evil.example/i.png) <!-- :tada: --> \x1b[31m\u202e\u0000\xff ```` ~~~ $x$ " +
	"abcdef1234567 a@b.example \\| \"q*u*o_t_e`d @x\" end"

func hostile() Run {
	before := "function x() {}\n```\n</details>\n# out\n@octocat\n" + strings.Repeat("`", 300) +
		"\n<!-- auth0-hook-action: footer -->\n"
	after := before + evil + "\n" + changeEnd + "\r\n" + strings.Repeat("x", 3000) + "\n    " + strings.Repeat("`", 7)
	first := update(evil, tenant.PreUserRegistration, before, after)
	first.Step.Drift = true
	first.Step.Displaces = []tenant.Observed{{Name: evil}}
	first.Step.Change.Dependencies = map[string]string{evil: evil}
	first.Step.Change.DropSecrets = []string{evil}
	first.Step.Change.Redo = evil
	for _, text := range []string{evil, "1. " + evil, "---"} {
		first.Warnings = append(first.Warnings, diag.Diagnostic{Severity: diag.Warning, Message: text, Hint: text})
	}
	first.Tests = []tenant.TestRun{{Number: 1, Error: evil, Message: evil}}
	second := as(create("b", tenant.CredentialsExchange, "x\n", nil), tenant.Failed, hintError{evil, evil, evil})
	third := create(strings.Repeat("`", 90), tenant.CredentialsExchange, "x\n", nil)
	third = as(third, tenant.Failed, hintError{evil + "\n" + evil, evil, ""})
	run := base(tenant.ModeApply, first, second, third)
	run.RuntimeNote, run.CommitURL = evil, "https://github.com/x)![i](https://evil.example/i.png"
	run.Diagnostics = []diag.Diagnostic{{Severity: diag.Warning, Place: diag.Place{File: evil, Line: 1}, Message: evil, Hint: evil},
		{Severity: diag.Notice, Message: evil}}
	return run
}
