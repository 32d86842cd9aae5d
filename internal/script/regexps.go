package script

import (
	"errors"
	"strings"

	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/parser"
)

// checkRegExps finds regular expressions that Node refuses when it loads the script: the judge of the syntax does not look into
// them.
func (t *tree) checkRegExps() []Finding {
	var findings []Finding
	for _, n := range t.nodes {
		r, ok := n.Node.(*ast.RegExpLiteral)
		if !ok {
			continue
		}
		_, err := parser.TransformRegExp(r.Pattern, strings.Contains(r.Flags, "s"), strings.ContainsAny(r.Flags, "uv"))
		if wrong, ok := errors.AsType[parser.RegexpSyntaxError](err); ok {
			findings = append(findings, t.finding("syntax", Error, t.offset(r.Idx), "syntax error in this regular expression: "+lowerFirst(wrong.Error()), ""))
		}
	}
	return findings
}
