package script

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestRequires(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		src  string
		want []Require
	}{
		"none":      {"module.exports = 1", nil},
		"a package": {"x = require('got')", []Require{{Literal: "got", Name: "got", Line: 1, Column: 5}}},
		"a version": {"require('ipaddr.js@1.9.0')", []Require{{Literal: "ipaddr.js@1.9.0", Name: "ipaddr.js",
			Version: "1.9.0", Line: 1, Column: 1}}},
		"a file of one": {"require(\"a/b/c.js\")", []Require{{Literal: "a/b/c.js", Name: "a", Line: 1, Column: 1}}},
		"of a scope": {"require(`@a/b@1.0.0-rc.1/c`)", []Require{
			{Literal: "@a/b@1.0.0-rc.1/c", Name: "@a/b", Version: "1.0.0-rc.1", Line: 1, Column: 1},
		}},
		"Node's": {"require('fs/promises'); require('node:sqlite')\nrequire('sqlite')", []Require{
			{Literal: "fs/promises", Name: "fs/promises", Builtin: true, Line: 1, Column: 1},
			{Literal: "node:sqlite", Name: "node:sqlite", Builtin: true, Line: 1, Column: 25},
			{Literal: "sqlite", Name: "sqlite", Line: 2, Column: 1},
		}},
		"files": {"require('./a'); require('/b')", []Require{
			{Literal: "./a", Name: "./a", Local: true, Line: 1, Column: 1},
			{Literal: "/b", Name: "/b", Local: true, Line: 1, Column: 17},
		}},
		"computed":        {"require(name); require(`a${b}`); require()", nil},
		"of another kind": {"function f(require) { require('a') } x.require('b')", nil},
		"in dead code": {"if (0) { require('a') } // require('b')",
			[]Require{{Literal: "a", Name: "a", Line: 1, Column: 10}}},
		"nothing to parse": {"require('')", []Require{{Line: 1, Column: 1}}},
		"only a version":   {"require('@1.0.0')", []Require{{Literal: "@1.0.0", Name: "@1.0.0", Line: 1, Column: 1}}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(test.want, parsed(t, test.src).Requires()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestExactVersion(t *testing.T) {
	t.Parallel()
	for _, exact := range []string{"1.2.3", "0.0.1", "10.20.30", "1.0.0-rc.1", "1.0.0+build.5", "1.0.0-x-y.7+z"} {
		if !ExactVersion(exact) {
			t.Errorf("%q is no exact version, want that it is", exact)
		}
	}
	for _, other := range []string{"", "latest", "*", "1", "1.2", "1.2.x", "^1.2.3", "~1.2.3", ">=1.2.3", "=1.2.3", "v1.2.3",
		"1.2.3 - 2.0.0", "1.2.3 || 2.0.0", "01.2.3", "1.2.3-", "1.2.3\n", "npm:x@1.2.3"} {
		if ExactVersion(other) {
			t.Errorf("%q is an exact version, want that it is not", other)
		}
	}
}

func TestUnknownDependenciesDrawNoFindings(t *testing.T) {
	t.Parallel()
	src := "const got = require('got');\nmodule.exports = function (user, context, callback) { got(callback); };\n"
	if got := findings(src, Options{}); got != nil {
		t.Errorf("findings: %v", got)
	}
	computed := "const got = require(process.env.NAME);\nmodule.exports = function (user, context, callback) { got(callback); " +
		"};\n"
	if got := findings(computed, Options{Dependencies: map[string]string{"got": "11.8.6"}}); got != nil {
		t.Errorf("a computed name: findings: %v", got)
	}
}

// What a hint gives to paste is YAML: a name with a scope stands in quotes.
func TestScopedPackageInAHint(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{"axios": "as in axios: 1.2.3", "@scope/name": `as in "@scope/name": 1.2.3`} {
		found := findings("module.exports = function (user, context, cb) { require('"+name+"'); cb(); };\n",
			Options{Dependencies: map[string]string{}})
		if len(found) != 1 || !strings.HasSuffix(found[0].Hint, want) {
			t.Errorf("%s: %v", name, found)
		}
	}
}
