package shim

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/dop251/goja/ast"

	"auth0-hook-action/internal/script"
	"auth0-hook-action/internal/tenant"
)

var goneLine = regexp.MustCompile(`\n?[ \t]*` + goneMark)

// finish puts the handler together. A text that does not hold together counts as an obstacle: then there is the adapter.
func (c *converter) finish() (string, *obstacle) {
	failed := &obstacle{kind: "form"}
	if strings.ContainsFunc(c.src, func(r rune) bool { return r >= 0xe000 && r <= 0xf8ff }) {
		return "", failed
	}
	c.insertScopes()
	code, ok := c.apply()
	if !ok {
		return "", failed
	}
	code, ok = move(goneLine.ReplaceAllString(code, ""), c.regions)
	code = c.closeGap(code)
	if ok && c.risky {
		code, ok = c.guard(code)
	}
	if !ok {
		return "", failed
	}
	code = strings.TrimRight(code, "\n") + "\n"
	for _, name := range []string{"setScopes", "scopesOf"} {
		if c.needs[name] {
			code += scopeHelpers[name]
		}
	}
	if s, _ := script.Parse(code); s == nil || s.Format() != tenant.FormatAction {
		return "", failed
	}
	return code, nil
}

// handlerStart ends where the body of the handler begins.
var handlerStart = regexp.MustCompile(`(\(event, api\) (?:=> )?\{\n)(?:[ \t]*\n)+`)

// closeGap takes out blank lines at the start of the handler that statements have left.
func (c *converter) closeGap(code string) string {
	_, body, _ := function(c.Node(c.hook))
	if b, ok := body.(*ast.BlockStatement); ok {
		opening := c.Offset(b.LeftBrace)
		if next := c.lineEnd(opening); next < len(c.src) && strings.TrimSpace(c.src[next:c.lineEnd(next+1)]) == "" {
			return code
		}
	}
	return handlerStart.ReplaceAllString(code, "$1")
}

// insertScopes declares the hook's scopes under the name of its parameter.
func (c *converter) insertScopes() {
	if !c.usesScopes() {
		return
	}
	name := ""
	for at, what := range c.parameters {
		if what == "scope" {
			name = c.variables[at].Name
		}
	}
	_, body, _ := function(c.Node(c.hook))
	line := "const " + name + " = scopesOf(event);"
	b, block := body.(*ast.BlockStatement)
	if !block {
		at := c.Offset(body.Idx0())
		c.all = append([]edit{{at, at, "{\n" + c.indent(at) + "  " + line + "\n" + c.indent(at) + "  "}}, c.all...)
		i := slices.IndexFunc(c.all[1:], func(x edit) bool { return x.start == at && strings.HasPrefix(x.text, "{\n") })
		c.all = slices.Delete(c.all, i+1, i+2)
		return
	}
	at := c.start(c.Place(b.List[0]))
	for _, st := range b.List { // a directive stays the first statement
		if e, ok := st.(*ast.ExpressionStatement); !ok || !isDirective(e) {
			at = c.start(c.Place(st))
			break
		}
	}
	text := line + " "
	if c.isFirst(at) {
		text = line + "\n" + c.indent(at)
	}
	if comment := c.commentsBefore(at); comment < at {
		text, at = c.indent(at)+line+"\n", comment
	}
	c.all = append([]edit{{at, at, text}}, c.all...)
}

// commentsBefore is the start of the comment lines right above the line that holds at.
func (c *converter) commentsBefore(at int) int {
	start := c.lineStart(at)
	found := at
	for start > 0 {
		before := c.lineStart(start - 1)
		line := strings.TrimSpace(c.src[before:start])
		if !strings.HasPrefix(line, "//") {
			break
		}
		start, found = before, before
	}
	return found
}

// usesScopes reports whether the hook's scopes are still read after the conversion.
func (c *converter) usesScopes() bool { return c.needs["scopesOf"] && c.readsScope }

// move strips the marks of regions and moves their lines.
func move(code string, regions []region) (string, bool) {
	if len(regions) == 0 {
		return code, true
	}
	type span struct{ start, end int }
	spans := make([]span, len(regions))
	var plain strings.Builder
	for rest := code; ; {
		i := strings.IndexAny(rest, regionStart+regionEnd)
		if i < 0 {
			plain.WriteString(rest)
			break
		}
		plain.WriteString(rest[:i])
		starts := strings.HasPrefix(rest[i:], regionStart)
		rest = rest[i+len(regionStart):]
		mark, size := utf8.DecodeRuneInString(rest)
		rest = rest[size:]
		if at := mark - 0xe100; starts {
			spans[at].start = plain.Len()
		} else {
			spans[at].end = plain.Len()
		}
	}
	s, _ := script.Parse(plain.String())
	if s == nil || s.Tree() == nil {
		return "", false
	}
	e := edits{src: plain.String()}
	literal := multiline(viewOf(s))
	for i, r := range regions {
		for at := e.lineEnd(spans[i].start) + 1; at <= spans[i].end && at < len(e.src); at = e.lineEnd(at) + 1 {
			if strings.HasPrefix(e.src[at:], r.from) && strings.TrimSpace(e.src[at:e.lineEnd(at)]) != "" && !literal(at) {
				e.replace(at, at+len(r.from), r.to)
			}
		}
	}
	return e.apply()
}

// scopeHelpers are functions that the code needs where the hook reads or changes scopes.
var scopeHelpers = map[string]string{
	"scopesOf": `
// The scopes that the token is to have, without those that an earlier Action has removed. Without any: undefined.
function scopesOf({ accessToken, transaction }) {
  const left = transaction?.target_scopes;
  const scopes = (accessToken.scope ?? []).filter((scope) => !left || left.includes(scope));
  return scopes.length > 0 ? scopes : undefined;
}
`,
	"setScopes": `
// Gives the token these scopes, and reports whether it may be issued. Only the differences are applied, one by one: what
// an earlier Action did stays. Without api.transaction (Early Access) a token that must lose scopes is denied.
function setScopes(event, api, scopes) {
  const given = [...new Set(scopesOf(event))];
  const wanted = [...new Set([].concat(scopes ?? []))];
  const removed = given.filter((scope) => !wanted.includes(scope));
  const added = wanted.filter((scope) => !given.includes(scope));
  const isValid = (scope) => typeof scope === 'string' && /^\S{1,280}$/.test(scope);
  if (!api.transaction && removed.length > 0) {
    api.access.deny('server_error', 'Scopes cannot be removed on this tenant');
    return false;
  }
  if (!api.transaction) {
    if (added.length > 0) console.log('Scopes cannot be added on this tenant: ' + added);
    return true;
  }
  if (!added.every(isValid) || (added.length > 0 && wanted.length > 1000)) {
    api.access.deny('server_error', 'The added scopes are not valid');
    return false;
  }
  for (const scope of removed) api.transaction.removeTargetScope(scope);
  for (const scope of added) api.transaction.addTargetScope(scope);
  return true;
}
`,
}
