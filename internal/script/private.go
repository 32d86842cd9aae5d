package script

import (
	"slices"
	"strings"

	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/token"

	"auth0-hook-action/internal/tenant"
)

// privateIn is what the object that the name at a node stands for holds and no log should have. The object is written out, and
// none of its properties is replaced or deleted later.
func (r *rules) privateIn(at int) string {
	v := r.nodes[at].variable
	if v == none || r.variables[v].value == none || r.variables[v].taken != nil || len(r.variables[v].writes) > 0 {
		return ""
	}
	object := r.variables[v].value
	if _, ok := r.nodes[object].Node.(*ast.ObjectLiteral); !ok || slices.ContainsFunc(r.variables[v].uses, r.isAltered) {
		return ""
	}
	for inner := object + 1; inner < r.nodes[object].end; inner++ {
		if r.expression(inner) == nil || r.nodes[inner].function != r.nodes[object].function || r.isMember(inner) ||
			r.isCopied(inner) {
			continue
		}
		if path := notPackage(r.denote(inner)); r.isPrivate(path) && !r.isCleaned(inner, deepest) &&
			r.reachesLog(inner, object, r.isObject(path)) {
			return path
		}
	}
	return ""
}

// isCopied reports whether the properties of node i become those of another object.
func (r *rules) isCopied(i int) bool {
	_, ok := r.nodes[r.nodes[i].parent].Node.(*ast.SpreadElement)
	return ok
}

// isAltered reports whether a property of the object that the name at node i stands for is written or deleted.
func (r *rules) isAltered(i int) bool {
	m := r.memberOf(i)
	for m != none {
		if r.role(m) != isRead || r.isDeleted(m) {
			return true
		}
		m = r.memberOf(m)
	}
	return false
}

// isPrivate reports whether what a path stands for is, or holds, what no log should have.
func (r *rules) isPrivate(path string) bool {
	secret := strings.HasPrefix(path, "context.webtask.secrets.") && strings.Count(path, ".") == 3 ||
		strings.HasPrefix(path, "event.secrets.") && strings.Count(path, ".") == 2
	return r.isObject(path) || path == "user.password" || path == "context.body.client_secret" || secret
}

// isObject reports whether a path is that of an object with a password or secrets in it. Before a registration the user has one.
func (r *rules) isObject(path string) bool {
	return path == "user" && r.trigger == tenant.PreUserRegistration ||
		slices.Contains([]string{"context", "context.webtask", "context.webtask.secrets", "event", "event.secrets"}, path)
}

// privateNames are the properties of what is given that make an object one that no log should have.
var privateNames = []string{"password", "webtask", "secrets"}

// isCleaned reports whether node i is, or names, a copy without the private properties: they were taken out of it, or
// replaced.
func (r *rules) isCleaned(i, depth int) bool {
	c, isCall := r.nodes[i].Node.(*ast.CallExpression)
	if replaces(r.nodes[i].Node) || isCall && selects(c) {
		return true
	}
	v := r.nodes[i].variable
	if depth == 0 || v == none {
		source := copied(r.nodes[i].Node)
		return depth > 0 && source != nil && r.isCleaned(r.place[source], depth-1)
	}
	d := r.variables[v]
	if p, ok := r.nodes[r.nodes[d.node].parent].Node.(*ast.ObjectPattern); ok && p.Rest != nil && r.place[p.Rest] == d.node {
		return slices.ContainsFunc(p.Properties, isPrivateName)
	}
	return slices.ContainsFunc(d.uses, r.cleans) || d.value != none && r.isCleaned(d.value, depth-1)
}

// cleans reports whether a private property of the object that the name at node i stands for is written or deleted.
func (r *rules) cleans(i int) bool {
	m := r.memberOf(i)
	return m != none && slices.Contains(privateNames, calleeName(r.expression(m))) && r.isAltered(i)
}

// copied is the object that an expression makes a copy of, nil where it makes none.
func copied(n ast.Node) ast.Expression {
	switch e := n.(type) {
	case *ast.ObjectLiteral:
		if len(e.Value) > 0 {
			if spread, ok := e.Value[0].(*ast.SpreadElement); ok {
				return spread.Expression
			}
		}
	case *ast.CallExpression:
		list := e.ArgumentList
		switch name := calleeName(e.Callee); {
		case name == "assign" && len(list) > 1 && isEmpty(list[0]):
			return list[1]
		case len(list) > 0 && slices.Contains([]string{"assign", "stringify", "parse", "structuredClone"}, name):
			return list[0]
		}
	}
	return nil
}

// replaces reports whether an object that is made of others has private properties of its own: {...user, password: '***'}.
func replaces(n ast.Node) bool {
	o, _ := n.(*ast.ObjectLiteral)
	if c, ok := n.(*ast.CallExpression); ok && calleeName(c.Callee) == "assign" && len(c.ArgumentList) > 1 {
		o, _ = c.ArgumentList[len(c.ArgumentList)-1].(*ast.ObjectLiteral)
	} else if copied(n) == nil {
		return false
	}
	return o != nil && slices.ContainsFunc(o.Value, isPrivateName)
}

// selects reports whether a call is JSON.stringify with a second argument, which says what of the object is written.
func selects(c *ast.CallExpression) bool {
	return calleeName(c.Callee) == "stringify" && len(c.ArgumentList) > 1 && !isNothing(c.ArgumentList[1])
}

// isPrivateName reports whether a property of an object or of a pattern has the name of a private one.
func isPrivateName(p ast.Property) bool {
	switch p := p.(type) {
	case *ast.PropertyShort:
		return slices.Contains(privateNames, p.Name.Name.String())
	case *ast.PropertyKeyed:
		name, _ := stringOf(p.Key)
		return slices.Contains(privateNames, name)
	}
	return false
}

// formatters are functions that give what they are given in another form.
var formatters = []string{"stringify", "inspect", "format", "String", "assign", "entries", "values"}

// reachesLog reports whether the value of node at is printed by the call at node i as it is: a function in between
// gives something else, unless it is one that only formats, and an object as a part of a text is but
// "[object Object]".
func (r *rules) reachesLog(at, i int, object bool) bool {
	for up := r.nodes[at].parent; up != i; up = r.nodes[up].parent {
		switch n := r.nodes[up].Node.(type) {
		case *ast.CallExpression:
			object = false
			if !slices.Contains(formatters, calleeName(n.Callee)) || selects(n) || replaces(n) {
				return false
			}
		case *ast.ObjectLiteral:
			if replaces(n) {
				return false
			}
		case *ast.UnaryExpression, *ast.DotExpression, *ast.BracketExpression:
			return false
		case *ast.TemplateLiteral:
			if object {
				return false
			}
		case *ast.BinaryExpression:
			if n.Comparison || object && n.Operator == token.PLUS || n.Operator == token.LOGICAL_AND &&
				n.Left == r.nodes[at].Node {
				return false
			}
		case *ast.ConditionalExpression:
			if n.Test == r.nodes[at].Node {
				return false
			}
		}
	}
	return true
}
