package script

import (
	"strings"

	"auth0-hook-action/internal/tenant"
)

// look follows what the script is given at a trigger. With an unknown trigger a hook's last parameter is its callback.
func (t *tree) look(trigger tenant.Trigger) *look {
	l := &look{tree: t, trigger: trigger, export: t.exported(), hook: none, callback: none, paths: map[int]string{},
		functions: map[int]int{}, properties: t.properties(), always: map[int]bool{}, kinds: map[int]requestKind{},
		mentioning: map[int]bool{}, quiet: map[int]bool{}}
	roots := map[int][]string{}
	if at := l.export.value; at != none && isFunctionNode(t.nodes[at].Node) {
		l.hook = at
		roots[at] = trigger.HookParameters()
	}
	for _, h := range l.export.handlers {
		if h.value != none && isFunctionNode(t.nodes[h.value].Node) {
			roots[h.value] = handlerParameters
		}
	}
	for at, v := range t.variables {
		if v.value != none && v.taken == nil && len(v.writes) == 0 && isFunctionNode(t.nodes[v.value].Node) {
			l.functions[v.value] = at
		}
		if names := roots[t.scopes[v.scope].node]; v.parameter != none && v.parameter < len(names) {
			l.paths[at] = strings.Join(append([]string{names[v.parameter]}, v.taken...), ".")
		}
	}
	l.findCallback()
	for range 3 { // a helper's parameters may hold what another helper's do
		if !l.spread() {
			break
		}
	}
	l.findReads()
	return l
}

// findCallback finds the hook's callback: the parameter at the callback's place, or beyond it one that is called so.
func (l *look) findCallback() {
	if l.hook == none {
		return
	}
	last := len(parameters(l.nodes[l.hook].Node).List) - 1
	if n := len(l.trigger.HookParameters()); n > 0 {
		last = n - 1
	}
	for at, v := range l.variables {
		if l.scopes[v.scope].node == l.hook && v.parameter == last && v.taken == nil {
			l.callback = at
		}
	}
}

// spread says of more variables what they hold; it reports whether there were any.
func (l *look) spread() (more bool) {
	for at, v := range l.variables {
		if l.paths[at] != "" {
			continue
		}
		path := l.pathOf(v)
		if path == "" || strings.Count(path, ".") > deepest {
			continue
		}
		l.paths[at], more = path, true
	}
	return more
}
