package hookfile

import (
	"cmp"
	"fmt"
	"regexp"
	"strconv"
	"sync"
	"unicode/utf8"

	"auth0-hook-action/internal/diag"
)

// maxFindings bounds what is said about one input or one file: a text made to be slow has millions of faults.
const maxFindings = 500

const tooMany = "there are more problems than these"

// A finding is what is said about a line of a text, before it is known in which input or file the text stands.
type finding struct {
	line     int // counted from 1; 0 is the text as a whole
	rule     string
	severity diag.Severity // 0 is an Error
	message  string
	hint     string
}

// inFile is the finding as a diagnostic of a file.
func (f finding) inFile(file string, line int) diag.Diagnostic {
	return diag.Diagnostic{Rule: f.rule, Severity: cmp.Or(f.severity, diag.Error),
		Place:   diag.Place{File: file, Line: line},
		Message: f.message, Hint: f.hint}
}

// inInput turns findings about an input's text into diagnostics, at most maxFindings of them.
func inInput(input string, found []finding) []diag.Diagnostic {
	if len(found) > maxFindings {
		found = append(found[:maxFindings:maxFindings], finding{rule: RuleFormat, message: tooMany})
	}
	all := make([]diag.Diagnostic, len(found))
	for i, f := range found {
		all[i] = diag.Diagnostic{Rule: f.rule, Severity: cmp.Or(f.severity, diag.Error), Place: diag.Place{Input: input},
			Message: f.message, Hint: f.hint}
		if f.line > 0 {
			all[i].Message = fmt.Sprintf("line %d: %s", f.line, f.message)
		}
	}
	return all
}

// maxQuoted bounds what a message quotes, in characters. A longer text is not cut, since a part of a secret would no
// longer be recognized as one: only its length is given.
const maxQuoted = 300

var (
	userInfo = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(://)[^/?#\s]*@`) })
	urlQuery = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(://[^?#\s]*)[?#]\S*`) })
)

// Quote shows a text that somebody gave in a message: on one line, in quotes, without the parts of an address that may
// hold credentials (user information and query).
func Quote(s string) string {
	if n := utf8.RuneCountInString(s); n > maxQuoted {
		return fmt.Sprintf("(a text of %d characters)", n)
	}
	s = userInfo().ReplaceAllString(s, "$1***@")
	return strconv.Quote(urlQuery().ReplaceAllString(s, "$1?***"))
}
