package shim

import (
	"fmt"
	"slices"
	"strings"

	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/token"

	"auth0-hook-action/internal/tenant"
)

// generalText is what a user reads after an error that was not made for the user, as the shim has it.
const generalText = "'Something went wrong, please try again later.'"

// A failure is an error as a conversion writes it.
type failure struct {
	class string // the class of new, "" for a text and for an error that is given on
	text  string // JavaScript for its message
	sure  bool   // which is not empty
	other string // JavaScript for the text for the user, "" where there is none
	known bool   // and that is not empty
	again string // the name of an error that is given on
}

// failure replaces a callback with an error.
func (c *converter) failure(p piece, call int, q position, returning bool) {
	c.checkOrder(call)
	_, arguments := c.call(call)
	f, ok := c.failureOf(call, arguments[0])
	if !ok || len(arguments) > 1 && !c.areSafe(arguments[1:], true) {
		c.refuse("result-computed", call)
		return
	}
	c.forget(call)
	if !denies(c.on) {
		if q.caught {
			c.refuse("error-in-try", call)
		}
		c.emitLines(p, []string{f.throw()})
		return
	}
	line := c.deny(f)
	if returning && (!q.tail || !q.top) {
		line = "return " + line
	}
	c.emitLines(p, []string{line})
}

// failureOf reads what the callback gets as its error; ok is not set where that may be none, or cannot be read.
func (c *converter) failureOf(call int, e ast.Expression) (failure, bool) {
	at := c.Place(e)
	if n, ok := e.(*ast.NewExpression); ok {
		return c.newFailure(n)
	}
	if id, ok := e.(*ast.Identifier); ok && c.isGivenError(at) {
		return failure{again: id.Name.String(), text: id.Name.String() + ".message"}, true
	}
	if n, ok := c.Node(call).(*ast.CallExpression); ok && c.shapeOf(at) == aText && c.isFull(at) {
		from, stop := c.Offset(n.LeftParenthesis)+1, c.Offset(n.RightParenthesis)
		return failure{text: c.rendered(at, from, stop, c.indent(c.start(call))), sure: true}, true
	}
	return failure{}, false
}

// isGivenError reports whether node i names what a catch, or the handler of a chain, got. The hook throws nothing that has a
// meaning of its own to Auth0: its classes are no classes of the Action.
func (c *converter) isGivenError(i int) bool {
	v := c.Variable(i)
	if v == none || len(c.variables[v].Writes) > 0 {
		return false
	}
	at := c.variables[v].Node
	return c.isCaught(at) || c.handlerParameters[at]
}

// newFailure reads new Class(message, text for the user).
func (c *converter) newFailure(n *ast.NewExpression) (failure, bool) {
	class := c.Place(n.Callee)
	name := c.name(class)
	builtin := slices.Contains(builtinErrors, name)
	own := slices.Contains(c.on.ErrorClasses(), name)
	if c.Variable(class) != none || !builtin && !own {
		return failure{}, false
	}
	c.done[class] = true
	f := failure{class: name, text: "''"}
	from, stop := c.Offset(n.LeftParenthesis), c.Offset(n.RightParenthesis)
	for i, e := range n.ArgumentList {
		at := c.Place(e)
		if i > 1 || c.shapeOf(at) != aText {
			if i > 0 && c.isSafe(at, true) && !c.hasFriendlyText(name) {
				continue
			}
			return failure{}, false
		}
		if i == 0 {
			f.text, f.sure = c.rendered(at, from+1, stop, c.indent(c.start(at))), c.isFull(at)
			from = c.end(at)
			continue
		}
		f.other, f.known = c.rendered(at, from, stop, c.indent(c.start(at))), c.isFull(at)
	}
	return f, true
}

var builtinErrors = strings.Fields("Error TypeError RangeError EvalError ReferenceError SyntaxError URIError")

func (c *converter) hasFriendlyText(class string) bool { return class == "PreUserRegistrationError" }

// isFull reports whether a text is known not to be empty.
func (c *converter) isFull(i int) bool {
	switch e := c.Node(i).(type) {
	case *ast.StringLiteral:
		return e.Value != ""
	case *ast.TemplateLiteral:
		return slices.ContainsFunc(e.Elements, func(part *ast.TemplateElement) bool { return part.Literal != "" })
	case *ast.BinaryExpression:
		return e.Operator == token.PLUS && (c.isFull(c.Place(e.Left)) || c.isFull(c.Place(e.Right)))
	case *ast.Identifier:
		if v := c.Variable(i); v != none && c.variables[v].Value != none && len(c.variables[v].Writes) == 0 {
			return c.isFull(c.variables[v].Value)
		}
	}
	return false
}

// throw is a statement that fails the Action.
func (f failure) throw() string {
	switch {
	case f.again != "":
		return "throw " + f.again
	case f.class == "" || strings.HasSuffix(f.class, "RegistrationError") || strings.HasSuffix(f.class, "MessageError") ||
		f.class == "ExtensibilityUserError":
		return "throw new Error(" + f.message() + ")"
	}
	return "throw new " + f.class + "(" + f.message() + ")"
}

func (f failure) message() string {
	if f.text == "''" {
		return ""
	}
	return f.text
}

// deny is a statement that denies the token or the registration.
func (c *converter) deny(f failure) string {
	if c.on == tenant.CredentialsExchange {
		code := map[string]string{"InvalidScopeError": "invalid_scope", "InvalidRequestError": "invalid_request"}[f.class]
		if code == "" {
			code = "server_error"
		}
		return fmt.Sprintf("api.access.deny('%s', %s)", code, f.text)
	}
	return fmt.Sprintf("api.access.deny(%s, %s)", f.text, f.userText())
}

// userText is what the user reads: the text made for the user, else the message, else a general one.
func (f failure) userText() string {
	if f.class != "PreUserRegistrationError" {
		return generalText
	}
	texts := []string{}
	if f.other != "" {
		texts = append(texts, f.other)
	}
	if !f.known && f.text != "''" {
		texts = append(texts, f.text)
	}
	if !f.known && !f.sure {
		texts = append(texts, generalText)
	}
	return strings.Join(texts, " || ")
}

// checkErrorClasses looks at uses of Auth0's error classes that are not converted, and at names of the script's own like theirs.
func (c *converter) checkErrorClasses() {
	classes := c.on.ErrorClasses()
	for i := 1; i < c.Len(); i++ {
		if _, ok := c.Node(i).(*ast.Identifier); ok && c.Variable(i) == none && !c.done[i] && slices.Contains(classes, c.name(i)) {
			c.refuse(c.classUse(i), i)
		}
	}
	for _, v := range c.variables {
		if slices.Contains(classes, v.Name) && v.Function == 0 {
			c.refuse("error-class", v.Node)
		}
	}
}

// classUse tells an error that is made elsewhere from other uses of its class.
func (c *converter) classUse(i int) string {
	if n, ok := c.Node(c.Parent(i)).(*ast.NewExpression); ok && c.Place(n.Callee) == i {
		return "result-computed"
	}
	return "error-class"
}
