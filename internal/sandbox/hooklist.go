package sandbox

import (
	"fmt"
	"net/http"
	"slices"
)

const hookPageSize = 100 // the most, and the default

// listHooks answers an array, or an object with the totals where they are asked for.
func (t *Tenant) listHooks(r *http.Request) (reply, error) {
	q := readQuery(r, "page", "per_page", "include_totals", "enabled", "fields", "include_fields", "triggerId")
	number, size := q.number("page", 0, 1<<20), q.number("per_page", hookPageSize, hookPageSize)
	totals, enabled := q.flag("include_totals"), q.flag("enabled")
	trigger := q.choice("triggerId", hookTriggers()...)
	names := q.choices("fields", hookFields()...)
	if q.err != nil {
		return reply{}, q.err
	}
	var found []map[string]any
	for _, h := range t.hooks {
		fits := (enabled == nil || *enabled == h.Enabled) && (trigger == "" || trigger == h.Trigger)
		if fits && !h.listedFrom.After(t.now()) {
			found = append(found, viewHook(h.Hook, t.listFields(names)))
		}
	}
	shown := append([]map[string]any{}, page(found, number, size)...) // never null
	if totals == nil || !*totals {
		return reply{http.StatusOK, shown}, nil
	}
	return reply{http.StatusOK, map[string]any{
		"start": number * size, "limit": size, "total": len(found), "hooks": shown,
	}}, nil
}

// listFields returns the fields that a list shows of each hook.
func (t *Tenant) listFields(asked []string) []string {
	if asked == nil {
		asked = hookFields()
	}
	if !t.assume.ListWithoutScript {
		return asked
	}
	return slices.DeleteFunc(slices.Clone(asked), func(name string) bool {
		return name == "script" || name == "dependencies"
	})
}

// viewHook returns what the API shows of a hook.
func viewHook(h Hook, names []string) map[string]any {
	view := map[string]any{}
	for _, name := range names {
		switch name {
		case "id":
			view[name] = h.ID
		case "name":
			if h.Name != "" {
				view[name] = h.Name
			}
		case "script":
			view[name] = h.Script
		case "dependencies":
			view[name] = h.Dependencies
		case "enabled":
			view[name] = h.Enabled
		case "triggerId":
			view[name] = h.Trigger
		default:
			panic(fmt.Sprintf("sandbox: a hook has no field %q", name))
		}
	}
	return view
}
