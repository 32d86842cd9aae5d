package shim

import (
	"slices"
	"strings"

	"github.com/dop251/goja/ast"
)

// convertParameters turns each use of a parameter into what the event has.
func (c *converter) convertParameters() {
	for i := 1; i < c.Len(); i++ {
		name := c.parameterOf(i)
		if name == "" || c.done[i] || c.isDeclaration(i) {
			continue
		}
		if name == "scope" {
			c.needs["scopesOf"], c.readsScope = true, true
			c.checkScope(i)
			continue
		}
		c.convertParameter(i, name)
	}
}

// convertParameter replaces the longest path from the parameter at i that an Action has a field for.
func (c *converter) convertParameter(i int, name string) {
	known := fields(c.on)
	path, at := name, i
	best, found := none, field{}
	for at != none {
		if f, ok := known[path]; ok && !f.rename {
			best, found = at, f
		} else if ok {
			c.renameMember(at, f.text)
		}
		at = c.memberOf(at)
		if at == none {
			break
		}
		_, last := c.member(at)
		if last == "" {
			break
		}
		path += "." + last
	}
	if best == none {
		c.convertWhole(i, name)
		return
	}
	text := c.fieldText(best, found)
	if short, ok := c.Node(c.Parent(best)).(*ast.PropertyShort); ok && best == i {
		text = short.Name.Name.String() + ": " + text
	}
	c.replace(c.start(best), c.end(best), text)
	c.edited[best] = true
	c.checkField(best, path, found)
}

// fieldText is the text of a field where node i stands: a field with a ?. in it stays one chain.
func (c *converter) fieldText(i int, f field) string {
	plain := strings.TrimSuffix(strings.TrimPrefix(f.text, "("), ")")
	if strings.Contains(f.text, "?.") && c.memberOf(i) != none {
		return "(" + plain + ")"
	}
	if _, ok := c.Node(c.up(i)).(*ast.CallExpression); ok && f.text == userID {
		return plain
	}
	return f.text
}

// renameMember changes the last name of a path and leaves what is before it.
func (c *converter) renameMember(i int, name string) {
	switch m := c.Node(c.bare(i)).(type) {
	case *ast.DotExpression:
		c.replace(c.Offset(m.Identifier.Idx), c.end(i), name)
	case *ast.BracketExpression:
		c.replace(c.start(c.Place(m.Member)), c.end(c.Place(m.Member)), "'"+name+"'")
	}
}

// checkField looks at what happens to a field's value: the event must not be changed.
func (c *converter) checkField(i int, path string, f field) {
	object := f.shape == anObject || f.shape == maybeObject
	if c.isTarget(i) || object && c.isChanged(i, alias{}) {
		c.refuse("parameter-changed", i)
	}
	if next := c.memberOf(i); next != none && f.text == "event.client" {
		if _, last := c.member(next); !slices.Contains(clientFields, last) {
			c.refuseAt("parameter-unknown", c.start(i), path)
		}
	}
}

// convertWhole looks at a use of a parameter that no field stands for.
func (c *converter) convertWhole(i int, name string) {
	if c.convertPattern(i, name) {
		return
	}
	at, path := i, name
	for next := c.memberOf(at); next != none; next = c.memberOf(at) {
		_, last := c.member(next)
		if last == "" {
			c.refuse("parameter-computed", i)
			return
		}
		at, path = next, path+"."+last
	}
	switch {
	case c.isTarget(at) || c.isChanged(at, alias{depth: 1}):
		c.refuse("parameter-changed", i)
	case at != i && !c.isPrefix(path):
		c.refuseAt("parameter-unknown", c.start(i), path)
	default:
		c.refuse(c.wholeUse(at), i)
	}
}

// isPrefix reports whether a path leads to fields.
func (c *converter) isPrefix(path string) bool {
	for known := range fields(c.on) {
		if strings.HasPrefix(known, path+".") {
			return true
		}
	}
	return false
}

// wholeUse tells whether a value is stored or handed on where it stands.
func (c *converter) wholeUse(i int) string {
	switch n := c.Node(c.up(i)).(type) {
	case *ast.CallExpression, *ast.NewExpression, *ast.ForIntoExpression:
		return "parameter-handed-on"
	case *ast.ForInStatement, *ast.ForOfStatement:
		return "parameter-handed-on"
	case *ast.BinaryExpression, *ast.ConditionalExpression:
		if _, ok := n.(ast.Expression); ok {
			return c.wholeUse(c.up(i))
		}
	}
	return "parameter-aliased"
}

// convertPattern handles const { email } = user, where the event has all of it in one place.
func (c *converter) convertPattern(i int, name string) bool {
	at, path := i, name
	for next := c.memberOf(at); next != none; next = c.memberOf(at) {
		_, last := c.member(next)
		at, path = next, path+"."+last
	}
	b, ok := c.Node(c.Parent(at)).(*ast.Binding)
	if !ok || b.Initializer == nil || c.bare(c.Place(b.Initializer)) != at {
		return false
	}
	pattern, ok := b.Target.(*ast.ObjectPattern)
	if !ok || pattern.Rest != nil || len(pattern.Properties) == 0 {
		return false
	}
	base := ""
	var renames []edit
	for _, p := range pattern.Properties {
		key, at := c.patternKey(p)
		f, ok := fields(c.on)[path+"."+key]
		dot := strings.LastIndexByte(f.text, '.')
		if !ok || key == "" || f.rename || strings.ContainsAny(f.text, "?( ") || base != "" && base != f.text[:dot] {
			return false
		}
		base = f.text[:dot]
		if last := f.text[dot+1:]; last != key {
			if _, short := p.(*ast.PropertyShort); short {
				renames = append(renames, edit{at, at, last + ": "})
			} else {
				renames = append(renames, edit{at, at + len(key), last})
			}
		}
	}
	if c.arePartsChanged(pattern, path) {
		c.refuse("parameter-changed", i)
		return true
	}
	c.all = append(c.all, renames...)
	c.replace(c.start(at), c.end(at), base)
	c.edited[at] = true
	return true
}

// arePartsChanged reports whether one of the objects that a pattern takes out of a parameter may be changed.
func (c *converter) arePartsChanged(pattern *ast.ObjectPattern, path string) bool {
	for _, p := range pattern.Properties {
		key, _ := c.patternKey(p)
		f := fields(c.on)[path+"."+key]
		var name ast.Node
		switch p := p.(type) {
		case *ast.PropertyShort:
			name = &p.Name
		case *ast.PropertyKeyed:
			name = p.Value
		}
		if (f.shape == anObject || f.shape == maybeObject) && c.isBindingChanged(name, alias{}) {
			return true
		}
	}
	return false
}

// patternKey is the name of a property in a pattern, and where it stands; "" where it is computed, quoted or has a default.
func (c *converter) patternKey(p ast.Property) (string, int) {
	switch p := p.(type) {
	case *ast.PropertyShort:
		if p.Initializer == nil {
			return p.Name.Name.String(), c.Offset(p.Name.Idx)
		}
	case *ast.PropertyKeyed:
		at := c.Offset(p.Key.Idx0())
		key, ok := text(p.Key)
		if ok && !p.Computed && strings.HasPrefix(c.src[at:], key) {
			if _, plain := p.Value.(*ast.Identifier); plain {
				return key, at
			}
		}
	}
	return "", 0
}

// checkScope looks at a use of the hook's scopes, which become a constant of the handler.
func (c *converter) checkScope(i int) {
	if c.isTarget(i) || c.isChanged(i, alias{depth: 1}) {
		c.refuse("scope-changed", i)
	}
	if up := c.up(i); up != none {
		callee, _ := c.call(up)
		if callee != none && callee != i && !slices.Contains(slices.Concat(readers, copiers), c.calledName(callee)) {
			c.refuse("parameter-handed-on", i)
		}
	}
}
