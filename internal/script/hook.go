package script

import (
	"strings"

	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/token"

	"auth0-hook-action/internal/tenant"
)

// given names what a hook at a trigger is called with, in order; the last is the callback
// (https://auth0.com/docs/customize/hooks/extensibility-points).
func given(t tenant.Trigger) []string {
	switch t {
	case tenant.CredentialsExchange:
		return []string{"client", "scope", "audience", "context", "callback"}
	case tenant.PreUserRegistration, tenant.PostUserRegistration, tenant.PostChangePassword:
		return []string{"user", "context", "callback"}
	case tenant.SendPhoneMessage:
		return []string{"recipient", "text", "context", "callback"}
	}
	return nil
}

// An export is what a script gives the platform: the value that it returns, or that it assigns to module.exports.
type export struct {
	value ast.Expression // as far as it can be followed; nil where nothing is exported, or nobody can tell
	at    int            // where value, or the name of it, stands: a place in the tree
	// open is set where nothing is exported that could be seen, but something may be all the same.
	open bool
	// other is the name of an export that is no hook: x of exports.x = …
	other string
}

// exported finds a script's export. What is returned wins over what is assigned, as in the platform's own loader, and
// the last assignment over those before it.
func (t *tree) exported() export {
	var found, returned export
	for i, n := range t.nodes {
		switch n := n.Node.(type) {
		case *ast.ReturnStatement:
			if t.nodes[i].function == 0 && n.Argument != nil && returned.value == nil {
				returned = export{value: n.Argument, at: i + 1}
			}
		case *ast.AssignExpression:
			t.assigned(i, n, &found)
		case *ast.Identifier:
			// module handed to somebody else, or exports under another name
			if n.Name == "module" && !t.isMember(i) && t.scope(i, "module") < 0 {
				found.open = true
			}
		}
	}
	if returned.value != nil {
		found = returned
	}
	if found.value != nil {
		found.value, found.at = t.follow(found.value, found.at)
	}
	return found
}

// assigned notes what an assignment exports.
func (t *tree) assigned(i int, a *ast.AssignExpression, found *export) {
	if a.Operator != token.ASSIGN {
		return
	}
	name, ok := exportName(a.Left)
	switch {
	case !ok:
	case name != "":
		found.other = name
	case t.nodes[i].function != 0:
		found.open = true
	default:
		at := t.right(i)
		for { // module.exports = exports = …
			if _, ok := t.nodes[at].Node.(*ast.AssignExpression); !ok {
				break
			}
			at = t.right(at)
		}
		found.value, found.at = t.expression(at), at
	}
}

// right is the place of the second child of node i: what is assigned, a variable's first value, a function's body.
func (t *tree) right(i int) int { return t.nodes[i+1].end }

func (t *tree) expression(i int) ast.Expression {
	e, _ := t.nodes[i].Node.(ast.Expression)
	return e
}

// exportName tells what is assigned to: "" for module.exports itself, "x" for module.exports.x and exports.x.
func exportName(e ast.Expression) (name string, ok bool) {
	left, name := member(e)
	if id, ok := left.(*ast.Identifier); ok {
		switch id.Name {
		case "module":
			return "", name == "exports"
		case "exports":
			return name, name != ""
		}
		return "", false
	}
	if inner, exports := member(left); exports == "exports" && name != "" {
		id, ok := inner.(*ast.Identifier)
		return name, ok && id.Name == "module"
	}
	return "", false
}

// isMember reports whether node i is what a property is read of.
func (t *tree) isMember(i int) bool {
	up := t.nodes[i].parent
	for {
		switch t.nodes[up].Node.(type) {
		case *ast.Optional, *ast.OptionalChain:
			up = t.nodes[up].parent
			continue
		}
		break
	}
	left, _ := member(t.nodes[up].Node)
	return left == t.nodes[i].Node
}

// follow goes from a name to the function, class or value that the script declares under it.
func (t *tree) follow(e ast.Expression, at int) (ast.Expression, int) {
	id, ok := e.(*ast.Identifier)
	if !ok {
		return e, at
	}
	for i, n := range t.nodes {
		if n.function != 0 {
			continue
		}
		switch d := n.Node.(type) {
		case *ast.FunctionDeclaration:
			if d.Function.Name.Name == id.Name {
				return d.Function, i + 1
			}
		case *ast.ClassDeclaration:
			if d.Class.Name.Name == id.Name {
				return d.Class, i + 1
			}
		case *ast.Binding:
			if target, ok := d.Target.(*ast.Identifier); ok && target.Name == id.Name && d.Initializer != nil {
				return d.Initializer, t.right(i)
			}
		}
	}
	return e, at
}

// A hook is the exported function.
type hook struct {
	at         int // its place in the tree
	parameters *ast.ParameterList
	async      bool
	generator  bool
	arrow      bool
}

// hookOf gives the exported function; ok is not set where there is none, or where it cannot be told.
func (t *tree) hookOf(e export) (hook, bool) {
	switch f := e.value.(type) {
	case *ast.FunctionLiteral:
		return hook{at: e.at, parameters: f.ParameterList, async: f.Async, generator: f.Generator}, true
	case *ast.ArrowFunctionLiteral:
		return hook{at: e.at, parameters: f.ParameterList, async: f.Async, arrow: true}, true
	}
	return hook{}, false
}

// parameter gives the name of a hook's i-th parameter, "" where it has none.
func (h hook) parameter(i int) string {
	if i < 0 || i >= len(h.parameters.List) {
		return ""
	}
	id, _ := h.parameters.List[i].Target.(*ast.Identifier)
	if id == nil {
		return ""
	}
	return id.Name.String()
}

// mentions gives the places in a hook's body that refer to one of its own names.
func (t *tree) mentions(h hook, name string) []int {
	var places []int
	for i := t.right(h.at); i < t.nodes[h.at].end; i++ {
		id, ok := t.nodes[i].Node.(*ast.Identifier)
		if ok && id.Name.String() == name && t.scope(i, name) == h.at {
			places = append(places, i)
		}
	}
	return places
}

// member takes a.b, a["b"] and a?.b apart. The name is "" where it is computed, or n is nothing of the kind.
func member(n ast.Node) (left ast.Expression, name string) {
	switch m := unwrap(n).(type) {
	case *ast.DotExpression:
		return unwrapExpression(m.Left), m.Identifier.Name.String()
	case *ast.BracketExpression:
		name, _ := stringOf(m.Member)
		return unwrapExpression(m.Left), name
	}
	return nil, ""
}

// unwrap takes the marks of an optional chain off.
func unwrap(n ast.Node) ast.Node {
	for {
		switch o := n.(type) {
		case *ast.Optional:
			n = o.Expression
		case *ast.OptionalChain:
			n = o.Expression
		default:
			return n
		}
	}
}

func unwrapExpression(e ast.Expression) ast.Expression {
	unwrapped, _ := unwrap(e).(ast.Expression)
	return unwrapped
}

// stringOf gives the text of a literal that has no expressions in it.
func stringOf(n ast.Node) (string, bool) {
	switch s := n.(type) {
	case *ast.StringLiteral:
		return s.Value.String(), true
	case *ast.TemplateLiteral:
		if len(s.Expressions) == 0 && s.Tag == nil {
			return s.Elements[0].Parsed.String(), true
		}
	}
	return "", false
}

// isAction reports whether a name is what an Auth0 Action exports.
func isAction(name string) bool {
	return strings.HasPrefix(name, "onExecute") || strings.HasPrefix(name, "onContinue")
}
