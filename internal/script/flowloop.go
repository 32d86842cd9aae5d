package script

import (
	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/token"
)

func (f *flow) choose(n *ast.SwitchStatement, s state) state {
	s = f.expression(n.Discriminant, s)
	left, through := &state{}, state{}
	f.breaks = append(f.breaks, left)
	for _, c := range n.Body {
		if c.Test != nil {
			s = f.expression(c.Test, s)
		}
		through = f.statements(c.Consequent, join(s, through))
	}
	f.breaks = f.breaks[:len(f.breaks)-1]
	end := join(*left, through)
	if n.Default < 0 {
		end = join(end, s)
	}
	return end
}

func (f *flow) jump(n *ast.BranchStatement, s state) {
	targets := f.breaks
	if n.Token == token.CONTINUE {
		targets = f.loops
	}
	if n.Label != nil || len(targets) == 0 {
		f.unclear = true
		return
	}
	*targets[len(targets)-1] = join(*targets[len(targets)-1], s)
}

// loop follows a loop's body once.
func (f *flow) loop(n ast.Node, s state) state {
	var inner ast.Statement
	endless, atLeastOnce := false, false
	switch n := n.(type) {
	case *ast.ForStatement:
		children(n, func(c ast.Node) {
			switch c := c.(type) {
			case *ast.ForLoopInitializerExpression:
				s = f.expression(c.Expression, s)
			case *ast.ForLoopInitializerVarDeclList:
				s = f.bindings(c.List, s)
			case *ast.ForLoopInitializerLexicalDecl:
				s = f.bindings(c.LexicalDeclaration.List, s)
			}
		})
		inner, endless = n.Body, n.Test == nil || isTrue(n.Test)
	case *ast.ForInStatement:
		s, inner = f.expression(n.Source, s), n.Body
	case *ast.ForOfStatement:
		s, inner = f.expression(n.Source, s), n.Body
	case *ast.WhileStatement:
		s, inner, endless = f.expression(n.Test, s), n.Body, isTrue(n.Test)
	case *ast.DoWhileStatement:
		inner, endless, atLeastOnce = n.Body, isTrue(n.Test), true
	}
	left, again := &state{}, &state{}
	f.breaks, f.loops = append(f.breaks, left), append(f.loops, again)
	once := f.statement(inner, s)
	end := join(once, *again)
	f.breaks, f.loops = f.breaks[:len(f.breaks)-1], f.loops[:len(f.loops)-1]
	switch {
	case endless:
		return *left
	case atLeastOnce:
		return join(end, *left)
	}
	return join(join(s, end), *left)
}

func isTrue(e ast.Expression) bool {
	b, ok := e.(*ast.BooleanLiteral)
	return ok && b.Value || isNumber(e, 1)
}
