package script

import (
	"slices"
	"strings"

	"github.com/dop251/goja/ast"
)

// A Require is one require of a literal name.
type Require struct {
	// Literal is the text between the quotes: "@scope/name@1.2.3/lib/x".
	Literal string
	// Name is the package, Version what the text asks for (mostly nothing). Of a module of Node's, and of a file, Name is the
	// Literal.
	Name, Version string
	// Builtin is set where Node itself has the module, Local where the name is the path of a file.
	Builtin, Local bool
	// Module is set where the name is that of an Action Module, as in actions:name.
	Module bool
	// InTry is set where the require stands in a try statement that catches.
	InTry        bool
	Line, Column int
}

// Requires gives each literal require of the script, in the order of the text. Of a script that is Unread they are found in
// the text alone.
func (s *Script) Requires() []Require {
	if s.tree == nil {
		return requiresByText(s.text)
	}
	requires, _ := s.tree.requires()
	return requires
}

var requireCall = lazily("\\brequire\\s*\\(\\s*(?:'([^'\\n]+)'|\"([^\"\\n]+)\"|`([^`$\\n]+)`)\\s*\\)")

func requiresByText(t text) []Require {
	var found []Require
	for _, m := range requireCall().FindAllStringSubmatchIndex(t.src, -1) {
		for group := 2; group < len(m); group += 2 {
			if m[group] >= 0 {
				r := parseRequire(t.src[m[group]:m[group+1]])
				r.Line, r.Column = t.position(m[0])
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
		callee, arguments, ok := callParts(n.Node)
		if !ok || n.Node != unwrap(n.Node) || nameOf(callee) != "require" || t.variableOf(callee) != none || len(arguments) == 0 {
			continue
		}
		literal, ok := stringOf(arguments[0])
		if !ok {
			all = false
			continue
		}
		r := parseRequire(literal)
		r.Line, r.Column = t.position(t.start(i))
		r.InTry = t.inTry(i)
		found = append(found, r)
	}
	return found, all
}

// inTry reports whether what node i throws is caught.
func (t *tree) inTry(i int) bool {
	for up := t.nodes[i].parent; up != none; i, up = up, t.nodes[up].parent {
		if try, ok := t.nodes[up].Node.(*ast.TryStatement); ok && try.Catch != nil && ast.Node(try.Body) == t.nodes[i].Node {
			return true
		}
	}
	return false
}

var packageName = lazily(`^((?:@[^/@]+/)?[^/@]+)(?:@([^/]*))?(?:/.*)?$`)

func parseRequire(literal string) Require {
	r := Require{Literal: literal, Name: literal}
	switch {
	case strings.HasPrefix(literal, "."), strings.HasPrefix(literal, "/"), strings.HasPrefix(literal, "node_modules/"):
		r.Local = true
	case strings.HasPrefix(literal, "actions:"):
		r.Module = true
	case isBuiltin(literal):
		r.Builtin = true
	default:
		if m := packageName().FindStringSubmatch(literal); m != nil {
			r.Name, r.Version = m[1], m[2]
		}
	}
	return r
}

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
