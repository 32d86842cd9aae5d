package script

import (
	"slices"
	"strings"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/tenant"
)

// Kinds are the rules whose warnings an allowance can take out, in the order of .github/CHECKS.md. Those of what an Action cannot
// keep, which begin with "actions-", can be allowed too.
func Kinds() []string {
	return []string{
		"package", "secret-missing", "after-callback", "callback-path", "callback-twice", "callback", "undeclared",
		"reserved-name",
		"credential", "marker", "rules-shape", "context-undocumented", "scope-undefined", "parameters", "log", "tls-off",
		"rate-limit", "retry", "api-method", "encoding",
	}
}

// An allowance is a comment that says that a warning is known.
type allowance struct {
	kind, reason string
	line, offset int
}

var allowComment = lazily(`^\W*auth0-hook:\s*allow\b[ \t]*([\w-]*)[ \t]*([^\n\r]*)`)

func (s *Script) allowances() []allowance {
	var found []allowance
	for _, c := range s.comments {
		m := allowComment().FindStringSubmatch(c.text)
		if m == nil {
			continue
		}
		line, _ := s.text.position(c.offset)
		found = append(found, allowance{m[1], strings.TrimSpace(strings.TrimSuffix(m[2], "*/")), line, c.offset})
	}
	return found
}

// covers reports whether an allowance is about a finding: a warning of its kind on its line or on the next.
func (a allowance) covers(d diag.Diagnostic) bool {
	return d.Severity == diag.Warning && d.Rule == a.kind && (d.Line == a.line || d.Line == a.line+1)
}

// Allow makes Notices of the warnings that the script's allowances take out; errors stay. Findings has done so already: it is for
// findings that are made elsewhere.
func (s *Script) Allow(findings []diag.Diagnostic) []diag.Diagnostic {
	allowances := s.allowances()
	for i, d := range findings {
		at := slices.IndexFunc(allowances, func(a allowance) bool { return a.covers(d) })
		if at < 0 {
			continue
		}
		message := say("allowed: %s", d.Words())
		if reason := allowances[at].reason; reason != "" {
			message = say("allowed (%s): %s", quote(reason), d.Words())
		}
		findings[i] = d.Saying(message, say(""))
		findings[i].Severity = diag.Notice
	}
	return findings
}

// allowed applies the script's allowances, and warns of those that are of no use.
func (s *Script) allowed(findings []diag.Diagnostic, o Options) []diag.Diagnostic {
	allowances := s.allowances()
	if len(allowances) == 0 {
		return findings
	}
	possible := s.possible(o)
	for _, a := range allowances {
		var message diag.Words
		hint := say("remove the comment")
		switch {
		case strings.HasPrefix(a.kind, "actions-"):
			continue
		case !slices.Contains(Kinds(), a.kind):
			message, hint = say("%q is not a kind of warning that can be allowed", quote(a.kind)),
				say("the kinds are %s", strings.Join(Kinds(), ", "))
		case a.reason == "":
			message, hint = say("this allows %s and does not say why", a.kind), say("write the reason after the kind")
		case !slices.ContainsFunc(possible, a.covers):
			message = say("this allows %s, and there is no such warning on this line or the next", a.kind)
		default:
			continue
		}
		findings = append(findings, s.text.finding("allowance", diag.Warning, a.offset, message, hint))
	}
	return s.Allow(findings)
}

// possible are the findings that a script may draw under any runtime, whatever is given.
func (s *Script) possible(o Options) []diag.Diagnostic {
	all := slices.Concat(s.text.checkMarks(), checkComments(s.text, s.comments))
	if s.tree == nil {
		return all
	}
	for _, runtime := range []tenant.Runtime{tenant.RuntimeHooks, tenant.RuntimeAuto, tenant.RuntimeActions} {
		o.Runtime = runtime
		all = append(all, s.tree.check(o)...)
		all = append(all, s.tree.check(Options{Trigger: o.Trigger, Runtime: runtime, Dependencies: map[string]string{},
			Secrets: map[string]bool{}})...)
	}
	return all
}
