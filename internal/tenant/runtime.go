// Package tenant is the domain: hooks as they are desired and as they are observed on a tenant, the plan that leads from one
// to the other, and its application through engines for Auth0's two runtimes, Hooks and Actions. It knows no HTTP.
package tenant

import (
	"fmt"
	"strings"
)

// A Runtime is what runs a script on a tenant.
type Runtime int

// The runtimes. RuntimeAuto is a request to decide hook by hook; what a tenant holds has one of the two others.
const (
	RuntimeAuto Runtime = iota + 1
	RuntimeHooks
	RuntimeActions
)

var runtimes = [...]string{RuntimeAuto: "auto", RuntimeHooks: "hooks", RuntimeActions: "actions"}

// String is the word of the input and the output "runtime"; empty for 0, which is "not decided".
func (r Runtime) String() string { return word(runtimes[:], int(r)) }

// ParseRuntime reads the input "runtime". The error names the words there are.
func ParseRuntime(text string) (Runtime, error) {
	i, err := parseWord(runtimes[:], text)
	return Runtime(i), err
}

// A Mode is what a run does.
type Mode int

// The modes.
const (
	ModeApply Mode = iota + 1
	ModePlan
	ModeDelete
	ModeExport
	ModeCheck
	ModeConvert
)

var modes = [...]string{ModeApply: "apply", ModePlan: "plan", ModeDelete: "delete", ModeExport: "export",
	ModeCheck: "check", ModeConvert: "convert"}

// String is the word of the input "mode".
func (m Mode) String() string { return word(modes[:], int(m)) }

// ParseMode reads the input "mode". The error names the words there are.
func ParseMode(text string) (Mode, error) {
	i, err := parseWord(modes[:], text)
	return Mode(i), err
}

// Writes reports whether the mode writes to the tenant.
func (m Mode) Writes() bool { return m == ModeApply || m == ModeDelete }

// NeedsTenant reports whether the mode makes requests to the tenant.
func (m Mode) NeedsTenant() bool { return m != ModeCheck && m != ModeConvert }

// A Format is how a script is written, recognized by what it exports.
type Format int

// The formats.
const (
	FormatHook   Format = iota + 1 // module.exports = function …: what Hooks run
	FormatAction                   // exports.onExecute… = async …: a native Action
)

var formats = [...]string{FormatHook: "hook", FormatAction: "action"}

// String is the word of the output "hooks"; empty for 0, which is "not known".
func (f Format) String() string { return word(formats[:], int(f)) }

func word(words []string, i int) string {
	if i < 0 || i >= len(words) {
		return ""
	}
	return words[i]
}

func parseWord(words []string, text string) (int, error) {
	for i := 1; i < len(words); i++ {
		if words[i] == text {
			return i, nil
		}
	}
	return 0, fmt.Errorf("%q is not one of %s", text, strings.Join(words[1:], ", "))
}
