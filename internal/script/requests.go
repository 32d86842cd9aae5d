package script

import (
	"slices"
	"strings"

	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/token"
)

// promiseClients are packages whose functions make a request and give a promise; callbackClients those of which one gets the
// answer by a callback or an event.
var (
	promiseClients = strings.Fields(`axios node-fetch got superagent request-promise request-promise-native ky undici
		cross-fetch isomorphic-fetch isomorphic-unfetch unfetch phin bent needle make-fetch-happen wretch ofetch
		redaxios gaxios`)
	callbackClients = strings.Fields(`http https http2 node:http node:https node:http2 request`)
	// clientMethods are those of such packages that make requests; the package itself is called by the empty name.
	clientMethods = append(strings.Fields(`get post put patch delete del head options request fetch default`), "")
	// workMethods are methods of other packages' objects that send something off.
	workMethods = strings.Fields(`send sendMail sendMessage create post put patch request query insertOne insertMany
		insert updateOne updateMany update replaceOne deleteOne deleteMany publish track identify group save upsert
		createOrUpdate emit captureException captureMessage`)
	// closingMethods give back what was used: nothing is lost where they are cut off.
	closingMethods = strings.Fields(`end close quit disconnect destroy release`)
)

// requestKind says whether a call starts work that goes on after it, such as a request, and how its end is reported; 0
// where it does not, or that is unknown.
func (l *look) requestKind(i int) requestKind {
	c, ok := l.nodes[i].Node.(*ast.CallExpression)
	if !ok {
		return 0
	}
	if kind := l.clientKind(c.Callee); kind != 0 {
		return kind
	}
	callee := unwrapExpression(c.Callee)
	if function := l.functionOf(l.variableOf(callee)); function != none {
		return l.ownKind(function)
	}
	_, method := member(callee)
	if l.isPackageWork(callee) || method == "forEach" && len(c.ArgumentList) > 0 && l.awaits(c.ArgumentList[0]) {
		return byPromise
	}
	if l.chainTop(i) != i && l.chainHas(i, "then", "catch", "finally") && !l.isPromiseMaker(callee) &&
		!slices.Contains(closingMethods, method) {
		return byPromise
	}
	return 0
}

// isPackageWork reports whether a function is one of a package's that send something off.
func (l *look) isPackageWork(callee ast.Expression) bool {
	name, _ := packageOf(l.denote(l.place[callee]))
	_, method := member(callee)
	return name != "" && slices.Contains(workMethods, method) && !isBuiltin(name)
}

// clientKind says how a function that makes requests gives its answer, 0 for other functions.
func (l *look) clientKind(callee ast.Expression) requestKind {
	callee = unwrapExpression(callee)
	if nameOf(callee) == "fetch" && l.variableOf(callee) == none {
		return byPromise
	}
	name, rest := packageOf(l.denote(l.place[callee]))
	method := rest[strings.LastIndexByte(rest, '.')+1:]
	if name == "" || strings.HasSuffix(method, ")") || !slices.Contains(clientMethods, method) {
		return 0
	}
	switch {
	case slices.Contains(promiseClients, name):
		return byPromise
	case slices.Contains(callbackClients, name) && (name == "request" || method != ""):
		return byCallback
	}
	return 0
}

// packageOf is the package of a path, and what of the package it is; name is empty for a path of another kind.
func packageOf(path string) (name, rest string) {
	name, ok := strings.CutPrefix(path, "@")
	if !ok {
		return "", ""
	}
	name, rest, _ = strings.Cut(name, "#")
	return name, rest
}

// awaits reports whether an expression is a function of the script that goes on after what it waits for.
func (l *look) awaits(e ast.Expression) bool {
	function := l.place[e]
	if !isFunctionNode(e) {
		function = l.functionOf(l.variableOf(e))
	}
	if function == none || !isAsync(l.nodes[function].Node) {
		return false
	}
	for i := function + 1; i < l.nodes[function].end; i++ {
		if _, ok := l.nodes[i].Node.(*ast.AwaitExpression); ok && l.nodes[i].function == function {
			return true
		}
	}
	return false
}

// isPromiseMaker reports whether what is called gives a promise of its own: Promise.resolve, Promise.all.
func (l *look) isPromiseMaker(callee ast.Expression) bool {
	left, _ := member(callee)
	return nameOf(left) == "Promise"
}

// ownKind says of a function of the script whether it goes on working after it has returned.
func (l *look) ownKind(function int) requestKind {
	if known, ok := l.kinds[function]; ok {
		return known
	}
	l.kinds[function] = 0 // for one that calls itself
	kind := requestKind(0)
	if isAsync(l.nodes[function].Node) {
		kind = byPromise
	}
	for i := function + 1; i < l.nodes[function].end && kind == 0; i++ {
		if l.nodes[i].function == function && l.isUnattended(i) {
			kind = byCallback
		}
	}
	l.kinds[function] = kind
	return kind
}

// isUnattended reports whether the call at node i starts work that nobody waits for where it stands, and that does not lead
// to the callback.
func (l *look) isUnattended(i int) bool {
	if _, ok := l.nodes[i].Node.(*ast.CallExpression); !ok {
		return false
	}
	top := l.chainTop(i)
	stored := none
	if !l.isDiscarded(top) {
		switch parent := l.nodes[l.nodes[top].parent].Node.(type) {
		case *ast.Binding:
			stored = l.variableOf(parent.Target)
		case *ast.AssignExpression:
			stored = l.variableOf(parent.Left)
		default:
			return false
		}
	}
	kind := l.requestKind(i)
	if kind == 0 || kind == byPromise && stored != none && len(l.variables[stored].uses) > 0 {
		return false
	}
	return !l.mentionsCallback(top)
}

// isDiscarded reports whether nobody looks at the value of node i: it is a statement, or the part of one, as minifiers write
// them.
func (l *look) isDiscarded(i int) bool {
	for {
		up := l.nodes[i].parent
		switch e := l.nodes[up].Node.(type) {
		case *ast.ExpressionStatement:
			return true
		case *ast.SequenceExpression:
			if e.Sequence[len(e.Sequence)-1] != l.nodes[i].Node {
				return true
			}
		case *ast.BinaryExpression:
			if e.Right != l.nodes[i].Node || e.Operator != token.LOGICAL_AND && e.Operator != token.LOGICAL_OR {
				return false
			}
		case *ast.ConditionalExpression:
			if e.Test == l.nodes[i].Node {
				return false
			}
		case *ast.UnaryExpression:
			return e.Operator == token.VOID
		default:
			return false
		}
		i = up
	}
}

// chainTop is the last call of the chain that begins with the call at node i: f().then().catch().
func (l *look) chainTop(i int) int {
	for {
		up := l.memberOf(i)
		if up == none {
			return i
		}
		parent := l.nodes[up].parent
		for {
			switch l.nodes[parent].Node.(type) {
			case *ast.Optional, *ast.OptionalChain:
				parent = l.nodes[parent].parent
				continue
			}
			break
		}
		c, ok := l.nodes[parent].Node.(*ast.CallExpression)
		if !ok || unwrapExpression(c.Callee) != l.nodes[up].Node {
			return i
		}
		i = parent
	}
}

// chainHas reports whether the chain that begins with the call at node i has a call of one of these methods.
func (l *look) chainHas(i int, methods ...string) bool {
	for at := l.chainTop(i); at > 0 && at != i; {
		c, ok := l.nodes[at].Node.(*ast.CallExpression)
		if !ok {
			return false
		}
		left, method := member(c.Callee)
		if slices.Contains(methods, method) {
			return true
		}
		if left == nil {
			return false
		}
		at = l.place[left]
	}
	return false
}
