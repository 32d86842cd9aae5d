package hookfile

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/script"
	"auth0-hook-action/internal/secret"
)

// The marks that the API (and its documentation) shows instead of a secret's value, and that exports of the Deploy CLI
// hold (https://auth0.com/docs/customize/hooks/hook-secrets/update-hook-secrets). They mean that the secret is to be
// kept.
const apiMask, documentedMask = "_VALUE_NOT_SHOWN_", "_VALUE_NOT_SHOWN"

// ParseDependencies reads an input that is a YAML or JSON map of npm package to exact version. The map is never nil.
// Beside errors it holds what could be read, packages with a wrong version too: they are declared, and only one thing is
// wrong with them.
func ParseDependencies(input, raw string) (map[string]string, []diag.Diagnostic) {
	n, found := parseMap(raw, false)
	if n == nil {
		return map[string]string{}, inInput(input, found)
	}
	deps, more := dependenciesOf(n, func(_ int, s string) string { return Quote(s) })
	return deps, inInput(input, append(found, more...))
}

// ParseSecrets reads an input that is a YAML or JSON map, or KEY=value lines, of secrets. The map is never nil, and holds
// what could be read also beside errors, so that it can be masked. A zero Value keeps the secret that the tenant has: its
// text was the mark _VALUE_NOT_SHOWN_. No diagnostic holds a value, a key, or any other piece of the text.
func ParseSecrets(input, raw string) (map[string]secret.Value, []diag.Diagnostic) {
	n, found := parseMap(raw, true)
	if n == nil {
		return map[string]secret.Value{}, inInput(input, found)
	}
	vals, more := secretsOf(n, inputRules(false))
	return vals, inInput(input, append(found, more...))
}

// inputRules are those of a map that is an input: its keys may be pieces of a secret, and are not shown.
func inputRules(variables bool) valueRules {
	return valueRules{
		variables:  variables,
		noComments: true,
		call:       func(i int, _ entry) string { return "value " + strconv.Itoa(i+1) },
	}
}

// dependenciesOf reads a map of packages; quote shows a piece of a line in a finding.
func dependenciesOf(n *node, quote func(line int, s string) string) (map[string]string, []diag.Diagnostic) {
	deps := make(map[string]string, len(n.entries))
	var found []diag.Diagnostic
	for _, e := range n.entries {
		if f, ok := checkDependency(e, quote); !ok {
			found = append(found, f)
		}
		if packageName().MatchString(e.key) {
			deps[e.key] = e.value.value
		}
	}
	return deps, found
}

// checkDependency gives what is wrong with a package; ok is set where nothing is.
func checkDependency(e entry, quote func(line int, s string) string) (f diag.Diagnostic, ok bool) {
	f = fault(e.line, RuleDependencies, "", `give the exact version in quotes, such as "4.17.21"`)
	name, version := quote(e.line, e.key), e.value.value
	switch {
	case len(e.key) > 214 || !packageName().MatchString(e.key):
		f.Message, f.Hint = name+" is not the name of an npm package", ""
	case e.value.kind == numberKind:
		f.Message = fmt.Sprintf("the version of %s is the number %s", name, quote(e.value.line, version))
	case e.value.kind != textKind, e.value.block:
		f.Message = name + " has no version"
	case len(version) > 256 || !script.ExactVersion(version):
		f.Message = fmt.Sprintf("the version of %s is not exact: %s", name, quote(e.value.line, version))
	}
	return f, f.Message == ""
}

// valueRules are what differs between maps of secrets and variables.
type valueRules struct {
	variables  bool                        // maps, lists and "" are values
	noComments bool                        // a comment behind a value is an error: it may be the value's end
	call       func(i int, e entry) string // what a message calls an entry
}

// secretsOf reads a map of secrets.
func secretsOf(n *node, rules valueRules) (map[string]secret.Value, []diag.Diagnostic) {
	vals := make(map[string]secret.Value, len(n.entries))
	var found []diag.Diagnostic
	for i, e := range n.entries {
		if f, ok := rules.check(i, e); !ok {
			found = append(found, f)
			continue
		}
		vals[e.key] = secret.New(e.value.value)
		if v := e.value.value; v == apiMask || v == documentedMask {
			vals[e.key] = secret.Value{}
		}
	}
	return vals, found
}

// check gives what is wrong with an entry; ok is set where nothing is.
func (rules valueRules) check(i int, e entry) (f diag.Diagnostic, ok bool) {
	f = fault(e.line, RuleSecrets, "", "")
	v, nested := e.value, e.value.kind == mapKind || e.value.kind == listKind
	switch {
	case !isSecretKey(e.key):
		f.Message, f.Hint = " has a key that cannot be used", "a key is 1 to 128 letters, digits, _, . and -"
	case nested && !rules.variables:
		f.Message, f.Hint = " is a map or a list", "put the value in quotes, or give KEY=value lines"
	case nested:
		return f, true
	case v.kind == nullKind, v.value == "" && !rules.variables:
		f.Rule, f.Message, f.Hint = RuleEmpty, " is empty", "is the GitHub secret missing?"
	case v.commented && rules.noComments:
		f.Message, f.Hint = " is followed by a #, with which a comment starts in YAML",
			"put the value in quotes, or the comment on a line of its own"
	default:
		return f, true
	}
	f.Message = rules.call(i, e) + f.Message
	return f, false
}

// parseMap reads an input that is a map: JSON, KEY=value lines where they are allowed, or YAML. The node is nil where
// there is no map to go on with. No finding holds a piece of the text.
func parseMap(raw string, linesAllowed bool) (*node, []diag.Diagnostic) {
	switch {
	case len(raw) > maxInput:
		return nil, []diag.Diagnostic{fault(0, RuleFormat, fmt.Sprintf("it is larger than %d MiB", maxInput>>20), "")}
	case !utf8.ValidString(raw):
		return nil, []diag.Diagnostic{fault(0, RuleFormat, "it is not UTF-8 text", "")}
	}
	raw = strings.TrimPrefix(raw, byteOrderMark)
	parse, what := parseYAML, "it is not a YAML or JSON map"
	if linesAllowed {
		what = "it is neither a YAML or JSON map nor KEY=value lines"
	}
	switch {
	case json.Valid([]byte(raw)):
		parse = parseJSON
	case linesAllowed && hasLines(raw):
		parse = parseLines
	}
	n, found := parse(raw)
	if n == nil {
		return nil, found
	}
	if n.kind != mapKind {
		return nil, append(found, fault(n.line, RuleFormat, what, ""))
	}
	return n, append(found, n.repeated()...)
}
