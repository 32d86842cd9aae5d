package cli_test

import (
	"strings"
	"testing"

	"auth0-hook-action/internal/sandbox"
)

func TestTenBadInputs(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newEnv(t, "domain", "https://tenant.eu.auth0.com/path", "token", "two words", "client-id", "x", "hook-name", "two\nlines",
			"trigger", "login", "script-path", "../outside.js", "enabled", "yes", "mode", "deploy", "comment", "maybe",
			"timeout", "soon", "pr-number", "0", "runtime", "rules", "show-diff", "2", "prune", "1")
		o := e.run().want(2, "result", "failed")
		if n := strings.Count(o.log, "::error"); n != 10 {
			t.Errorf("%d annotations, want GitHub's 10\n%s", n, o.log)
		}
		for _, input := range []string{"domain", "token", "hook-name", "trigger", "script-path", "enabled", "mode", "comment",
			"timeout", "pr-number", "runtime", "show-diff", "prune"} {
			if !strings.Contains(o.summary, input) || !strings.Contains(o.log, "input "+input) {
				t.Errorf("log or summary do not name %s\n%s", input, o.log)
			}
		}
		if n := len(e.auth0.Requests()) + e.github.Writes(); n != 0 {
			t.Errorf("%d requests were made", n)
		}
	})
}

// A run that names no hook has no row for one without a name.
func TestNoHookIsNamed(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		o := newEnv(t).without("hook-name", "trigger", "script-path").run().want(2, "result", "failed", "hooks", "[]")
		if !strings.Contains(o.summary, "### ❌ Nothing deployed to") || strings.Contains(o.summary, "| Hook |") {
			t.Errorf("the summary:\n%s", o.summary)
		}
	})
}

func TestCheckNeedsNoTenant(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newEnv(t, "mode", "check").without("domain", "token", "hook-name")
		o := e.run().want(0, "result", "checked", "changed", "false")
		if n := len(e.auth0.Requests()) + len(e.github.Requests()); n != 0 {
			t.Errorf("%d requests", n)
		}
		if strings.Contains(o.log, "only its syntax") {
			t.Errorf("a script that can be read is said not to be:\n%s", o.log)
		}
		e.file("hooks/audit.js", "async function later() { for await (const x of []) { } }\n"+audit)
		if o := e.run().want(0, "result", "checked"); !strings.Contains(o.log, "::debug::hooks/audit.js: only its syntax was checked") {
			t.Errorf("nothing says that findings were left out:\n%s", o.log)
		}
		e.file("hooks/audit.js", audit+"var password = ;\n")
		o = e.run().want(2, "result", "failed")
		if !strings.Contains(o.log, "::error col=16,file=hooks/audit.js,line=4,title=") || !strings.Contains(o.log,
			"4 | var password = ;") {
			t.Errorf("no annotation at the place, or no line with a caret:\n%s", o.log)
		}
		e.file("hooks/audit.js", strings.Replace(audit, "  cb(", "  console.log(context.webtask.secrets);\n  cb(", 1))
		if o := e.run().want(0, "result", "checked"); !strings.Contains(o.log, "::warning") {
			t.Errorf("no warning:\n%s", o.log)
		}
		e.inputs("strict", "true").run().want(2, "result", "failed")
	})
}

func TestCheckForActions(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newEnv(t, "mode", "check", "trigger", "pre-user-registration")
		e.file("hooks/audit.js", "module.exports = function (user, context, cb) {\n  cb(user.password.length < 9 ? new "+
			"Error('short') : null, {});\n};\n")
		if o := e.run().want(0, "result", "checked"); !strings.Contains(o.log, "::warning col=") || !strings.Contains(o.log,
			"user.password") {
			t.Errorf("no warning for what an Action would refuse:\n%s", o.log)
		}
		e.inputs("runtime", "actions").run().want(2, "result", "failed").says("user.password")
		e.inputs("mode", "apply").run().want(2, "result", "failed")
		e.inputs("runtime", "auto")
		e.auth0.SetAge(sandbox.HooksGone)
		e.run().want(1, "result", "failed").says("user.password")
		if n := e.auth0.Writes(); n != 0 {
			t.Errorf("%d writes", n)
		}
		e.auth0.SetAge(sandbox.HooksOn)
		e.run().want(0, "result", "created", "runtime", "hooks")
	})
}
