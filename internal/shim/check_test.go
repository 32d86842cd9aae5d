package shim

import (
	"fmt"
	"maps"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/tenant"
)

// found is diagnostics without their words.
func found(all []diag.Diagnostic) []string {
	var short []string
	for _, d := range all {
		short = append(short, fmt.Sprintf("%d: %s %s", d.Line, d.Severity, d.Rule))
	}
	return short
}

// A checkCase is a script, and what Check finds in it.
type checkCase struct {
	on       tenant.Trigger
	script   string
	declared map[string]string
	want     []string
}

// hookAt is a hook with a usual script around the body, which starts on line 2.
func hookAt(on tenant.Trigger, body string, want ...string) checkCase {
	return checkCase{on: on, script: fidelity{on: on, do: body}.text(), want: want}
}

// checkCases are all cases of Check.
func checkCases() map[string]checkCase {
	cases := map[string]checkCase{}
	for _, group := range []map[string]checkCase{useCases(), packageCases(), sizeCases()} {
		maps.Copy(cases, group)
	}
	return cases
}

func useCases() map[string]checkCase {
	whole := func(script string, want ...string) checkCase {
		return checkCase{on: preRegister, script: script, want: want}
	}
	const password, mayBe = "2: error actions-password", "2: warning actions-password"
	return map[string]checkCase{
		"nothing":      hookAt(exchange, "cb(null, { scope, 'urn:x': context.webtask.secrets.A });"),
		"request body": hookAt(exchange, "cb(null, { scope, 'urn:x': context.body.order_id });"),
		"password": hookAt(preRegister, "if (user.password.length < 12) cb(new Error('short'));\ncb(null, {});",
			password),
		"password by another name": whole("module.exports = (u, c, done) =>\n  done(u.password ? null : 'x');", password),
		"password after sign-up":   hookAt(postRegister, "console.log(user.password); cb();"),
		"user given back":          hookAt(preRegister, "cb(null, { user });"),
		"webtask storage":          hookAt(phone, "\ncontext.webtask.storage.get(cb);", "3: error actions-webtask"),
		"webtask headers":          hookAt(phone, "cb(null, context.webtask.headers.host);", "2: error actions-webtask"),
		"webtask token": hookAt(exchange, "const { token } = context.webtask;\ncb(null, { scope });",
			"2: error actions-webtask"),
		"webtask data and body": hookAt(postRegister, "cb(null, [context.webtask.data.A, context.webtask.body.user]);"),
		"password, perhaps":     whole("module.exports = wrap((user, context, cb) =>\n  cb(user.password ? null : 'x'));", mayBe),
		"not to be looked into": whole("module.exports = async (user, context, cb) => {\n  for await (const x of y) "+
			"cb(null);\n};", "1: warning actions-unread"),
		"dynamic import": whole("module.exports = async (user, context, cb) => {\n  await import('ky');\n  "+
			"cb(null);\n};", "2: error actions-import"),
		"scope added": hookAt(exchange, "const token = { scope };\ntoken.scope.push('x');\ncb(null, token);",
			"3: warning actions-scope"),
		"scope replaced":         hookAt(exchange, "cb(null, { scope: ['x'] });", "2: warning actions-scope"),
		"scope forgotten":        hookAt(exchange, "cb(null, { 'urn:x': 1 });", "2: warning actions-scope"),
		"verified":               hookAt(preRegister, "if (!user.emailVerified) return cb('x');\ncb();", "2: warning actions-verified"),
		"verified after sign-up": hookAt(postRegister, "cb(user.emailVerified ? null : 'x');"),
		"factor type":            hookAt(phone, "cb(null, { a: context.factor_type });", "2: warning actions-factor-type"),
		"friendly text":          hookAt(phone, "cb(new SendPhoneMessageError('log', 'user'));", "2: warning actions-friendly-text"),
		"one text":               hookAt(phone, "cb(new SendPhoneMessageError('log'));"),
		"several, in order": hookAt(preRegister, "user.emailVerified && context.webtask.query;\nuser.password;\ncb();",
			"2: warning actions-verified", "2: error actions-webtask", "3: error actions-password"),
	}
}

func packageCases() map[string]checkCase {
	many := map[string]string{}
	for i := range MaxDependencies {
		many[fmt.Sprintf("package-%d", i)] = "1.0.0"
	}
	lodash := map[string]string{"lodash": "4.17.21"}
	of := func(before string, declared map[string]string, want ...string) checkCase {
		return checkCase{on: exchange, script: before + "\n" + plain, declared: declared, want: want}
	}
	const twice, compiled, private = "3: error actions-two-versions", "2: error actions-native-module", "1: error " +
		"actions-private-module"
	return map[string]checkCase{
		"packages: plain":                       of("require('lodash');", lodash),
		"packages: version":                     of("require('lodash@4.17.21');", nil),
		"packages: the same version twice":      of("require('lodash@4.17.21');\nrequire('lodash@4.17.21/fp');", nil),
		"packages: version as declared":         of("require('lodash@4.17.21');", lodash),
		"packages: two versions":                of("require('lodash@4.17.21');\n\nrequire('lodash@3.10.1');", nil, twice),
		"packages: other version than declared": of("\n\nrequire('lodash@3.10.1');", lodash, twice),
		"packages: three versions": of("require('a@1.0.0');\n\nrequire('a@2.0.0');\nrequire('a@3.0.0');", nil, twice,
			"4: error actions-two-versions"),
		"packages: scoped, two versions":     of("require('@a/b@1.0.0');\n\nrequire('@a/b@2.0.0/c');", nil, twice),
		"packages: compiled":                 of("\nrequire('bcrypt@5.1.1');", nil, compiled),
		"packages: compiled, declared":       of("\nrequire('sharp');", map[string]string{"sharp": "0.33.0"}, compiled),
		"packages: compiled, never required": of("", map[string]string{"sharp": "0.33.0"}, "1: error actions-native-module"),
		"packages: plain JavaScript alike":   of("require('bcryptjs@2.4.3');", nil),
		"packages: repository":               of("\n\n", map[string]string{"mine": "git+https://git.acme.example/mine.git"}, private),
		"packages: repository on GitHub":     of("", map[string]string{"mine": "acme/mine#v1"}, private),
		"packages: file":                     of("", map[string]string{"mine": "file:../mine"}, private),
		"packages: ten":                      of("", many),
		"packages: eleven":                   of("require('lodash@4.17.21');", many, "1: error actions-dependencies"),
		"packages: ten, one of them required": of("require('package-3@1.0.0'); require('crypto'); require('node:fs'); require('./x');",
			many),
		"packages: version in a native Action": {on: tenant.PostLogin, want: []string{"2: error actions-version"},
			script: "\nconst _ = require('lodash@4.17.21');\n" + native},
		"packages: native Action": {on: tenant.PostLogin, script: "const _ = require('lodash');\n" + native, declared: lodash},
	}
}

func sizeCases() map[string]checkCase {
	overhead := len(assemble("", tenant.FormatHook, exchange, Seal{})) + sealReserve
	of := func(size int) string { return plain + "//" + strings.Repeat("x", size-len(plain)-2) }
	return map[string]checkCase{
		"size: what fits":                  {on: exchange, script: of(MaxCode - overhead)},
		"size: one byte more":              {on: exchange, script: of(MaxCode - overhead + 1), want: []string{"1: error actions-size"}},
		"size: as a native Action it fits": {on: tenant.PostLogin, script: native + of(MaxCode - overhead + 1)[len(plain):]},
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	for name, tt := range checkCases() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, found(Check(parsed(t, tt.script), tt.on, tt.declared))); diff != "" {
				t.Errorf("Check (-want +got)\n%s", diff)
			}
		})
	}
}

func TestResolve(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		script    string
		declared  map[string]string
		want      map[string]string
		wantClash string
	}{
		"none":     {"require('crypto');" + plain, nil, map[string]string{}, ""},
		"declared": {plain, map[string]string{"a": "1.0.0"}, map[string]string{"a": "1.0.0"}, ""},
		"required": {"require('b@2.0.0/x'); require('@s/c@3.0.0');" + plain, map[string]string{"a": "1.0.0"},
			map[string]string{"a": "1.0.0", "b": "2.0.0", "@s/c": "3.0.0"}, ""},
		"without version": {"require('b');" + plain, nil, map[string]string{}, ""},
		"two": {"require('b@2.0.0'); require('b@2.0.1');" + plain, nil, map[string]string{"b": "2.0.0"},
			`package "b" is required in two versions, 2.0.0 and 2.0.1`},
		"native Action": {"require('b@2.0.0');" + native, map[string]string{"a": "1.0.0"}, map[string]string{"a": "1.0.0"}, ""},
		"not looked into": {"require('ip@1.9.0');\nmodule.exports = async (a, b, cb) => { await import('ky'); cb(); };", nil,
			map[string]string{"ip": "1.9.0"}, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, clashes := resolve(parsed(t, tt.script), tt.declared)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("versions (-want +got)\n%s", diff)
			}
			var messages []string
			for _, c := range clashes {
				messages = append(messages, c.message(nil).String())
			}
			if got := strings.Join(messages, "; "); got != tt.wantClash {
				t.Errorf("clashes %q, want %q", got, tt.wantClash)
			}
		})
	}
}
