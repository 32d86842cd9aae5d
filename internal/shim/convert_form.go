package shim

import (
	"regexp"

	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/token"
)

// checkForm finds the hook's function: one plain function that the script exports once, in a statement of its own.
func (c *converter) checkForm() {
	exports := 0
	for i := range c.Len() {
		switch n := c.Node(i).(type) {
		case *ast.AssignExpression:
			if c.isExport(c.Place(n.Left)) && c.isStatement(i) {
				exports++
				c.exported(i, n)
			}
		case *ast.ReturnStatement:
			if c.Function(i) == 0 {
				c.refuse("form", i)
			}
		case *ast.Identifier:
			if i > 0 && c.Variable(i) == none {
				c.checkModuleName(i, n.Name.String())
			}
		}
	}
	if exports != 1 {
		c.refuse("form", c.lastExport())
	}
}

// lastExport is where a second export would stand, or the start.
func (c *converter) lastExport() int {
	at := 1
	for i := range c.Len() {
		if a, ok := c.Node(i).(*ast.AssignExpression); ok && c.isExport(c.Place(a.Left)) {
			at = i
		}
	}
	return min(at, c.Len()-1)
}

func (c *converter) isExport(i int) bool {
	left, name := c.member(i)
	return left >= 0 && name == "exports" && c.isGlobal(left, "module")
}

// isStatement reports whether node i is a statement of the script itself, or the inner one of exports = module.exports = ….
func (c *converter) isStatement(i int) bool {
	up := c.Parent(i)
	if a, ok := c.Node(up).(*ast.AssignExpression); ok && c.isGlobal(c.Place(a.Left), "exports") {
		up = c.Parent(up)
	}
	_, ok := c.Node(up).(*ast.ExpressionStatement)
	return ok && c.isTopLevel(up)
}

// isTopLevel reports whether node i is a statement right in the script.
func (c *converter) isTopLevel(i int) bool { return c.Function(i) == 0 && c.Parent(c.Parent(i)) == 0 }

// exported notes the function that is assigned to module.exports.
func (c *converter) exported(i int, a *ast.AssignExpression) {
	value := c.Place(a.Right)
	if at := c.Variable(value); a.Operator == token.ASSIGN && at != none && c.name(value) != "" {
		v := c.variables[at]
		if v.Value == none || len(v.Writes) > 0 || len(v.Uses) != 1 {
			c.refuse("form", i)
			return
		}
		value = v.Value
	}
	f, ok := c.Node(value).(*ast.FunctionLiteral)
	_, arrow := c.Node(value).(*ast.ArrowFunctionLiteral)
	if a.Operator != token.ASSIGN || !arrow && (!ok || f.Generator) || c.Function(value) != 0 || !c.isPlainValue(value) {
		c.refuse("form", i)
		return
	}
	if own, ok := c.byNode[value]; ok && c.Parent(value) != none {
		if _, declared := c.Node(c.Parent(value)).(*ast.FunctionDeclaration); !declared && len(c.variables[own].Uses) > 0 {
			c.refuse("form", c.variables[own].Uses[0])
		}
	}
	c.hook = value
}

// isPlainValue reports whether the function at i is a declaration, or the whole value of a variable or of an export, right in
// the script.
func (c *converter) isPlainValue(i int) bool {
	switch c.Node(c.Parent(i)).(type) {
	case *ast.FunctionDeclaration, *ast.AssignExpression:
		return true
	case *ast.Binding:
		return c.isTopLevel(c.Parent(c.Parent(i)))
	}
	return false
}

// checkModuleName looks at a name that the script does not declare.
func (c *converter) checkModuleName(i int, name string) {
	switch name {
	case "module":
		member := c.memberOf(i)
		if member == none || !c.isExport(member) || !c.isAssigned(member) || !c.isStatement(c.Parent(member)) {
			c.refuse("form", i)
		}
	case "exports":
		if up, ok := c.Node(c.Parent(i)).(*ast.AssignExpression); !ok || !c.isAssigned(i) || !c.isExportChain(up) {
			c.refuse("form", i)
		}
	case "__filename", "__dirname":
		c.refuse("form", i)
	}
}

// isExportChain reports whether an assignment is exports = module.exports = ….
func (c *converter) isExportChain(a *ast.AssignExpression) bool {
	inner, ok := a.Right.(*ast.AssignExpression)
	return ok && c.isExport(c.Place(inner.Left))
}

// isAssigned reports whether node i is what a plain assignment writes to.
func (c *converter) isAssigned(i int) bool {
	a, ok := c.Node(c.Parent(i)).(*ast.AssignExpression)
	return ok && c.Place(a.Left) == i
}

var directive = regexp.MustCompile(`^['"]use [a-z]+['"]$`)

// convertHeader turns the hook's function into the Action's handler.
func (c *converter) convertHeader() {
	c.removeDirectives()
	c.replaceExport("exports." + c.on.Handlers()[0])
	c.convertSignature()
}

// removeDirectives takes out directives at the top of the script, which Hooks did not obey.
func (c *converter) removeDirectives() {
	for _, st := range c.topLevel() {
		e, ok := st.(*ast.ExpressionStatement)
		if !ok {
			break
		}
		literal, ok := e.Expression.(*ast.StringLiteral)
		if !ok || !directive.MatchString(literal.Literal) {
			break
		}
		c.remove(c.start(c.Place(st)), c.past(c.end(c.Place(st)), ';'))
	}
}

// replaceExport puts something else in the place of module.exports.
func (c *converter) replaceExport(target string) {
	for i := range c.Len() {
		if a, ok := c.Node(i).(*ast.AssignExpression); ok && c.isExport(c.Place(a.Left)) {
			c.replace(c.statementStart(i), c.end(c.Place(a.Left)), target)
		}
	}
}

// statementStart is the start of the statement around node i.
func (c *converter) statementStart(i int) int {
	for {
		if _, ok := c.Node(i).(ast.Statement); ok {
			return c.start(i)
		}
		i = c.Parent(i)
	}
}

func (c *converter) topLevel() []ast.Statement {
	_, body, _ := function(c.Node(0))
	if b, ok := body.(*ast.BlockStatement); ok {
		return b.List
	}
	return nil
}

// convertSignature replaces the hook's parameters.
func (c *converter) convertSignature() {
	_, body, _ := function(c.Node(c.hook))
	start, opening := c.start(c.hook), c.Offset(body.Idx0())
	if f, ok := c.Node(c.hook).(*ast.FunctionLiteral); ok {
		if _, declared := c.Node(c.Parent(c.hook)).(*ast.FunctionDeclaration); declared {
			c.replace(start, opening, "async function "+f.Name.Name.String()+"(event, api) ")
			return
		}
	}
	c.replace(start, opening, "async (event, api) => ")
}

func isDirective(e *ast.ExpressionStatement) bool {
	literal, ok := e.Expression.(*ast.StringLiteral)
	return ok && directive.MatchString(literal.Literal)
}

// checkTop looks for what the script does while it is loaded.
func (c *converter) checkTop() {
	for i := 1; i < c.Len(); i++ {
		_, this := c.Node(i).(*ast.ThisExpression)
		if (this || c.isGlobal(i, "arguments")) && c.thisFunction(i) == 0 {
			c.refuse("sloppy", i)
		}
	}
	for _, st := range c.topLevel() {
		if !c.isLoadSafe(st) {
			c.refuse("form", c.Place(st))
		}
	}
}

// isLoadSafe reports whether a statement of the script itself is known, or as good as known, not to throw.
func (c *converter) isLoadSafe(st ast.Statement) bool {
	switch n := st.(type) {
	case *ast.VariableStatement, *ast.LexicalDeclaration, *ast.FunctionDeclaration:
		return true // what a package or its constructor does is taken for granted
	case *ast.ClassDeclaration:
		return true
	case *ast.ExpressionStatement:
		if a, ok := n.Expression.(*ast.AssignExpression); ok && (c.isExport(c.Place(a.Left)) || c.isGlobal(c.Place(a.Left), "exports")) {
			return true
		}
		return c.isSafe(c.Place(n.Expression), false)
	}
	return !c.isRisky(st)
}
