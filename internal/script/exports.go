package script

import (
	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/token"
)

// An export is what a script gives the platform: the value that it returns, or that it assigns to module.exports, and the
// handlers of a native Action.
type export struct {
	value int // none where nothing is exported, or where it cannot be followed
	// open is set where nothing is exported that could be seen, but something may be all the same.
	open     bool
	handlers []handler
	// other is the name of an export that is neither a hook nor a handler: x of exports.x = …
	other string
}

// A handler is a property of module.exports with the name of an Action's handler, or nearly.
type handler struct {
	name  string
	place int // of the assignment or the property
	value int // the function, none where it cannot be followed
}

var handlerName = lazily(`(?i)^on_?(?:execute|continue)`)

// exported finds a script's export. What is returned wins over what is assigned, as in the platform's own loader, and
// the last assignment over those before it.
func (t *tree) exported() export {
	found, returned := export{value: none}, none
	for i, n := range t.nodes {
		switch n := n.Node.(type) {
		case *ast.ReturnStatement:
			if t.nodes[i].function == 0 && n.Argument != nil && returned == none {
				returned = t.place[n.Argument]
			}
		case *ast.AssignExpression:
			t.assigned(i, n, &found)
		case *ast.Identifier:
			if (n.Name == "module" || n.Name == "exports") && t.nodes[i].variable == none && i > 0 {
				found.open = found.open || t.isHandedOn(i)
			}
		case *ast.DotExpression:
			if name, ok := exportName(n); ok && name == "" {
				found.open = found.open || t.isHandedOn(i)
			}
		}
	}
	if returned != none {
		found.value = t.follow(returned)
	}
	if found.value != none {
		if o, ok := t.nodes[found.value].Node.(*ast.ObjectLiteral); ok && t.objectHandlers(o, &found) {
			found.value = none
		}
	}
	return found
}

// assigned notes what an assignment exports.
func (t *tree) assigned(i int, a *ast.AssignExpression, found *export) {
	name, ok := exportName(a.Left)
	if !ok || a.Operator != token.ASSIGN {
		return
	}
	right := a.Right
	for { // module.exports = exports = …
		inner, ok := right.(*ast.AssignExpression)
		if !ok {
			break
		}
		right = inner.Right
	}
	switch {
	case name != "" && handlerName().MatchString(name):
		found.handlers = append(found.handlers, handler{name, i, t.follow(t.place[right])})
	case name != "":
		found.other = name
	case t.nodes[i].function != 0:
		found.open = true
	default:
		found.value = t.follow(t.place[right])
	}
}

// objectHandlers adds the handlers of an exported object; it reports whether there is one.
func (t *tree) objectHandlers(o *ast.ObjectLiteral, found *export) bool {
	before := len(found.handlers)
	for _, p := range o.Value {
		h := handler{place: t.place[p]}
		switch p := p.(type) {
		case *ast.PropertyShort:
			h.name, h.value = p.Name.Name.String(), t.follow(t.place[&p.Name])
		case *ast.PropertyKeyed:
			h.name, _ = stringOf(p.Key)
			h.value = t.follow(t.place[p.Value])
		default: // a spread
			found.open = true
			continue
		}
		if handlerName().MatchString(h.name) {
			found.handlers = append(found.handlers, h)
		} else {
			found.other = h.name
		}
	}
	return len(found.handlers) > before
}

// exportName is the export that is assigned to: "" for module.exports itself, "x" for module.exports.x and exports.x.
func exportName(e ast.Expression) (name string, ok bool) {
	left, name := member(e)
	switch nameOf(left) {
	case "module":
		return "", name == "exports"
	case "exports":
		return name, name != ""
	}
	inner, exports := member(left)
	return name, exports == "exports" && name != "" && nameOf(inner) == "module"
}

// isHandedOn reports whether node i, which is the module or its exports, is given to somebody else or kept under another name.
func (t *tree) isHandedOn(i int) bool {
	if a, ok := t.nodes[t.nodes[i].parent].Node.(*ast.AssignExpression); ok && t.place[a.Left] == i {
		return false
	}
	return !t.isMember(i)
}

// isMember reports whether node i is what a property is read of.
func (t *tree) isMember(i int) bool {
	return t.memberOf(i) != none
}

// memberOf is the place of the expression that takes a property of node i, none where there is none.
func (t *tree) memberOf(i int) int {
	up := t.nodes[i].parent
	for up != none {
		switch e := t.nodes[up].Node.(type) {
		case *ast.Optional, *ast.OptionalChain:
			up = t.nodes[up].parent
			continue
		case *ast.DotExpression:
			if unwrapExpression(e.Left) == t.nodes[i].Node {
				return up
			}
		case *ast.BracketExpression:
			if unwrapExpression(e.Left) == t.nodes[i].Node {
				return up
			}
		}
		break
	}
	return none
}

// follow goes from a name to the function, class or value that the script declares under it, as long as it is never given
// another one. Of what has other values it gives the name itself.
func (t *tree) follow(i int) int {
	for range deepest {
		if _, ok := t.nodes[i].Node.(*ast.Identifier); !ok {
			return i
		}
		at := t.nodes[i].variable
		if at == none {
			return i
		}
		v := t.variables[at]
		if v.value == none || v.taken != nil || len(v.writes) > 0 {
			if v.value == none && v.taken == nil && v.parameter == none && len(v.writes) == 1 {
				if value := t.writtenValue(v.writes[0]); value != none { // let hook; hook = …
					i = value
					continue
				}
			}
			return i
		}
		i = v.value
	}
	return i
}

// writtenValue is what a plain assignment to the name at node i gives it, none for every other write.
func (t *tree) writtenValue(i int) int {
	a, ok := t.nodes[t.nodes[i].parent].Node.(*ast.AssignExpression)
	if !ok || a.Operator != token.ASSIGN || a.Left != t.nodes[i].Node {
		return none
	}
	return t.place[a.Right]
}

// deepest bounds how far names and properties are followed.
const deepest = 8
