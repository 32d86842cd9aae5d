package shim

import (
	"slices"
	"strings"

	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/token"
)

// shapeOf tells what is known of the value of the expression at i.
func (c *converter) shapeOf(i int) shape {
	i = c.bare(i)
	if f, ok := c.fieldAt(i); ok {
		return f.shape
	}
	switch e := c.Node(i).(type) {
	case *ast.StringLiteral, *ast.TemplateLiteral:
		return aText
	case *ast.NumberLiteral:
		return aNumber
	case *ast.BooleanLiteral:
		return aBoolean
	case *ast.ObjectLiteral, *ast.FunctionLiteral, *ast.ArrowFunctionLiteral:
		return anObject
	case *ast.RegExpLiteral:
		return aPattern
	case *ast.ArrayLiteral:
		return c.listShape(e)
	case *ast.BinaryExpression:
		return c.binaryShape(e)
	case *ast.ConditionalExpression:
		return joined(c.shapeOf(c.Place(e.Consequent)), c.shapeOf(c.Place(e.Alternate)))
	case *ast.UnaryExpression:
		return unaryShape(e.Operator)
	case *ast.NewExpression:
		return newShape(c.name(c.Place(e.Callee)))
	case *ast.CallExpression:
		return c.callShape(i)
	case *ast.Identifier:
		return c.variableShape(i)
	case *ast.DotExpression, *ast.BracketExpression:
		return c.memberShape(i)
	}
	return anything
}

// fieldAt is the field that the expression at i stands for.
func (c *converter) fieldAt(i int) (field, bool) {
	path := ""
	for {
		if name := c.parameterOf(i); name != "" {
			f, ok := fields(c.on)[name+path]
			if name == "scope" && path == "" {
				return field{shape: maybeTexts}, true
			}
			return f, ok
		}
		left, name := c.member(i)
		if left == none || name == "" {
			return field{}, false
		}
		i, path = left, "."+name+path
	}
}

func (c *converter) listShape(list *ast.ArrayLiteral) shape {
	for _, e := range list.Value {
		if spread, ok := e.(*ast.SpreadElement); ok && c.shapeOf(c.Place(spread.Expression)) == someTexts {
			continue
		}
		if e == nil || c.shapeOf(c.Place(e)) != aText {
			return aList
		}
	}
	return someTexts
}

func (c *converter) binaryShape(e *ast.BinaryExpression) shape {
	left, right := c.shapeOf(c.Place(e.Left)), c.shapeOf(c.Place(e.Right))
	switch e.Operator {
	case token.PLUS:
		if left == aText || right == aText {
			return aText
		}
		if left == aNumber && right == aNumber {
			return aNumber
		}
		return anything
	case token.LOGICAL_OR, token.COALESCE:
		return joined(present(left), right)
	case token.LOGICAL_AND:
		return anything
	}
	if e.Comparison {
		return aBoolean
	}
	return aNumber
}

// present is the shape of a value that is known not to be missing.
func present(s shape) shape {
	switch s {
	case maybeText:
		return aText
	case maybeTexts:
		return someTexts
	case maybeObject:
		return anObject
	}
	return s
}

// joined is the shape of a value that has one of two shapes.
func joined(a, b shape) shape {
	lists := func(s shape) bool { return s == aList || s == someTexts }
	switch {
	case a == b:
		return a
	case lists(a) && lists(b):
		return aList
	}
	return anything
}

func unaryShape(operator token.Token) shape {
	switch operator {
	case token.TYPEOF:
		return aText
	case token.NOT, token.DELETE:
		return aBoolean
	case token.VOID:
		return anything
	}
	return aNumber
}

func newShape(name string) shape {
	switch name {
	case "Date":
		return aDate
	case "Set", "Map", "URL", "URLSearchParams":
		return anObject
	}
	if strings.HasSuffix(name, "Error") {
		return aFailure
	}
	return anything
}

// functionShapes are what global functions give.
var functionShapes = map[string]shape{
	"String": aText, "Number": aNumber, "Boolean": aBoolean, "parseInt": aNumber, "parseFloat": aNumber, "isNaN": aBoolean,
	"encodeURIComponent": aText, "JSON.stringify": anything, "Date.now": aNumber, "Array.isArray": aBoolean,
	"Object.keys": someTexts, "Object.values": aList, "Object.entries": aList, "Math.floor": aNumber, "Math.ceil": aNumber,
	"Math.round": aNumber, "Math.min": aNumber, "Math.max": aNumber, "Math.random": aNumber, "Math.abs": aNumber,
}

// methodShapes are what methods give, by what they are called on.
var methodShapes = map[shape]map[string]shape{
	aText: {
		"toLowerCase": aText, "toUpperCase": aText, "trim": aText, "slice": aText, "substring": aText, "substr": aText, "concat": aText,
		"replace": aText, "replaceAll": aText, "padStart": aText, "padEnd": aText, "toString": aText, "split": someTexts,
		"charAt": aText, "indexOf": aNumber, "lastIndexOf": aNumber, "includes": aBoolean, "startsWith": aBoolean,
		"endsWith": aBoolean, "charCodeAt": aNumber, "trimStart": aText, "trimEnd": aText, "search": aNumber, "localeCompare": aNumber,
	},
	someTexts: {
		"filter": someTexts, "slice": someTexts, "concat": aList, "reverse": someTexts, "sort": someTexts, "join": aText,
		"includes": aBoolean, "indexOf": aNumber, "some": aBoolean, "every": aBoolean, "map": aList, "pop": maybeText,
		"shift": maybeText, "find": maybeText, "forEach": anything, "lastIndexOf": aNumber,
	},
	aList: {
		"filter": aList, "slice": aList, "concat": aList, "reverse": aList, "sort": aList, "join": aText, "includes": aBoolean,
		"indexOf": aNumber, "some": aBoolean, "every": aBoolean, "map": aList, "forEach": anything, "find": anything,
	},
	aPattern: {"test": aBoolean},
	aDate: {"getTime": aNumber, "valueOf": aNumber, "getFullYear": aNumber, "getHours": aNumber, "getDay": aNumber,
		"toISOString": aText},
	aNumber: {"toString": aText, "toFixed": aText},
}

func (c *converter) callShape(i int) shape {
	callee, _ := c.call(i)
	if s, ok := functionShapes[c.globalName(callee)]; ok {
		return s
	}
	left, name := c.member(callee)
	if left == none {
		return anything
	}
	of := present(c.shapeOf(left)) // else it throws
	if of == someTexts && name == "pop" && c.isSplit(left) {
		return aText
	}
	return methodShapes[of][name]
}

// isSplit reports whether the expression at i is a text.split(…): that has one element at least.
func (c *converter) isSplit(i int) bool {
	callee, _ := c.call(i)
	if callee == none {
		return false
	}
	_, name := c.member(callee)
	return name == "split"
}

// globalName is a global function's name, as in Math.floor; "" for every other node.
func (c *converter) globalName(i int) string {
	if name := c.name(i); name != "" && c.Variable(i) == none {
		return name
	}
	if left, name := c.member(i); left != none && c.name(left) != "" && c.Variable(left) == none {
		return c.name(left) + "." + name
	}
	return ""
}

// variableShape is that of the value of a constant, or of a parameter that a method of lists calls a function with.
func (c *converter) variableShape(i int) shape {
	at := c.Variable(i)
	if at == none {
		return anything
	}
	v := c.variables[at]
	switch {
	case v.Value != none && v.Value != i && len(v.Writes) == 0 && !c.inside(i, v.Value):
		return c.shapeOf(v.Value)
	case c.isCaught(v.Node), c.handlerParameters[v.Node]:
		return aFailure
	case len(v.Writes) == 0 && c.isElement(v.Node):
		return aText
	}
	return anything
}

// isCaught reports whether node i is the name that a catch clause gives an error.
func (c *converter) isCaught(i int) bool {
	_, ok := c.Node(c.Parent(i)).(*ast.CatchStatement)
	return ok
}

// isElement reports whether node i is the first parameter of a function that goes through texts, or of a loop over some.
func (c *converter) isElement(i int) bool {
	up := c.Parent(i)
	switch n := c.Node(up).(type) {
	case *ast.Binding:
		list, ok := c.Node(c.Parent(up)).(*ast.ParameterList)
		if !ok || list.List[0] != n {
			return false
		}
		call := c.up(c.Parent(c.Parent(up)))
		callee, _ := c.call(call)
		if callee == none {
			return false
		}
		left, name := c.member(callee)
		through := slices.Contains([]string{"filter", "map", "some", "every", "find", "forEach"}, name)
		return through && left != none && c.shapeOf(left) == someTexts
	case *ast.ForDeclaration:
		loop, ok := c.Node(c.Parent(up)).(*ast.ForOfStatement)
		return ok && c.shapeOf(c.Place(loop.Source)) == someTexts
	}
	return false
}

func (c *converter) memberShape(i int) shape {
	left, name := c.member(i)
	of := c.shapeOf(left)
	switch {
	case of == aFailure && (name == "message" || name == "name" || name == "stack"):
		return aText
	case name == "length" && (of == aText || of == aList || of == someTexts):
		return aNumber
	case of == someTexts:
		return maybeText
	case of == anObject && c.isSecrets(left):
		return maybeText
	}
	return anything
}

func (c *converter) isSecrets(i int) bool {
	f, ok := c.fieldAt(i)
	return ok && f.text == "event.secrets"
}
