package script

import (
	"slices"
	"strings"

	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/token"
)

// findReads finds where parts of what is given are read. Taking an object apart reads its properties.
func (l *look) findReads() {
	for i, n := range l.nodes {
		switch e := n.Node.(type) {
		case *ast.DotExpression, *ast.BracketExpression:
			if path := notPackage(l.denote(i)); path != "" && l.role(i) != isWritten && !l.isDeleted(i) {
				l.reads = append(l.reads, read{path, i})
			}
		case *ast.ObjectPattern:
			if path := notPackage(l.patternPath(i)); path != "" {
				l.takenApart(e, path)
			}
		}
	}
}

// patternPath is what an object pattern takes apart.
func (l *look) patternPath(i int) string {
	up := l.nodes[i].parent
	switch e := l.nodes[up].Node.(type) {
	case *ast.Binding:
		if e.Initializer != nil && e.Target == l.nodes[i].Node {
			if _, isParameter := l.nodes[l.nodes[up].parent].Node.(*ast.ParameterList); !isParameter {
				return l.denote(l.place[e.Initializer])
			}
		}
		return l.parameterPath(up)
	case *ast.AssignExpression:
		if e.Left == l.nodes[i].Node {
			if l.isPattern(l.nodes[up].parent) {
				return l.patternPathOf(up)
			}
			return l.denote(l.place[e.Right])
		}
	case *ast.PropertyKeyed:
		return l.patternPathOf(i)
	}
	return ""
}

// patternPathOf is what a pattern inside another takes apart; i is the pattern, or its assignment of a default.
func (l *look) patternPathOf(i int) string {
	up := l.nodes[i].parent
	p, ok := l.nodes[up].Node.(*ast.PropertyKeyed)
	if !ok || p.Value != l.nodes[i].Node {
		return ""
	}
	key, _ := stringOf(p.Key)
	return joined(l.patternPath(l.nodes[up].parent), key)
}

// parameterPath is what a parameter that is taken apart is given.
func (l *look) parameterPath(binding int) string {
	list, ok := l.nodes[l.nodes[binding].parent].Node.(*ast.ParameterList)
	if !ok {
		return ""
	}
	at := slices.IndexFunc(list.List, func(b *ast.Binding) bool { return ast.Node(b) == l.nodes[binding].Node })
	function := l.nodes[binding].function
	switch names := l.trigger.HookParameters(); {
	case function == l.hook && 0 <= at && at < len(names):
		return names[at]
	case slices.ContainsFunc(l.export.handlers, func(h handler) bool { return h.value == function }) && 0 <= at &&
		at < len(handlerParameters):
		return handlerParameters[at]
	}
	return l.argumentPath(variable{scope: l.scopeOf(function), parameter: at})
}

// takenApart adds the reads of a pattern's properties.
func (l *look) takenApart(o *ast.ObjectPattern, path string) {
	for _, p := range o.Properties {
		switch p := p.(type) {
		case *ast.PropertyShort:
			l.reads = append(l.reads, read{path + "." + p.Name.Name.String(), l.place[p]})
		case *ast.PropertyKeyed:
			if key, ok := stringOf(p.Key); ok {
				l.reads = append(l.reads, read{path + "." + key, l.place[p]})
			}
		}
	}
}

// isDeleted reports whether node i is what delete removes.
func (l *look) isDeleted(i int) bool {
	u, ok := l.nodes[l.nodes[i].parent].Node.(*ast.UnaryExpression)
	return ok && u.Operator == token.DELETE
}

// argumentPath is what all calls of a function give one of its parameters, or what is taken out of it; "" where they differ or
// none can be followed.
func (l *look) argumentPath(v variable) string {
	at, ok := l.functions[l.scopes[v.scope].node]
	if !ok {
		return ""
	}
	found := ""
	for _, use := range l.variables[at].uses {
		callee, arguments, ok := callParts(l.nodes[l.nodes[use].parent].Node)
		if !ok || callee != l.nodes[use].Node || v.parameter >= len(arguments) {
			continue
		}
		path := l.takenPath(l.place[arguments[v.parameter]], v.taken)
		if path == "" || path[0] == '@' {
			continue
		}
		if found != "" && found != path {
			return ""
		}
		found = path
	}
	return found
}

// pathOf says what a variable holds, by its first value or by the calls of the function whose parameter it is.
func (l *look) pathOf(v variable) string {
	if v.parameter != none {
		return l.argumentPath(v)
	}
	values := []int{v.value}
	for _, i := range v.writes {
		values = append(values, l.writtenValue(i))
	}
	if v.value == none && len(v.writes) == 1 {
		values = values[1:]
	}
	path := ""
	for i, at := range values {
		one := l.takenPath(at, v.taken)
		if one == "" || i > 0 && one != path {
			return ""
		}
		path = one
	}
	return path
}

// takenPath is what is taken out of node i: a literal is entered, of anything else the path goes on.
func (l *look) takenPath(i int, taken []string) string {
	for len(taken) > 0 && i != none {
		inner := element(l.nodes[i].Node, taken[0])
		if inner == nil {
			break
		}
		i, taken = l.place[inner], taken[1:]
	}
	path := l.denote(i)
	if path == "" || slices.Contains(taken, "") {
		return ""
	}
	return strings.Join(append([]string{path}, taken...), ".")
}
