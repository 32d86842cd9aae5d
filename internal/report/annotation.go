package report

import (
	"slices"
	"strings"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/tenant"
)

// An Annotation is a diagnostic with a title, such as "Hook audit: undeclared package". Its File is that of the repository.
type Annotation struct { //nolint:errname // it is a finding, as the diagnostic in it
	Title string
	diag.Diagnostic
}

// Annotations are all findings, failures, warnings and notices, the gravest first. One cause that concerns many hooks is one
// annotation, whose title names the hooks.
func Annotations(run Run) []Annotation {
	re := renderer{Run: run, plain: true}
	var all []Annotation
	for _, e := range run.entries(true) {
		a := Annotation{re.title(e), e.Diagnostic}
		if e.detail != "" {
			a.Message = e.detail
		}
		a.Hint = capital(a.Hint)
		if path, ok := run.inRepository(a.File); ok {
			a.File = path
		}
		all = append(all, a)
	}
	if run.Skipped != "" {
		all = append(all, Annotation{re.nothing(), diag.Diagnostic{Rule: ruleRun, Severity: diag.Notice, Message: run.Skipped}})
	}
	return all
}

// title names the hooks of an entry and its kind.
func (re renderer) title(e entry) string {
	phrase := phraseOf(e.Rule)
	switch {
	case e.Rule == ruleRun:
		return re.runTitle()
	case len(e.hooks) == 0:
		return capital(phrase)
	case e.Rule == ruleDeploy:
		phrase = re.undoneAlike(e.hooks)
	}
	subject := kindOf(*e.hooks[0]) + " "
	if len(e.hooks) > 1 {
		subject = "Hooks "
	}
	var names []string
	for _, r := range e.hooks[:min(len(e.hooks), maxSubjects)] {
		names = append(names, re.code(re.nameOf(*r)))
	}
	if more := len(e.hooks) - len(names); more > 0 {
		names = append(names, plural(more, "more hook"))
	}
	return subject + strings.Join(names, ", ") + ": " + phrase
}

// undoneAlike is what was not done with several hooks.
func (re renderer) undoneAlike(hooks []*tenant.Result) string {
	first := re.undone(*hooks[0])
	if slices.ContainsFunc(hooks, func(r *tenant.Result) bool { return re.undone(*r) != first }) {
		return phraseOf(ruleDeploy)
	}
	return first
}

func (re renderer) runTitle() string {
	switch {
	case re.isCancelled():
		return "Cancelled"
	case re.hasBegun() && re.Mode.Writes():
		return capital(re.progress()) + " done"
	}
	return re.nothing()
}

// phrases are what titles call the rules whose name is no phrase.
var phrases = map[string]string{ //nolint:gosec // "secret" and "credential" are words of titles here
	"package": "undeclared package", "input": "wrong input", "scope": "missing scope", "slot": "another hook is enabled",
	"move": "Hook and Action", "owner": "deployed from elsewhere", "duplicate": "second Action", "drift": "drift",
	"syntax": "invalid script", "file": "wrong file", "hook": "wrong hook description", "set": "conflicting hooks",
	"secret-missing": "missing secret", "empty-value": "empty value", ruleStray: "file that no hook uses", "no-hooks": "no hooks",
	"variables": "markers without a value", "parameters": "wrong parameters", "undeclared": "undeclared name",
	"after-callback": "work that nobody waits for", "callback-path": "missing callback", "callback-twice": "second callback",
	"tls-off": "TLS verification is off", "log": "secret in the log", "rules-shape": "field that only Rules have",
	"credential": "credential in the script",
	"rate-limit": "rate limit ignored", "adapter": "converted to an adapter", ruleDeploy: "not deployed",
}

// phraseOf is what a title calls a rule.
func phraseOf(rule string) string {
	if phrase, ok := phrases[rule]; ok {
		return phrase
	}
	if of, ok := strings.CutPrefix(rule, "actions-"); ok {
		return "different in an Action: " + strings.ReplaceAll(of, "-", " ")
	}
	return strings.ReplaceAll(rule, "-", " ")
}
