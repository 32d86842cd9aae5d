package script

import (
	"slices"

	"github.com/dop251/goja/ast"
)

// A part is what a function has to do with the hook's path.
type part int

const (
	theHook      part = iota + 1
	continuation      // it is called once, with an answer, and goes on: what it throws nobody catches
	chained           // a promise calls it
	unobserved        // an async function whose promise nobody looks at
	listener          // of an event, which may come often
)

// iterators are methods that call a function many times, or at once.
var iterators = []string{"forEach", "map", "filter", "some", "every", "find", "findIndex", "reduce", "reduceRight", "flatMap",
	"sort", "replace", "replaceAll", "from",

	"each", "eachSeries", "mapSeries", "parallel", "series", "waterfall", "times", "setInterval", "retry", "operation", "attempt"}

var listeners = []string{"on", "once", "addListener", "addEventListener", "prependListener", "subscribe", "listen"}

// partOf says how a function is called; 0 where that is unknown.
func (l *look) partOf(i int) part {
	if i == l.hook {
		return theHook
	}
	at := i
	if _, ok := l.nodes[l.nodes[i].parent].Node.(*ast.FunctionDeclaration); ok || l.isBound(i) {
		v, ok := l.functions[i]
		if !ok || len(l.variables[v].uses) != 1 {
			return 0
		}
		at = l.variables[v].uses[0]
	}
	up := l.nodes[at].parent
	c, ok := l.nodes[up].Node.(*ast.CallExpression)
	if !ok {
		return 0
	}
	callee := unwrapExpression(c.Callee)
	_, method := member(callee)
	name := calleeName(callee)
	switch {
	case callee == l.nodes[at].Node && isAsync(l.nodes[i].Node) && l.isDiscarded(up):
		return unobserved
	case callee == l.nodes[at].Node, slices.Contains(iterators, name), isConsole(c):
		return 0
	case method == "then" || method == "catch" || method == "finally":
		return chained
	case slices.Contains(listeners, method) && !endsWork(c):
		return listener
	case callee != l.nodes[at].Node && l.functionOf(l.variableOf(callee)) != none:
		return 0 // one of the script's own calls it, or not
	case isAsync(l.nodes[i].Node):
		return unobserved
	}
	return continuation
}

// endsWork reports whether a call listens for an event that comes once, when all is there.
func endsWork(c *ast.CallExpression) bool {
	event, _ := stringOf(c.ArgumentList[0])
	return slices.Contains([]string{"end", "finish", "close", "response"}, event)
}

// isBound reports whether a function is the first value of a variable.
func (l *look) isBound(i int) bool {
	b, ok := l.nodes[l.nodes[i].parent].Node.(*ast.Binding)
	return ok && b.Initializer == l.nodes[i].Node
}
