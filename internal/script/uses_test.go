package script

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"auth0-hook-action/internal/tenant"
)

func TestUses(t *testing.T) {
	t.Parallel()
	const exchange, before, after, phone = tenant.CredentialsExchange, tenant.PreUserRegistration, tenant.PostUserRegistration,
		tenant.SendPhoneMessage
	tests := map[string]struct {
		trigger tenant.Trigger
		body    string // of a function with the parameters of the documentation
		want    []string
	}{
		"nothing":            {before, "cb(null, { user });", nil},
		"password":           {before, "check(user.password, cb);", []string{"1 user.password 1:7"}},
		"password by key":    {before, "check(user['password']);", []string{"1 user.password 1:7"}},
		"password, if any":   {before, "check(user?.password);", []string{"1 user.password 1:7"}},
		"password taken out": {before, "const { email, password: p = '' } = user;", []string{"1 user.password 1:16"}},
		"password in the body": {before, "const b = context.webtask.body; b.user.password;",
			[]string{"1 context.webtask.body.user.password 1:33"}},
		"password later":  {before, "const u = user; const { password } = u;", []string{"1 user.password 1:25"}},
		"password is set": {before, "user.password = 'x';", nil},
		"somebody else's": {before,
			"list.map((user) => user.password); function f() { const user = {}; return user.password; }", nil},
		"after the registration": {after, "user.password;", nil},
		"password deleted":       {before, "delete user.password; cb(null, { user });", nil},
		"password of a helper's": {before, "check(user);\nfunction check(u) { return u.password; }",
			[]string{"1 user.password 2:28"}},
		"password of a copy":      {before, "const c = { ...user }; c.password;", []string{"1 user.password 1:24"}},
		"password, by a variable": {before, "const key = 'password'; user[key];", []string{"1 user.password 1:13"}},
		"password of the rest":    {before, "const { email, ...c } = user; c.password;", []string{"1 user.password 1:31"}},
		"password taken out of the rest": {before, "const { email, ...c } = user; const { password } = c;",
			[]string{"1 user.password 1:39"}},
		"password of a parameter's rest": {before, "check(user); function check({ email, ...c }) { return c.password; }",
			[]string{"1 user.password 1:55"}},
		"the rest": {before, "const { email, ...c } = user; console.log(c.username);", nil},
		"password among the entries": {before, "for (const [k, v] of Object.entries(user)) if (k === 'password') check(v);",
			[]string{"1 user.password 1:54"}},
		"password found among the entries": {before,
			"Object.entries({ ...user }).filter(f).forEach(([k, v]) => { switch (k) { case 'password': check(v); } });",
			[]string{"1 user.password 1:79"}},
		"somebody else's entries": {before, "for (const [k, v] of Object.entries(config)) if (k === 'password') check(v);", nil},
		"password by a list": {before, "const keys = ['email', 'password']; keys.forEach((k) => check(user[k]));",
			[]string{"1 user.password 1:24"}},
		"password by a list in place": {before, "for (const k of ['password']) check(user[k]);", []string{"1 user.password 1:18"}},
		"password in pieces":          {before, "check(user['pass' + 'word']);", []string{"1 user.password 1:7"}},
		"password among entries put together": {before,
			"const all = Object.entries(user); const c = Object.fromEntries(all); c.password;", []string{"1 user.password 1:70"}},
		"some of its entries put together": {before,
			"const c = Object.fromEntries(Object.entries(user).filter(([k]) => k === 'email')); c.password;", nil},
		"password out of a literal": {before, "const { user: u } = { user }; u.password;", []string{"1 user.password 1:31"}},
		"password out of a list":    {before, "const [n, u] = [1, user]; u.password;", []string{"1 user.password 1:27"}},
		"password of a helper's literal": {before, "check({ user, min: 8 });\nfunction check({ user: u, min }) { return u.password; }",
			[]string{"1 user.password 2:43"}},
		"password of a list that shifts": {before, "const [u] = [...others, user]; u.password;", nil},
		"password of another literal":    {before, "const { user: u } = { user: other, me: user }; u.password;", nil},
		"password by reflection":         {before, "check(Reflect.get(user, 'password'));", []string{"1 user.password 1:25"}},
		"all, by its keys":               {before, "const all = {}; for (const k in user) all[k] = user[k];", []string{"7 user 1:33"}},
		"all, by the list of its keys":   {before, "Object.keys(user).forEach((k) => check(k, user[k]));", []string{"7 user 1:13"}},
		"its keys alone":                 {before, "for (const k in user) check(k); Object.keys(user).forEach((k) => check(k));", nil},
		"keys of something else":         {before, "for (const k in user.user_metadata) check(user.user_metadata[k]);", nil},
		"others by a list":               {before, "for (const k of ['email', 'id']) check(user[k]);", nil},
		"deleted by a list":              {before, "for (const k of ['password']) delete user[k];", nil},
		"a list of words":                {before, "const words = ['password']; check(words, user.email);", nil},
		"password of a server":           {before, "post({ password: context.webtask.secrets.password }); cb(null, { user });", nil},
		"cannot be looked into": {before, "for await (const x of []) context.webtask.storage; user.password;",
			[]string{"8  0:1", "6 context.webtask.storage 1:35", "7 password 1:57"}},
		"verified": {before, "user.emailVerified || user.phoneNumberVerified",
			[]string{"2 user.emailVerified 1:1", "2 user.phoneNumberVerified 1:23"}},
		"verified, afterwards": {after, "user.emailVerified", nil},
		"factor type":          {phone, "context.factor_type", []string{"3 context.factor_type 1:1"}},
		"text for the user":    {phone, "cb(new SendPhoneMessageError('a', 'b'))", []string{"4 SendPhoneMessageError 1:4"}},
		"text for the log":     {phone, "cb(new SendPhoneMessageError('a'))", nil},
		"webtask": {after, "context.webtask.storage.get(cb); const { headers, secrets } = context.webtask;",
			[]string{"6 context.webtask.storage 1:1", "6 context.webtask.headers 1:42"}},
		"what webtask keeps": {after, "context.webtask.secrets.A; context.webtask.data.b; context.webtask.body.user;", nil},
		"same scope":         {exchange, "const t = {}; t.scope = scope; cb(null, t);", nil},
		"same scope, short":  {exchange, "cb(null, { scope, a: 1 });", nil},
		"same scope, copied": {exchange,
			"cb(null, { scope: [...scope] }); cb(null, { scope: scope.slice() }); cb(null, { scope: scope || [] });", nil},
		"a scope of its own": {exchange, "cb(null, { scope: ['a'] });", []string{"5 scope 1:12"}},
		"a scope less":       {exchange, "const t = { scope: scope.filter(f) }; cb(null, t);", []string{"5 scope 1:13"}},
		"a scope more":       {exchange, "scope.push('a'); cb(null, { scope });", []string{"5 scope.push 1:1"}},
		"a scope more, later": {exchange, "const t = { scope }; t.scope.push('a'); cb(null, t);",
			[]string{"5 scope.push 1:22"}},
		"a scope more, by apply": {exchange, "scope.push.apply(scope, ['a']); cb(null, { scope });", []string{"5 scope.push 1:1"}},
		"a scope more, by the prototype": {exchange, "Array.prototype.push.apply(scope, ['a']); cb(null, { scope });",
			[]string{"5 scope.push 1:1"}},
		"a scope more, by call":  {exchange, "const s = scope; s.push.call(s, 'a'); cb(null, { scope });", []string{"5 scope.push 1:18"}},
		"a scope deleted":        {exchange, "delete scope[0]; cb(null, { scope });", []string{"5 scope 1:1"}},
		"another list, by apply": {exchange, "list.push.apply(list, scope); Math.max.apply(null, scope); cb(null, { scope });", nil},
		"another scope":          {exchange, "scope = []; cb(null, { scope });", []string{"5 scope 1:1"}},
		"no scope":               {exchange, "cb(null, { a: 1 });", []string{"5 a result without scope 1:10"}},
		"no scope on one path": {exchange, "if (a) return cb(null, { scope });\ncb(null, { a: 1 });",
			[]string{"5 a result without scope 2:10"}},
		"no result": {exchange, "cb(); cb(null); cb(new Error('x'));",
			[]string{"5 a result without scope 1:1", "5 a result without scope 1:7"}},
		"no scope in a variable": {exchange, "const t = { a: 1 }; cb(null, t);", []string{"5 a result without scope 1:11"}},
		"scope of a helper's": {exchange, "cb(null, claims(client));",
			[]string{"5 a result whose scope is not seen here 1:1"}},
		"same scope, if any": {exchange,
			"const s = scope || []; const t = scope ? scope : []; cb(null, { scope: s }); cb(null, { scope: t });", nil},
		"perhaps a scope":    {exchange, "cb(null, { ...claims });", nil},
		"scope of a request": {exchange, "post({ scope: 'read:users' }); body.scope = 'x'; cb(null, { scope });", nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			names := test.trigger.HookParameters()
			names[len(names)-1] = "cb"
			src := "module.exports = async function (" + strings.Join(names, ", ") + ") {\n" + test.body + "\n};\n"
			var got []string
			for _, u := range parsed(t, src).Uses(test.trigger) {
				got = append(got, fmt.Sprintf("%d %s %d:%d", u.Kind, u.Name, u.Line-1, u.Column))
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestExportsThatAreFine(t *testing.T) {
	t.Parallel()
	const f = "function (user, context, callback) { callback(null); }"
	for name, src := range map[string]string{
		"assigned":              "module.exports = " + f,
		"assigned by key":       "module['exports'] = " + f,
		"to both":               "exports = module.exports = " + f,
		"to both, the other":    "module.exports = exports = " + f,
		"arrow":                 "module.exports = (user, context, callback) => callback(null)",
		"returned":              "return " + f,
		"by name":               "const hook = " + f + "\nmodule.exports = hook",
		"declared later":        "module.exports = hook\nfunction hook(user, context, callback) { callback(null); }",
		"the last one":          "module.exports = {}; module.exports = " + f,
		"returned, not that":    "module.exports = {}; return " + f,
		"made elsewhere":        "module.exports = make()",
		"inside a function":     "(function () { module.exports = make(); })()",
		"by way of module":      "register(module)",
		"takes what comes":      "module.exports = function (user, ...rest) { rest.pop()(null); }",
		"takes its arguments":   "module.exports = function () { arguments[2](null); }",
		"hands its arguments":   "module.exports = function (user, context, callback) { return run.apply(this, arguments); }",
		"a parameter for tests": "module.exports = function (user, context, callback, now = Date.now) { callback(null, now()); }",
		"hands the callback on": "module.exports = async function (user, context, callback) { await run(callback); }",
		"async and calls":       "module.exports = async (user, context, callback) => callback(null)",
		"says no, if it can":    "module.exports = async (user, context, callback) => callback && callback(null)",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			src += "\nfunction make() {}\nfunction run() {}\nfunction register() {}\n"
			if got := findings(src, Options{Trigger: tenant.PostChangePassword}); got != nil {
				t.Errorf("%s\nfindings: %v", src, got)
			}
		})
	}
}
