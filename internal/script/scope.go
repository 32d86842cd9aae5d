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
		switch e := n.Node.(type) {
		case *ast.CallExpression:
			if id, ok := s.result(i, e).(*ast.Identifier); ok {
				s.results[id.Name.String()] = true
			}
		case *ast.Binding:
			if id, ok := e.Target.(*ast.Identifier); ok && e.Initializer != nil && s.isUnchanged(i, e.Initializer) {
				in.paths[variable{n.function, id.Name.String()}] = "scope"
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
	if !s.given {
		for _, i := range s.unset {
			s.lacking(i)
		}
		for _, i := range s.unseen {
			s.found = append(s.found, use{ScopeChange, "a result whose scope is not seen here", in.offset(in.nodes[i].Idx0())})
		}
	}
	return s.found
}

type scopes struct {
	*inputs
	callback string
	hook     int
	results  map[string]bool // the variables that are given to the callback
	given    bool            // some result has a scope
	unseen   []int           // the places of results that may have one or not
	unset    []int           // the places of results that are written out in a variable and have none there
	found    []use
}

// isCallback reports whether a call is one of the callback's, and for no error that can be seen.
func (s *scopes) isCallback(i int, c *ast.CallExpression) bool {
	id, ok := c.Callee.(*ast.Identifier)
	return ok && id.Name.String() == s.callback && s.scope(i, s.callback) == s.hook && (len(c.ArgumentList) != 1 || isNothing(c.ArgumentList[0]))
}

// isNothing reports whether an expression is null or undefined.
func isNothing(e ast.Expression) bool {
	if id, ok := e.(*ast.Identifier); ok {
		return id.Name == "undefined"
	}
	_, null := e.(*ast.NullLiteral)
	return null
}

// result is what a call of the callback gives it beside no error; nil where it is none, or gives nothing.
func (s *scopes) result(i int, c *ast.CallExpression) ast.Expression {
	if len(c.ArgumentList) < 2 || !s.isCallback(i, c) {
		return nil
	}
	return c.ArgumentList[1]
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
	if s.isCallback(i, c) {
		s.calledBack(i, c)
		return
	}
	array, method := member(c.Callee)
	_, name := member(array)
	if name != "scope" && s.path(i, array) != "scope" {
		return
	}
	if slices.Contains([]string{"push", "pop", "shift", "unshift", "splice", "fill", "copyWithin"}, method) {
		s.found = append(s.found, use{ScopeChange, "scope." + method, s.offset(c.Idx0())})
	}
}

// calledBack looks at a result that is neither an object written out nor a variable.
func (s *scopes) calledBack(i int, c *ast.CallExpression) {
	switch result := s.result(i, c).(type) {
	case nil:
		s.lacking(i)
	case *ast.ObjectLiteral:
	case *ast.Identifier:
		if isNothing(result) && isNothing(c.ArgumentList[0]) {
			s.lacking(i)
		}
	case *ast.NullLiteral:
		if isNothing(c.ArgumentList[0]) {
			s.lacking(i)
		}
	default:
		s.unseen = append(s.unseen, i)
	}
}

// lacking keeps that a result has no scope.
func (s *scopes) lacking(i int) {
	s.found = append(s.found, use{ScopeChange, "a result without scope", s.offset(s.nodes[i].Idx0())})
}

// literal looks at an object that is given to the callback, at once or as the first value of a variable.
func (s *scopes) literal(i int, o *ast.ObjectLiteral) {
	switch parent := s.nodes[s.nodes[i].parent].Node.(type) {
	case *ast.CallExpression:
		if s.result(s.nodes[i].parent, parent) != ast.Expression(o) {
			return
		}
	case *ast.Binding:
		if id, ok := parent.Target.(*ast.Identifier); !ok || !s.results[id.Name.String()] {
			return
		}
	default:
		return
	}
	given := false
	for _, p := range o.Value {
		switch p := p.(type) {
		case *ast.PropertyShort:
			given = given || p.Name.Name == "scope"
		case *ast.PropertyKeyed:
			if key, _ := stringOf(p.Key); key == "scope" && !p.Computed {
				given = true
				if !s.isUnchanged(i, p.Value) {
					s.found = append(s.found, use{ScopeChange, "scope", s.offset(p.Idx0())})
				}
			}
		case *ast.SpreadElement:
			given = true // perhaps
		}
	}
	s.given = s.given || given
	if _, written := s.nodes[s.nodes[i].parent].Node.(*ast.CallExpression); !given && written {
		s.lacking(i)
	} else if !given { // a variable, which may get one later
		s.unset = append(s.unset, i)
	}
}

// isUnchanged reports whether e is the scope that was asked for: scope, scope || [], scope ? scope : [], [...scope],
// scope.slice().
func (s *scopes) isUnchanged(i int, e ast.Expression) bool {
	switch e := e.(type) {
	case *ast.BinaryExpression:
		return isEmpty(e.Right) && s.isUnchanged(i, e.Left)
	case *ast.ConditionalExpression:
		one, other := s.isUnchanged(i, e.Consequent), s.isUnchanged(i, e.Alternate)
		return one && (other || isEmpty(e.Alternate)) || other && isEmpty(e.Consequent)
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

// isEmpty reports whether an expression is [], null or undefined.
func isEmpty(e ast.Expression) bool {
	array, ok := e.(*ast.ArrayLiteral)
	return ok && len(array.Value) == 0 || isNothing(e)
}
