package config

import (
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/hookfile"
)

// The rules of this package's diagnostics, as diag.Diagnostic.Rule names them. Those of files are hookfile's.
const (
	// RuleInput: an input is missing, malformed, or contradicts another one.
	RuleInput = "input"
	// RuleCredentials: the credentials are missing, malformed, or given in two ways.
	RuleCredentials = "credentials"
)

const given = "it is given together with "

// A reader reads inputs into typed values and keeps every problem.
type reader struct {
	input func(string) (string, error)
	found []diag.Diagnostic
}

func (in *reader) report(name, message, hint string) { in.reportRule(RuleInput, name, message, hint) }

func (in *reader) reportRule(rule, name, message, hint string) {
	d := diag.Diagnostic{Rule: rule, Severity: diag.Error, Place: diag.Place{Input: name}, Message: message, Hint: hint}
	if !slices.ContainsFunc(in.found, d.Says) {
		in.found = append(in.found, d)
	}
}

// given is an input's text as it is given; empty where it is absent.
func (in *reader) given(name string) string {
	text, err := in.input(name)
	if err != nil {
		in.report(name, err.Error(), diag.Hint(err))
	}
	return strings.TrimSpace(text)
}

// get is an input's text, or its default.
func (in *reader) get(name string) string {
	if v := in.given(name); v != "" {
		return v
	}
	i := slices.IndexFunc(Inputs(), func(d Input) bool { return d.Name == name })
	if def := Inputs()[i].Default; !strings.HasPrefix(def, "${{") {
		return def
	}
	return ""
}

func (in *reader) has(name string) bool { return in.given(name) != "" }

// boolean reads what YAML 1.2's core schema calls a boolean (https://yaml.org/spec/1.2.2/#1032-tag-resolution); nil where
// it is absent.
func (in *reader) boolean(name string) *bool {
	switch v := in.get(name); v {
	case "":
	case "true", "True", "TRUE":
		return new(true)
	case "false", "False", "FALSE":
		return new(false)
	default:
		in.report(name, hookfile.Quote(v)+" is neither true nor false", "")
	}
	return nil
}

func (in *reader) flag(name string) bool {
	on := in.boolean(name)
	return on != nil && *on
}

// oneOf reads one of the words there are, and gives its index; that of the first where it is none.
func (in *reader) oneOf(name string, words ...string) int {
	v := in.get(name)
	i := slices.Index(words, v)
	if i < 0 {
		in.report(name, hookfile.Quote(v)+" is not one of "+strings.Join(words, ", "), "")
	}
	return max(i, 0)
}

// word reads what parse reads; the error says which words there are.
func word[T any](in *reader, name string, parse func(string) (T, error)) T {
	v, err := parse(in.get(name))
	if err != nil {
		in.report(name, err.Error(), "")
	}
	return v
}

// maxTimeout is as long as a job on GitHub's runners may take
// (https://docs.github.com/en/actions/reference/limits).
const maxTimeout = 6 * time.Hour

// duration reads a time such as 90s or 5m, above 0 and up to maxTimeout.
func (in *reader) duration(name string, fallback time.Duration) time.Duration {
	v := in.get(name)
	d, err := time.ParseDuration(v)
	if err != nil || d <= 0 || d > maxTimeout {
		in.report(name, hookfile.Quote(v)+" is not a duration above 0 and up to 6h", "write it as 90s or 5m")
		return fallback
	}
	return d
}

func (in *reader) number(name string) int {
	v := in.get(name)
	if v == "" {
		return 0
	}
	n, err := strconv.Atoi(v)
	if err != nil || n < 1 || strings.Trim(v, "0123456789") != "" {
		in.report(name, hookfile.Quote(v)+" is not a whole number above 0", "")
		return 0
	}
	return n
}

// oneLine reads a text of one line, up to 200 bytes.
func (in *reader) oneLine(name string) string {
	v := in.get(name)
	if len(v) > 200 || strings.ContainsFunc(v, func(r rune) bool { return r < ' ' }) {
		in.report(name, "it is not one line of up to 200 characters", "")
		return ""
	}
	return v
}

// path reads a path below the workspace, with slashes; empty where it is absent or wrong. An absolute one is accepted
// where it lies there, and backslashes are slashes.
func (in *reader) path(name, root string) string {
	v := in.get(name)
	if v == "" {
		return ""
	}
	p := path.Clean(strings.ReplaceAll(v, `\`, "/"))
	if path.IsAbs(p) {
		below, found := strings.CutPrefix(p+"/", path.Clean(strings.ReplaceAll(root, `\`, "/"))+"/")
		if root == "" || !found {
			in.report(name, hookfile.Quote(v)+" lies outside the workspace", "give a path relative to the workspace")
			return ""
		}
		p = path.Clean(below)
	}
	if !fs.ValidPath(p) || strings.ContainsRune(v, 0) {
		in.report(name, hookfile.Quote(v)+" leads out of the workspace", "give a path relative to the workspace")
		return ""
	}
	return p
}
