package config

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// Inputs is the one list of the action's inputs: action.yml and the README's table say the same, and a test compares.
func Inputs() []Input {
	return []Input{
		{Name: "domain"},
		{Name: "token"},
		{Name: "client-id"},
		{Name: "client-secret"},
		{Name: "private-key"},
		{Name: "audience"},
		{Name: "hook-name"},
		{Name: "trigger"},
		{Name: "script-path"},
		{Name: "enabled"},
		{Name: "dependencies"},
		{Name: "secrets"},
		{Name: "replace-enabled", Default: "false"},
		{Name: "hooks-path"},
		{Name: "variables"},
		{Name: "mode", Default: "apply"},
		{Name: "prune", Default: "false"},
		{Name: "strict", Default: "false"},
		{Name: "runtime", Default: "auto"},
		{Name: "github-token", Default: "${{ github.token }}"},
		{Name: "comment", Default: "auto"},
		{Name: "comment-id"},
		{Name: "pr-number"},
		{Name: "show-diff", Default: "auto"},
		{Name: "allow-fork", Default: "false"},
		{Name: "timeout", Default: "5m"},
	}
}

// An Input is one input of the action. Default is what action.yml says; an empty input means the same.
type Input struct{ Name, Default string }

// Mode is what a run does.
type Mode string

// The modes.
const (
	Apply  Mode = "apply"
	Plan   Mode = "plan"
	Delete Mode = "delete"
	Export Mode = "export"
	Check  Mode = "check"
)

// Runtime is the engine that is asked for.
type Runtime string

// The runtimes.
const (
	Auto    Runtime = "auto"
	Hooks   Runtime = "hooks"
	Actions Runtime = "actions"
)

// A reader reads inputs into typed values and keeps every problem.
type reader struct {
	input    func(string) string
	problems []*Problem
}

func (in *reader) problem(name, message string) {
	in.problems = append(in.problems, &Problem{Input: name, Message: message})
}

// get is an input's text, or its default.
func (in *reader) get(name string) string {
	if v := strings.TrimSpace(in.input(name)); v != "" {
		return v
	}
	i := slices.IndexFunc(Inputs(), func(d Input) bool { return d.Name == name })
	if def := Inputs()[i].Default; !strings.HasPrefix(def, "${{") {
		return def
	}
	return ""
}

func (in *reader) has(name string) bool { return strings.TrimSpace(in.input(name)) != "" }

// boolean reads what YAML 1.2's core schema calls a boolean (https://yaml.org/spec/1.2.2/#1032-tag-resolution).
func (in *reader) boolean(name string) bool {
	v, _ := in.maybeBoolean(name)
	return v
}

func (in *reader) maybeBoolean(name string) (value, given bool) {
	switch v := in.get(name); v {
	case "":
		return false, false
	case "true", "True", "TRUE":
		return true, true
	case "false", "False", "FALSE":
		return false, true
	default:
		in.problem(name, quoted(v)+" is neither true nor false")
		return false, false
	}
}

// oneOf reads one of the words there are.
func (in *reader) oneOf(name string, words ...string) string {
	v := in.get(name)
	if !slices.Contains(words, v) {
		in.problem(name, quoted(v)+" is none of "+strings.Join(words, ", "))
		return words[0]
	}
	return v
}

// duration reads a time such as 90s or 5m, above 0 and up to six hours, which is as long as a job may take.
func (in *reader) duration(name string) time.Duration {
	v := in.get(name)
	d, err := time.ParseDuration(v)
	if err != nil || d <= 0 || d > 6*time.Hour {
		in.problem(name, quoted(v)+" is not a duration above 0 and up to 6h, such as 90s or 5m")
	}
	return d
}

func (in *reader) number(name string) int {
	v := in.get(name)
	if v == "" {
		return 0
	}
	n, err := strconv.Atoi(v)
	if err != nil || n < 1 || !isDigits(v) {
		in.problem(name, quoted(v)+" is not a whole number above 0")
		return 0
	}
	return n
}

// What names are made of.
const (
	digits       = "0123456789"
	smallLetters = "abcdefghijklmnopqrstuvwxyz"
	letters      = smallLetters + "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
)

func isDigits(s string) bool { return strings.Trim(s, digits) == "" }

// checkName says what is wrong with a hook's name; nothing where it is right. The rule is the Management API's
// (https://auth0.com/docs/api/management/v2/hooks/post-hooks).
func checkName(name string) string {
	switch {
	case len(name) > 256:
		return "the name is longer than 256 characters"
	case name == "" || strings.Trim(name, letters+digits+"- ") != "" || strings.Trim(name, "- ") != name:
		return quoted(name) + " is not a hook's name: use letters a-z, digits, spaces and hyphens, with a letter or a digit at both ends"
	}
	return ""
}

// quoted shows what was given on one line, cut where it is long.
func quoted(s string) string {
	const most = 80
	r := []rune(strings.Map(printable, s))
	if len(r) > most {
		r = append(r[:most], '…')
	}
	return strconv.Quote(string(r))
}

func printable(r rune) rune {
	if unicode.IsPrint(r) {
		return r
	}
	return '�'
}
