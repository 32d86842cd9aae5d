package hookfile

import (
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

// fault is an Error at a line of a text, counted from 1; 0 is the text as a whole. The caller that knows in which file or
// input the text stands adds it, with inFile or inInput.
func fault(line int, rule, message, hint string) diag.Diagnostic {
	return diag.Diagnostic{Rule: rule, Severity: diag.Error, Place: diag.Place{Line: line}, Message: message, Hint: hint}
}

// inFile is a finding about a text, at a line of the file that the text stands in.
func inFile(d diag.Diagnostic, file string, line int) diag.Diagnostic {
	d.Place = diag.Place{File: file, Line: line}
	return d
}

// inInput moves findings about an input's text to the input, at most maxFindings of them.
func inInput(input string, found []diag.Diagnostic) []diag.Diagnostic {
	if len(found) > maxFindings {
		found = append(found[:maxFindings:maxFindings], fault(0, RuleFormat, tooMany, ""))
	}
	for i, d := range found {
		if d.Line > 0 {
			found[i].Message = fmt.Sprintf("line %d: %s", d.Line, d.Message)
		}
		found[i].Place = diag.Place{Input: input}
	}
	return found
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
