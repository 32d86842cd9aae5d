package shim

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"auth0-hook-action/internal/script"
	"auth0-hook-action/internal/tenant"
)

// found is a finding without its words.
func found(findings []script.Finding) []string {
	var short []string
	for _, f := range findings {
		level := "warning"
		if f.Severity == script.Error {
			level = "error"
		}
		short = append(short, fmt.Sprintf("%d: %s %s", f.Line, level, f.Rule))
	}
	return short
}

// hookAt is a hook with a usual script around the body, which starts on line 2.
func hookAt(on tenant.Trigger, body string) tenant.Hook {
	return fidelity{on: on, do: body}.hook()
}

func TestCheckUses(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		hook tenant.Hook
		want []string
	}{
		"nothing":                  {hookAt(exchange, "cb(null, { scope, 'urn:x': context.webtask.secrets.A });"), nil},
		"password":                 {hookAt(preRegister, "if (user.password.length < 12) cb(new Error('short'));\ncb(null, {});"), []string{"2: error actions-password"}},
		"password by another name": {tenant.Hook{Trigger: preRegister, Script: "module.exports = (u, c, done) =>\n  done(u.password ? null : 'x');"}, []string{"2: error actions-password"}},
		"password after sign-up":   {hookAt(postRegister, "console.log(user.password); cb();"), nil},
		"user given back":          {hookAt(preRegister, "cb(null, { user });"), nil},
		"webtask storage":          {hookAt(password, "\ncontext.webtask.storage.get(cb);"), []string{"3: error actions-webtask"}},
		"webtask headers":          {hookAt(phone, "cb(null, context.webtask.headers.host);"), []string{"2: error actions-webtask"}},
		"webtask token":            {hookAt(exchange, "const { token } = context.webtask;\ncb(null, { scope });"), []string{"2: error actions-webtask"}},
		"webtask data and body":    {hookAt(password, "cb(null, [context.webtask.data.A, context.webtask.body.user]);"), nil},
		"password, perhaps":        {tenant.Hook{Trigger: preRegister, Script: "module.exports = wrap((user, context, cb) =>\n  cb(user.password ? null : 'x'));"}, []string{"2: warning actions-password"}},
		"not to be looked into":    {tenant.Hook{Trigger: preRegister, Script: "module.exports = async (user, context, cb) => {\n  await import('ky');\n  cb(null);\n};"}, []string{"1: warning actions-unread"}},
		"scope added":              {hookAt(exchange, "const token = { scope };\ntoken.scope.push('x');\ncb(null, token);"), []string{"3: warning actions-scope"}},
		"scope replaced":           {hookAt(exchange, "cb(null, { scope: ['x'] });"), []string{"2: warning actions-scope"}},
		"scope forgotten":          {hookAt(exchange, "cb(null, { 'urn:x': 1 });"), []string{"2: warning actions-scope"}},
		"verified":                 {hookAt(preRegister, "if (!user.emailVerified) return cb('x');\ncb(null, user.phoneNumberVerified);"), []string{"2: warning actions-verified", "3: warning actions-verified"}},
		"verified after sign-up":   {hookAt(postRegister, "cb(user.emailVerified ? null : 'x');"), nil},
		"factor type":              {hookAt(phone, "cb(null, { a: context.factor_type });"), []string{"2: warning actions-factor-type"}},
		"friendly text":            {hookAt(phone, "cb(new SendPhoneMessageError('log', 'user'));"), []string{"2: warning actions-friendly-text"}},
		"one text":                 {hookAt(phone, "cb(new SendPhoneMessageError('log'));"), nil},
		"several, in order":        {hookAt(preRegister, "user.emailVerified && context.webtask.query;\nuser.password;\ncb();"), []string{"2: warning actions-verified", "2: error actions-webtask", "3: error actions-password"}},
		"syntax error":             {tenant.Hook{Trigger: preRegister, Script: "module.exports = (user) => { user.password"}, nil},
		"name of a parameter":      {tenant.Hook{Trigger: preRegister, Script: "var x;\n  let require = 1;"}, []string{"2: error syntax"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, found(Check(tt.hook))); diff != "" {
				t.Errorf("Check (-want +got)\n%s", diff)
			}
		})
	}
}

// A version in a require is lifted also where the script's tree cannot be read.
func TestPackagesOfAnUnreadScript(t *testing.T) {
	t.Parallel()
	got, err := Dependencies(tenant.Hook{Script: "const ip = require('ipaddr.js@1.9.0');\nmodule.exports = async (a, b, cb) => { await import('ky'); cb(); };"})
	if err != nil || got["ipaddr.js"] != "1.9.0" {
		t.Errorf("%v (%v)", got, err)
	}
}

func TestCheckPackages(t *testing.T) {
	t.Parallel()
	many := map[string]string{}
	for i := range maxDependencies {
		many[fmt.Sprintf("package-%d", i)] = "1.0.0"
	}
	tests := map[string]struct {
		before string
		given  map[string]string
		want   []string
	}{
		"plain":                     {"require('lodash');", map[string]string{"lodash": "4.17.21"}, nil},
		"version":                   {"require('lodash@4.17.21');", nil, nil},
		"the same version twice":    {"require('lodash@4.17.21');\nrequire('lodash@4.17.21/fp');", nil, nil},
		"version as given":          {"require('lodash@4.17.21');", map[string]string{"lodash": "4.17.21"}, nil},
		"two versions":              {"require('lodash@4.17.21');\n\nrequire('lodash@3.10.1');", nil, []string{"3: error actions-two-versions"}},
		"other version than given":  {"\nrequire('lodash@3.10.1');", map[string]string{"lodash": "4.17.21"}, []string{"2: error actions-two-versions"}},
		"three versions":            {"require('a@1.0.0');\nrequire('a@2.0.0');\nrequire('a@3.0.0');", nil, []string{"2: error actions-two-versions", "3: error actions-two-versions"}},
		"scoped, two versions":      {"require('@a/b@1.0.0');\nrequire('@a/b@2.0.0/c');", nil, []string{"2: error actions-two-versions"}},
		"compiled":                  {"\nrequire('bcrypt@5.1.1');", nil, []string{"2: error actions-native-module"}},
		"compiled, given":           {"\n\nrequire('sharp');", map[string]string{"sharp": "0.33.0"}, []string{"3: error actions-native-module"}},
		"compiled, never required":  {"", map[string]string{"sharp": "0.33.0"}, []string{"1: error actions-native-module"}},
		"plain JavaScript alike":    {"require('bcryptjs@2.4.3');", nil, nil},
		"repository":                {"\nrequire('ours');", map[string]string{"ours": "git+https://git.acme.example/ours.git"}, []string{"2: error actions-private-module"}},
		"repository on GitHub":      {"", map[string]string{"ours": "acme/ours#v1"}, []string{"1: error actions-private-module"}},
		"file":                      {"", map[string]string{"ours": "file:../ours"}, []string{"1: error actions-private-module"}},
		"ten":                       {"", many, nil},
		"eleven":                    {"require('lodash@4.17.21');", many, []string{"1: error actions-dependencies"}},
		"ten, one of them required": {"require('package-3@1.0.0'); require('crypto'); require('node:fs'); require('./x');", many, nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			hook := tenant.Hook{Trigger: exchange, Script: tt.before + "\n" + plain, Dependencies: tt.given}
			if diff := cmp.Diff(tt.want, found(Check(hook))); diff != "" {
				t.Errorf("Check (-want +got)\n%s", diff)
			}
		})
	}
}

func TestCheckSize(t *testing.T) {
	t.Parallel()
	hook := hookAt(exchange, "cb(null, { scope });")
	hook.Script += "//" + strings.Repeat("x", maxCode-len(assemble(hook))-2)
	if got := found(Check(hook)); got != nil {
		t.Errorf("at most %d bytes: %v", maxCode, got)
	}
	hook.Script += "x"
	if diff := cmp.Diff([]string{"1: error actions-size"}, found(Check(hook))); diff != "" {
		t.Errorf("one byte more (-want +got)\n%s", diff)
	}
}

func TestDependencies(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		before    string
		given     map[string]string
		want      map[string]string
		wantError string
	}{
		"none":            {"require('crypto');", nil, map[string]string{}, ""},
		"given":           {"", map[string]string{"a": "1.0.0"}, map[string]string{"a": "1.0.0"}, ""},
		"required":        {"require('b@2.0.0/x'); require('@s/c@3.0.0');", map[string]string{"a": "1.0.0"}, map[string]string{"a": "1.0.0", "b": "2.0.0", "@s/c": "3.0.0"}, ""},
		"without version": {"require('b');", nil, map[string]string{}, ""},
		"two":             {"require('b@2.0.0'); require('b@2.0.1');", nil, map[string]string{"b": "2.0.0"}, `package "b" is wanted in two versions, 2.0.0 and 2.0.1`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := Dependencies(tenant.Hook{Trigger: exchange, Script: tt.before + "\n" + plain, Dependencies: tt.given})
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("Dependencies (-want +got)\n%s", diff)
			}
			if text := fmt.Sprint(err); tt.wantError != "" && text != tt.wantError || tt.wantError == "" && err != nil {
				t.Errorf("error %v, want %q", err, tt.wantError)
			}
		})
	}
}

// Each finding of Check is one of a difference, with the words that a person needs.
func TestFindingsAreDifferences(t *testing.T) {
	t.Parallel()
	var hooks []tenant.Hook
	for kind := script.UserPassword; kind <= script.WebtaskOnly; kind++ {
		f := ofUse(script.Use{Kind: kind, Name: "user.x"})
		refused := f.Severity == script.Error
		listed := slices.ContainsFunc(Differences(), func(d Difference) bool { return d.Rule == f.Rule && d.Refused == refused })
		if !listed || f.Message == "" || f.Hint == "" {
			t.Errorf("use %d: %+v is not among the Differences, or has no words", kind, f)
		}
	}
	for _, body := range []string{"require('a@1.0.0'); require('a@2.0.0'); require('sharp');", strings.Repeat(" ", maxCode)} {
		hooks = append(hooks, hookAt(exchange, body+"cb(null, { scope });"))
	}
	hooks[0].Dependencies = map[string]string{"b": "x/y"}
	for _, hook := range hooks {
		for _, f := range Check(hook) {
			listed := slices.ContainsFunc(Differences(), func(d Difference) bool { return d.Rule == f.Rule && d.Refused })
			if !listed || f.Message == "" || f.Hint == "" {
				t.Errorf("%+v is not among the Differences, or has no words", f)
			}
		}
	}
}
