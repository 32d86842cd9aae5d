package script

import (
	"slices"

	"github.com/dop251/goja/ast"

	"auth0-hook-action/internal/diag"
)

// checkTwice finds calls of the callback after which more of it follows.
func (r *rules) checkTwice(f *flow) {
	name := r.callbackName()
	said := map[int]bool{}
	for _, x := range slices.Concat(f.calls, f.hands) {
		for _, earlier := range x.state.calls {
			if said[earlier] || x.place == earlier || r.inside(x.place, earlier) || r.related(earlier, x.place) ||
				x.state.callback&called == 0 {
				continue
			}
			said[earlier] = true
			line, _ := r.position(r.start(x.place))
			r.warn("callback-twice", earlier,
				say("%s is called here, and the path goes on to line %d, where it is called again", name, diag.Line(line)),
				say("write return %s(…)", name))
		}
	}
}

// checkLater finds calls of the callback after something was started that calls it too, once it is done.
func (r *rules) checkLater(f *flow) {
	name := r.callbackName()
	said := map[int]bool{}
	for _, x := range f.calls {
		for _, earlier := range x.state.later {
			if said[earlier] || r.inside(x.place, earlier) || r.related(earlier, x.place) || r.isCaught(x.place, earlier) ||
				slices.ContainsFunc(r.conditions(x.place, earlier), f.isShared) {
				continue
			}
			said[earlier] = true
			line, _ := r.position(r.start(earlier))
			r.warn("callback-twice", x.place,
				say("%s is called here, and again when what line %d has started is done", name, diag.Line(line)),
				say("call %s in one of the two places", name))
			break
		}
	}
}

// isCaught reports whether node i runs where the try around node earlier has failed: then it may not have been reached.
func (t *tree) isCaught(i, earlier int) bool {
	for up := t.nodes[i].parent; up != none; up = t.nodes[up].parent {
		if _, ok := t.nodes[up].Node.(*ast.CatchStatement); ok && t.inside(earlier, t.nodes[up].parent) {
			return true
		}
	}
	return false
}

// related reports whether the conditions of two places have to do with each other, so that one may exclude the other.
func (l *look) related(a, b int) bool {
	names := map[int]bool{}
	for _, test := range l.conditions(a, b) {
		for at := test; at < l.nodes[test].end; at++ {
			if v := l.nodes[at].variable; v != none {
				names[v] = true
			}
		}
	}
	for _, test := range l.conditions(b, a) {
		for at := test; at < l.nodes[test].end; at++ {
			if v := l.nodes[at].variable; v != none && names[v] {
				return true
			}
		}
	}
	return false
}

// conditions are the tests around node i, within its function, that are not around node other.
func (l *look) conditions(i, other int) []int {
	var tests []int
	for up := l.nodes[i].parent; up != none && up != l.nodes[i].function; up = l.nodes[up].parent {
		if l.inside(other, up) {
			break
		}
		switch e := l.nodes[up].Node.(type) {
		case *ast.IfStatement:
			tests = append(tests, l.place[e.Test])
		case *ast.ConditionalExpression:
			tests = append(tests, l.place[e.Test])
		case *ast.BinaryExpression:
			tests = append(tests, l.place[e.Left])
		}
	}
	return tests
}

// checkWork finds calls of the callback in the hook's own body while work is under way: an Action may be stopped then.
func (r *rules) checkWork(f *flow) {
	name := r.callbackName()
	hint := say("call %s when the answer is there", name)
	for _, x := range f.calls {
		if len(x.state.pending) > 0 && x.state.callback&called == 0 {
			line, _ := r.position(r.start(x.state.pending[0]))
			r.warn("after-callback", x.place, say(
				"%s is called while what line %d has started is under way: an Action may be stopped before it is done",
				name, diag.Line(line)), hint)
			return
		}
	}
	for _, x := range f.starts {
		if x.state.callback == called {
			r.warn("after-callback", x.place,
				say("this is started after %s was called: an Action may be stopped before it is done", name),
				hint)
			return
		}
	}
}

// checkAwaited finds work of a native Action that is under way when its handler ends.
func (r *rules) checkAwaited() {
	for _, h := range r.export.handlers {
		if h.value == none || !isFunctionNode(r.nodes[h.value].Node) {
			continue
		}
		f := r.flowOf(h.value)
		var left []int
		for _, x := range f.returns {
			left = union(left, x.state.pending)
		}
		for _, at := range left {
			r.add("after-callback", diag.Warning, r.start(at),
				say("nothing waits for this: the Action may be stopped before it is done"), say("write await before it"))
		}
	}
}
