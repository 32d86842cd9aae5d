package shim

import (
	"github.com/dop251/goja/ast"

	"auth0-hook-action/internal/script"
	"auth0-hook-action/internal/tenant"
)

// idiomatic rewrites a hook, or gives the first obstacle to that.
func idiomatic(s *script.Script, t tenant.Trigger) (string, *obstacle) {
	if s.Tree() == nil {
		return "", &obstacle{kind: "unread"}
	}
	c := newConverter(s, t)
	c.checkForm()
	c.checkTop()
	if c.hook > 0 && c.bindParameters() {
		c.checkNames()
		c.convertRequires()
		c.convertFlow()
		c.convertParameters()
		c.checkCallback()
		c.checkErrorClasses()
		c.convertHeader()
	}
	if c.obstacle != nil {
		return "", c.obstacle
	}
	return c.finish()
}

func newConverter(s *script.Script, t tenant.Trigger) *converter {
	c := &converter{
		view: viewOf(s), edits: edits{src: s.Text()}, on: t, variables: s.Tree().Variables(), byNode: map[int]int{},
		parameters: map[int]string{}, callback: none, done: map[int]bool{}, edited: map[int]bool{},
		handlerParameters: map[int]bool{}, claims: map[int]bool{}, chains: map[int]bool{}, needs: map[string]bool{},
	}
	for i, v := range c.variables {
		c.byNode[v.Node] = i
	}
	return c
}

// bindParameters tells the hook's parameters from each other; it reports whether the hook has them all.
func (c *converter) bindParameters() bool {
	list, _, _ := function(c.Node(c.hook))
	names := c.on.HookParameters()
	seen := map[string]bool{}
	for _, p := range list.List {
		if id, ok := p.Target.(*ast.Identifier); ok && seen[id.Name.String()] {
			c.refuse("sloppy", c.hook)
			return false
		} else if ok {
			seen[id.Name.String()] = true
		}
	}
	for i, p := range list.List {
		id, ok := p.Target.(*ast.Identifier)
		switch {
		case !ok || p.Initializer != nil:
			c.refuse("parameter-pattern", c.Place(p))
			return false
		case i >= len(names):
			c.refuse("form", c.Place(p))
			return false
		}
		variable := c.byNode[c.Place(id)]
		c.parameters[variable] = names[i]
		if i == len(names)-1 {
			c.callback = variable
			delete(c.parameters, variable)
		}
		for _, write := range c.variables[variable].Writes {
			kind := "parameter-rebound"
			if variable == c.callback {
				kind = "callback-stored"
			}
			c.refuse(kind, write)
		}
	}
	if list.Rest != nil {
		c.refuse("parameter-pattern", c.Place(list.Rest))
		return false
	}
	if c.callback == none {
		c.checkNames()
		if c.obstacle == nil {
			c.refuse("callback-missing", c.hook)
		}
		return false
	}
	return true
}
