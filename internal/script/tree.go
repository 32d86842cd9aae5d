package script

import (
	"errors"
	"fmt"
	"strings"

	"auth0-hook-action/internal/diag"

	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/file"
	"github.com/dop251/goja/parser"
)

// A tree is a script's syntax tree as one list in the order of the text: the descendants of node i are those from i+1
// up to its end. Rules are loops over it.
type tree struct {
	text
	comments  []comment
	nodes     []node
	place     map[ast.Node]int // in nodes
	scopes    []scope
	variables []variable
	// dynamic is set where names cannot be resolved by the text: with, eval.
	dynamic bool
}

// A node is a place in the tree.
type node struct {
	ast.Node
	parent, end int
	function    int // the innermost function around the node: 0 is the script itself
	scope       int // the innermost scope around the node
	variable    int // what a name refers to, none for a global and for what is no name
}

// wrapper is what stands before a script when it is parsed: a script may return, so it is the body of a function.
const wrapper = "(function () {\n"

// newTree parses a script. The error says why goja could not, or what goja did not care to.
func newTree(t text, scanned tokens) (*tree, error) {
	if scanned.arrows > maxArrows {
		return nil, fmt.Errorf("arrow functions nest %d deep in the parameters of others", scanned.arrows)
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
	size := len(t.src)/6 + 8
	tr := &tree{text: t, comments: scanned.comments, nodes: make([]node, 0, size), place: make(map[ast.Node]int, size)}
	tr.scopes = []scope{{node: 0, parent: none}}
	tr.add(script.Expression, none, 0, 0)
	tr.declare()
	tr.resolve()
	return tr, nil
}

// parse reads code with goja. A panic of goja counts as a refusal: the script may be fine.
func parse(code string) (program *ast.Program, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("the parser panicked: %v", r)
		}
	}()
	// A comment that names a source map must not make the parser read that file.
	return parser.ParseFile(nil, "", code, parser.IgnoreRegExpErrors, parser.WithDisableSourceMaps)
}

// add appends a node and all below it. It recurses as deep as scan has allowed.
func (t *tree) add(n ast.Node, parent, function, scope int) {
	at := len(t.nodes)
	t.nodes = append(t.nodes, node{Node: n, parent: parent, function: function, scope: scope, variable: none})
	t.place[n] = at
	if parameters(n) != nil && parent != none {
		function = at
	}
	if t.opensScope(n, parent) {
		t.scopes = append(t.scopes, newScope(at, scope))
		scope = len(t.scopes) - 1
	}
	children(n, func(child ast.Node) { t.add(child, at, function, scope) })
	t.nodes[at].end = len(t.nodes)
}

// opensScope reports whether a node has names of its own. A function's parameters and its body have them together, and so
// have a catch clause's.
func (t *tree) opensScope(n ast.Node, parent int) bool {
	switch n.(type) {
	case *ast.FunctionLiteral, *ast.ArrowFunctionLiteral:
		return parent != none
	case *ast.BlockStatement:
		_, isCatch := t.nodes[parent].Node.(*ast.CatchStatement)
		return !isCatch && parameters(t.nodes[parent].Node) == nil
	case *ast.ForStatement, *ast.ForInStatement, *ast.ForOfStatement, *ast.SwitchStatement, *ast.CatchStatement,
		*ast.ClassLiteral, *ast.ClassStaticBlock:
		return true
	}
	return false
}

// offset is a place of the parser's in the script.
func (t *tree) offset(at file.Idx) int { return int(at) - 1 - len(wrapper) }

// start is the offset at which node i begins. Of some statements the parser does not keep it: then it is that of what is in them.
func (t *tree) start(i int) int {
	at := t.nodes[i].Idx0()
	if at == 0 && i+1 < t.nodes[i].end {
		return t.start(i + 1)
	}
	return t.offset(at)
}

// expression is node i as an expression, nil where it is none.
func (t *tree) expression(i int) ast.Expression {
	e, _ := t.nodes[i].Node.(ast.Expression)
	return e
}

// inside reports whether node i is node outer or below it.
func (t *tree) inside(i, outer int) bool { return outer <= i && i < t.nodes[outer].end }

// checkRegExps finds regular expressions that Node refuses when it loads the script: the judge of the syntax does not look into
// them.
func (t *tree) checkRegExps() []diag.Diagnostic {
	var findings []diag.Diagnostic
	for _, n := range t.nodes {
		r, ok := n.Node.(*ast.RegExpLiteral)
		if !ok {
			continue
		}
		_, err := parser.TransformRegExp(r.Pattern, strings.Contains(r.Flags, "s"), strings.ContainsAny(r.Flags, "uv"))
		if wrong, ok := errors.AsType[parser.RegexpSyntaxError](err); ok {
			findings = append(findings, t.finding("syntax", diag.Error, t.offset(r.Idx),
				say("syntax error in this regular expression: %s", parserWords(lowerFirst(wrong.Error()))), say("")))
		}
	}
	return findings
}
