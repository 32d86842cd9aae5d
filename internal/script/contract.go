package script

import (
	"fmt"
	"slices"
	"strings"

	"github.com/dop251/goja/ast"

	"auth0-hook-action/internal/tenant"
)

// checkContract looks at what the platform calls: a function with the trigger's parameters, the last of which it calls
// in turn. What nobody can tell from the text (an export made elsewhere) draws no finding.
func (t *tree) checkContract(trigger tenant.Trigger) []Finding {
	e := t.exported()
	if e.value == nil {
		return t.nothingExported(e, trigger)
	}
	if what := notCallable(e.value); what != "" {
		return []Finding{t.finding("export", Error, t.offset(e.value.Idx0()), "the script exports "+what+", but the platform calls what it exports",
			"export a function: "+signature(trigger))}
	}
	h, ok := t.hookOf(e)
	if !ok {
		return nil
	}
	if h.generator {
		return []Finding{t.finding("export", Error, t.offset(e.value.Idx0()), "the script exports a generator: called once, it runs nothing",
			"export a function: "+signature(trigger))}
	}
	if f, ok := t.checkParameters(h, trigger); !ok {
		return []Finding{f}
	}
	return t.checkCallback(h, trigger)
}

func signature(trigger tenant.Trigger) string {
	names := given(trigger)
	if names == nil {
		names = []string{"…", "callback"}
	}
	return "module.exports = function (" + strings.Join(names, ", ") + ") { … }"
}

func (t *tree) nothingExported(e export, trigger tenant.Trigger) []Finding {
	message, hint := "the script exports nothing", "export the function that the platform calls: "+signature(trigger)
	switch {
	case e.open:
		return nil
	case isAction(e.other):
		message = fmt.Sprintf("the script exports %s, as an Action does: a Hook exports one function", e.other)
	case e.other != "":
		message = fmt.Sprintf("the script exports %s, but no function of its own for the platform to call", e.other)
	}
	return []Finding{t.finding("export", Error, 0, message, hint)}
}

// notCallable says what a value is that cannot be called; it is empty for functions and for what may be one.
func notCallable(e ast.Expression) string {
	switch e.(type) {
	case *ast.ClassLiteral:
		return "a class, which can only be called with new"
	case *ast.ObjectLiteral:
		return "an object"
	case *ast.ArrayLiteral:
		return "an array"
	case *ast.StringLiteral, *ast.TemplateLiteral:
		return "a string"
	case *ast.NumberLiteral:
		return "a number"
	case *ast.BooleanLiteral:
		return "a boolean"
	case *ast.NullLiteral:
		return "null"
	case *ast.RegExpLiteral:
		return "a regular expression"
	}
	return ""
}

// checkParameters compares the function's parameters with the trigger's; ok is set where they fit.
func (t *tree) checkParameters(h hook, trigger tenant.Trigger) (f Finding, ok bool) {
	want, have := len(given(trigger)), len(h.parameters.List)
	at := t.offset(t.nodes[h.at].Idx0())
	switch {
	case want == 0 || have == want || h.parameters.Rest != nil:
		return Finding{}, true
	case have > want:
		if h.parameters.List[want].Initializer != nil {
			return Finding{}, true
		}
		return t.finding("parameters", Warning, t.offset(h.parameters.List[want].Idx0()),
			fmt.Sprintf("the function takes %d parameters, but %s gives it %d: this one is always undefined", have, trigger, want),
			"is the trigger right? It takes "+signature(trigger)), false
	case t.usesArguments(h):
		return Finding{}, true
	}
	return t.finding("parameters", Error, at,
		fmt.Sprintf("the function takes %d of the %d parameters that %s gives it, so it cannot call the callback", have, want, trigger),
		"write "+signature(trigger)), false
}

// usesArguments reports whether the function reads its arguments without naming them.
func (t *tree) usesArguments(h hook) bool {
	return !h.arrow && slices.ContainsFunc(t.nodes[h.at:t.nodes[h.at].end], func(n node) bool {
		id, ok := n.Node.(*ast.Identifier)
		return ok && (id.Name == "arguments" || id.Name == "eval")
	})
}

// checkCallback finds out whether the function can ever call back: until it does, the login waits for it.
func (t *tree) checkCallback(h hook, trigger tenant.Trigger) []Finding {
	last := len(h.parameters.List) - 1
	if n := len(given(trigger)); n > 0 {
		last = n - 1
	}
	name := h.parameter(last)
	if name == "" || t.usesArguments(h) {
		return nil
	}
	at := t.offset(h.parameters.List[last].Idx0())
	mentions := t.mentions(h, name)
	switch {
	case len(mentions) == 0 && h.async:
		return []Finding{t.finding("callback", Error, at, "the function never calls "+name+": the platform does not look at an async function's promise, and waits until it gives up",
			"call "+name+"(error) or "+name+"(null, result) in the end")}
	case len(mentions) == 0:
		return []Finding{t.finding("callback", Error, at, "the function never calls "+name+": the platform waits until it gives up",
			"call "+name+"(error) or "+name+"(null, result) on every path")}
	case h.async && !slices.ContainsFunc(mentions, t.isUsedAsFunction):
		return []Finding{t.finding("callback", Warning, t.offset(t.nodes[mentions[0]].Idx0()), "the async function mentions "+name+", but neither calls it nor hands it on",
			"call "+name+"(error) or "+name+"(null, result) in the end")}
	}
	return nil
}

// isUsedAsFunction reports whether the name at node i is called or handed on, and not only looked at.
func (t *tree) isUsedAsFunction(i int) bool {
	n := t.nodes[i]
	switch parent := t.nodes[n.parent].Node.(type) {
	case *ast.UnaryExpression, *ast.IfStatement, *ast.ExpressionStatement:
		return false
	case *ast.ConditionalExpression:
		return parent.Test != n.Node
	case *ast.BinaryExpression:
		return !parent.Comparison
	}
	return true
}
