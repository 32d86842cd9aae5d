package config

import (
	"fmt"
	"regexp"
	"strconv"
	"sync"

	"auth0-hook-action/internal/script"
	"auth0-hook-action/internal/secret"
)

// packageName is an npm package's name, old ones with capitals included
// (https://docs.npmjs.com/cli/configuring-npm/package-json#name).
var packageName = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^(@[A-Za-z0-9~-][A-Za-z0-9._~-]*/)?[A-Za-z0-9~-][A-Za-z0-9._~-]*$`)
})

// The marks that the API (and its documentation) shows instead of a value. Sent back, they overwrite the secret
// (https://auth0.com/docs/customize/hooks/hook-secrets/update-hook-secrets).
const apiMask, documentedMask = "_VALUE_NOT_SHOWN_", "_VALUE_NOT_SHOWN"

// parseDependencies reads a YAML or JSON map of npm package to exact version. The map is never nil.
func parseDependencies(raw string) (map[string]string, []problemAt) {
	n, wrong := parseMap(raw, false)
	if n == nil {
		return map[string]string{}, wrong
	}
	deps, more := dependencies(n, func(_ int, s string) string { return quoted(s) })
	return deps, bounded(append(wrong, more...))
}

// dependencies reads a map of packages; quote shows a piece of a line in a problem.
func dependencies(n *node, quote func(line int, s string) string) (map[string]string, []problemAt) {
	deps := make(map[string]string, len(n.entries))
	var wrong []problemAt
	for _, e := range n.entries {
		if problem := checkDependency(e, quote); problem != "" {
			wrong = append(wrong, problemAt{e.line, problem})
			continue
		}
		deps[e.key] = e.value.value
	}
	return deps, wrong
}

func checkDependency(e entry, quote func(line int, s string) string) string {
	version := e.value.value
	name := quote(e.line, e.key)
	switch {
	case len(e.key) > 214 || !packageName().MatchString(e.key):
		return name + " is not the name of an npm package"
	case e.value.kind == numberKind:
		return fmt.Sprintf("%s: %s is a number: give the exact version in quotes, such as \"4.17.21\"", name, quote(e.value.line, version))
	case e.value.kind != textKind, e.value.block:
		return name + " has no version: give the exact one as text, such as \"4.17.21\""
	case len(version) > 256 || !script.ExactVersion(version):
		return fmt.Sprintf("%s: %s is not an exact version, such as \"4.17.21\"", name, quote(e.value.line, version))
	}
	return ""
}

// parseSecrets reads a YAML or JSON map, or KEY=value lines. The map is never nil, and holds what could be read also
// beside problems, so that it can be masked. No problem holds a value, a key, or any other piece of the text.
func parseSecrets(raw string) (map[string]secret.Value, []problemAt) {
	return parseValues(raw, false)
}

// parseVariables reads what parseSecrets reads; an empty value is accepted where it is written out as "".
func parseVariables(raw string) (map[string]secret.Value, []problemAt) {
	if raw == "" {
		return map[string]secret.Value{}, nil
	}
	return parseValues(raw, true)
}

func parseValues(raw string, emptyText bool) (map[string]secret.Value, []problemAt) {
	n, wrong := parseMap(raw, true)
	if n == nil {
		return map[string]secret.Value{}, wrong
	}
	vals, more := valuesOf(n, valueRules{
		emptyText:  emptyText,
		noComments: true,
		call:       func(i int, _ entry) string { return "value " + strconv.Itoa(i+1) },
	})
	return vals, bounded(append(wrong, more...))
}

func bounded(wrong []problemAt) []problemAt {
	if len(wrong) <= maxProblems {
		return wrong
	}
	return append(wrong[:maxProblems], problemAt{0, tooMany})
}

// valueRules are what differs between maps of secret values.
type valueRules struct {
	emptyText  bool                        // "" is a value where it is written out
	noComments bool                        // a comment behind a value is an error: it may be the value's end
	call       func(i int, e entry) string // what a problem calls an entry
}

// valuesOf reads a map of secret values.
func valuesOf(n *node, rules valueRules) (map[string]secret.Value, []problemAt) {
	vals := make(map[string]secret.Value, len(n.entries))
	var wrong []problemAt
	for i, e := range n.entries {
		if problem := rules.check(e); problem != "" {
			wrong = append(wrong, problemAt{e.line, rules.call(i, e) + " " + problem})
			continue
		}
		vals[e.key] = secret.New(e.value.value)
	}
	return vals, wrong
}

func (rules valueRules) check(e entry) string {
	v := e.value
	switch {
	case !isSecretKey(e.key):
		return "has a key that is not 1 to 128 letters, digits, _, . and -"
	case v.kind == mapKind || v.kind == listKind:
		return "is a map or a list: put it in quotes, or give KEY=value lines"
	case v.kind == nullKind, v.value == "" && !rules.emptyText:
		return emptyValue
	case v.value == apiMask || v.value == documentedMask:
		return "is the mark that Auth0 shows instead of a secret: give the secret itself, or leave the key out to keep it"
	case v.commented && rules.noComments:
		return "has a # behind it, from which on YAML takes it for a comment: put the value in quotes, or the comment on a line of its own"
	}
	return ""
}
