package script

import "github.com/dop251/goja/ast"

// mentionsCallback reports whether the callback, or a function that has to do with it, is named at or below node i.
func (l *look) mentionsCallback(i int) bool {
	known, ok := l.mentioning[i]
	if !ok {
		known = l.mentions(i, map[int]bool{})
		l.mentioning[i] = known
	}
	return known
}

func (l *look) mentions(i int, seen map[int]bool) bool {
	if l.callback == none {
		return false
	}
	for at := i; at < l.nodes[i].end; at++ {
		v := l.nodes[at].variable
		if v == none {
			continue
		}
		if v == l.callback {
			return true
		}
		function := l.functionOf(v)
		if function != none && !seen[function] {
			seen[function] = true
			if l.mentions(function, seen) {
				return true
			}
		}
	}
	return false
}

// isUsedAsFunction reports whether the name at node i is handed on, and not only looked at.
func (t *tree) isUsedAsFunction(i int) bool {
	n := t.nodes[i]
	switch parent := t.nodes[n.parent].Node.(type) {
	case *ast.UnaryExpression, *ast.IfStatement, *ast.ExpressionStatement:
		return false
	case *ast.ConditionalExpression:
		return parent.Test != n.Node
	case *ast.BinaryExpression:
		return !parent.Comparison && parent.Left != n.Node
	}
	return true
}

// callbackNames are what scripts call a callback.
var callbackNames = []string{"cb", "callback", "done", "next"}

// functionOf is the function that a variable holds for good, none where it holds none.
func (l *look) functionOf(variable int) int {
	if variable == none {
		return none
	}
	value := l.variables[variable].value
	if at, ok := l.functions[value]; ok && at == variable {
		return value
	}
	return none
}
