package shim

import (
	"slices"
	"strings"

	"github.com/dop251/goja/ast"
)

// rendered is the text of the expression at i with its parameters converted, between from and stop with the parentheses around
// it, for a line with this indentation.
func (c *converter) rendered(i, from, stop int, indent string) string {
	start, end := c.opening(i, from), c.closing(i, stop)
	saved := c.all
	c.all = nil
	for at := i; at < c.End(i); at++ {
		name := c.parameterOf(at)
		switch {
		case name == "" || c.done[at]:
		case name == "scope":
			c.needs["scopesOf"], c.readsScope = true, true
			c.checkScope(at)
		default:
			c.convertParameter(at, name)
		}
	}
	inner := edits{src: c.src[:end], all: c.all}
	c.all = saved
	text, ok := inner.apply()
	if !ok {
		c.refuse("result-computed", i)
		return ""
	}
	text = text[start:]
	if _, sequence := c.Node(i).(*ast.SequenceExpression); sequence {
		text = "(" + text + ")"
	}
	return c.reindented(text, c.indent(start), indent)
}

// reindented moves the lines of a text, except the first, from one indentation to another.
func (c *converter) reindented(text, from, to string) string {
	if strings.Contains(text, "`") {
		return text
	}
	return strings.ReplaceAll(text, "\n"+from, "\n"+to)
}

// emitLines puts statements into the place of a piece, behind the comments of it that they do not have.
func (c *converter) emitLines(p piece, lines []string) {
	if len(lines) == 0 {
		c.removeStatement(p)
		return
	}
	comments := c.lostComments(p, lines)
	indent := c.indent(p.start)
	above := func(indent string) string {
		if len(comments) == 0 {
			return ""
		}
		return strings.Join(comments, "\n"+indent) + "\n" + indent
	}
	switch {
	case !p.listed && len(lines)+len(comments) > 1:
		inner := "\n" + indent + c.unit()
		c.replace(p.start, p.end, "{"+inner+above(indent+c.unit())+strings.Join(lines, ";"+inner)+";\n"+indent+"}")
	case c.isFirst(p.start) || len(lines) == 1 || c.start(c.hook) < p.start && strings.Contains(c.src[c.start(c.hook):p.start], "\n"):
		c.replace(p.start, p.end, above(indent)+strings.Join(lines, p.semicolon+"\n"+indent)+p.semicolon)
	default:
		c.replace(p.start, p.end, above(indent)+strings.Join(lines, "; ")+";")
	}
}

// lostComments are the comments of a piece that the statements in its place do not have.
func (c *converter) lostComments(p piece, lines []string) []string {
	text := strings.Join(lines, "\n")
	return slices.DeleteFunc(c.Comments(p.start, p.end), func(comment string) bool { return strings.Contains(text, comment) })
}

// forget marks the parameters inside node i as taken care of: the node is replaced.
func (c *converter) forget(i int) {
	for at := i; at < c.End(i); at++ {
		if c.parameterOf(at) != "" {
			c.done[at] = true
		}
	}
}

// removeStatement takes a statement out; an else that held nothing but it goes too.
func (c *converter) removeStatement(p piece) {
	block, ok := c.Node(c.Parent(p.at)).(*ast.BlockStatement)
	if ok && len(block.List) == 1 {
		n, ok := c.Node(c.Parent(c.Place(block))).(*ast.IfStatement)
		between := c.src[c.Offset(block.LeftBrace)+1:p.start] + c.src[p.end:c.Offset(block.RightBrace)]
		if ok && n.Alternate == ast.Statement(block) && strings.TrimSpace(between) == "" {
			c.replace(c.end(c.Place(n.Consequent)), c.end(c.Place(block)), "")
			return
		}
		if ok && n.Consequent == ast.Statement(block) {
			c.emitLines(p, []string{"return"})
			return
		}
	}
	if c.joining { // what follows is edited too: finish takes the line out
		c.replace(p.start, p.end, goneMark)
		return
	}
	c.remove(p.start, p.end)
}
