package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

// writeFiles writes what the programs read, as it is, or where old as it was before the change, below the workspace:
//
//	set/hooks/NAME.js, NAME.json       the hooks in the Deploy CLI's format, for the action, and for the Deploy CLI on Hooks
//	native/actions, native/triggers    native Actions that do the same, for the Deploy CLI on Actions
//	minimal.json                       all of them as one list
//	bodies/NAME, NAME.patch            the bodies of curl's requests
func (st *stage) writeFiles(old bool) error {
	if err := os.RemoveAll(st.folder); err != nil {
		return err
	}
	files := map[string]any{}
	var list []wanted
	flows := map[string][]bound{}
	for i := range st.hooks {
		t, id := st.text(i, old), name(i)
		files["set/hooks/"+id+".js"] = t.hook()
		files["set/hooks/"+id+".json"] = hookFile{id, t.form.trigger, "./" + id + ".js", st.enables(i)}
		if st.engine == onHooks {
			files["bodies/"+id] = map[string]string{"name": id, "script": t.hook(), "triggerId": t.form.trigger}
			files["bodies/"+id+".patch"] = map[string]string{"script": t.hook()}
			list = append(list, wanted{Name: id, Trigger: t.form.trigger, Code: t.hook()})
			continue
		}
		files["native/actions/"+id+"/code.js"] = t.native()
		files["native/actions/"+id+".json"] = nativeFile(id, t.form.trigger)
		list = append(list, wanted{id, t.form.trigger, t.native(), st.enables(i)})
		if st.enables(i) {
			flows[t.form.trigger] = append(flows[t.form.trigger], bound{id, id})
		}
	}
	files["minimal.json"] = list
	if st.engine == onActions {
		files["native/triggers/triggers.json"] = flows
	}
	for file, content := range files {
		if err := st.writeFile(file, content); err != nil {
			return err
		}
	}
	return nil
}

// enables reports whether hook i is to run.
func (st *stage) enables(i int) bool { return i < st.enabled }

// A hookFile describes a hook in the Deploy CLI's format.
type hookFile struct {
	Name    string `json:"name"`
	Trigger string `json:"triggerId"`
	Script  string `json:"script"`
	Enabled bool   `json:"enabled,omitempty"`
}

// A wanted is one entry of minimal.json.
type wanted struct {
	Name, Trigger, Code string
	Enabled             bool
}

// A bound is an entry of a trigger's list in the Deploy CLI's format.
type bound struct {
	Action  string `json:"action_name"`
	Display string `json:"display_name"`
}

// nativeFile describes an Action in the Deploy CLI's format.
func nativeFile(name, trigger string) map[string]any {
	return map[string]any{
		"name": name, "code": "./actions/" + name + "/code.js", "runtime": "node22", "status": "built", "deployed": true,
		"dependencies": []string{}, "secrets": []string{},
		"supported_triggers": []map[string]string{{"id": trigger, "version": "v2"}},
	}
}

// writeFile writes a text as it is, and everything else as JSON.
func (st *stage) writeFile(name string, content any) error {
	file := filepath.Join(st.folder, name)
	if err := os.MkdirAll(filepath.Dir(file), 0o750); err != nil {
		return err
	}
	text, ok := content.(string)
	if !ok {
		raw, err := json.Marshal(content)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		text = string(raw)
	}
	return os.WriteFile(file, []byte(text), 0o600)
}
