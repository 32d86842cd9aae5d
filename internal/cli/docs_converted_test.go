package cli_test

import (
	"fmt"
	"strings"
	"testing"

	"auth0-hook-action/internal/script"
	"auth0-hook-action/internal/shim"
	"auth0-hook-action/internal/tenant"
)

// CONVERTED shows what mode: convert makes of three hooks.
func TestDocsConverted(t *testing.T) {
	t.Parallel()
	var part strings.Builder
	for _, hook := range []struct {
		name    string
		trigger tenant.Trigger
	}{
		{"exchange-scope-removed", tenant.CredentialsExchange},
		{"after-async-slack", tenant.PostUserRegistration},
		{"before-nested-denied-list", tenant.PreUserRegistration},
	} {
		text := rootFile(t, "internal/shim/testdata/shapes/"+hook.name+".js")
		parsed, wrong := script.Parse(text)
		if len(wrong) > 0 {
			t.Fatalf("%s: %v", hook.name, wrong)
		}
		c, wrong := shim.Convert(parsed, hook.trigger, hook.name+".js", nil)
		if len(wrong) > 0 {
			t.Fatalf("%s: %v", hook.name, wrong)
		}
		result := "an idiomatic Action"
		if !c.Idiomatic {
			result = fmt.Sprintf("an adapter, because of line %d: %s", c.Obstacle.Line, c.Obstacle.Message)
		}
		fmt.Fprintf(&part, "\n## %s\n\n`%s.js`:\n\n```js\n%s```\n\n`%[2]s.action.js`, %[4]s:\n\n```js\n%[5]s```\n",
			hook.trigger, hook.name, text, result, c.Code)
	}
	const file = ".github/CONVERTED.md"
	compareDocument(t, file, filled(t, rootFile(t, file), "converted", part.String()+"\n"))
}
