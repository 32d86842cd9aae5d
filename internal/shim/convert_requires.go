package shim

import (
	"regexp"
	"strings"

	"github.com/dop251/goja/ast"
)

// convertRequires takes the versions out of requires, and moves those to the top that the hook always reaches.
func (c *converter) convertRequires() {
	var moved []string
	for i := range c.Len() {
		if i == 0 || !c.isGlobal(i, "require") || c.name(i) != "require" {
			continue
		}
		if _, ok := c.Node(i).(*ast.Identifier); !ok {
			continue
		}
		call := c.callOf(i)
		literal, ok := c.requireLiteral(call)
		if !ok {
			c.refuse("require-dynamic", i)
			continue
		}
		at := c.Place(literal)
		plain := version.ReplaceAllString(c.source(at), "$1$2")
		if st := c.movable(call); st != none {
			start, end := c.start(st), c.end(st)
			moved = append(moved, c.src[start:c.start(at)]+plain+c.src[c.end(at):end]+";\n")
			c.remove(start, c.past(end, ';'))
			continue
		}
		if plain != c.source(at) {
			c.replace(c.start(at), c.end(at), plain)
		}
	}
	if len(moved) > 0 {
		at := c.requirePlace()
		if at == 0 {
			moved = append(moved, "\n")
		}
		c.insert(at, strings.Join(moved, ""))
	}
}

// convertVersions takes the versions out of requires; it leaves these where they are.
func (c *converter) convertVersions() {
	for i := 1; i < c.Len(); i++ {
		if _, ok := c.Node(i).(*ast.Identifier); !ok || !c.isGlobal(i, "require") {
			continue
		}
		literal, ok := c.requireLiteral(c.callOf(i))
		if !ok {
			c.refuse("require-dynamic", i)
			continue
		}
		at := c.Place(literal)
		c.replace(c.start(at), c.end(at), version.ReplaceAllString(c.source(at), "$1$2"))
	}
}

// version is the version in a literal that names a package, between the package's name and what follows.
var version = regexp.MustCompile("^(['\"`](?:@[^/@]+/)?[^/@'\"`]+)@[^/'\"`]+(.*)$")

func (c *converter) requireLiteral(call int) (ast.Expression, bool) {
	if call == none {
		return nil, false
	}
	_, arguments := c.call(call)
	if len(arguments) != 1 {
		return nil, false
	}
	_, ok := text(arguments[0])
	return arguments[0], ok
}

// movable is the declaration, right in the hook's body, whose only value a require is; none where it is something else, or
// where its name means something else at the top.
func (c *converter) movable(call int) int {
	b, ok := c.Node(c.Parent(call)).(*ast.Binding)
	if !ok || c.Function(call) != c.hook {
		return none
	}
	st := c.Parent(c.Parent(call))
	_, body, _ := function(c.Node(c.hook))
	id, plain := b.Target.(*ast.Identifier)
	if !plain || c.Parent(st) != c.Place(body) || !c.isOnlyBinding(st) {
		return none
	}
	for at, v := range c.variables {
		if v.Name == id.Name.String() && at != c.byNode[c.Place(id)] {
			return none
		}
	}
	return st
}

func (c *converter) isOnlyBinding(st int) bool {
	switch d := c.Node(st).(type) {
	case *ast.VariableStatement:
		return len(d.List) == 1
	case *ast.LexicalDeclaration:
		return len(d.List) == 1
	}
	return false
}

// requirePlace is where requires are moved: behind those that stand at the top, or before everything.
func (c *converter) requirePlace() int {
	at := 0
	for _, st := range c.topLevel() {
		i := c.Place(st)
		if !c.isOnlyBinding(i) || !strings.Contains(c.source(i), "require(") {
			break
		}
		at = min(c.lineEnd(c.end(i))+1, len(c.src))
	}
	return at
}
