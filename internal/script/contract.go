package script

import (
	"slices"
	"strings"

	"github.com/dop251/goja/ast"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/tenant"
)

// checkContract looks at what the platform calls: a function with the trigger's parameters, the last of which it calls
// in turn, or an Action's handlers. What the text does not show (an export made elsewhere) draws no finding.
func (r *rules) checkContract() {
	e := r.export
	switch {
	case e.value != none && len(e.handlers) > 0 && isFunctionNode(r.nodes[e.value].Node):
		r.add("export", diag.Error, r.start(e.handlers[0].place),
			say("the script exports a function, as a hook file does, and %s, as an Action does",
				quote(e.handlers[0].name)), say("keep one of the two"))
	case e.value == none && len(e.handlers) > 0:
		r.checkHandlers()
	case r.trigger != 0 && !r.trigger.HasHooks():
		r.noHandler()
	case e.value == none:
		r.nothingExported()
	default:
		r.checkHook()
	}
}

// noHandler reports a script that is no native Action at a trigger that has no Hooks.
func (r *rules) noHandler() {
	e, handler, at := r.export, r.trigger.Handlers()[0], 0
	known, function := !e.open, false
	if e.value != none {
		value := r.nodes[e.value].Node
		at, function = r.start(e.value), isFunctionNode(value)
		known = known && (function || notCallable(value) != "")
	}
	hint := say("write exports.%s = async (event, api) => { … };", handler)
	switch {
	case function:
		r.add("handler", diag.Error, at,
			say("%s has no Hooks, and the script is a hook file: it exports a function", r.trigger), hint)
	case known:
		r.add("handler", diag.Error, at, say("the script exports no %s, by which %s starts it", handler, r.trigger), hint)
	default:
		r.add("handler", diag.Warning, at, say("the checks cannot see which handlers the script exports"), hint)
	}
}

func (r *rules) checkHook() {
	value := r.nodes[r.export.value].Node
	at := r.start(r.export.value)
	if what := notCallable(value); what != "" {
		r.add("export", diag.Error, at, say("the script exports %s, but the platform calls what it exports", what),
			say("export a function: %s", signature(r.trigger)))
		return
	}
	if r.hook == none {
		return
	}
	if f, ok := value.(*ast.FunctionLiteral); ok && f.Generator {
		r.add("export", diag.Error, at, say("the script exports a generator: called once, it runs nothing"),
			say("export a function: %s", signature(r.trigger)))
		return
	}
	if r.checkParameters() {
		r.checkCallback()
	}
}

func signature(trigger tenant.Trigger) string {
	names := trigger.HookParameters()
	if names == nil {
		names = []string{"…", "callback"}
	}
	return "module.exports = function (" + strings.Join(names, ", ") + ") { … }"
}

func (r *rules) nothingExported() {
	message := say("the script exports nothing")
	switch {
	case r.export.open:
		return
	case r.export.other != "":
		message = say("the script exports %s, but no function of its own for the platform to call", quote(r.export.other))
	default:
		if at := r.bareFunction(); at != none {
			r.add("export", diag.Error, r.start(at),
				say("the script exports nothing: this function is made, and nothing is done with it"),
				say("write module.exports = before it"))
			return
		}
	}
	r.add("export", diag.Error, 0, message, say("export the function that the platform calls: %s", signature(r.trigger)))
}

// bareFunction is a function that stands at the top of the script as a statement of its own.
func (r *rules) bareFunction() int {
	for i, n := range r.nodes {
		if _, ok := n.Node.(*ast.ExpressionStatement); ok && n.function == 0 && isFunctionNode(r.nodes[i+1].Node) {
			return i + 1
		}
	}
	return none
}

// checkParameters compares the function's parameters with the trigger's; ok is set where they fit.
func (r *rules) checkParameters() (ok bool) {
	list := parameters(r.nodes[r.hook].Node)
	want, have := len(r.trigger.HookParameters()), len(list.List)
	switch {
	case want == 0 || have == want || list.Rest != nil:
		return true
	case have > want:
		if list.List[want].Initializer != nil {
			return true
		}
		r.tooMany(list.List[want:], want)
		return false
	case r.usesArguments():
		return true
	}
	r.add("parameters", diag.Error, r.start(r.hook),
		say("the function has %d of the %d parameters that %s passes, so it cannot call the callback", have, want,
			r.trigger),
		say("write %s", signature(r.trigger)))
	return false
}

// tooMany reports parameters beyond those that the trigger passes: an error where one of them is called or handed on.
func (r *rules) tooMany(beyond []*ast.Binding, want int) {
	for _, b := range beyond {
		at := r.variableOf(b.Target)
		if at != none && slices.ContainsFunc(r.variables[at].uses, r.isUsedAsFunction) {
			r.add("parameters", diag.Error, r.start(r.place[b]),
				say("%s passes %d arguments, and %s would be one more: it is always undefined", r.trigger, want,
					quote(r.variables[at].name)),
				say("is the trigger right? It calls %s", signature(r.trigger)))
			return
		}
	}
	r.add("parameters", diag.Warning, r.start(r.place[beyond[0]]),
		say("%s passes %d arguments: this parameter is always undefined", r.trigger, want),
		say("is the trigger right? It calls %s", signature(r.trigger)))
}

// usesArguments reports whether the hook reads its arguments without naming them.
func (l *look) usesArguments() bool {
	if _, arrow := l.nodes[l.hook].Node.(*ast.ArrowFunctionLiteral); arrow {
		return false
	}
	return slices.ContainsFunc(l.nodes[l.hook:l.nodes[l.hook].end], func(n node) bool {
		id, ok := n.Node.(*ast.Identifier)
		return ok && n.variable == none && (id.Name == "arguments" || id.Name == "eval")
	})
}

// checkCallback finds out whether the function can ever call back: until it does, the login waits for it.
func (r *rules) checkCallback() {
	if r.callback == none || r.usesArguments() {
		return
	}
	v, name := r.variables[r.callback], r.callbackName()
	async := isAsync(r.nodes[r.hook].Node)
	hint := say("call %s(error) or %s(null, result) on every path", name, name)
	switch {
	case len(v.uses) == 0 && async:
		r.add("callback", diag.Error, r.start(v.node), say(
			"the function never calls %s: the platform does not look at an async function's promise, and waits until it gives up",
			name), hint)
	case len(v.uses) == 0:
		r.add("callback", diag.Error, r.start(v.node), say(
			"the function never calls %s: the platform waits until it gives up", name), hint)
	case !slices.ContainsFunc(v.uses, r.isUsedAsFunction):
		r.warn("callback", v.uses[0],
			say("the function mentions %s, but neither calls it nor passes it on", name), hint)
	}
}
