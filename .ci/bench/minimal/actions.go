package main

import (
	"slices"
	"sync"
	"time"
)

// firstLook is when a build is looked at for the first time, as by the action; each further wait is half as long again, up to
// lastLook.
const (
	firstLook = 400 * time.Millisecond
	lastLook  = 2 * time.Second
)

type (
	actionBody struct {
		Name     string    `json:"name,omitempty"`
		Code     string    `json:"code"`
		Triggers []trigger `json:"supported_triggers,omitempty"`
	}
	trigger struct {
		ID      string `json:"id"`
		Version string `json:"version"`
	}
	actionAnswer struct{ ID, Name, Status string }
	listAnswer   struct{ Actions []actionAnswer }
	flow         struct {
		Bindings []binding `json:"bindings"`
	}
	binding struct {
		ID      string    `json:"id,omitempty"`
		Ref     reference `json:"ref"`
		Display string    `json:"display_name"`
	}
	reference struct {
		Type  string `json:"type"`
		Value string `json:"value"`
	}
)

// beforeVerification is the least time between the last write and the look at what became of it, as of the action, which lets three
// times the slowest answer pass where that is longer.
const beforeVerification = 400 * time.Millisecond

// deployActions lists the Actions, and of each trigger what is bound; then it writes, builds and deploys each, and looks whether
// the deployments took effect: the API answers before, and refuses to bind what does not run. Where something is bound it looks
// again at the end: without that nobody knows which of two concurrent runs has won.
func deployActions(c *client, op string, hooks []hook) {
	list, flows := look(c, touched(op, hooks))
	if op == "unchanged" {
		return
	}
	var mu sync.Mutex
	each(hooks, len(hooks), func(h hook) {
		id := write(c, op, h, list.Actions)
		if op == "create" && h.Enabled {
			mu.Lock()
			f := flows[h.Trigger]
			f.Bindings = append(f.Bindings, binding{Ref: reference{"action_id", id}, Display: h.Name})
			flows[h.Trigger] = f
			mu.Unlock()
		}
	})
	look(c, nil)
	if op != "create" || len(flows) == 0 {
		return
	}
	bind(c, flows)
	time.Sleep(max(beforeVerification, 3*c.slowest())) //nolint:forbidigo // nothing cancels it
	look(c, touched(op, hooks))
}

// look lists the Actions, and reads what is bound at triggers.
func look(c *client, triggers []string) (list listAnswer, flows map[string]flow) {
	flows = map[string]flow{}
	var mu sync.Mutex
	var reads sync.WaitGroup
	reads.Go(func() { list = call[listAnswer](c, "GET", "/api/v2/actions/actions?page=0&per_page=100", nil) })
	for _, t := range triggers {
		reads.Go(func() {
			f := call[flow](c, "GET", "/api/v2/actions/triggers/"+t+"/bindings?page=0&per_page=50", nil)
			mu.Lock()
			flows[t] = f
			mu.Unlock()
		})
	}
	reads.Wait()
	return list, flows
}

// touched are the triggers whose bindings have to be known: where something is or is to be bound.
func touched(op string, hooks []hook) []string {
	var all []string
	for _, h := range hooks {
		if (h.Enabled || op != "create") && !slices.Contains(all, h.Trigger) {
			all = append(all, h.Trigger)
		}
	}
	return all
}

// write writes a draft, waits until it is built, and deploys it.
func write(c *client, op string, h hook, have []actionAnswer) (id string) {
	if op == "create" {
		id = call[actionAnswer](c, "POST", "/api/v2/actions/actions",
			actionBody{h.Name, h.Code, []trigger{{h.Trigger, "v2"}}}).ID
	} else {
		id = have[slices.IndexFunc(have, func(a actionAnswer) bool { return a.Name == h.Name })].ID
		call[any](c, "PATCH", "/api/v2/actions/actions/"+id, actionBody{Code: h.Code})
	}
	for wait := firstLook; ; wait = min(wait*3/2, lastLook) {
		time.Sleep(wait) //nolint:forbidigo // nothing cancels it
		if call[actionAnswer](c, "GET", "/api/v2/actions/actions/"+id, nil).Status == "built" {
			break
		}
	}
	call[any](c, "POST", "/api/v2/actions/actions/"+id+"/deploy", nil)
	return id
}

// bind writes the bindings of all triggers, those that were there by their ids.
func bind(c *client, flows map[string]flow) {
	var writes sync.WaitGroup
	for t, f := range flows {
		for i, b := range f.Bindings {
			if b.ID != "" {
				f.Bindings[i] = binding{Ref: reference{"binding_id", b.ID}, Display: b.Display}
			}
		}
		writes.Go(func() { call[any](c, "PATCH", "/api/v2/actions/triggers/"+t+"/bindings", f) })
	}
	writes.Wait()
}
