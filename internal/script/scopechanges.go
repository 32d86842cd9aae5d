package script

import (
	"slices"

	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/token"
)

// scopeChanges finds where a hook of the token endpoint gives the token another scope than the one that was asked for.
// A result without a scope is a change too: the token then has none.
func (l *look) scopeChanges() []use {
	s := scopes{look: l, results: map[int]bool{}}
	for _, n := range l.nodes {
		if c, ok := n.Node.(*ast.CallExpression); ok {
			if at := l.variableOf(s.result(c)); s.result(c) != nil && at != none {
				s.results[at] = true
			}
		}
	}
	for i, n := range l.nodes {
		switch e := n.Node.(type) {
		case *ast.AssignExpression:
			s.assigned(e)
		case *ast.CallExpression:
			s.called(i, e)
		case *ast.UnaryExpression:
			s.deleted(e)
		case *ast.ObjectLiteral:
			s.literal(i, e)
		}
	}
	if !s.given {
		for _, i := range s.unset {
			s.lacking(i)
		}
		for _, i := range s.unseen {
			s.found = append(s.found, use{ScopeChange, "a result whose scope is not seen here", l.start(i)})
		}
	}
	return s.found
}

type scopes struct {
	*look
	results map[int]bool // the variables that are given to the callback
	given   bool         // some result has a scope
	unseen  []int        // the places of results that may have one or not
	unset   []int        // the places of results that are written out in a variable and have none there
	found   []use
}

func (s *scopes) change(name string, at ast.Node) {
	s.found = append(s.found, use{ScopeChange, name, s.offset(at.Idx0())})
}

// isCallback reports whether a call is one of the callback's, and for no error that can be seen.
func (s *scopes) isCallback(c *ast.CallExpression) bool {
	return s.callback != none && s.variableOf(c.Callee) == s.callback &&
		(len(c.ArgumentList) != 1 || isNothing(c.ArgumentList[0]))
}

// result is what a call of the callback gives it beside no error; nil where it is none, or gives nothing.
func (s *scopes) result(c *ast.CallExpression) ast.Expression {
	if len(c.ArgumentList) < 2 || !s.isCallback(c) {
		return nil
	}
	return c.ArgumentList[1]
}

// isScope reports whether an expression is the scope that was asked for, or a result's.
func (s *scopes) isScope(e ast.Expression) bool {
	left, name := member(e)
	return s.denote(s.place[e]) == "scope" || name == "scope" && left != nil && s.results[s.variableOf(left)]
}

// assigned looks at scope = …, result.scope = … and scope[i] = ….
func (s *scopes) assigned(a *ast.AssignExpression) {
	left, name := member(a.Left)
	isResult := name == "scope" && left != nil && s.results[s.variableOf(left)]
	switch {
	case isResult:
		s.given = true
	case nameOf(a.Left) != "" && s.paths[s.variableOf(a.Left)] == "scope":
	case left != nil && s.isScope(left) && (name == "" || name == "length"):
		s.change("scope", a)
		return
	default:
		return
	}
	if a.Operator != token.ASSIGN || !s.isUnchanged(a.Right) {
		s.change("scope", a)
	}
}

// deleted looks at delete result.scope and delete scope[i].
func (s *scopes) deleted(u *ast.UnaryExpression) {
	left, name := member(u.Operand)
	switch {
	case u.Operator != token.DELETE || left == nil:
	case name == "scope" && s.results[s.variableOf(left)]:
		s.change("a result without scope", u)
	case name == "" && s.isScope(left):
		s.change("scope", u)
	}
}

// called looks at what changes an array in place.
func (s *scopes) called(i int, c *ast.CallExpression) {
	if s.isCallback(c) {
		s.calledBack(i, c)
		return
	}
	array, method := member(c.Callee)
	if (method == "apply" || method == "call") && len(c.ArgumentList) > 0 { // scope.push.apply(scope, …)
		_, method = member(array)
		array = c.ArgumentList[0]
	}
	if array != nil && s.isScope(array) && slices.Contains([]string{"push", "pop", "shift", "unshift", "splice", "fill",
		"copyWithin"}, method) {
		s.change("scope."+method, c)
	}
}

// calledBack looks at a result that is neither an object written out nor a variable.
func (s *scopes) calledBack(i int, c *ast.CallExpression) {
	switch result := s.result(c).(type) {
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
func (s *scopes) lacking(i int) { s.change("a result without scope", s.nodes[i]) }

// literal looks at an object that is given to the callback, at once or as the first value of a variable.
func (s *scopes) literal(i int, o *ast.ObjectLiteral) {
	_, written := s.nodes[s.nodes[i].parent].Node.(*ast.CallExpression)
	switch parent := s.nodes[s.nodes[i].parent].Node.(type) {
	case *ast.CallExpression:
		if s.result(parent) != ast.Expression(o) {
			return
		}
	case *ast.Binding:
		if nameOf(parent.Target) == "" || !s.results[s.variableOf(parent.Target)] {
			return
		}
	default:
		return
	}
	given := s.literalScope(o)
	s.given = s.given || given
	switch {
	case given:
	case written:
		s.lacking(i)
	default: // a variable, which may get one later
		s.unset = append(s.unset, i)
	}
}

// literalScope reports whether an object that is written out has a scope, or may have one.
func (s *scopes) literalScope(o *ast.ObjectLiteral) (given bool) {
	for _, p := range o.Value {
		switch p := p.(type) {
		case *ast.PropertyShort:
			if p.Name.Name == "scope" {
				given = true
				if !s.isUnchanged(&p.Name) {
					s.change("scope", p)
				}
			}
		case *ast.PropertyKeyed:
			if key, _ := stringOf(p.Key); key == "scope" && !p.Computed {
				given = true
				if !s.isUnchanged(p.Value) {
					s.change("scope", p)
				}
			}
		case *ast.SpreadElement:
			given = true // perhaps
		}
	}
	return given
}

// isUnchanged reports whether e is the scope that was asked for: scope, scope || [], scope ? scope : [], [...scope],
// scope.slice().
func (s *scopes) isUnchanged(e ast.Expression) bool {
	switch e := e.(type) {
	case *ast.BinaryExpression:
		return isEmpty(e.Right) && s.isUnchanged(e.Left)
	case *ast.ConditionalExpression:
		one, other := s.isUnchanged(e.Consequent), s.isUnchanged(e.Alternate)
		return one && (other || isEmpty(e.Alternate)) || other && isEmpty(e.Consequent)
	case *ast.ArrayLiteral:
		if len(e.Value) != 1 {
			return false
		}
		spread, ok := e.Value[0].(*ast.SpreadElement)
		return ok && s.isUnchanged(spread.Expression)
	case *ast.CallExpression:
		array, method := member(e.Callee)
		return method == "slice" && len(e.ArgumentList) == 0 && s.isUnchanged(array)
	}
	return s.denote(s.place[e]) == "scope"
}
