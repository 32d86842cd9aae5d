package shim

import (
	"fmt"
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

func (c clash) message() string {
	return fmt.Sprintf("package %q is required in two versions, %s and %s", c.Name, c.has, c.Version)
}

// quotes are what the message has from the script; a version that is declared beside it is not among them.
func (c clash) quotes(declared map[string]string) []string {
	quotes := []string{c.Name, c.Version}
	if declared[c.Name] != c.has {
		quotes = append(quotes, c.has)
	}
	return quotes
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
	for _, name := range packageNames(versions, s.Requires()) {
		if message, rule, hint := unfitPackage(name, versions[name]); message != "" {
			line, column := firstRequire(s.Requires(), name)
			one := s.Diagnostic(rule, diag.Error, diag.Place{Line: line, Column: column}, message, hint)
			if required[name] {
				one = one.Quoting(name)
			}
			found = append(found, one)
		}
	}
	for _, c := range clashes {
		found = append(found, s.Diagnostic("actions-two-versions", diag.Error, diag.Place{Line: c.Line, Column: c.Column}, c.message(),
			"an Action has one version of a package: require the same one everywhere").Quoting(c.quotes(declared)...))
	}
	if n := len(versions); n > MaxDependencies {
		found = append(found, s.Diagnostic("actions-dependencies", diag.Error, diag.Place{Line: 1, Column: 1},
			fmt.Sprintf("the script has %d dependencies, and an Action may have at most %d", n, MaxDependencies),
			"remove some of them: "+strings.Join(slices.Sorted(maps.Keys(versions)), ", ")).
			Quoting(slices.Collect(maps.Keys(required))...))
	}
	return found
}

// unfitPackage says what keeps a package from being a dependency of an Action; the message is empty where nothing does.
func unfitPackage(name, version string) (message, rule, hint string) {
	switch {
	case slices.Contains(compiled, name):
		return fmt.Sprintf("package %q has compiled code, which an Action cannot have", name), "actions-native-module",
			"use a package in plain JavaScript"
	case strings.ContainsAny(version, ":/"): // a repository, a file or an address
		return fmt.Sprintf("package %q does not come from npm's public registry, and an Action has no other", name),
			"actions-private-module", "publish it there and give its exact version, or bundle it into the script"
	}
	return "", "", ""
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
