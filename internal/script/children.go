package script

import "github.com/dop251/goja/ast"

// children calls visit for each node right below n, in the order of the text. Names that refer to no variable, as a property's or
// a label's, are no nodes; so are the names of functions and classes, which declare one.
func children(n ast.Node, visit func(ast.Node)) {
	some := func(nodes ...ast.Node) {
		for _, n := range nodes {
			if n != nil {
				visit(n)
			}
		}
	}
	childrenOfOperator(n, visit, some)
}

func childrenOfOperator(n ast.Node, visit func(ast.Node), some func(...ast.Node)) {
	switch n := n.(type) {
	case *ast.AssignExpression:
		some(n.Left, n.Right)
	case *ast.AwaitExpression:
		some(n.Argument)
	case *ast.BinaryExpression:
		some(n.Left, n.Right)
	case *ast.BracketExpression:
		some(n.Left, n.Member)
	case *ast.CallExpression:
		some(n.Callee)
		each(n.ArgumentList, visit)
	case *ast.ConditionalExpression:
		some(n.Test, n.Consequent, n.Alternate)
	case *ast.DotExpression:
		some(n.Left)
	case *ast.NewExpression:
		some(n.Callee)
		each(n.ArgumentList, visit)
	case *ast.Optional:
		some(n.Expression)
	case *ast.OptionalChain:
		some(n.Expression)
	case *ast.PrivateDotExpression:
		some(n.Left)
	case *ast.SequenceExpression:
		each(n.Sequence, visit)
	case *ast.UnaryExpression:
		some(n.Operand)
	case *ast.YieldExpression:
		some(n.Argument)
	default:
		childrenOfLiteral(n, visit, some)
	}
}

// childrenOfLiteral are those of values that are written out, and of the patterns that take them apart.
func childrenOfLiteral(n ast.Node, visit func(ast.Node), some func(...ast.Node)) {
	switch n := n.(type) {
	case *ast.ArrayLiteral:
		each(n.Value, visit)
	case *ast.ArrayPattern:
		each(n.Elements, visit)
		some(n.Rest)
	case *ast.ArrowFunctionLiteral:
		some(n.ParameterList, n.Body)
	case *ast.ClassLiteral:
		some(n.SuperClass)
		each(n.Body, visit)
	case *ast.FunctionLiteral:
		some(n.ParameterList, n.Body)
	case *ast.ObjectLiteral:
		each(n.Value, visit)
	case *ast.ObjectPattern:
		each(n.Properties, visit)
		some(n.Rest)
	case *ast.PropertyKeyed:
		if n.Computed {
			some(n.Key)
		}
		some(n.Value)
	case *ast.PropertyShort:
		some(&n.Name, n.Initializer)
	case *ast.SpreadElement:
		some(n.Expression)
	case *ast.TemplateLiteral:
		some(n.Tag)
		for i, e := range n.Elements {
			visit(e)
			if i < len(n.Expressions) {
				visit(n.Expressions[i])
			}
		}
	default:
		childrenOfStatement(n, visit, some)
	}
}

func childrenOfStatement(n ast.Node, visit func(ast.Node), some func(...ast.Node)) {
	switch n := n.(type) {
	case *ast.BlockStatement:
		each(n.List, visit)
	case *ast.ClassDeclaration:
		visit(n.Class)
	case *ast.ExpressionStatement:
		visit(n.Expression)
	case *ast.FunctionDeclaration:
		visit(n.Function)
	case *ast.LexicalDeclaration:
		each(n.List, visit)
	case *ast.ReturnStatement:
		some(n.Argument)
	case *ast.ThrowStatement:
		some(n.Argument)
	case *ast.VariableStatement:
		each(n.List, visit)
	default:
		childrenOfControl(n, visit, some)
	}
}

// childrenOfControl are those of statements with others in them.
func childrenOfControl(n ast.Node, visit func(ast.Node), some func(...ast.Node)) {
	switch n := n.(type) {
	case *ast.CaseStatement:
		some(n.Test)
		each(n.Consequent, visit)
	case *ast.CatchStatement:
		some(n.Parameter, n.Body)
	case *ast.DoWhileStatement:
		some(n.Body, n.Test)
	case *ast.ForInStatement:
		some(n.Into, n.Source, n.Body)
	case *ast.ForOfStatement:
		some(n.Into, n.Source, n.Body)
	case *ast.ForStatement:
		some(n.Initializer, n.Test, n.Update, n.Body)
	case *ast.IfStatement:
		some(n.Test, n.Consequent, n.Alternate)
	case *ast.LabelledStatement:
		visit(n.Statement)
	case *ast.SwitchStatement:
		some(n.Discriminant)
		each(n.Body, visit)
	case *ast.TryStatement:
		visit(n.Body)
		if n.Catch != nil {
			visit(n.Catch)
		}
		if n.Finally != nil {
			visit(n.Finally)
		}
	case *ast.WhileStatement:
		some(n.Test, n.Body)
	case *ast.WithStatement:
		some(n.Object, n.Body)
	default:
		childrenOfPart(n, visit, some)
	}
}

// childrenOfPart are those of what is neither an expression nor a statement of its own.
func childrenOfPart(n ast.Node, visit func(ast.Node), some func(...ast.Node)) {
	switch n := n.(type) {
	case *ast.Binding:
		some(n.Target, n.Initializer)
	case *ast.ClassStaticBlock:
		visit(n.Block)
	case *ast.ExpressionBody:
		visit(n.Expression)
	case *ast.FieldDefinition:
		if n.Computed {
			some(n.Key)
		}
		some(n.Initializer)
	case *ast.ForDeclaration:
		visit(n.Target)
	case *ast.ForIntoExpression:
		visit(n.Expression)
	case *ast.ForIntoVar:
		visit(n.Binding)
	case *ast.ForLoopInitializerExpression:
		visit(n.Expression)
	case *ast.ForLoopInitializerLexicalDecl:
		visit(&n.LexicalDeclaration)
	case *ast.ForLoopInitializerVarDeclList:
		each(n.List, visit)
	case *ast.MethodDefinition:
		if n.Computed {
			some(n.Key)
		}
		visit(n.Body)
	case *ast.ParameterList:
		each(n.List, visit)
		some(n.Rest)
	}
}

// each visits a list; missing elements of an array are nil.
func each[N ast.Node](list []N, visit func(ast.Node)) {
	for _, n := range list {
		if ast.Node(n) != nil {
			visit(n)
		}
	}
}
