package script

import (
	"slices"
	"strings"

	"github.com/dop251/goja/ast"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/tenant"
)

// checkHandlers looks at what a native Action exports (https://auth0.com/docs/customize/actions/write-your-first-action).
func (r *rules) checkHandlers() {
	if r.trigger == 0 {
		return
	}
	want := r.trigger.Handlers()
	hasFirst := false
	for _, h := range r.export.handlers {
		hasFirst = hasFirst || h.name == want[0]
		at := r.start(h.place)
		if slices.Contains(want, h.name) {
			r.checkHandler(h)
			continue
		}
		name, hint := quote(h.name), say("%s calls %s", r.trigger, strings.Join(want, " and "))
		if other := triggerOf(h.name); other != 0 {
			r.add("handler", diag.Error, at, say("%s is a handler of %s, and the script is for %s", name, other,
				r.trigger), hint)
		} else {
			r.add("handler", diag.Error, at,
				say("no trigger calls %s: did you mean %s?", name, nearest(h.name)), hint)
		}
		hasFirst = true // one cause, one finding
	}
	if !hasFirst {
		r.add("handler", diag.Error, r.start(r.export.handlers[0].place),
			say("the script exports no %s, by which %s starts it", want[0], r.trigger),
			say("write exports.%s = async (event, api) => { … };", want[0]))
	}
}

// checkHandler looks at one handler: the platform accepts async functions only.
func (r *rules) checkHandler(h handler) {
	if h.value == none {
		return
	}
	n := r.nodes[h.value].Node
	f, isLiteral := n.(*ast.FunctionLiteral)
	name := quote(h.name)
	hint := say("write exports.%s = async (event, api) => { … };", name)
	switch {
	case notCallable(n) != "":
		r.add("handler", diag.Error, r.start(h.place),
			say("%s is %s, and the platform calls it", name, notCallable(n)), hint)
	case !isFunctionNode(n):
	case isLiteral && f.Generator || !isAsync(n):
		r.add("handler", diag.Error, r.start(h.place),
			say("%s is not an async function: the platform refuses to call it", name), hint)
	default:
		list, want := parameters(n).List, len(handlerParameters)
		if len(list) > want && list[want].Initializer == nil {
			r.add("parameters", diag.Error, r.start(r.place[list[want]]),
				say("an Action's handler is called with event and api: this parameter is always undefined"),
				say("an Action has no callback: return, throw, or use api"))
		}
	}
}

// triggerOf is the trigger that has a handler, 0 where none has.
func triggerOf(name string) tenant.Trigger {
	for _, t := range tenant.Triggers() {
		if slices.Contains(t.Handlers(), name) {
			return t
		}
	}
	return 0
}

// nearest is the handler whose name is most like a misspelt one.
func nearest(name string) string {
	best, least := "", len(name)+100
	for _, t := range tenant.Triggers() {
		for _, h := range t.Handlers() {
			if d := distance(strings.ToLower(name), strings.ToLower(h)); d < least {
				best, least = h, d
			}
		}
	}
	return best
}

// distance is how many letters must be added, removed or replaced to make one text of another (Levenshtein).
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			diagonal, row[j+1] = row[j+1], min(row[j+1]+1, row[j]+1, diagonal+cost)
		}
	}
	return row[len(b)]
}
