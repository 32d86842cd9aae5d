package script

import (
	"strconv"

	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/token"
)

// A scope is a part of the text with names of its own.
type scope struct {
	node, parent int
	names        map[string]int // in tree.variables
}

func newScope(node, parent int) scope { return scope{node: node, parent: parent} }

// A kind of declaration.
type kind int

const (
	isVar kind = iota + 1
	isLexical
	isParameter
	isFunction
	isClass
	isCaught
)

// A variable is a name that the script declares.
type variable struct {
	name  string
	kind  kind
	scope int
	node  int // what declares it: the place of the name, of the function or of the class
	// value is the expression, function or class that it begins with, none where there is none: a parameter's default is no
	// value.
	value int
	// taken are the properties by which the variable is taken out of value, nil where it is value itself. An element of an
	// array has its number; "" is a property with a computed name, or a rest.
	taken []string
	// parameter is its place among the function's parameters, none for all other kinds.
	parameter int
	uses      []int // where it is read
	writes    []int // where it gets another value
}

// declare finds the names that the script declares. A function's name belongs to the whole function around it, as var does.
func (t *tree) declare() {
	for i := range t.nodes {
		switch d := t.nodes[i].Node.(type) {
		case *ast.Binding:
			t.declareBinding(i, d)
		case *ast.ParameterList:
			t.bind(variable{kind: isParameter, scope: t.nodes[i].scope, value: none, parameter: len(d.List), taken: []string{""}},
				d.Rest)
		case *ast.ForDeclaration:
			t.bind(variable{kind: isLexical, scope: t.nodes[i].scope, value: none, parameter: none}, d.Target)
		case *ast.CatchStatement:
			t.bind(variable{kind: isCaught, scope: t.scopeOf(i), value: none, parameter: none}, d.Parameter)
		case *ast.FunctionDeclaration:
			t.name(variable{kind: isFunction, scope: t.functionScope(i), node: i + 1, value: i + 1, parameter: none},
				d.Function.Name)
		case *ast.ClassDeclaration:
			t.name(variable{kind: isClass, scope: t.nodes[i].scope, node: i + 1, value: i + 1, parameter: none}, d.Class.Name)
		case *ast.FunctionLiteral:
			if i > 0 && !t.isDeclared(i) {
				t.name(variable{kind: isFunction, scope: t.scopeOf(i), node: i, value: i, parameter: none}, d.Name)
			}
		case *ast.ClassLiteral:
			if !t.isDeclared(i) {
				t.name(variable{kind: isClass, scope: t.scopeOf(i), node: i, value: i, parameter: none}, d.Name)
			}
		case *ast.WithStatement:
			t.dynamic = true
		}
	}
}

// isDeclared reports whether node i is the function or the class of a declaration.
func (t *tree) isDeclared(i int) bool {
	switch t.nodes[t.nodes[i].parent].Node.(type) {
	case *ast.FunctionDeclaration, *ast.ClassDeclaration:
		return true
	}
	return false
}

func (t *tree) declareBinding(i int, d *ast.Binding) {
	v := variable{kind: isVar, scope: t.functionScope(i), value: none, parameter: none}
	if d.Initializer != nil {
		v.value = t.place[d.Initializer]
	}
	switch list := t.nodes[t.nodes[i].parent].Node.(type) {
	case *ast.LexicalDeclaration:
		v.kind, v.scope = isLexical, t.nodes[i].scope
	case *ast.ParameterList:
		v.kind, v.scope, v.value = isParameter, t.nodes[i].scope, none
		for v.parameter = 0; list.List[v.parameter] != d; v.parameter++ {
		}
	}
	t.bind(v, d.Target)
}

// scopeOf is the scope that node i opens.
func (t *tree) scopeOf(i int) int {
	if i+1 < t.nodes[i].end {
		return t.nodes[i+1].scope
	}
	return t.nodes[i].scope
}

// functionScope is the scope of the function around node i.
func (t *tree) functionScope(i int) int { return t.scopeOf(t.nodes[i].function) }

// name declares one name.
func (t *tree) name(v variable, id *ast.Identifier) {
	if id == nil {
		return
	}
	v.name = id.Name.String()
	names := &t.scopes[v.scope].names
	if at, ok := (*names)[v.name]; ok { // declared again: its value is no longer that of one declaration
		if v.kind != isFunction || t.variables[at].value != none {
			t.variables[at].writes = append(t.variables[at].writes, v.node)
		} else {
			t.variables[at].value = v.value
		}
		return
	}
	if *names == nil {
		*names = map[string]int{}
	}
	(*names)[v.name] = len(t.variables)
	t.variables = append(t.variables, v)
}

// bind declares the names that a target binds.
func (t *tree) bind(v variable, target ast.Expression) {
	taken := func(name string) variable {
		inner := v
		inner.taken = append(append([]string{}, v.taken...), name)
		return inner
	}
	switch d := target.(type) {
	case *ast.Identifier:
		v.node = t.place[d]
		t.name(v, d)
	case *ast.AssignExpression: // with a default value
		t.bind(v, d.Left)
	case *ast.ArrayPattern:
		for i, e := range d.Elements {
			t.bind(taken(strconv.Itoa(i)), e)
		}
		t.bind(taken(""), d.Rest)
	case *ast.ObjectPattern:
		for _, p := range d.Properties {
			switch p := p.(type) {
			case *ast.PropertyShort:
				t.bind(taken(p.Name.Name.String()), &p.Name)
			case *ast.PropertyKeyed:
				key, _ := stringOf(p.Key)
				t.bind(taken(key), p.Value)
			}
		}
		t.bind(v, d.Rest) // probably a copy
	}
}

// resolve finds what each name refers to.
func (t *tree) resolve() {
	for i := range t.nodes {
		id, ok := t.nodes[i].Node.(*ast.Identifier)
		if !ok {
			continue
		}
		at := t.lookup(t.nodes[i].scope, id.Name.String())
		t.nodes[i].variable = at
		if at == none {
			t.dynamic = t.dynamic || id.Name == "eval"
			continue
		}
		v := &t.variables[at]
		switch t.role(i) {
		case isRead:
			v.uses = append(v.uses, i)
		case isWritten:
			v.writes = append(v.writes, i)
		case isUpdated:
			v.uses, v.writes = append(v.uses, i), append(v.writes, i)
		}
	}
}

// lookup finds a name from a scope outward.
func (t *tree) lookup(scope int, name string) int {
	for scope != none {
		if at, ok := t.scopes[scope].names[name]; ok {
			return at
		}
		scope = t.scopes[scope].parent
	}
	return none
}

// A role is what a name, or a property, does where it stands.
type role int

const (
	isRead role = iota + 1
	isWritten
	isUpdated // read and written
	isDeclaring
)

// role says what node i does, a name or a property that may be written to.
func (t *tree) role(i int) role {
	for {
		up := t.nodes[i].parent
		switch e := t.nodes[up].Node.(type) {
		case *ast.Binding:
			if e.Target == t.nodes[i].Node {
				return isDeclaring
			}
			return isRead
		case *ast.AssignExpression:
			switch {
			case e.Left != t.nodes[i].Node:
				return isRead
			case t.isPattern(t.nodes[up].parent): // a default value
			case e.Operator == token.ASSIGN:
				return isWritten
			default:
				return isUpdated
			}
		case *ast.PropertyKeyed:
			if e.Value != t.nodes[i].Node || !t.isPattern(t.nodes[up].parent) {
				return isRead
			}
		case *ast.PropertyShort:
			if ast.Node(&e.Name) != t.nodes[i].Node || !t.isPattern(t.nodes[up].parent) {
				return isRead
			}
		case *ast.ArrayPattern, *ast.ObjectPattern:
		case *ast.ParameterList, *ast.ForDeclaration, *ast.CatchStatement:
			return isDeclaring
		case *ast.ForIntoExpression:
			return isWritten
		case *ast.UnaryExpression:
			if e.Operator == token.INCREMENT || e.Operator == token.DECREMENT {
				return isUpdated
			}
			return isRead
		default:
			return isRead
		}
		i = up
	}
}

// isPattern reports whether node i takes a value apart, or is a property of a node that does.
func (t *tree) isPattern(i int) bool {
	switch t.nodes[i].Node.(type) {
	case *ast.ArrayPattern, *ast.ObjectPattern:
		return true
	case *ast.PropertyKeyed:
		_, ok := t.nodes[t.nodes[i].parent].Node.(*ast.ObjectPattern)
		return ok
	}
	return false
}

// variableOf is the variable that an expression names, none where it names none.
func (t *tree) variableOf(e ast.Node) int {
	if nameOf(e) == "" {
		return none
	}
	return t.nodes[t.place[unwrap(e)]].variable
}
