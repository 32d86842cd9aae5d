package script

import (
	"errors"
	"fmt"
	"reflect"
	"slices"

	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/file"
	"github.com/dop251/goja/parser"
)

// A tree is a script's syntax tree as one list in the order of the text: the descendants of node i are those from i+1
// up to its end. Rules are loops over it.
type tree struct {
	text
	nodes []node
	// declared says which names each function declares, by the function's place in nodes.
	declared map[int]map[string]bool
	fields   map[reflect.Type][]childField
}

// A node is a place in the tree. A name that refers to no variable, as a property's or a label's, is no node.
type node struct {
	ast.Node
	parent, end int
	// function is the place of the innermost function around the node: 0 is the script itself.
	function int
}

// wrapper is what stands before a script when it is parsed: a script may return, so it is the body of a function.
const wrapper = "(function () {\n"

// treeOf parses a script. The error says why goja could not, or what goja did not care to.
func treeOf(src string) (*tree, error) { return newTree(newText(src), scanBrackets(src)) }

func newTree(t text, b brackets) (*tree, error) {
	switch {
	case b.tooDeep >= 0:
		return nil, errors.New("brackets or operators nest too deep")
	case b.arrows > maxArrows:
		return nil, fmt.Errorf("arrow functions nest %d deep in the parameters of others", b.arrows)
	}
	program, err := parse(wrapper + t.src + "\n})")
	if err != nil {
		return nil, err
	}
	script, ok := program.Body[0].(*ast.ExpressionStatement)
	if ok {
		_, ok = script.Expression.(*ast.FunctionLiteral)
	}
	if !ok || len(program.Body) > 1 {
		return nil, errors.New("the script is not read as the body of one function")
	}
	tr := &tree{text: t, nodes: make([]node, 0, len(t.src)/4), declared: map[int]map[string]bool{}, fields: map[reflect.Type][]childField{}}
	tr.add(reflect.ValueOf(script.Expression), 0, 0)
	tr.declareNames()
	return tr, nil
}

// parse reads code with goja. A panic of goja's is told like a refusal: the script may be fine.
func parse(code string) (program *ast.Program, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("the parser panicked: %v", r)
		}
	}()
	// A comment that names a source map must not make the parser read that file.
	return parser.ParseFile(nil, "", code, parser.IgnoreRegExpErrors, parser.WithDisableSourceMaps)
}

// add appends v, where it is a node, and all below it. It recurses as deep as scanBrackets has allowed.
func (t *tree) add(v reflect.Value, parent, function int) {
	switch v.Kind() {
	case reflect.Interface:
		t.add(v.Elem(), parent, function)
	case reflect.Slice:
		for i := range v.Len() {
			t.add(v.Index(i), parent, function)
		}
	case reflect.Struct:
		t.add(v.Addr(), parent, function)
	case reflect.Pointer:
		n, ok := reflect.TypeAssert[ast.Node](v)
		if !ok || v.IsNil() {
			return
		}
		at := len(t.nodes)
		t.nodes = append(t.nodes, node{Node: n, parent: parent, function: function})
		if parameters(n) != nil {
			function = at
		}
		t.addFields(v.Elem(), at, function)
		t.nodes[at].end = len(t.nodes)
	}
}

// addFields appends what the fields of a node hold.
func (t *tree) addFields(v reflect.Value, parent, function int) {
	fields, ok := t.fields[v.Type()]
	if !ok {
		fields = childFields(v.Type())
		t.fields[v.Type()] = fields
	}
	for _, f := range fields {
		if f.computed == nil || v.FieldByIndex(f.computed).Bool() {
			t.add(v.Field(f.index), parent, function)
		}
	}
}

// A childField is a field that may hold nodes; one with computed only where that other field is set.
type childField struct {
	index    int
	computed []int
}

// childFields lists those of a kind of node, but for names that refer to no variable.
func childFields(of reflect.Type) []childField {
	var fields []childField
	for i := range of.NumField() {
		field := childField{index: i}
		switch f := of.Field(i); {
		case f.Name == "DeclarationList": // a second list of what the body has
			continue
		case f.Name == "Identifier" || f.Type == reflect.TypeFor[*ast.Identifier]():
			continue
		case !slices.Contains([]reflect.Kind{reflect.Interface, reflect.Slice, reflect.Struct, reflect.Pointer}, f.Type.Kind()):
			continue
		case f.Name == "Key":
			computed, _ := of.FieldByName("Computed")
			field.computed = computed.Index
		}
		fields = append(fields, field)
	}
	return fields
}

// parameters gives those of a function, nil for every other node.
func parameters(n ast.Node) *ast.ParameterList {
	switch f := n.(type) {
	case *ast.FunctionLiteral:
		return f.ParameterList
	case *ast.ArrowFunctionLiteral:
		return f.ParameterList
	}
	return nil
}

// declareNames fills t.declared. A block's names count as its function's: precise enough for findings.
func (t *tree) declareNames() {
	for i, n := range t.nodes {
		switch d := n.Node.(type) {
		case *ast.Binding:
			t.declareAll(n.function, d.Target)
		case *ast.ParameterList:
			t.declareAll(n.function, d.Rest)
		case *ast.ForDeclaration:
			t.declareAll(n.function, d.Target)
		case *ast.CatchStatement:
			t.declareAll(n.function, d.Parameter)
		case *ast.FunctionDeclaration:
			t.declareAll(n.function, d.Function.Name)
		case *ast.ClassDeclaration:
			t.declareAll(n.function, d.Class.Name)
		case *ast.FunctionLiteral:
			if _, ok := t.nodes[n.parent].Node.(*ast.FunctionDeclaration); !ok && d.Name != nil {
				t.declareAll(i, d.Name)
			}
		}
	}
}

// declareAll declares the names that a target binds.
func (t *tree) declareAll(function int, target ast.Expression) {
	switch d := target.(type) {
	case *ast.Identifier:
		if t.declared[function] == nil {
			t.declared[function] = map[string]bool{}
		}
		t.declared[function][d.Name.String()] = true
	case *ast.AssignExpression: // a default value
		t.declareAll(function, d.Left)
	case *ast.ArrayPattern:
		for _, e := range d.Elements {
			t.declareAll(function, e)
		}
		t.declareAll(function, d.Rest)
	case *ast.ObjectPattern:
		for _, p := range d.Properties {
			switch p := p.(type) {
			case *ast.PropertyShort:
				t.declareAll(function, &p.Name)
			case *ast.PropertyKeyed:
				t.declareAll(function, p.Value)
			}
		}
		t.declareAll(function, d.Rest)
	}
}

// scope is the function that declares the name as node i sees it, -1 where none does.
func (t *tree) scope(i int, name string) int {
	for f := t.nodes[i].function; ; f = t.nodes[f].function {
		if t.declared[f][name] {
			return f
		}
		if f == 0 {
			return -1
		}
	}
}

// offset is a place of the parser's in the script.
func (t *tree) offset(at file.Idx) int { return int(at) - 1 - len(wrapper) }
