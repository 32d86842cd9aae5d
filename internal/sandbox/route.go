package sandbox

import "net/http"

// on adds an endpoint of the Management API that needs a scope.
func (t *Tenant) on(pattern, scope string, do endpoint) {
	t.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		if !t.take(w) {
			sendRefusal(w, errTooMany())
			return
		}
		err := t.authorize(r, scope)
		var rep reply
		if err == nil {
			rep, err = do(r)
		}
		send(w, rep, err)
	})
}
