package script

import (
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
		all = all && (!r.o.Markers || !HasMarker(q.Literal)) // which may be any package's, too
		if d, ok := r.wrong(q); ok && !said[q.Literal] {
			said[q.Literal] = true
			r.found = append(r.found, d)
		}
	}
	if !all {
		return // a computed name may be any package's
	}
	for _, name := range slices.Sorted(maps.Keys(r.o.Dependencies)) {
		if !required[name] {
			r.add("dependencies", diag.Warning, 0, say("the dependency %q is never required", name),
				say("remove it from the dependencies"))
		}
	}
}

// YAMLKey is the verb with which a package's name is a key of YAML: one that starts with @ stands in quotes.
func YAMLKey(name string) string {
	if strings.HasPrefix(name, "@") {
		return "%q"
	}
	return "%s"
}

// wrong says what is wrong with a require; ok is not set where nothing is.
func (r *rules) wrong(q Require) (d diag.Diagnostic, ok bool) {
	d = diag.Diagnostic{Rule: "package", Severity: diag.Warning, Place: diag.Place{Line: q.Line, Column: q.Column}}
	if r.o.Runtime == tenant.RuntimeActions {
		d.Severity = diag.Error
	}
	literal, name := quote(q.Literal), quote(q.Name)
	_, declared := r.o.Dependencies[q.Name]
	switch {
	case q.Version != "" && !ExactVersion(q.Version):
		d.Severity = diag.Error
		return d.Saying(say("%q has no exact version", literal), say("name one, as in %s@1.2.3", name)), true
	case q.Builtin || q.Module || q.InTry || q.Version != "" || declared:
		return d, false
	case q.Local:
		return d.Saying(say("%q is a file, and the tenant has none beside the script", literal),
			say("bundle it into the script, or require the package by its name")), true
	case r.o.Dependencies == nil:
		return d, false
	case strings.HasPrefix(q.Name, "node:"):
		return d.Saying(say("Node has no module %q", literal), say("correct the name")), true
	}
	return d.Saying(say("the package %q is required, and not declared", name),
		say("add it to the input dependencies with its exact version, as in "+YAMLKey(q.Name)+": 1.2.3", name)), true
}

var exactVersion = lazily(`^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)` +
	`(-[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?(\+[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?$`)

// ExactVersion reports whether v is one version of a package, as npm writes it: no range, no tag, all three numbers.
func ExactVersion(v string) bool { return exactVersion().MatchString(v) }
