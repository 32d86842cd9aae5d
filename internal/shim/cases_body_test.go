package shim

import "encoding/json"

// bodyCases are hooks that read the body of the request to /oauth/token, which Hooks had as context.body.
func bodyCases() map[string]fidelity {
	cases := map[string]fidelity{}
	for name, lines := range map[string]string{
		"member":       "cb(null, { scope, 'urn:x': context.body.order_id });",
		"guarded":      "cb(null, { scope, 'urn:x': context.body && context.body.order_id });",
		"optional":     "cb(null, { scope, 'urn:x': context.body?.order_id ?? 'none' });",
		"destructured": "const { order_id, grant_type } = context.body || {}; cb(null, { scope, 'urn:x': [order_id, grant_type] });",
		"computed":     "const key = 'order' + '_id'; cb(null, { scope, 'urn:x': (context.body || {})[key] });",
		"whole":        "console.log(context.body); cb(null, { scope, 'urn:x': context.body });",
		"keys":         "cb(null, { scope, 'urn:x': Object.keys(context.body || {}).sort() });",
		"of context":   "cb(null, { scope, 'urn:x': 'body' in context });",
		"of webtask":   "cb(null, { scope, 'urn:x': context.webtask.body.context });",
		"changed": "(context.body || {}).order_id = 'changed'; cb(null, { scope, 'urn:x': context.body && " +
			"context.body.order_id });",
		"for an error": "if (!context.body || !context.body.order_id) return cb(new InvalidRequestError('order_id is missing')); " +
			"cb(null, { scope });",
		"of its scopes": "const asked = ((context.body || {}).scope || '').split(' ').filter(Boolean); cb(null, { scope: scope || " +
			"asked });",
	} {
		for kind, body := range map[string]any{
			"none":   nil,
			"order":  object{"grant_type": "client_credentials", "order_id": "o-17"},
			"odd":    object{"order_id": object{"a": []any{1, "é", true}}, "scope": "a b"},
			"number": object{"order_id": 17, "scope": ""},
		} {
			f := fidelity{on: exchange, do: lines, body: patchOf("context", body), event: patchOf("request", body), node: body == nil}
			cases["body: "+name+", "+kind] = f
		}
	}
	return cases
}

// patchOf is a merge patch that sets the body of what is called name.
func patchOf(name string, body any) string {
	text, err := json.Marshal(object{name: object{"body": body}})
	if err != nil {
		panic(err)
	}
	return string(text)
}
