package shim

import (
	"maps"
	"slices"
	"strings"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/script"
	"auth0-hook-action/internal/tenant"
)

// MaxDependencies is how many npm packages an Action may have
// (https://auth0.com/docs/customize/actions/limitations).
const MaxDependencies = 10

// A clash is a require of another version than the package has.
type clash struct {
	script.Require
	has string
}

// message says so. A version that is declared beside the script is no piece of it.
func (c clash) message(declared map[string]string) diag.Words {
	has := any(ofScript(c.has))
	if declared[c.Name] == c.has {
		has = c.has
	}
	return say("package %q is required in two versions, %s and %s", ofScript(c.Name), has, ofScript(c.Version))
}

// resolve gives the npm packages that the Action of s needs, by name and version: the declared ones, and those that a hook file
// requires with a version, as in require("lodash@4.17.21"). Where two versions of one are named it gives the first, a declared one
// before the script's, and the requires of another as clashes.
func resolve(s *script.Script, declared map[string]string) (versions map[string]string, clashes []clash) {
	versions = map[string]string{}
	maps.Copy(versions, declared)
	if s.Format() == tenant.FormatAction {
		return versions, nil
	}
	for _, r := range s.Requires() {
		has, ok := versions[r.Name]
		switch {
		case r.Version == "":
		case !ok:
			versions[r.Name] = r.Version
		case has != r.Version:
			clashes = append(clashes, clash{r, has})
		}
	}
	return versions, clashes
}

// checkPackages finds what an Action cannot have as dependencies, each at its first require, or else at the top.
func checkPackages(s *script.Script, declared map[string]string) []diag.Diagnostic {
	versions, clashes := resolve(s, declared)
	var found []diag.Diagnostic
	required := map[string]bool{}
	for _, r := range s.Requires() {
		required[r.Name] = true
	}
	shown := func(name string) any { // a package that is declared alone is no piece of the script
		if required[name] {
			return ofScript(name)
		}
		return name
	}
	for _, name := range packageNames(versions, s.Requires()) {
		line, column := firstRequire(s.Requires(), name)
		at := diag.Place{Line: line, Column: column}
		switch version := versions[name]; {
		case slices.Contains(compiled, name):
			found = append(found, s.Diagnostic("actions-native-module", diag.Error, at,
				say("package %q has compiled code, which an Action cannot have", shown(name)),
				say("use a package in plain JavaScript")))
		case strings.ContainsAny(version, ":/"): // a repository, a file or an address
			found = append(found, s.Diagnostic("actions-private-module", diag.Error, at,
				say("package %q does not come from npm's public registry, and an Action has no other", shown(name)),
				say("publish it there and give its exact version, or bundle it into the script")))
		}
	}
	for _, c := range clashes {
		found = append(found, s.Diagnostic("actions-two-versions", diag.Error, diag.Place{Line: c.Line, Column: c.Column},
			c.message(declared),
			say("an Action has one version of a package: require the same one everywhere")))
	}
	if n := len(versions); n > MaxDependencies {
		var names []any
		for _, name := range slices.Sorted(maps.Keys(versions)) {
			names = append(names, shown(name))
		}
		found = append(found, s.Diagnostic("actions-dependencies", diag.Error, diag.Place{Line: 1, Column: 1},
			say("the script has %d dependencies, and an Action may have at most %d", n, MaxDependencies),
			say("remove some of them: %s"+strings.Repeat(", %s", n-1), names...)))
	}
	return found
}

// compiled names packages that bring compiled code, which the build of an Action refuses. A registry does not tell which
// do: these are well known ones.
var compiled = strings.Fields(`
	argon2 bcrypt better-sqlite3 bufferutil canvas couchbase cpu-features deasync farmhash ffi-napi fibers fsevents grpc
	ibm_db iconv java keytar leveldown libpq libxmljs libxmljs2 microtime msnodesqlv8 node-expat node-rdkafka node-sass
	nodegit odbc oracledb pg-native re2 ref-napi robotjs rocksdb scrypt serialport sharp snappy sodium-native sqlite3
	unix-dgram usb utf-8-validate zeromq`)

// packageNames are the packages of versions and of requires, sorted.
func packageNames(versions map[string]string, requires []script.Require) []string {
	all := slices.Collect(maps.Keys(versions))
	for _, r := range requires {
		if !r.Builtin && !r.Local && !r.Module {
			all = append(all, r.Name)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// firstRequire is where the script first requires the package, or the start of the script.
func firstRequire(requires []script.Require, name string) (line, column int) {
	i := slices.IndexFunc(requires, func(r script.Require) bool { return r.Name == name })
	if i < 0 {
		return 1, 1
	}
	return requires[i].Line, requires[i].Column
}
