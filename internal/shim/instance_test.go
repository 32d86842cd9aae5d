package shim

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Auth0 counts what an Action does, and stops one that does too much.
func TestOnlyChangesAreMade(t *testing.T) {
	t.Parallel()
	programs := harnessPrograms(t)
	tests := map[string]struct {
		fidelity
		want int
	}{
		"token as it was":          {fidelity{on: exchange, do: "cb(null, { scope });", transaction: true}, 0},
		"two claims":               {fidelity{on: exchange, do: "cb(null, { scope, 'urn:a': 1, 'urn:b': 2 });"}, 2},
		"claim and scopes":         {fidelity{on: exchange, do: "cb(null, { scope: [], 'urn:a': 1 });", transaction: true}, 3},
		"token refused for scopes": {fidelity{on: exchange, do: "cb(null, { scope: [], 'urn:a': 1 });"}, 1},
		"token refused":            {fidelity{on: exchange, do: "cb(new ServerError('no'), { 'urn:a': 1 });"}, 1},
		"user as it was":           {fidelity{on: preRegister, do: "cb(null, { user });"}, 0},
		"one key changed":          {fidelity{on: preRegister, do: "user.user_metadata.newsletter = 'no'; cb(null, { user });"}, 1},
		"one key in each": {fidelity{on: preRegister,
			do: "user.user_metadata.a = 1; user.app_metadata.a = 1; cb(null, { user });"}, 2},
		"user refused": {fidelity{on: preRegister, do: "cb(new Error('no'), { user: { user_metadata: { a: 1 } } });"}, 1},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := runInGoja(t, programs, tt.spec(t, name)).Effects; got != tt.want {
				t.Errorf("%d calls of the api, want %d", got, tt.want)
			}
		})
	}
}

// One instance of an Action serves many executions, also at the same time: they share the script and nothing else.
func TestOneInstanceServesManyCalls(t *testing.T) {
	t.Parallel()
	const script = `
let calls = 0;
module.exports = function (user, context, cb) {
  const before = [user.email, context.connection.name, context.webtask.secrets.KEY];
  user.email = context.connection.name = context.webtask.secrets.KEY = 'changed';
  calls++;
  Promise.resolve().then(() => cb(new PreUserRegistrationError('call ' + calls, before.join(' '))));
};`
	const run = `
const { load } = modules['./action.js'];
const { makeWorld } = modules['./world.js'];
const spec = JSON.parse(input);
const handler = load(spec, env, makeWorld(spec, env, false).globals);
const seen = [];
const api = { access: { deny: (log, user) => seen.push(log + ': ' + user) } };
const event = (email) => ({ ...spec.event, user: { email }, secrets: { KEY: 'key' } });
Promise.all([handler(event('a'), api), handler(event('b'), api)]).then(() => handler(event('c'), api));
seen;`
	vm := newVM(t, harnessPrograms(t))
	if err := vm.Set("input", encode(t, fidelity{on: preRegister, script: script}.spec(t, "instance"))); err != nil {
		t.Fatal(err)
	}
	seen, err := vm.RunString(run)
	if err != nil {
		t.Fatal(err)
	}
	want := []any{"call 2: a Customers key", "call 2: b Customers key", "call 3: c Customers key"}
	if diff := cmp.Diff(want, seen.Export()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// Actions of a trigger run one after the other on one transaction: the hook sees what those before it have removed, and
// undoes nothing of what they did.
func TestScopesWithAnotherAction(t *testing.T) {
	t.Parallel()
	programs := harnessPrograms(t)
	const (
		remove   = "api.transaction.removeTargetScope('write:invoices');"
		add      = "api.transaction.addTargetScope('admin');"
		clearAll = "api.transaction.clearTargetScopes();"
		set      = "api.transaction.setTargetScopes(['admin', 'read:invoices']);"
	)
	tests := map[string]struct {
		other, scope string
		// wantBehind and wantBefore are the token's scopes with the hook behind the other Action, and before it.
		wantBehind, wantBefore []any
	}{
		"removes, hook keeps": {remove, "scope", list("read:invoices"), list("read:invoices")},
		"removes, hook adds another": {remove, "scope.concat('admin')", list("admin", "read:invoices"), list("admin",
			"read:invoices")},
		"removes, hook removes the other": {remove, "scope.filter((s) => s !== 'read:invoices')", list(), list()},
		"removes, hook adds the same": {remove, "['read:invoices', 'write:invoices']", list("read:invoices",
			"write:invoices"), list("read:invoices")},
		"adds, hook keeps": {add, "scope", list("admin", "read:invoices", "write:invoices"), list("admin",
			"read:invoices", "write:invoices")},
		"adds, hook removes one":   {add, "['read:invoices']", list("admin", "read:invoices"), list("admin", "read:invoices")},
		"adds, hook removes all":   {add, "[]", list("admin"), list("admin")},
		"clears, hook keeps":       {clearAll, "scope", list(), list()},
		"clears, hook adds":        {clearAll, "['admin']", list("admin"), list()},
		"sets, hook keeps":         {set, "scope", list("admin", "read:invoices"), list("admin", "read:invoices")},
		"sets, hook adds the same": {set, "scope.concat('admin')", list("admin", "read:invoices"), list("admin", "read:invoices")},
		"sets, hook removes":       {set, "[]", list("admin"), list("admin", "read:invoices")},
	}
	for name, tt := range tests {
		for order, want := range map[string][]any{"behind": tt.wantBehind, "before": tt.wantBefore} {
			t.Run(name+", "+order, func(t *testing.T) {
				t.Parallel()
				s := scoped(tt.scope).spec(t, name)
				if order == "behind" {
					s.Before = []string{tt.other}
				} else {
					s.After = []string{tt.other}
				}
				if diff := cmp.Diff(want, runInGoja(t, programs, s).Outcome["scopes"]); diff != "" {
					t.Errorf("the token's scopes (-want +got)\n%s", diff)
				}
			})
		}
	}
}

func list(scopes ...any) []any { return append([]any{}, scopes...) }
