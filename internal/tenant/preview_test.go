package tenant_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/tenant"
)

// A plan shows all that keeps a Hook from becoming an Action, each at its place.
func TestPreviewShowsAllThatAnActionCannotKeep(t *testing.T) {
	t.Parallel()
	unfit := want("a", "x")
	for line, message := range []string{"reads user.password", "import() rejects"} {
		unfit.Unfit = append(unfit.Unfit, diag.Diagnostic{Rule: "actions-password", Severity: diag.Error, Message: message,
			Hint: "rewrite it", Place: diag.Place{File: "a.js", Line: line + 1}})
	}
	results := tenant.Preview(tenant.Diff(goalOf(tenant.RuntimeAuto, unfit), snapshot()))
	var expected []diag.Diagnostic
	for _, d := range unfit.Unfit {
		d.Severity, d.Message = diag.Warning, "if the tenant refuses Hooks, it cannot become an Action: "+d.Message
		expected = append(expected, d)
	}
	if diff := cmp.Diff(expected, results[0].Warnings); diff != "" || results[0].Status != tenant.Planned {
		t.Errorf("%s, warnings (-want +got):\n%s", results[0].Status, diff)
	}
}
