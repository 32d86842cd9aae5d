package script

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/dop251/goja/ast"
)

// A Require is one require of a literal name.
type Require struct {
	// Literal is the text between the quotes: "@scope/name@1.2.3/lib/x".
	Literal string
	// Name is the package, Version what the text asks for (mostly nothing), Subpath what follows the package ("lib/x").
	// Of a module of Node's, and of a file, Name is the Literal.
	Name, Version, Subpath string
	// Builtin is set where Node itself has the module, Local where the name is the path of a file.
	Builtin, Local bool
	Line, Column   int
}

// Requires gives each literal require of src, in the order of the text. Of a script that is Unread they are told by the text
// alone.
func Requires(src string) []Require {
	t, err := treeOf(src)
	if err != nil && Unread(src) != "" {
		return requiresByText(newText(src))
	}
	if err != nil {
		return nil
	}
	requires, _ := t.requires()
	return requires
}

var requireCall = lazily("\\brequire\\s*\\(\\s*(?:'([^'\\n]+)'|\"([^\"\\n]+)\"|`([^`$\\n]+)`)\\s*\\)")

func requiresByText(t text) []Require {
	var found []Require
	for _, m := range requireCall().FindAllStringSubmatchIndex(t.src, -1) {
		for group := 2; group < len(m); group += 2 {
			if m[group] >= 0 {
				r := parseRequire(t.src[m[group]:m[group+1]])
				r.Line, r.Column = t.place(m[0])
				found = append(found, r)
			}
		}
	}
	return found
}

// requires gives the literal requires; all is not set where the script requires by a computed name as well.
func (t *tree) requires() (found []Require, all bool) {
	all = true
	for i, n := range t.nodes {
		c, ok := n.Node.(*ast.CallExpression)
		if !ok || len(c.ArgumentList) == 0 {
			continue
		}
		id, ok := c.Callee.(*ast.Identifier)
		if !ok || id.Name != "require" || t.scope(i, "require") >= 0 {
			continue
		}
		literal, ok := stringOf(c.ArgumentList[0])
		if !ok {
			all = false
			continue
		}
		r := parseRequire(literal)
		r.Line, r.Column = t.place(t.offset(c.Idx0()))
		found = append(found, r)
	}
	return found, all
}

var packageName = lazily(`^((?:@[^/@]+/)?[^/@]+)(?:@([^/]*))?(?:/(.*))?$`)

func parseRequire(literal string) Require {
	r := Require{Literal: literal, Name: literal}
	switch {
	case strings.HasPrefix(literal, "."), strings.HasPrefix(literal, "/"):
		r.Local = true
	case isBuiltin(literal):
		r.Builtin = true
	default:
		if m := packageName().FindStringSubmatch(literal); m != nil {
			r.Name, r.Version, r.Subpath = m[1], m[2], m[3]
		}
	}
	return r
}

// checkPackages compares what the script requires with the dependencies that are given. Whether those have exact
// versions is told where they are given, with ExactVersion.
func (t *tree) checkPackages(dependencies map[string]string) []Finding {
	requires, all := t.requires()
	var findings []Finding
	required := map[string]bool{}
	for _, r := range requires {
		required[r.Name] = true
		if message, hint, severity := wrong(r, dependencies); message != "" {
			findings = append(findings, Finding{Rule: "package", Severity: severity, Line: r.Line, Column: r.Column, Message: message, Hint: hint})
		}
	}
	if !all {
		return findings // a computed name may be any package's
	}
	for _, name := range slices.Sorted(maps.Keys(dependencies)) {
		if !required[name] {
			findings = append(findings, t.finding("package", Warning, 0, fmt.Sprintf("the dependency %q is never required", name),
				"remove it from the dependencies"))
		}
	}
	return findings
}

// wrong says what is wrong with a require; the message is empty where nothing is.
func wrong(r Require, dependencies map[string]string) (message, hint string, severity Severity) {
	_, given := dependencies[r.Name]
	switch {
	case r.Builtin:
		return "", "", 0
	case r.Local:
		return fmt.Sprintf("%q is a file, but the tenant has none beside the script", r.Literal), "bundle it into the script, or publish it as a package", Warning
	case r.Version != "" && !ExactVersion(r.Version):
		return fmt.Sprintf("%q asks for no exact version", r.Literal), "name one, as in " + r.Name + "@1.2.3", Error
	case r.Version != "" || given || dependencies == nil:
		return "", "", 0
	case strings.HasPrefix(r.Name, "node:"):
		return fmt.Sprintf("Node has no module %q", r.Literal), "", Warning
	}
	return fmt.Sprintf("the package %q is neither part of Node nor among the dependencies", r.Name),
		"add it to the dependencies with its exact version", Warning
}

var exactVersion = lazily(`^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?(\+[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?$`)

// ExactVersion reports whether v is one version of a package, as npm writes it: no range, no tag, all three numbers.
func ExactVersion(v string) bool { return exactVersion().MatchString(v) }

// isBuiltin reports whether Node 22 has a module of that name.
func isBuiltin(name string) bool {
	bare, prefixed := strings.CutPrefix(name, "node:")
	return slices.Contains(builtins, bare) || prefixed && slices.Contains(prefixedBuiltins, bare)
}

// builtins are Node's own modules, with and without the prefix node: (https://nodejs.org/docs/latest-v22.x/api/).
var builtins = strings.Fields(`
	assert assert/strict async_hooks buffer child_process cluster console constants crypto dgram diagnostics_channel dns
	dns/promises domain events fs fs/promises http http2 https inspector inspector/promises module net os path
	path/posix path/win32 perf_hooks process punycode querystring readline readline/promises repl stream
	stream/consumers stream/promises stream/web string_decoder sys timers timers/promises tls trace_events tty url util
	util/types v8 vm wasi worker_threads zlib`)

// prefixedBuiltins are those that only the prefix reaches.
var prefixedBuiltins = strings.Fields(`sea sqlite test test/reporters`)
