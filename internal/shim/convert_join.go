package shim

import (
	"slices"
	"strings"

	"github.com/dop251/goja/ast"
)

// convertChain makes await and try of a chain that ends with the callback.
func (c *converter) convertChain(p piece, call int, q position) {
	if _, name := c.member(first(c.call(call))); name == "finally" {
		c.refuse("finally", call)
		return
	}
	found, ok := c.chainOf(call)
	kind, at := "chain-open", p.at
	if ok && !c.mentions(found.base) {
		c.bindHandler(found.handler)
		kind, at = c.canJoin(found)
	}
	if kind != "" {
		if !c.isHandedOn(call) {
			c.refuse(kind, max(at, p.at))
		}
		return
	}
	j := &join{converter: c, chain: found, piece: p, outer: c.indent(p.start)}
	j.passesOn = c.handsOn(found.handler)
	j.tries = denies(c.on) || !j.passesOn
	j.indent = j.outer
	if j.tries {
		j.indent += c.unit()
	}
	c.chains[call] = true
	j.write(q)
}

func first(a int, _ []ast.Expression) int { return a }

// bindHandler notes the name that a handler gives the error.
func (c *converter) bindHandler(handler int) {
	if list, _, ok := function(c.Node(handler)); ok && len(list.List) == 1 {
		c.handlerParameters[c.Place(list.List[0].Target)] = true
	}
}

// A join writes the steps of a chain as the statements of one block.
type join struct {
	*converter
	chain
	piece
	passesOn      bool // the handler gives its error to the callback
	tries         bool // the statements stand in a try
	outer, indent string
	at            int // the text up to here is taken care of
}

// write replaces what stands between the steps.
func (j *join) write(q position) {
	before := ""
	if j.tries {
		before = "try {\n" + j.indent
	}
	j.at = j.piece.start
	j.joining = true
	defer func() { j.joining = false }()
	j.content(j.base, j.piece.end, before+j.declared(j.steps[0])+"await ")
	for i, step := range j.steps {
		next := ""
		if i+1 < len(j.steps) {
			next = j.declared(j.steps[i+1]) + "await "
		}
		j.step(step, next, q)
	}
	j.handle(q)
}

// content keeps the expression at i, which ends before stop, and puts text in front of it.
func (j *join) content(i, stop int, text string) {
	start := j.opening(i, j.at)
	j.replace(j.at, start, text)
	j.at = j.closing(i, stop)
	j.moved(start, j.at, j.converter.indent(start), j.indent)
}

// declared is the beginning of a declaration of a step's parameter.
func (j *join) declared(step int) string {
	list, _, _ := function(j.Node(step))
	if len(list.List) == 0 || j.isDropped(list.List[0].Target) {
		return ""
	}
	target := list.List[0].Target
	return "const " + j.src[j.Offset(target.Idx0()):j.Offset(target.Idx1())] + " = "
}

// isDropped reports whether a parameter is read for a result alone that nobody sees.
func (j *join) isDropped(target ast.BindingTarget) bool {
	id, ok := target.(*ast.Identifier)
	if !ok || denies(j.on) {
		return false
	}
	for _, use := range j.variables[j.byNode[j.Place(id)]].Uses {
		if !slices.ContainsFunc(j.variables[j.callback].Uses, func(cb int) bool { return j.isInResult(use, cb) }) {
			return false
		}
	}
	return true
}

// isInResult reports whether node i stands in what the callback at cb gets beside no error.
func (j *join) isInResult(i, cb int) bool {
	call := j.callOf(cb)
	if call == none || !j.inside(i, call) {
		return false
	}
	_, arguments := j.call(call)
	return isNothing(arguments[0])
}

// line begins a new statement.
func (j *join) line() string { return j.semicolonOr() + "\n" + j.indent }

func (j *join) semicolonOr() string {
	if j.src[j.at-1] == ';' || j.src[j.at-1] == '}' {
		return ""
	}
	return j.piece.semicolon
}

// step keeps the statements of a step. next begins the statement that takes what it gives.
func (j *join) step(step int, next string, q position) {
	_, body, _ := function(j.Node(step))
	if e, ok := body.(*ast.ExpressionBody); ok {
		at := j.Place(e.Expression)
		if next != "" {
			j.content(at, j.stop(step), j.line()+next)
			return
		}
		j.last(at, j.stop(step), q)
		return
	}
	b, ok := body.(*ast.BlockStatement)
	if !ok || len(b.List) == 0 {
		return
	}
	list := b.List
	start := j.converter.start(j.Place(list[0]))
	j.replace(j.at, start, j.line())
	region := j.converter.indent(start)
	if next == "" {
		j.at = j.past(j.converter.end(j.Place(list[len(list)-1])), ';')
		j.moved(start, j.at, region, j.indent)
		q.top, q.tail, q.later = false, true, false
		q.caught = q.caught || j.tries && !j.passesOn
		if !j.flow(list, q) {
			j.refuseAt("callback-missing", j.Offset(b.RightBrace), "")
		}
		return
	}
	j.at = j.converter.end(j.Place(list[len(list)-1]))
	if r, ok := list[len(list)-1].(*ast.ReturnStatement); ok {
		value := j.Place(r.Argument)
		from := j.opening(value, j.Offset(r.Return)+len("return"))
		j.replace(j.Offset(r.Return), from, next)
		j.at = j.closing(value, j.Offset(b.RightBrace))
	}
	j.moved(start, j.at, region, j.indent)
}

// stop is the end of the parentheses that a step or a handler stands in.
func (j *join) stop(argument int) int {
	end := j.converter.end(argument)
	if comma := j.past(end, ','); comma > end {
		return comma - 1
	}
	call, ok := j.Node(j.up(argument)).(*ast.CallExpression)
	if !ok {
		return end
	}
	return j.Offset(call.RightParenthesis)
}

// last converts a step that is nothing but a call of the callback.
func (j *join) last(at, stop int, q position) {
	start, end := j.opening(at, j.at), j.closing(at, stop)
	q.top, q.tail, q.later = false, true, false
	q.caught = q.caught || j.tries && !j.passesOn
	p := piece{at: at, start: j.at, end: end, listed: true, semicolon: j.piece.semicolon}
	if !j.isCallbackCall(at) {
		j.refuse("callback-missing", at)
		return
	}
	j.done[first(j.call(at))] = true
	before := len(j.all)
	p.start = start
	j.outcome(p, at, q, false)
	j.rewrite(before, start, end)
}

// rewrite puts what was emitted for a last step behind the statement before it.
func (j *join) rewrite(before, start, end int) {
	text := j.takeBack(before, start)
	if text != "" {
		text = j.line() + strings.TrimSuffix(text, j.piece.semicolon)
	}
	j.replace(j.at, end, text)
	j.at = end
}

// handle writes what becomes of an error.
func (j *join) handle(q position) {
	semicolon := j.semicolonOr()
	if !j.tries {
		j.replace(j.at, j.piece.end, semicolon)
		j.markHandler()
		return
	}
	name, body := "error", ast.Node(nil)
	if list, b, ok := function(j.Node(j.handler)); ok {
		body, name = b, ""
		if len(list.List) == 1 {
			name = j.src[j.Offset(list.List[0].Target.Idx0()):j.Offset(list.List[0].Target.Idx1())]
		}
	}
	opening := semicolon + "\n" + j.outer + "} catch {\n" + j.indent
	if name != "" {
		opening = semicolon + "\n" + j.outer + "} catch (" + name + ") {\n" + j.indent
	}
	closing := "\n" + j.outer + "}"
	q.top, q.tail, q.later = false, true, false
	switch b := body.(type) {
	case nil:
		j.done[j.handler] = true
		j.replace(j.at, j.piece.end, opening+j.deny(failure{again: name, text: name + ".message"})+j.piece.semicolon+closing)
	case *ast.ExpressionBody:
		j.handleExpression(b.Expression, q, opening, closing)
	case *ast.BlockStatement:
		j.handleBlock(b, q, opening, closing)
	}
}

// takeBack removes the edits from the one at before on. It returns their text, indented as j is and not as the line at start.
func (j *join) takeBack(before, start int) string {
	var text strings.Builder
	for _, x := range j.all[before:] {
		text.WriteString(strings.Trim(x.text, goneMark))
	}
	j.all = j.all[:before]
	return strings.ReplaceAll(text.String(), "\n"+j.converter.indent(start), "\n"+j.indent)
}

func (j *join) handleExpression(e ast.Expression, q position, opening, closing string) {
	at := j.Place(e)
	if !j.isCallbackCall(at) {
		j.refuse("callback-missing", at)
		return
	}
	j.done[first(j.call(at))] = true
	start, end := j.converter.start(at), j.closing(at, j.stop(j.handler))
	before := len(j.all)
	j.outcome(piece{at: at, start: start, end: end, listed: true, semicolon: j.piece.semicolon}, at, q, false)
	j.replace(j.at, j.piece.end, opening+j.takeBack(before, start)+closing)
}

func (j *join) handleBlock(b *ast.BlockStatement, q position, opening, closing string) {
	if len(b.List) == 0 {
		j.refuseAt("callback-missing", j.Offset(b.LeftBrace), "")
		return
	}
	start, last := j.converter.start(j.Place(b.List[0])), j.Place(b.List[len(b.List)-1])
	j.replace(j.at, start, opening)
	end := j.past(j.converter.end(last), ';')
	j.moved(start, end, j.converter.indent(start), j.indent)
	if !j.flow(b.List, q) {
		j.refuseAt("callback-missing", j.Offset(b.RightBrace), "")
	}
	j.replace(end, j.piece.end, closing)
}

// markHandler takes care of the callback in a handler that falls away.
func (j *join) markHandler() {
	for _, use := range j.variables[j.callback].Uses {
		if j.inside(use, j.handler) {
			j.done[use] = true
		}
	}
	j.forget(j.handler)
}
