package script

import (
	"slices"
	"strings"

	"auth0-hook-action/internal/tenant"
)

// given names what a hook at a trigger is called with, in order; the last is the callback
// (https://auth0.com/docs/customize/hooks/extensibility-points).
func given(t tenant.Trigger) []string {
	switch t {
	case tenant.CredentialsExchange:
		return []string{"client", "scope", "audience", "context", "callback"}
	case tenant.PreUserRegistration, tenant.PostUserRegistration, tenant.PostChangePassword:
		return []string{"user", "context", "callback"}
	case tenant.SendPhoneMessage:
		return []string{"recipient", "text", "context", "callback"}
	}
	return nil
}

// handed names what a handler of a native Action is called with
// (https://auth0.com/docs/customize/actions/explore-triggers).
var handed = []string{"event", "api"}

// A look is a script as one that runs at a trigger: what the platform gives it is followed through its variables.
type look struct {
	*tree
	trigger  tenant.Trigger
	export   export
	hook     int // the function that a hook file exports, none in a native Action and where it is unknown
	callback int // the variable that is the hook's callback, none where there is none
	// paths says what a variable holds: a part of what the platform gives ("context.webtask.secrets"), or of a package
	// ("@axios#.default", "@twilio#().messages").
	paths map[int]string
	// functions are the variables that hold one function for good, by that function.
	functions map[int]int
	// kinds says of functions whether they go on working after they have returned: what is known so far.
	kinds map[int]requestKind
	// mentioning says of nodes whether they have to do with the callback: what is known so far.
	mentioning map[int]bool
	// always says of functions whether they call the callback on all paths: what is known so far.
	always map[int]bool
	// quiet says of functions whether they throw nothing, and of calls whether the promise that they give never fails: what is known
	// so far.
	quiet map[int]bool
	// properties are the values that the properties of variables are given, by the variable and the property's name.
	properties map[propertyKey][]int
	reads      []read
}

// look follows what the script is given at a trigger. With an unknown trigger a hook's last parameter is its callback.
func (t *tree) look(trigger tenant.Trigger) *look {
	l := &look{tree: t, trigger: trigger, export: t.exported(), hook: none, callback: none, paths: map[int]string{},
		functions: map[int]int{}, properties: t.properties(), always: map[int]bool{}, kinds: map[int]requestKind{},
		mentioning: map[int]bool{}, quiet: map[int]bool{}}
	roots := map[int][]string{}
	if at := l.export.value; at != none && isFunctionNode(t.nodes[at].Node) {
		l.hook = at
		roots[at] = given(trigger)
	}
	for _, h := range l.export.handlers {
		if h.value != none && isFunctionNode(t.nodes[h.value].Node) {
			roots[h.value] = handed
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
	if n := len(given(l.trigger)); n > 0 {
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

// pathOf says what a variable holds, by its first value or by the calls of the function whose parameter it is.
func (l *look) pathOf(v variable) string {
	path := ""
	switch {
	case v.parameter != none:
		path = l.argumentPath(v)
	case v.value != none && len(v.writes) == 0:
		path = l.denote(v.value)
	case v.value != none && slices.ContainsFunc(v.writes, func(i int) bool { return l.writtenValue(i) == none }):
	case v.value != none:
		path = l.denote(v.value)
		for _, i := range v.writes {
			if l.denote(l.writtenValue(i)) != path {
				return ""
			}
		}
	case len(v.writes) == 1 && l.writtenValue(v.writes[0]) != none:
		path = l.denote(l.writtenValue(v.writes[0]))
	}
	if path == "" || slices.Contains(v.taken, "") {
		return ""
	}
	return strings.Join(append([]string{path}, v.taken...), ".")
}

// argumentPath is what all calls of a function give one of its parameters, "" where they differ or none can be followed.
func (l *look) argumentPath(v variable) string {
	at, ok := l.functions[l.scopes[v.scope].node]
	if !ok {
		return ""
	}
	found := ""
	for _, use := range l.variables[at].uses {
		callee, arguments, ok := callParts(l.nodes[l.nodes[use].parent].Node)
		if !ok || callee != l.nodes[use].Node || v.parameter >= len(arguments) {
			continue
		}
		path := l.denote(l.place[arguments[v.parameter]])
		if path == "" || path[0] == '@' {
			continue
		}
		if found != "" && found != path {
			return ""
		}
		found = path
	}
	return found
}
