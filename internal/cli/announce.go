package cli

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/tenant"
)

// deletions are what a plan deletes, those first that are enabled.
func deletions(plan tenant.Plan) []tenant.Observed {
	var all []tenant.Observed
	for _, s := range plan.Steps {
		if s.Op == tenant.Delete && s.Have != nil {
			all = append(all, *s.Have)
		}
		all = append(all, s.Duplicates...)
	}
	slices.SortStableFunc(all, func(a, b tenant.Observed) int { return cmp.Compare(rank(a), rank(b)) })
	return all
}

func rank(o tenant.Observed) int {
	if o.IsEnabled() {
		return 0
	}
	return 1
}

// announce says what a plan deletes, before it is carried out.
func announce(console *console, plan tenant.Plan) {
	all := deletions(plan)
	if len(all) == 0 {
		return
	}
	console.Info("To be deleted:")
	for _, o := range all {
		console.Info("  " + describe(o))
	}
}

func describe(o tenant.Observed) string {
	kind, state := "Hook", "not enabled"
	if o.Runtime == tenant.RuntimeActions {
		kind = "Action"
	}
	if o.IsEnabled() {
		state = "enabled"
	}
	return fmt.Sprintf("%s (%s, %s, %s)", o.DisplayName(), o.Trigger, kind, state)
}

// maxStoredNames is how many names a plan explains.
const maxStoredNames = 20

// storedNames says in a plan which names the tenant stores in another form than they were given.
func storedNames(plan tenant.Plan) []diag.Diagnostic {
	var all []string
	for _, s := range plan.Steps {
		if s.Err == nil && s.Want.Name != "" && s.Want.Name != s.Name() {
			all = append(all, fmt.Sprintf("%q as %q", s.Want.Name, s.Name()))
		}
	}
	if len(all) == 0 {
		return nil
	}
	if more := len(all) - maxStoredNames; more > 0 {
		all = append(all[:maxStoredNames], fmt.Sprintf("and %d more", more))
	}
	return []diag.Diagnostic{{Rule: "name", Severity: diag.Notice, Message: "the tenant stores " + strings.Join(all, ", ")}}
}
