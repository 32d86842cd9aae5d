package shim

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"auth0-hook-action/internal/script"
	"auth0-hook-action/internal/tenant"
)

// maxDependencies is how many npm packages an Action may have
// (https://auth0.com/docs/customize/actions/limitations).
const maxDependencies = 10

// Dependencies gives the npm packages that the Action needs: those given with the hook, and those that the script asks
// for with a version, as in require("lodash@4.17.21"). The error names each package that is wanted in two versions.
func Dependencies(hook tenant.Hook) (map[string]string, error) {
	versions, clashes := resolve(hook.Dependencies, script.Requires(hook.Script))
	var errs []error
	for _, c := range clashes {
		errs = append(errs, errors.New(c.message()))
	}
	return versions, errors.Join(errs...)
}

// A clash is a require of another version than the package has.
type clash struct {
	script.Require
	has string
}

func (c clash) message() string {
	return fmt.Sprintf("package %q is wanted in two versions, %s and %s", c.Name, c.has, c.Version)
}

// resolve gives the version of each package, the given ones first, and the requires that do not agree.
func resolve(given map[string]string, requires []script.Require) (map[string]string, []clash) {
	versions := map[string]string{}
	maps.Copy(versions, given)
	var clashes []clash
	for _, r := range requires {
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

// packages finds what an Action cannot have as dependencies, each at its first require, or else at the top.
func packages(hook tenant.Hook) []script.Finding {
	requires := script.Requires(hook.Script)
	versions, clashes := resolve(hook.Dependencies, requires)
	var findings []script.Finding
	for _, name := range names(versions, requires) {
		if f, ok := ofPackage(name, versions[name]); ok {
			f.Line, f.Column = firstRequire(requires, name)
			findings = append(findings, f)
		}
	}
	for _, c := range clashes {
		findings = append(findings, script.Finding{
			Rule: "actions-two-versions", Severity: script.Error, Line: c.Line, Column: c.Column,
			Message: c.message(), Hint: "an Action has one version of a package: ask for the same one everywhere",
		})
	}
	if n := len(versions); n > maxDependencies {
		findings = append(findings, script.Finding{
			Rule: "actions-dependencies", Severity: script.Error, Line: 1, Column: 1,
			Message: fmt.Sprintf("the hook has %d dependencies, an Action has at most %d", n, maxDependencies),
			Hint:    "do without some: " + strings.Join(slices.Sorted(maps.Keys(versions)), ", "),
		})
	}
	return findings
}

// ofPackage says what keeps a package from being a dependency of an Action.
func ofPackage(name, version string) (script.Finding, bool) {
	switch {
	case slices.Contains(native, name):
		return script.Finding{
			Rule: "actions-native-module", Severity: script.Error,
			Message: fmt.Sprintf("package %q has compiled code, which an Action cannot have", name),
			Hint:    "use a package in plain JavaScript",
		}, true
	case strings.ContainsAny(version, ":/"): // a repository, a file or an address
		return script.Finding{
			Rule: "actions-private-module", Severity: script.Error,
			Message: fmt.Sprintf("package %q is not asked for from npm's public registry, and an Action has no other", name),
			Hint:    "give its exact version",
		}, true
	}
	return script.Finding{}, false
}

// native names packages that bring compiled code, which the build of an Action refuses. A registry does not tell which
// do: these are well known ones.
var native = strings.Fields(`
	argon2 bcrypt better-sqlite3 bufferutil canvas couchbase cpu-features deasync farmhash ffi-napi fibers fsevents grpc
	ibm_db iconv java keytar leveldown libpq libxmljs libxmljs2 microtime msnodesqlv8 node-expat node-rdkafka node-sass
	nodegit odbc oracledb pg-native re2 ref-napi robotjs rocksdb scrypt serialport sharp snappy sodium-native sqlite3
	unix-dgram usb utf-8-validate zeromq`)

// names are the packages of versions and of requires, sorted.
func names(versions map[string]string, requires []script.Require) []string {
	all := slices.Collect(maps.Keys(versions))
	for _, r := range requires {
		if !r.Builtin && !r.Local {
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
