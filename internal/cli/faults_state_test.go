package cli_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"auth0-hook-action/internal/sandbox"
)

// An entity is what counts of a Hook or an Action: what runs, and where.
type entity struct {
	Trigger, Script       string
	Enabled               bool // of an Action: bound
	Secrets, Dependencies map[string]string
}

// A state is what a tenant has.
type state struct {
	Entities map[string]entity // by "Hook NAME" and "Action NAME"; an Action that was never deployed is none
	Count    map[string]int    // how many there are of each
	Others   []string          // the bindings that are not of this program
}

func (e *env) state() state {
	s := state{Entities: map[string]entity{}, Count: map[string]int{}}
	snapshot := e.auth0.Snapshot()
	for _, h := range snapshot.Hooks {
		s.Count["Hook "+h.Name]++
		s.Entities["Hook "+h.Name] = entity{h.Trigger, h.Script, h.Enabled, h.Secrets, h.Dependencies}
	}
	bound := map[string]bool{}
	for _, trigger := range slices.Sorted(maps.Keys(snapshot.Bindings)) {
		for _, b := range snapshot.Bindings[trigger] {
			bound[b.ActionID] = true
			if strings.HasPrefix(b.DisplayName, "others") {
				s.Others = append(s.Others, b.DisplayName+" "+b.ActionID)
			}
		}
	}
	for _, a := range snapshot.Actions {
		s.Count["Action "+a.Name]++
		if a.Deployed == nil {
			continue
		}
		packages := map[string]string{}
		for _, d := range a.Deployed.Dependencies {
			packages[d.Name] = d.Version
		}
		s.Entities["Action "+a.Name] = entity{a.Trigger, a.Deployed.Code, bound[a.ID], a.Deployed.Secrets, packages}
	}
	return s
}

// of is what there is of a hook's name on either runtime.
func (s state) of(name string) map[string]entity {
	found := map[string]entity{}
	for _, key := range []string{"Hook " + name, "Action " + name} {
		if e, ok := s.Entities[key]; ok {
			found[key] = e
		}
	}
	return found
}

// enabled counts by trigger what runs there, that of others aside.
func (s state) enabled() map[string]int {
	n := map[string]int{}
	for key, e := range s.Entities {
		if e.Enabled && !isOthers(key) {
			n[e.Trigger]++
		}
	}
	return n
}

// isOthers reports whether a key of a state is not of this program.
func isOthers(key string) bool {
	_, name, _ := strings.Cut(key, " ")
	return name == "" || strings.HasPrefix(name, "others")
}

// addOthers puts on the tenant what is somebody else's.
func (e *env) addOthers() {
	e.auth0.AddHook(sandbox.Hook{Name: "others-hook", Trigger: "send-phone-message", Script: audit, Enabled: true,
		Dependencies: map[string]string{"axios": "1.7.2"}, Secrets: map[string]string{"THEIRS": "others' own value"}})
	e.auth0.AddHook(sandbox.Hook{Trigger: "post-change-password", Script: "// nameless"})
	for _, name := range []string{"others-action", "others-second"} {
		id := e.auth0.AddAction(sandbox.Action{ID: "11111111-2222-4333-8444-5555" + strconv.Itoa(55555000+len(name)), Name: name,
			Trigger: flow, Code: "exports.theirs = 1", Secrets: map[string]string{"THEIRS": "others' own value"},
			Deployed: &sandbox.Version{}})
		e.auth0.AddBinding(id, "others: "+name)
	}
	e.secrets = append(e.secrets, "others' own value")
}

// A slotWatch looks at each request to the tenant whether two hooks run at one trigger.
type slotWatch struct {
	mu    sync.Mutex
	wrong string
}

// watchSlots watches from now on.
func watchSlots(b *bubble) *slotWatch {
	w := &slotWatch{}
	b.auth0.SetGate(func(r sandbox.Request) {
		for trigger, n := range b.state().enabled() {
			if n > 1 {
				w.mu.Lock()
				w.wrong = fmt.Sprintf("%d hooks run at %s when %s %s arrives", n, trigger, r.Method, r.Path)
				w.mu.Unlock()
			}
		}
	})
	return w
}

func (w *slotWatch) check(t *testing.T) {
	t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.wrong != "" {
		t.Error(w.wrong)
	}
}

// jsonText is v as JSON.
func jsonText(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(text)
}
