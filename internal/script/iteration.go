package script

import (
	"slices"

	"github.com/dop251/goja/ast"
)

// iterated is the list whose items a variable gets one after the other: for (const v of list), list.forEach((v) => …). It is
// nil where there is none.
func (l *look) iterated(variable int) ast.Expression {
	v := l.variables[variable]
	if v.parameter == 0 {
		function := l.scopes[v.scope].node
		call, ok := l.nodes[l.nodes[function].parent].Node.(*ast.CallExpression)
		if !ok || call.Callee == l.nodes[function].Node {
			return nil
		}
		list, _ := member(call.Callee)
		return list
	}
	for i := l.nodes[v.node].parent; i != none && i != l.nodes[v.node].function; i = l.nodes[i].parent {
		if loop, ok := l.nodes[i].Node.(*ast.ForOfStatement); ok && v.node < l.place[loop.Source] {
			return loop.Source
		}
	}
	return nil
}

// isUserEntries reports whether an expression is the list of the user's keys and values, or what a method makes of that list.
func (l *look) isUserEntries(e ast.Expression) bool {
	for range deepest {
		callee, arguments, ok := callParts(e)
		if !ok {
			return false
		}
		left, name := member(callee)
		if nameOf(left) == "Object" {
			return name == "entries" && len(arguments) > 0 && l.denote(l.place[arguments[0]]) == "user"
		}
		e = left
	}
	return false
}

// isEntryKey reports whether a variable is the key of one of the user's entries: [key, value].
func (l *look) isEntryKey(variable int) bool {
	v := l.variables[variable]
	list := l.iterated(variable)
	return list != nil && slices.Equal(v.taken, []string{"0"}) && l.isUserEntries(list)
}

// picksFromUser reports whether a property of the user is read by each item of the list at node i.
func (l *look) picksFromUser(i int) bool {
	for at := range l.variables {
		if !l.isKey(at) {
			continue
		}
		list := l.iterated(at)
		if list == nil {
			continue
		}
		if v := l.variableOf(list); l.place[list] == i || v != none && l.variables[v].value == i && len(l.variables[v].writes) == 0 {
			return true
		}
	}
	return false
}

// isKey reports whether a property of the user is read by a variable: user[variable].
func (l *look) isKey(variable int) bool {
	return slices.ContainsFunc(l.variables[variable].uses, func(i int) bool {
		at := l.nodes[i].parent
		b, ok := l.nodes[at].Node.(*ast.BracketExpression)
		return ok && b.Member == l.nodes[i].Node && l.role(at) != isWritten && !l.isDeleted(at) && l.denote(l.place[b.Left]) == "user"
	})
}
