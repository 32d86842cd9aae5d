package script

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/tenant"
)

func TestFormat(t *testing.T) {
	t.Parallel()
	const none = tenant.Format(0)
	tests := map[string]struct {
		src      string
		want     tenant.Format
		handlers string
	}{
		"a function":           {"module.exports = function () {};", tenant.FormatHook, ""},
		"an arrow function":    {"module.exports = () => {};", tenant.FormatHook, ""},
		"a function, returned": {"return function () {};", tenant.FormatHook, ""},
		"made elsewhere":       {"module.exports = make();", tenant.FormatHook, ""},
		"nothing":              {"const a = 1;", none, ""},
		"by somebody else":     {"register(module);", none, ""},
		"a property": {"exports.onExecutePostLogin = async () => {};", tenant.FormatAction,
			"onExecutePostLogin async 1:1"},
		"a property of the module": {"module.exports.onContinuePostLogin = async function () {};", tenant.FormatAction,
			"onContinuePostLogin async 1:1"},
		"two properties": {"exports.onExecutePostLogin = a;\nexports.onContinuePostLogin = async () => {};\nasync " +
			"function a() {}", tenant.FormatAction, "onExecutePostLogin async 1:1, onContinuePostLogin async 2:1"},
		"an object": {"module.exports = { onExecutePostLogin: async () => {} };", tenant.FormatAction,
			"onExecutePostLogin async 1:20"},
		"an object, shorthand": {"const onExecutePostLogin = async () => {};\nmodule.exports = { onExecutePostLogin };",
			tenant.FormatAction, "onExecutePostLogin async 2:20"},
		"an object, method": {"module.exports = { async onExecutePostLogin() {} };", tenant.FormatAction,
			"onExecutePostLogin async 1:26"},
		"an object in a variable": {"const all = { onExecutePostLogin: async () => {} };\nexports = module.exports = all;",
			tenant.FormatAction, "onExecutePostLogin async 1:15"},
		"misspelt": {"exports.onexecutePostLogin = async () => {};", tenant.FormatAction,
			"onexecutePostLogin async 1:1"},
		"not async":                 {"exports.onExecutePostLogin = () => {};", tenant.FormatAction, "onExecutePostLogin 1:1"},
		"an object of other things": {"module.exports = { hook() {} };", none, ""},
		"both": {"module.exports = () => {};\nmodule.exports.onExecutePostLogin = async () => {};",
			tenant.FormatHook, "onExecutePostLogin async 2:1"},
		"cannot be looked into": {"exports.onExecutePostLogin = async () => { await import('x'); };", none, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := parsed(t, test.src)
			if got := s.Format(); got != test.want {
				t.Errorf("format %q, want %q", got, test.want)
			}
			var handlers []string
			if s.tree != nil {
				handlers = exportedHandlers(s.tree)
			}
			if got := strings.Join(handlers, ", "); got != test.handlers {
				t.Errorf("handlers %q, want %q", got, test.handlers)
			}
		})
	}
}

// exportedHandlers are what a script exports by name, with their places, and async where that is seen.
func exportedHandlers(t *tree) []string {
	var all []string
	for _, h := range t.exported().handlers {
		async := ""
		if h.value != none && isAsync(t.nodes[h.value].Node) {
			async = " async"
		}
		line, column := t.position(t.start(h.place))
		all = append(all, fmt.Sprintf("%s%s %d:%d", h.name, async, line, column))
	}
	return all
}

func TestSecretReads(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		src  string
		want []secretRead
	}{
		"of a hook": {
			"module.exports = (user, ctx, cb) => {\n  const { A, B = 1 } = ctx.webtask.secrets;\n  cb(ctx.webtask.secrets.A, " +
				"ctx.webtask.secrets['C'] || B);\n};",
			[]secretRead{
				{Name: "A", Line: 2, Column: 11, Count: 2}, {Name: "B", Line: 2, Column: 14, Count: 1, Optional: true},
				{Name: "C", Line: 3, Column: 29, Count: 1, Optional: true},
			},
		},
		"of an Action": {
			"exports.onExecutePostUserRegistration = async ({ secrets: { A } }, api) => {};\nexports.onContinuePostLogin = " +
				"async (e) => e.secrets.B;",
			[]secretRead{{Name: "A", Line: 1, Column: 61, Count: 1}, {Name: "B", Line: 2, Column: 44, Count: 1}},
		},
		"of something else": {"module.exports = (user, context, cb) => cb(null, user.secrets.A, context.secrets.B);", nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(test.want, parsed(t, test.src).tree.look(tenant.PostUserRegistration).secrets()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestAllowances(t *testing.T) {
	t.Parallel()
	const head, tail = "module.exports = (user, context, cb) => {\n", "\n  cb();\n};\n"
	tests := map[string]struct {
		body string
		want string
	}{
		"none":              {"console.log(context);", "warning log"},
		"on the line":       {"console.log(context); // auth0-hook: allow log for the trial", "notice log"},
		"on the line above": {"// auth0-hook: allow log for the trial\nconsole.log(context);", "notice log"},
		"in a block":        {"/* auth0-hook: allow log for the trial */ console.log(context);", "notice log"},
		"two lines above": {"// auth0-hook: allow log for the trial\n\nconsole.log(context);",
			"warning allowance, warning log"},
		"of another kind": {"// auth0-hook: allow tls-off for the trial\nconsole.log(context);",
			"warning allowance, warning log"},
		"of no kind":         {"// auth0-hook: allow everything here\nconsole.log(context);", "warning allowance, warning log"},
		"without a reason":   {"// auth0-hook: allow log\nconsole.log(context);", "warning allowance, notice log"},
		"of nothing":         {"// auth0-hook: allow log for the trial\nconsole.log(user.id);", "warning allowance"},
		"of another runtime": {"// auth0-hook: allow package bundled by the tenant\nrequire('x');", ""},
		"of an Action":       {"// auth0-hook: allow actions-scope it is meant", ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, f := range findings(head+test.body+tail, Options{Trigger: tenant.PostUserRegistration}) {
				got = append(got, f.Severity.String()+" "+f.Rule)
			}
			if got := strings.Join(got, ", "); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
	t.Run("an error stays", func(t *testing.T) {
		t.Parallel()
		src := head + "require('x'); // auth0-hook: allow package it is there" + tail
		o := Options{Trigger: tenant.PostUserRegistration, Runtime: tenant.RuntimeActions, Dependencies: map[string]string{}}
		if got := findings(src, o); !diag.Errors(got) {
			t.Errorf("findings: %v", got)
		}
	})
}

// TestCredentialsAreNotShown checks that no finding, and no excerpt of a line with a credential, has the value in it.
func TestCredentialsAreNotShown(t *testing.T) {
	t.Parallel()
	for _, line := range []string{
		"const password = 'hN0tRea1-7';", "const o = { 'x-api-key': 'Qm7XkT29N0tRea1d' }; console.log(context);",
		"fetch('https://example.com/?a=1&password=UqHk2N0tRea1&b=2');", "fetch('https://svc:UqHk2N0tRea1@example.com/');",
		"const h = 'Basic ' + Buffer.from('svc:UqHk2N0tRea1').toString('base64');", "// token: 'Qm7XkT29N0tRea1d'",
	} {
		found := findings("module.exports = (user, context, cb) => {\n"+line+"\n  cb();\n};\n",
			Options{Trigger: tenant.PostUserRegistration})
		if len(found) == 0 {
			t.Errorf("%s draws nothing", line)
		}
		for _, f := range found {
			if text := f.Message + f.Hint + f.Source; strings.Contains(text, "N0tRea1") {
				t.Errorf("%s: %s", line, text)
			}
		}
	}
}
