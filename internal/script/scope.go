package script

import (
	"slices"

	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/token"
)

// scopeChanges finds where a hook of the token endpoint gives the token another scope than the one that was asked for.
// A result without a scope is a change too: the token then has none.
func (in *inputs) scopeChanges(h hook) []use {
	s := scopes{inputs: in, callback: h.parameter(len(h.parameters.List) - 1), hook: h.at, results: map[string]bool{}}
	for i, n := range in.nodes {
		if c, ok := n.Node.(*ast.CallExpression); ok && s.isCallback(i, c) {
			if id, ok := c.ArgumentList[1].(*ast.Identifier); ok {
				s.results[id.Name.String()] = true
			}
		}
	}
	for i, n := range in.nodes {
		switch e := n.Node.(type) {
		case *ast.AssignExpression:
			s.assigned(i, e)
		case *ast.CallExpression:
			s.called(i, e)
		case *ast.ObjectLiteral:
			s.literal(i, e)
		}
	}
	if !s.given && s.without > 0 {
		s.found = append(s.found, use{ScopeChange, "a result without scope", in.offset(in.nodes[s.without].Idx0())})
	}
	return s.found
}

type scopes struct {
	*inputs
	callback string
	hook     int
	results  map[string]bool // the variables that are given to the callback
	given    bool            // some result has a scope
	without  int             // the place of a result that is written out and has none
	found    []use
}

// isCallback reports whether a call is one of the callback's with a result.
func (s *scopes) isCallback(i int, c *ast.CallExpression) bool {
	id, ok := c.Callee.(*ast.Identifier)
	return ok && len(c.ArgumentList) > 1 && id.Name.String() == s.callback && s.scope(i, s.callback) == s.hook
}

// assigned looks at scope = … and result.scope = ….
func (s *scopes) assigned(i int, a *ast.AssignExpression) {
	left, name := member(a.Left)
	id, _ := left.(*ast.Identifier)
	switch {
	case s.path(i, a.Left) == "scope":
	case name == "scope" && id != nil && s.results[id.Name.String()]:
		s.given = true
	default:
		return
	}
	if a.Operator != token.ASSIGN || !s.isUnchanged(i, a.Right) {
		s.found = append(s.found, use{ScopeChange, "scope", s.offset(a.Idx0())})
	}
}

// called looks at what changes an array in place.
func (s *scopes) called(i int, c *ast.CallExpression) {
	array, method := member(c.Callee)
	_, name := member(array)
	if name != "scope" && s.path(i, array) != "scope" {
		return
	}
	if slices.Contains([]string{"push", "pop", "shift", "unshift", "splice", "fill", "copyWithin"}, method) {
		s.found = append(s.found, use{ScopeChange, "scope." + method, s.offset(c.Idx0())})
	}
}

// literal looks at an object that is given to the callback, at once or as the first value of a variable.
func (s *scopes) literal(i int, o *ast.ObjectLiteral) {
	switch parent := s.nodes[s.nodes[i].parent].Node.(type) {
	case *ast.CallExpression:
		if !s.isCallback(i, parent) || parent.ArgumentList[1] != ast.Expression(o) {
			return
		}
	case *ast.Binding:
		if id, ok := parent.Target.(*ast.Identifier); !ok || !s.results[id.Name.String()] {
			return
		}
	default:
		return
	}
	for _, p := range o.Value {
		switch p := p.(type) {
		case *ast.PropertyShort:
			s.given = s.given || p.Name.Name == "scope"
		case *ast.PropertyKeyed:
			if key, _ := stringOf(p.Key); key == "scope" && !p.Computed {
				s.given = true
				if !s.isUnchanged(i, p.Value) {
					s.found = append(s.found, use{ScopeChange, "scope", s.offset(p.Idx0())})
				}
			}
		case *ast.SpreadElement:
			s.given = true // perhaps
		}
	}
	s.without = i
}

// isUnchanged reports whether e is the scope that was asked for: scope, scope || [], [...scope], scope.slice().
func (s *scopes) isUnchanged(i int, e ast.Expression) bool {
	switch e := e.(type) {
	case *ast.BinaryExpression:
		empty, ok := e.Right.(*ast.ArrayLiteral)
		return ok && len(empty.Value) == 0 && s.isUnchanged(i, e.Left)
	case *ast.ArrayLiteral:
		if len(e.Value) != 1 {
			return false
		}
		spread, ok := e.Value[0].(*ast.SpreadElement)
		return ok && s.isUnchanged(i, spread.Expression)
	case *ast.CallExpression:
		array, method := member(e.Callee)
		return method == "slice" && len(e.ArgumentList) == 0 && s.isUnchanged(i, array)
	}
	return s.path(i, e) == "scope"
}
