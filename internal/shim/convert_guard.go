package shim

import (
	"strings"

	"github.com/dop251/goja/ast"

	"auth0-hook-action/internal/script"
	"auth0-hook-action/internal/tenant"
)

// guard puts the statements of the handler into a try: on Hooks an error that the script does not expect denies, too.
func (c *converter) guard(code string) (string, bool) {
	s, _ := script.Parse(code)
	if s == nil || s.Tree() == nil {
		return "", false
	}
	v := viewOf(s)
	b := handlerBody(v)
	if b == nil {
		return "", false
	}
	list := b.List
	for len(list) > 0 {
		if e, ok := list[0].(*ast.ExpressionStatement); !ok || !isDirective(e) {
			break
		}
		list = list[1:]
	}
	e := edits{src: code}
	start, end := v.Offset(b.LeftBrace)+1, v.Offset(b.RightBrace)
	if len(list) < len(b.List) {
		start = e.past(v.end(v.Place(b.List[len(b.List)-len(list)-1])), ';')
	}
	outer := e.indent(v.Offset(b.RightBrace))
	if !e.isFirst(end) {
		outer = e.indent(start)
	}
	step := c.unit()
	e.insert(start, e.lineBreak(start, outer+step)+"try {")
	literal := multiline(v)
	for at := e.lineEnd(start) + 1; at < end; at = e.lineEnd(at) + 1 {
		if strings.TrimSpace(e.src[at:e.lineEnd(at)]) != "" && !literal(at) && at < e.lineStart(end) {
			e.insert(at, step)
		}
	}
	e.insert(e.catchPlace(end), c.catchAll(outer, step, e.isFirst(end)))
	return e.apply()
}

// lineBreak begins a line behind what an opening brace ends, or a space in a text of one line.
func (e *edits) lineBreak(at int, indent string) string {
	if e.isLast(at) {
		return "\n" + indent
	}
	return " "
}

// catchPlace is where the lines of a catch go: before the line of the closing brace, or before the brace.
func (e *edits) catchPlace(end int) int {
	if e.isFirst(end) {
		return e.lineStart(end)
	}
	return end
}

// catchAll is the catch of a whole handler.
func (c *converter) catchAll(outer, step string, lines bool) string {
	deny := "api.access.deny('server_error', error.message);"
	if c.on == tenant.PreUserRegistration {
		deny = "api.access.deny(error.message, " + generalText + ");"
	}
	if !lines {
		return "} catch (error) { console.log(error.stack); " + deny + " } "
	}
	in := outer + step
	return in + "} catch (error) {\n" + in + step + "console.log(error.stack);\n" + in + step + deny + "\n" + in + "}\n"
}

// handlerBody is the block of the function that the code exports.
func handlerBody(v view) *ast.BlockStatement {
	for i := range v.Len() {
		list, body, ok := function(v.Node(i))
		if !ok || i == 0 || len(list.List) != 2 || v.Function(i) != 0 {
			continue
		}
		one, _ := list.List[0].Target.(*ast.Identifier)
		other, _ := list.List[1].Target.(*ast.Identifier)
		if one != nil && other != nil && one.Name == "event" && other.Name == "api" {
			b, _ := body.(*ast.BlockStatement)
			return b
		}
	}
	return nil
}
