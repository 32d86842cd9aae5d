package hookfile

import (
	"strings"
	"testing"

	"auth0-hook-action/internal/tenant"
)

// Which hooks are one, and which cannot both be enabled, depends on their formats.
func TestCheckFormats(t *testing.T) {
	t.Parallel()
	h := func(name string, trigger tenant.Trigger, f tenant.Format, enabled bool) Hook {
		return Hook{Desired: tenant.Desired{Name: name, Trigger: trigger, Format: f, Script: "x", Enabled: &enabled},
			lines: map[string]int{FieldName: 1}}
	}
	const hook, action = tenant.FormatHook, tenant.FormatAction
	tests := map[string]struct {
		hooks []Hook
		want  string // part of the one error; empty for none
	}{
		"two hook files": {[]Hook{h("My Hook", tenant.PostChangePassword, hook, false),
			h("my-hook", tenant.SendPhoneMessage, hook, false)}, "is the same hook as"},
		"two native ones, kebab alike": {[]Hook{h("My Hook", tenant.PostLogin, action, false),
			h("my-hook", tenant.PostLogin, action, false)}, ""},
		"two native ones, alike": {[]Hook{h("a", tenant.PostLogin, action, false),
			h("a", tenant.PostLogin, action, false)}, "is the same hook as"},
		"two native ones, two triggers": {[]Hook{h("a", tenant.PostLogin, action, false),
			h("a", tenant.PostChangePassword, action, false)}, ""},
		"one of each, one trigger": {[]Hook{h("A", tenant.PostChangePassword, action, false),
			h("a", tenant.PostChangePassword, hook, false)}, "is the same hook as"},
		"one of each, two triggers": {[]Hook{h("A", tenant.PostLogin, action, false),
			h("a", tenant.PostChangePassword, hook, false)}, ""},
		"two hook files enabled": {[]Hook{h("a", tenant.PostChangePassword, hook, true),
			h("b", tenant.PostChangePassword, hook, true)}, "are both enabled"},
		"hook file and native enabled": {[]Hook{h("a", tenant.PostChangePassword, hook, true),
			h("b", tenant.PostChangePassword, action, true)}, ""},
		"two email providers enabled": {[]Hook{h("a", tenant.CustomEmailProvider, action, true),
			h("b", tenant.CustomEmailProvider, action, true)}, "are both enabled"},
		"underscore in a hook's name": {[]Hook{h("a_b", tenant.PostChangePassword, hook, false)},
			`"a_b" is not a hook's name`},
		"anything in an Action's name": {[]Hook{h("a_b/📦 (2)", tenant.PostLogin, action, false)}, ""},
		"a deletion compares exact names": {[]Hook{{Desired: tenant.Desired{Name: "A", Trigger: tenant.PostLogin}},
			{Desired: tenant.Desired{Name: "a", Trigger: tenant.PostLogin}}}, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := lines(Set{Hooks: tt.hooks}.Check())
			if tt.want == "" && len(got) > 0 || tt.want != "" && (len(got) != 1 || !strings.Contains(got[0], tt.want)) {
				t.Errorf("got %q, want one with %q", got, tt.want)
			}
		})
	}
}
