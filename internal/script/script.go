// Package script says what a hook's JavaScript holds: whether it is one, what is wrong with it, which packages it
// requires, and where it uses what the two runtimes do not give alike. It reads text and runs nothing.
package script

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"auth0-hook-action/internal/tenant"
)

// A Severity is how much a finding matters.
type Severity int

// The severities, the graver first.
const (
	Error   Severity = iota + 1 // the hook cannot work
	Warning                     // the hook may not do what its author thinks
)

// A Finding is one thing that is wrong with a script, at a place in it.
type Finding struct {
	// Rule is the stable name of what was looked for: encoding, syntax, time, export, parameters, callback, package,
	// rate-limit, retry, secret or log.
	Rule     string
	Severity Severity
	// Line and Column are counted from 1, the column in characters, as GitHub's annotations want them.
	Line, Column int
	// Message says what is wrong, Hint what to do about it. Neither holds a secret.
	Message, Hint string
}

// Options is what Check knows about a script besides its text.
type Options struct {
	// Trigger is where the hook runs; with 0 the number of parameters is not looked at.
	Trigger tenant.Trigger
	// Dependencies maps npm packages to versions, as the hook's description gives them. nil: not known, and then
	// nothing is said about them.
	Dependencies map[string]string
}

// Check gives what is wrong with src, in the order of the text; of very many findings the gravest. A script that does not parse
// has that one finding, and so has one that takes far longer than others of its size.
func Check(src string, o Options) []Finding {
	if len(src) <= alwaysQuick {
		return check(src, o)
	}
	if _, ok := givenUp.Load(src); ok {
		return tooSlow(src)
	}
	found := make(chan []Finding, 1)
	go func() { found <- check(src, o) }()
	enough := time.NewTimer(patience(src))
	defer enough.Stop()
	select {
	case findings := <-found:
		return findings
	case <-enough.C:
		givenUp.Store(src, true)
		return tooSlow(src)
	}
}

func check(src string, o Options) []Finding {
	t, b := newText(src), scanBrackets(src)
	if f, ok := checkSyntax(t, b); !ok {
		return []Finding{f}
	}
	var findings []Finding
	if strings.HasPrefix(src, "\ufeff") {
		findings = append(findings, t.finding("encoding", Warning, 0, "the file starts with a byte order mark, which would go to the tenant with the script",
			"save the file as UTF-8 without it"))
	}
	if tr, err := newTree(t, b); err == nil {
		findings = append(findings, tr.check(o)...)
	}
	return InOrder(findings)
}

// InOrder puts findings into the order of the text; of very many it keeps the gravest.
func InOrder(findings []Finding) []Finding {
	slices.SortStableFunc(findings, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	if len(findings) > maxFindings {
		slices.SortStableFunc(findings, func(a, b Finding) int { return cmp.Compare(a.Severity, b.Severity) })
		findings = findings[:maxFindings]
	}
	return findings
}

// maxFindings bounds what is said about one script, the graver first: a text made for it draws one with each line.
const maxFindings = 200

// check applies the rules that need a tree.
func (t *tree) check(o Options) []Finding {
	return slices.Concat(
		t.checkRegExps(),
		t.checkContract(o.Trigger),
		t.checkPackages(o.Dependencies),
		t.checkRateLimit(),
		t.checkRetries(),
		t.checkSecrets(),
		t.checkLogs(o.Trigger),
	)
}

// Unread says, for a debug line, why Check, Requires and Uses could not look into a script that is valid. It is empty
// where they could.
func Unread(src string) string {
	t, b := newText(src), scanBrackets(src)
	if _, ok := checkSyntax(t, b); !ok {
		return ""
	}
	if _, err := newTree(t, b); err != nil {
		return err.Error()
	}
	return ""
}

// lazily gives a pattern that is compiled when it is used first: a script needs few of them.
func lazily(pattern string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(pattern) })
}
