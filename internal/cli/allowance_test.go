package cli_test

import (
	"strings"
	"testing"
)

// An allowance makes a notice with its reason of a warning, before strict applies; what is an error stays one.
func TestAllowance(t *testing.T) {
	t.Parallel()
	const tls = "module.exports = function (client, scope, audience, context, cb) {\n" +
		"  // auth0-hook: allow tls-off the test server has no certificate\n" +
		"  fetch('https://crm.example.com/', { rejectUnauthorized: false }).then(() => cb(null, { scope }), cb);\n};\n"
	const axios = "// auth0-hook: allow package it is there\nconst axios = require('axios');\nmodule.exports = " +
		"function (client, scope, audience, context, cb) {\n  axios.get('https://crm.example.com/').then(() => cb(null, { scope }), cb);\n};\n"
	for name, tt := range map[string]struct {
		script, strict, runtime string
		wantCode                int
		wantReason              string // empty: the finding is an error
	}{
		"a warning":            {tls, "", "", 0, "allowed (the test server has no certificate)"},
		"strict":               {tls, "true", "", 0, "allowed (the test server has no certificate)"},
		"a warning for auto":   {axios, "", "", 0, "allowed (it is there)"},
		"an error for actions": {axios, "", "actions", 2, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			timed(t, func(t *testing.T) {
				e := newEnv(t, "mode", "check", "strict", tt.strict, "runtime", tt.runtime)
				e.file("hooks/audit.js", tt.script)
				o := e.run().want(tt.wantCode)
				if strings.Contains(o.log, "::warning") || strings.Contains(o.log, "::error") != (tt.wantCode != 0) {
					t.Errorf("annotations:\n%s", o.log)
				}
				if tt.wantReason != "" && !strings.Contains(o.summary, tt.wantReason) {
					t.Errorf("the summary has no %q:\n%s", tt.wantReason, o.summary)
				}
			})
		})
	}
}
