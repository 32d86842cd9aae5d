package script

import (
	"slices"
	"strings"

	"github.com/dop251/goja/ast"

	"auth0-hook-action/internal/diag"
)

var (
	dollarMarker  = lazily(`\$\{\s*[A-Za-z_][\w.-]*\s*\}`)
	percentMarker = lazily(`%%[A-Za-z_]\w*%%`)
	hashMarker    = lazily(`##[A-Za-z_]\w*##|@@[A-Za-z_]\w*@@`)
)

// keptMarker finds the markers of variables, as the Auth0 Deploy CLI has them, and what may stand for one.
var keptMarker = lazily(`##[A-Za-z0-9_][A-Za-z0-9_.-]*##|@@:*[A-Za-z0-9_][A-Za-z0-9_.-]*@@`)

// HasMarker reports whether a text has a marker of a variable in it.
func HasMarker(text string) bool { return MarkerIn(text) >= 0 }

// MarkerIn is where a text has the first marker of a variable, in bytes; below 0 where it has none.
func MarkerIn(text string) int {
	if at := keptMarker().FindStringIndex(text); at != nil {
		return at[0]
	}
	return -1
}

// WithoutMarkers are the findings that quote no marker: of a piece of a script that a variable gives nothing is known.
func WithoutMarkers(found []diag.Diagnostic) []diag.Diagnostic {
	return slices.DeleteFunc(slices.Clone(found), func(d diag.Diagnostic) bool {
		return d.Quotes(func(q diag.Quote) bool { return HasMarker(string(q)) })
	})
}

// checkMarkers finds the markers of other tools in plain strings: nobody fills them before the script runs.
func (r *rules) checkMarkers() {
	fillsDollars := slices.ContainsFunc(r.nodes, func(n node) bool {
		pattern, ok := n.Node.(*ast.RegExpLiteral)
		return ok && (strings.Contains(pattern.Pattern, `\$\{`) || strings.Contains(pattern.Pattern, `\${`))
	})
	for i, n := range r.nodes {
		s, ok := n.Node.(*ast.StringLiteral)
		if !ok {
			continue
		}
		value := s.Value.String()
		var hint diag.Words
		marker := dollarMarker().FindString(value)
		switch {
		case marker != "":
			if fillsDollars || r.fillsItself(i) {
				continue
			}
			hint = say("write a template literal with backticks, or the value itself")
		case percentMarker().MatchString(value):
			marker, hint = percentMarker().FindString(value), say("write the value itself")
		case !r.o.Markers && hashMarker().MatchString(value):
			marker, hint = hashMarker().FindString(value),
				say("write the value itself, or deploy by hooks-path, whose input variables fill it")
		default:
			continue
		}
		if r.looksForMarker(i) {
			continue
		}
		r.warn("marker", i, say("%s is a marker that nothing replaces: it stays in the script", quote(marker)),
			hint)
	}
	if r.o.Markers {
		return
	}
	for _, n := range r.nodes {
		if e, ok := n.Node.(*ast.TemplateElement); ok {
			if marker := hashMarker().FindString(e.Parsed.String()); marker != "" {
				r.warn("marker", r.place[e],
					say("%s is a marker that nothing replaces: it stays in the script", quote(marker)),
					say("write the value itself, or deploy by hooks-path, whose input variables fill it"))
			}
		}
	}
}

// fillsItself reports whether a text is a template that the script fills: it is given to a function that does, or replaced in.
func (r *rules) fillsItself(i int) bool {
	for at := i; ; {
		up := r.nodes[at].parent
		switch e := r.nodes[up].Node.(type) {
		case *ast.BinaryExpression, *ast.ConditionalExpression:
			if b, ok := e.(*ast.BinaryExpression); ok && b.Comparison {
				return false
			}
			at = up
			continue
		case *ast.CallExpression:
			callee := strings.ToLower(calleeName(e.Callee))
			if r.functionOf(r.variableOf(e.Callee)) != none {
				return true // what it does with it is not followed
			}
			return e.Callee != r.nodes[at].Node && slices.ContainsFunc([]string{"template", "compile", "render", "interpolate",
				"format", "subst"},
				func(word string) bool { return strings.Contains(callee, word) })
		case *ast.DotExpression:
			return isReplacing(e.Identifier.Name.String())
		case *ast.Binding:
			v := r.variableOf(e.Target)
			return v != none && slices.ContainsFunc(r.variables[v].uses, func(use int) bool {
				m := r.memberOf(use)
				if m != none {
					_, name := member(r.nodes[m].Node)
					return isReplacing(name)
				}
				return r.fillsItself(use)
			})
		case *ast.PropertyKeyed:
			return false
		}
		return false
	}
}

func isReplacing(method string) bool {
	return slices.Contains([]string{"replace", "replaceAll", "split"}, method)
}

// looksForMarker reports whether the text at node i is what the script looks for, or is part of a pattern.
func (r *rules) looksForMarker(i int) bool {
	c, ok := r.nodes[r.nodes[i].parent].Node.(*ast.CallExpression)
	if !ok {
		return false
	}
	name := calleeName(c.Callee)
	return c.Callee != r.nodes[i].Node &&
		slices.Contains([]string{"replace", "replaceAll", "split", "includes", "indexOf", "startsWith", "endsWith", "match",
			"test", "RegExp"}, name)
}
