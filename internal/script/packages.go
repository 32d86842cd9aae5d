package script

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/tenant"
)

// checkPackages compares what the script requires with the dependencies that are declared. Whether those have exact
// versions is checked where they are declared, with ExactVersion.
func (r *rules) checkPackages() {
	requires, all := r.requires()
	required, said := map[string]bool{}, map[string]bool{}
	for _, q := range requires {
		required[q.Name] = true
		message, hint, severity := r.wrong(q)
		if message == "" || said[q.Literal] {
			continue
		}
		said[q.Literal] = true
		r.found = append(r.found, diag.Diagnostic{
			Rule: "package", Severity: severity, Place: diag.Place{Line: q.Line, Column: q.Column}, Message: message, Hint: hint,
			Quotes: []string{q.Literal, q.Name},
		})
	}
	if !all {
		return // a computed name may be any package's
	}
	for _, name := range slices.Sorted(maps.Keys(r.o.Dependencies)) {
		if !required[name] {
			r.add("dependencies", diag.Warning, 0, fmt.Sprintf("the dependency %q is never required", name),
				"remove it from the dependencies")
		}
	}
}

// wrong says what is wrong with a require; the message is empty where nothing is.
func (r *rules) wrong(q Require) (message, hint string, severity diag.Severity) {
	severity = diag.Warning
	if r.o.Runtime == tenant.RuntimeActions {
		severity = diag.Error
	}
	_, declared := r.o.Dependencies[q.Name]
	switch {
	case q.Version != "" && !ExactVersion(q.Version):
		return fmt.Sprintf("%q has no exact version", q.Literal), "name one, as in " + q.Name + "@1.2.3", diag.Error
	case q.Builtin || q.Module || q.InTry || q.Version != "" || declared:
		return "", "", 0
	case q.Local:
		return fmt.Sprintf("%q is a file, and the tenant has none beside the script", q.Literal),
			"bundle it into the script, or require the package by its name", severity
	case r.o.Dependencies == nil:
		return "", "", 0
	case strings.HasPrefix(q.Name, "node:"):
		return fmt.Sprintf("Node has no module %q", q.Literal), "correct the name", severity
	}
	return fmt.Sprintf("the package %q is required, and not declared", q.Name),
		fmt.Sprintf("add it to the input dependencies with its exact version, as in %s: 1.2.3", q.Name), severity
}

var exactVersion = lazily(`^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)` +
	`(-[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?(\+[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?$`)

// ExactVersion reports whether v is one version of a package, as npm writes it: no range, no tag, all three numbers.
func ExactVersion(v string) bool { return exactVersion().MatchString(v) }
